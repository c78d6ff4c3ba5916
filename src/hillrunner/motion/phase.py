"""A Motion as a function of the phase of the stride."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hillrunner.errors import MotionError
from hillrunner.motion.motion import Motion

Array = NDArray[np.float64]

CONTACT = 50.0  # N; vertical force above which a foot is on the ground (as in force-plate studies)


def at_times(motion: Motion, values: Array, times: Array) -> Array:
    """Linear interpolation of a periodic series.

    Parameters
    ----------
    motion
        Whose time axis the series has.
    values
        (time, ...) periodic over the stride.
    times
        (n,) s, any; taken modulo the stride time.

    Returns
    -------
    (n, ...)
    """
    own, period = motion.data["time"].values, motion.stride_time
    knots = np.concatenate([[own[-1] - period], own, [own[0] + period]])
    wrapped = np.concatenate([values[-1:], values, values[:1]])
    at = np.mod(times, period)
    right = np.clip(np.searchsorted(knots, at, side="right"), 1, knots.size - 1)
    share = (at - knots[right - 1]) / (knots[right] - knots[right - 1])
    share = share.reshape(-1, *[1] * (values.ndim - 1))
    return (1.0 - share) * wrapped[right - 1] + share * wrapped[right]


def contact_time(motion: Motion, foot: str = "right") -> float:
    """When (s) the foot meets the ground: its vertical force rises through :data:`CONTACT`.

    Raises
    ------
    MotionError
        If the foot is never, or always, on the ground.
    """
    data = motion.data
    force = data["ground_force"].sel(foot=foot, axis="y").values
    time, period = data["time"].values, motion.stride_time
    after, later = np.roll(force, -1), np.roll(time, -1)
    later[-1] += period
    rises = np.flatnonzero((force < CONTACT) & (after >= CONTACT))
    if not rises.size:
        raise MotionError(f"this motion has no {foot} foot contact.")
    # Of several, the one that opens the longest contact: a scuffing toe is no foot strike.
    lengths = [_held(force, int(k)) for k in rises]
    k = rises[int(np.argmax(lengths))]
    share = (CONTACT - force[k]) / (after[k] - force[k])
    return float(time[k] + share * (later[k] - time[k])) % period


def _held(force: Array, start: int) -> int:
    n = force.size
    return next((i for i in range(1, n) if force[(start + 1 + i) % n] < CONTACT), n)
