"""The verb ``whatif``: the same run with other muscles or shoes, side by side."""

from __future__ import annotations

import argparse

import hillrunner as hr
from hillrunner.cli.flag_values import flag_jobs
from hillrunner.cli.output import finish, results_folder
from hillrunner.cli.places import KNOB_OF, change_of
from hillrunner.cli.progress import ProgressLine
from hillrunner.errors import HillrunnerError
from hillrunner.model.mechanics.changed_body import changed_body
from hillrunner.person.shoe import Shoe, shoe_from


def what_if(options: argparse.Namespace) -> int:
    """Solve the changed runs; every complaint about the input comes before the first solve."""
    jobs = flag_jobs(options.jobs)
    if options.jobs is not None and not options.each:
        raise HillrunnerError("--jobs goes with --each only: one change is solved in one process.")
    change = _asked(options)
    body = hr.Body.load(options.body) if options.body else None
    motion = hr.Motion.load(options.base)

    if not isinstance(change, Shoe):
        changed_body(motion.body, [change])  # complaints, before the solver is imported

    from hillrunner.worth.prices.what_if import WhatIf, WhatIfs, what_if_each

    with results_folder(options.out) as folder:
        with ProgressLine() as progress:
            result: WhatIf | WhatIfs
            if options.each:
                result = what_if_each(motion, change, body=body, jobs=jobs, progress=progress)
            else:
                result = hr.what_if(motion, change, body=body, progress=progress)
        finish(result, folder, as_json=options.json)
    return 0


def _asked(options: argparse.Namespace) -> hr.MuscleChange | Shoe:
    """What the flags say that changes."""
    change = change_of({flag: getattr(options, _field(flag)) for flag in KNOB_OF})
    if options.shoe is None:
        if not change.places:
            raise HillrunnerError(
                "say what changes, as --muscle glutes=+10% or --shoe 'super shoe'."
            )
        return change
    if change.places:
        raise HillrunnerError("give --shoe alone, or changes of muscles without it.")
    return shoe_from(options.shoe)


def _field(flag: str) -> str:
    return flag.removeprefix("--").replace("-", "_")
