"""What running at a given speed has in common, on the level and on slopes."""

from __future__ import annotations

from typing import ClassVar, Self

from hillrunner.errors import TaskError
from hillrunner.person.technique import Technique
from hillrunner.tasks.running import GRADE_STEP, Running
from hillrunner.tasks.task import Task


class AtSpeed(Running):
    """Running at one speed (m/s) and grade, with a technique or without."""

    takes_technique: ClassVar[bool] = True

    speed: float
    grade: float = 0.0
    technique: Technique | None = None

    @property
    def pace(self) -> float:
        return self.speed

    @property
    def slope(self) -> float:
        return self.grade

    @property
    def imposed(self) -> Technique | None:
        return self.technique

    def step_to(self, other: Running) -> float:
        """How far (m/s) another running is, grade counted by :data:`GRADE_STEP`."""
        return abs(other.pace - self.speed) + GRADE_STEP * abs(other.slope - self.grade)

    def between(self, other: Task, share: float) -> Self:
        """The same at ``share`` of the way in speed and grade, with the other's technique."""
        if not isinstance(other, type(self)):
            raise TaskError(f"there is nothing between a {self.kind} and a {other.kind}.")
        speed = (1.0 - share) * self.speed + share * other.speed
        grade = (1.0 - share) * self.grade + share * other.grade
        return other.changed(speed=speed, grade=grade)

    @property
    def uphill(self) -> str:
        """The grade as labels tell it; empty on the level."""
        return f" {100 * self.grade:+g} %" if self.grade else ""
