"""The verb ``lift``: solve a lift, or the most that can be lifted, measure, write, show."""

from __future__ import annotations

import argparse

import hillrunner as hr
from hillrunner.cli.flag_values import (
    flag_percent,
    flag_time_limit,
    flag_whole,
    flags_named,
)
from hillrunner.cli.output import finish, results_folder
from hillrunner.cli.progress import ProgressLine
from hillrunner.errors import HillrunnerError
from hillrunner.tasks.exercises import exercise
from hillrunner.tasks.lift import Lift

MOST_PERCENT = 1.0  # of the largest load
FIELDS = ("depth", "rise", "height", "down", "up")


def lift(options: argparse.Namespace) -> int:
    """Solve a lift; every complaint about the input comes before the solve."""
    from hillrunner.worth.lift import lift as solved

    runner = hr.Runner.from_toml(options.runner)
    task, share = _asked(options)
    start = hr.Motion.load(options.start) if options.start else None
    if start is not None and start.task.kind != task.kind:
        raise HillrunnerError(f"--start is a {start.task.called}, but must be a {task.called}.")
    mesh = hr.Settings().mesh
    if options.mesh is not None:
        mesh = flag_whole("--mesh", options.mesh, 8, 400)
    limit = flag_time_limit(options)
    with results_folder(options.out) as folder:
        with ProgressLine() as progress:
            result = solved(
                runner,
                task,
                share=share,
                start=start,
                settings=hr.Settings(mesh=mesh),
                time_limit=limit,
                progress=progress,
            )
        finish(result, folder, as_json=options.json)
    return 0


def _asked(options: argparse.Namespace) -> tuple[Lift, float | None]:
    """The lift, and the share of the largest load where that is what was said."""
    given = {name: value for name in FIELDS if (value := getattr(options, name)) is not None}
    text, share = str(options.load).strip(), None
    load: float | str = text
    if text.endswith("%"):
        share, load = flag_percent("--load", text), "max"
        if not 0.0 < share <= MOST_PERCENT:
            raise HillrunnerError(
                f"--load is {text}, but must be above 0 and at most 100 % of the largest load."
            )
    elif text != "max":
        try:
            load = float(text)
        except ValueError:
            raise HillrunnerError(
                f"--load is {text!r}, but must be kilograms, as 60, a percentage of the largest "
                "load, as 70%, or max."
            ) from None
    with flags_named("load", *FIELDS):
        return exercise(options.exercise, load, **given), share
