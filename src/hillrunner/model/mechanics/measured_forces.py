"""The ground's measured forces: on the feet that they press, and spread over the soles.

Of each foot six numbers, right then left: the force and its moment about the origin of the ground
frame, in body weights (and body weights times 1 m). They act on the hind foot, where inverse
dynamics of a laboratory has them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hillrunner.model.body.model import Body
from hillrunner.model.body.parts import hind_foot
from hillrunner.model.mechanics.rigid_body import Kinematics, Load
from hillrunner.model.physics.scalar import Scalar
from hillrunner.model.physics.spatial import GRAVITY, ZERO, Vec
from hillrunner.sides import SIDES

Array = NDArray[np.float64]

EACH = 6  # numbers of a foot: force, then moment
PUSH_SIZE = EACH * len(SIDES)


def measured_loads(body: Body, push: Sequence[Scalar]) -> tuple[Load, ...]:
    """The forces on both hind feet, from their twelve numbers."""
    weight = body.mass * GRAVITY
    loads = []
    for i, side in enumerate(SIDES):
        x, y, z, mx, my, mz = (weight * value for value in push[EACH * i : EACH * (i + 1)])
        loads.append(Load(hind_foot(body, side), (x, y, z), ZERO, (mx, my, mz)))
    return tuple(loads)


def over_soles(body: Body, motion: Kinematics, measured: Sequence[Load]) -> list[tuple[Vec, Vec]]:
    """Force (N) and point (m) of every sphere of the body, that together are what was measured.

    Of each foot it is spread over the spheres of the segment that it acts on; toes carry none.

    Parameters
    ----------
    motion
        The body at some instants.
    measured
        The forces at these, as :func:`measured_loads` gives them.
    """
    spread: dict[str, Vec] = {}
    points: dict[str, Vec] = {}
    for sphere in body.contacts:
        x, y, z = motion.frames[sphere.segment].point(sphere.location)
        points[sphere.name] = (x, 0.5 * (y - sphere.radius), z)  # as contact's
    for load in measured:
        own = [s.name for s in body.contacts if s.segment == load.segment]
        places = np.stack([np.stack(points[name], axis=-1) for name in own], axis=1)
        forces = over_points(np.stack(load.force, axis=-1), np.stack(load.moment, axis=-1), places)
        for i, name in enumerate(own):
            x, y, z = forces[:, i].T
            spread[name] = (x, y, z)
    return [(spread.get(s.name, ZERO), points[s.name]) for s in body.contacts]


def over_points(force: Array, moment: Array, points: Array) -> Array:
    """Forces (time, point, 3) at ``points`` (time, point, 3) that together are ``force`` (N) and
    ``moment`` (N m) about the origin, both (time, 3); of all that are, those with the least squares
    beyond equal shares."""
    count = points.shape[1]
    share = np.repeat(force[:, None, :] / count, count, axis=1)
    centre = points.mean(axis=1)
    left = moment - np.cross(centre, force)
    arms = points - centre[:, None, :]
    # least squares d = w x arm, of which the moments must sum to what is left
    square = (arms**2).sum(axis=2)[..., None, None] * np.eye(3)
    inertia = (square - arms[..., :, None] * arms[..., None, :]).sum(axis=1)
    turn = np.linalg.solve(inertia, left[..., None])[..., 0]
    return np.asarray(share + np.cross(turn[:, None, :], arms))
