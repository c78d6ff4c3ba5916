"""One member of a study, as a job among many: a runner's run solved, changed perhaps, measured."""

from __future__ import annotations

import time

from hillrunner.batch.job import Plain, Tell
from hillrunner.batch.telling import iterations
from hillrunner.person.muscle_change import MuscleChange
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.solve.continuation import reach_from_shipped
from hillrunner.solve.ipopt import Progress
from hillrunner.study.measures import measures
from hillrunner.tasks.run import Run
from hillrunner.worth.prices.what_if import what_if

TIME_LIMIT = 900.0  # s, of one solve, before it is given up


def solve_member(order: Plain, tell: Tell) -> Plain:
    """Solve a member's run from the nearest that ships, and again with the change, if there is one.

    Returns
    -------
    dict
        ``before`` and, with a change, ``after``: :class:`~hillrunner.study.measures.Measures`;
        ``iterations`` of all solves, ``cpu_seconds`` of everything.

    Raises
    ------
    RunnerError, TaskError, SettingsError, BodyError
        If there is no such runner, run, setting or change.
    SolveError
        If a run does not converge.
    """
    began, count, watch = time.process_time(), 0, iterations(tell)

    def counted(step: Progress) -> None:
        nonlocal count
        count += 1
        watch(step)

    runner, task = Runner(**order["runner"]), Run(**order["task"])
    change = MuscleChange(**order["change"])
    settings = Settings(**order["settings"])
    before = reach_from_shipped(
        runner, task, settings=settings, time_limit=TIME_LIMIT, progress=counted
    )
    motions = {"before": before}
    if change.places:
        both = what_if(before, change, progress=counted)
        motions = {"before": both.before, "after": both.after}
    tell("measuring")
    return {
        **{state: measures(motion).plain() for state, motion in motions.items()},
        "iterations": count,
        "cpu_seconds": time.process_time() - began,
    }
