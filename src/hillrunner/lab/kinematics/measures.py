"""The size of a person's segments from distances between markers, over those of the default body.

A measure is a ratio of sums: of the distances of some pairs of landmarks, their medians over the
frames, and of the same pairs on the body as it stands. The hip's centre, where it is no marker,
goes along with the markers of the pelvis. A ratio farther from that of the person's height than
people are is refused: limb lengths over stature differ between people by some 3 to 6 % (SD; Gordon
et al. 2014, anthropometric survey of US Army personnel, NATICK/TR-15/007), and what soft tissue and
palpation add is as much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hillrunner.lab.kinematics.landmark_places import landmark_place
from hillrunner.model.body.model import Body
from hillrunner.model.body.pose import segment_poses
from hillrunner.sides import SIDES, Side, on_both_sides, on_side, stem

Array = NDArray[np.float64]
Pairs = tuple[tuple[str, str], ...]

SIZED = ("thigh", "shank")  # whose ratios tell the height, where it is not given


@dataclass(frozen=True)
class Kind:
    """A measure: what it scales along which axis, between which landmarks, and how far at most.

    ``segments`` without side; ``pairs`` of a side, ``across`` from right to left; ``limit`` is the
    share by which the ratio may differ from that of the height.
    """

    segments: tuple[str, ...]
    axis: int
    pairs: Pairs = ()
    across: tuple[str, ...] = ()
    limit: float = 0.2


KINDS: dict[str, Kind] = {
    "pelvis width": Kind(("pelvis",), 2, across=("asis", "psis"), limit=0.3),
    "pelvis depth": Kind(("pelvis",), 0, (("asis", "psis"), ("asis", "sacrum")), limit=0.4),
    "thigh": Kind(
        ("femur",),
        1,
        (
            ("hip_centre", "knee_lateral"),
            ("hip_centre", "knee_medial"),
            ("hip_centre", "knee_centre"),
        ),
    ),
    "shank": Kind(
        ("tibia", "patella"),
        1,
        (
            ("knee_lateral", "ankle_lateral"),
            ("knee_medial", "ankle_medial"),
            ("knee_centre", "ankle_centre"),
        ),
    ),
    "foot": Kind(
        ("calcn", "toes", "talus"),
        0,
        (("heel", "mt5"), ("heel", "mt1"), ("heel", "mt2")),
        limit=0.25,
    ),
    "trunk": Kind(
        ("torso",),
        1,
        (
            ("clavicle", "asis"),
            ("c7", "psis"),
            ("c7", "sacrum"),
            ("acromion", "asis"),
            ("acromion", "hip_centre"),
        ),
    ),
    "shoulder width": Kind(("torso",), 2, across=("acromion",), limit=0.3),
    "upper arm": Kind(
        ("humerus",),
        1,
        (
            ("shoulder_centre", "elbow_lateral"),
            ("shoulder_centre", "elbow_medial"),
            ("acromion", "elbow_lateral"),
            ("acromion", "elbow_centre"),
        ),
        limit=0.25,
    ),
    "forearm": Kind(
        ("ulna",),
        1,
        (
            ("elbow_lateral", "wrist_radius"),
            ("elbow_medial", "wrist_ulna"),
            ("elbow_lateral", "wrist_ulna"),
            ("elbow_centre", "wrist_centre"),
        ),
        limit=0.25,
    ),
}


@dataclass(frozen=True)
class Measure:
    """What was measured of a segment.

    Attributes
    ----------
    name
        ``thigh``, ``pelvis width``, ...
    factor
        Over the default body's, both sides together.
    sides
        The same of each side that was seen.
    pairs
        The landmarks between which it was measured, sides left off.
    used
        The factor that was taken: the own one, or that of the height where it was refused.
    refused
        Why it was not taken, as a sentence; empty where it was.
    """

    name: str
    factor: float
    sides: Mapping[Side, float]
    pairs: tuple[str, ...]
    used: float = float("nan")
    refused: str = ""


def standing(body: Body) -> dict[str, Array]:
    """Landmark -> (3,) m of the body as it stands, of those with a place of their own."""
    poses = segment_poses(body, {})
    names = {name for kind in KINDS.values() for pair in kind.pairs for name in pair}
    names.update(name for kind in KINDS.values() for name in kind.across)
    found = {}
    for name in sorted(names):
        for landmark in (name, *on_both_sides(name)):
            place = landmark_place(landmark)
            if place is not None and place.location is not None and place.segment in poses:
                turn, origin = poses[place.segment]
                found[landmark] = origin + turn @ np.asarray(place.location)
    return found


def measure(body: Body, seen: Mapping[str, Array]) -> list[Measure]:
    """Everything that can be measured.

    Parameters
    ----------
    body
        The unscaled default body.
    seen
        Landmark -> (frame, 3) m.
    """
    own = standing(body)
    seen = dict(seen)
    for name in on_both_sides("hip_centre"):
        if name not in seen and (centre := _with_pelvis(body, own, seen, name)) is not None:
            seen[name] = centre
    found = []
    for name, kind in KINDS.items():
        sums: dict[str, list[tuple[float, float]]] = {}
        pairs: dict[str, None] = {}
        for side, one, other in _ends(kind):
            if {one, other} <= set(seen) and {one, other} <= set(own):
                far = float(np.nanmedian(np.linalg.norm(seen[one] - seen[other], axis=1)))
                if np.isfinite(far):
                    held = (far, float(np.linalg.norm(own[one] - own[other])))
                    sums.setdefault(side, []).append(held)
                    pairs[f"{stem(one)} to {stem(other)}"] = None
        if sums:
            sides: dict[Side, float] = {s: _ratio(sums[s]) for s in SIDES if s in sums}
            whole = _ratio([held for part in sums.values() for held in part])
            found.append(Measure(name, whole, sides, tuple(pairs)))
    return found


def _ratio(sums: Sequence[tuple[float, float]]) -> float:
    return sum(far for far, _ in sums) / sum(own for _, own in sums)


def _ends(kind: Kind) -> list[tuple[str, str, str]]:
    """Side, and the two landmarks, of every pair; those across have no side."""
    ends = [("", *on_both_sides(name)) for name in kind.across]
    for side in SIDES:
        for pair in kind.pairs:
            one, other = (
                name if name in ("sacrum", "c7", "clavicle") else on_side(name, side)
                for name in pair
            )
            ends.append((side, one, other))
    return ends


def _with_pelvis(
    body: Body, own: Mapping[str, Array], seen: Mapping[str, Array], name: str
) -> Array | None:
    """(frame, 3) m of a landmark that goes along with the markers of the pelvis; None without them.

    The pelvis of the body is given the width and depth of the person's first.
    """
    names = [
        n
        for n in (*on_both_sides("asis"), *on_both_sides("psis"), "sacrum")
        if n in seen and n in own
    ]
    if len(names) < 3 or name not in own:
        return None
    size = np.ones(3)
    for kind in (KINDS["pelvis width"], KINDS["pelvis depth"]):
        sums = [
            (
                float(np.nanmedian(np.linalg.norm(seen[one] - seen[other], axis=1))),
                float(np.linalg.norm(own[one] - own[other])),
            )
            for _, one, other in _ends(kind)
            if one in names and other in names
        ]
        if sums and np.isfinite(_ratio(sums)):
            size[kind.axis] = _ratio(sums)
    size[1] = np.sqrt(size[0] * size[2])
    model = np.array([own[n] * size for n in names])
    there = np.stack([seen[n] for n in names], axis=1)
    centre = model.mean(axis=0)
    middle = there.mean(axis=1)  # not a number where one is missing
    found = np.full((len(there), 3), np.nan)
    for t in np.flatnonzero(np.isfinite(middle).all(axis=1)):
        u, _, vt = np.linalg.svd((model - centre).T @ (there[t] - middle[t]))
        flip = np.diag([1.0, 1.0, np.sign(np.linalg.det(u @ vt))])
        found[t] = middle[t] + (own[name] * size - centre) @ u @ flip @ vt
    return found
