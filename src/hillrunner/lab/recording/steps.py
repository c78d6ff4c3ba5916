"""When each foot meets the ground by markers alone, and what kind of movement they show.

A running foot meets the ground a fixed time before the pelvis stops falling freely
(:mod:`hillrunner.lab.foot_contact`), timed by the instant at which the foot is farthest ahead of
the pelvis. Where the pelvis never falls, that instant itself is taken: the event of Zeni et al.
2008, Gait Posture 27:710, for walking.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import scipy  # its parts are loaded when they are first used
from numpy.typing import NDArray

from hillrunner.lab.cutting import pieces
from hillrunner.lab.foot_contact import STRIDE, contacts_by_fall, falls_freely, smoothed
from hillrunner.lab.recording.axes import Cloud
from hillrunner.lab.strides import SHORTEST
from hillrunner.sides import SIDES, Side

Array = NDArray[np.float64]

Movement = Literal["running", "walking", "standing", "other"]

STILL = 0.06  # m: a person who stands moves pelvis and feet by less
BRIDGED = 0.1  # s of a gap in a marker over which it is taken to go on as before


def movement_of(cloud: Cloud, speed: float) -> Movement:
    """What markers show, turned to y up: running has a flight, in standing nothing moves."""
    if speed > 0.0:
        height = bridged(cloud.time, cloud.middle(cloud.pelvis))[:, 1]
        parts = [p for p in pieces(cloud.time) if cloud.time[p].size >= SHORTEST]
        known = [p for p in parts if np.isfinite(height[p]).all()]
        flies = any(falls_freely(cloud.time[p], height[p]) for p in known)
        return "running" if flies else "walking"
    names = [*cloud.pelvis, *(name for side in SIDES for name in cloud.foot(side))]
    ranges = [
        np.nanquantile(cloud.at(name), 0.98, axis=0) - np.nanquantile(cloud.at(name), 0.02, axis=0)
        for name in names
    ]
    return "standing" if np.max(ranges) < STILL else "other"


def contacts_by_markers(cloud: Cloud, side: Side) -> list[float]:
    """Times (s) at which a foot meets the ground, by markers turned to x forward and y up."""
    pelvis = bridged(cloud.time, cloud.middle(cloud.pelvis))
    found: list[float] = []
    for piece in pieces(cloud.time):
        time = cloud.time[piece]
        foot = np.mean(
            [bridged(time, cloud.at(name)[piece])[:, 0] for name in cloud.foot(side)], axis=0
        )
        reach, height = foot - pelvis[piece, 0], pelvis[piece, 1]
        if time.size < SHORTEST or not np.isfinite(reach).all() or not np.isfinite(height).all():
            continue
        peaks = _peaks(time, reach)
        by_fall = contacts_by_fall(time, peaks, height)
        found += peaks if by_fall is None else by_fall
    return found


def _peaks(time: Array, reach: Array) -> list[float]:
    """When a foot is farthest ahead (s)."""
    step = float(np.median(np.diff(time)))
    smooth = smoothed(reach, step)
    peaks, _ = scipy.signal.find_peaks(
        smooth, distance=max(1, int(STRIDE[0] / step)), prominence=0.3 * np.ptp(smooth)
    )
    a, b, c = smooth[peaks - 1], smooth[peaks], smooth[peaks + 1]
    return [float(t) for t in time[peaks] + 0.5 * (a - c) / (a - 2.0 * b + c) * step]


def bridged(time: Array, values: Array) -> Array:
    """(time, ...) with gaps of up to 0.1 s filled by straight lines; longer ones stay."""
    filled = np.array(values, float)
    for column in filled.reshape(time.size, -1).T:
        known = np.isfinite(column)
        if known.all() or known.sum() < 2:
            continue
        before = time[known][np.searchsorted(time[known], time, "right").clip(1) - 1]
        after = time[known][np.searchsorted(time[known], time).clip(max=known.sum() - 1)]
        short = ~known & (after - before <= BRIDGED) & (before <= time) & (after >= time)
        column[short] = np.interp(time[short], time[known], column[known])
    return filled
