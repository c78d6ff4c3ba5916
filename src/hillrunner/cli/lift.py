"""The verb ``lift``: solve lifts, or the most that can be lifted, measure, write, show."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial

import hillrunner as hr
from hillrunner.cli.flag_values import (
    flag_percent,
    flag_start,
    flag_time_limit,
    flag_whole,
    flags_named,
)
from hillrunner.cli.output import finish, results_folder
from hillrunner.cli.progress import ProgressLine
from hillrunner.errors import HillrunnerError
from hillrunner.shown import Shown
from hillrunner.tasks.exercises import EXERCISES, exercise
from hillrunner.tasks.lift import Lift

MOST_PERCENT = 1.0  # of the largest load
TEMPO = ("down", "up")
FIELDS = ("depth", "rise", "height", "stride", "carry", "front", *TEMPO)
Asked = tuple[Lift, float | None]  # a lift, and the share of the largest load where that was said
Solve = Callable[..., Shown]


def lift(options: argparse.Namespace) -> int:
    """Solve lifts; every complaint about the input comes before the solve."""
    from hillrunner.worth.lift import lift as solved

    runner = hr.Runner.from_toml(options.runner)
    solve = _table(options) or _compared(options) or _one(options)
    mesh = hr.Settings().mesh
    if options.mesh is not None:
        mesh = flag_whole("--mesh", options.mesh, 8, 400)
    limit = flag_time_limit(options)
    with results_folder(options.out) as folder:
        with ProgressLine() as progress:
            one = partial(
                solved,
                runner,
                settings=hr.Settings(mesh=mesh),
                time_limit=limit,
                progress=progress,
            )
            result = solve(one)
        finish(result, folder, as_json=options.json)
    return 0


def _one(options: argparse.Namespace) -> Solve:
    """One lift."""
    if options.exercise is None:
        raise HillrunnerError(
            f"which lift? Name one of {', '.join(EXERCISES)} before the runner's file, or all by "
            "--table."
        )
    task, share = _asked(options, options.exercise, options.load, FIELDS)
    start = flag_start(options)
    if start is not None and start.task.kind != task.kind:
        raise HillrunnerError(f"--start is a {start.task.called}, but must be a {task.called}.")
    return lambda solve: solve(task, share=share, start=start)


def _table(options: argparse.Namespace) -> Solve | None:
    """All lifts with one load, side by side; None where ``--table`` is not given."""
    if not options.table:
        return None
    if options.exercise is not None:
        raise HillrunnerError(f"--table is of all exercises: leave {options.exercise!r} out.")
    _not_with("--table", options, set(FIELDS) - set(TEMPO) | {"start", "compare"})
    return _beside([_asked(options, name, options.load, TEMPO) for name in EXERCISES], False)


def _compared(options: argparse.Namespace) -> Solve | None:
    """Two lifts or loads side by side; None where ``--compare`` is not given."""
    if options.compare is None:
        return None
    _not_with("--compare", options, {"start"})
    if options.exercise is None:
        raise HillrunnerError("--compare needs an exercise before the runner's file.")
    first = _asked(options, options.exercise, options.load, FIELDS)
    if options.compare in EXERCISES:
        return _beside([first, _asked(options, options.compare, options.load, TEMPO)], True)
    second = _asked(options, options.exercise, options.compare, FIELDS, "--compare")
    return _beside([first, second], True)


def _beside(asked: list[Asked], all_needed: bool) -> Solve:
    from hillrunner.worth.lifts_beside import lifts_beside

    return lambda solve: lifts_beside(asked, solve, all_needed=all_needed)


def _not_with(flag: str, options: argparse.Namespace, others: set[str]) -> None:
    """Complain of flags that do not go together."""
    for name in sorted(others):
        if getattr(options, name) is not None:
            raise HillrunnerError(f"--{name} does not go with {flag}.")


def _asked(
    options: argparse.Namespace,
    name: str,
    load: str,
    fields: tuple[str, ...],
    flag: str = "--load",
) -> Asked:
    """The lift of that name, with the load that ``flag`` says."""
    given = {field: value for field in fields if (value := getattr(options, field)) is not None}
    text, share = str(load).strip(), None
    kilograms: float | str = text
    if text.endswith("%"):
        share, kilograms = flag_percent(flag, text), "max"
        if not 0.0 < share <= MOST_PERCENT:
            raise HillrunnerError(
                f"{flag} is {text}, but must be above 0 and at most 100 % of the largest load."
            )
    elif text != "max":
        try:
            kilograms = float(text)
        except ValueError:
            other = f", or another exercise ({', '.join(EXERCISES)})" if flag != "--load" else ""
            raise HillrunnerError(
                f"{flag} is {text!r}, but must be kilograms, as 60, a percentage of the largest "
                f"load, as 70%, or max{other}."
            ) from None
    with flags_named("load", *FIELDS):
        return exercise(name, kilograms, **given), share
