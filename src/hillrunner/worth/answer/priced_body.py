"""What everything is worth in one body: the prices of its run and of its sprint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

import xarray as xr

from hillrunner.groups import GROUPS
from hillrunner.model.physics.metabolism import BASAL_RATE
from hillrunner.motion.motion import Motion
from hillrunner.person.muscle_change import ALL
from hillrunner.worth.prices.prices import prices
from hillrunner.worth.prices.response import responses

Knob = Literal["stronger", "drive", "force", "heat", "carrying", "tendon_stiffness"]
KNOBS: tuple[Knob, ...] = get_args(Knob)


@dataclass(frozen=True)
class Prices:
    """What is priced, and its prices.

    Attributes
    ----------
    value
        J/kg/m of a cost, m/s of a top speed.
    by_knob
        By knob and place (``all``, a muscle group, a muscle without its side): change of the value
        for one whole unit of the knob, extrapolated from a small change.
    """

    value: float
    by_knob: Mapping[Knob, Mapping[str, float]]

    def change(self, knob: Knob, place: str, percent: float) -> float:
        """Change of the value, in its unit, for ``percent`` more of a knob."""
        return 0.01 * percent * self.by_knob[knob][place]

    def percent(self, knob: Knob, place: str, percent: float) -> float:
        """Change of the value (%) for ``percent`` more of a knob."""
        return percent * self.by_knob[knob][place] / self.value

    @property
    def places(self) -> tuple[str, ...]:
        """All places that have prices."""
        return tuple(self.by_knob["stronger"])


@dataclass(frozen=True)
class Unsolved:
    """What has no figure, and the sentence that says why."""

    why: str


@dataclass(frozen=True)
class TechniqueResult:
    """A technique against the free optimum.

    Attributes
    ----------
    before, after
        The measure in the free motion, and what it was made.
    cost, effort
        Change (%) of the metabolic cost and of the whole effort.
    """

    before: float
    after: float
    cost: float
    effort: float


@dataclass(frozen=True)
class PricedBody:
    """What everything is worth in a body's run.

    Attributes
    ----------
    speed
        m/s.
    cost
        Metabolic cost of transport (J/kg/m), gross, with the standing rate, as races need it.
    effort
        What the runner is supposed to minimise (J/kg/m).
    elasticity
        Percent more oxygen for one percent more speed, in this motion's own neighbourhood.
    muscle_mass
        kg, both legs, by group.
    loads
        By place: % of peak loads, by name, for 1 % more muscle.
    techniques
        By :attr:`TechniqueChange.key <hillrunner.worth.answer.changes.TechniqueChange.key>`.
    """

    speed: float
    cost: Prices
    effort: Prices
    elasticity: float
    muscle_mass: Mapping[str, float]
    loads: Mapping[str, Mapping[str, float]]
    techniques: Mapping[str, TechniqueResult | Unsolved] = field(default_factory=dict)


@dataclass(frozen=True)
class PricedSprint:
    """What everything is worth in a body's sprint: its top speed (m/s)."""

    top_speed: Prices


def priced(motion: Motion) -> PricedBody:
    """What everything is worth in a run; takes seconds.

    Raises
    ------
    MotionError
        As :func:`~hillrunner.worth.prices.prices.prices`.
    """
    effort, cost = prices(motion), prices(motion, of="energy")
    running = float(cost.attrs["value"])
    gross = _gross(cost, motion)
    return PricedBody(
        speed=motion.speed,
        cost=Prices(gross, _by_knob(cost)),
        effort=Prices(float(effort.attrs["value"]), _by_knob(effort)),
        elasticity=(running + motion.speed * float(cost["speed"])) / gross,
        muscle_mass={
            group: sum(m.mass for m in motion.body.muscles if m.group == group) for group in GROUPS
        },
        loads=responses(motion, (ALL, *GROUPS)),
    )


def priced_cost(motion: Motion) -> Prices:
    """What everything is worth in the gross metabolic cost of a run (J/kg/m); takes seconds.

    Raises
    ------
    MotionError
        As :func:`~hillrunner.worth.prices.prices.prices`.
    """
    cost = prices(motion, of="energy")
    return Prices(_gross(cost, motion), _by_knob(cost))


def _gross(cost: xr.Dataset, motion: Motion) -> float:
    """With the rate of standing, which nothing moves."""
    return float(cost.attrs["value"]) + BASAL_RATE / motion.speed


def priced_sprint(motion: Motion) -> PricedSprint:
    """What everything is worth in a sprint; takes seconds.

    Raises
    ------
    MotionError
        As :func:`~hillrunner.worth.prices.prices.prices`.
    """
    table = prices(motion, of="speed")
    return PricedSprint(Prices(float(table.attrs["value"]), _by_knob(table)))


def _by_knob(table: xr.Dataset) -> dict[Knob, dict[str, float]]:
    places = [str(place) for place in table["place"].values]
    return {knob: dict(zip(places, table[knob].values.tolist(), strict=True)) for knob in KNOBS}
