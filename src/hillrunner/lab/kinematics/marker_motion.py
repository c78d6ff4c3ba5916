"""Where the markers of a body are in many postures at once, and how they move with each coordinate.

The slopes are geometric: a joint's axis, and how far the marker is from it (Featherstone, Rigid
Body Dynamics Algorithms, 2008, chapter 2), by the kinematics that the solver uses too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hillrunner.model.body.marker_place import MarkerPlace
from hillrunner.model.body.model import GROUND, Body
from hillrunner.model.mechanics.rigid_body import Freedom, Kinematics, kinematics

Array = NDArray[np.float64]


class MarkerMotion(NamedTuple):
    """Markers in some postures.

    Attributes
    ----------
    positions
        (posture, marker, axis) m.
    slopes
        (posture, marker, axis, coordinate) m/rad or m/m.
    turns
        (posture, coordinate, axis) rad/rad: how what a coordinate moves turns as it grows.
    """

    positions: Array
    slopes: Array
    turns: Array


def marker_motion(body: Body, places: Sequence[MarkerPlace], q: Array) -> MarkerMotion:
    """Where markers are, and how they move.

    Parameters
    ----------
    body
        The body.
    places
        Where its markers sit.
    q
        (posture, coordinate) rad or m, in the body's order.
    """
    count, size = q.shape
    motion = kinematics(body, list(q.T))
    positions = np.zeros((count, len(places), 3))
    carried: dict[str, list[int]] = {}
    for m, place in enumerate(places):
        carried.setdefault(place.segment, []).append(m)
    moves: dict[int, tuple[Freedom, list[int]]] = {}  # each freedom, and the markers that it moves
    for segment, members in carried.items():
        turn, origin = _pose(motion, segment, count)
        local = np.array([places[m].location for m in members])
        positions[:, members] = origin[:, None, :] + local @ turn.transpose(0, 2, 1)
        for freedom in _freedoms(motion, segment):
            moves.setdefault(id(freedom), (freedom, []))[1].extend(members)
    slopes = np.zeros((count, size, len(places), 3))
    turns = np.zeros((count, size, 3))
    for freedom, members in moves.values():
        along = _vector(freedom.direction, count) * np.reshape(freedom.gain, (-1, 1))
        if freedom.kind == "rotation":
            turns[:, freedom.coordinate] += along
            away = positions[:, members] - _vector(freedom.origin, count)[:, None, :]
            moved = away @ _crossing(along)
        else:
            moved = np.broadcast_to(along[:, None, :], (count, len(members), 3))
        slopes[:, freedom.coordinate, members] += moved
    return MarkerMotion(positions, slopes.transpose(0, 2, 3, 1), turns)


def carried_by(body: Body) -> NDArray[np.bool_]:
    """(coordinate, coordinate) whether the first moves the axis of the second, or is the same."""
    index = {name: i for i, name in enumerate(body.coordinate_names)}
    found = np.eye(len(index), dtype=bool)
    before: dict[str, list[int]] = {GROUND: []}
    for joint in body.joints:
        chain = list(before[joint.parent])
        moving = [x for kind in ("translation", "rotation") for x in joint.axes if x.kind == kind]
        for i in dict.fromkeys(index[x.coordinate] for x in moving if x.coordinate is not None):
            found[chain, i] = True
            chain.append(i)
        before[joint.child] = chain
    return found


def _crossing(vectors: Array) -> Array:
    """(posture, 3, 3) matrices that take rows ``r`` to ``vector x r``."""
    x, y, z = vectors.T
    zero = np.zeros_like(x)
    return np.stack([zero, z, -y, -z, zero, x, y, -x, zero], axis=1).reshape(-1, 3, 3)


def _pose(motion: Kinematics, segment: str, count: int) -> tuple[Array, Array]:
    frame = motion.frames[segment]
    turn = np.stack([_vector(row, count) for row in frame.rotation], axis=1)
    return turn, _vector(frame.position, count)


def segment_frames(body: Body, segment: str, q: Array) -> tuple[Array, Array]:
    """Pose of one segment in the ground at each posture.

    Returns
    -------
    (posture, 3, 3) rotations segment -> ground, and (posture, 3) origins (m).
    """
    return _pose(kinematics(body, list(q.T)), segment, len(q))


def _freedoms(motion: Kinematics, segment: str) -> list[Freedom]:
    """All that moves a segment, from the ground on."""
    found: list[Freedom] = []
    while segment != GROUND:
        found += motion.freedoms[segment]
        segment = motion.parents[segment]
    return found


def _vector(parts: Sequence[Any], count: int) -> Array:
    """(posture, 3) of three scalars or arrays."""
    made = np.empty((count, 3))
    for k, part in enumerate(parts):
        made[:, k] = part
    return made
