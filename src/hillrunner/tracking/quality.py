"""How well a measured stride was followed, and what was left unexplained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from hillrunner.analysis.residuals import residual_forces
from hillrunner.lab.angles import PLACE
from hillrunner.lab.kinematics.marker_motion import marker_motion
from hillrunner.model.body.marker_place import MarkerPlace
from hillrunner.model.mechanics.measured_forces import EACH
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion.motion import Motion
from hillrunner.motion.phase import CONTACT
from hillrunner.sides import SIDES
from hillrunner.tracking.feet import Feet, feet_of
from hillrunner.tracking.measured_stride import MeasuredStride

Array = NDArray[np.float64]

TURN = ("pelvis_tilt", "pelvis_list", "pelvis_rotation")
SATURATED = 0.95  # activation
SHARE = 0.02  # of the stride, from which on a muscle counts as saturated


@dataclass(frozen=True)
class Quality:
    """How well a stride was followed.

    Attributes
    ----------
    angle_rms
        Coordinate -> rad or m, root mean square distance over the stride from what was measured.
    marker_rms
        m, of all markers at all times; not a number where none were measured.
    residual_force, residual_moment
        Root mean square and largest, over the stride, of the length of the force (N) and of the
        moment (N m) at the pelvis that nothing supplies.
    force_rms
        N, by ``vertical``, ``fore`` and ``side``: root mean square distance of the ground's force
        on a foot from what was measured and held back, of both feet, while either says that the
        foot stands; None where nothing was held back.
    reserve
        Leg coordinate -> largest torque (N m) there that no muscle supplies.
    peak_force
        N, largest vertical force of the ground on a foot.
    peak_moment
        N m, largest net moment of a joint of the legs.
    saturated
        Muscles that are wholly active for longer than an instant.
    feet
        Where the feet are beside where they were measured, and the ankles' moments; None where the
        ground's forces were sought.
    """

    angle_rms: Mapping[str, float]
    marker_rms: float
    residual_force: tuple[float, float]
    residual_moment: tuple[float, float]
    force_rms: Mapping[str, float] | None
    reserve: Mapping[str, float]
    peak_force: float
    peak_moment: float
    saturated: tuple[str, ...]
    feet: Feet | None

    @property
    def angles(self) -> float:
        """Root mean square distance (rad) of all angles."""
        own = [value for name, value in self.angle_rms.items() if name not in PLACE]
        return float(np.sqrt(np.mean(np.square(own))))


def quality(
    motion: Motion,
    measured: MeasuredStride,
    places: Sequence[MarkerPlace] = (),
    markers: xr.DataArray | None = None,
) -> Quality:
    """Lay a followed stride beside what was measured of it.

    Parameters
    ----------
    motion
        The stride as it was found.
    measured
        The stride as it was measured.
    places, markers
        Where markers sit on the body, and where they were: (time, marker, axis) m.
    """
    task, phase = measured.task, motion["time"].values / motion.stride_time
    names = motion["coordinate"].values.tolist()
    weights = motion["duration"].values / motion.stride_time
    known = [names.index(name) for name in task.coordinates]
    off = _in_place(motion)[:, known] - task.measured(phase)
    left = residual_forces(motion)
    legs = [n for n in names if n not in (*PLACE, *TURN, *motion["actuator"].values.tolist())]
    return Quality(
        angle_rms=dict(zip(task.coordinates, np.sqrt(weights @ off**2).tolist(), strict=True)),
        marker_rms=_marker_rms(motion, measured, places, markers),
        residual_force=_length(left, PLACE, weights),
        residual_moment=_length(left, TURN, weights),
        force_rms=_force_rms(motion, measured, weights),
        reserve={n: float(np.abs(left.sel(coordinate=n)).max()) for n in legs},
        peak_force=float(motion["ground_force"].sel(axis="y").max()),
        peak_moment=float(np.abs(motion["joint_moment"].sel(coordinate=legs)).max()),
        saturated=_saturated(motion, weights),
        feet=feet_of(motion),
    )


def _in_place(motion: Motion) -> Array:
    """Positions (time, coordinate) in the frame that moves along."""
    q = motion["position"].values.copy()
    names = motion["coordinate"].values.tolist()
    q[:, names.index(PLACE[0])] -= motion.speed * motion["time"].values
    return np.asarray(q)


def _force_rms(motion: Motion, measured: MeasuredStride, weights: Array) -> dict[str, float] | None:
    if measured.held_back is None:
        return None
    known = measured.task.changed(forces=measured.held_back)
    edges = np.append(0.0, np.cumsum(weights))
    pushes = known.pushes(motion.body, edges).likely.reshape(-1, len(SIDES), EACH)
    there = pushes[..., :3] * motion.body.mass * GRAVITY
    found = motion["ground_force"].sel(foot=list(SIDES)).values
    stands = (there[..., 1] > CONTACT) | (found[..., 1] > CONTACT)
    share = weights[:, None] * stands
    off = np.einsum("tf,tfa->a", share, (found - there) ** 2) / share.sum()
    return dict(zip(("fore", "vertical", "side"), np.sqrt(off).tolist(), strict=True))


def _length(left: xr.DataArray, names: Sequence[str], weights: Array) -> tuple[float, float]:
    there = [name for name in names if name in left["coordinate"].values]
    squares = (left.sel(coordinate=there).values ** 2).sum(axis=1)
    return float(np.sqrt(weights @ squares)), float(np.sqrt(squares.max()))


def _marker_rms(
    motion: Motion,
    measured: MeasuredStride,
    places: Sequence[MarkerPlace],
    markers: xr.DataArray | None,
) -> float:
    """At the times at which markers were seen."""
    if markers is None or not places:
        return float("nan")
    stride = measured.stride
    inside = markers.sel(time=slice(stride.start, stride.end), marker=[p.name for p in places])
    time = inside["time"].values
    phase = np.append(motion["time"].values, motion["time"].values[0] + motion.stride_time)
    q = _in_place(motion)
    found = CubicSpline(phase / motion.stride_time, np.vstack([q, q[:1]]), bc_type="periodic")(
        measured.cycle_phase(time)
    )
    known = [motion["coordinate"].values.tolist().index(n) for n in measured.task.coordinates]
    found[:, known] = measured.recorded(found[:, known], time)
    off = marker_motion(motion.body, places, found).positions - inside.values
    return float(np.sqrt(np.nanmean((off**2).sum(axis=2))))


def _saturated(motion: Motion, weights: Array) -> tuple[str, ...]:
    share = weights @ (motion["activation"].values > SATURATED)
    names = motion["muscle"].values.tolist()
    return tuple(name for name, s in zip(names, share, strict=True) if s > SHARE)
