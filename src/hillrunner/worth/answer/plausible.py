"""Plausible bodies: what is not known about a runner, varied within published or searched ranges.

The ensemble is a Latin hypercube: each quantity's range is cut into as many parts of equal
probability as there are bodies, and every part is used once (McKay, Beckman & Conover 1979,
10.2307/1268522).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hillrunner.settings import Settings

SEED = 1979  # the ensemble of a number of members is always the same


@dataclass(frozen=True)
class Uncertain:
    """A number that is not known of a person: in which part and field of the settings, and its
    range, taken by its logarithm where ``log``."""

    part: str
    field: str
    low: float
    high: float
    log: bool
    label: str
    unit: str
    source: str

    def at(self, share: float) -> float:
        """The value at a share (0 to 1) of the range."""
        if self.log:
            return float(np.exp((1.0 - share) * np.log(self.low) + share * np.log(self.high)))
        return (1.0 - share) * self.low + share * self.high


_SEARCHED = "a choice (studies/like_people.py), from about half to twice it"
UNCERTAIN: tuple[Uncertain, ...] = (
    Uncertain(
        "muscles",
        "strength",
        0.9,
        1.1,
        False,
        "force per cross-section of muscle",
        "x",
        "dynamometers of different laboratories differ by 12 % (studies/strength_identity.py)",
    ),
    Uncertain(
        "muscles",
        "calf_tendon_strain",
        0.08,
        0.10,
        False,
        "strain of the calf's tendon at maximal force",
        "1",
        "Arnold 2013, 10.1242/jeb.075697, upper end; 0.08 is what most simulations take",
    ),
    Uncertain(
        "muscles",
        "max_velocity",
        10.0,
        12.0,
        False,
        "maximal shortening velocity of muscle",
        "fibre lengths/s",
        "De Groote 2016, 10.1007/s10439-016-1591-9, to the fast fibres' of Umberger's energy model",
    ),
    Uncertain(
        "contact",
        "stiffness",
        4.0e6,
        6.5e6,
        True,
        "stiffness of shoe, sole and ground",
        "N/m2",
        "what shoes and heel pads give way by (studies/ground.py)",
    ),
    Uncertain(
        "contact",
        "dissipation",
        0.3,
        0.6,
        False,
        "damping of shoe, sole and ground",
        "s/m",
        "what shoes and heel pads give back (studies/ground.py), to what fits best",
    ),
    Uncertain(
        "energy",
        "contraction",
        5.0,
        10.0,
        False,
        "energy of switching a muscle on",
        "J/kg",
        "inverse optimal control of measured running (studies/like_people.py)",
    ),
    Uncertain("effort", "activation", 5.0, 15.0, True, "avoidance of fatigue", "W/kg", _SEARCHED),
    Uncertain(
        "effort", "actuator", 18.0, 40.0, True, "effort of trunk and arms", "W/kg", _SEARCHED
    ),
    Uncertain("effort", "posture", 1.2, 4.0, True, "effort of a tilted pelvis", "W/kg", _SEARCHED),
)


def plausible_settings(
    count: int, base: Settings, uncertain: Sequence[Uncertain] = UNCERTAIN
) -> list[Settings]:
    """Settings of ``count`` plausible bodies, by Latin hypercube; always the same ones."""
    from scipy.stats import qmc  # takes long to import

    shares = qmc.LatinHypercube(d=len(uncertain), seed=SEED).random(count)
    result = []
    for row in shares:
        table = base.model_dump()
        for quantity, share in zip(uncertain, row, strict=True):
            table[quantity.part][quantity.field] = quantity.at(float(share))
        result.append(Settings(**table))
    return result


def middle_settings(base: Settings, uncertain: Sequence[Uncertain] = UNCERTAIN) -> Settings:
    """Settings in the middle of every range, from where all plausible bodies are near."""
    table = base.model_dump()
    for quantity in uncertain:
        table[quantity.part][quantity.field] = quantity.at(0.5)
    return Settings(**table)
