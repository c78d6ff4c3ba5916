"""Where the segments of a body are at a posture, in plain numpy.

The body room needs this to scale paths and to check symmetry; the equations of motion live in
:mod:`hillrunner.model.physics` and :mod:`hillrunner.model.mechanics`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from hillrunner.model.body.model import GROUND, Body, Joint, PathPoint
from hillrunner.sides import other_side

Array = NDArray[np.float64]
Pose = tuple[Array, Array]  # rotation (3, 3) segment -> ground, origin (3,) in ground


def rotation(axis: Sequence[float], angle: float) -> Array:
    """Rotation matrix (3, 3) about ``axis`` by ``angle`` (rad), right-handed."""
    x, y, z = np.asarray(axis, float) / np.linalg.norm(axis)
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    return np.eye(3) + np.sin(angle) * cross + (1.0 - np.cos(angle)) * cross @ cross


def euler(angles: Sequence[float]) -> Array:
    """Rotation matrix (3, 3) of body-fixed X-Y-Z Euler angles (rad)."""
    x, y, z = angles
    return rotation((1, 0, 0), x) @ rotation((0, 1, 0), y) @ rotation((0, 0, 1), z)


def euler_angles(matrix: Array) -> tuple[float, float, float]:
    """Body-fixed X-Y-Z Euler angles (rad) of a rotation matrix: the inverse of :func:`euler`."""
    return (
        float(np.arctan2(-matrix[1, 2], matrix[2, 2])),
        float(np.arcsin(np.clip(matrix[0, 2], -1.0, 1.0))),
        float(np.arctan2(-matrix[0, 1], matrix[0, 0])),
    )


_held = lru_cache(maxsize=256)(euler)  # of joints, which are asked at every posture


def joint_pose(joint: Joint, q: Mapping[str, float]) -> Pose:
    """Pose of a joint's child segment in its parent segment; absent coordinates are 0."""
    turn, shift = np.eye(3), np.zeros(3)
    for axis in joint.axes:
        x = 0.0 if axis.coordinate is None else q.get(axis.coordinate, 0.0)
        value = float(np.polynomial.polynomial.polyval(x, axis.polynomial))
        if axis.kind == "rotation":
            turn = turn @ rotation(axis.direction, value)
        else:
            shift = shift + value * np.asarray(axis.direction)
    parent, child = _held(joint.parent_rotation), _held(joint.child_rotation)
    matrix = parent @ turn @ child.T
    origin = np.asarray(joint.parent_translation) + parent @ shift
    return matrix, origin - matrix @ np.asarray(joint.child_translation)


def segment_poses(body: Body, q: Mapping[str, float]) -> dict[str, Pose]:
    """Pose of every segment in ground.

    Parameters
    ----------
    body
        The body.
    q
        Coordinates by name (rad, m); absent ones are 0.

    Returns
    -------
    Rotation (3, 3) and origin (3,), m, by segment name.
    """
    poses: dict[str, Pose] = {GROUND: (np.eye(3), np.zeros(3))}
    for joint in body.joints:
        turn, origin = poses[joint.parent]
        inner_turn, inner_origin = joint_pose(joint, q)
        poses[joint.child] = (turn @ inner_turn, origin + turn @ inner_origin)
    return poses


def drawn_length(points: Sequence[PathPoint], poses: Mapping[str, Pose]) -> float:
    """Length (m) of the straight-line path through ``points`` at a posture."""
    places = [poses[p.segment][1] + poses[p.segment][0] @ np.asarray(p.location) for p in points]
    return float(sum(np.linalg.norm(b - a) for a, b in zip(places, places[1:], strict=False)))


def mirrored(body: Body, q: Mapping[str, float]) -> dict[str, float]:
    """The posture's reflection in the sagittal plane."""
    return {c.mirror: c.mirror_sign * q.get(c.name, 0.0) for c in body.coordinates}


def asymmetry(body: Body, samples: int = 20) -> float:
    """Largest distance (m) between a segment's centre of mass and its mirror image's.

    Postures are drawn inside the coordinate ranges; 0 for a left-right symmetric skeleton.
    """
    random = np.random.default_rng(0)
    flip = np.array([1.0, 1.0, -1.0])
    worst = 0.0
    for _ in range(samples):
        q = {c.name: float(random.uniform(*c.range)) for c in body.coordinates}
        here, there = segment_poses(body, q), segment_poses(body, mirrored(body, q))
        for segment in body.segments:
            partner = other_side(segment.name)
            if partner not in there:
                continue
            other = next(s for s in body.segments if s.name == partner)
            a = here[segment.name][1] + here[segment.name][0] @ np.asarray(segment.com)
            b = there[partner][1] + there[partner][0] @ np.asarray(other.com)
            worst = max(worst, float(np.linalg.norm(a - flip * b)))
    return worst
