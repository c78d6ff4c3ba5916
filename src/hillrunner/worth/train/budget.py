"""Which exercises a runner's goal is served best by, set by set, within a budget of time.

An exercise is worth what it builds in each muscle, times what that muscle is worth in the goal;
what others build already counts, for returns diminish. Sets are given out one by one to whatever
the next one serves most, until time is up or no set serves any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import xarray as xr

from hillrunner.checks import listed, number_in
from hillrunner.errors import PlanError
from hillrunner.training.adaptation import Adaptation, adapt
from hillrunner.training.plan import MOST_SETS, Exercise, Plan
from hillrunner.training.stimulus import demand
from hillrunner.worth.answer.ensemble import SolvedBodies
from hillrunner.worth.answer.priced_body import Unsolved
from hillrunner.worth.answer.trained_weeks import gained_by_muscle, logarithms, worth_by_muscle
from hillrunner.worth.prices.response import LOADS
from hillrunner.worth.train.lifts import TrainedLift

ECONOMY, SPEED = "economy", "top speed"
GOALS = (ECONOMY, SPEED, *LOADS)
Unit = Literal["%", "m/s"]

# Minutes that a session needs to warm up, and a set with the rest after it: choices.
WARM_UP, A_SET = 10.0, 3.0
MINUTES = (15.0, 180.0, "minutes a session")
REPETITIONS, RESERVE = 5, 1  # of every set: heavy, and not to failure; a choice
MOST_OF_ONE = 10  # sets of an exercise in a session, as a plan allows
SERVES = 1e-4  # in the unit of the goal: what a set must add


@dataclass(frozen=True)
class Ranked:
    """An exercise in a goal.

    Attributes
    ----------
    exercise
        Its name.
    sets
        That it gets in each session.
    alone
        What all sets of the budget would be worth if they were of this exercise, in the unit of
        the goal; positive is good.
    by_group
        The part of each muscle group in that.
    """

    exercise: str
    sets: int
    alone: float
    by_group: Mapping[str, float]


@dataclass(frozen=True)
class Budget:
    """How the sets of a session were given out.

    Attributes
    ----------
    goal, unit
        One of :data:`GOALS`; percent of cost or load that is saved, or m/s.
    minutes, sets
        Of a session, and sets that these allow.
    worth
        Of the plan at its end, in the unit of the goal, to first order and of middle coefficients.
    ranking
        Every exercise, the one that serves best alone first.
    plan
        What came out; without an exercise where none serves.
    unsolved
        Exercises whose lift was not found, and why.
    """

    goal: str
    unit: Unit
    minutes: float
    sets: int
    worth: float
    ranking: tuple[Ranked, ...]
    plan: Plan
    unsolved: Mapping[str, Unsolved] = field(default_factory=dict)


def sets_in(minutes: float) -> int:
    """Sets that a session of so many minutes allows.

    Raises
    ------
    PlanError
        If they are not from 15 to 180.
    """
    try:
        number_in("minutes", minutes, *MINUTES)
    except ValueError as error:
        raise PlanError(str(error)) from None
    return min(MOST_SETS, int((minutes - WARM_UP) / A_SET))


def prescribed(name: str, sets: int) -> Exercise:
    """How every exercise is done: heavy sets that are not to failure."""
    return Exercise(name=name, sets=sets, repetitions=REPETITIONS, rir=RESERVE)


def filled(
    frame: Plan,
    minutes: float,
    goal: str,
    lifts: Mapping[str, TrainedLift],
    bodies: SolvedBodies,
    training_age: float = 0.0,
) -> Budget:
    """The plan of the exercises that serve a goal best.

    Parameters
    ----------
    frame
        Weeks, sessions and running; its exercises do not count.
    minutes
        Of a session.
    goal
        One of :data:`GOALS`.
    lifts
        Of the exercises that may be chosen.
    bodies
        Whose prices count.
    training_age
        Years of strength training before.

    Raises
    ------
    PlanError
        If there is no such goal, or it has no figure in this body.
    """
    unit = check_goal(goal, bodies)
    sets = sets_in(minutes)

    def plan(chosen: Mapping[str, int]) -> Plan:
        some = tuple(prescribed(name, n) for name, n in chosen.items() if n)
        return frame.changed(exercises=some)

    asked, running = {name: lift.asked for name, lift in lifts.items()}, demand(bodies.run)

    def worth(chosen: Mapping[str, int]) -> xr.DataArray:
        done = adapt(plan(chosen), asked, running=running, training_age=training_age, samples=1)
        return served(done, goal, bodies)

    chosen, total = dict.fromkeys(lifts, 0), 0.0
    while sum(chosen.values()) < sets:
        tries = {
            name: float(worth(chosen | {name: n + 1}).sum())
            for name, n in chosen.items()
            if n < MOST_OF_ONE
        }
        best = max(tries, key=lambda name: tries[name], default="")
        if not best or tries[best] < total + SERVES:
            break
        chosen[best] += 1
        total = tries[best]
    ranking = [_ranked(name, chosen[name], worth({name: min(sets, MOST_OF_ONE)})) for name in lifts]
    ranking.sort(key=lambda one: -one.alone)
    return Budget(goal, unit, minutes, sets, total, tuple(ranking), plan(chosen))


def check_goal(goal: str, bodies: SolvedBodies) -> Unit:
    """The unit of a goal.

    Raises
    ------
    PlanError
        If there is no such goal, or it has no figure in this body.
    """
    known_goal(goal)
    if goal == SPEED and isinstance(bodies.sprint, Unsolved):
        raise PlanError(f"top speed cannot be the goal, for it has no figure: {bodies.sprint.why}")
    if goal in LOADS and not all(goal in loads for loads in bodies.body.loads.values()):
        raise PlanError(f"the goal {goal!r} has no figure in this body, which has no such tissue.")
    return "m/s" if goal == SPEED else "%"


def known_goal(goal: str) -> None:
    """Complain of a goal that there is not.

    Raises
    ------
    PlanError
    """
    if goal not in GOALS:
        raise PlanError(f"the goal is {goal!r}, but must be one of {listed(GOALS)}.")


def served(done: Adaptation, goal: str, bodies: SolvedBodies) -> xr.DataArray:
    """What each muscle adds to a goal at the plan's end: middle coefficients, positive is good."""
    week = done.plan.weeks
    if goal in LOADS:
        gained = gained_by_muscle(done).isel(sample=0).sel(week=week)
        per = {group: loads[goal] for group, loads in bodies.body.loads.items()}
        price = [per[str(group)] for group in done.samples["group"].values]
        found = -100.0 * gained * xr.DataArray(price, {"muscle": gained["muscle"]}, "muscle")
    else:
        logs = logarithms(done).isel(sample=0).sel(week=week)
        if goal == SPEED:
            assert not isinstance(bodies.sprint, Unsolved)
            found = worth_by_muscle(bodies.sprint.top_speed, logs)
        else:
            cost = bodies.body.cost
            found = -100.0 / cost.value * worth_by_muscle(cost, logs)
    groups = done.samples["group"].values
    return found.assign_coords(group=("muscle", groups))


def _ranked(name: str, sets: int, worth: xr.DataArray) -> Ranked:
    by_group = worth.groupby("group").sum()
    parts = zip(by_group["group"].values.tolist(), by_group.values.tolist(), strict=True)
    most = sorted(parts, key=lambda part: -abs(part[1]))
    return Ranked(
        name, sets, float(worth.sum()), {str(g): float(v) for g, v in most if not np.isclose(v, 0)}
    )
