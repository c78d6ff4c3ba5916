"""The parts of a body that running needs, by what they are rather than by a fixed name.

Everything that would ask a body for ``calcn_r`` or ``pelvis_tx`` asks here: bodies differ in what
their feet are made of, and one that lacks a part is refused in one sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from hillrunner.errors import BodyError
from hillrunner.model.body.model import GROUND, Body, Joint
from hillrunner.model.body.pose import segment_poses
from hillrunner.sides import SIDES, Side, on_side, other_side, side_of, stem

PELVIS = ("pelvis_tilt", "pelvis_tx", "pelvis_ty")  # coordinates: pitch, forward, up
LEG = ("hip_flexion", "knee_angle", "ankle_angle")  # coordinates of each side
KNEECAP = "patella"  # segment over which the quadriceps run, where a body has one
HIND_FOOT = ("calcn", "talus")  # where the hind foot is one of its own, or folded into the talus
SIDEWAYS = 1e-6  # m: a planar body's segments move less across


def feet(body: Body, side: Side) -> tuple[str, ...]:
    """Segments of a side that touch the ground, from heel to toes.

    They are those that carry contact spheres, whatever they are called.
    """
    poses = segment_poses(body, {})
    backmost: dict[str, float] = {}
    for sphere in body.contacts:
        if side_of(sphere.segment) == side:
            turn, origin = poses[sphere.segment]
            x = float((origin + turn @ np.asarray(sphere.location))[0])
            backmost[sphere.segment] = min(x, backmost.get(sphere.segment, np.inf))
    return tuple(sorted(backmost, key=lambda name: backmost[name]))


def planar(body: Body) -> bool:
    """Whether no segment ever moves sideways, so that the legs cannot avoid each other."""
    still = segment_poses(body, {})
    random = np.random.default_rng(0)
    posture = {c.name: float(random.uniform(*c.range)) for c in body.coordinates}
    moved = segment_poses(body, posture)
    return all(abs(moved[name][1][2] - still[name][1][2]) < SIDEWAYS for name in still)


def hind_foot(body: Body, side: Side) -> str:
    """The segment of a side that carries the heel.

    Raises
    ------
    BodyError
        If no segment of that side touches the ground.
    """
    touching = feet(body, side)
    for name in HIND_FOOT:
        if on_side(name, side) in touching:
            return on_side(name, side)
    if not touching:
        raise BodyError(_no_foot(body, side))
    return touching[0]


def root(body: Body) -> str:
    """The segment that all others hang on: the pelvis, whatever it is called."""
    return next(joint.child for joint in body.joints if joint.parent == GROUND)


def joint_of(body: Body, coordinate: str) -> Joint | None:
    """The joint that a coordinate turns; None where there is none.

    Of several, such as those of shank and kneecap, the one with more of the body beyond it.
    """
    found = [j for j in body.joints if any(axis.coordinate == coordinate for axis in j.axes)]
    return max(found, key=lambda joint: len(subtree(body, joint.child)), default=None)


def subtree(body: Body, segment: str) -> set[str]:
    """A segment, and all that hang on it."""
    found = {segment}
    for joint in body.joints:  # parents come before children
        if joint.parent in found:
            found.add(joint.child)
    return found


class Leg(NamedTuple):
    """The segments of a leg, whatever they are called, and the joints between them."""

    thigh: str
    shank: str
    ankle_bone: str  # what the ankle turns: the talus, or the whole foot
    knee: Joint
    ankle: Joint


def leg(body: Body, side: Side) -> Leg:
    """The leg of a side, found by the coordinates of its knee and ankle.

    Raises
    ------
    BodyError
        If one of them is missing, or something lies between the two joints but one segment.
    """
    names = [on_side(name, side) for name in LEG[1:]]
    knee, ankle = (joint_of(body, name) for name in names)
    if knee is None or ankle is None:
        lacking = names[0] if knee is None else names[1]
        raise BodyError(
            f"body {body.name!r} has no joint with the coordinate {lacking}, by which its {side} "
            "leg is known."
        )
    if knee.child != ankle.parent:
        raise BodyError(
            f"the {side} leg of body {body.name!r} has no shank: the knee turns {knee.child}, and "
            f"the ankle hangs on {ankle.parent}."
        )
    return Leg(knee.parent, knee.child, ankle.child, knee, ankle)


def usual_stems(body: Body) -> dict[str, str]:
    """Each segment by the name, without side, that OpenSim's models give it: those of the legs as
    their joints say (``femur``, ``tibia``, and ``talus`` or ``calcn``), others by their own."""
    stems = {segment.name: stem(segment.name).split("_")[0] for segment in body.segments}
    for side in SIDES:
        try:
            own = leg(body, side)
        except BodyError:
            continue
        stems |= {own.thigh: "femur", own.shank: "tibia"}
        if stems[own.ankle_bone] not in HIND_FOOT:
            stems[own.ankle_bone] = "talus"
    return stems


def segment_named(body: Body, name: str, purpose: str) -> str:
    """``name``, if the body has such a segment.

    Raises
    ------
    BodyError
        One sentence: what is missing, for what, and what there is.
    """
    names = [segment.name for segment in body.segments]
    if name not in names:
        raise BodyError(
            f"body {body.name!r} has no segment {name}, which {purpose} needs; its segments are "
            f"{', '.join(names)}."
        )
    return name


def coordinate_index(body: Body, name: str, purpose: str) -> int:
    """Where a coordinate stands among those of the body.

    Raises
    ------
    BodyError
        One sentence: what is missing, for what, and what there is.
    """
    if name not in body.coordinate_names:
        raise BodyError(
            f"body {body.name!r} has no coordinate {name}, which {purpose} needs; its coordinates "
            f"are {', '.join(body.coordinate_names)}."
        )
    return body.coordinate_names.index(name)


def lacks_for_running(body: Body) -> tuple[str, ...]:
    """Sentences about what keeps a body from running; none for one that can be asked to."""
    return tuple(_lacks(body))


def check_runs(body: Body) -> None:
    """Raise the first of :func:`lacks_for_running`.

    Raises
    ------
    BodyError
        If the body lacks something that every run needs.
    """
    for sentence in _lacks(body):
        raise BodyError(sentence)


def _lacks(body: Body) -> Iterator[str]:
    for name in PELVIS:
        if name not in body.coordinate_names:
            yield f"body {body.name!r} cannot run: it has no coordinate {name}."
    for name in (on_side(name, side) for name in LEG for side in SIDES):
        if name not in body.coordinate_names:
            yield f"body {body.name!r} cannot run: it has no coordinate {name}."
    for side in SIDES:
        if not feet(body, side):
            yield _no_foot(body, side)
    for sphere in body.contacts:
        if side_of(sphere.segment) is None:
            yield (
                f"body {body.name!r} cannot run: contact sphere {sphere.name} is on "
                f"{sphere.segment}, which is of no side."
            )
    if not body.muscles:
        yield f"body {body.name!r} cannot run: it has no muscles."
    names = set(body.coordinate_names)
    for coordinate in body.coordinates:
        partner = other_side(coordinate.name)
        if partner != coordinate.name and (partner not in names or coordinate.mirror != partner):
            yield (
                f"body {body.name!r} cannot run: coordinate {coordinate.name} must be mirrored by "
                f"{partner}."
            )


def _no_foot(body: Body, side: Side) -> str:
    return f"body {body.name!r} cannot run: no contact sphere is on its {side} foot."
