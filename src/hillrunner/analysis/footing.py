"""How ground and passive tissue hold the body against a push, at every instant of a motion.

The force of a smooth contact depends on the state only: at that very instant it answers to no
force elsewhere in the body. Over a short time it does, for acceleration becomes motion of the feet.
Of the two forms here the first follows from the motion's own contact law, the second is the
idealisation of a rolling foot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hillrunner.analysis.free_body import (
    Array,
    contact_points,
    motion_kinematics,
    rotations,
    vectors,
)
from hillrunner.model.body.model import GROUND
from hillrunner.model.mechanics.passive import passive_torque
from hillrunner.model.mechanics.rigid_body import (
    Kinematics,
    centre_of_mass,
    inverse_dynamics,
    kinematics,
)
from hillrunner.model.physics.contact import sphere_force
from hillrunner.model.physics.spatial import IDENTITY, ZERO, Frame, add, cross, slope_gravity
from hillrunner.motion.motion import Motion
from hillrunner.motion.phase import CONTACT
from hillrunner.sides import SIDES, side_of

RIGID = 1.0e7  # N s/m, N m s: damping of a rolling foot, which leaves a body 1e-3 of its motion
STEPS = 10  # of the window; shares are then within 0.005 BW of those of infinitely many
STEP = 1.0e-6  # m, m/s, rad: of central differences of the contact and passive laws


@dataclass(frozen=True)
class Equations:
    """``inertia @ a = velocity + gravity + others`` and ``com acceleration = com @ a + drift``."""

    inertia: Array  # (time, coordinate, coordinate)
    velocity: Array  # (time, coordinate), centrifugal and Coriolis terms
    gravity: Array  # (time, coordinate)
    com: Array  # (time, axis, coordinate)
    drift: Array  # (time, axis), m/s2


@dataclass(frozen=True)
class Rows:
    """Parts of the feet whose acceleration is ``jacobian @ a + drift``, and what holds them.

    The ground answers to their motion by ``-damping @ velocity - stiffness @ displacement``.
    """

    jacobian: Array  # (time, part, row, coordinate); the first three rows are x, y, z
    drift: Array  # (time, part, row), m/s2
    damping: Array  # (time, part, row, row), N s/m
    stiffness: Array  # (time, part, row, row), N/m
    foot: np.ndarray  # (part,), which foot

    def on_coordinates(self, matrix: Array) -> Array:
        """A damping or stiffness of the rows as one of the coordinates, (time, c, c)."""
        return np.asarray(
            np.einsum("tkrc,tkrs,tksd->tcd", self.jacobian, matrix, self.jacobian, optimize=True)
        )


@dataclass(frozen=True)
class Spheres:
    """Motion of the contact points: ``jacobian @ a + drift``, and the same of their spin."""

    jacobian: Array  # (time, sphere, axis, coordinate)
    drift: Array  # (time, sphere, axis), m/s2
    spin: Array  # (time, sphere, coordinate), of the segment about the vertical
    spin_drift: Array  # (time, sphere), rad/s2
    height: Array  # (time, sphere), m, of the centre
    half: Array  # (time, sphere), m, by which it sinks in half of an interval
    foot: np.ndarray  # (sphere,), which foot


def equations(motion: Motion) -> tuple[Equations, Spheres]:
    """Equations of motion of the body and of its contact points, at all instants at once.

    The velocity of a contact point is that at which the contact law sees it: of the sphere's centre
    plus rotation about it, the point staying below the centre as the sphere rolls.
    """
    body, data = motion.body, motion.data
    state = motion_kinematics(motion)
    still = kinematics(body, *(list(data[name].values.T) for name in ("position", "velocity")))
    twists = _twists(motion, state)
    count, size = data["position"].shape
    inertia, com = np.zeros((count, size, size)), np.zeros((count, 3, size))
    for segment in body.segments:
        frame = state.frames[segment.name]
        xx, yy, zz, xy, xz, yz = segment.inertia
        turn = rotations(frame, count)
        tensor = turn @ np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]]) @ turn.swapaxes(1, 2)
        spin = twists[segment.name][:, :3]
        move = _at(twists[segment.name], vectors(frame.point(segment.com), count))
        inertia += segment.mass * move.swapaxes(1, 2) @ move + spin.swapaxes(1, 2) @ tensor @ spin
        com += segment.mass / body.mass * move
    needed = inverse_dynamics(body, still, ZERO)
    velocity = -np.stack([np.broadcast_to(np.asarray(f, float), (count,)) for f in needed], axis=1)
    gravity = body.mass * np.einsum("tac,a->tc", com, np.array(slope_gravity(motion.grade)))
    drift = vectors(centre_of_mass(body, still)[2], count)
    return Equations(inertia, velocity, gravity, com, drift), _spheres(motion, state, still, twists)


def compliant(motion: Motion, spheres: Spheres) -> Rows:
    """Each sphere held by the motion's own contact law, linearised where the foot is.

    So loaded spheres hold firmly and those about to leave hold little. Where the ground's forces
    are a followed stride's, no law held the feet, and they roll (:func:`rolling`).
    """
    if motion.pushed:
        return rolling(motion, spheres)
    body, data = motion.body, motion.data
    world = motion.world
    radius: Any = np.array([sphere.radius for sphere in body.contacts])
    # Friction and damping of the motion are those of the speed at the end of each interval.
    late = data["velocity"].values + 0.5 * (data["duration"] * data["acceleration"]).values
    velocity = np.einsum("tkac,tc->tka", spheres.jacobian, late)

    def force(rise: float, faster: np.ndarray) -> Array:
        speeds = velocity + faster
        centre = (0.0, spheres.height + rise, 0.0)
        frame = Frame(IDENTITY, centre, ZERO, tuple(np.moveaxis(speeds, -1, 0)))
        push, _ = sphere_force(world.contact, frame, ZERO, radius, 0.0, spheres.half)
        return np.stack(push, axis=-1)

    steps = STEP * np.eye(3)
    damping = [(force(0.0, -d) - force(0.0, d)) / (2 * STEP) for d in steps]
    stiffness = np.zeros((*velocity.shape, 3))
    stiffness[..., 1] = (force(-STEP, np.zeros(3)) - force(STEP, np.zeros(3))) / (2 * STEP)
    return Rows(
        spheres.jacobian, spheres.drift, np.stack(damping, axis=-1), stiffness, spheres.foot
    )


def rolling(motion: Motion, spheres: Spheres) -> Rows:
    """Each loaded foot rolling without slipping or twisting on its centre of pressure.

    The part of a foot is the mean of its contact points weighted by their loads, so that the
    answer of the ground acts at the centre of pressure and is shared in proportion to the loads:
    a force, and a moment about the vertical.
    """
    load = np.maximum(motion["contact_force"].sel(axis="y").values, 0.0)
    feet = np.arange(len(SIDES))
    mine = spheres.foot == feet[:, None]  # (foot, sphere)
    total = np.einsum("fk,tk->tf", mine, load)
    loaded = total > CONTACT
    share = mine * load[:, None, :] * (loaded / np.where(loaded, total, 1.0))[..., None]
    move = np.einsum("tfk,tkac->tfac", share, spheres.jacobian)
    turn = np.einsum("tfk,tkc->tfc", share, spheres.spin)
    drift = np.einsum("tfk,tka->tfa", share, spheres.drift)
    turn_drift = np.einsum("tfk,tk->tf", share, spheres.spin_drift)
    damping = RIGID * loaded[..., None, None] * np.eye(4)
    return Rows(
        np.concatenate([move, turn[:, :, None]], axis=2),
        np.concatenate([drift, turn_drift[:, :, None]], axis=2),
        damping,
        np.zeros_like(damping),
        feet,
    )


def passive_tissue(motion: Motion) -> tuple[Array, Array]:
    """Damping and stiffness (time, coordinate) of passive tissue, linearised (N m s, N m)."""
    names = motion.body.coordinate_names
    damping, stiffness = np.zeros((2, *motion["position"].shape))
    for law in motion.body.passive:
        i = names.index(law.coordinate)
        q, v = (motion[name].values[:, i] for name in ("position", "velocity"))
        less, more = (passive_torque(law, q, v + step) for step in (-STEP, STEP))
        damping[:, i] += (less - more) / (2 * STEP)
        less, more = (passive_torque(law, q + step, v) for step in (-STEP, STEP))
        stiffness[:, i] += (less - more) / (2 * STEP)
    return damping, stiffness


def hold(
    inertia: Array, held: list[Array], force: Array, lent: list[Array], window: float
) -> tuple[Array, Array, Array]:
    """Means over the window of acceleration, velocity and displacement from rest.

    ``inertia @ a + held[0] @ v + held[1] @ x = force + lent[0] t + lent[1] t^2 / 2`` by the
    implicit midpoint rule; ``force`` and ``lent`` are (time, coordinate, source).
    """
    step = window / STEPS
    inverse = np.linalg.inv(inertia + step / 2 * held[0] + step**2 / 4 * held[1])
    by_speed = inverse @ (held[0] + step / 2 * held[1])
    by_shift = inverse @ held[1]
    push, fast, far = inverse @ force, inverse @ lent[0], inverse @ lent[1]
    v, x, speed, shift = (np.zeros_like(force) for _ in range(4))
    for i in range(STEPS):
        time, ramp = (i + 0.5) * step, _ramp(i, step)
        a = push + time * fast + ramp * far - by_speed @ v - by_shift @ x
        middle = v + step / 2 * a
        speed += middle / STEPS
        shift += (x + step / 2 * middle) / STEPS
        v, x = v + step * a, x + step * middle
    return v / window, speed, shift


def _ramp(i: int, step: float) -> float:
    """Displacement in the middle of step ``i`` (s2) at unit acceleration, by the same rule."""
    return step**2 * (0.5 * i**2 + 0.5 * (i + 0.5))


def mean_ramp(window: float) -> float:
    """Mean displacement over the window (s2) at unit acceleration, as :func:`hold` has it."""
    return sum(_ramp(i, window / STEPS) for i in range(STEPS)) / STEPS


def _twists(motion: Motion, state: Kinematics) -> dict[str, Array]:
    """Angular velocity and velocity (at the ground's origin) of each segment by coordinate,
    (time, 6, coordinate)."""
    count, size = motion["position"].shape
    twists = {GROUND: np.zeros((count, 6, size))}
    for joint in motion.body.joints:
        twist = twists[joint.parent].copy()
        for freedom in state.freedoms[joint.child]:
            gain = np.broadcast_to(np.asarray(freedom.gain, float), (count,))
            axis = vectors(freedom.direction, count) * gain[:, None]
            if freedom.kind == "rotation":
                twist[:, :3, freedom.coordinate] += axis
                axis = np.cross(vectors(freedom.origin, count), axis)
            twist[:, 3:, freedom.coordinate] += axis
        twists[joint.child] = twist
    return twists


def _at(twist: Array, point: Array) -> Array:
    """Velocity by coordinate (time, axis, coordinate) of a point (time, axis) of a segment."""
    return np.asarray(twist[:, 3:] + np.cross(twist[:, :3], point[:, :, None], axis=1))


def _spheres(
    motion: Motion, state: Kinematics, still: Kinematics, twists: dict[str, Array]
) -> Spheres:
    contacts, count = motion.body.contacts, motion.data.sizes["time"]
    points = contact_points(motion, state)
    jacobian, drift, spin, spin_drift = [], [], [], []
    for i, sphere in enumerate(contacts):
        twist, frame = twists[sphere.segment], still.frames[sphere.segment]
        jacobian.append(_at(twist, points[:, i]))
        spin.append(twist[:, 1])
        arm = (0.0, points[:, i, 1] - frame.point(sphere.location)[1], 0.0)
        sinking = (0.0, -0.5 * frame.point_velocity(sphere.location)[1], 0.0)
        rolled = add(cross(frame.angular_acceleration, arm), cross(frame.angular_velocity, sinking))
        drift.append(vectors(add(frame.point_acceleration(sphere.location), rolled), count))
        spin_drift.append(vectors(frame.angular_acceleration, count)[:, 1])
    radius = np.array([sphere.radius for sphere in contacts])
    rise = [still.frames[s.segment].point_velocity(s.location)[1] for s in contacts]
    half = -0.5 * motion["duration"].values[:, None] * np.stack(rise, axis=1)
    return Spheres(
        jacobian=np.stack(jacobian, axis=1),
        drift=np.stack(drift, axis=1),
        spin=np.stack(spin, axis=1),
        spin_drift=np.stack(spin_drift, axis=1),
        height=2.0 * points[..., 1] + radius,
        half=half,
        foot=np.array([SIDES.index(side_of(sphere.segment)) for sphere in contacts]),
    )
