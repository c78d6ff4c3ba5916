"""What a motion holds, in one table: recording, loading and tests read it.

Vectors are in the ground frame: x forward, y up, z to the right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from hillrunner.sides import SIDES

FORMAT = "hillrunner-motion"
VERSION = 1
AXES = ("x", "y", "z")
ATTRIBUTES = {
    "format": str,
    "version": int,
    "hillrunner_version": str,
    "status": str,
    "speed": float,
    "grade": float,
    "runner": dict,
    "task": dict,
    "body": dict,
    "body_hash": str,
    "settings": dict,
    "solver": dict,
    "created": str,
}


@dataclass(frozen=True)
class Variable:
    """A time series: its dimensions, its unit, what it is, and whether it may have gaps."""

    dims: tuple[str, ...]
    units: str
    label: str
    gaps: bool = False


_COORDINATE, _MUSCLE = ("time", "coordinate"), ("time", "muscle")
_FOOT, _AXIS = ("time", "foot", "axis"), ("time", "axis")

SCHEMA: dict[str, Variable] = {
    "position": Variable(_COORDINATE, "rad or m", "generalised position"),
    "velocity": Variable(_COORDINATE, "rad/s or m/s", "generalised velocity"),
    "acceleration": Variable(_COORDINATE, "rad/s2 or m/s2", "generalised acceleration"),
    "joint_moment": Variable(_COORDINATE, "N m or N", "net generalised force by inverse dynamics"),
    "passive_moment": Variable(_COORDINATE, "N m", "moment of ligaments and joint limits"),
    "activation": Variable(_MUSCLE, "1", "muscle activation"),
    "excitation": Variable(_MUSCLE, "1", "neural excitation"),
    "tendon_strain": Variable(_MUSCLE, "1", "tendon strain relative to that at max force"),
    "tendon_force": Variable(_MUSCLE, "N", "tendon force"),
    "fibre_length": Variable(_MUSCLE, "m", "fibre length"),
    "fibre_velocity": Variable(_MUSCLE, "m/s", "fibre lengthening speed"),
    "active_force": Variable(_MUSCLE, "N", "active force along the fibre"),
    "passive_force": Variable(_MUSCLE, "N", "passive force along the fibre"),
    "tendon_length": Variable(_MUSCLE, "m", "tendon length"),
    "tendon_velocity": Variable(_MUSCLE, "m/s", "tendon speed"),
    "muscle_tendon_length": Variable(_MUSCLE, "m", "muscle-tendon length"),
    "muscle_tendon_velocity": Variable(_MUSCLE, "m/s", "muscle-tendon lengthening speed"),
    "metabolic_rate": Variable(_MUSCLE, "W", "metabolic rate"),
    "moment_arm": Variable(("time", "muscle", "coordinate"), "m", "moment arm"),
    "actuator_torque": Variable(("time", "actuator"), "N m", "actuator torque"),
    "actuator_metabolic_rate": Variable(
        ("time", "actuator"), "W", "metabolic rate of trunk and arms"
    ),
    "ground_force": Variable(_FOOT, "N", "force of the ground on the foot"),
    "centre_of_pressure": Variable(
        _FOOT, "m", "centre of pressure, not a number when unloaded", gaps=True
    ),
    "free_moment": Variable(("time", "foot"), "N m", "free moment about the vertical"),
    "contact_force": Variable(("time", "sphere", "axis"), "N", "ground force on a sphere"),
    "com_position": Variable(_AXIS, "m", "centre of mass position"),
    "com_velocity": Variable(_AXIS, "m/s", "centre of mass velocity"),
    "com_acceleration": Variable(_AXIS, "m/s2", "centre of mass acceleration"),
    "segment_origin": Variable(
        ("time", "segment", "axis"), "m", "segment origin in the ground frame"
    ),
    "segment_rotation": Variable(
        ("time", "segment", "row", "col"), "1", "rotation matrix from segment to ground"
    ),
}
REQUIRED = {"duration": ("time",)} | {name: variable.dims for name, variable in SCHEMA.items()}


def labelled(
    values: Mapping[str, np.ndarray],
    *,
    time: np.ndarray,
    duration: np.ndarray,
    coordinates: Iterable[str],
    muscles: Iterable[str],
    segments: Iterable[str],
    spheres: Iterable[str],
    actuators: Iterable[str],
) -> xr.Dataset:
    """The data set of a motion, from arrays by the names of :data:`SCHEMA`.

    Parameters
    ----------
    values
        An array for every name, with the dimensions that the table gives.
    time, duration
        Middle and length (s) of what each point stands for, (time,).
    coordinates, muscles, segments, spheres, actuators
        Names along these dimensions.

    Raises
    ------
    KeyError
        If a variable is missing.
    """
    return xr.Dataset(
        {
            name: (v.dims, values[name], {"units": v.units, "long_name": v.label})
            for name, v in SCHEMA.items()
        },
        coords={
            "time": ("time", time, {"units": "s", "long_name": "time from the start"}),
            "duration": ("time", duration, {"units": "s", "long_name": "length of the interval"}),
            "coordinate": list(coordinates),
            "muscle": list(muscles),
            "segment": list(segments),
            "sphere": list(spheres),
            "foot": list(SIDES),
            "actuator": list(actuators),
            "axis": list(AXES),
        },
    )
