"""What the bones of a joint press on each other with.

The bones carry what ground, weight, inertia and the muscles that cross the joint leave over:
R = sum of m (a - g) beyond the joint - ground force - sum of F u. Muscles pull along their drawn
paths, with the same tension all along, the quadriceps over the kneecap. Torques of actuators and
ligaments are taken as pure couples and add no force.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from hillrunner.analysis.free_body import (
    Array,
    motion_kinematics,
    of_muscle,
    pull,
    rotations,
    vectors,
)
from hillrunner.analysis.patellofemoral import knee_flexion, reaction_ratio
from hillrunner.errors import BodyError
from hillrunner.model.body.model import Body, Joint, Muscle, PathPoint
from hillrunner.model.body.parts import KNEECAP, LEG, joint_of, leg, subtree
from hillrunner.model.mechanics.rigid_body import Freedom, Kinematics, kinematics
from hillrunner.model.physics.spatial import GRAVITY, slope_gravity
from hillrunner.motion.motion import Motion
from hillrunner.sides import RIGHT, SIDES, Side, on_side

JOINTS = ("hip", "knee", "ankle", "patellofemoral")
TURNED = dict(zip(JOINTS, LEG, strict=False))  # coordinate that tells the joint; none: the kneecap
AXES = ("x", "y", "z")


def joint_contact(motion: Motion) -> xr.Dataset:
    """Contact forces of hip, knee (tibiofemoral), ankle and patellofemoral joint.

    At a ball joint the moment arms about its three axes fix the plane and the distance of a
    muscle's line. Where the drawn line misses them by more than the fitted arms are ever wrong
    (the muscle wraps over a surface there, or does not where it is drawn to), the line is turned
    about its point on the distal segment until it has them (:func:`steered`). At a hinge one arm
    does not fix a line, and the drawn one is kept.

    The same tension on both sides of the kneecap, as drawn and as in OpenSim, overstates the peaks
    of the motions that ship by 8 to 15 % at the knee and 5 to 8 % at the kneecap
    (:func:`kneecap`).

    Parameters
    ----------
    motion : Motion
        A solved stride.

    Returns
    -------
    xarray.Dataset
        Joints ``hip_r``, ``knee_r``, ``ankle_r``, ``patellofemoral_r`` and the left ones, as far
        as the body has them. ``force`` (time, joint, axis), N, on the distal segment (thigh,
        shank, talus, kneecap) in that segment's axes: x forward, y up along it, z to the right;
        ``magnitude`` (time, joint), N; ``peak`` (joint), N, and ``peak_bw`` (joint), body weights.

    Raises
    ------
    BodyError
        If the body has none of these joints.
    """
    joints = _joints(motion)
    state = motion_kinematics(motion)
    count = motion.data.sizes["time"]
    rows = []
    for joint in joints.values():
        force = _reaction(motion, state, joint)
        turn = rotations(state.frames[joint.child], count)
        rows.append(np.einsum("tij,ti->tj", turn, force))
    force = np.stack(rows, axis=1)
    magnitude = np.linalg.norm(force, axis=-1)
    peak = magnitude.max(axis=0)

    def labelled(dims: tuple[str, ...], values: Array, units: str, label: str) -> tuple:
        return dims, values, {"units": units, "long_name": label}

    by_joint = ("time", "joint")
    label = "joint contact force"
    return xr.Dataset(
        {
            "force": labelled((*by_joint, "axis"), force, "N", f"{label} on the distal segment"),
            "magnitude": labelled(by_joint, magnitude, "N", label),
            "peak": labelled(("joint",), peak, "N", f"peak {label}"),
            "peak_bw": labelled(
                ("joint",), peak / (motion.runner.mass * GRAVITY), "BW", f"peak {label}"
            ),
        },
        coords={"time": motion["time"], "joint": list(joints), "axis": list(AXES)},
    )


def kneecap(motion: Motion) -> xr.Dataset:
    """How the kneecap passes on the quadriceps' force: as drawn, in balance, and as measured.

    The body lets the quadriceps run over the kneecap undiminished, and hands the moment that this
    leaves on the kneecap to the knee. A real kneecap is a lever: to give the shank the moment that
    was solved for, the patellar tendon needs less force than the quadriceps. How much less tells
    how far knee and kneecap forces err upwards.

    Parameters
    ----------
    motion : Motion

    Returns
    -------
    xarray.Dataset
        (time, side): ``flexion`` (rad), ``quadriceps`` (N), ``ratio`` (1) of the contact force
        that :func:`joint_contact` finds to that of the quadriceps, ``van_eijden`` (1), the same
        by the fit of :func:`hillrunner.analysis.patellofemoral.reaction_ratio` for 0 to 90 deg,
        whose coefficients are unverified, and ``balanced_tendon`` (1), the force of a patellar
        tendon that carries the whole moment, over that of the quadriceps.

    Raises
    ------
    BodyError
        If the body has no knees, kneecaps or quadriceps that run over them to the shank.
    """
    flexion = knee_flexion(motion)
    contact = joint_contact(motion)["magnitude"]
    columns = []
    for side in SIDES:
        spans = _over_kneecap(motion.body, side)
        if not spans:
            raise BodyError(
                f"body {motion.body.name!r} has no quadriceps that run over a segment "
                f"{on_side(KNEECAP, side)} to {leg(motion.body, side).shank}, as they must."
            )
        force = motion["tendon_force"].sel(muscle=[m.name for m, _, _ in spans])
        quadriceps = force.sum("muscle").values
        ratio = contact.sel(joint=on_side("patellofemoral", side)).values / quadriceps
        columns.append((quadriceps, ratio, _balanced_tendon(motion, side, spans)))
    quadriceps, ratio, balanced = (np.stack(c, axis=1) for c in zip(*columns, strict=True))

    def labelled(values: Array, units: str, label: str) -> tuple:
        return ("time", "side"), values, {"units": units, "long_name": label}

    return xr.Dataset(
        {
            "flexion": labelled(flexion.values, "rad", "knee flexion"),
            "quadriceps": labelled(quadriceps, "N", "quadriceps force"),
            "ratio": labelled(ratio, "1", "patellofemoral over quadriceps force, drawn paths"),
            "van_eijden": labelled(
                reaction_ratio(flexion.values), "1", "the same after van Eijden (unverified)"
            ),
            "balanced_tendon": labelled(
                balanced, "1", "patellar tendon over quadriceps force, as a lever"
            ),
        },
        coords={"time": motion["time"], "side": list(SIDES)},
    )


def _over_kneecap(body: Body, side: Side) -> list[tuple[Muscle, PathPoint, PathPoint]]:
    """The quadriceps of a side, with the ends of their patellar tendon: kneecap and shank."""
    ends = on_side(KNEECAP, side), leg(body, side).shank
    return [
        (muscle, here, there)
        for muscle in body.muscles
        if (muscle.group, muscle.side) == ("quadriceps", side)
        for here, there in zip(muscle.points, muscle.points[1:], strict=False)
        if (here.segment, there.segment) == ends
    ]


def _balanced_tendon(
    motion: Motion, side: Side, spans: list[tuple[Muscle, PathPoint, PathPoint]]
) -> Array:
    """Patellar tendon over quadriceps force (time,): the quadriceps' moment about the knee, over
    the power of the tendon's drawn pull on the shank at a knee speed of 1 rad/s."""
    state, count = motion_kinematics(motion), motion.data.sizes["time"]
    knee = on_side("knee_angle", side)
    speed = [float(name == knee) for name in motion.body.coordinate_names]
    turning = kinematics(motion.body, list(motion["position"].values.T), speed)
    moment, power = np.zeros(count), np.zeros(count)
    for muscle, here, there in spans:
        own = motion.data.sel(muscle=muscle.name)
        moment += (own["tendon_force"] * own["moment_arm"].sel(coordinate=knee)).values
        tension, _ = pull(motion, state, muscle, there, here)
        velocity = turning.frames[there.segment].point_velocity(there.location)
        power += (tension * vectors(velocity, count)).sum(axis=1)
    return np.asarray(moment / power)


def steered(line: Array, point: Array, moment: Array) -> Array:
    """Direction of a line through a point whose unit force has a given moment about the origin.

    Parameters
    ----------
    line : (n, 3) array
        Unit vectors: the direction to stay near, of the two that there are.
    point : (n, 3) array
        Which the line goes through (m), from the origin.
    moment : (n, 3) array
        Wanted (m). Its part along ``point``, which no line through it has, is left out; and a
        moment larger than the point's distance is taken as that distance.

    Returns
    -------
    (n, 3) array
        Unit vectors u with ``cross(point, u) = moment``.
    """
    square = (point * point).sum(axis=1, keepdims=True)
    across = np.cross(moment, point) / square
    size = np.linalg.norm(across, axis=1, keepdims=True)
    across = across / np.maximum(size, 1.0)
    along = np.sqrt(1.0 - np.minimum(size, 1.0) ** 2)
    sign = np.where((line * point).sum(axis=1, keepdims=True) < 0.0, -1.0, 1.0)
    return np.asarray(across + sign * along * point / np.sqrt(square))


def is_ball(joint: Joint) -> bool:
    """Whether a joint turns about three axes through one point, each with its own coordinate."""
    moving = [axis for axis in joint.axes if axis.coordinate is not None]
    return [axis.kind for axis in moving] == ["rotation"] * 3 and (
        len({axis.coordinate for axis in moving}) == 3
    )


def _joints(motion: Motion) -> dict[str, Joint]:
    """The joints of the body that have a contact force, by name: right ones, then left ones."""
    found = {}
    for side in SIDES:
        for name in JOINTS:
            joint = _joint(motion.body, name, side)
            if joint is not None:
                found[on_side(name, side)] = joint
    if not found:
        wanted = ", ".join(on_side(coordinate, RIGHT) for coordinate in LEG)
        raise BodyError(
            f"body {motion.body.name!r} has no joints with a contact force: it must have some of "
            f"the coordinates {wanted}."
        )
    return found


def _joint(body: Body, name: str, side: Side) -> Joint | None:
    if name in TURNED:
        return joint_of(body, on_side(TURNED[name], side))
    return next((j for j in body.joints if j.child == on_side(KNEECAP, side)), None)


def _reaction(motion: Motion, state: Kinematics, joint: Joint) -> Array:
    """Force of the bones across a joint on the part beyond it (time, 3), N, ground frame."""
    body, count = motion.body, motion.data.sizes["time"]
    beyond = subtree(body, joint.child)
    gravity = np.array(slope_gravity(motion.grade))
    force = np.zeros((count, 3))
    for segment in body.segments:
        if segment.name in beyond:
            rise = vectors(state.frames[segment.name].point_acceleration(segment.com), count)
            force += segment.mass * (rise - gravity)
    ground = motion["contact_force"].values
    for i, sphere in enumerate(body.contacts):
        if sphere.segment in beyond:
            force -= ground[:, i]
    for muscle in body.muscles:
        crossings = [
            (a, b) if a.segment in beyond else (b, a)
            for a, b in zip(muscle.points, muscle.points[1:], strict=False)
            if (a.segment in beyond) != (b.segment in beyond)
        ]
        for far, near in crossings:
            tension, start = pull(motion, state, muscle, far, near)
            if len(crossings) == 1 and is_ball(joint) and muscle.path.arm_max:
                tension = _turned(motion, muscle, state.freedoms[joint.child], tension, start)
            force -= tension
    return force


def _turned(
    motion: Motion, muscle: Muscle, freedoms: list[Freedom], tension: Array, start: Array
) -> Array:
    """Pull of a muscle across a ball joint, turned where its drawn arms are beyond doubt wrong."""
    count = len(tension)
    names = [motion.body.coordinate_names[f.coordinate] for f in freedoms]
    arms = of_muscle(motion, "moment_arm", muscle)[:, [f.coordinate for f in freedoms]]
    gains = [np.broadcast_to(np.asarray(f.gain, float), (count,))[:, None] for f in freedoms]
    axes = np.stack(
        [g * vectors(f.direction, count) for g, f in zip(gains, freedoms, strict=True)], axis=1
    )
    point = start - vectors(freedoms[0].origin, count)
    size = np.linalg.norm(tension, axis=1, keepdims=True)
    line = np.divide(tension, size, out=np.zeros_like(tension), where=size > 0.0)
    drawn = np.einsum("tci,ti->tc", axes, np.cross(point, line))
    worst = dict(zip(muscle.path.coordinates, muscle.path.arm_max, strict=True))
    doubt = np.array([worst.get(name, max(muscle.path.arm_max)) for name in names])
    # In between, from once to twice the fit's largest error, partly: no jump in time.
    share = np.clip((np.abs(arms - drawn) / doubt).max(axis=1, keepdims=True) - 1.0, 0.0, 1.0)
    moment = np.asarray(np.linalg.solve(axes, arms[..., None])[..., 0], float)
    turned = line + share * (steered(line, point, moment) - line)
    return np.asarray(size * turned / np.linalg.norm(turned, axis=1, keepdims=True))
