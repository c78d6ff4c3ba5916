"""Steady running as fast as the body can."""

from __future__ import annotations

from typing import Literal, final

from pydantic import ValidationInfo, field_validator

from hillrunner.checks import number_in
from hillrunner.errors import TaskError
from hillrunner.model.body.model import Body
from hillrunner.settings import Settings
from hillrunner.tasks.run import LIMITS
from hillrunner.tasks.running import GRADE_DISTANCE, GRADE_STEP, Running
from hillrunner.tasks.task import Goal, Guess, Task

FRAME = 8.0  # m/s, in which a sprint is computed
SPEED = (3.0, 16.0)  # m/s, in which a sprint is looked for: far wider than people's
RUN_UP = 6.0  # m/s, of the human pattern from which a cold sprint starts
FROM_RUN = 100.0  # distance of any run from a sprint, which other sprints are nearer to
SMALL_STEP = 0.15  # of grade, times GRADE_STEP, up to which the same way of sprinting goes on


@final
class Sprint(Running):
    """Steady running as fast as the body can.

    The speed is what is sought: it grows until a little more of it would take more effort than it
    is worth (see ``sprint_drive`` in :class:`~hillrunner.settings.Settings`).

    Parameters
    ----------
    grade : float
        Rise over run, -0.2 (downhill) to 0.2 (uphill); default 0.
    stride : str
        ``half`` or ``whole``, as of a :class:`~hillrunner.tasks.run.Run`.

    Raises
    ------
    TaskError
        One sentence naming the field, its value and what is allowed.
    """

    kind: Literal["sprint"] = "sprint"
    grade: float = 0.0
    stride: Literal["half", "whole"] | None = None

    @field_validator("grade", mode="before")
    @classmethod
    def _number(cls, value: object, info: ValidationInfo) -> float:
        return number_in("grade", value, *LIMITS["grade"])

    @property
    def pace(self) -> float:
        """Speed (m/s) of the frame in which the sprint is computed; no limit on the sprint's."""
        return FRAME

    @property
    def slope(self) -> float:
        return self.grade

    def goal(self, settings: Settings) -> Goal:
        """Speed, at any effort but for a last trace."""
        return Goal(seeks="speed", drive=settings.sprint_drive)

    @property
    def sought(self) -> tuple[float, float]:
        """By how much (m/s) the sprint may be faster than its frame: a wide range."""
        low, high = SPEED
        return low - FRAME, high - FRAME

    def guess(self, body: Body, variant: int = 0) -> Guess:
        """The human pattern at a fast run."""
        return self.pattern_guess(body, RUN_UP, variant)

    def distance(self, other: Task) -> float | None:
        """Difference in grade as if it were speed; runs are far away, the fastest nearest."""
        if isinstance(other, Sprint):
            return GRADE_DISTANCE * abs(other.grade - self.grade)
        return FROM_RUN + FRAME - other.pace if isinstance(other, Running) else None

    def near(self, other: Task) -> bool:
        """Whether the other is a sprint at almost this grade."""
        if not isinstance(other, Sprint):
            return False
        return GRADE_STEP * abs(other.grade - self.grade) < SMALL_STEP

    def between(self, other: Task, share: float) -> Sprint:
        """The sprint at ``share`` of the way in grade."""
        if not isinstance(other, Sprint):
            raise TaskError(f"there is nothing between a {self.kind} and a {other.kind}.")
        return other.changed(grade=(1.0 - share) * self.grade + share * other.grade)

    @property
    def label(self) -> str:
        """Sprint, and grade where there is one."""
        return f"sprint {100 * self.grade:+g} %" if self.grade else "sprint"
