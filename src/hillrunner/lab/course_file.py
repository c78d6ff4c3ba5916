"""The altitude along a course, from a watch's file or a planned track.

Altitude of a watch is off by metres from point to point, and its ups and downs add up to a climb
that nobody ran. So it is brought to an even grid, spikes are taken out by a running median, and
the rest is smoothed by a polynomial of second order fitted around every place (Savitzky and Golay
1964, 10.1021/ac60214a047), which leaves straight slopes and round hilltops longer than its width
where they are. Both widths are choices.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter
from scipy.signal import savgol_filter

from hillrunner.errors import MeasuredError
from hillrunner.lab.activity_file import read_activity

Array = NDArray[np.float64]

GRID = 10.0  # m between the places of the grid
SPIKE = 11  # places (110 m) of the running median: what is shorter than half of it is no hill
SMOOTH = 31  # places (310 m) of the polynomial
ORDER = 2  # of the polynomial
LONGEST_GAP = 500.0  # m between two points: a grade by kilometre cannot be told over more
BACK = 1.0  # m by which a distance may fall from point to point, by rounding
EARTHLY = (-500.0, 9000.0)  # m: an altitude outside is a gap


@dataclass(frozen=True)
class Altitudes:
    """Altitude along a course, on an even grid.

    Attributes
    ----------
    metres
        From the start.
    recorded, smoothed
        m above the sea, as it came and as it is used.
    source
        Name of the file.
    """

    metres: Array
    recorded: Array
    smoothed: Array
    source: str

    @property
    def length(self) -> float:
        """m."""
        return float(self.metres[-1])

    def rise(self, start: float, end: float) -> float:
        """How much higher (m) one place is than another; both in m from the start."""
        low, high = np.interp([start, end], self.metres, self.smoothed)
        return float(high - low)


def climb(altitude: Array) -> float:
    """All ups of an altitude added up (m)."""
    return float(np.maximum(np.diff(altitude), 0.0).sum())


def read_course(path: str | Path) -> Altitudes:
    """Read the altitude along a course from a ``.gpx``, ``.tcx`` or ``.fit`` file, also zipped.

    Distances are the file's own, or, of a GPX file, those between its points. Points need no time:
    planned tracks and routes have none.

    Raises
    ------
    MeasuredError
        One sentence: no such file, none of these formats, damaged; no distance or altitude; several
        tracks; points that are more than 500 m apart.
    """
    path = Path(path)
    activity = read_activity(path, timed=False)
    metres, altitude = activity.column("distance"), activity.column("altitude")
    altitude = np.where((altitude >= EARTHLY[0]) & (altitude <= EARTHLY[1]), altitude, np.nan)
    _check(path, metres, altitude)
    there = np.isfinite(metres) & np.isfinite(altitude)
    return altitudes(metres[there], altitude[there], path.name)


def altitudes(metres: Array, altitude: Array, source: str) -> Altitudes:
    """Altitude on an even grid, as it came and smoothed.

    Parameters
    ----------
    metres
        From the start of each point, not falling; the first counts as 0.
    altitude
        m, of each point; those of points at one place are averaged.
    source
        Where they are from.
    """
    places, which = np.unique(np.maximum.accumulate(metres), return_inverse=True)
    means = np.bincount(which, altitude) / np.bincount(which)
    length = places[-1] - places[0]
    grid = np.linspace(0.0, length, max(round(length / GRID) + 1, SMOOTH))
    recorded = np.interp(grid, places - places[0], means)
    level = median_filter(recorded, SPIKE, mode="nearest")
    return Altitudes(grid, recorded, savgol_filter(level, SMOOTH, ORDER), source)


def _check(path: Path, metres: Array, altitude: Array) -> None:
    known = metres[np.isfinite(metres)]
    if known.size < 2 or known[-1] == known[0]:
        raise MeasuredError(f"the course {path} has no distance in its {metres.size} points.")
    if not np.isfinite(altitude).any():
        raise MeasuredError(
            f"the course {path} has no altitude in its {metres.size} points, but must have one."
        )
    if np.nanmax(altitude) == np.nanmin(altitude):
        raise MeasuredError(
            f"the course {path} has an altitude of {np.nanmax(altitude):g} m everywhere, as files "
            "without altitude have: leave it out to run on the level."
        )
    steps = np.diff(known)
    if steps.min() < -BACK:
        at = int(np.argmin(steps))
        raise MeasuredError(
            f"the course {path} goes back from km {known[at] / 1000.0:.1f} to km "
            f"{known[at + 1] / 1000.0:.1f}, but must be one track from start to end."
        )
    _check_gaps(path, known, known, "jumps")
    there = metres[np.isfinite(metres) & np.isfinite(altitude)]
    _check_gaps(path, np.concatenate([known[:1], there, known[-1:]]), known, "has no altitude")


def _check_gaps(path: Path, points: Array, known: Array, does: str) -> None:
    steps = np.diff(points)
    at = int(np.argmax(steps))
    if steps[at] > LONGEST_GAP:
        start = (points[at] - known[0]) / 1000.0
        raise MeasuredError(
            f"the course {path} {does} for {steps[at] / 1000.0:.1f} km from km {start:.1f} on, but "
            f"its points must be at most {LONGEST_GAP:g} m apart."
        )
