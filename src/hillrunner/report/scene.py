"""A Body as things to draw: capsules between points fixed in segments, and muscle paths."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hillrunner.body.model import GROUND, Body, Joint, Muscle, Segment

Array = NDArray[np.float64]

BONE, FLESH, SHOE = 0, 1, 2  # what a capsule is made of; the player has a colour for each
HEAD = 0.052  # radius relative to body height
SKIP = ("patella",)  # hidden under the muscles
THICKNESS = 0.45  # of a drawn belly, relative to a cylinder of the muscle's cross-section
BELLY = (0.005, 0.022)  # m, thinnest and thickest drawn belly


def capsules(body: Body) -> list[list[float]]:
    """The skeleton as tapered capsules.

    Returns
    -------
    Rows ``[segment, x, y, z, segment, x, y, z, radius, radius, material]``: two ends, each in the
    frame of the segment with that index (m), their radii (m), and :data:`BONE` or another.
    """
    index = {segment.name: i for i, segment in enumerate(body.segments)}
    out: list[list[float]] = []

    def add(a: str, p: Any, b: str, q: Any, r: float, s: float, material: int) -> None:
        ends = [index[a], *p, index[b], *q, r, s, material]
        out.append([round(float(x), 4) for x in ends])

    trunk = _trunk(body)
    arms = _beyond(body, trunk)
    for segment in body.segments:
        name = segment.name
        if name.startswith(SKIP):
            continue
        start = _attachment(body, name)
        ends = [
            np.array(joint.parent_translation)
            for joint in body.joints
            if joint.parent == name and not joint.child.startswith(SKIP)
        ]
        if name == trunk:
            _add_trunk(body, segment, start, ends, add)
            continue
        if any(sphere.segment == name for sphere in body.contacts):
            continue  # a foot, drawn by its spheres
        if not ends:
            ends = [_tip(segment, start)]
        for end in ends:
            length = float(np.linalg.norm(end - start))
            if name in arms:
                radius = float(np.clip(0.12 * length, 0.018, 0.030))
                add(name, start, name, end, radius, 0.7 * radius, FLESH)
            else:
                radius = float(np.clip(0.052 * length, 0.009, 0.021))
                add(name, start, name, end, radius, 0.85 * radius, BONE)
        if len(ends) > 1:  # the pelvis: hips joined across
            for a, b in combinations(ends, 2):
                if abs(a[2] - b[2]) > 0.1:
                    add(name, a, name, b, 0.032, 0.032, BONE)
    for segment in body.segments:
        spheres = [s for s in body.contacts if s.segment == segment.name]
        for sphere in spheres:
            add(
                segment.name,
                sphere.location,
                segment.name,
                sphere.location,
                *[sphere.radius] * 2,
                SHOE,
            )
        for a, b in combinations(spheres, 2):
            add(segment.name, a.location, segment.name, b.location, a.radius, b.radius, SHOE)
    _join_soles(body, add)
    return out


def muscles(body: Body) -> list[dict[str, Any]]:
    """The muscles to draw: name, group, belly radius (m), points ``[segment, x, y, z]`` (m)."""
    index = {segment.name: i for i, segment in enumerate(body.segments)}
    return [
        {
            "name": muscle.name,
            "group": muscle.group,
            "radius": round(_belly(muscle), 4),
            "points": [
                [index[p.segment], *(round(float(x), 4) for x in p.location)] for p in muscle.points
            ],
        }
        for muscle in body.muscles
    ]


def _belly(muscle: Muscle) -> float:
    radius = np.sqrt(muscle.max_force / muscle.specific_tension / np.pi)
    return float(np.clip(THICKNESS * radius, *BELLY))


def _attachment(body: Body, name: str) -> Array:
    """Where a segment hangs on its parent, in its own frame."""
    joint: Joint = next(j for j in body.joints if j.child == name)
    return np.zeros(3) if joint.parent == GROUND else np.array(joint.child_translation)


def _tip(segment: Segment, start: Array) -> Array:
    """The far end of a segment that carries nothing."""
    return 2.0 * np.array(segment.com) - start


def _trunk(body: Body) -> str | None:
    """The segment that carries head and shoulders: a midline one, and not what the legs hang on."""
    legs = {j.parent for j in body.joints if "hip" in j.name or j.child.startswith("femur")}
    midline = [
        s.name for s in body.segments if not s.name.endswith(("_r", "_l")) and s.name not in legs
    ]
    return max(midline, key=lambda n: body.segments[_at(body, n)].mass) if midline else None


def _beyond(body: Body, trunk: str | None) -> set[str]:
    """The segments carried by the trunk: arms and hands."""
    carried: set[str | None] = {trunk}
    for joint in body.joints:  # parents come before children
        if joint.parent in carried:
            carried.add(joint.child)
    return {name for name in carried if name is not None} - {trunk or ""}


def _at(body: Body, name: str) -> int:
    return next(i for i, s in enumerate(body.segments) if s.name == name)


def _add_trunk(
    body: Body, segment: Segment, start: Array, shoulders: list[Array], add: Any
) -> None:
    name, size = segment.name, body.height
    arms = [p for p in shoulders if abs(p[2]) > 0.05]
    top = np.mean(arms, axis=0) if arms else 2.0 * np.array(segment.com) - start
    top[2] = 0.0
    up = (top - start) / np.linalg.norm(top - start)
    wide = max((abs(arm[2]) for arm in arms), default=0.1 * size)
    for share in np.linspace(-1.0, 1.0, 7):  # a slab, of capsules side by side
        waist, rib, blade = (np.array([0.0, 0.0, share * wide * w]) for w in (0.36, 0.50, 0.66))
        ribs, blades = start + 0.62 * (top - start) + rib, start + 0.92 * (top - start) + blade
        add(name, start + 0.02 * (top - start) + waist, name, ribs, *_r(size, 0.040, 0.052), FLESH)
        add(name, ribs, name, blades, *_r(size, 0.052, 0.030), FLESH)
    for arm in arms:
        add(name, top - 0.02 * size * up, name, arm, *_r(size, 0.026, 0.028), FLESH)
    neck = top + 0.035 * size * up
    add(name, top - 0.02 * size * up, name, neck, *_r(size, 0.032, 0.028), FLESH)
    ahead = np.array([0.012 * size, 0.0, 0.0])
    low, high = top + 0.085 * size * up + ahead, top + 0.125 * size * up + ahead
    add(name, low, name, high, *_r(size, 0.75 * HEAD, HEAD), FLESH)


def _r(size: float, a: float, b: float) -> tuple[float, float]:
    """Two radii (m) given relative to body height."""
    return a * size, b * size


def _join_soles(body: Body, add: Any) -> None:
    """Capsules from the spheres of the foot to those of its toes, so that a shoe is seen."""
    for joint in body.joints:
        rear = [s for s in body.contacts if s.segment == joint.parent]
        front = [s for s in body.contacts if s.segment == joint.child]
        if not rear or not front:
            continue
        ahead = sorted(rear, key=lambda s: s.location[0])[-2:]
        for a in ahead:
            here = np.array(a.location) - np.array(joint.parent_translation)
            b = min(front, key=lambda s: float(np.linalg.norm(np.array(s.location) - here)))
            add(a.segment, a.location, b.segment, b.location, a.radius, b.radius, SHOE)
