"""What twelve weeks of the standard plan are worth to a runner, without solving a lift.

Which muscles the plan trains is read off the lifts that ship, scaled to the runner's muscles; what
weeks of it change is :func:`~hillrunner.training.adaptation.adapt`; what that is worth are prices
of the runner's own run and sprint, to first order. :func:`hillrunner.train` solves the runner's own
lifts, and the run again with the trained muscles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import xarray as xr

from hillrunner.groups import GROUPS
from hillrunner.person.runner import Runner
from hillrunner.training.adaptation import ESTIMATES, Adaptation, adapt, estimates
from hillrunner.training.plan import Plan
from hillrunner.training.shipped_lifts import as_done_by, lifter, muscle_of, shipped_demand
from hillrunner.training.stimulus import demand
from hillrunner.worth.answer.effects import FEWEST
from hillrunner.worth.answer.ensemble import SolvedBodies
from hillrunner.worth.answer.priced_body import Unsolved
from hillrunner.worth.answer.trained_weeks import logarithms, priced_weeks, worth_by_muscle
from hillrunner.worth.race.race_model import RaceModel

STANDARD = "heavy-legs"  # the plan that ships for twelve weeks of heavy legs
RESPONDERS = 200


class Estimate(NamedTuple):
    """Of middle coefficients, and 5 and 95 % of plausible responders."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Training:
    """What the standard plan is worth at its end.

    Attributes
    ----------
    plan
        What is trained.
    cost
        Change (%) of the metabolic cost of running, for each kilogram of the runner before.
    cost_by_group
        The part of each muscle group in that, of middle coefficients.
    seconds
        Change of race time; negative is faster.
    top_speed
        Change (m/s); None where no sprint was solved.
    body_mass
        Change (%), by muscle.
    lifts
        Change (%) of largest loads, by exercise.
    strength, size
        Change (%) of force and size, by muscle group.
    responders, bodies
        Behind the intervals: plausible responders, and plausible bodies, 0 where all are the
        runner's own.
    lifter
        Who did the lifts that say which muscles are trained.
    """

    plan: Plan
    cost: Estimate
    cost_by_group: Mapping[str, float]
    seconds: Estimate
    top_speed: Estimate | None
    body_mass: Estimate
    lifts: Mapping[str, Estimate]
    strength: Mapping[str, Estimate]
    size: Mapping[str, Estimate]
    responders: int
    bodies: int
    lifter: Runner


def standard_training(model: RaceModel, solved: SolvedBodies) -> Training:
    """The standard plan, weighed in a race and by solved bodies."""
    plan, run = Plan.shipped(STANDARD), solved.run
    lifts = {}
    for one in plan.exercises:
        lift = shipped_demand(one.name)
        force = muscle_of(run.body, lift, "max_force")
        lifts[one.name] = as_done_by(lift, force, run.runner.mass)
    done = adapt(plan, lifts, running=demand(run), samples=RESPONDERS)
    worth = estimates(priced_weeks(done, solved))
    before, weeks = worth.isel(week=0), worth.isel(week=plan.weeks)
    cost = _estimate(weeks["economy_percent"])
    times = model.times_of_cost(np.array(cost)) - model.prediction.time
    top = None
    if not isinstance(solved.sprint, Unsolved):
        top = _estimate(weeks["top_speed"] - before["top_speed"])
    percent = 100.0 * (done.table["one_rep_max"].isel(week=plan.weeks) - 1.0)
    groups = 100.0 * (done.groups.isel(week=plan.weeks) - 1.0)

    def by_group(name: str) -> dict[str, Estimate]:
        there = [g for g in GROUPS if g in groups["group"].values]
        return {group: _estimate(groups[name].sel(group=group)) for group in there}

    bodies = len(solved.bodies)
    return Training(
        plan=plan,
        cost=cost,
        cost_by_group=_by_group(done, solved),
        seconds=Estimate(*(float(t) for t in times)),
        top_speed=top,
        body_mass=_estimate(weeks["body_mass_percent"]),
        lifts={name: _estimate(percent.sel(lift=name)) for name in lifts},
        strength=by_group("force"),
        size=by_group("size"),
        responders=RESPONDERS,
        bodies=bodies if bodies >= FEWEST else 0,
        lifter=lifter(),
    )


def _by_group(done: Adaptation, solved: SolvedBodies) -> dict[str, float]:
    """Change (%) of the cost of running that each group makes at the end of the plan."""
    logs = logarithms(done).isel(sample=0, week=done.plan.weeks)
    cost = solved.body.cost
    percent = 100.0 / cost.value * worth_by_muscle(cost, logs).values
    of_muscle = done.samples["group"].values
    return {
        group: float(percent[of_muscle == group].sum()) for group in GROUPS if group in of_muscle
    }


def _estimate(values: xr.DataArray) -> Estimate:
    return Estimate(*(float(values.sel(estimate=name)) for name in ESTIMATES))
