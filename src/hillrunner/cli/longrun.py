"""The verb ``longrun``: how muscles and form hold over a distance, and when it ends."""

from __future__ import annotations

import argparse

import hillrunner as hr
from hillrunner.cli.flag_values import flag_time_limit, flags_named
from hillrunner.cli.notation import grade
from hillrunner.cli.output import finish, results_folder
from hillrunner.cli.progress import ProgressLine
from hillrunner.errors import HillrunnerError

FLAGS = ("distance", "pace", "time", "steps", "profile", "profile's")


def longrun(options: argparse.Namespace) -> int:
    """Run far; every complaint about the input comes before the first solve."""
    from hillrunner.worth.longrun.longrun import longrun as run_far

    runner = hr.Runner.from_toml(options.runner)
    profile = [_from_km(text) for text in options.profile or ()]
    start = hr.Motion.load(options.start) if options.start else None
    limit = flag_time_limit(options)
    with flags_named(*FLAGS), results_folder(options.out) as folder:
        with ProgressLine() as progress:
            result = run_far(
                runner,
                options.distance,
                pace=options.pace,
                time=options.time,
                profile=profile,
                steps=options.steps,
                tires=not options.fresh,
                drifts=not (options.fresh or options.no_drift),
                buffer=options.buffer or (),
                start=start,
                time_limit=limit,
                progress=progress,
            )
        finish(result, folder, as_json=options.json)
    return 0


def _from_km(text: str) -> tuple[float, float]:
    km, comma, slope = text.partition(",")
    rise = grade(slope.strip())
    try:
        if not comma or isinstance(rise, str):
            raise ValueError
        return float(km), rise
    except ValueError:
        raise HillrunnerError(
            f"--profile is {text!r}, but must be a kilometre and the grade from there on, as "
            "10,2% or 10,0.02."
        ) from None
