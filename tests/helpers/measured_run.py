"""A computed run as a laboratory would have recorded it: angles and forces of two strides."""

from __future__ import annotations

import numpy as np
import xarray as xr

from hillrunner import Motion
from hillrunner.lab.recording.recording import Stride
from hillrunner.motion.phase import contact_time

PLACE = "pelvis_tx"
RATE = 200.0  # Hz


def _periodic(motion: Motion, values: np.ndarray, at: np.ndarray) -> np.ndarray:
    time, period = motion["time"].values, motion.stride_time
    return np.stack([np.interp(at, time, column, period=period) for column in values.T], axis=1)


def recorded(motion: Motion, belt: bool) -> tuple[xr.DataArray, xr.Dataset, Stride]:
    """Coordinates, forces by foot and the right stride of a motion that goes on and on; on a
    ``belt`` it stays where it is."""
    period, start = motion.stride_time, contact_time(motion)
    time = np.arange(start - 0.3 * period, start + 1.4 * period, 1.0 / RATE)
    names = motion["coordinate"].values.tolist()
    gone = motion.speed * time
    q = motion["position"].values.copy()
    along = names.index(PLACE)
    q[:, along] -= motion.speed * motion["time"].values
    made = _periodic(motion, q, time)
    made[:, along] += 0.0 if belt else gone
    kinds = ["rad" if c.kind == "rotation" else "m" for c in motion.body.coordinates]
    coordinates = xr.DataArray(
        made,
        dims=("time", "coordinate"),
        coords={"time": time, "coordinate": names, "unit": ("coordinate", kinds)},
    )
    force, point, torque = (np.zeros((time.size, 2, 3)) for _ in range(3))
    for i, foot in enumerate(motion["foot"].values):
        own = motion.data.sel(foot=foot)
        force[:, i] = _periodic(motion, own["ground_force"].values, time)
        centre = np.nan_to_num(own["centre_of_pressure"].values)
        centre[:, 0] -= motion.speed * motion["time"].values
        loaded = np.isfinite(own["centre_of_pressure"].values).all(axis=1)
        nearest = np.abs(
            (time[:, None] - motion["time"].values + 0.5 * period) % period - 0.5 * period
        ).argmin(axis=1)
        point[:, i] = centre[nearest]
        point[:, i, 0] += 0.0 if belt else gone
        point[~loaded[nearest], i] = np.nan
        torque[:, i, 1] = np.interp(
            time, motion["time"].values, own["free_moment"].values, period=period
        )
    axes = ("time", "foot", "axis")
    ground = xr.Dataset(
        {
            "force": (axes, force),
            "centre_of_pressure": (axes, point),
            "torque": (axes, torque),
        },
        coords={"time": time, "foot": motion["foot"].values, "axis": list("xyz")},
    )
    return coordinates, ground, Stride("right", start, start + period)
