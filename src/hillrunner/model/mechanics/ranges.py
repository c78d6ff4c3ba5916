"""How far a body's joints may go: the one rule for whoever bounds, checks or draws a posture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.passive import passive_range

LIMIT_TORQUE = 60.0  # N m, of passive tissue at the bound of a joint: a choice


def coordinate_bounds(body: Body) -> NDArray[np.float64]:
    """Lower and upper bound of each coordinate.

    The range of the body, or the closer angle where passive tissue resists with
    :data:`LIMIT_TORQUE`.

    Returns
    -------
    (coordinate, 2) array
        rad or m.
    """
    limits = {law.coordinate: law for law in body.passive}
    return np.array(
        [
            passive_range(limits[c.name], *c.range, LIMIT_TORQUE) if c.name in limits else c.range
            for c in body.coordinates
        ]
    )
