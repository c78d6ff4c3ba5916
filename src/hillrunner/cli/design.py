"""The verb ``design``: where a budget of muscle is best spent on this body."""

from __future__ import annotations

import argparse

import hillrunner as hr
from hillrunner.cli.flag_values import flag_percent
from hillrunner.cli.output import finish, results_folder
from hillrunner.cli.progress import ProgressLine
from hillrunner.errors import HillrunnerError

BUDGET, MOST = "5%", "20%"


def design(options: argparse.Namespace) -> int:
    """Spread a budget of muscle; every complaint about the input comes before the first solve."""
    budget = flag_percent("--budget", options.budget or BUDGET)
    most = flag_percent("--most", options.most or MOST)
    if most < budget:
        raise HillrunnerError(
            f"--most {100 * most:g}% leaves no room for --budget {100 * budget:g}%: the budget is "
            "a share of all leg muscle, so some muscle must be allowed to grow by at least as much."
        )
    motion = hr.Motion.load(options.base)
    with results_folder(options.out) as folder:
        with ProgressLine() as progress:
            result = hr.design(motion, options.aim, budget=budget, most=most, progress=progress)
        finish(result, folder, as_json=options.json)
    return 0
