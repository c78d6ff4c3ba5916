"""A Body as things to draw: capsules between points fixed in segments, and muscle paths."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hillrunner.model.body.model import GROUND, Body, ContactSphere, Muscle, Segment
from hillrunner.model.body.parts import joint_of
from hillrunner.motion.motion import Motion
from hillrunner.sides import SIDES, on_side, side_of

Array = NDArray[np.float64]

BONE, FLESH, SHOE = 0, 1, 2  # what a capsule is made of; the player has a colour for each
SKIP = ("patella",)  # hidden under the muscles
THICKNESS = 0.45  # of a drawn belly, relative to a cylinder of the muscle's cross-section
BELLY = (0.005, 0.022)  # m, thinnest and thickest drawn belly

HALF_BAR, BAR_RADIUS = 0.65, 0.014  # m, of a bar as far as it is drawn
HALF_DUMBBELL = 0.12  # m

# Radii relative to body height.
HEAD, NECK, SHOULDER = 0.052, 0.030, 0.027
WAIST, CHEST, COLLAR = 0.042, 0.052, 0.032


class _Drawing:
    """Capsules, gathered as rows of numbers."""

    def __init__(self, body: Body) -> None:
        self.index = {segment.name: i for i, segment in enumerate(body.segments)}
        self.rows: list[list[float]] = []

    def add(
        self,
        ends: tuple[tuple[str, ArrayLike], tuple[str, ArrayLike]],
        radii: tuple[float, float],
        material: int,
    ) -> None:
        (a, p), (b, q) = ends
        place = [self.index[a], *np.asarray(p), self.index[b], *np.asarray(q)]
        self.rows.append([round(float(x), 4) for x in (*place, *radii, material)])

    def within(
        self, segment: str, p: ArrayLike, q: ArrayLike, radii: tuple[float, float], material: int
    ) -> None:
        self.add(((segment, p), (segment, q)), radii, material)


def capsules(body: Body) -> list[list[float]]:
    """The skeleton as tapered capsules.

    Returns
    -------
    Rows ``[segment, x, y, z, segment, x, y, z, radius, radius, material]``: two ends, each in the
    frame of the segment with that index (m), their radii (m), and :data:`BONE` or another.
    """
    drawing = _Drawing(body)
    trunk = _trunk(body)
    arms = _beyond(body, trunk)
    for segment in body.segments:
        name = segment.name
        if name.startswith(SKIP) or any(sphere.segment == name for sphere in body.contacts):
            continue  # feet are drawn by their spheres
        start = _attachment(body, name)
        ends = [
            np.array(joint.parent_translation)
            for joint in body.joints
            if joint.parent == name and not joint.child.startswith(SKIP)
        ]
        if name == trunk:
            _add_trunk(drawing, body, segment, start, ends)
        elif name in arms:
            _add_limb(drawing, segment, start, ends, 0.12, (0.018, 0.030), FLESH)
        else:
            _add_limb(drawing, segment, start, ends, 0.052, (0.009, 0.021), BONE)
            for a, b in combinations(ends, 2):  # the pelvis: hips joined across
                if abs(a[2] - b[2]) > 0.1:
                    drawing.within(name, a, b, (0.032, 0.032), BONE)
    _add_feet(drawing, body)
    return drawing.rows


def bar(motion: Motion, apart: bool = False) -> list[list[float]]:
    """What is carried, as a bar, or ``apart`` as a dumbbell at each place, in rows of
    :func:`capsules`."""
    index = {segment.name: i for i, segment in enumerate(motion.body.segments)}
    places = [(at.segment, np.array(at.location)) for at in motion.task.carried(motion.body)]
    if not places:
        return []
    half, short = np.array([0.0, 0.0, HALF_BAR]), np.array([HALF_DUMBBELL, 0.0, 0.0])
    if apart:
        ends = [(a, p + short, a, p - short) for a, p in places]
    elif len(places) == 1:
        ((a, p),) = places
        ends = [(a, p + half, a, p - half)]
    else:
        ends = [(*places[0], *places[-1])]
    rows = [(index[a], *p, index[b], *q, BAR_RADIUS, BAR_RADIUS, BONE) for a, p, b, q in ends]
    return [[round(float(x), 4) for x in row] for row in rows]


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
    joint = next(j for j in body.joints if j.child == name)
    return np.zeros(3) if joint.parent == GROUND else np.array(joint.child_translation)


def _trunk(body: Body) -> str | None:
    """What carries head and shoulders: the heaviest midline segment the legs do not hang on."""
    hips = {j.parent for side in SIDES if (j := joint_of(body, on_side("hip_flexion", side)))}
    midline = [
        segment
        for segment in body.segments
        if side_of(segment.name) is None and segment.name not in hips
    ]
    return max(midline, key=lambda segment: segment.mass).name if midline else None


def _beyond(body: Body, trunk: str | None) -> set[str]:
    """The segments carried by the trunk: arms and hands."""
    carried = {trunk} if trunk else set()
    for joint in body.joints:  # parents come before children
        if joint.parent in carried:
            carried.add(joint.child)
    return {name for name in carried if name != trunk}


def _add_limb(
    drawing: _Drawing,
    segment: Segment,
    start: Array,
    ends: list[Array],
    slenderness: float,
    thickness: tuple[float, float],
    material: int,
) -> None:
    """From where the segment hangs to each joint it carries, or through its centre of mass."""
    for end in ends or [2.0 * np.array(segment.com) - start]:
        length = float(np.linalg.norm(end - start))
        radius = float(np.clip(slenderness * length, *thickness))
        drawing.within(segment.name, start, end, (radius, 0.75 * radius), material)


def _add_trunk(
    drawing: _Drawing, body: Body, segment: Segment, start: Array, shoulders: list[Array]
) -> None:
    name, size = segment.name, body.height
    arms = [p for p in shoulders if abs(p[2]) > 0.05]
    top = np.mean(arms, axis=0) if arms else 2.0 * np.array(segment.com) - start
    top[2] = 0.0
    spine = top - start
    up = spine / np.linalg.norm(spine)
    wide = max((abs(arm[2]) for arm in arms), default=0.1 * size)
    for share in np.linspace(-1.0, 1.0, 7):  # a slab, of capsules side by side
        waist, rib, collar = (np.array([0.0, 0.0, share * wide * w]) for w in (0.30, 0.48, 0.62))
        low, middle, high = start + 0.02 * spine, start + 0.62 * spine, start + 0.92 * spine
        drawing.within(name, low + waist, middle + rib, (WAIST * size, CHEST * size), FLESH)
        drawing.within(name, middle + rib, high + collar, (CHEST * size, COLLAR * size), FLESH)
    root = top - 0.02 * size * up
    for arm in arms:
        drawing.within(name, root, arm, (SHOULDER * size, SHOULDER * size), FLESH)
    drawing.within(name, root, top + 0.035 * size * up, (NECK * size, NECK * size), FLESH)
    ahead = np.array([0.012 * size, 0.0, 0.0])
    chin, crown = (top + share * size * up + ahead for share in (0.085, 0.125))
    drawing.within(name, chin, crown, (0.75 * HEAD * size, HEAD * size), FLESH)


def _add_feet(drawing: _Drawing, body: Body) -> None:
    """Each foot as the capsules between its contact spheres, so that a shoe is seen."""
    spheres: dict[str, list[ContactSphere]] = {}
    for sphere in body.contacts:
        spheres.setdefault(sphere.segment, []).append(sphere)
    for name, mine in spheres.items():
        for a, b in [*combinations(mine, 2), *((sphere, sphere) for sphere in mine)]:
            drawing.within(name, a.location, b.location, (a.radius, b.radius), SHOE)
    for joint in body.joints:
        rear, front = spheres.get(joint.parent, []), spheres.get(joint.child, [])
        for a in sorted(rear, key=lambda sphere: sphere.location[0])[-2:] if front else []:
            here = np.array(a.location) - np.array(joint.parent_translation)
            b = min(front, key=lambda sphere: float(np.linalg.norm(sphere.location - here)))
            ends = ((a.segment, a.location), (b.segment, b.location))
            drawing.add(ends, (a.radius, b.radius), SHOE)
