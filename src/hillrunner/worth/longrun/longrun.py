"""How far and how long: a long run of one body, solved again as its muscles tire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hillrunner.analysis.spatiotemporal import metabolic_power
from hillrunner.checks import listed, show
from hillrunner.errors import MotionError, RunnerError
from hillrunner.fatigue.coefficients import Coefficients, draw
from hillrunner.fatigue.march import Resolve, Solve, march
from hillrunner.groups import GROUPS
from hillrunner.model.body.model import Body
from hillrunner.motion.motion import Motion
from hillrunner.person.fitness import Fitness
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.solve.continuation import reach
from hillrunner.solve.ipopt import Watcher
from hillrunner.solve.simulate import simulate
from hillrunner.tasks.run import Run
from hillrunner.worth.longrun.course import STEPS, Course, course, speed_asked
from hillrunner.worth.longrun.oxygen import Oxygen
from hillrunner.worth.longrun.result import LongRun
from hillrunner.worth.race.aerobic import held_fraction
from hillrunner.worth.race.cost import shipped_curve
from hillrunner.worth.race.race_model import RaceModel, race_model

SAMPLES = 200
MORE = 1.1  # of a muscle group, in what is told of strength as a buffer
SAME = 1e-6  # relative: speeds that differ by less are one


def longrun(
    runner: Runner,
    distance: str | float,
    *,
    pace: str | float | None = None,
    time: str | float | None = None,
    profile: Sequence[tuple[float, float]] = (),
    steps: int = STEPS,
    tires: bool = True,
    drifts: bool = True,
    buffer: Sequence[str] = (),
    body: Body | None = None,
    settings: Settings | None = None,
    time_limit: float | None = None,
    progress: Watcher | None = None,
    start: Motion | None = None,
    solve: Solve | None = None,
) -> LongRun:
    """Run far: muscles tire, form changes, and the finish comes later.

    The run is solved fresh, and again from the last one at the start of each of ``steps``
    stretches and at the end, every time with the force that is left
    (:mod:`hillrunner.fatigue.tiring`). Its speed is the same all along: that asked for, or the best
    that oxygen allows a fresh runner, whichever is slower. How much slower oxygen makes the runner
    go later on is reckoned with the cost of these motions.

    Parameters
    ----------
    runner
        Who runs. With a VO2max or a race (``fitness``) oxygen is reckoned with; without, a pace or
        time must be given, and is run.
    distance
        ``marathon``, ``10 km`` or m.
    pace, time
        As of :func:`~hillrunner.worth.longrun.course.speed_asked`; the best that oxygen allows, if
        neither is given.
    profile
        As of :func:`~hillrunner.worth.longrun.course.course`.
    steps
        Stretches.
    tires
        Whether muscles tire.
    drifts
        Whether oxygen drifts for other reasons.
    buffer
        Muscle groups of which 10 % more is run with as well; each takes another march.
    body, settings, time_limit, progress
        As of :func:`~hillrunner.solve.simulate.simulate`; the time limit is that of each solve.
    start
        The fresh run on the level to begin with, if it is there already; it must be of this runner
        and at the speed of this run.
    solve
        How a run is solved again: :class:`~hillrunner.fatigue.march.Resolve`, if not given.

    Raises
    ------
    RunnerError
        If neither VO2max, race, pace nor time is known, or a muscle group is none.
    TaskError
        If distance, pace, time or profile is none that can be run.
    SolveError
        If the fresh run cannot be solved.
    """
    way = course(distance, profile)
    asked = speed_asked(way.metres, pace, time)
    way.stretches(1.0, steps)  # complaints, before anything is solved
    for group in buffer:
        if group not in GROUPS:
            raise RunnerError(
                f"the muscle group of a buffer is {show(group)}, but must be one of "
                f"{listed(GROUPS)}."
            )
    model = _race(runner, way, needed=asked is None)
    best = np.inf if model is None else model.prediction.speed
    speed = min(best, np.inf if asked is None else asked)
    if start is None:
        start = simulate(
            runner,
            Run(speed),
            body=body,
            settings=settings,
            time_limit=time_limit,
            progress=progress,
        )
    else:
        _check_start(start, runner, speed)
    solve = solve or Resolve(body, time_limit, progress)
    oxygen = None if model is None else _oxygen(model, start)
    c = _coefficients(tires, drifts)
    result = _marched(way, asked, start, oxygen, c, steps, solve)
    worth: dict[str, float] = {}
    for group in buffer if result.finish_time is not None else ():
        stronger = reach(
            start,
            runner.stronger({group: MORE}),
            start.task,
            body=body,
            time_limit=time_limit,
            progress=progress,
        )
        later = _marched(way, asked, stronger, oxygen, c, steps, solve).finish_time
        if later is not None and result.finish_time is not None:
            worth[group] = later - result.finish_time
    return replace(result, buffer=worth)


def _race(runner: Runner, way: Course, *, needed: bool) -> RaceModel | None:
    """The fresh runner's race; None where neither VO2max nor race is known, and none is needed."""
    fitness = runner.fitness or Fitness()
    if fitness.vo2max is None and fitness.raced is None and not needed:
        return None
    return race_model(
        shipped_curve(), way.name, way.metres, vo2max=fitness.vo2max, race=fitness.raced
    )


def _oxygen(model: RaceModel, start: Motion) -> Oxygen:
    return Oxygen(
        vo2max=model.prediction.vo2max,
        demand=model.curve.demand(start.speed),
        power=metabolic_power(start),
    )


def _coefficients(tires: bool, drifts: bool) -> Coefficients:
    c = draw(SAMPLES, 0)
    c = c if tires else c.without_fatigue()
    return c if drifts else c.without_drift()


def _marched(
    way: Course,
    asked: float | None,
    start: Motion,
    oxygen: Oxygen | None,
    c: Coefficients,
    steps: int,
    solve: Solve,
) -> LongRun:
    """The course run tired and fresh."""
    stretches = way.stretches(start.speed, steps)
    limit = float(held_fraction(way.metres / start.speed))

    def intensity(power: float) -> float:
        return 1.0 if oxygen is None else min(1.0, oxygen.share(power) / limit)

    known: dict[Run, Motion] = {Run(start.speed): start}

    def solve_fresh(last: Motion, task: Run, kept: np.ndarray) -> Motion:
        if task not in known:
            known[task] = solve(last, task, kept)
        return known[task]

    fresh = march(start, stretches, c.without_fatigue(), solve=solve_fresh)
    tired = march(start, stretches, c, intensity=intensity, solve=solve)
    return LongRun(way, asked, start, tired, fresh, oxygen, c)


def _check_start(start: Motion, runner: Runner, speed: float) -> None:
    if not start.runner.has_body_of(runner):
        raise MotionError("the run to start from is of another runner.")
    if start.task.kind != "run" or start.grade or abs(start.speed / speed - 1.0) > SAME:
        raise MotionError(
            f"the run to start from is a {start.label}, but must be a run at {speed:.4g} m/s on "
            "the level."
        )
