"""One recording of a lab: what its files hold, in one set of axes, and what was found in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.errors import MeasuredError
from hillrunner.lab.cutting import GAP
from hillrunner.lab.recording.axes import Axes
from hillrunner.lab.recording.feet import Contact
from hillrunner.lab.recording.steps import Movement
from hillrunner.shown import Shown
from hillrunner.sides import Side


def rate_of(time: NDArray[np.float64]) -> float:
    """Samples a second (Hz) of a clock (s), whose times may be rounded; NaN of a single one."""
    if time.size < 2:
        return float("nan")
    step = np.diff(time)
    regular = step < GAP * np.median(step)
    return float(regular.sum() / step[regular].sum())


@dataclass(frozen=True)
class Finding:
    """Something that is wrong: an ``error`` forbids the use of a recording, a ``warning`` does not.

    ``about`` is its key, ``sentence`` says what is wrong, what is allowed and where.
    """

    level: Literal["error", "warning"]
    about: str
    sentence: str


@dataclass(frozen=True)
class Source:
    """A file of a recording: its name, its format and what it holds."""

    path: str
    format: str
    holds: tuple[str, ...]


@dataclass(frozen=True)
class Stride:
    """From one contact of a foot to its next (s); ``left_out`` says why it is none of the steady.

    ``left_out`` is to stand in a sentence, and empty for a stride that is kept.
    """

    side: Side
    start: float
    end: float
    left_out: str = ""

    @property
    def duration(self) -> float:
        """s."""
        return self.end - self.start


@dataclass(frozen=True)
class Recording(Shown):
    """All that the files of one trial hold, as labelled data: SI units, x forward, y up, z right.

    Attributes
    ----------
    name
        Of its first file.
    sources
        Its files.
    markers
        (time, marker, axis) m, not a number in gaps, with the coordinate ``landmark`` by marker
        (empty where it is not known).
    marker_set
        The set that the markers' names are of; empty where they match none.
    plates
        ``force`` N, ``centre_of_pressure`` m and ``torque`` N m about that point, of the ground on
        the foot: (time, plate, axis), with the coordinate ``foot`` by plate.
    contacts
        Every contact on every plate.
    ground
        The same quantities by foot, of contacts whose foot is known.
    analogs
        (time, channel) other channels, with the coordinate ``unit`` by channel.
    coordinates
        (time, coordinate) rad and m, of inverse kinematics, knee flexion positive, with the
        coordinate ``unit``.
    axes
        How the lab's axes lie; None where that could not be found, and nothing was turned.
    movement
        What is done: running, walking, standing, other, or unknown.
    speed
        m/s, of the body over the ground or belt; not a number where it is not known.
    mass
        kg, that the forces of the ground carry on average; not a number where it is not known.
    strides
        Every stride of each foot, kept or left out.
    cut_by
        What strides were cut by: forces, markers, coordinates; empty where there are none.
    timing_error
        s, uncertainty of a foot contact.
    findings
        What is wrong.
    """

    name: str
    sources: tuple[Source, ...]
    markers: xr.DataArray | None = None
    marker_set: str = ""
    plates: xr.Dataset | None = None
    contacts: tuple[Contact, ...] = ()
    ground: xr.Dataset | None = None
    analogs: xr.DataArray | None = None
    coordinates: xr.DataArray | None = None
    axes: Axes | None = None
    movement: Movement = "unknown"
    speed: float = float("nan")
    mass: float = float("nan")
    strides: tuple[Stride, ...] = ()
    cut_by: str = ""
    timing_error: float = float("nan")
    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> tuple[str, ...]:
        """Why it cannot be used; empty where it can."""
        return tuple(f.sentence for f in self.findings if f.level == "error")

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is to be known before it is used."""
        return tuple(f.sentence for f in self.findings if f.level == "warning")

    @property
    def steady(self) -> tuple[Stride, ...]:
        """The strides that are kept."""
        return tuple(stride for stride in self.strides if not stride.left_out)

    @property
    def moves(self) -> bool:
        """Whether steps are taken."""
        return self.movement in ("running", "walking")

    def usable(self) -> Recording:
        """The recording itself.

        Raises
        ------
        MeasuredError
            With the first of its errors, if it has any.
        """
        if self.errors:
            raise MeasuredError(self.errors[0])
        return self

    @property
    def plates_by_foot(self) -> dict[str, str]:
        """Plate -> ``right``, ``left``, ``both``, ``unknown``, or ``none``: nobody is on it."""
        if self.plates is None:
            return {}
        names, feet = (self.plates[name].values.tolist() for name in ("plate", "foot"))
        return dict(zip(names, feet, strict=True))

    def stride_time(self, side: Side) -> tuple[float, float]:
        """Mean and SD (s) of the steady strides of a foot; not a number where there are none."""
        times = np.array([s.duration for s in self.steady if s.side == side])
        if not times.size:
            return float("nan"), float("nan")
        return float(times.mean()), float(times.std(ddof=1)) if times.size > 1 else float("nan")
