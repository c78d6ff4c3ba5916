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
from hillrunner.sides import other_side

PELVIS = ("pelvis_tilt", "pelvis_tx", "pelvis_ty")  # coordinates: pitch, forward, up
HIND_FOOT = ("calcn", "talus")  # where the hind foot is one of its own, or folded into the talus
SIDES = ("r", "l")


def feet(body: Body, side: str) -> tuple[str, ...]:
    """Segments that touch the ground on a side, ``r`` or ``l``, from heel to toes.

    They are those that carry contact spheres, whatever they are called; spheres of a segment whose
    name says no side belong to the side that they are on, standing.
    """
    poses = segment_poses(body, {})
    backmost: dict[str, float] = {}
    for sphere in body.contacts:
        turn, origin = poses[sphere.segment]
        x, _, z = origin + turn @ np.asarray(sphere.location)
        said = sphere.segment[-1] if sphere.segment.endswith(("_r", "_l")) else ""
        if (said or ("r" if z > 0 else "l")) == side:
            backmost[sphere.segment] = min(x, backmost.get(sphere.segment, np.inf))
    return tuple(sorted(backmost, key=lambda name: backmost[name]))


def hind_foot(body: Body, side: str) -> str:
    """The segment of a side that carries the heel.

    Raises
    ------
    BodyError
        If no segment of that side touches the ground.
    """
    touching = feet(body, side)
    for stem in HIND_FOOT:
        if f"{stem}_{side}" in touching:
            return f"{stem}_{side}"
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


def _no_foot(body: Body, side: str) -> str:
    word = "right" if side == "r" else "left"
    return f"body {body.name!r} cannot run: no contact sphere is on its {word} foot."
