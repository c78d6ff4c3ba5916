"""When points of the soles can press, by measured angles, and what they likely push with.

A point can press where it is near the lowest that it ever is and goes back under the body, as the
ground does. Fluit et al. 2014 (10.1016/j.jbiomech.2014.04.030) decide by height and speed too. Both
thresholds here are choices, and wide ones: where the body falls freely there is nothing to push, so
that of a foot it need only be known whether it could be on the ground.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hillrunner.model.body.model import Body
from hillrunner.model.body.parts import hind_foot, root
from hillrunner.model.mechanics.rigid_body import Kinematics, Load, inverse_dynamics, kinematics
from hillrunner.model.mechanics.sole_forces import sole_points
from hillrunner.model.mechanics.supports import EDGES
from hillrunner.model.physics.spatial import GRAVITY, ZERO, Vec
from hillrunner.sides import SIDES, Side

Array = NDArray[np.float64]

NEAR = 0.04  # m above the lowest
SLOW = 0.8  # of the running speed, that a point goes forward over the ground at most
FLAT = 0.01  # m above their lowest, within which a hind foot lies as flat as it ever does
STEP = 0.01  # of the phase, for speeds and accelerations
# How likely pushes are found: body weights, and these times 1 m, count as
TURN = 4.0  # 1/m, so that 25 cm of leverage count as 1
EVEN = 0.01  # that they are small


@dataclass(frozen=True)
class Cycle:
    """A cycle of a body.

    Attributes
    ----------
    positions
        Phases (0 to 1) to coordinates (rad, m), (phases, coordinates), in a frame that moves along.
    speed
        Of that frame (m/s).
    lasting
        Time of the cycle (s).
    """

    body: Body
    positions: Callable[[Array], Array]
    speed: float
    lasting: float

    def states(self, phase: Array) -> tuple[Array, Array, Array]:
        """Positions, velocities and accelerations at some phases: (phases, coordinates) each."""
        both = np.concatenate([phase - STEP, phase, phase + STEP])
        behind, q, ahead = np.split(self.positions(both), 3)
        v = (ahead - behind) / (2.0 * STEP * self.lasting)
        a = (ahead - 2.0 * q + behind) / (STEP * self.lasting) ** 2
        return q, v, a

    def motion(self, phase: Array) -> Kinematics:
        """The body at some phases."""
        q, v, a = self.states(phase)
        return kinematics(self.body, list(q.T), list(v.T), list(a.T))

    def sole(self, motion: Kinematics, side: Side) -> tuple[Array, Array]:
        """Place (m) and velocity over the ground (m/s) of the points of a sole, (times, points, 3),
        on straight toes."""
        frame = motion.frames[hind_foot(self.body, side)]
        places = [place for _, place in sole_points(self.body, side)]
        at = np.stack([np.stack(frame.point(p), axis=-1) for p in places], axis=1)
        moving = np.stack([np.stack(frame.point_velocity(p), axis=-1) for p in places], axis=1)
        return at, moving + [self.speed, 0.0, 0.0]

    def of_hind_foot(self, side: Side) -> NDArray[np.bool_]:
        """Which points of a sole are not of the toes."""
        foot = hind_foot(self.body, side)
        segment = {sphere.name: sphere.segment for sphere in self.body.contacts}
        return np.array([segment[name] == foot for name, _ in sole_points(self.body, side)])


def can_press(cycle: Cycle, parts: int) -> NDArray[np.bool_]:
    """Whether each point of both soles, right first, can press in the middle of each of so many
    equal parts of a stride: (parts, points)."""
    motion = cycle.motion((np.arange(parts) + 0.5) / parts)
    found = []
    for side in SIDES:
        at, moving = cycle.sole(motion, side)
        height = at[..., 1] - _rest(at[..., 1], cycle.of_hind_foot(side))
        found.append((height < NEAR) & (moving[..., 0] < SLOW * cycle.speed))
    return np.concatenate(found, axis=1)


def floor_height(cycle: Cycle, parts: int) -> float:
    """Height (m) at which the hind feet stand: the mean of the lowest of each of their points, of
    which some are too high and others too low where a body's foot is not shaped as the runner's."""
    motion = cycle.motion((np.arange(parts) + 0.5) / parts)
    radius = {sphere.name: sphere.radius for sphere in cycle.body.contacts}
    lowest: list[float] = []
    for side in SIDES:
        at, _ = cycle.sole(motion, side)
        below = np.array([radius[name] for name, _ in sole_points(cycle.body, side)])
        own = cycle.of_hind_foot(side)
        lowest += (at[..., 1].min(axis=0) - below)[own].tolist()
    return float(np.mean(lowest))


def _rest(height: Array, own: NDArray[np.bool_]) -> Array:
    """Height (m) of each point of a sole when it stands, of heights (times, points) over a cycle.

    A point of the hind foot (``own``) stands where it is lowest. One of the toes, which are
    straight here, is lower than that when the heel rises: it stands where the hind foot lies as
    flat as it ever does.
    """
    lowest = height.min(axis=0)
    above = (height - lowest)[:, own].max(axis=1)
    flat = above <= above.min() + FLAT
    return np.where(own, lowest, np.median(height[flat], axis=0))


def likely_pushes(cycle: Cycle, gravity: Vec, edges: Array, most: Array) -> Array:
    """Pushes that carry a stride best, and of these the smallest: (intervals, numbers) of
    :mod:`hillrunner.model.mechanics.sole_forces`, in the middle of intervals.

    Parameters
    ----------
    gravity
        m/s2.
    edges
        Phases between which the intervals are.
    most
        (intervals, numbers) that the pushes may be.
    """
    from scipy.optimize import lsq_linear  # takes long to import

    motion = cycle.motion(0.5 * (edges[1:] + edges[:-1]))
    needed = _needed(cycle.body, motion, gravity) * [1.0, 1.0, 1.0, TURN, TURN, TURN]
    points = np.concatenate([cycle.sole(motion, side)[0] for side in SIDES], axis=1)
    points[..., 1] = 0.0
    found = np.zeros(most.shape)
    for i, wanted in enumerate(needed):
        free = np.flatnonzero(most[i] > 0.0)
        if not free.size:
            continue
        along = np.asarray(EDGES, float)[free % len(EDGES)]
        turning = TURN * np.cross(points[i, free // len(EDGES)], along)
        matrix = np.vstack([along.T, turning.T, EVEN * np.eye(free.size)])
        target = np.concatenate([wanted, np.zeros(free.size)])
        found[i, free] = lsq_linear(matrix, target, (0.0, most[i, free])).x
    return found


def _needed(body: Body, motion: Kinematics, gravity: Vec) -> Array:
    """Force, and moment about the origin, that a motion needs from outside (body weights, and these
    times 1 m), (times, 6)."""
    first = next(joint for joint in body.joints if joint.child == root(body))
    own = [body.coordinate_names.index(a.coordinate) for a in first.axes if a.coordinate]
    foot = hind_foot(body, SIDES[0])  # any segment: it all ends in the root

    def at_root(*loads: Load) -> Array:
        forces = inverse_dynamics(body, motion, gravity, loads)
        return np.stack([np.asarray(forces[i], float) for i in own], axis=1)

    x, y, z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
    alone = at_root()
    pushed = [at_root(Load(foot, unit, ZERO)) for unit in (x, y, z)]
    turned = [at_root(Load(foot, ZERO, ZERO, unit)) for unit in (x, y, z)]
    felt = alone[..., None] - np.stack([*pushed, *turned], axis=2)
    weight = body.mass * GRAVITY
    return np.asarray((np.linalg.pinv(felt) @ alone[..., None])[..., 0] / weight)
