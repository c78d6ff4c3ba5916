"""How fast a runner can run how far: oxygen that is there against oxygen that it takes.

A race over a distance is run at the speed ``v`` at which the oxygen demand equals the share of
VO2max that can be held for as long as the race then takes:

    demand(v) = F(distance / v) * VO2max

with Daniels' and Gilbert's share ``F`` (1979). Demand depends on speed and the share on
time, so this is solved as an equation in ``v``; its solution is unique, because ``F`` falls with
time by at most 0.12 % per percent while every demand here grows faster with speed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

import numpy as np
from scipy.optimize import brentq

from hillrunner.checks import number_in, show
from hillrunner.errors import RunnerError
from hillrunner.person.fitness import DISTANCES, LIMITS, RACE_SPEED, Race
from hillrunner.worth.race.cost import CostCurve

SEARCH = (0.45, 40.0)  # m/s, in which the speed of a race is looked for
LONGEST = 240.0  # min, up to which published tables of the share go


class Demand(Protocol):
    """Oxygen that running takes, as a function of speed."""

    def demand(self, speed: float) -> float:
        """mL/kg/min at ``speed`` (m/s), gross; positive and growing."""
        ...

    def elasticity(self, speed: float) -> float:
        """Percent more oxygen for one percent more speed; above 0.2."""
        ...

    def covers(self, speed: float) -> bool:
        """Whether anything is known at ``speed`` (m/s)."""
        ...

    @property
    def constant_cost(self) -> bool:
        """Whether cost is taken not to depend on speed."""
        ...


@dataclass(frozen=True)
class DanielsGilbert:
    """The oxygen demand of Daniels and Gilbert 1979, "Oxygen Power": people's, not the model's.

    With it, the VO2max of a race is the "VDOT" of their tables.
    """

    def demand(self, speed: float) -> float:
        """mL/kg/min at ``speed`` (m/s)."""
        v = 60.0 * speed
        return -4.60 + 0.182258 * v + 0.000104 * v * v

    def elasticity(self, speed: float) -> float:
        """Percent more oxygen for one percent more speed."""
        v = 60.0 * speed
        return v * (0.182258 + 0.000208 * v) / self.demand(speed)

    def covers(self, speed: float) -> bool:
        """The formula's speeds."""
        return SEARCH[0] <= speed <= RACE_SPEED[1]

    @property
    def constant_cost(self) -> bool:
        """It grows with speed."""
        return False


def held_fraction(time: float | np.ndarray) -> Any:
    """Share of VO2max that can be held for ``time`` (s), after Daniels and Gilbert 1979.

    1.288 at the start, 1 at about 11 minutes, towards 0.8 for hours. Their ``F(t)`` is the average
    of good runners; what one runner can hold differs.
    """
    t = np.asarray(time) / 60.0
    return 0.8 + 0.1894393 * np.exp(-0.012778 * t) + 0.2989558 * np.exp(-0.1932605 * t)


def fraction_elasticity(time: float) -> float:
    """Percent of the share of VO2max lost (negative) for one percent longer time."""
    t = time / 60.0
    slope = -0.012778 * 0.1894393 * np.exp(-0.012778 * t) - 0.1932605 * 0.2989558 * np.exp(
        -0.1932605 * t
    )
    return float(t * slope / held_fraction(time))


class Caveat(StrEnum):
    """What weakens the prediction of a race."""

    OUTSIDE_SPEEDS = "outside speeds"  # whose cost was computed: the nearest one's is used
    CONSTANT_COST = "constant cost"  # cost is taken not to depend on speed
    LONG_RACE = "long race"  # beyond LONGEST: the share of VO2max held is extrapolated


@dataclass(frozen=True)
class Prediction:
    """A race as the oxygen allows it.

    Attributes
    ----------
    distance, time, speed
        m, s, m/s.
    vo2max, oxygen, fraction
        VO2max and oxygen used in the race (mL/kg/min, gross), and their ratio.
    time_elasticity
        Percent more time for one percent more cost, and for one percent less VO2max: the race
        depends on their ratio alone. See :meth:`seconds_per_cost` and :meth:`seconds_per_vo2max`.
    caveats
        What weakens the prediction.
    """

    distance: float
    time: float
    speed: float
    vo2max: float
    oxygen: float
    fraction: float
    time_elasticity: float
    caveats: tuple[Caveat, ...]

    def seconds_per_cost(self, percent: float = 1.0) -> float:
        """Change of time (s), to first order, for ``percent`` more cost of running."""
        return self.time * self.time_elasticity * percent / 100.0

    def seconds_per_vo2max(self, percent: float = 1.0) -> float:
        """Change of time (s), to first order, for ``percent`` more VO2max (negative: faster)."""
        return -self.seconds_per_cost(percent)


def predict(distance: float, vo2max: float, demand: Demand) -> Prediction:
    """Time and speed over ``distance`` (m) of a runner with ``vo2max`` (mL/kg/min).

    Raises
    ------
    RunnerError
        If the distance is not from 1,500 to 42,195 m, the VO2max not from 15 to 100 mL/kg/min, or
        the cost so high that no running speed can be held.
    """
    distance = _checked("distance", distance)
    vo2max = _checked("VO2max", vo2max)

    def surplus(log_speed: float) -> float:
        speed = float(np.exp(log_speed))
        there = held_fraction(distance / speed) * vo2max
        return float(np.log(demand.demand(speed)) - np.log(there))

    if surplus(np.log(SEARCH[0])) > 0.0:
        raise RunnerError(
            f"with a VO2max of {vo2max:g} mL/kg/min and this cost of running not even "
            f"{SEARCH[0]:g} m/s can be held: the cost must be too high."
        )
    speed = float(np.exp(brentq(surplus, *np.log(SEARCH), xtol=1e-13, rtol=1e-13)))
    time = distance / speed
    # d ln(demand)/d ln v + d ln F/d ln t: how fast the surplus grows with speed
    stiffness = demand.elasticity(speed) + fraction_elasticity(time)
    caveats = []
    if not demand.covers(speed):
        caveats.append(Caveat.OUTSIDE_SPEEDS)
    if demand.constant_cost:
        caveats.append(Caveat.CONSTANT_COST)
    if time > 60.0 * LONGEST:
        caveats.append(Caveat.LONG_RACE)
    fraction = float(held_fraction(time))
    return Prediction(
        distance=distance,
        time=time,
        speed=speed,
        vo2max=vo2max,
        oxygen=fraction * vo2max,
        fraction=fraction,
        time_elasticity=1.0 / stiffness,
        caveats=tuple(caveats),
    )


def predict_races(vo2max: float, demand: Demand) -> dict[str, Prediction]:
    """Predictions from 1,500 m to the marathon, by the names in :data:`DISTANCES`."""
    return {name: predict(distance, vo2max, demand) for name, distance in DISTANCES.items()}


def sustainable_speed(duration: float, vo2max: float, demand: Demand) -> float:
    """Speed (m/s) that can be held for ``duration`` (s).

    Raises
    ------
    RunnerError
        If the duration is not from 2 minutes to 10 hours, or the VO2max impossible.
    """
    if not 120.0 <= duration <= 36_000.0:
        raise RunnerError(f"the duration is {show(duration)} s, but must be from 120 to 36000 s.")
    there = float(held_fraction(duration)) * _checked("VO2max", vo2max)
    return float(brentq(lambda v: demand.demand(v) - there, *SEARCH, xtol=1e-12))


def vo2max_from_race(race: Race, demand: Demand) -> float:
    """The VO2max (mL/kg/min, gross) with which ``race`` is what :func:`predict` gives.

    With :class:`DanielsGilbert` this is their VDOT. From a cost that is too low or too high it is
    just as much too low or too high, and predictions for other distances are the same all the same.
    """
    return float(demand.demand(race.speed) / held_fraction(race.time))


def anchored_to_race(curve: CostCurve, race: Race, vo2max: float) -> CostCurve:
    """The cost curve with which a runner's own VO2max (mL/kg/min) gives their own ``race``.

    Raises
    ------
    RunnerError
        If the two do not go together.
    """
    vo2max = _checked("VO2max", vo2max)
    return curve.anchored_to_demand(float(held_fraction(race.time)) * vo2max, race, vo2max)


def di_prampero_speed(vo2max: float, fraction: float, cost: float = 0.179) -> float:
    """Endurance speed (m/s) after di Prampero 1986: ``fraction * vo2max / cost``.

    ``vo2max`` in mL/kg/min, ``cost`` in mL/kg/m above rest: 0.179 +- 0.017 in 36 runners, whose
    race speeds were 1.12 + 0.64 times this one (r2 0.72). It checks :func:`predict`, no more.
    """
    return fraction * vo2max / (60.0 * cost)


def _checked(name: str, value: object) -> float:
    try:
        return number_in(f"the {name}", value, *LIMITS[name])
    except ValueError as error:
        raise RunnerError(str(error)) from None
