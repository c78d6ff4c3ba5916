"""What running and sprinting have in common: the stride, its ends, its mesh and its start."""

from __future__ import annotations

from typing import Self

import numpy as np

from hillrunner.errors import TaskError
from hillrunner.model.body.model import Body
from hillrunner.model.body.symmetry import is_symmetric
from hillrunner.tasks.pattern import running_guess
from hillrunner.tasks.task import Guess, Symmetry, Task, Waypoint

STEP_TIME = (0.15, 0.7)  # s, bounds
GRADE_DISTANCE = 20.0  # m/s of speed that a unit of grade counts as, in choosing a start
GRADE_STEP = 10.0  # the same, in how near a start is


def step_shares(intervals: int) -> np.ndarray:
    """Share of the step that each interval takes.

    The step starts in mid-flight; landing falls between an eighth and a fifth of it, where impact
    needs the finest grid, and flight at both ends is smooth and needs the coarsest.
    """
    s = (np.arange(intervals) + 0.5) / intervals
    width = (
        1.3 - 0.85 * np.exp(-(((s - 0.19) / 0.13) ** 2)) - 0.4 * np.exp(-(((s - 0.5) / 0.25) ** 2))
    )
    return width / width.sum()


class Running(Task):
    """A stride that starts in mid-flight, where the pelvis is highest, before right contact."""

    def symmetry(self, body: Body) -> Symmetry:
        """Half a stride and its mirror image, unless left and right have strides of their own."""
        whole = getattr(self, "stride", None)
        if whole is None:
            whole = "half" if is_symmetric(body) else "whole"
        if whole == "half" and not is_symmetric(body):
            raise TaskError(
                "stride is 'half', but the body's left and right differ: it must be 'whole'."
            )
        return Symmetry.MIRRORED if whole == "half" else Symmetry.NONE

    def both_sides(self) -> Self:
        """The same with a whole stride."""
        return self.changed(stride="whole")

    def steps(self, body: Body) -> int:
        """Steps that are solved: one, or both of a stride."""
        return 1 if self.symmetry(body) is Symmetry.MIRRORED else 2

    def landings(self, body: Body) -> int:
        """One a step."""
        return self.steps(body)

    def duration(self, body: Body) -> tuple[float, float]:
        """The time of a step, or of a stride; that of the step rate where one is imposed."""
        rate = self.imposed.step_rate if self.imposed else None
        low, high = STEP_TIME if rate is None else (60.0 / rate, 60.0 / rate)
        count = self.steps(body)
        return count * low, count * high

    def shares(self, body: Body, mesh: int) -> np.ndarray:
        """``mesh`` intervals a step, finest at landing."""
        count = self.steps(body)
        return np.tile(step_shares(mesh) / count, count)

    def waypoints(self, body: Body) -> tuple[Waypoint, ...]:
        """It starts where the pelvis is highest, at x = 0 (and z = 0, where nothing else says)."""
        start = (
            Waypoint(0.0, "pelvis_tx", 0.0, 0.0),
            Waypoint(0.0, "pelvis_ty", 0.0, 0.0, rate=True),
        )
        if self.steps(body) == 1 or "pelvis_tz" not in body.coordinate_names:
            return start
        return (*start, Waypoint(0.0, "pelvis_tz", 0.0, 0.0))

    def pattern_guess(self, body: Body, speed: float, variant: int) -> Guess:
        """The human pattern at ``speed`` (m/s), of as many steps as are solved."""
        return running_guess(body, speed, self.steps(body), variant, sought=speed - self.pace)
