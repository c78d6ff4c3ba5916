"""The parts of a body that running needs, by what they are rather than by a fixed name.

Everything that would ask a body for ``calcn_r`` or ``pelvis_tx`` asks here: bodies differ in what
their feet are made of, and one that lacks a part is refused in one sentence.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hillrunner.errors import BodyError
from hillrunner.model.body.model import Body
from hillrunner.model.body.pose import segment_poses
from hillrunner.sides import SIDES, Side, on_side, other_side, side_of

PELVIS = ("pelvis_tilt", "pelvis_tx", "pelvis_ty")  # coordinates: pitch, forward, up
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
    for stem in HIND_FOOT:
        if on_side(stem, side) in touching:
            return on_side(stem, side)
    if not touching:
        raise BodyError(_no_foot(body, side))
    return touching[0]


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
