"""Where something that holds below an edge ceases to hold, found by halving, for many at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def last_below(low: Array, high: Array, below: Callable[[Array], Array], times: int) -> Array:
    """The edge between ``low``, where ``below`` holds, and ``high``, where it does not.

    Parameters
    ----------
    low, high
        Arrays of one shape.
    below
        Whether it holds, at an array of that shape.
    times
        How often what is between them is halved.

    Returns
    -------
    The greatest values that were found below the edge.
    """
    for _ in range(times):
        middle = 0.5 * (low + high)
        holds = below(middle)
        low, high = np.where(holds, middle, low), np.where(holds, high, middle)
    return low
