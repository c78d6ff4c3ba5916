"""Where the muscles' bellies sit, and what their mass adds to the segments."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from hillrunner.errors import BodyError
from hillrunner.model.body.model import GROUND, Body, Muscle, PathPoint, Segment, Vector
from hillrunner.model.body.parts import KNEECAP, joint_of
from hillrunner.model.body.pose import Array, Pose, segment_poses
from hillrunner.sides import SIDES, Side, on_side, stem


def bellies(body: Body) -> dict[str, tuple[str, Vector]]:
    """The segment each muscle's belly sits on, and the place (m) of its centre in that segment.

    The centre is taken in the middle of the drawn path, standing, without what is tendon in
    everybody: the quadriceps' beyond the kneecap and the calf's and shin's below the ankle. As
    segment masses are those of the body cut through the joint centres, a belly belongs to the
    segment between whose joints it lies, of those that its muscle spans.

    Returns
    -------
    dict
        By muscle name.
    """
    poses = segment_poses(body, {})
    parents = {joint.child: joint.parent for joint in body.joints}
    ankles = {side: joint_of(body, on_side("ankle_angle", side)) for side in SIDES}
    heights = {side: poses[joint.child][1][1] for side, joint in ankles.items() if joint}
    return {m.name: _belly(m, poses, parents, heights) for m in body.muscles}


def carried(segment: Segment, mass: float, place: Vector) -> Segment:
    """The segment with a point mass (kg) added at ``place`` (m); a negative one is taken away.

    Raises
    ------
    BodyError
        If no rigid body could have what is left: its mass or a moment of inertia is not positive.
    """
    total = segment.mass + mass
    if total <= 0.0:
        raise BodyError(_nothing_left(segment, mass))
    old, new = np.asarray(segment.com), np.asarray(place)
    com = (segment.mass * old + mass * new) / total
    inertia = matrix_of(segment) + _of_point(segment.mass, old - com) + _of_point(mass, new - com)
    second = 0.5 * np.trace(inertia) * np.eye(3) - inertia  # integral of r r' dm
    was = 0.5 * np.trace(matrix_of(segment)) * np.eye(3) - matrix_of(segment)
    # A segment given as a flat or thin body stays one; none may become thinner than nothing.
    if np.linalg.eigvalsh(second)[0] < min(0.0, float(np.linalg.eigvalsh(was)[0])) - 1e-9:
        raise BodyError(_nothing_left(segment, mass))
    xx, yy, zz, xy, xz, yz = (
        float(inertia[i]) for i in ((0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2))
    )
    x, y, z = (float(c) for c in com)
    return Segment(name=segment.name, mass=total, com=(x, y, z), inertia=(xx, yy, zz, xy, xz, yz))


def matrix_of(segment: Segment) -> Array:
    """Inertia (3, 3) about the centre of mass, kg m2."""
    xx, yy, zz, xy, xz, yz = segment.inertia
    return np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])


def _nothing_left(segment: Segment, mass: float) -> str:
    return (
        f"taking {-mass:.2f} kg of muscle from the {segment.mass:.2f} kg of segment "
        f"{segment.name} leaves no possible body: change it less."
    )


def _of_point(mass: float, arm: Array) -> Array:
    return mass * (arm @ arm * np.eye(3) - np.outer(arm, arm))


def _belly(
    muscle: Muscle,
    poses: dict[str, Pose],
    parents: dict[str, str],
    ankles: Mapping[Side, float],
) -> tuple[str, Vector]:
    """``ankles`` are heights (m): there and below, muscles from above are tendon."""
    points = _fleshy(muscle.points)
    line = np.array([poses[p.segment][1] + poses[p.segment][0] @ p.location for p in points])
    if muscle.side is not None and muscle.side in ankles:
        line = _above(line, ankles[muscle.side])
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    centre = np.array([np.interp(0.5 * along[-1], along, axis) for axis in line.T])
    spanned = _span(points[0].segment, points[-1].segment, parents)
    choice = [name for name in spanned if stem(name) != KNEECAP]
    over = [name for name in choice if poses[name][1][1] >= centre[1]]
    carrier = min(over or choice, key=lambda n: poses[n][1][1] if over else -poses[n][1][1])
    turn, origin = poses[carrier]
    x, y, z = (float(c) for c in turn.T @ (centre - origin))
    return carrier, (x, y, z)


def _fleshy(points: tuple[PathPoint, ...]) -> tuple[PathPoint, ...]:
    """The path up to the kneecap, beyond which the quadriceps is tendon, where it has one."""
    for i, point in enumerate(points):
        if i and stem(point.segment) == KNEECAP:
            return points[: i + 1]
    return points


def _above(line: Array, height: float) -> Array:
    """The part (n, 3) of a polyline down to ``height``; all of it where none is above."""
    kept: list[Array] = []
    for one, other in zip(line, line[1:], strict=False):
        if (one[1] >= height) != (other[1] >= height):
            cut = one + (height - one[1]) / (other[1] - one[1]) * (other - one)
            kept += [one, cut] if one[1] >= height else [cut, other]
        elif one[1] >= height:
            kept += [one, other]
    return np.array(kept) if kept else line


def _span(one: str, other: str, parents: dict[str, str]) -> list[str]:
    """The segments from one to another along the joints, both included."""

    def up(name: str) -> list[str]:
        way = [name]
        while parents.get(way[-1], GROUND) != GROUND:
            way.append(parents[way[-1]])
        return way

    first, second = up(one), up(other)
    meet = next(name for name in first if name in second)
    return first[: first.index(meet) + 1] + second[: second.index(meet)]
