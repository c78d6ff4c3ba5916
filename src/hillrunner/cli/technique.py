"""The verb ``technique``: what a way of running costs, against the free optimum."""

from __future__ import annotations

import argparse
import sys

import hillrunner as hr
from hillrunner.cli.output import finish, results_folder
from hillrunner.cli.progress import ProgressLine
from hillrunner.cli.technique_notation import MEASURES, requested_technique, requests_of
from hillrunner.errors import HillrunnerError


def technique(options: argparse.Namespace) -> int:
    """Price technique; every complaint about the input comes before the first solve.

    Of several prices those that are found are shown, also where others are not (exit code 1).
    """
    requests = requests_of({name: getattr(options, name) for name in MEASURES})
    runner = hr.Runner.from_toml(options.runner) if options.runner else None
    motion = hr.Motion.load(options.base)

    from hillrunner.lab.watch import read_watch
    from hillrunner.tell.words.technique import notes
    from hillrunner.worth.prices.impose import technique_of
    from hillrunner.worth.prices.prepared import prepared
    from hillrunner.worth.prices.technique_price import check_free, usual_technique

    check_free(motion)
    watch = read_watch(options.watch) if options.watch else None
    if not requests and not usual_technique(runner, watch).imposed:
        raise HillrunnerError(
            "say which technique: give a flag such as --step-rate +5%, or --watch FILE.fit, "
            "or a --runner whose file says [technique]."
        )
    requested_technique(technique_of(motion), requests)  # complaints
    with results_folder(options.out) as folder:
        with ProgressLine() as progress:
            free = prepared(motion, progress=progress)
            requested = requested_technique(technique_of(free), requests)
            result = hr.technique(
                free, requested, watch=watch, runner=runner, each=options.each, progress=progress
            )
        if options.json:
            for note in notes(result):
                print(f"hillrunner: {note}", file=sys.stderr)
        finish(result, folder, as_json=options.json)
    return int(bool(result.unsolved))
