"""What a realistic change of muscle, aerobic capacity or technique is worth in a race.

The chain is: change, percent of metabolic cost, race time. Prices give the cost of a change of
muscle to first order; a technique is solved for; oxygen acts on the time directly. Cost is per
kilogram of the runner as they are and so is VO2max, so that muscle that is added is paid for by the
cost of carrying and heating it, and not once more by a VO2max divided by more kilograms.

Percentages are the simulation's; what they are percentages of is anchored to people
(:mod:`hillrunner.worth.race.cost`). One percent of cost is not one percent of time: when a change
makes the race faster or slower, oxygen is taken to grow with speed as people's does, air drag
included (:mod:`hillrunner.worth.race.economy`). What the slope of the single motion would make of
the times instead is :meth:`~hillrunner.worth.race.race_model.RaceModel.slope_factor`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from hillrunner.person.fitness import LIMITS
from hillrunner.published.realistic_changes import Cause
from hillrunner.worth.answer.changes import Change
from hillrunner.worth.answer.priced_body import Knob, PricedBody, PricedSprint, TechniqueResult
from hillrunner.worth.race.aerobic import Prediction
from hillrunner.worth.race.race_model import RaceModel

FEWEST = 8  # bodies below which there is no interval
PERCENTILES = (5.0, 95.0)
KNOB_OF: dict[Cause, Knob] = {
    Cause.MUSCLE: "stronger",
    Cause.STRENGTH: "drive",
    Cause.TENDON: "tendon_stiffness",
}


@dataclass(frozen=True)
class Effect:
    """What a change is worth.

    Attributes
    ----------
    change
        What changes.
    cost, effort
        Change (%) of the metabolic cost of running and of the whole effort that the runner is
        supposed to minimise; None for aerobic capacity, which moves neither. They may differ in
        sign: muscle may be worth its heat in running less tired.
    seconds, percent
        Change of race time; negative is faster.
    interval
        Seconds at the 5th and 95th percentile of the ensemble; None where there is none.
    cost_interval
        The same of ``cost``.
    members
        Bodies behind the interval.
    top_speed
        Change (m/s) of the speed of a sprint; None where it was not solved for or does not count.
    top_speed_interval
        The same at the 5th and 95th percentile of the ensemble.
    sprints
        Bodies behind that.
    loads
        Change (%) of peak loads on one leg's joints and tissues, by name; of more muscle only.
    """

    change: Change
    cost: float | None
    effort: float | None
    seconds: float
    percent: float
    interval: tuple[float, float] | None = None
    cost_interval: tuple[float, float] | None = None
    members: int = 0
    top_speed: float | None = None
    top_speed_interval: tuple[float, float] | None = None
    sprints: int = 0
    loads: Mapping[str, float] = field(default_factory=dict)


def effect(
    model: RaceModel, body: PricedBody, change: Change, sprint: PricedSprint | None = None
) -> Effect | None:
    """What ``change`` is worth in a body, without intervals.

    None if the technique was not solved for in this body, or nobody has such a VO2max.
    """
    race = model.prediction
    if change.cause == Cause.AEROBIC:
        if race.vo2max + change.amount > LIMITS["VO2max"][1]:
            return None
        return _effect(race, model.with_vo2max(race.vo2max + change.amount), change, None, None)
    if change.cause == Cause.TECHNIQUE:
        result = body.techniques.get(change.technique.key)
        if not isinstance(result, TechniqueResult):
            return None
        return _effect(race, model.with_cost(result.cost), change, result.cost, result.effort)
    knob = KNOB_OF[change.cause]
    cost, effort = (p.percent(knob, change.what, change.amount) for p in (body.cost, body.effort))
    loads = body.loads.get(change.what, {}) if change.cause == Cause.MUSCLE else {}
    return replace(
        _effect(race, model.with_cost(cost), change, cost, effort),
        top_speed=top_speed(sprint, change) if sprint else None,
        loads={name: change.amount * percent for name, percent in loads.items()},
    )


def _effect(
    race: Prediction, after: Prediction, change: Change, cost: float | None, effort: float | None
) -> Effect:
    seconds = after.time - race.time
    return Effect(change, cost, effort, seconds, 100.0 * seconds / race.time)


def top_speed(sprint: PricedSprint, change: Change) -> float | None:
    """Change (m/s) of a body's top speed; None of what is no change of muscle or tendon."""
    knob = KNOB_OF.get(change.cause)
    return sprint.top_speed.change(knob, change.what, change.amount) if knob else None


def effects(
    model: RaceModel,
    body: PricedBody,
    changes: Sequence[Change],
    sprint: PricedSprint | None = None,
    bodies: Sequence[PricedBody] = (),
    sprints: Sequence[PricedSprint] = (),
) -> tuple[Effect, ...]:
    """What changes are worth in a body, with intervals from the plausible ones that were solved.

    Parameters
    ----------
    model
        The race.
    body, sprint
        The body whose figures are given.
    changes
        What is weighed; what has no figure is left out.
    bodies, sprints
        Plausible bodies' runs and sprints. Intervals need :data:`FEWEST`; with fewer there are
        none. Aerobic capacity has none: bodies differ in how much they spend, which the anchor
        makes equal.
    """
    result = []
    for change in changes:
        one = effect(model, body, change, sprint)
        if one is None:
            continue
        others = [other for b in bodies if (other := effect(model, b, change))]
        if len(others) >= FEWEST and change.cause != Cause.AEROBIC:
            costs = [o.cost for o in others if o.cost is not None]
            one = replace(
                one,
                interval=_interval([o.seconds for o in others]),
                cost_interval=_interval(costs) if costs else None,
                members=len(others),
            )
        faster = [speed for s in sprints if (speed := top_speed(s, change)) is not None]
        if len(faster) >= FEWEST:
            one = replace(one, top_speed_interval=_interval(faster), sprints=len(faster))
        result.append(one)
    return tuple(result)


def _interval(values: Sequence[float]) -> tuple[float, float]:
    low, high = np.percentile(values, PERCENTILES)
    return float(low), float(high)
