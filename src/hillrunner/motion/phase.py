"""A Motion as a function of the phase of the stride, and when each foot is on the ground."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hillrunner.errors import MotionError
from hillrunner.motion.motion import Motion
from hillrunner.sides import Side

Array = NDArray[np.float64]

CONTACT = 50.0  # N; above it a foot is on the ground, as in the data of Fukuchi et al. 2017


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


def contacts(motion: Motion, foot: Side) -> list[tuple[float, float]]:
    """When a foot is on the ground: its vertical force is above :data:`CONTACT`.

    Returns
    -------
    list of (on, off)
        s, as :func:`loaded_intervals` gives them; more than one where a toe scuffs.
    """
    data = motion.data
    force = data["ground_force"].sel(foot=foot, axis="y").values
    return loaded_intervals(data["time"].values, force, motion.stride_time, CONTACT)


def stance(motion: Motion, foot: Side) -> tuple[float, float]:
    """When (s) a foot meets the ground, and when it leaves it again.

    Of several contacts the longest is the stance: a scuffing toe is no foot strike.

    Raises
    ------
    MotionError
        If the foot is never, or always, on the ground.
    """
    on, off = max(contacts(motion, foot), key=lambda c: c[1] - c[0], default=(0.0, 0.0))
    if not 0 < off - on < motion.stride_time:
        when = "always" if off > on else "never"
        raise MotionError(
            f"the {foot} foot is {when} on the ground (vertical force above {CONTACT:g} N): the "
            "phases of running need one contact and one swing."
        )
    return on, off


def contact_time(motion: Motion, foot: Side = "right") -> float:
    """When (s) the foot meets the ground, within the stride: the start of its :func:`stance`.

    Raises
    ------
    MotionError
        If the foot is never, or always, on the ground.
    """
    return stance(motion, foot)[0] % motion.stride_time


def loaded_intervals(
    time: np.ndarray, force: np.ndarray, period: float, threshold: float
) -> list[tuple[float, float]]:
    """When a periodic force is above a threshold.

    Parameters
    ----------
    time : (n,) array
        Increasing, over less than one period (s).
    force : (n,) array
        Taken as straight between points and from the last to the first (N).
    period : float
        (s)
    threshold : float
        (N)

    Returns
    -------
    list of (on, off)
        Each ``on`` within a period of the first time, ``off`` after it (perhaps past the end).
    """
    above = force > threshold
    if above.all():
        return [(float(time[0]), float(time[0] + period))]
    after = np.append(time[1:], time[0] + period)
    change = np.roll(force, -1) - force
    crossing = above != np.roll(above, -1)
    fraction = np.divide(threshold - force, change, out=np.zeros_like(force), where=crossing)
    moments = time + fraction * (after - time)
    ons, offs = moments[crossing & ~above], moments[crossing & above]
    return [(float(on), float(on + np.min((offs - on) % period))) for on in ons]


def covered(intervals: list[tuple[float, float]], period: float) -> float:
    """Length of the union of intervals on a circle of length ``period`` (s)."""
    pieces = []
    for on, off in intervals:
        start = on % period
        end = start + min(off - on, period)
        pieces.append((start, min(end, period)))
        if end > period:
            pieces.append((0.0, end - period))
    total, reached = 0.0, 0.0
    for start, end in sorted(pieces):
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total
