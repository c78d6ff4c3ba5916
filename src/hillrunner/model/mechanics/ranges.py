"""How far a body's joints may go: the one rule for whoever bounds, checks or draws a posture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hillrunner.model.body.model import GROUND, Body
from hillrunner.model.mechanics.passive import passive_range

LIMIT_TORQUE = 60.0  # N m, of passive tissue at the bound of a joint: a choice


def root_ranges(body: Body) -> dict[str, tuple[float, float]]:
    """The body's own ranges (rad, m) of the coordinates that say where it is and how it is turned:
    those of a body on its feet, which no joint sets."""
    free = {axis.coordinate for j in body.joints if j.parent == GROUND for axis in j.axes}
    return {c.name: c.range for c in body.coordinates if c.name in free}


def coordinate_bounds(body: Body) -> NDArray[np.float64]:
    """Lower and upper bound of each coordinate that a joint sets.

    The range of the body, or the closer angle where passive tissue resists with
    :data:`LIMIT_TORQUE`. Where the body is, and how it is turned, no joint sets: there are no
    bounds of :func:`root_ranges` here, and a task says its own.

    Returns
    -------
    (coordinate, 2) array
        rad or m.
    """
    limits = {law.coordinate: law for law in body.passive}
    free = root_ranges(body)
    return np.array(
        [
            (-np.inf, np.inf)
            if c.name in free
            else passive_range(limits[c.name], *c.range, LIMIT_TORQUE)
            if c.name in limits
            else c.range
            for c in body.coordinates
        ]
    )
