"""The one way to a hard goal: at once, or by way of what lies half way."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from hillrunner.errors import HillrunnerError, SolveError
from hillrunner.model.body.model import Body
from hillrunner.motion import library
from hillrunner.motion.motion import Motion
from hillrunner.motion.solved import Status
from hillrunner.person.muscle_change import MuscleChange
from hillrunner.person.runner import Runner
from hillrunner.person.shoe import USUAL
from hillrunner.settings import Settings
from hillrunner.solve.ipopt import Watcher
from hillrunner.solve.simulate import simulate
from hillrunner.tasks.task import Task

HALVINGS = 2  # of the way to a goal that does not converge at once

Goal = TypeVar("Goal")


def by_halves(
    start: Motion,
    goal: Goal,
    solve: Callable[[Motion, Goal], Motion],
    halfway: Callable[[Motion, Goal], Goal | None],
    halvings: int = HALVINGS,
) -> Motion:
    """Solve for ``goal`` from ``start``; where that fails, by way of the goal half way to it.

    Parameters
    ----------
    start
        A solved motion.
    goal
        What is to be solved for.
    solve
        Solves for a goal from a motion.
    halfway
        The goal between a motion and a goal; None where there is nothing in between.
    halvings
        How often the way may be halved.

    Raises
    ------
    SolveError
        If the goal is not reached.
    """
    try:
        return solve(start, goal)
    except SolveError as error:
        if not halvings or error.status is Status.TIME:
            raise
        half = halfway(start, goal)
        if half is None:
            raise
    nearer = by_halves(start, half, solve, halfway, halvings - 1)
    return by_halves(nearer, goal, solve, halfway, halvings - 1)


@dataclass(frozen=True)
class Wanted:
    """Who is to do what, under which settings."""

    runner: Runner
    task: Task
    settings: Settings


def reach(
    start: Motion,
    runner: Runner,
    task: Task,
    *,
    body: Body | None = None,
    settings: Settings | None = None,
    halvings: int = HALVINGS,
    time_limit: float | None = None,
    progress: Watcher | None = None,
) -> Motion:
    """As :func:`~hillrunner.solve.simulate.simulate` from ``start``; where that fails, by halves.

    What may be half way: changes of muscles (by their logarithm), the task (speed, grade, load) and
    settings (by their logarithm), all together.

    Raises
    ------
    SolveError
        If the goal is not reached; see :func:`~hillrunner.solve.simulate.simulate` for others.
    """

    def solve(begin: Motion, goal: Wanted) -> Motion:
        return simulate(
            goal.runner,
            goal.task,
            body=body,
            start=begin,
            settings=goal.settings,
            time_limit=time_limit,
            progress=progress,
        )

    goal = Wanted(runner, task, settings or start.settings)
    return by_halves(start, goal, solve, _halfway, halvings)


def reach_from_shipped(
    runner: Runner,
    task: Task,
    *,
    settings: Settings,
    time_limit: float | None = None,
    progress: Watcher | None = None,
) -> Motion:
    """Reach a goal from the nearest motion that ships; where that fails, cold.

    Raises
    ------
    SolveError
        If the goal is not reached; see :func:`~hillrunner.solve.simulate.simulate` for others.
    """
    near = library.nearest(task, runner)
    if near is not None:
        try:
            return reach(
                near, runner, task, settings=settings, time_limit=time_limit, progress=progress
            )
        except SolveError:
            pass
    return simulate(
        runner, task, start="cold", settings=settings, time_limit=time_limit, progress=progress
    )


def _halfway(start: Motion, goal: Wanted) -> Wanted | None:
    """Half way from a motion to a goal; None where nothing lies in between."""
    here = Wanted(start.runner, start.task, start.settings)
    task = goal.task
    if type(task) is type(here.task):
        try:
            task = here.task.between(goal.task, 0.5)
        except HillrunnerError:
            task = goal.task
    half = Wanted(
        runner_between(here.runner, goal.runner),
        task,
        settings_between(here.settings, goal.settings, 0.5),
    )
    return None if half in (here, goal) else half


def runner_between(one: Runner, other: Runner) -> Runner:
    """The other runner with half of the changes of muscles that ``one`` has not, and in shoes half
    way to the other's."""
    if one.shoe != other.shoe:
        halfway = (one.shoe or USUAL).between(other.shoe or USUAL)
        other = other.model_copy(update={"shoe": halfway})
    shared = 0
    while shared < min(len(one.changes), len(other.changes)) and (
        one.changes[shared] == other.changes[shared]
    ):
        shared += 1
    if shared < len(one.changes):
        return other
    halves = tuple(halved(change) for change in other.changes[shared:])
    return other.model_copy(update={"changes": (*one.changes, *halves)})


def halved(change: MuscleChange) -> MuscleChange:
    """The change that makes ``change`` when it is made twice."""
    values = change.model_dump(exclude_defaults=True)
    return MuscleChange(
        **{
            knob: {
                place: 0.5 * value if knob == "slow_fraction" else math.sqrt(value)
                for place, value in table.items()
            }
            for knob, table in values.items()
        }
    )


def settings_between(one: Settings, other: Settings, share: float) -> Settings:
    """Settings at ``share`` of the way, each positive number by its logarithm."""

    def mixed(a: Any, b: Any) -> Any:
        if isinstance(a, Mapping):
            return {key: mixed(a[key], b[key]) for key in a}
        if share >= 1.0 or a == b or isinstance(a, int):
            return b
        if a > 0.0 and b > 0.0:
            return math.exp((1.0 - share) * math.log(a) + share * math.log(b))
        return (1.0 - share) * a + share * b

    return Settings(**mixed(one.model_dump(), other.model_dump()))
