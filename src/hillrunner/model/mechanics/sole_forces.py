"""The ground's forces where nobody measured them: pushes at points of both soles.

The points are those of the body's contact spheres, standing on straight toes: they move with the
hind foot, on which their forces act as measured ones do, and press on the floor (y = 0) right below
themselves. Each may push along the four edges of a pyramid within the cone of friction, so that
numbers that are not negative are all that the ground can do: it never pulls, it holds no more than
friction does, and its centre of pressure is within the sole. Fluit et al. 2014, J Biomech 47:2321
(10.1016/j.jbiomech.2014.04.030) find forces of the ground in the same way, together with those of
the muscles, as those of the smallest squares.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hillrunner.model.body.model import Body
from hillrunner.model.body.parts import hind_foot
from hillrunner.model.body.pose import segment_poses
from hillrunner.model.mechanics.rigid_body import Kinematics, Load
from hillrunner.model.mechanics.supports import EDGES, MIRRORED, along_edges
from hillrunner.model.physics.scalar import Scalar
from hillrunner.model.physics.spatial import GRAVITY, ZERO, Vec, add, cross
from hillrunner.sides import SIDES, Side, side_of


def sole_points(body: Body, side: Side) -> list[tuple[str, Vec]]:
    """Sphere and point (m, in the hind foot's frame) of a sole, on straight toes, in the body's
    order."""
    poses = segment_poses(body, {})
    turn, origin = poses[hind_foot(body, side)]
    found = []
    for sphere in body.contacts:
        if side_of(sphere.segment) == side:
            own, at = poses[sphere.segment]
            place = turn.T @ (at + own @ np.asarray(sphere.location) - origin)
            found.append((sphere.name, (float(place[0]), float(place[1]), float(place[2]))))
    return found


def sole_size(body: Body) -> int:
    """Numbers of both soles: by side, right first, by point, by edge."""
    return len(EDGES) * sum(len(sole_points(body, side)) for side in SIDES)


def sole_loads(body: Body, motion: Kinematics, push: Sequence[Scalar]) -> tuple[Load, ...]:
    """The forces on both hind feet.

    Parameters
    ----------
    motion
        Of the body.
    push
        Body weights along each edge, as many as :func:`sole_size` says.
    """
    weight, numbers = body.mass * GRAVITY, iter(push)
    loads = []
    for side in SIDES:
        foot = hind_foot(body, side)
        force, moment = ZERO, ZERO
        for _, place in sole_points(body, side):
            x, _, z = motion.frames[foot].point(place)
            own = along_edges(weight, numbers)
            force, moment = add(force, own), add(moment, cross((x, 0.0, z), own))
        loads.append(Load(foot, force, ZERO, moment))
    return tuple(loads)


def sole_mirror(body: Body) -> NDArray[np.int64]:
    """Which number is the mirror image of each."""
    points = {side: [name for name, _ in sole_points(body, side)] for side in SIDES}
    each = len(EDGES)
    right, left = (len(points[side]) for side in SIDES)
    there = np.arange(each * (right + left)).reshape(-1, each)[:, MIRRORED]
    return np.concatenate([there[right:], there[:right]]).ravel()
