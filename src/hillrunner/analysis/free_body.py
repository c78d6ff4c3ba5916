"""The load that everything beyond a joint exerts across it: muscles, ground, gravity, inertia."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hillrunner.model.body.model import Body, Joint, Muscle, PathPoint
from hillrunner.model.body.parts import subtree
from hillrunner.model.mechanics.rigid_body import Freedom, Kinematics, kinematics
from hillrunner.model.physics.spatial import Frame, Vec, slope_gravity
from hillrunner.motion.motion import Motion

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Wrench:
    """A force (N) and its moment (N m) about a point (m), each (time, 3) in the ground frame."""

    force: Array
    moment: Array
    point: Array

    def about(self, point: Array) -> Wrench:
        """The same load with its moment about another point."""
        return Wrench(self.force, self.moment + np.cross(self.point - point, self.force), point)


def motion_kinematics(motion: Motion) -> Kinematics:
    """Frames of all segments with velocities and accelerations, over the stride."""
    series = (motion[name].values.T for name in ("position", "velocity", "acceleration"))
    return kinematics(motion.body, *(list(rows) for rows in series))


def vectors(value: Vec, count: int) -> Array:
    """A vector of arrays or numbers over time as (time, 3)."""
    return np.stack([np.broadcast_to(np.asarray(c, float), (count,)) for c in value], axis=-1)


def rotations(frame: Frame, count: int) -> Array:
    """Rotation matrices (time, 3, 3) from a frame to the ground."""
    return np.stack([vectors(row, count) for row in frame.rotation], axis=1)


def pull(
    motion: Motion, state: Kinematics, muscle: Muscle, at: PathPoint, towards: PathPoint
) -> tuple[Array, Array]:
    """Tension (N) along the drawn path from one of its points towards another, and the point."""
    count = motion.data.sizes["time"]
    start = vectors(state.frames[at.segment].point(at.location), count)
    line = vectors(state.frames[towards.segment].point(towards.location), count) - start
    tension = of_muscle(motion, "tendon_force", muscle)
    return line * (tension / np.linalg.norm(line, axis=1))[:, None], start


def distal_load(motion: Motion, state: Kinematics, joint: Joint) -> Wrench:
    """Load that the parts beyond a joint exert on the segment before it.

    The sum over the parts beyond of ground force, weight, inertia and the tension of the muscles
    that span the joint, along their drawn paths. A drawn path's moment arms differ a little (up to
    4 mm at the ankle) from the fitted ones that the motion was solved with; for each muscle the
    smallest couple that restores the solved moments about the joint axes it spans is added, so
    that about a free axis nothing but the passive moment is left (exactly at the ankle and beyond;
    by least squares where a muscle spans more than three axes). Of a joint that follows another
    one's coordinate (the kneecap's) only the force has a meaning.

    Parameters
    ----------
    motion : Motion
    state : Kinematics
        Of :func:`motion_kinematics`.
    joint : Joint
        Of the motion's body.

    Returns
    -------
    Wrench
        About the joint's origin in the segment before it.
    """
    body, count = motion.body, motion.data.sizes["time"]
    beyond = subtree(body, joint.child)
    centre = vectors(state.frames[joint.parent].point(joint.parent_translation), count)
    force, moment = _ground_and_inertia(motion, state, beyond, centre)
    for muscle in body.muscles:
        for here, there in zip(muscle.points, muscle.points[1:], strict=False):
            if (here.segment in beyond) == (there.segment in beyond):
                continue
            far, near = (here, there) if here.segment in beyond else (there, here)
            tension, start = pull(motion, state, muscle, far, near)
            force = force + tension
            moment = moment + np.cross(start - centre, tension)
            spanned = _between(body, joint.child, far.segment, state)
            moment = moment + _missing_couple(motion, muscle, spanned, tension, start)
    return Wrench(force, moment, centre)


def contact_points(motion: Motion, state: Kinematics) -> Array:
    """Where the ground acts on each sphere (time, sphere, 3), m, ground frame: the contact law's
    point, midway between the sphere's lowest point and the ground."""
    count = motion.data.sizes["time"]
    points = []
    for sphere in motion.body.contacts:
        centre = vectors(state.frames[sphere.segment].point(sphere.location), count)
        centre[:, 1] = 0.5 * (centre[:, 1] - sphere.radius)
        points.append(centre)
    return np.stack(points, axis=1)


def _ground_and_inertia(
    motion: Motion, state: Kinematics, segments: set[str], centre: Array
) -> tuple[Array, Array]:
    body, count = motion.body, len(centre)
    gravity = np.array(slope_gravity(motion.grade))
    force, moment = np.zeros_like(centre), np.zeros_like(centre)
    for segment in body.segments:
        if segment.name not in segments:
            continue
        frame = state.frames[segment.name]
        arm = vectors(frame.point(segment.com), count) - centre
        push = segment.mass * (gravity - vectors(frame.point_acceleration(segment.com), count))
        force = force + push
        xx, yy, zz, xy, xz, yz = segment.inertia
        turn = rotations(frame, count)
        inertia = turn @ np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]]) @ _transposed(turn)
        spin = vectors(frame.angular_velocity, count)
        momentum = np.einsum("tij,tj->ti", inertia, spin)
        change = np.einsum("tij,tj->ti", inertia, vectors(frame.angular_acceleration, count))
        moment = moment + np.cross(arm, push) - change - np.cross(spin, momentum)
    points = contact_points(motion, state)
    pushes = motion["contact_force"].values
    for i, sphere in enumerate(body.contacts):
        if sphere.segment in segments:
            force = force + pushes[:, i]
            moment = moment + np.cross(points[:, i] - centre, pushes[:, i])
    return force, moment


def _between(body: Body, first: str, last: str, state: Kinematics) -> list[Freedom]:
    """The freedoms from the joint before ``first`` out to the segment ``last``."""
    freedoms: list[Freedom] = []
    segment = last
    while True:
        freedoms += state.freedoms[segment]
        if segment == first:
            return freedoms
        segment = state.parents[segment]


def _missing_couple(
    motion: Motion, muscle: Muscle, freedoms: list[Freedom], tension: Array, start: Array
) -> Array:
    """The smallest couple (time, 3) that gives a muscle its solved moments about some axes."""
    count = len(tension)
    force = of_muscle(motion, "tendon_force", muscle)
    arms = of_muscle(motion, "moment_arm", muscle)
    axes: dict[int, Array] = {}
    missing: dict[int, Array] = {}
    for freedom in freedoms:
        i = freedom.coordinate
        if i not in axes:
            axes[i], missing[i] = np.zeros((count, 3)), force * arms[:, i]
        gain = np.broadcast_to(np.asarray(freedom.gain, float), (count,))
        direction = vectors(freedom.direction, count) * gain[:, None]
        drawn = tension
        if freedom.kind == "rotation":
            axes[i] = axes[i] + direction
            drawn = np.cross(start - vectors(freedom.origin, count), tension)
        missing[i] = missing[i] - np.einsum("ti,ti->t", drawn, direction)
    if not axes:
        return np.zeros_like(tension)
    matrix = np.stack([axes[i] for i in axes], axis=1)  # (time, freedom, 3)
    wanted = np.stack([missing[i] for i in axes], axis=1)
    return np.asarray((np.linalg.pinv(matrix, rcond=1e-6) @ wanted[..., None])[..., 0])


def of_muscle(motion: Motion, name: str, muscle: Muscle) -> Array:
    """A series of one muscle, time first."""
    # By number, not by name: a motion keeps its body's order, and labels cost milliseconds.
    values = motion.data.variables[name].values
    return np.asarray(values[:, motion.body.muscle_names.index(muscle.name)])


def _transposed(matrices: Array) -> Array:
    return np.swapaxes(matrices, 1, 2)
