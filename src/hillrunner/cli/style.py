"""The verb ``style``: what a measured runner does that effort alone does not explain."""

from __future__ import annotations

import argparse

import hillrunner as hr
from hillrunner.cli.flag_values import flag_number, flag_time_limit
from hillrunner.cli.output import finish, results_folder
from hillrunner.cli.progress import ProgressLine


def style(options: argparse.Namespace) -> int:
    """Find it; every complaint about the input comes before the first solve."""
    from hillrunner.tracking.style import HOLD
    from hillrunner.tracking.style import style as found

    hold = None if options.hold is None else flag_number("--hold", options.hold, *HOLD, "")
    limit = flag_time_limit(options)
    motion = hr.Motion.load(options.base)
    with results_folder(options.out) as folder:
        with ProgressLine() as progress:
            result = found(motion, hold=hold, time_limit=limit, progress=progress)
        finish(result, folder, as_json=options.json)
    return 0
