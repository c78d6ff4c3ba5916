"""How far and how long: a long run of one body, solved again as its muscles tire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from hillrunner.analysis.spatiotemporal import metabolic_power
from hillrunner.errors import TaskError
from hillrunner.fatigue.accustomed import marathon_speed
from hillrunner.fatigue.coefficients import Coefficients, draw
from hillrunner.fatigue.march import Resolve, Solve, as_before, march
from hillrunner.lab.course_file import Altitudes, read_course
from hillrunner.model.body.model import Body
from hillrunner.motion.motion import Motion
from hillrunner.person.fitness import Fitness
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.solve.continuation import reach
from hillrunner.solve.ipopt import Watcher
from hillrunner.solve.simulate import simulate
from hillrunner.tasks.at_speed import AtSpeed
from hillrunner.tasks.run import Run
from hillrunner.training.plan import Plan
from hillrunner.worth.longrun.course import STEPS, Course, course, measured_course
from hillrunner.worth.longrun.late import MORE, late_prices
from hillrunner.worth.longrun.other_bodies import check_places, check_plan, trained
from hillrunner.worth.longrun.other_bodies import weaker as weaker_by
from hillrunner.worth.longrun.oxygen import Oxygen
from hillrunner.worth.longrun.pacing import Pacing, Splits, even, pacing_asked
from hillrunner.worth.longrun.result import LongRun
from hillrunner.worth.longrun.solves import Solves, Watch
from hillrunner.worth.race.aerobic import held_fraction
from hillrunner.worth.race.cost import shipped_curve
from hillrunner.worth.race.race_model import RaceModel, race_model
from hillrunner.worth.start import begins_with, check_reach, is_at
from hillrunner.worth.train.asked import planned

SAMPLES = 200


def longrun(
    runner: Runner,
    distance: str | float | None = None,
    *,
    pace: str | float | None = None,
    time: str | float | None = None,
    splits: Splits = (),
    profile: Sequence[tuple[float, float]] = (),
    along: Altitudes | str | Path | None = None,
    steps: int = STEPS,
    tires: bool = True,
    drifts: bool = True,
    buffer: Sequence[str] = (),
    weaker: Sequence[str] = (),
    plan: Plan | str | None = None,
    body: Body | None = None,
    settings: Settings | None = None,
    time_limit: float | None = None,
    progress: Watcher | None = None,
    watch: Watch | None = None,
    folder: Path | None = None,
    start: Motion | None = None,
    solve: Solve | None = None,
) -> LongRun:
    """Run far: muscles tire, form changes, and the finish comes later.

    The run is solved fresh, and again from the last one at the start of each of ``steps``
    stretches and at the end, every time with the force that is left
    (:mod:`hillrunner.fatigue.tiring`). Its speed is the same all along, or by splits: that asked
    for, or the best that oxygen allows a fresh runner on the level, whichever is slower. How much
    slower oxygen makes the runner go uphill and later on is reckoned with the cost of these
    motions.

    Parameters
    ----------
    runner
        Who runs. With a VO2max or a race (``fitness``) oxygen is reckoned with; without, a pace or
        time must be given, and is run.
    distance
        ``marathon``, ``10 km`` or m; that of the course, if not given.
    pace, time, splits
        As of :func:`~hillrunner.worth.longrun.pacing.pacing_asked`; the best that oxygen allows,
        if none is given.
    profile
        As of :func:`~hillrunner.worth.longrun.course.course`.
    along
        A course to run along, or its file: see :func:`~hillrunner.lab.course_file.read_course` and
        :func:`~hillrunner.worth.longrun.course.measured_course`.
    steps
        Stretches.
    tires
        Whether muscles tire.
    drifts
        Whether oxygen drifts for other reasons.
    buffer
        Muscle groups of which 10 % more is run with as well; each takes another march.
    weaker
        Muscle groups, also of one leg (``left:calves``), with a tenth less of which it is run as
        well; each takes another march.
    plan
        Of strength training, as ``heavy-legs``: it is run as well with the muscles that the plan
        leaves, at its last week.
    body, settings, time_limit, progress
        As of :func:`~hillrunner.solve.simulate.simulate`; the time limit is that of each solve.
    watch
        Called before every solve with how many there are, and how long the rest may take.
    folder
        Where solved runs are kept, so that the same call goes on where an earlier one stopped.
    start
        The fresh run on the level to begin with, if it is there already: the one of least effort of
        this runner, at the speed with which this run begins; or the runner's own way
        (:func:`~hillrunner.tracking.style.style`), near its own speed, in which it is run then.
    solve
        How a run is solved again: :class:`~hillrunner.fatigue.march.Resolve`, if not given.

    Raises
    ------
    RunnerError
        If neither VO2max, race, pace, time nor splits are known, or a muscle group is none.
    PlanError
        If there is no such plan, or it has lifts that would have to be solved.
    MeasuredError
        If the course's file is none, or has no altitude.
    TaskError
        If distance, pace, time, splits, profile or course is none that can be run.
    SolveError
        If the fresh run cannot be solved.
    MotionError
        If ``start`` is of another runner, or no run from which this one can begin.
    """
    if start is not None:
        runner, body = begins_with(start, runner, body)
    way = _way(distance, profile, along)
    asked = pacing_asked(way.metres, pace, time, splits)
    way.stretches(even(way.metres, 1.0), steps)  # complaints, before anything is solved
    check_places("the muscle group of a buffer", buffer, sided=False)
    check_places("the muscle group that is weaker", weaker, sided=True)
    trains = None if plan is None else planned(plan)
    if trains is not None:
        check_plan(trains)
    model = _race(runner, way, needed=asked is None)
    best = np.inf if model is None else model.prediction.speed
    aim = even(way.metres, best) if asked is None else asked.at_most(best)
    solves = Solves(solve or Resolve(body, time_limit, progress), folder, watch)
    marches = 1 + len(buffer) + len(weaker) + (trains is not None)
    ready = start is not None and is_at(start, aim.at(0.0))
    solves.plan(marches * (1 + _solves(way, aim, steps, tires)) - ready)
    how: dict[str, Any] = {"body": body, "time_limit": time_limit, "progress": progress}
    first = Run(aim.at(0.0)) if start is None else as_before(start, aim.at(0.0))
    if start is None:
        key = _key(runner, first, body, settings or Settings())
        start = solves.once(key, partial(simulate, runner, first, settings=settings, **how))
    else:
        check_reach(start, first.speed, way.stretches(aim, steps))
        if not ready:
            start = solves(start, first, np.ones(len(start.body.muscles)))
    oxygen = None if model is None else _oxygen(model, start)
    used_to = model.marathon_speed if model else marathon_speed(way.metres, aim.mean)
    c = _coefficients(tires, drifts)
    fresh = start

    def marched(who: Runner | None = None) -> LongRun:
        begins = fresh
        if who is not None:
            key = _key(who, first, body, fresh.settings)
            begins = solves.once(key, partial(reach, fresh, who, first, **how))
        return _marched(way, asked, aim, begins, oxygen, c, steps, solves, used_to)

    result = marched()
    others = [weaker_by(runner, place) for place in weaker]
    if trains is not None:
        others.append(trained(fresh, trains))
    beside = {name: marched(who) for name, who in others}
    worth: dict[str, float] = {}
    for group in buffer if result.finish_time is not None else ():
        later = marched(runner.stronger({group: MORE})).finish_time
        if later is not None and result.finish_time is not None:
            worth[group] = later - result.finish_time
    late = late_prices(result.tired) if tires else None
    return replace(result, buffer=worth, others=beside, late=late)


def _way(
    distance: str | float | None,
    profile: Sequence[tuple[float, float]],
    along: Altitudes | str | Path | None,
) -> Course:
    if along is None:
        if distance is None:
            raise TaskError("distance is missing: give one, or a course.")
        return course(distance, profile)
    if profile:
        raise TaskError("give either a course or a profile, not both.")
    return measured_course(along if isinstance(along, Altitudes) else read_course(along), distance)


def _solves(way: Course, plan: Pacing, steps: int, tires: bool) -> int:
    """How many runs are solved along a course, tired and fresh."""
    stretches = way.stretches(plan, steps)
    fresh = {(s.speed, s.grade) for s in stretches} - {(plan.at(0.0), 0.0)}
    return len(fresh) + (len(stretches) if tires else 0)


def _key(runner: Runner, task: AtSpeed, body: Body | None, settings: Settings) -> tuple[str, ...]:
    """All that a fresh run depends on."""
    whose = "" if body is None else body.model_dump_json()
    return runner.model_dump_json(), task.model_dump_json(), whose, settings.model_dump_json()


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
    asked: Pacing | None,
    plan: Pacing,
    start: Motion,
    oxygen: Oxygen | None,
    c: Coefficients,
    steps: int,
    solve: Solve,
    used_to: float,
) -> LongRun:
    """The course run tired and fresh."""
    stretches = way.stretches(plan, steps)
    limit = float(held_fraction(plan.clock(way.metres)))

    def intensity(power: float) -> float:
        return 1.0 if oxygen is None else min(1.0, oxygen.share(power) / limit)

    known: dict[AtSpeed, Motion] = {as_before(start, plan.at(0.0)): start}

    def solve_fresh(last: Motion, task: AtSpeed, kept: np.ndarray) -> Motion:
        if task not in known:
            known[task] = solve(last, task, kept)
        return known[task]

    def solve_tired(last: Motion, task: AtSpeed, kept: np.ndarray) -> Motion:
        fresh = (kept == 1.0).all() and any(last is one for one in known.values())
        return (solve_fresh if fresh else solve)(last, task, kept)

    fresh = march(start, stretches, c.without_fatigue(), solve=solve_fresh)
    tired = march(start, stretches, c, intensity=intensity, used_to=used_to, solve=solve_tired)
    return LongRun(way, asked, plan, start, tired, fresh, oxygen, c)
