"""Fatigue damage of tissue under repeated load: the inverse power law with Miner's rule.

The number of cycles a tissue lasts falls with the power ``exponent`` of the load, and cycles add
up. None of the exponents here has been verified by us against its source: results must be given
over their range, and only ratios between runs of one body are worth reading.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

CHOICES = ("low", "middle", "high")


class Exponent(NamedTuple):
    """The range of a material's damage exponent and the value between that is shown first."""

    low: float
    middle: float
    high: float


# Unverified (from memory): bone in compression 6-7, 6.6 used with tibia strain (Carter; Edwards
# et al. 2009, 10.1249/MSS.0b013e3181a984c4); tendon 9-12 (Wren 2003);
# cartilage 9-13. The middles of tendon and cartilage are ours, halfway.
EXPONENTS: dict[str, Exponent] = {
    "bone": Exponent(6.0, 6.6, 7.0),
    "tendon": Exponent(9.0, 10.5, 12.0),
    "cartilage": Exponent(9.0, 11.0, 13.0),
}
EXPONENT_NOTE = (
    "damage exponents are a choice from memory, not verified: bone 6-7 (6.6), tendon 9-12, "
    "cartilage 9-13"
)


def damage_rate(
    peak: ArrayLike, reference: ArrayLike, exponent: ArrayLike, cycles: ArrayLike
) -> Array:
    """Damage-weighted load: ``cycles * (peak / reference) ** exponent``.

    Principle: Edwards 2018, 10.1249/JES.0000000000000163 (risk rises faster with the magnitude of
    the load than with its cycles).

    Parameters
    ----------
    peak : array_like
        Peak load of a cycle; what is below zero does no damage.
    reference : array_like
        The load, above zero and in the same unit, that counts as one cycle.
    exponent : array_like
        See :data:`EXPONENTS`.
    cycles : array_like
        How many cycles, of those a kilometre for instance.

    Returns
    -------
    array
        Equivalent cycles at the reference load, of the inputs' common shape.
    """
    load = np.maximum(np.asarray(peak, float), 0.0) / np.asarray(reference, float)
    return np.asarray(np.asarray(cycles, float) * load ** np.asarray(exponent, float))
