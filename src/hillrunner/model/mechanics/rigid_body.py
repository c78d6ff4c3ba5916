"""Rigid-body kinematics and inverse dynamics of a :class:`~hillrunner.model.body.model.Body`.

One recursion serves symbols and numbers: scalars may be floats, numpy arrays (one value an
instant) or CasADi ``SX``. Everything is expressed in the ground frame and every moment is taken
about the ground's origin, so wrenches of subtrees are plain sums (recursive Newton-Euler;
Featherstone, Rigid Body Dynamics Algorithms, 2008, chapter 5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from hillrunner.model.body.model import GROUND, Axis, Body, Joint
from hillrunner.model.physics.scalar import Scalar, is_zero
from hillrunner.model.physics.spatial import (
    IDENTITY,
    ZERO,
    Frame,
    Mat,
    Vec,
    add,
    axis_rotation,
    compose,
    cross,
    dot,
    euler_xyz,
    polynomial,
    rotate,
    scale,
    sub,
    transpose,
)


@dataclass(frozen=True)
class Freedom:
    """One elementary motion in the ground frame: what a coordinate moves, and by how much."""

    coordinate: int
    kind: str
    direction: Vec
    origin: Vec
    gain: Scalar  # derivative of the elementary motion with respect to the coordinate


@dataclass(frozen=True)
class Kinematics:
    """Frames of all segments, and the elementary motions that lead to each of them."""

    frames: dict[str, Frame]
    freedoms: dict[str, list[Freedom]] = field(default_factory=dict)  # by child segment
    parents: dict[str, str] = field(default_factory=dict)


def _move(
    frame: Frame, axis: Axis, s: Scalar, sd: Scalar | None, sdd: Scalar | None
) -> tuple[Frame, Vec]:
    """Apply one elementary motion; returns the moved frame and the axis in the ground frame.

    Without rates only the pose is moved.
    """
    u = rotate(frame.rotation, axis.direction)
    if sd is None or sdd is None:
        if axis.kind == "translation":
            return Frame(frame.rotation, add(frame.position, scale(u, s))), u
        return Frame(compose(frame.rotation, axis_rotation(axis.direction, s)), frame.position), u
    w, al = frame.angular_velocity, frame.angular_acceleration
    if axis.kind == "translation":
        d = scale(u, s)
        moved = Frame(
            frame.rotation,
            add(frame.position, d),
            w,
            add(frame.velocity, add(cross(w, d), scale(u, sd))),
            al,
            add(
                frame.acceleration,
                add(
                    add(cross(al, d), cross(w, cross(w, d))),
                    add(scale(cross(w, u), 2.0 * sd), scale(u, sdd)),
                ),
            ),
        )
        return moved, u
    moved = Frame(
        compose(frame.rotation, axis_rotation(axis.direction, s)),
        frame.position,
        add(w, scale(u, sd)),
        frame.velocity,
        add(al, add(scale(u, sdd), scale(cross(w, u), sd))),
        frame.acceleration,
    )
    return moved, u


_fixed = lru_cache(maxsize=256)(euler_xyz)  # of joints, which are asked at every posture


def _through(
    joint: Joint, frame: Frame, index: dict[str, int], q: Any, v: Any, a: Any
) -> tuple[Frame, list[Freedom]]:
    frame = frame.shifted(joint.parent_translation)
    if any(joint.parent_rotation):
        frame = frame.turned(_fixed(joint.parent_rotation))
    freedoms: list[Freedom] = []
    rotations = [x for x in joint.axes if x.kind == "rotation"]
    translations = [x for x in joint.axes if x.kind == "translation"]
    # The translations of a joint are all expressed in the parent's offset frame: they come first.
    for axis in (*translations, *rotations):
        if axis.coordinate is None:
            s, gain, curve, i = axis.polynomial[0], 0.0, 0.0, -1
            sd = sdd = None if v is None else 0.0
        else:
            i = index[axis.coordinate]
            s, gain, curve = polynomial(axis.polynomial, q[i])
            sd = sdd = None
            if v is not None:
                sd, sdd = gain * v[i], gain * a[i] + curve * v[i] * v[i]
        frame, u = _move(frame, axis, s, sd, sdd)
        if i >= 0:
            freedoms.append(Freedom(i, axis.kind, u, frame.position, gain))
    if any(joint.child_rotation):
        frame = frame.turned(transpose(_fixed(joint.child_rotation)))
    return frame.shifted(scale(joint.child_translation, -1.0)), freedoms


def kinematics(body: Body, q: Any, v: Any = None, a: Any = None) -> Kinematics:
    """Poses, velocities and accelerations of all segments in the ground frame.

    Parameters
    ----------
    q, v, a : sequences of scalars, one a coordinate in the body's order
        Position (rad, m), velocity and acceleration; ``v`` and ``a`` default to zero.
    """
    if v is not None or a is not None:  # poses alone take a third of the time
        v, a = ([0.0] * len(body.coordinates) if x is None else x for x in (v, a))
    index = {name: i for i, name in enumerate(body.coordinate_names)}
    frames = {GROUND: Frame(IDENTITY, ZERO)}
    freedoms: dict[str, list[Freedom]] = {}
    parents: dict[str, str] = {}
    for joint in body.joints:
        frames[joint.child], freedoms[joint.child] = _through(
            joint, frames[joint.parent], index, q, v, a
        )
        parents[joint.child] = joint.parent
    return Kinematics(frames, freedoms, parents)


@dataclass(frozen=True)
class Load:
    """A force (N) acting on a segment at a ground-frame point, with an optional free moment."""

    segment: str
    force: Vec
    point: Vec
    moment: Vec = ZERO


def inverse_dynamics(
    body: Body, motion: Kinematics, gravity: Vec, loads: Sequence[Load] = ()
) -> list[Scalar]:
    """Generalised force (N m, N) each coordinate needs for the motion under gravity and loads.

    ``M(q) a + C(q, v) - tau_gravity - sum J' F = result``, in the body's coordinate order.
    """
    force: dict[str, Vec] = {}
    moment: dict[str, Vec] = {}
    for segment in body.segments:
        frame = motion.frames[segment.name]
        f: Vec = ZERO
        n: Vec = ZERO
        if not is_zero(segment.mass):
            com = frame.point(segment.com)
            f = scale(sub(frame.point_acceleration(segment.com), gravity), segment.mass)
            n = add(cross(com, f), _spin(segment.inertia, frame))
        force[segment.name], moment[segment.name] = f, n
    for load in loads:
        force[load.segment] = sub(force[load.segment], load.force)
        moment[load.segment] = sub(
            sub(moment[load.segment], cross(load.point, load.force)), load.moment
        )
    result: list[Scalar] = [0.0] * len(body.coordinates)
    for joint in reversed(body.joints):
        f, n = force[joint.child], moment[joint.child]
        for freedom in motion.freedoms[joint.child]:
            if freedom.kind == "translation":
                effort = dot(freedom.direction, f)
            else:
                effort = dot(freedom.direction, sub(n, cross(freedom.origin, f)))
            result[freedom.coordinate] = result[freedom.coordinate] + freedom.gain * effort
        if joint.parent != GROUND:
            force[joint.parent] = add(force[joint.parent], f)
            moment[joint.parent] = add(moment[joint.parent], n)
    return result


def _spin(inertia: Sequence[float], frame: Frame) -> Vec:
    """Rate of change of angular momentum about the centre of mass (ground frame)."""
    xx, yy, zz, xy, xz, yz = inertia
    tensor: Mat = ((xx, xy, xz), (xy, yy, yz), (xz, yz, zz))
    back = transpose(frame.rotation)
    w = rotate(back, frame.angular_velocity)
    al = rotate(back, frame.angular_acceleration)
    return rotate(frame.rotation, add(rotate(tensor, al), cross(w, rotate(tensor, w))))


def centre_of_mass(body: Body, motion: Kinematics) -> tuple[Vec, Vec, Vec]:
    """Position (m), velocity and acceleration of the whole body's centre of mass."""
    p: Vec = ZERO
    v: Vec = ZERO
    a: Vec = ZERO
    for segment in body.segments:
        frame, share = motion.frames[segment.name], segment.mass / body.mass
        p = add(p, scale(frame.point(segment.com), share))
        v = add(v, scale(frame.point_velocity(segment.com), share))
        a = add(a, scale(frame.point_acceleration(segment.com), share))
    return p, v, a
