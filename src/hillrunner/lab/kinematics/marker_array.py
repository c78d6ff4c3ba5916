"""Markers of a recording, or given as an array, in one layout."""

from __future__ import annotations

import numpy as np
import xarray as xr

from hillrunner.errors import MeasuredError
from hillrunner.lab.recording.recording import Recording


def markers_of(markers: Recording | xr.DataArray) -> xr.DataArray:
    """The markers of a recording that can be used, or the array itself.

    Raises
    ------
    MeasuredError
        If the recording has an error, or holds no markers.
    """
    if not isinstance(markers, Recording):
        return markers
    held = markers.usable().markers
    if held is None:
        raise MeasuredError(f"{markers.name} holds no markers.")
    return held


def checked_markers(markers: xr.DataArray) -> xr.DataArray:
    """Markers as (time, marker, axis).

    Raises
    ------
    MeasuredError
        If they are something else, time does not increase, or two have one name.
    """
    dims = ("time", "marker", "axis")
    if not isinstance(markers, xr.DataArray) or set(markers.dims) != set(dims):
        seen = getattr(markers, "dims", type(markers).__name__)
        raise MeasuredError(
            f"markers are {seen}, but must be a recording or an array of time, marker and axis."
        )
    for name in ("time", "marker"):
        if name not in markers.coords:
            raise MeasuredError(f"markers have no coordinate {name!r}, which they need.")
    array = markers.transpose(*dims)
    if array.sizes["axis"] != 3 or not array.sizes["time"]:
        raise MeasuredError(
            f"markers have {array.sizes['axis']} axes and {array.sizes['time']} frames, but must "
            "have 3 axes and at least one frame."
        )
    time = np.asarray(array["time"].values, float)
    if not np.isfinite(time).all() or (np.diff(time) <= 0.0).any():
        raise MeasuredError("the time of the markers must be finite and increase.")
    names = [str(name) for name in array["marker"].values]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise MeasuredError(f"there are two markers named {twice!r}.")
    return array
