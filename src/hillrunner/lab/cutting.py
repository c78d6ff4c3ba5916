"""What cutting any recording into strides rests on: gaps in time, crossings, the usual stride."""

from __future__ import annotations

import numpy as np
import scipy  # its parts are loaded when they are first used
from numpy.typing import NDArray

Array = NDArray[np.float64]

UNUSUAL = 0.2  # a stride that lasts longer or shorter than the median by this share is no usual one
GAP = 1.9  # time steps of the usual length: a longer one is a gap
BRIDGED = 0.1  # s of a gap in a curve over which it is taken to go on as before
SHORTEST_FILTERED = 10  # samples; the ends of fewer cannot be padded
FORCE_CUTOFF = 50.0  # Hz; slower recordings are taken as they are


def pieces(time: Array) -> list[slice]:
    """Stretches without a gap."""
    step = np.diff(time)
    if not step.size:
        return [slice(0, time.size)]
    cuts = np.flatnonzero(step > GAP * np.median(step)) + 1
    edges = [0, *cuts.tolist(), time.size]
    return [slice(a, b) for a, b in zip(edges, edges[1:], strict=False)]


def step_of(time: Array) -> float:
    """The usual time from a sample to the next (s); infinite of a single one."""
    return float(np.median(np.diff(time))) if time.size > 1 else np.inf


def usual(durations: Array) -> NDArray[np.bool_]:
    """Which strides last as long as the median, within 20 %."""
    return np.abs(durations / np.median(durations) - 1.0) < UNUSUAL


def filtered_force(force: Array, step: float) -> Array:
    """Forces (..., time) sampled every ``step`` s without what is faster than 50 Hz."""
    if force.shape[-1] < SHORTEST_FILTERED or 1.0 / step <= 2.5 * FORCE_CUTOFF:
        return force
    b, a = scipy.signal.butter(2, FORCE_CUTOFF * 2.0 * step)
    return np.asarray(scipy.signal.filtfilt(b, a, force, axis=-1))


def crossings(time: Array, force: Array, level: float, *, up: bool) -> Array:
    """When a force rises (or falls) through a level (s)."""
    above = force > level
    k = np.flatnonzero((above[1:] != above[:-1]) & (above[1:] == up))
    share = (level - force[k]) / (force[k + 1] - force[k])
    return np.asarray(time[k] + share * (time[k + 1] - time[k]))


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
