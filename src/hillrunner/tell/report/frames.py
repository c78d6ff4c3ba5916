"""What the report's scripts draw: a Motion on uniform frames of the stride, as plain JSON data.

Frame 0 is right foot contact; the last frame is the first of the next stride. Positions are in a
frame that travels with the runner at the mean speed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hillrunner.errors import MotionError
from hillrunner.groups import GROUPS
from hillrunner.lab.angles import KNEES
from hillrunner.lab.strides import MeasuredStrides
from hillrunner.model.body.anatomy import reversed_coordinates
from hillrunner.model.body.model import Body
from hillrunner.model.body.parts import root
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion.motion import Motion
from hillrunner.motion.phase import CONTACT, at_times, contact_time
from hillrunner.sides import LEFT
from hillrunner.tell.report.furniture import NOTHING, Furniture
from hillrunner.tell.report.scene import capsules, muscles

Array = NDArray[np.float64]

FRAMES = 100  # steps between frames in a stride
ANGLES = {  # coordinate: title, which names the positive direction
    "hip_flexion_r": "Hip flexion",
    "knee_angle_r": "Knee flexion",
    "ankle_angle_r": "Ankle dorsiflexion",
    "hip_adduction_r": "Hip adduction",
    "hip_rotation_r": "Hip rotation, inward",
    "subtalar_angle_r": "Subtalar inversion",
    "mtp_angle_r": "Toe flexion",
    "pelvis_tilt": "Pelvis tilt, backward",
    "pelvis_list": "Pelvis list, right down",
    "pelvis_rotation": "Pelvis turn, leftward",
    "lumbar_extension": "Trunk extension",
    "lumbar_bending": "Trunk bend, rightward",
    "lumbar_rotation": "Trunk turn, leftward",
    "arm_flex_r": "Shoulder flexion",
    "elbow_flex_r": "Elbow flexion",
}


def frames_of(
    motion: Motion,
    measured: MeasuredStrides | None = None,
    around: Furniture = NOTHING,
) -> dict[str, Any]:
    """Everything the plots and the player need.

    Parameters
    ----------
    motion
        A solved stride.
    measured
        Measured strides to lay over the joint angles.
    around
        What stands in the world, and the floor that it stands on.

    Returns
    -------
    JSON-able; angles in degrees, ground forces in body weights, tendon forces in newtons,
    positions in metres, orientations as quaternions (x, y, z, w).
    """
    data, body = motion.data, motion.body
    times = frame_times(motion)
    weight = motion.runner.mass * GRAVITY
    force = at_times(motion, data["ground_force"].values, times)
    pressure = np.stack([_pressure(motion, foot, times) for foot in range(2)], axis=1)
    activation = at_times(motion, data["activation"].values, times)
    tendon = at_times(motion, data["tendon_force"].values, times)
    origin, turn = _poses(motion, times)
    centre = origin[:, root_index(body)].mean(axis=0) * [1.0, 0.0, 0.0]
    centre[1] = around.floor
    return {
        "period": round(motion.stride_time, 5),
        "speed": motion.speed,
        "grade": motion.grade,
        "weight": round(weight, 2),
        "height": body.height - around.floor,  # of what is drawn, over the floor
        "stance": [_stance(force[:, foot, 1]) for foot in range(2)],
        "force": _rounded(np.moveaxis(force, 0, 2) / weight, 4),  # [foot][axis][frame]
        "pressure": _rounded(np.moveaxis(pressure - centre, 0, 1), 4),  # [foot][frame][axis]
        "angles": _angles(motion, times, measured),
        "groups": _groups(motion, activation, tendon),
        "scene": {
            "origin": _rounded(origin - centre, 4),  # [frame][segment][axis]
            "turn": _rounded(turn, 4),
            "capsules": capsules(body),
            "around": _moved(around.rows, -centre),  # capsules in the page's world
            "muscles": muscles(body),
            "activation": _rounded(activation, 3),  # [frame][muscle]
        },
    }


def _moved(rows: list[list[float]], by: Array) -> list[list[float]]:
    """Capsules between two points of the world, moved."""
    both = np.concatenate([by, by])
    return [[*_rounded(both + row[:6], 4), *row[6:]] for row in rows]


def frame_times(motion: Motion) -> Array:
    """(FRAMES + 1,) s, the motion's own time of each frame, from right foot contact on; from the
    beginning where that foot never leaves the ground."""
    try:
        begin = contact_time(motion)
    except MotionError:
        begin = 0.0
    return begin + motion.stride_time * np.linspace(0.0, 1.0, FRAMES + 1)


def _angles(motion: Motion, times: Array, measured: MeasuredStrides | None) -> list[dict[str, Any]]:
    present = set(motion.data["coordinate"].values.tolist())
    backward = reversed_coordinates(motion.body)
    out = []
    for name, title in ANGLES.items():
        if name not in present:
            continue
        curve = at_times(motion, motion.data["position"].sel(coordinate=name).values, times)
        if name in KNEES and name in backward:
            curve = -curve
        row: dict[str, Any] = {
            "name": name,
            "title": "Toe extension" if name == "mtp_angle_r" and name not in backward else title,
            "values": _rounded(np.rad2deg(curve), 2),
        }
        if measured is not None and name in measured.mean:
            row["measured"] = _rounded(np.rad2deg(measured.mean[name]), 2)
            row["sd"] = _rounded(np.rad2deg(measured.sd[name]), 2)
        out.append(row)
    return out


def _groups(motion: Motion, activation: Array, force: Array) -> list[dict[str, Any]]:
    """Right leg: activation (mean weighted by maximal force) and tendon force (sum) of groups."""
    everyone = motion.body.muscles
    out = []
    for group in GROUPS:
        members = [i for i, m in enumerate(everyone) if m.group == group and m.side != LEFT]
        if not members:
            continue
        strength = np.array([everyone[i].max_force for i in members])
        out.append(
            {
                "name": group,
                "muscles": [everyone[i].name for i in members],
                "activation": _rounded(activation[:, members].T, 3),
                "force": _rounded(force[:, members].T, 1),
                "mean": _rounded(activation[:, members] @ strength / strength.sum(), 3),
                "sum": _rounded(force[:, members].sum(axis=1), 1),
            }
        )
    return out


def _poses(motion: Motion, times: Array) -> tuple[Array, Array]:
    """Segment origins (frame, segment, 3) in the travelling frame, and quaternions (..., 4)."""
    origin = at_times(motion, _travelling(motion, motion.data["segment_origin"].values), times)
    matrices = at_times(motion, motion.data["segment_rotation"].values, times)
    shape = matrices.shape[:2]
    turn = _quaternions(matrices)
    for k in range(1, shape[0]):  # of the two quaternions of an orientation, the nearer one
        turn[k] *= np.where((turn[k] * turn[k - 1]).sum(axis=1) < 0.0, -1.0, 1.0)[:, None]
    return origin, turn


def _quaternions(matrices: Array) -> Array:
    """Unit quaternions (..., x y z w) of rotations (..., 3, 3).

    All sixteen products of their parts are sums of the matrix's; the largest square leads (Shepperd
    1978, doi:10.2514/3.55767b).
    """
    r = np.moveaxis(matrices, (-2, -1), (0, 1))
    products = np.empty((4, 4, *matrices.shape[:-2]))  # times 4
    trace = r[0, 0] + r[1, 1] + r[2, 2]
    products[3, 3] = 1.0 + trace
    for i in range(3):
        j, k = (i + 1) % 3, (i + 2) % 3
        products[i, i] = 1.0 - trace + 2.0 * r[i, i]
        products[i, j] = products[j, i] = r[i, j] + r[j, i]
        products[i, 3] = products[3, i] = r[k, j] - r[j, k]
    leading = np.einsum("ii...->i...", products).argmax(axis=0)
    row = np.take_along_axis(products, leading[None, None], axis=0)[0]
    return np.moveaxis(row / np.linalg.norm(row, axis=0), 0, -1)


def _pressure(motion: Motion, foot: int, times: Array) -> Array:
    """Centre of pressure (frame, 3) in the travelling frame; 0 while in the air."""
    force = motion.data["ground_force"].values[:, foot, 1]
    place = _travelling(motion, motion.data["centre_of_pressure"].values[:, foot])
    loaded = np.isfinite(place[:, 0])
    share = np.where(loaded, np.maximum(force, 0.0), 0.0)
    moment = np.where(loaded[:, None], place, 0.0) * share[:, None]
    weight = at_times(motion, share, times)
    there = weight > 1e-6
    out = np.zeros((times.size, 3))
    out[there] = at_times(motion, moment, times)[there] / weight[there, None]
    return out


def _travelling(motion: Motion, values: Array) -> Array:
    """Positions (time, ..., 3) seen from a frame that moves forward at the mean speed."""
    moved = values.copy()
    way = motion.speed * motion.data["time"].values
    moved[..., 0] -= way.reshape(-1, *[1] * (values.ndim - 2))
    return moved


def root_index(body: Body) -> int:
    """Index of the segment that all others hang on: the pelvis."""
    return [segment.name for segment in body.segments].index(root(body))


def _stance(force: Array) -> list[list[float]]:
    """When (% of the stride) a foot is on the ground, as [from, to] pieces."""
    loaded = np.concatenate([[False], force >= CONTACT * (1.0 - 1e-9), [False]])
    change = np.flatnonzero(np.diff(loaded.astype(int)))
    step = 100.0 / FRAMES
    return [
        [round(a * step, 2), round(min((b - 1) * step, 100.0), 2)]
        for a, b in zip(change[::2].tolist(), change[1::2].tolist(), strict=True)
        if b - a > 1
    ]


def _rounded(values: Array, digits: int) -> Any:
    return (np.round(values, digits) + 0.0).tolist()
