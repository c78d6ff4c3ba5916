"""A long run, stretch by stretch: muscles tire, and the run is solved again from the last one.

Every stretch is run at one speed and grade. At its start the run is solved with the force that is
left then (:mod:`hillrunner.fatigue.tired_body`); its eccentric loads hold until the next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hillrunner.errors import MotionError, SolveError
from hillrunner.fatigue.coefficients import Coefficients
from hillrunner.fatigue.load import eccentric_load
from hillrunner.fatigue.tired_body import kept_of, power_with_rest, same_tendons, tired_body
from hillrunner.fatigue.tiring import (
    USUAL,
    Tiredness,
    after_running,
    fresh,
    kept_in_running,
)
from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.motion.motion import Motion
from hillrunner.motion.solved import Status
from hillrunner.sides import other_side
from hillrunner.solve.continuation import by_halves
from hillrunner.solve.ipopt import Watcher
from hillrunner.solve.simulate import simulate
from hillrunner.tasks.at_speed import AtSpeed
from hillrunner.tasks.run import LIMITS
from hillrunner.tasks.task import Symmetry

Array = NDArray[np.float64]

Solve = Callable[[Motion, AtSpeed, Array], Motion]  # from the last run: a task, with what was kept

SLOWER = (1.0, 0.95, 0.9)  # of the speed, that are tried in turn where the muscles cannot hold it


@dataclass(frozen=True)
class Stretch:
    """A piece of a course: m, m/s, rise over run."""

    metres: float
    speed: float
    grade: float = 0.0


@dataclass(frozen=True)
class Point:
    """Where a stretch begins.

    Attributes
    ----------
    metres, seconds
        Run until here.
    motion
        How the body runs with what is left.
    state
        What the muscles have lost; middle coefficients first.
    power
        Metabolic power of the whole body (W), by
        :func:`~hillrunner.fatigue.tired_body.power_with_rest`.
    """

    metres: float
    seconds: float
    motion: Motion
    state: Tiredness
    power: float


@dataclass(frozen=True)
class March:
    """A long run.

    Attributes
    ----------
    points
        Where stretches begin, and, if it was reached, the end.
    metres
        How far it is from the start to the end, or to where no muscles carry it further.
    stopped
        Why the run ended before its end; None where it did not.
    used_to
        The speed (m/s) at which the runner could race a marathon.
    """

    points: tuple[Point, ...]
    metres: float
    stopped: SolveError | None = None
    used_to: float = USUAL


@dataclass(frozen=True)
class _Goal:
    """What is solved for: a task, and what muscles have kept since they were fresh."""

    task: AtSpeed
    kept: Array


class Resolve:
    """Solves a run again with other muscles, from the last one.

    Parameters
    ----------
    body
        The generic body, if not the default one.
    time_limit, progress
        As of :func:`~hillrunner.solve.simulate.simulate`, of each solve.
    """

    def __init__(
        self,
        body: Body | None = None,
        time_limit: float | None = None,
        progress: Watcher | None = None,
    ) -> None:
        self._body, self._limit, self._progress = body or default_body(), time_limit, progress

    def __call__(self, last: Motion, task: AtSpeed, kept: Array) -> Motion:
        """The task with muscles that have kept a part (in the body's order) of what they had.

        Raises
        ------
        SolveError
            If it does not converge, not even by way of half the change.
        """
        if (kept == 1.0).all() and task == last.task:
            return last
        return by_halves(last, _Goal(task, self._kept(last) * kept), self._solve, self._halfway)

    def _kept(self, motion: Motion) -> Array:
        fresh = runner_body(motion.runner, motion.settings, self._body)
        return kept_of(motion.body, fresh)

    def _solve(self, start: Motion, goal: _Goal) -> Motion:
        return simulate(
            same_tendons(start.runner, start.body, self._kept(start), goal.kept),
            goal.task,
            body=tired_body(self._body, goal.kept),
            start=start,
            settings=start.settings,
            time_limit=self._limit,
            progress=self._progress,
        )

    def _halfway(self, start: Motion, goal: _Goal) -> _Goal:
        task = start.task.between(goal.task, 0.5)
        assert isinstance(task, AtSpeed)
        return _Goal(task, np.sqrt(self._kept(start) * goal.kept))


def march(
    first: Motion,
    stretches: Sequence[Stretch],
    c: Coefficients,
    *,
    intensity: Callable[[float], float] = lambda _: 1.0,
    used_to: float = USUAL,
    solve: Solve | None = None,
) -> March:
    """Run a course.

    Parameters
    ----------
    first
        The fresh run, whose runner and settings all others have.
    stretches
        The course.
    c
        Coefficients; the first of each is what muscles follow, the others make the intervals.
    intensity
        Of a stretch, by its metabolic power (W): see
        :func:`~hillrunner.fatigue.tiring.after_running`.
    used_to
        The speed (m/s) at which the runner could race a marathon.
    solve
        How a run is solved again: :class:`Resolve` as it comes, if not given.

    Returns
    -------
    The course as far as it can be run. Where a stretch cannot be run at its speed, it and all after
    it are tried at 95 % of the speed, and then at 90 %.

    Raises
    ------
    SolveError
        If not even the first stretch can be run, or a solve is out of time.
    """
    solve = solve or Resolve()
    state = fresh(len(first.body.muscles), c)
    motion, metres, seconds, pace = first, 0.0, 0.0, 0
    kept = kept_in_running(state, c)[0]  # by the muscles of ``motion``
    points: list[Point] = []
    ends = [*stretches, Stretch(0.0, stretches[-1].speed, stretches[-1].grade)]
    for stretch in ends:
        left = kept_in_running(state, c)[0]
        found, pace, error = _solved(solve, motion, stretch, left / kept, pace)
        if found is None and error is not None:
            if not points:
                raise error
            return March(tuple(points), metres, error, used_to)
        motion, kept = found or motion, left
        power = power_with_rest(motion, first.body)
        points.append(Point(metres, seconds, motion, state, power))
        taken = stretch.metres / motion.speed
        load = evened(motion)
        state = after_running(state, load, taken, c, intensity(power), used_to)
        metres, seconds = metres + stretch.metres, seconds + taken
    return March(tuple(points), metres, used_to=used_to)


def _solved(
    solve: Solve,
    last: Motion,
    stretch: Stretch,
    kept: Array,
    pace: int,
) -> tuple[Motion | None, int, SolveError | None]:
    """The stretch, at the first of SLOWER from ``pace`` on at which it can be run, and which."""
    error: SolveError | None = None
    for i in range(pace, len(SLOWER)):
        speed = stretch.speed * SLOWER[i]
        if speed < LIMITS["speed"][0]:
            break
        try:
            return solve(last, as_before(last, speed, stretch.grade), kept), i, None
        except SolveError as failed:
            if failed.status is Status.TIME:
                raise
            error = error or failed
    return None, pace, error


def as_before(last: Motion, speed: float, grade: float = 0.0) -> AtSpeed:
    """Running on in the way of a motion: least effort, or a runner's own, at a speed and grade.

    Raises
    ------
    MotionError
        If it is no running at a speed.
    """
    task = last.task
    if not isinstance(task, AtSpeed):
        raise MotionError(
            f"the run to start from is a {last.label}, but must be a run at a speed, or a runner's "
            "own."
        )
    return task.changed(speed=speed, grade=grade)


def evened(motion: Motion) -> Array:
    """Eccentric loads (W/kg) of the muscles; where one step is solved and the other its mirror
    image, the same on both sides to the last digit, so that legs that are alike stay so."""
    load = eccentric_load(motion)
    if motion.task.symmetry(motion.body) is not Symmetry.MIRRORED:
        return load
    names = list(motion.body.muscle_names)
    other = [names.index(other_side(name)) for name in names]
    return np.asarray(0.5 * (load + load[other]))
