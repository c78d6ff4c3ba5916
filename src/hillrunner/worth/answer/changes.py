"""The changes that are weighed: of muscle, of aerobic capacity and of technique."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from hillrunner.groups import GROUPS
from hillrunner.person.muscle_change import ALL
from hillrunner.person.technique import LIMITS, Technique
from hillrunner.published.realistic_changes import (
    Cause,
    Kind,
    RealisticChange,
    realistic_change,
    trained_by_sets,
)

WEEKLY_SETS = 10.0  # more than now; a number of ours, what a set does is published
ROUND = 10.0  # %, of muscle, to compare places by
ROUND_VO2MAX = 1.0  # mL/kg/min, the same


@dataclass(frozen=True)
class TechniqueChange:
    """A change of one measure of technique.

    Attributes
    ----------
    measure
        A field of :class:`~hillrunner.person.technique.Technique`.
    amount
        In %, or in the measure's unit.
    by
        ``percent`` of the free motion's own value, ``shift`` of it, or the ``value`` it gets.
    """

    measure: str
    amount: float
    by: Literal["percent", "shift", "value"]

    @property
    def key(self) -> str:
        """Its name among the results, as ``step_rate +5 %``."""
        if self.by == "value":
            return f"{self.measure} of {self.amount:g}"
        return f"{self.measure} {self.amount:+g}{' %' if self.by == 'percent' else ''}"

    def of(self, value: float) -> float:
        """What the measure becomes where it is ``value`` in the free motion."""
        if self.by == "value":
            return self.amount
        return value * (1.0 + 0.01 * self.amount) if self.by == "percent" else value + self.amount


@dataclass(frozen=True)
class Change:
    """A change that is weighed.

    Attributes
    ----------
    cause
        Muscle, strength without size, tendon, aerobic capacity or technique.
    what
        A place of muscle, ``VO2max``, or a measure of technique (``step rate``).
    amount, unit
        How much, in % or an absolute unit.
    kind
        Why this much.
    published
        The published change it is; None of round numbers and of the runner's own technique.
    """

    cause: Cause
    what: str
    amount: float
    unit: str
    kind: Kind
    published: RealisticChange | None = None

    @property
    def technique(self) -> TechniqueChange:
        """A change of technique, as it is solved for."""
        by: Literal["percent", "shift", "value"] = "percent" if self.unit == "%" else "shift"
        measure = self.what.replace(" ", "_")
        return TechniqueChange(measure, self.amount, "value" if self.kind == Kind.OWN else by)


def _as_published(known: RealisticChange, cause: Cause, sign: float = 1.0) -> Change:
    assert known.value is not None, known
    return Change(cause, known.what, sign * known.value, known.unit, known.kind, known)


def realistic_muscle() -> list[Change]:
    """A realistic change of every muscle group: trained where that was measured, else a stand-in.

    The stand-in is :data:`WEEKLY_SETS` more sets a week at the published gain of size per set.
    """
    changes = []
    for group in GROUPS:
        known = realistic_change(group, Kind.TRAINED)
        if known.value is None:
            known = trained_by_sets(group, WEEKLY_SETS)
        changes.append(_as_published(known, Cause.MUSCLE))
    calves = realistic_change("calves", Kind.TRAINED)
    tendon = realistic_change("calves", Kind.TRAINED, Cause.TENDON)
    return [
        *changes,
        _as_published(calves, Cause.STRENGTH),
        _as_published(tendon, Cause.TENDON),
    ]


def round_muscle(places: Sequence[str] = (ALL, *GROUPS)) -> list[Change]:
    """:data:`ROUND` % more of each place, with and without the mass: not realistic, comparable."""
    return [
        Change(cause, place, ROUND, "%", Kind.ROUND)
        for cause in (Cause.MUSCLE, Cause.STRENGTH)
        for place in places
    ]


def aerobic_changes() -> list[Change]:
    """More VO2max: the published spread, and a round number."""
    known = realistic_change("VO2max", Kind.SPREAD)
    return [
        _as_published(known, Cause.AEROBIC),
        Change(Cause.AEROBIC, "VO2max", ROUND_VO2MAX, known.unit, Kind.ROUND),
    ]


def technique_changes(own: Technique | None = None) -> list[Change]:
    """What is tried with every runner, and a runner's ``own`` technique, measure by measure."""
    known = (
        realistic_change("step rate", Kind.STAND_IN),
        realistic_change("oscillation", Kind.SPREAD),
    )
    result = [_as_published(one, Cause.TECHNIQUE, sign) for one in known for sign in (1.0, -1.0)]
    for measure, value in own.imposed.items() if own else ():
        what, unit = measure.replace("_", " "), LIMITS[measure][2]
        result.append(Change(Cause.TECHNIQUE, what, value, unit, Kind.OWN))
    return result
