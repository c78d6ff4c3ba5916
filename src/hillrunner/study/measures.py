"""What a study keeps of a motion: numbers by their key in the one table of quantities."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from hillrunner.analysis.energy import SOLVED_WITH, energy
from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.analysis.tissues import tissue_loads
from hillrunner.batch.job import Plain
from hillrunner.errors import HillrunnerError
from hillrunner.motion.motion import Motion
from hillrunner.quantities import PRICES
from hillrunner.sides import SIDES, Side
from hillrunner.study.keys import OF_ONE_LEG
from hillrunner.worth.compare import ESTIMATE, numbers
from hillrunner.worth.prices.prices import Aim, prices


@dataclass(frozen=True)
class Measures:
    """The numbers of a motion, in the units of :data:`hillrunner.quantities.QUANTITIES`.

    Attributes
    ----------
    runner
        By key of :data:`~hillrunner.study.keys.OF_THE_RUNNER`, as far as they exist.
    legs
        By side, and by key of :data:`~hillrunner.study.keys.OF_ONE_LEG`, as far as they exist.
    """

    runner: Mapping[str, float]
    legs: Mapping[str, Mapping[str, float]]

    def plain(self) -> Plain:
        """As JSON holds it, without what is not finite."""
        return {
            "runner": _finite(self.runner),
            "legs": {side: _finite(table) for side, table in self.legs.items()},
        }


def measures(motion: Motion) -> Measures:
    """Everything that is kept of a run; takes seconds, most of them for the prices of energy.

    Raises
    ------
    MotionError
        If the stride is empty or of one leg only.
    """
    whole: dict[str, float] = {}
    legs: dict[str, dict[str, float]] = {}
    for side in SIDES:
        of = numbers(motion, side)
        found = {**of.cost, **of.form, **of.forces}
        legs[side] = {key: found.pop(key) for key in OF_ONE_LEG if key in found}
        whole |= found
    whole["duty_factor"] = spatiotemporal(motion).duty_factor
    whole["net_cost"] = float(energy(motion)["net_cost"].sel(model=SOLVED_WITH))
    for side in SIDES:
        legs[side] |= _loads(motion, side)
    return Measures(whole | _prices(motion), legs)


def _loads(motion: Motion, side: Side) -> dict[str, float]:
    """Peak loads of one leg; empty where a body has no such tissues."""
    try:
        peaks = tissue_loads(motion)["peak"].sel(side=side, estimate=ESTIMATE)
    except HillrunnerError:
        return {}
    return {f"{name}.peak": float(peaks.sel(measure=name)) for name in peaks["measure"].values}


def _prices(motion: Motion) -> dict[str, float]:
    """Prices of stronger muscle groups; empty where they cannot be computed."""
    found: dict[str, float] = {}
    aims: tuple[Aim, ...] = ("effort", "energy")
    for aim in aims:
        try:
            stronger = prices(motion, of=aim)["stronger"]
        except HillrunnerError:
            continue
        for place in stronger["place"].values.tolist():
            if (key := f"{aim}_price_of_{place.replace(' ', '_')}") in PRICES:
                found[key] = float(stronger.sel(place=place))
    return found


def _finite(table: Mapping[str, float]) -> dict[str, float]:
    return {key: value for key, value in table.items() if math.isfinite(value)}
