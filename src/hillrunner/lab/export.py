"""A motion as the text tables that OpenSim opens: one stride at equal time steps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline, PchipInterpolator

from hillrunner.errors import MeasuredError
from hillrunner.files import why_not
from hillrunner.lab.storage import write_storage
from hillrunner.motion.motion import Motion
from hillrunner.sides import SIDES, on_side

Array = NDArray[np.float64]

RATE = 200.0  # Hz, at least
AXES = ("x", "y", "z")
PROGRESSION = "pelvis_tx"  # the coordinate that grows from stride to stride


def export_opensim(motion: Motion, folder: str | Path) -> list[Path]:
    """Write a motion's stride as files that OpenSim loads.

    Parameters
    ----------
    motion : Motion
        A solved stride.
    folder : path
        Where the files go; it is made where there is none.

    Returns
    -------
    list of Path
        ``coordinates.mot`` (degrees and m), ``activations.sto``, ``muscle_forces.sto`` (tendon
        force, N) and ``ground_forces.mot`` (force N, centre of pressure m, free moment N m, with
        the column names of OpenSim's external loads: ``ground_force_r_vx`` ...).

    Raises
    ------
    MeasuredError
        If the folder cannot be made or a file cannot be written.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MeasuredError(f"cannot make the folder {folder}: {why_not(error)}.") from None
    stride = motion.stride_time
    steps = int(np.ceil(stride * RATE))
    time = np.linspace(0.0, stride, steps + 1)
    label = f"hillrunner {motion.speed:.4g} m/s"
    tables = (
        ("coordinates.mot", _coordinates(motion, time), True),
        ("activations.sto", _by_muscle(motion, "activation", time), False),
        ("muscle_forces.sto", _by_muscle(motion, "tendon_force", time), False),
        ("ground_forces.mot", _ground_forces(motion, time), True),
    )
    return [
        write_storage(folder / name, f"{label} {Path(name).stem}", time, columns, in_degrees)
        for name, columns, in_degrees in tables
    ]


def periodic_smooth(time: Array, values: Array, period: float, at: Array) -> Array:
    """Cubic spline through periodic points (smooth curves: coordinates)."""
    knots = np.append(time, time[0] + period)
    closed = np.concatenate([values, values[:1]])
    return np.asarray(CubicSpline(knots, closed, bc_type="periodic")(_wrapped(at, time, period)))


def periodic_bounded(time: Array, values: Array, period: float, at: Array) -> Array:
    """Cubic between periodic points that never passes them (forces, activations)."""
    knots = np.concatenate([time - period, time, time + period])
    return np.asarray(PchipInterpolator(knots, np.concatenate([values] * 3))(at))


def _wrapped(at: Array, time: Array, period: float) -> Array:
    return time[0] + (at - time[0]) % period


def _coordinates(motion: Motion, at: Array) -> dict[str, Array]:
    time, stride = motion["time"].values, motion.stride_time
    columns = {}
    for coordinate in motion.body.coordinates:
        values = motion["position"].sel(coordinate=coordinate.name).values
        pace = motion.speed if coordinate.name == PROGRESSION else 0.0
        curve = periodic_smooth(time, values - pace * time, stride, at) + pace * at
        columns[coordinate.name] = np.rad2deg(curve) if coordinate.kind == "rotation" else curve
    return columns


def _by_muscle(motion: Motion, name: str, at: Array) -> dict[str, Array]:
    time, stride = motion["time"].values, motion.stride_time
    return {
        muscle: periodic_bounded(time, motion[name].sel(muscle=muscle).values, stride, at)
        for muscle in motion.body.muscle_names
    }


def _ground_forces(motion: Motion, at: Array) -> dict[str, Array]:
    time, stride = motion["time"].values, motion.stride_time
    columns = {}
    for foot in SIDES:
        force = motion["ground_force"].sel(foot=foot)
        pressure = motion["centre_of_pressure"].sel(foot=foot)
        for axis in AXES:
            columns[f"{on_side('ground_force', foot)}_v{axis}"] = periodic_bounded(
                time, force.sel(axis=axis).values, stride, at
            )
        for axis in AXES:
            columns[f"{on_side('ground_force', foot)}_p{axis}"] = _where_loaded(
                time, pressure.sel(axis=axis).values, at
            )
        free = periodic_bounded(time, motion["free_moment"].sel(foot=foot).values, stride, at)
        for axis in AXES:
            columns[f"{on_side('ground_torque', foot)}_{axis}"] = (
                free if axis == "y" else np.zeros_like(at)
            )
    return columns


def _where_loaded(time: Array, values: Array, at: Array) -> Array:
    """The centre of pressure while there is one, held to the nearest instant that has one.

    Held, because beyond the first and the last loaded instant a small force is left, and a zero
    there would put it metres away.
    """
    loaded = np.isfinite(values)
    if not loaded.any():
        return np.zeros_like(at)
    return np.interp(at, time[loaded], values[loaded])
