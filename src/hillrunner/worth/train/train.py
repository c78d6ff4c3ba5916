"""What a plan of strength training is worth to a runner, week by week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import xarray as xr

from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.batch.executors import Executor
from hillrunner.batch.job import Work
from hillrunner.batch.run import Watch
from hillrunner.errors import HillrunnerError, SolveError
from hillrunner.motion.motion import Motion
from hillrunner.person.runner import Runner
from hillrunner.shown import Shown
from hillrunner.training.adaptation import ESTIMATES, Adaptation, adapt, estimates
from hillrunner.training.plan import Plan
from hillrunner.worth.answer.answer import (
    Ensemble,
    bodies_wanted,
    kept_in,
    solvable_speed,
)
from hillrunner.worth.answer.body_job import WORKS
from hillrunner.worth.answer.ensemble import Bench, SolvedBodies, first_bodies, solved_bodies
from hillrunner.worth.answer.priced_body import PricedBody, PricedSprint, Unsolved
from hillrunner.worth.answer.trained_weeks import priced_weeks
from hillrunner.worth.prices.response import peak_loads
from hillrunner.worth.prices.what_if import what_if
from hillrunner.worth.race.race_model import RaceModel
from hillrunner.worth.start import OwnWay, own_way
from hillrunner.worth.train.asked import asked_race, known_maxima, planned, weeks_to_solve
from hillrunner.worth.train.budget import Budget
from hillrunner.worth.train.lifts import TrainedLift, solve_lift, solved_lifts

SPEED = 3.5  # m/s, of the run where no race is asked for
VALUE = ESTIMATES[0]


@dataclass(frozen=True)
class SolvedWeek:
    """A week whose changed body ran again, to hold against what its prices expect.

    Attributes
    ----------
    week
        Of the plan; those after it too.
    economy_percent
        Change (%) of the metabolic cost of running, for each kilogram of the runner before.
    expected_percent
        The same to first order.
    loads_percent
        Change (%) of peak loads, by name.
    motion
        The run.
    """

    week: int
    economy_percent: float
    expected_percent: float
    loads_percent: Mapping[str, float]
    motion: Motion = field(repr=False, compare=False)


@dataclass(frozen=True)
class Trained(Shown):
    """What a plan does to a runner.

    Attributes
    ----------
    runner, plan
        Who trains, and what.
    training_age
        Years of strength training before.
    lifts
        The plan's lifts before it.
    adaptation
        The muscles, tendons and lifts, by week and sample.
    table
        Everything else by ``estimate`` (value, low, high: 5 and 95 %) and ``week``: that of
        :func:`~hillrunner.worth.answer.trained_weeks.priced_weeks`, and ``race_time`` (s; NaN
        without a race) by people's oxygen. Economy, race and loads, and their intervals, are moved
        by as much as runs that were solved again differ from the expected ones: by nothing before
        the plan, and evenly from one solved week to the next.
    solved
        Those weeks.
    unsolved
        Weeks that were to be solved, and why they are not.
    race
        The race; None where none was asked for.
    body, sprint
        Prices of the run and the sprint.
    stand_in
        Why the prices are of the shipped motions' body; None where they are of the runner's own.
    ensemble
        Plausible bodies behind the intervals of run and sprint.
    run
        The run before the plan.
    budget
        How the plan was found, where it is the best one for a goal.
    """

    runner: Runner
    plan: Plan
    training_age: float
    lifts: Mapping[str, TrainedLift] = field(repr=False)
    adaptation: Adaptation = field(repr=False)
    table: xr.Dataset = field(repr=False)
    solved: tuple[SolvedWeek, ...]
    unsolved: Mapping[int, Unsolved]
    race: RaceModel | None = field(repr=False)
    body: PricedBody = field(repr=False)
    sprint: PricedSprint | Unsolved = field(repr=False)
    stand_in: Unsolved | None
    ensemble: Ensemble
    run: Motion = field(repr=False, compare=False)
    budget: Budget | None = None

    @property
    def last(self) -> int:
        """The last week of the plan."""
        return self.plan.weeks


def train(
    runner: Runner,
    plan: Plan | str,
    *,
    weeks: int | None = None,
    weeks_after: int | None = None,
    race: str | float | None = None,
    vo2max: float | None = None,
    one_rep_max: Mapping[str, float] | None = None,
    training_age: float = 0.0,
    solve: Sequence[int] | None = None,
    bodies: int = 0,
    samples: int = 200,
    folder: str | Path | None = None,
    processes: int = 1,
    executor: Literal["here", "processes"] | Executor | None = None,
    watch: Watch | None = None,
    start: Motion | None = None,
    works: tuple[Work, Work, Work] | None = None,
) -> Trained:
    """What weeks of strength training do to a runner's lifts, muscles, run, race and sprint.

    The plan's lifts are solved for this body: they say which muscles are trained. Published
    coefficients say what weeks of that change, in many plausible responders; the prices of this
    body's run and sprint say what it is worth; and the run is solved again for a few weeks, with
    the changed muscles, to check that.

    Parameters
    ----------
    runner
        Who trains; their fitness is used where it is given.
    plan
        A plan, or the name of one that ships.
    weeks, weeks_after
        In place of the plan's own: how long it lasts, and weeks to look on after it.
    race
        A distance, as ``10 km`` or in m, whose time is asked for; where not given, that of the
        runner's own race, if there is one.
    vo2max
        mL/kg/min, instead of the runner's.
    one_rep_max
        The runner's own largest loads (kg), by exercise; the body's, which are simulated, where
        not given. ``squat`` and ``deadlift`` of the runner's tests count as given.
    training_age
        Years of strength training before.
    solve
        Weeks whose run is solved again; the last of the plan, and the last of those after it, if
        not given.
    bodies
        Plausible bodies to solve and price beside the runner's own, 0 to 500: intervals of run,
        race and sprint then are of bodies and responders. It takes 8 or more; with fewer they are
        of responders alone.
    samples
        Plausible responders.
    folder, processes, executor, watch
        As of :func:`hillrunner.answer`, whose folder holds the same bodies.
    start
        The runner's own way (:func:`~hillrunner.tracking.style.style`), near the speed of the race,
        to start from, as of :func:`hillrunner.answer`; at its own speed where no race is asked for.
        Lifts are those of the same body.
    works
        What solves a run, a sprint and a lift, in place of those of :func:`hillrunner.answer` and
        :func:`~hillrunner.worth.train.lifts.solve_lift`.

    Raises
    ------
    PlanError
        If the plan or another argument is not allowed.
    RunnerError
        If a race is asked for, and nothing is known of the runner's oxygen.
    TaskError
        If the runner's legs differ, or the body cannot lift what is said to be the runner's own, or
        ``start`` says nothing of the race's speed.
    MotionError
        If ``start`` is of another runner, or nobody's own way.
    SolveError
        If a lift is not found, or, with ``start``, the run.

    Examples
    --------
    >>> me = Runner(height=1.795, mass=75.0, fitness={"race": "10 km", "time": "45:00"})
    >>> print(train(me, "heavy-legs", weeks=12, race="10 km"))  # doctest: +SKIP
    """
    plan = planned(plan, weeks, weeks_after)
    own = known_maxima(runner, plan, one_rep_max)
    again = weeks_to_solve(plan, solve)
    count = bodies_wanted(bodies)
    model = asked_race(runner, race, vo2max)
    way = None if start is None else trained_way(start, runner, model)
    runner = way.runner if way else runner
    run_work, sprint_work, lift_work = works or (*WORKS, solve_lift)
    with kept_in(folder) as place:
        bench = Bench(place, executor, processes, watch, (run_work, sprint_work))
        measured = way.kept_in(place) if way else None
        lifts = solved_lifts(runner, plan, bench, own, lift_work, measured)
        first = priced_run(runner, model, count, bench, way)
    done = adapted(plan, lifts, first, training_age, samples)
    return weighed_weeks(runner, done, lifts, first, model, training_age, again)


def trained_way(start: Motion, runner: Runner, race: RaceModel | None) -> OwnWay:
    """The runner's own way at race speed, or at its own where no race is asked for.

    Raises
    ------
    MotionError, TaskError
        As of :func:`~hillrunner.worth.start.own_way`.
    """
    return own_way(start, runner, None if race is None else solvable_speed(race.prediction.speed))


def priced_run(
    runner: Runner, race: RaceModel | None, count: int, bench: Bench, own: OwnWay | None = None
) -> SolvedBodies:
    """The runner's run at race speed and sprint, with ``count`` plausible bodies beside them."""
    speed = solvable_speed(SPEED if race is None else race.prediction.speed)
    if count:
        return solved_bodies(runner, speed, count, (), bench, own=own)
    return first_bodies(runner, speed, bench, own)


def adapted(
    plan: Plan,
    lifts: Mapping[str, TrainedLift],
    bodies: SolvedBodies,
    training_age: float,
    samples: int,
) -> Adaptation:
    """What a plan does to the muscles, beside the run of that body."""
    return adapt(
        plan,
        {name: one.asked for name, one in lifts.items()},
        running=bodies.run,
        training_age=training_age,
        samples=samples,
    )


def weighed_weeks(
    runner: Runner,
    done: Adaptation,
    lifts: Mapping[str, TrainedLift],
    bodies: SolvedBodies,
    race: RaceModel | None = None,
    training_age: float = 0.0,
    again: Sequence[int] = (),
) -> Trained:
    """What follows from an adaptation and solved bodies; the run is solved for weeks ``again``."""
    try:
        peaks = peak_loads(bodies.run)
    except HillrunnerError:  # a body without these tissues
        peaks = {}
    table = estimates(priced_weeks(done, bodies, peaks))
    solved: list[SolvedWeek] = []
    unsolved: dict[int, Unsolved] = {}
    for week in again:
        if not done.change(week).places:
            continue
        try:
            found = _solved_week(bodies.run, done, table, week)
        except SolveError as error:
            unsolved[week] = Unsolved(str(error))
            continue
        solved.append(found)
    table = _moved(table, solved)
    economy = table["economy_percent"]
    times = (
        np.full(economy.shape, np.nan) if race is None else race.times_of_cost(economy.values)
    )  # low and high too: a race takes longer where running costs more
    table = table.assign(race_time=(economy.dims, times))
    return Trained(
        runner=runner,
        plan=done.plan,
        training_age=training_age,
        lifts=lifts,
        adaptation=done,
        table=table,
        solved=tuple(solved),
        unsolved=unsolved,
        race=race,
        body=bodies.body,
        sprint=bodies.sprint,
        stand_in=bodies.stand_in,
        ensemble=Ensemble(bodies.ordered, len(bodies.bodies), len(bodies.sprints)),
        run=bodies.run,
    )


def _solved_week(run: Motion, done: Adaptation, table: xr.Dataset, week: int) -> SolvedWeek:
    """The run with the muscles of a week."""
    result = what_if(run, done.change(week))
    costs = [spatiotemporal(one).cost_of_transport for one in (result.before, result.after)]
    names = [str(name) for name in table["load"].values]
    peaks = [peak_loads(one) if names else {} for one in (result.before, result.after)]
    return SolvedWeek(
        week=week,
        economy_percent=100.0 * (costs[1] / costs[0] - 1.0),
        expected_percent=float(table["economy_percent"].sel(estimate=VALUE, week=week)),
        loads_percent={name: 100.0 * (peaks[1][name] / peaks[0][name] - 1.0) for name in names},
        motion=result.after,
    )


def _moved(table: xr.Dataset, solved: Sequence[SolvedWeek]) -> xr.Dataset:
    """The table moved to what solved weeks found: by nothing before the plan, and evenly from one
    of them to the next."""
    if not solved:
        return table
    weeks = [0, *(one.week for one in solved)]

    def by(found: Sequence[float]) -> xr.DataArray:
        moved = np.interp(table["week"].values, weeks, [0.0, *found])
        return xr.DataArray(moved, {"week": table["week"].values}, "week")

    economy, loads = table["economy_percent"], table["loads_percent"]
    dearer = by([one.economy_percent - one.expected_percent for one in solved])
    moved = {"economy_percent": economy + dearer}
    expected = loads.sel(estimate=VALUE)
    more = [
        loads.sel(load=name)
        + by(
            [
                one.loads_percent[name] - float(expected.sel(load=name, week=one.week))
                for one in solved
            ]
        )
        for name in loads["load"].values
    ]
    if more:
        percent = xr.concat(more, "load").transpose(*loads.dims)
        moved["loads_percent"] = percent
        moved["loads"] = table["loads"] * (1.0 + 0.01 * percent) / (1.0 + 0.01 * loads)
    return table.assign(moved)
