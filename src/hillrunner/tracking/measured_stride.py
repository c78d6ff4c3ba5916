"""One measured stride as a task: its angles and forces, closed into a cycle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.checks import listed
from hillrunner.errors import MeasuredError
from hillrunner.lab.recording.recording import Stride
from hillrunner.model.body.model import Body
from hillrunner.model.body.parts import LEG, hind_foot
from hillrunner.model.mechanics.measured_forces import EACH, PUSH_SIZE
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.sides import RIGHT, SIDES, on_side
from hillrunner.tasks.pattern import FLIGHT_SHARE
from hillrunner.tasks.track import Table, Track

Array = NDArray[np.float64]

PHASES = 200  # that a stride is told by
ALONG, UP, ACROSS = "pelvis_tx", "pelvis_ty", "pelvis_tz"


@dataclass(frozen=True)
class MeasuredStride:
    """A stride and the cycle that was made of it.

    Attributes
    ----------
    stride
        When it was, and of which foot.
    task
        The cycle, to be followed.
    first
        Phase (0 to 1) of the recorded stride at which the cycle begins.
    missing
        (coordinates,) rad and m: how much more each was at the end of the stride than at its start.
    centre
        (coordinates,) m: what was taken off, so that the pelvis is above the origin, and the floor
        at its height where forces are sought.
    held_back
        (parts, 12) as a task's ``forces``: measured, and nothing to the task; None where all that
        was measured is in it.
    """

    stride: Stride
    task: Track
    first: float
    missing: Array
    centre: Array
    held_back: Table | None = None

    def cycle_phase(self, time: Array) -> Array:
        """Phase (0 to 1) of the cycle at times (s) of the recording."""
        return np.mod((time - self.stride.start) / self.stride.duration - self.first, 1.0)

    def recorded(self, positions: Array, time: Array) -> Array:
        """Positions of the cycle, (times, coordinates), where they were in the recording."""
        progress = (time - self.stride.start) / self.stride.duration - 0.5
        return np.asarray(positions + progress[:, None] * self.missing + self.centre)


def measured_stride(
    body: Body,
    coordinates: xr.DataArray,
    stride: Stride,
    right_contact: float,
    speed: float,
    ground: xr.Dataset | None = None,
    *,
    grade: float = 0.0,
    hold_back: bool = False,
) -> MeasuredStride:
    """The task of a stride.

    A stride does not end quite where it began. What is missing is taken off in equal parts, and so
    is how far the body came, of the angles and of where the ground pressed: what is left is a cycle
    in a frame that moves along. Toes are not followed: the forces act on the hind feet, so that
    nothing would bend them.

    Parameters
    ----------
    body
        Who ran; for its mass.
    coordinates
        (time, coordinate) rad and m of inverse kinematics that cover the stride, in the body's
        convention.
    right_contact
        When the right foot met the ground in the stride (s): the cycle begins half a flight before.
    speed, grade
        Of the ground under the runner (m/s; rise over run).
    ground
        ``force``, ``centre_of_pressure`` and ``torque`` by foot, of a recording; without it the
        task is to seek them.
    hold_back
        Whether the task is to seek them all the same.

    Raises
    ------
    MeasuredError
        If forces are to be sought and it was not measured where the feet are.
    """
    toes = beyond_the_hind_foot(body)
    names = [str(n) for n in coordinates["coordinate"].values if str(n) not in toes]
    coordinates = coordinates.sel(coordinate=names)
    time, values = coordinates["time"].values, coordinates.values
    first = (right_contact - stride.start) / stride.duration - 0.25 * FLIGHT_SHARE
    at = np.mod(first + np.arange(PHASES) / PHASES, 1.0)  # of the recorded stride
    ends = _at(time, values, np.array([stride.start, stride.end]))
    missing = ends[1] - ends[0]
    positions = _at(time, values, stride.start + at * stride.duration)
    positions -= (at - 0.5)[:, None] * missing
    level = np.isin(names, (ALONG, ACROSS))
    centre = np.where(level, positions.mean(axis=0), 0.0)
    positions -= centre
    task = Track(
        speed=speed,
        grade=grade,
        lasting=stride.duration,
        coordinates=tuple(names),
        positions=_table(positions),
    )
    sought = ground is None or hold_back
    if sought:
        _check_feet(names)
        floor = np.where(np.isin(names, UP), task.floor(body), 0.0)
        task, centre = task.changed(positions=_table(positions - floor)), centre + floor
    forces = None
    if ground is not None:
        moved = {n: (m, c) for n, m, c in zip(names, missing, centre, strict=True)}
        forces = _table(_pushes(body, ground, stride, first, moved))
    if sought:
        return MeasuredStride(stride, task, first, missing, centre, forces)
    return MeasuredStride(stride, task.changed(forces=forces), first, missing, centre)


def _check_feet(names: Sequence[str]) -> None:
    """Complain where nothing tells when feet are on the ground."""
    needed = [UP, *(on_side(name, side) for name in LEG for side in SIDES)]
    if lacking := [name for name in needed if name not in names]:
        raise MeasuredError(
            f"{listed(lacking)} was not measured, and without forces of the ground it must be: "
            "nothing else tells when a foot stands."
        )


def beyond_the_hind_foot(body: Body) -> set[str]:
    """The coordinates of the toes."""
    hind = {hind_foot(body, side) for side in SIDES}
    return {
        axis.coordinate
        for joint in body.joints
        if joint.parent in hind
        for axis in joint.axes
        if axis.coordinate is not None
    }


def mean_stride(strides: Sequence[MeasuredStride]) -> MeasuredStride:
    """The mean of several strides of one foot, phase by phase."""
    first, tasks = strides[0], [one.task for one in strides]

    def mean(tables: list[Table]) -> Table | None:
        return _table(np.mean([np.asarray(table) for table in tables], axis=0)) if tables else None

    lasting = float(np.mean([task.lasting for task in tasks]))
    task = first.task.changed(
        lasting=lasting,
        positions=mean([task.positions for task in tasks]),
        forces=mean([task.forces for task in tasks if task.forces is not None]),
    )
    return replace(
        first,
        stride=replace(first.stride, end=first.stride.start + lasting),
        task=task,
        held_back=mean([one.held_back for one in strides if one.held_back is not None]),
    )


def right_contact_in(stride: Stride, contacts: list[float]) -> float:
    """When the right foot met the ground in a stride (s), of its contacts; of a left stride
    without one, half way."""
    if stride.side == RIGHT:
        return stride.start
    inside = [on for on in contacts if stride.start <= on < stride.end]
    return inside[0] if inside else stride.start + 0.5 * stride.duration


def _table(values: Array) -> Table:
    return tuple(tuple(float(v) for v in row) for row in values)


def _at(time: Array, values: Array, at: Array) -> Array:
    """Columns at other times, by cubic pieces."""
    from scipy.interpolate import CubicSpline  # takes long to import

    near = (time > at.min() - 0.1) & (time < at.max() + 0.1)
    return np.asarray(CubicSpline(time[near], values[near])(at))


def _pushes(
    body: Body,
    ground: xr.Dataset,
    stride: Stride,
    first: float,
    moved: Mapping[str, tuple[float, float]],
) -> Array:
    """Means of the forces over equal parts of the cycle, (parts, 12); where the ground pressed is
    moved as the pelvis is, by coordinate: over the stride, and as a whole."""
    time = ground["time"].values
    progress = (time - stride.start) / stride.duration - 0.5
    weight = body.mass * GRAVITY
    columns = np.empty((time.size, PUSH_SIZE))
    for i, foot in enumerate(ground["foot"].values):
        one = ground.sel(foot=foot)
        force = one["force"].values
        point = np.nan_to_num(one["centre_of_pressure"].values)
        for axis, name in ((0, ALONG), (2, ACROSS)):
            along, whole = moved.get(name, (0.0, 0.0))
            point[:, axis] -= progress * along + whole
        point[:, 1] -= moved.get(UP, (0.0, 0.0))[1]
        moment = np.cross(point, force) + one["torque"].values
        loaded = np.isfinite(one["centre_of_pressure"].values).all(axis=1)
        both = np.concatenate([force, moment], axis=1) * loaded[:, None] / weight
        columns[:, EACH * i : EACH * (i + 1)] = both
    edges = np.arange(PHASES + 1) / PHASES
    summed = np.zeros_like(columns)
    summed[1:] = np.cumsum(0.5 * (columns[1:] + columns[:-1]) * np.diff(time)[:, None], axis=0)
    at = stride.start + stride.duration * edges
    parts = np.stack([np.diff(np.interp(at, time, column)) for column in summed.T], axis=1)
    means = parts * PHASES / stride.duration
    # the cycle begins elsewhere than the recorded stride
    order = np.mod(first + (np.arange(PHASES) + 0.5) / PHASES, 1.0)
    return np.asarray(means[np.minimum((order * PHASES).astype(int), PHASES - 1)])
