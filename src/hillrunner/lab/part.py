"""What one file of a lab holds, as labelled data in the file's own axes and SI units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from hillrunner.checks import some_of
from hillrunner.errors import MeasuredError
from hillrunner.lab.storage import Table
from hillrunner.motion.phase import CONTACT

Array = NDArray[np.float64]

AXES = ("x", "y", "z")
LENGTHS = {"m": 1.0, "cm": 1e-2, "mm": 1e-3, "meters": 1.0, "metres": 1.0, "meter": 1.0}  # to m
LIGHT = 0.2  # of the largest force: a foot that comes or leaves presses with less
LOADED = 20.0  # N: a plate that carries less has no centre of pressure


@dataclass(frozen=True)
class Part:
    """What one file holds; None where it holds nothing of a kind.

    Attributes
    ----------
    path
        The file.
    format
        ``c3d``, ``trc``, ``mot``, ``csv``.
    markers
        (time, marker, axis) m, not a number in gaps; its attribute ``unit`` is what the file says
        its lengths are in.
    plates
        ``force`` N, ``centre_of_pressure`` m and ``torque`` about that point N m, each
        (time, plate, axis).
    analogs
        (time, channel), with the coordinate ``unit`` by channel.
    coordinates
        A table of inverse kinematics.
    notes
        Sentences about what was repaired or left out.
    """

    path: str
    format: str
    markers: xr.DataArray | None = None
    plates: xr.Dataset | None = None
    analogs: xr.DataArray | None = None
    coordinates: Table | None = None
    notes: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """Which of markers, plates, analogs and coordinates it holds."""
        names = ("markers", "plates", "analogs", "coordinates")
        return tuple(name for name in names if getattr(self, name) is not None)


def marker_array(time: Array, names: Sequence[str], values: Array, unit: str) -> xr.DataArray:
    """Markers as :class:`Part` holds them.

    Parameters
    ----------
    values
        (time, marker, axis) in ``unit``; a marker exactly at the origin is missing there, as some
        programs write gaps.
    unit
        One of :data:`LENGTHS`; any other is taken as m until the size of the body is known.
    """
    points = np.where((values == 0.0).all(axis=2, keepdims=True), np.nan, values)
    return xr.DataArray(
        points * LENGTHS.get(unit.lower(), 1.0),
        dims=("time", "marker", "axis"),
        coords={"time": ("time", time, {"units": "s"}), "marker": list(names), "axis": list(AXES)},
        attrs={"units": "m", "unit": unit},
        name="markers",
    )


def plate_data(
    time: Array, plates: Sequence[str], force: Array, point: Array, torque: Array
) -> xr.Dataset:
    """Force plates as :class:`Part` holds them; arrays are (time, plate, axis), SI.

    A plate that carries less than 20 N has no centre of pressure.
    """
    size = np.linalg.norm(force, axis=2, keepdims=True)
    held = {
        "force": (force, "N"),
        "centre_of_pressure": (np.where(size < LOADED, np.nan, point), "m"),
        "torque": (torque, "N m"),
    }
    return xr.Dataset(
        {
            name: (("time", "plate", "axis"), values, {"units": units})
            for name, (values, units) in held.items()
        },
        coords={"time": ("time", time, {"units": "s"}), "plate": list(plates), "axis": list(AXES)},
    )


def known_while_loaded(time: Array, what: str, force: Array, point: Array | None = None) -> None:
    """Complain of a force that is no number while somebody presses: what is not known is not zero.

    Where hardly anybody presses before and after a gap, nobody is taken to press in it: some
    programs write so where a plate is free.

    Parameters
    ----------
    what
        The file and the force.
    force, point
        (time, axis) N; m, where it presses.

    Raises
    ------
    MeasuredError
        Of the first such gap, or of a force that is nowhere a number.
    """
    known = np.isfinite(force).all(axis=1)
    if not known.any():
        raise MeasuredError(
            f"{what} is no number (NaN) at any time: give a file whose forces are known, "
            "or leave the forces out."
        )
    size = np.where(known, np.linalg.norm(np.nan_to_num(force), axis=1), 0.0)
    loaded = size > CONTACT
    heavy = size > max(CONTACT, LIGHT * size.max())
    ends = np.flatnonzero(np.diff(np.concatenate([[False], ~known, [False]]).astype(int)))
    for first, last in zip(ends[::2], ends[1::2], strict=True):  # of gaps, last excluded
        beside = [i for i in (first - 1, last) if 0 <= i < time.size]
        if any(heavy[i] for i in beside):
            raise MeasuredError(_unknown(what, time[first], time[last - 1]))
    if point is not None:
        lost = np.flatnonzero(loaded & ~np.isfinite(point).all(axis=1))
        if lost.size:
            raise MeasuredError(
                _unknown(f"{what}'s centre of pressure", time[lost[0]], time[lost[-1]])
            )


def _unknown(what: str, first: float, last: float) -> str:
    return (
        f"{what} is no number (NaN) from {first:.3f} to {last:.3f} s, while a foot presses there: "
        "fill the gap, or leave out what is beside it."
    )


def channel_array(
    time: Array, values: Mapping[str, ArrayLike], units: Mapping[str, str]
) -> xr.DataArray:
    """Analog channels as :class:`Part` holds them; ``values`` are (time,) each."""
    return xr.DataArray(
        np.stack([np.asarray(column, float) for column in values.values()], axis=1),
        dims=("time", "channel"),
        coords={
            "time": ("time", time, {"units": "s"}),
            "channel": list(values),
            "unit": ("channel", [units.get(name, "") for name in values]),
        },
        name="analogs",
    )


def left_out(names: Sequence[str], why: str) -> list[str]:
    """One sentence about names that were left out; none where there are none."""
    return [f"{some_of(names)} {why}."] if names else []
