"""Steady running at a speed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, final

from pydantic import ValidationInfo, field_validator

from hillrunner.checks import number_in
from hillrunner.errors import TaskError
from hillrunner.model.body.model import Body
from hillrunner.person.technique import Technique
from hillrunner.tasks.at_speed import AtSpeed
from hillrunner.tasks.running import GRADE_DISTANCE
from hillrunner.tasks.task import Guess, Symmetry, Task

LIMITS = {  # field: lowest, highest, unit
    "speed": (2.0, 6.0, "m/s"),
    "grade": (-0.2, 0.2, "m/m"),
}
SMALL_STEP = 0.15  # m/s (10 % of grade count as 1) up to which the same way of running goes on


@final
class Run(AtSpeed):
    """Steady running at one speed.

    Parameters
    ----------
    speed : float
        Mean speed along the ground (m/s), 2 to 6.
    grade : float
        Rise over run, -0.2 (downhill) to 0.2 (uphill); default 0.
    technique : Technique
        How to run; left to the optimum if not given.
    stride : str
        ``half``: one step is solved, and the other is its mirror image; ``whole``: left and right
        have steps of their own, which takes twice the unknowns. If not given, half for a body
        whose sides are alike and whole for any other.

    Raises
    ------
    TaskError
        One sentence naming the field, its value and what is allowed.
    """

    allowed: ClassVar[dict[str, str]] = {"speed": "it must be a number from 2 to 6 m/s"}

    kind: Literal["run"] = "run"
    stride: Literal["half", "whole"] | None = None

    def __init__(self, speed: Any = None, grade: Any = 0.0, **data: Any) -> None:
        given = {} if speed is None else {"speed": speed}
        super().__init__(**given, **{"grade": grade}, **data)

    @field_validator("speed", "grade", mode="before")
    @classmethod
    def _number(cls, value: object, info: ValidationInfo) -> float:
        name = str(info.field_name)
        return number_in(name, value, *LIMITS[name])

    @field_validator("technique", mode="before")
    @classmethod
    def _technique(cls, value: object) -> object:
        return Technique(**value) if isinstance(value, Mapping) else value

    def symmetry(self, body: Body) -> Symmetry:
        """As of every stride; over-stride and oscillation are imposed on half a stride only."""
        symmetry = super().symmetry(body)
        if symmetry is Symmetry.NONE and self.technique is not None:
            for name in ("overstride", "oscillation"):
                if name in self.technique.imposed:
                    raise TaskError(
                        f"{name} can only be imposed on a runner whose left and right are alike."
                    )
        return symmetry

    def guess(self, body: Body, variant: int = 0) -> Guess:
        """The human pattern at this speed."""
        return self.pattern_guess(body, self.speed, variant)

    def distance(self, other: Task) -> float | None:
        """Difference in speed (m/s), and in grade as if it were speed; of runs only."""
        if not isinstance(other, Run):
            return None
        return abs(other.speed - self.speed) + GRADE_DISTANCE * abs(other.grade - self.grade)

    def near(self, other: Task) -> bool:
        """Whether the other is a run at almost this speed and grade."""
        return isinstance(other, Run) and self.step_to(other) < SMALL_STEP

    @property
    def label(self) -> str:
        """Speed, and grade where there is one."""
        return f"run at {self.speed:g} m/s{self.uphill}"
