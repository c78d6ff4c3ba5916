"""What a realistic change of muscle, aerobic capacity or technique is worth in a race.

The chain is: change, percent of metabolic cost, race time. Prices give the cost of a change of
muscle to first order; a technique is solved for; oxygen acts on the time directly. Cost is per
kilogram of the runner as they are and so is VO2max, so that muscle that is added is paid for by the
cost of carrying and heating it, and not once more by a VO2max divided by more kilograms.

Percentages are the simulation's; what they are percentages of is anchored to people
(:mod:`hillrunner.worth.race.cost`). When a change makes the race faster or slower, cost is taken
not to
depend on speed: people's hardly does (Minetti 2002, 10.1152/japplphysiol.01177.2001), and neither
does the simulated one over all speeds, while the slope of a single motion is that of one local
optimum. What that slope would make of the times is told beside them (:func:`slope_factor`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from hillrunner.errors import RunnerError
from hillrunner.groups import GROUPS
from hillrunner.person.muscle_change import ALL
from hillrunner.person.technique import LIMITS as TECHNIQUE_LIMITS
from hillrunner.person.technique import Technique
from hillrunner.published.realistic_changes import (
    ALBRACHT,
    SCHOENFELD,
    realistic_change,
    size_per_sets,
)
from hillrunner.worth.answer.bodies import Asked
from hillrunner.worth.race.aerobic import (
    LIMITS,
    Prediction,
    Race,
    anchored_to_race,
    fraction_elasticity,
    predict,
    vo2max_from_race,
)
from hillrunner.worth.race.cost import LEAST_ELASTICITY, CostCurve

FEWEST = 8  # members below which no interval is told
PERCENTILES = (5.0, 95.0)
WEEKLY_SETS = 10.0  # more than now; a number of ours, what a set does is published
OWN = "the runner's own"  # kind of a technique that the runner's file tells
ROUND = 10.0  # %, of muscle, to compare places by


@dataclass(frozen=True)
class RaceModel:
    """A runner's race.

    Attributes
    ----------
    name
        Of the distance.
    curve
        Anchored cost.
    prediction
        The race as the runner is.
    origin
        Where the VO2max comes from, in a sentence.
    """

    name: str
    curve: CostCurve
    prediction: Prediction
    origin: str


def check_oxygen(vo2max: float | None, race: Race | None) -> None:
    """Complain if neither is given: no VO2max of the population was found to stand in.

    Raises
    ------
    RunnerError
    """
    if race is None and vo2max is None:
        raise RunnerError(
            "no VO2max and no race is given: say either, as --vo2max 50 or --race '10 km' 45:00."
        )


def race_model(
    curve: CostCurve,
    name: str,
    distance: float,
    *,
    vo2max: float | None = None,
    race: Race | None = None,
) -> RaceModel:
    """The race over ``distance`` (m) of a runner with a VO2max (mL/kg/min), a race, or both.

    Raises
    ------
    RunnerError
        If neither is given, or they do not go together.
    """
    check_oxygen(vo2max, race)
    if race is not None and vo2max is not None:
        anchored = anchored_to_race(curve, race, vo2max)
        origin = "VO2max and race are the runner's own."
    else:
        anchored = curve.anchored_to_population()
        origin = "The VO2max is the runner's own."
        if race is not None:
            vo2max = vo2max_from_race(race, anchored)
            origin = (
                f"A VO2max of {vo2max:.1f} mL/kg/min follows from the race, with the average "
                f"runner's cost."
            )
    assert vo2max is not None
    return RaceModel(name, anchored, predict(distance, vo2max, anchored), origin)


@dataclass(frozen=True)
class Change:
    """A change that is weighed.

    Attributes
    ----------
    cause
        ``muscle``, ``strength without size``, ``tendon``, ``aerobic`` or ``technique``.
    what
        A place of muscle, ``VO2max``, or a field of technique.
    amount, unit
        How much, in % or an absolute unit.
    kind
        ``population SD``, ``12 weeks of training``, ``stand-in``, ``round number`` or :data:`OWN`.
    source, grade, note
        As of :class:`~hillrunner.published.realistic_changes.RealisticChange`.
    """

    cause: str
    what: str
    amount: float
    unit: str
    kind: str
    source: str
    grade: str
    note: str

    @property
    def label(self) -> str:
        """As ``calves +7 %``."""
        what = f"{self.what} leg muscle" if self.what in (ALL, "other") else self.what
        if self.kind == OWN:
            if self.unit == "rad":
                return f"own {what} of {np.rad2deg(self.amount):.3g} deg"
            return f"own {what} of {self.amount:.4g} {self.unit}"
        return f"{what} {self.amount:+.3g} {self.unit}"


KNOB_OF = {"muscle": "stronger", "strength without size": "force", "tendon": "tendon_stiffness"}


def realistic_muscle() -> list[Change]:
    """A realistic change of every muscle group: trained where that was measured, else a stand-in.

    The stand-in is :data:`WEEKLY_SETS` more sets a week at the published gain of size per set.
    """
    changes = []
    for group in GROUPS:
        known = realistic_change(group, "12 weeks of training")
        if known.value is not None:
            told = (known.value, "%", known.kind, known.source, known.grade, known.note)
        else:
            told = (
                size_per_sets(WEEKLY_SETS),
                "%",
                "stand-in",
                SCHOENFELD,
                "A",
                f"{WEEKLY_SETS:g} more sets a week, over 8 to 12 weeks: of muscles in general.",
            )
        changes.append(Change("muscle", group, *told))
    strength = realistic_change("calves", "12 weeks of training")
    assert strength.value is not None
    changes.append(
        Change(
            "strength without size",
            "calves",
            strength.value,
            "%",
            strength.kind,
            strength.source,
            strength.grade,
            strength.note,
        )
    )
    changes.append(
        Change(
            "tendon",
            "calves",
            16.0,
            "%",
            "12 weeks of training",
            ALBRACHT,
            "A",
            "Stiffness of the triceps surae's tendon after 14 weeks.",
        )
    )
    return changes


def round_muscle(places: Sequence[str] = (ALL, *GROUPS)) -> list[Change]:
    """:data:`ROUND` % more of each place, with and without the mass: not realistic, comparable."""
    note = "A round number, to compare."
    return [
        Change(cause, place, ROUND, "%", "round number", "", "", note)
        for cause in ("muscle", "strength without size")
        for place in places
    ]


def aerobic_changes() -> list[Change]:
    """More VO2max: a round number, and the published spread."""
    known = realistic_change("VO2max", "population SD")
    assert known.value is not None
    spread = (known.value, known.unit, known.kind, known.source, known.grade, known.note)
    note = "A round number, to compare; what weeks of training do to VO2max was not found."
    one = (1.0, known.unit, "round number", "", "", note)
    return [Change("aerobic", "VO2max", *spread), Change("aerobic", "VO2max", *one)]


def technique_changes(own: Technique | None = None) -> list[Change]:
    """What is imposed on every runner, and a runner's ``own`` technique, measure by measure."""
    result = []
    for what, kind in (("step rate", "stand-in"), ("oscillation", "population SD")):
        known = realistic_change(what, "stand-in" if kind == "stand-in" else "population SD")
        assert known.value is not None
        for sign in (1.0, -1.0):
            amount = sign * known.value
            told = (known.unit, known.kind, known.source, known.grade, known.note)
            result.append(Change("technique", what, amount, *told))
    note = "As the runner runs, against the model's free optimum."
    for name, value in own.imposed.items() if own else ():
        unit = TECHNIQUE_LIMITS[name][2]
        what = name.replace("_", " ")
        result.append(Change("technique", what, value, unit, OWN, "the runner's file", "", note))
    return result


def asked_of(change: Change) -> Asked:
    """How a change of technique is asked for."""
    what = change.what.replace(" ", "_")
    return Asked(what, change.amount, change.unit == "%", change.kind == OWN)


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


def effect(model: RaceModel, body: Mapping[str, Any], change: Change) -> Effect | None:
    """What ``change`` is worth in a body (as of :func:`~hillrunner.worth.answer.bodies.priced`).

    None if the body was not asked for that technique, or could not be solved with it, or nobody has
    such a VO2max.
    """
    race, near = model.prediction, model.curve.flat(model.prediction.speed)
    if change.cause == "aerobic":
        if race.vo2max + change.amount > LIMITS["VO2max"][1]:
            return None
        after = predict(race.distance, race.vo2max + change.amount, near)
        return _effect(race, after, change, None, None)
    if change.cause == "technique":
        found = body.get("techniques", {}).get(asked_of(change).key, {})
        if "cost" not in found:
            return None
        cost, effort = float(found["cost"]), float(found["effort"])
    else:
        knob = KNOB_OF[change.cause]
        cost, effort = (
            change.amount * float(table["prices"][knob][change.what]) / float(table["value"])
            for table in (body["cost"], body["effort"])
        )
    after = predict(race.distance, race.vo2max, near.scaled(1.0 + 0.01 * cost))
    found = _effect(race, after, change, cost, effort)
    if change.cause == "technique":
        return found
    loads = body.get("loads", {}).get(change.what, {}) if change.cause == "muscle" else {}
    return replace(
        found,
        top_speed=_top_speed(body, change),
        loads={name: change.amount * percent for name, percent in loads.items()},
    )


def _top_speed(body: Mapping[str, Any], change: Change) -> float | None:
    """Change (m/s) of a body's top speed; None if its sprint was not solved, or not of muscle."""
    prices = body.get("sprint", {}).get("prices")
    if prices is None or change.cause not in KNOB_OF:
        return None
    return 0.01 * change.amount * float(prices[KNOB_OF[change.cause]][change.what])


def _effect(
    race: Prediction, after: Prediction, change: Change, cost: float | None, effort: float | None
) -> Effect:
    seconds = after.time - race.time
    return Effect(change, cost, effort, seconds, 100.0 * seconds / race.time)


def slope_factor(model: RaceModel, body: Mapping[str, Any]) -> float | None:
    """By what every change of time would be multiplied if cost had the motion's own slope in speed.

    None where that slope is so steep that a race would have several speeds.
    """
    held = fraction_elasticity(model.prediction.time)
    own = float(body["elasticity"])
    return (1.0 + held) / (own + held) if own >= LEAST_ELASTICITY else None


def effects(
    model: RaceModel,
    base: Mapping[str, Any],
    changes: Sequence[Change],
    members: Sequence[Mapping[str, Any]] = (),
    sprints: Sequence[Mapping[str, Any]] = (),
) -> list[Effect]:
    """What changes are worth in the base body, with intervals from the members that were solved.

    ``members`` are plausible bodies' runs, ``sprints`` their sprints, as
    :func:`~hillrunner.worth.answer.bodies.solve_body` tells them. Intervals need :data:`FEWEST`;
    with
    fewer there are none. Aerobic capacity has none: bodies differ in how much they spend, which the
    anchor makes equal.
    """
    result = []
    for change in changes:
        own = effect(model, base, change)
        if own is None:
            continue
        others = [found for body in members if (found := effect(model, body, change))]
        if len(others) >= FEWEST and change.cause != "aerobic":
            seconds = _interval([o.seconds for o in others])
            costs = [o.cost for o in others if o.cost is not None]
            own = replace(
                own,
                interval=seconds,
                cost_interval=_interval(costs) if costs else None,
                members=len(others),
            )
        faster = [v for body in sprints if (v := _top_speed(body, change)) is not None]
        if len(faster) >= FEWEST:
            own = replace(own, top_speed_interval=_interval(faster), sprints=len(faster))
        result.append(own)
    return result


def _interval(values: Sequence[float]) -> tuple[float, float]:
    low, high = np.percentile(values, PERCENTILES)
    return float(low), float(high)


def seconds_of_cost(model: RaceModel, percent: float) -> float:
    """Change of race time (s) if running cost ``percent`` more, whatever the reason."""
    race = model.prediction
    near = model.curve.flat(race.speed).scaled(1.0 + 0.01 * percent)
    return predict(race.distance, race.vo2max, near).time - race.time
