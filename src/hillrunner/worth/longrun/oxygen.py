"""What oxygen allows over a long run whose cost rises.

A runner may use the share of VO2max that can be held for as long as the whole run takes, after
Daniels and Gilbert (:func:`~hillrunner.worth.race.aerobic.held_fraction`), at every kilometre:
that nobody saves oxygen for later is a choice. Their share is of people who tire: what tiredness
costs is in it too, in part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hillrunner.worth.race.aerobic import held_fraction

Array = NDArray[np.float64]

ROUNDS = 200  # of the search for a finish time, which is found in about ten
CLOSE = 1e-10  # relative change of the time that ends it


@dataclass(frozen=True)
class Oxygen:
    """What a runner has, and what fresh running on the level takes.

    Attributes
    ----------
    vo2max
        mL/kg/min.
    demand
        mL/kg/min of the fresh run, anchored to people's cost.
    power
        Simulated metabolic power of that run (W), which ``demand`` stands for.
    """

    vo2max: float
    demand: float
    power: float

    def share(self, power: float) -> float:
        """Share of VO2max that a run of some simulated metabolic power (W) takes."""
        return self.demand / self.vo2max * power / self.power


@dataclass(frozen=True)
class Finish:
    """How a run ends.

    Attributes
    ----------
    time
        s.
    speeds
        Of each piece (m/s).
    limit
        Share of VO2max that can be held for that time; None where VO2max is not known.
    """

    time: float
    speeds: Array
    limit: float | None


def finish(
    metres: Array, speeds: Array, asked: Sequence[float] | Array, shares: Array | None
) -> Finish:
    """When a run ends of which each piece is run as asked, or as fast as oxygen allows.

    Parameters
    ----------
    metres
        Of each piece.
    speeds
        m/s, at which ``shares`` of VO2max are taken; in proportion at others.
    asked
        m/s; infinite where all that oxygen allows is asked for.
    shares
        None where VO2max is not known: then ``asked`` is what is run.
    """
    wanted = np.asarray(asked, dtype=float)
    if shares is None:
        return Finish(float((metres / wanted).sum()), wanted, None)
    time = float((metres / speeds).sum())
    for _ in range(ROUNDS):
        limit = float(held_fraction(time))
        run = np.minimum(wanted, speeds * limit / shares)
        before, time = time, float((metres / run).sum())
        if abs(time - before) <= CLOSE * time:
            break
    return Finish(time, run, limit)
