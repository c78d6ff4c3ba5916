"""Parts of a body that stay where they are, and the forces by which what they rest on holds them.

A foot that stands needs no law of contact: where it is is known, and the force on it is whatever
keeps it there. Of a place that stays, the acceleration is asked for that would bring it back if it
were off (Baumgarte 1972, 10.1016/0045-7825(72)90018-7), so that forces follow from the equations at
once and errors of the mesh die away. What presses is a sum of forces along the :data:`EDGES` of a
pyramid within the cone of friction, each of them positive (Stewart & Trinkle 1996,
10.1002/(SICI)1097-0207(19960815)39:15<2673::AID-NME972>3.0.CO;2-I): so nothing pulls, nothing
slips, and the centre of pressure stays among the points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.rigid_body import Kinematics, Load, inverse_dynamics
from hillrunner.model.physics.contact import ContactLaw
from hillrunner.model.physics.scalar import Scalar
from hillrunner.model.physics.spatial import GRAVITY, ZERO, Frame, Vec, add, scale
from hillrunner.sides import other_side

Array = NDArray[np.float64]

# Directions of the forces at a point, by what lies upon what: sideways for one upwards. They are
# within the cone of friction.
FRICTION = ContactLaw().friction
EDGES: tuple[Vec, ...] = (
    (FRICTION, 1.0, 0.0),
    (-FRICTION, 1.0, 0.0),
    (0.0, 1.0, FRICTION),
    (0.0, 1.0, -FRICTION),
)
MIRRORED = (0, 1, 3, 2)  # the mirror image of each
RECALL = 10.0  # 1/s, at which what is off comes back


class Support(NamedTuple):
    """A point at which a segment is pressed, ``below`` (m) a place in the segment's frame (m).

    That place stays where it is along the axes that ``held`` names, of :data:`AXES`: those of all
    points on a part that does not move are six.
    """

    name: str
    segment: str
    location: Vec
    below: float = 0.0
    held: tuple[str, ...] = ()

    def point(self, motion: Kinematics) -> Vec:
        """Where (m) it is pressed."""
        x, y, z = motion.frames[self.segment].point(self.location)
        return x, y - self.below, z


AXES = ("forward", "up", "aside")  # of the ground: the last one to the right


def support_size(supports: Sequence[Support]) -> int:
    """How many numbers say what presses them."""
    return len(EDGES) * len(supports)


def support_mirror(supports: Sequence[Support]) -> NDArray[np.int64]:
    """Which of these numbers is the mirror image of each; those of points without a twin on the
    other side are on their own."""
    names = [support.name for support in supports]
    twins = [
        names.index(other_side(name)) if other_side(name) in names else i
        for i, name in enumerate(names)
    ]
    each = np.arange(support_size(supports)).reshape(-1, len(EDGES))
    return each[twins][:, MIRRORED].ravel()


def support_loads(
    body: Body, motion: Kinematics, supports: Sequence[Support], push: Sequence[Scalar]
) -> list[Load]:
    """The forces (N) at supports, from their shares of the edges, in body weights."""
    weight, shares = body.mass * GRAVITY, iter(push)
    return [
        Load(support.segment, along_edges(weight, shares), support.point(motion))
        for support in supports
    ]


def along_edges(weight: float, shares: Iterator[Scalar]) -> Vec:
    """The force (N) of a point: the next shares of a ``weight`` (N), one along each edge."""
    force: Vec = ZERO
    for edge in EDGES:
        force = add(force, scale(edge, weight * next(shares)))
    return force


def recalled(motion: Kinematics, support: Support, axis: str) -> Scalar:
    """Where (m) a place that is held is along an axis, and what its speed and acceleration add: as
    long as that is where it is to be, it goes there and stays."""
    frame, at, i = motion.frames[support.segment], support.location, AXES.index(axis)
    place, speed, rate = frame.point(at), frame.point_velocity(at), frame.point_acceleration(at)
    return place[i] + 2.0 * speed[i] / RECALL + rate[i] / RECALL**2


def of_spheres(
    body: Body, supports: Sequence[Support], contact: Sequence[tuple[Vec, Vec]]
) -> list[tuple[Vec, Vec]]:
    """Force (N) and point (m) of every sphere of the body, of those at supports called like it."""
    found = {support.name: each for support, each in zip(supports, contact, strict=True)}
    return [found.get(sphere.name, (ZERO, ZERO)) for sphere in body.contacts]


def of_edges(body: Body, motion: Kinematics, supports: Sequence[Support]) -> Array:
    """What a body weight along each edge of each support supplies.

    Parameters
    ----------
    motion
        The body in some postures.

    Returns
    -------
    (postures, coordinates, :func:`support_size`) array
        Generalised force (N m, N) by coordinate.
    """

    def needed(loads: Sequence[Load]) -> Array:
        found = inverse_dynamics(body, still, ZERO, loads)
        return np.stack(np.broadcast_arrays(*found), axis=-1)

    still = Kinematics(
        {name: Frame(f.rotation, f.position) for name, f in motion.frames.items()},
        motion.freedoms,
        motion.parents,
    )
    size = support_size(supports)
    each = [-needed(support_loads(body, still, supports, row.tolist())) for row in np.eye(size)]
    return np.stack(each, axis=-1)
