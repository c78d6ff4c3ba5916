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

from hillrunner.lab.cutting import bridged, pieces
from hillrunner.lab.foot_contact import STRIDE, contacts_by_fall, falls_freely, smoothed
from hillrunner.lab.recording.axes import LOW, Cloud, of_standing
from hillrunner.lab.strides import SHORTEST
from hillrunner.sides import SIDES, Side

Array = NDArray[np.float64]

Movement = Literal["running", "walking", "standing", "other", "unknown"]

STILL = 0.06  # m: a person who stands moves pelvis and feet by less


def movement_of(cloud: Cloud, speed: float) -> Movement:
    """What markers show, turned to y up: running has a flight, in standing nothing moves."""
    if speed > 0.0:
        height = _middle(cloud, cloud.pelvis)[:, 1]
        known = _stretches(cloud.time, height)
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
    pelvis = _middle(cloud, cloud.pelvis)
    reach = _middle(cloud, cloud.foot(side))[:, 0] - pelvis[:, 0]
    found: list[float] = []
    for piece in _stretches(cloud.time, reach + pelvis[:, 1]):
        time = cloud.time[piece]
        peaks = _peaks(time, reach[piece])
        by_fall = contacts_by_fall(time, peaks, pelvis[piece, 1])
        found += peaks if by_fall is None else by_fall
    return found


def speed_in(cloud: Cloud, stride: tuple[float, float]) -> float:
    """How fast standing feet move back from the pelvis in a stride (m/s); NaN where none stand."""
    inside = (cloud.time >= stride[0]) & (cloud.time <= stride[1])
    if inside.sum() < 5:
        return float("nan")
    time = cloud.time[inside]
    pelvis = np.gradient(cloud.middle(cloud.pelvis)[inside, 0], time)
    if not np.isfinite(pelvis).any():
        return float("nan")
    seen = []
    for name in (name for side in SIDES for name in cloud.foot(side)):
        point = cloud.at(name)[inside]
        if not np.isfinite(point).any():
            continue
        back = np.nanmean(pelvis) - np.gradient(point[:, 0], time)
        low = (point[:, 1] <= np.nanquantile(point[:, 1], LOW)) & np.isfinite(back)
        seen += [np.median(back[low], keepdims=True)] if low.any() else []
    return float(of_standing(seen)[0]) if seen else float("nan")


def _middle(cloud: Cloud, names: list[str]) -> Array:
    """(time, 3) mean of some landmarks, short gaps of each bridged."""
    return np.asarray(np.mean([bridged(cloud.time, cloud.at(name)) for name in names], axis=0))


def _stretches(time: Array, values: Array) -> list[slice]:
    """Stretches without a gap in time or values, long enough to look at."""
    known = np.isfinite(values)
    edges = np.flatnonzero(np.diff(known, prepend=False, append=False))
    whole = [slice(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return [
        slice(part.start + piece.start, part.start + piece.stop)
        for part in whole
        for piece in pieces(time[part])
        if piece.stop - piece.start >= SHORTEST
    ]


def _peaks(time: Array, reach: Array) -> list[float]:
    """When a foot is farthest ahead (s)."""
    step = float(np.median(np.diff(time)))
    smooth = smoothed(reach, step)
    peaks, _ = scipy.signal.find_peaks(
        smooth, distance=max(1, int(STRIDE[0] / step)), prominence=0.3 * np.ptp(smooth)
    )
    a, b, c = smooth[peaks - 1], smooth[peaks], smooth[peaks + 1]
    return [float(t) for t in time[peaks] + 0.5 * (a - c) / (a - 2.0 * b + c) * step]
