"""A motion's curves over the stride, and how far one curve is from another.

Every curve begins where the right foot meets the ground.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hillrunner.lab.strides import PHASE
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion.motion import Motion
from hillrunner.motion.phase import at_times, contact_time
from hillrunner.published.curves import CURVES, PERCENT, CurvesError
from hillrunner.sides import RIGHT

Array = NDArray[np.float64]

FORCES = {"forward_force": "x", "vertical_force": "y"}  # curve: axis of the ground force
ANGLES = tuple(name for name in CURVES if name not in FORCES)

# Percent of the stride up to which ground forces are compared. The longest stance of the four
# runners, at 2.5 m/s, ends at 40; in the flight that follows all forces are zero and would agree.
LOADED = 42.0


def ground_force(motion: Motion, percent: Array = PHASE) -> Array:
    """Ground force of the right foot (3, n) in body weights, n at percents of the stride."""
    force = motion["ground_force"].sel(foot=RIGHT).values
    return np.asarray(_along(motion, force, percent).T) / (motion.runner.mass * GRAVITY)


def motion_curve(motion: Motion, name: str) -> Array:
    """The curve of a motion that people's is called by: (percent,), deg or body weights.

    Raises
    ------
    CurvesError
        If the body has no such coordinate.
    """
    if name in FORCES:
        return ground_force(motion, PERCENT)["xyz".index(FORCES[name])]
    position = motion["position"]
    if name not in position["coordinate"].values:
        raise CurvesError(f"the body that moved has no coordinate {name}.")
    return np.rad2deg(_along(motion, position.sel(coordinate=name).values, PERCENT))


def _along(motion: Motion, values: Array, percent: Array) -> Array:
    start, period = contact_time(motion, RIGHT), motion.stride_time
    return at_times(motion, values, start + period * percent / 100.0)


def compared(name: str, values: Array) -> Array:
    """The part of a curve (percent,) that is compared: of a ground force up to :data:`LOADED`."""
    return values[PERCENT <= LOADED] if name in FORCES else values


def correlation(one: Array, other: Array) -> float:
    """Pearson's, of two curves (n,): -1 to 1; NaN where one of them is flat."""
    if any(np.ptp(curve) <= 1e-9 * np.abs(curve).max() for curve in (one, other)):
        return math.nan
    a, b = one - one.mean(), other - other.mean()
    return float(a @ b) / math.sqrt((a @ a) * (b @ b))


def rms(values: Array) -> float:
    """Root mean square; of the difference of two curves it is how far they are apart."""
    return float(np.sqrt(np.mean(values**2)))


def peak_instant(percent: Array, force: Array, toe_off: float) -> float:
    """When in stance the vertical force is largest: % of stance.

    The top of the parabola through the largest value and its neighbours.

    Parameters
    ----------
    percent : (n,) array
        Of the stride, from contact, in even steps.
    force : (n,) array
    toe_off : float
        Percent of the stride where stance ends.
    """
    top = int(np.argmax(np.where(percent <= toe_off, force, -np.inf)))
    at = float(percent[top])
    if 0 < top < percent.size - 1:
        before, here, after = force[top - 1 : top + 2].tolist()
        bend = before - 2.0 * here + after
        at += 0.5 * (before - after) / bend * float(percent[1] - percent[0]) if bend else 0.0
    return 100.0 * at / toe_off


def force_centroid(percent: Array, force: Array, toe_off: float) -> float:
    """Mean instant of the vertical force, weighted by the force: % of stance; see peak_instant."""
    own = np.where(percent <= toe_off, force, 0.0)
    return 100.0 * float(percent @ own / own.sum()) / toe_off
