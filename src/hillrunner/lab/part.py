"""What one file of a lab holds, as labelled data in the file's own axes and SI units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from hillrunner.checks import some_of
from hillrunner.lab.storage import Table

Array = NDArray[np.float64]

AXES = ("x", "y", "z")
LENGTHS = {"m": 1.0, "cm": 1e-2, "mm": 1e-3, "meters": 1.0, "metres": 1.0, "meter": 1.0}  # to m
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
