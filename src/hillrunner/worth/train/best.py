"""The best plan for a runner, found and trained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from hillrunner.batch.job import Work
from hillrunner.batch.run import Watch
from hillrunner.checks import unknown_name
from hillrunner.errors import PlanError, SolveError
from hillrunner.motion.motion import Motion
from hillrunner.person.runner import Runner
from hillrunner.training.plan import EXERCISES, Plan
from hillrunner.worth.answer.answer import kept_in
from hillrunner.worth.answer.body_job import WORKS
from hillrunner.worth.answer.ensemble import Bench
from hillrunner.worth.answer.priced_body import Unsolved
from hillrunner.worth.start import MeasuredBody
from hillrunner.worth.train.asked import asked_race, known_maxima, weeks_to_solve
from hillrunner.worth.train.budget import (
    ECONOMY,
    check_goal,
    filled,
    known_goal,
    prescribed,
    sets_in,
)
from hillrunner.worth.train.lifts import (
    SIMULATED,
    TrainedLift,
    solve_lift,
    solved_lifts,
)
from hillrunner.worth.train.train import (
    Trained,
    adapted,
    priced_run,
    trained_way,
    weighed_weeks,
)

WEEKS, SESSIONS, MINUTES, RUNNING = 12, 2, 40.0, 40.0  # where nothing else is said


def best(
    runner: Runner,
    *,
    sessions: int = SESSIONS,
    minutes: float = MINUTES,
    goal: str = ECONOMY,
    exercises: Sequence[str] | None = None,
    weeks: int = WEEKS,
    weeks_after: int = 0,
    running: float = RUNNING,
    race: str | float | None = None,
    vo2max: float | None = None,
    one_rep_max: Mapping[str, float] | None = None,
    training_age: float = 0.0,
    solve: Sequence[int] | None = None,
    samples: int = 200,
    folder: str | Path | None = None,
    processes: int = 1,
    watch: Watch | None = None,
    start: Motion | None = None,
    works: tuple[Work, Work, Work] | None = None,
) -> Trained:
    """The plan that serves a goal of this runner best, and what it is worth week by week.

    Parameters
    ----------
    runner
        Who trains.
    sessions, minutes
        A week, and of each session.
    goal
        ``economy`` (and with it the race), ``top speed``, or a load of
        :data:`~hillrunner.worth.prices.response.LOADS` that is to be lower.
    exercises
        That may be chosen; all that are simulated if not given.
    weeks, weeks_after, running
        How long it lasts, weeks to look on after it, and km of running a week.
    race, vo2max, one_rep_max, training_age, solve, samples, folder, processes, watch, start, works
        As of :func:`hillrunner.train`.

    Returns
    -------
    Trained
        With ``budget``: how the sets were given out, and why.

    Raises
    ------
    PlanError
        If something asked for is not allowed, or no lift is found.
    RunnerError, TaskError, MotionError, SolveError
        As of :func:`hillrunner.train`.
    """
    known_goal(goal)
    sets_in(minutes)
    names = _names(exercises)
    frame = Plan(
        name=f"the best {minutes:g} minutes for {goal.replace('_', ' ')}",
        weeks=weeks,
        sessions=sessions,
        weeks_after=weeks_after,
        running=running,
        start_weeks=1,
    )
    every = frame.changed(exercises=tuple(prescribed(name, 1) for name in names))
    own = known_maxima(runner, every, one_rep_max)
    again = weeks_to_solve(frame, solve)
    model = asked_race(runner, race, vo2max)
    way = None if start is None else trained_way(start, runner, model)
    runner = way.runner if way else runner
    run_work, sprint_work, lift_work = works or (*WORKS, solve_lift)
    with kept_in(folder) as place:
        bench = Bench(place, None, processes, watch, (run_work, sprint_work))
        bodies = priced_run(runner, model, 0, bench, way)
        check_goal(goal, bodies)
        measured = way.kept_in(place) if way else None
        lifts, unsolved = _lifts(runner, every, bench, own, lift_work, measured)
    found = filled(frame, minutes, goal, lifts, bodies, training_age)
    chosen = {one.name: lifts[one.name] for one in found.plan.exercises}
    done = adapted(found.plan, chosen, bodies, training_age, samples)
    result = weighed_weeks(runner, done, chosen, bodies, model, training_age, again)
    return replace(result, budget=replace(found, unsolved=unsolved))


def _names(exercises: Sequence[str] | None) -> tuple[str, ...]:
    """The exercises that may be chosen."""
    names = tuple(SIMULATED) if exercises is None else tuple(dict.fromkeys(exercises))
    for name in names:
        if name not in EXERCISES:
            raise PlanError(unknown_name("exercise", name, name, EXERCISES))
    if not names:
        raise PlanError("exercises is empty, but must name at least one that may be chosen.")
    return names


def _lifts(
    runner: Runner,
    plan: Plan,
    bench: Bench,
    own: Mapping[str, float],
    work: Work,
    measured: MeasuredBody | None,
) -> tuple[dict[str, TrainedLift], dict[str, Unsolved]]:
    """The lifts that were found, and why others were not."""
    lifts: dict[str, TrainedLift] = {}
    unsolved: dict[str, Unsolved] = {}
    for one in plan.exercises:
        try:
            alone = plan.changed(exercises=(one,))
            lifts |= solved_lifts(runner, alone, bench, own, work, measured)
        except SolveError as error:
            unsolved[one.name] = Unsolved(str(error))
            last = error
    if not lifts:
        raise last
    return lifts, unsolved
