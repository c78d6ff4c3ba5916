"""Coordinates of inverse kinematics as labelled data, and the movement and strides in them."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.checks import some_of
from hillrunner.lab.angles import (
    ANGLES,
    NEEDED,
    PLACE,
    coordinate_of,
    known_angles,
    pelvis_height,
)
from hillrunner.lab.cutting import pieces, step_of
from hillrunner.lab.foot_contact import timing_error
from hillrunner.lab.recording.steps import Movement
from hillrunner.lab.storage import Table
from hillrunner.lab.strides import right_strides, why_walking
from hillrunner.sides import RIGHT, SIDES, Side, other_side

Array = NDArray[np.float64]

SLOWEST = 2.2  # s: a cycle that lasts longer is no stride
BENDS = np.deg2rad(20.0)  # knees that flex and extend by less take no steps


def coordinate_data(table: Table, notes: list[str]) -> xr.DataArray:
    """(time, coordinate) rad and m of a table of inverse kinematics; ``notes`` gets sentences.

    Raises
    ------
    MeasuredError
        As :func:`hillrunner.lab.angles.known_angles`.
    """
    columns = {coordinate_of(label): values for label, values in table.columns.items()}
    others = [n for n in columns if n not in (*ANGLES, *PLACE) and not n.endswith("_beta")]
    if others:  # those that end in _beta are OpenSim's copies, by which a kneecap moves
        notes.append(f"{some_of(others)} are no coordinates that are known, and were left out.")
    held = known_angles(table, notes)
    height = pelvis_height(table, notes)
    if height is not None:
        scale = float(height[0] / columns[PLACE[1]][0])
        held |= {name: scale * columns[name] for name in PLACE if name in columns}
    return xr.DataArray(
        np.stack(list(held.values()), axis=1),
        dims=("time", "coordinate"),
        coords={
            "time": ("time", table.time, {"units": "s"}),
            "coordinate": list(held),
            "unit": ("coordinate", ["m" if name in PLACE else "rad" for name in held]),
        },
        name="coordinates",
    )


def movement_by_angles(coordinates: xr.DataArray) -> Movement:
    """What joint angles show."""
    angles, height = _split(coordinates)
    time = coordinates["time"].values
    spans, _ = _spans(time, angles, height)
    if not spans:
        return "running" if _alternates(angles) else "other"
    stride = float(np.median([end - start for start, end in spans]))
    if stride > SLOWEST:
        return "other"
    return "walking" if why_walking(time, angles["knee_angle_r"], height, stride) else "running"


def _alternates(angles: dict[str, Array]) -> bool:
    """Whether the knees bend in turn, as in a part of a stride."""
    right, left = angles["knee_angle_r"], angles.get("knee_angle_l")
    if left is None or right.size < 3 or np.ptp(right) < BENDS or np.ptp(left) < BENDS:
        return False
    return float(np.corrcoef(right, left)[0, 1]) < 0.5


def strides_by_angles(
    coordinates: xr.DataArray,
) -> tuple[dict[Side, list[tuple[float, float]]], float]:
    """Start and end (s) of every stride of each foot, and the uncertainty of a contact (s)."""
    angles, height = _split(coordinates)
    time = coordinates["time"].values
    found: dict[Side, list[tuple[float, float]]] = {}
    fall = True
    for side in SIDES:
        own = angles if side == RIGHT else {other_side(n): v for n, v in angles.items()}
        if set(NEEDED) <= set(own):
            found[side], by_fall = _spans(time, own, height)
            fall = fall and by_fall
    step = step_of(time)
    return found, timing_error(step, fall=fall, height=height is not None)


def _split(coordinates: xr.DataArray) -> tuple[dict[str, Array], Array | None]:
    """Angles (rad), and the height of the pelvis (m) where it is there."""
    names = [str(name) for name in coordinates["coordinate"].values]
    held = {name: coordinates.values[:, i] for i, name in enumerate(names)}
    return {name: v for name, v in held.items() if name not in PLACE}, held.get(PLACE[1])


def _spans(
    time: Array, angles: dict[str, Array], height: Array | None
) -> tuple[list[tuple[float, float]], bool]:
    """Right strides as start and end (s), and whether the fall of the pelvis told them all."""
    spans: list[tuple[float, float]] = []
    by_fall = height is not None
    for piece in pieces(time):
        part = {name: values[piece] for name, values in angles.items()}
        cut, fall = right_strides(time[piece], part, None if height is None else height[piece])
        spans += [(start, start + lasting) for start, lasting, _ in cut]
        by_fall = by_fall and (fall or not cut)
    return spans, by_fall
