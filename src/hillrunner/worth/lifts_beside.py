"""Several lifts of one body, side by side: exercises, or loads of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from hillrunner.errors import SolveError, TaskError
from hillrunner.motion.motion import Motion
from hillrunner.shown import Shown
from hillrunner.tasks.lift import Lift
from hillrunner.worth.lift import Lifted


@dataclass(frozen=True)
class LiftsBeside(Shown):
    """Lifts side by side.

    Attributes
    ----------
    lifts
        Those that were found, by what they are called.
    unsolved
        Those that were not: why.
    """

    lifts: dict[str, Lifted]
    unsolved: dict[str, str] = field(default_factory=dict)


def lifts_beside(
    asked: Iterable[tuple[Lift, float | None]],
    solve: Callable[..., Lifted],
    *,
    all_needed: bool = False,
) -> LiftsBeside:
    """Solve lifts one after the other, each from the last one of its kind.

    Parameters
    ----------
    asked
        The lifts, each with the share of its largest load that is lifted, None where its own is.
    solve
        What solves one: :func:`~hillrunner.worth.lift.lift` of a runner, which takes a lift,
        ``share`` and ``start``.
    all_needed
        Whether one that is not found ends it all; else it is told why it is missing.

    Raises
    ------
    TaskError
        If a load cannot be lifted, and all are needed.
    SolveError
        If a lift is not found and all are needed, or none is found.
    """
    lifts: dict[str, Lifted] = {}
    unsolved: dict[str, str] = {}
    begin: dict[str, Motion] = {}
    last: SolveError | TaskError | None = None
    for task, share in asked:
        try:
            found = solve(task, share=share, start=begin.get(task.kind))
        except (SolveError, TaskError) as error:
            if all_needed:
                raise
            unsolved[task.label], last = str(error), error
        else:
            name = f"{found.exercise} {found.numbers.load:.3g} kg"
            while name in lifts:
                name += ", again"
            lifts[name] = found
            begin[task.kind] = found.motion
    if not lifts and last is not None:
        raise last
    return LiftsBeside(lifts, unsolved)
