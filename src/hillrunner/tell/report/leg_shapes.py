"""A standing leg as flat shapes: bones and muscle bellies, seen from one side.

The bellies are drawn, not measured: each lies along its muscle's path, as thick as its volume makes
it, over a share of the path that grows with the share of fibres in fibres and tendon.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import trapezoid
from scipy.spatial import ConvexHull

from hillrunner.model.body.model import MUSCLE_DENSITY, Body, Muscle, PathPoint
from hillrunner.model.body.parts import joint_of, root
from hillrunner.model.body.pose import Pose, segment_poses
from hillrunner.sides import RIGHT, on_side, side_of, stem
from hillrunner.tell.report.scene import capsules

Array = NDArray[np.float64]

SIDE = RIGHT
LEAST = 0.45  # share of the path that is belly, of a muscle with next to no fibre length
TENDON, THICKEST = 0.0032, 0.036  # m, radii of a drawn tendon and of the thickest belly
SAMPLES = 26  # along a path
SMOOTHED = 6  # times; the corners of a path are the model's, not the muscle's
ROUND = 14  # corners of a circle
HIP, HEEL, SOLE = 0.008, 0.022, 0.6  # m, m, and share of a contact sphere's radius: of drawn bones
TOP = 0.07  # m: what is fixed to the pelvis higher than this is the spine's


@dataclass(frozen=True)
class View:
    """Where one looks from: screen right and the direction towards the eye, in the body's axes."""

    name: str
    right: tuple[float, float, float]
    toward: tuple[float, float, float]

    def flat(self, points: Array) -> Array:
        """(n, 2) screen coordinates (m), y upward."""
        return np.stack([points @ self.right, points[:, 1]], axis=1)


VIEWS = (
    View("front", (0.0, 0.0, -1.0), (1.0, 0.0, 0.0)),
    View("side", (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
    View("back", (0.0, 0.0, 1.0), (-1.0, 0.0, 0.0)),
)


@dataclass(frozen=True)
class Shape:
    """One thing to draw.

    Attributes
    ----------
    stem
        Name of the muscle without its side; empty for a bone.
    outline
        (n, 2) m, closed.
    line
        (n, 2) m, the middle of the belly; empty for a bone.
    radius
        (n,) m along it.
    depth
        m towards the eye; what is larger is drawn later, and bones first of all.
    """

    stem: str
    outline: Array
    line: Array
    radius: Array
    depth: float


def leg_shapes(body: Body, view: View) -> list[Shape]:
    """Bones of the right leg and the pelvis, and on top of them its muscles, the farthest first."""
    poses = segment_poses(body, {})
    own = [_muscle(m, poses, view) for m in body.muscles if m.side == SIDE]
    return _bones(body, poses, view) + sorted(own, key=lambda shape: shape.depth)


def seen(shape: Shape, shapes: Sequence[Shape]) -> Array:
    """(n,) which points of a muscle's middle are not behind another muscle's belly."""
    free = np.ones(len(shape.line), dtype=bool)
    for other in shapes:
        if other.stem and other.stem != shape.stem and other.depth > shape.depth:
            gap = np.linalg.norm(shape.line[:, None] - other.line[None], axis=2)
            free &= (gap > 0.9 * other.radius[None]).all(axis=1)
    return free


def _placed(points: Sequence[PathPoint], poses: Mapping[str, Pose]) -> Array:
    return np.array([poses[p.segment][1] + poses[p.segment][0] @ p.location for p in points])


def _muscle(muscle: Muscle, poses: Mapping[str, Pose], view: View) -> Shape:
    line = _smooth(_placed(muscle.points, poses))
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    fibres = muscle.optimal_length / (muscle.optimal_length + muscle.slack_length)
    belly = LEAST + (1.0 - LEAST) * fibres
    t = along / along[-1]
    shape = np.sin(np.pi * np.clip((t - 0.02) / belly, 0.0, 1.0)) ** 0.7
    volume = muscle.mass / MUSCLE_DENSITY
    thick = np.sqrt(volume / (np.pi * float(trapezoid(shape**2, along))))
    radius = np.maximum(min(thick, THICKEST) * shape, TENDON)
    flat = view.flat(line)
    fleshy = shape > 0.05
    return Shape(
        stem=stem(muscle.name),
        outline=_swept(flat, radius),
        line=flat[fleshy],
        radius=radius[fleshy],
        depth=float(np.average(line @ view.toward, weights=shape) + 0.5 * radius.max()),
    )


def _smooth(points: Array) -> Array:
    """The path as :data:`SAMPLES` evenly spaced points, its corners rounded."""
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    even = np.linspace(0.0, along[-1], SAMPLES)
    line = np.stack([np.interp(even, along, axis) for axis in points.T], axis=1)
    for _ in range(SMOOTHED):
        line[1:-1] = 0.25 * line[:-2] + 0.5 * line[1:-1] + 0.25 * line[2:]
    return line


def _swept(line: Array, radius: Array) -> Array:
    """Outline of circles along a line; of one seen nearly end-on, the hull of its circles."""
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
    if steps.sum() < 4.0 * radius.max():
        return _hull(line, radius)
    ahead = np.gradient(line, axis=0)
    ahead /= np.maximum(np.linalg.norm(ahead, axis=1), 1e-9)[:, None]
    aside = radius[:, None] * np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)
    return np.concatenate([line + aside, (line - aside)[::-1]])


def _hull(points: Array, radius: Array) -> Array:
    turn = np.linspace(0.0, 2.0 * np.pi, ROUND, endpoint=False)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    cloud = (points[:, None] + radius[:, None, None] * circle[None]).reshape(-1, 2)
    return np.asarray(cloud[ConvexHull(cloud).vertices])


def _bones(body: Body, poses: Mapping[str, Pose], view: View) -> list[Shape]:
    """Hip bone, thigh, shank and foot, as plain as the pictures of limbs on a clinic's wall."""
    found = []
    pelvis = root(body)
    knee, ankle = (joint_of(body, on_side(name, SIDE)) for name in ("knee_angle", "ankle_angle"))
    limbs = {knee.parent, knee.child} if knee else set()
    places = [
        _placed([point], poses)[0]
        for muscle in body.muscles
        if muscle.side == SIDE
        for point in muscle.points
        if point.segment == pelvis
    ]
    fixed = np.array([place for place in places if place[1] < poses[pelvis][1][1] + TOP])
    if len(fixed) > 3:
        found.append(_bone(fixed, np.full(len(fixed), HIP), view))
    for row in capsules(body):
        ends = [(body.segments[int(row[k])].name, row[k + 1 : k + 4]) for k in (0, 4)]
        if ends[0][0] == ends[1][0] and ends[0][0] in limbs:
            line = np.array([poses[name][1] + poses[name][0] @ at for name, at in ends])
            found.append(_bone(line, np.array(row[8:10]), view))
    foot = [s for s in body.contacts if side_of(s.segment) == SIDE]
    if foot:
        under = [poses[s.segment][1] + poses[s.segment][0] @ s.location for s in foot]
        radii = [SOLE * s.radius for s in foot]
        if ankle:
            under.append(poses[ankle.child][1])
            radii.append(HEEL)
        found.append(_bone(np.array(under), np.array(radii), view))
    return found


def _bone(points: Array, radius: Array, view: View) -> Shape:
    return Shape("", _hull(view.flat(points), radius), np.empty((0, 2)), np.empty(0), -np.inf)
