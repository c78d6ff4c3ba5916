"""How what a lab's files hold is shown: as text and as JSON."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from hillrunner.lab.recording.reading import Reading
from hillrunner.lab.recording.recording import Recording, rate_of
from hillrunner.lab.watch import WatchRun
from hillrunner.tell import show
from hillrunner.tell.jsonable import result_object
from hillrunner.tell.tables.reading import reading_table, recording_table


@show.text.register
def _(result: Reading) -> str:
    return reading_table(result)


@show.text.register
def _(result: Recording) -> str:
    return recording_table(result)


@show.plain.register
def _(result: Recording) -> dict[str, Any]:
    status = "unusable" if result.errors else "usable"
    return result_object({"status": status, **_recording_object(result)})


@show.plain.register
def _(result: Reading) -> dict[str, Any]:
    return result_object(
        {
            "status": "unusable" if result.errors else "usable",
            "errors": result.errors,
            "warnings": result.warnings,
            "recordings": [_recording_object(one) for one in result.recordings],
            "watches": [_watch_object(one) for one in result.watches],
        }
    )


def _recording_object(one: Recording) -> dict[str, Any]:
    return {
        "name": one.name,
        "files": [vars(source) for source in one.sources],
        "markers": _markers_object(one),
        "plates": _series_object(one.plates, "plate", foot=one.plates_by_foot),
        "analogs": _series_object(one.analogs, "channel"),
        "coordinates": _series_object(one.coordinates, "coordinate"),
        "axes": one.axes and {**vars(one.axes)},
        "movement": one.movement,
        "speed": one.speed,
        "mass": one.mass,
        "cut_by": one.cut_by,
        "timing_error": one.timing_error,
        "contacts": [vars(contact) for contact in one.contacts],
        "strides": [
            {**vars(stride), "duration": stride.duration, "kept": not stride.left_out}
            for stride in one.strides
        ],
        "findings": [vars(finding) for finding in one.findings],
    }


def _series_object(
    held: xr.DataArray | xr.Dataset | None, dim: str, **more: Any
) -> dict[str, Any] | None:
    """What is recorded, how often (Hz) and when (s)."""
    if held is None:
        return None
    time = held["time"].values
    said: dict[str, Any] = {
        "names": [str(name) for name in held[dim].values],
        "rate": rate_of(time),
        "start": time[0],
        "end": time[-1],
    }
    if "unit" in held.coords:
        said["units"] = [str(unit) for unit in held["unit"].values]
    return said | more


def _markers_object(one: Recording) -> dict[str, Any] | None:
    if one.markers is None:
        return None
    missing = np.isnan(one.markers.values[:, :, 0]).mean(axis=0)
    return _series_object(
        one.markers,
        "marker",
        set=one.marker_set,
        landmarks=[str(name) for name in one.markers["landmark"].values],
        missing=missing,
    )


def _watch_object(run: WatchRun) -> dict[str, Any]:
    return vars(run) | run.numbers()
