"""What running costs at each speed: interpolated from solved motions, anchored to people.

The simulated cost is systematically lower than what people are measured to spend (about 2.8
against 3.4 to 4.2 J/kg/m at 3.5 m/s), so absolute speeds and times from it would be too fast. An
anchor multiplies the whole curve by one number so that it meets a measured cost; how the cost
changes, with speed or with a stronger muscle, is still the simulation's. Every curve says whether
it is anchored, and to what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from scipy.interpolate import PchipInterpolator

from hillrunner.analysis.spatiotemporal import cost_of_transport
from hillrunner.checks import show
from hillrunner.errors import MotionError, RunnerError
from hillrunner.model.physics.metabolism import BASAL_RATE
from hillrunner.motion import library
from hillrunner.motion.motion import Motion
from hillrunner.person.fitness import Race
from hillrunner.published.bands import MINETTI
from hillrunner.settings import Settings

KCAL = 4.1868  # kJ
EXCHANGE_RATIO = 0.89  # of treadmill runners, SD 0.06 (Looney 2023, 10.1519/JSC.0000000000004626)
EXCHANGE_RANGE = (0.707, 1.0)  # all fat, all carbohydrate
REFERENCE_SPEED = 3.5  # m/s, where a curve is made to meet a population's cost
LEAST_ELASTICITY = 0.2  # of oxygen demand with speed; below it a race would have several speeds
POSSIBLE_COST = (2.0, 7.0)  # J/kg/m, outside which no person runs; a limit of ours
HUMAN_COST = (2.92, 4.60)  # J/kg/m; Minetti's mean - 2 SD, to the top of the measured runners


def energy_per_oxygen(exchange_ratio: float = EXCHANGE_RATIO) -> float:
    """Energy (J) that one mL of oxygen frees, after Lusk's line in the respiratory exchange ratio.

    19.6 J/mL for fat alone (0.707) and 21.1 for carbohydrate alone (1) have two sources each; the
    coefficients of the line between them are from memory, not verified.

    Raises
    ------
    RunnerError
        If the ratio is not from 0.707 to 1 (above 1, carbon dioxide is blown off without fuel).
    """
    low, high = EXCHANGE_RANGE
    if not low <= exchange_ratio <= high:
        raise RunnerError(
            f"the respiratory exchange ratio is {show(exchange_ratio)}, but must be a number from "
            f"{low:g} to {high:g}."
        )
    return KCAL * (4.686 + 0.361 * (exchange_ratio - 0.707) / 0.293)


@dataclass(frozen=True)
class Anchor:
    """By what a simulated cost curve is multiplied, and what it meets then.

    Attributes
    ----------
    name
        ``none``, ``race``, or the name of a population cost in :data:`POPULATIONS`.
    factor
        On the simulated cost.
    cost, speed
        The curve has this cost (J/kg/m, gross) at this speed (m/s); None without an anchor.
    sd
        Relative standard deviation of the measured cost; None where unknown.
    race, vo2max
        The runner's race and VO2max (mL/kg/min) that the cost follows from; None but for ``race``.
    """

    name: str = "none"
    factor: float = 1.0
    cost: float | None = None
    speed: float | None = None
    sd: float | None = None
    race: Race | None = None
    vo2max: float | None = None

    @property
    def usual(self) -> bool:
        """Whether the cost that it meets is one that is usually measured (:data:`HUMAN_COST`)."""
        low, high = HUMAN_COST
        return self.cost is not None and low <= self.cost <= high


UNANCHORED = Anchor()


@dataclass(frozen=True)
class PopulationCost:
    """A measured cost of level running. ``cost`` and ``sd`` in J/kg/m, or mL/kg/m of oxygen."""

    cost: float
    sd: float | None
    oxygen: bool
    above_rest: bool
    source: str
    grade: str

    def gross(self, speed: float, per_oxygen: float) -> float:
        """Gross cost (J/kg/m) at ``speed`` (m/s), at ``per_oxygen`` J/mL."""
        value = self.cost * (per_oxygen if self.oxygen else 1.0)
        return value + (BASAL_RATE / speed if self.above_rest else 0.0)


# Minetti's is taken as gross, as elsewhere here; the text we read does not say whether the standing
# rate was subtracted. Looney's is the ratio of a pooled mean power and speed; no SD follows for it.
POPULATIONS: dict[str, PopulationCost] = {
    "minetti": PopulationCost(3.40, 0.24, False, False, MINETTI, "A"),
    "di-prampero": PopulationCost(0.179, 0.017, True, True, "di Prampero 1986, 36 runners", "A"),
    "looney": PopulationCost(
        4.15, None, False, False, "Looney 2023, 10.1519/JSC.0000000000004626, 466 and 619", "A"
    ),
}


@dataclass(frozen=True)
class CostCurve:
    """Gross metabolic cost of running (J/kg/m) as a function of speed.

    Shape-preserving cubic (PCHIP) between the given speeds; beyond them the cost of the nearest
    end, as people's cost hardly depends on speed (Minetti 2002, 10.1152/japplphysiol.01177.2001).

    Parameters
    ----------
    speeds
        Increasing (m/s); a single one makes a cost that does not depend on speed.
    costs
        J/kg/m, as simulated or measured.
    exchange_ratio
        Respiratory exchange ratio at which oxygen is turned into energy.
    anchor
        What the costs are multiplied by.
    grade
        Rise over run.

    Raises
    ------
    MotionError
        If the points are not a curve, or the power it takes does not grow with speed.
    """

    speeds: tuple[float, ...]
    costs: tuple[float, ...]
    exchange_ratio: float = EXCHANGE_RATIO
    anchor: Anchor = UNANCHORED
    grade: float = 0.0

    def __post_init__(self) -> None:
        speeds, costs = np.asarray(self.speeds), np.asarray(self.costs)
        if speeds.size == 0 or speeds.shape != costs.shape or not (np.diff(speeds) > 0).all():
            raise MotionError(
                f"a cost curve needs one cost for each of increasing speeds, but has "
                f"{costs.size} costs at speeds {show(tuple(self.speeds))}."
            )
        if not (np.isfinite(costs).all() and (costs > 0).all() and (speeds > 0).all()):
            raise MotionError(
                f"costs and speeds must be positive, but are {show(tuple(self.costs))} J/kg/m at "
                f"{show(tuple(self.speeds))} m/s."
            )
        energy_per_oxygen(self.exchange_ratio)
        fine = np.linspace(speeds[0], speeds[-1], 20 * speeds.size)
        least = min(fine, key=self.elasticity)
        if self.elasticity(least) < LEAST_ELASTICITY:
            raise MotionError(
                f"the cost falls so fast with speed near {least:.2f} m/s that a race would have "
                f"more than one speed: leave out the motion there, or solve it again."
            )

    @classmethod
    def from_motions(
        cls, motions: Sequence[Motion], *, exchange_ratio: float = EXCHANGE_RATIO
    ) -> CostCurve:
        """The curve through solved motions of one runner on one grade.

        Raises
        ------
        MotionError
            If there is none, or they differ in runner or grade, or two share a speed.
        """
        if not motions:
            raise MotionError("a cost curve needs at least one motion, and none was given.")
        ordered = sorted(motions, key=lambda m: m.speed)
        grades = sorted({m.grade for m in ordered})
        if len(grades) > 1:
            several = ", ".join(f"{g:g}" for g in grades)
            raise MotionError(f"a cost curve is of one grade, but the motions are of {several}.")
        if len({m.body_hash for m in ordered}) > 1:
            raise MotionError("a cost curve is of one body, but the motions are of several.")
        return cls(
            tuple(m.speed for m in ordered),
            tuple(cost_of_transport(m) for m in ordered),
            exchange_ratio=exchange_ratio,
            grade=grades[0],
        )

    @cached_property
    def _simulated(self) -> PchipInterpolator | None:
        return PchipInterpolator(self.speeds, self.costs) if len(self.speeds) > 1 else None

    def _held(self, speed: float) -> float:
        return min(max(speed, self.speeds[0]), self.speeds[-1])

    def cost(self, speed: float) -> float:
        """Gross cost (J/kg/m) at ``speed`` (m/s), anchored."""
        curve = self._simulated
        return self.anchor.factor * float(curve(self._held(speed)) if curve else self.costs[0])

    def demand(self, speed: float) -> float:
        """Oxygen it takes (mL/kg/min, gross) at ``speed`` (m/s)."""
        return 60.0 * speed * self.cost(speed) / energy_per_oxygen(self.exchange_ratio)

    def elasticity(self, speed: float) -> float:
        """Percent more oxygen for one percent more speed."""
        if self._simulated is None or not self.covers(speed):
            return 1.0
        slope = float(self._simulated(speed, 1)) * self.anchor.factor
        return 1.0 + speed * slope / self.cost(speed)

    def covers(self, speed: float) -> bool:
        """Whether ``speed`` (m/s) is among the speeds given; a single cost is for any speed."""
        return self.constant_cost or self.speeds[0] <= speed <= self.speeds[-1]

    @property
    def constant_cost(self) -> bool:
        """Whether cost is taken not to depend on speed: a single one is given."""
        return len(self.speeds) == 1

    @property
    def per_oxygen(self) -> float:
        """Energy per oxygen (J/mL)."""
        return energy_per_oxygen(self.exchange_ratio)

    def scaled(self, factor: float) -> CostCurve:
        """The curve of a body that spends ``factor`` times as much at every speed."""
        if not (np.isfinite(factor) and factor > 0.0):
            raise RunnerError(f"the factor on cost is {show(factor)}, but must be above 0.")
        return replace(self, costs=tuple(factor * c for c in self.costs))

    def flat(self, speed: float = REFERENCE_SPEED) -> CostCurve:
        """A cost that does not depend on speed, equal to this curve's at ``speed`` (m/s).

        The simulated curve's slope is that of a model with several local optima; this is the other
        published view of it, and the difference between the two shows what the slope does.
        """
        at = self._held(speed)
        return replace(self, speeds=(at,), costs=(self.cost(at) / self.anchor.factor,))

    def like(self, other: CostCurve) -> CostCurve:
        """This curve with the anchor of ``other``: the way to weigh a change to the body.

        What a stronger muscle does to cost is the ratio of two simulated costs, so both carry the
        same factor.
        """
        return replace(self, anchor=other.anchor)

    def anchored_to_population(
        self, name: str = "di-prampero", *, speed: float = REFERENCE_SPEED
    ) -> CostCurve:
        """The curve made to meet a measured cost of level running at ``speed`` (m/s).

        Parameters
        ----------
        name
            ``di-prampero`` (0.179 +- 0.017 mL/kg/m above rest), ``minetti`` (3.40 +- 0.24 J/kg/m,
            ten mountain runners) or ``looney`` (4.15 J/kg/m). With the first, race times follow
            from a VO2max as in Daniels' and Gilbert's tables; with Minetti's they are too fast.

        Raises
        ------
        RunnerError
            If the name is unknown.
        MotionError
            If the curve is not of level running.
        """
        if name not in POPULATIONS:
            raise RunnerError(
                f"the population cost is {show(name)}, but must be one of {', '.join(POPULATIONS)}."
            )
        if self.grade:
            raise MotionError(
                f"population costs are of level running, but this curve is of grade {self.grade:g}."
            )
        known = POPULATIONS[name]
        sd = known.sd / known.cost if known.sd else None
        anchor = Anchor(name, cost=known.gross(speed, self.per_oxygen), speed=speed, sd=sd)
        return self._meeting(anchor)

    def anchored_to_demand(self, oxygen: float, race: Race, vo2max: float) -> CostCurve:
        """The curve made to take ``oxygen`` (mL/kg/min) in a ``race`` of a runner's own.

        ``vo2max`` (mL/kg/min) is what the oxygen follows from.

        Raises
        ------
        RunnerError
            If the two make no sense: less than 2 or more than 7 J/kg/m.
        """
        target = oxygen * self.per_oxygen / (60.0 * race.speed)
        low, high = POSSIBLE_COST
        if not low <= target <= high:
            raise RunnerError(
                f"{race.distance:g} m in {race.time:g} s with a VO2max of {vo2max:g} mL/kg/min "
                f"means a cost of {target:.2f} J/kg/m, but a person's is from {low:g} to {high:g}: "
                f"the race or the VO2max must be wrong."
            )
        return self._meeting(
            Anchor("race", cost=target, speed=race.speed, race=race, vo2max=vo2max)
        )

    def _meeting(self, anchor: Anchor) -> CostCurve:
        """The curve that has the anchor's cost at its speed."""
        assert anchor.cost is not None and anchor.speed is not None
        simulated = self.cost(anchor.speed) / self.anchor.factor
        return replace(self, anchor=replace(anchor, factor=anchor.cost / simulated))


@lru_cache(maxsize=1)
def shipped_curve() -> CostCurve:
    """How cost depends on speed: the level motions that ship with the package, in today's settings.

    Takes a second or two the first time.
    """
    now, motions = Settings(), []
    for name, task in library.shipped().items():
        if not task.pace or task.goal(now).seeks or task.slope or task.imposed is not None:
            continue
        motion = library.load_shipped(name)
        if motion.settings.changed(tolerance=now.tolerance) == now:
            motions.append(motion)
    return CostCurve.from_motions(motions)
