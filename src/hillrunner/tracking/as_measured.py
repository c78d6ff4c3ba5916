"""A stride as it was measured, under the forces that were: how it moves, and what that needs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.measured_forces import EACH, measured_loads
from hillrunner.model.mechanics.rigid_body import Kinematics, inverse_dynamics, kinematics
from hillrunner.model.physics.spatial import slope_gravity
from hillrunner.sides import SIDES
from hillrunner.tasks.near_ground import Cycle
from hillrunner.tasks.track import Track

Array = NDArray[np.float64]


@dataclass(frozen=True)
class AsMeasured:
    """A stride in the middle of intervals.

    Attributes
    ----------
    body
        Who runs.
    task
        The stride; its forces were measured.
    edges
        Phases (0 to 1) between which the intervals are.
    """

    body: Body
    task: Track
    edges: Array

    @classmethod
    def in_parts(cls, body: Body, task: Track, parts: int) -> AsMeasured:
        """In equal parts of the stride."""
        return cls(body, task, np.linspace(0.0, 1.0, parts + 1))

    @cached_property
    def states(self) -> tuple[Array, Array, Array]:
        """Positions, velocities and accelerations (rad, m, s), (intervals, coordinates) each."""
        phase = 0.5 * (self.edges[1:] + self.edges[:-1])
        pull = self.task.pull(self.body)
        return Cycle(
            self.body, lambda at: pull.at(at)[0], self.task.speed, self.task.lasting
        ).states(phase)

    @cached_property
    def motion(self) -> Kinematics:
        """How the segments move, in a frame that moves along."""
        q, v, a = self.states
        return kinematics(self.body, list(q.T), list(v.T), list(a.T))

    @cached_property
    def pushes(self) -> Array:
        """(intervals, 12): means of the measured forces."""
        return self.task.pushes(self.body, self.edges).likely

    @cached_property
    def ground(self) -> Array:
        """(intervals, 6): the same of both feet together."""
        return np.asarray(self.pushes.reshape(-1, len(SIDES), EACH).sum(axis=1))

    def needed(self, coordinate: str) -> Array:
        """Net moment (N m) or force (N) at a coordinate by inverse dynamics, (intervals,)."""
        return np.asarray(self._needed[self.body.coordinate_names.index(coordinate)], float)

    @cached_property
    def _needed(self) -> list[Array]:
        loads = measured_loads(self.body, list(self.pushes.T))
        return inverse_dynamics(self.body, self.motion, slope_gravity(self.task.grade), loads)
