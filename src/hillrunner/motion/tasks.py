"""What a body is asked to do."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import ValidationInfo, field_validator

from hillrunner.checks import Checked, number_in, show
from hillrunner.errors import HillrunnerError, TaskError

LIMITS = {  # field: lowest, highest, unit
    "speed": (2.0, 6.0, "m/s"),
    "grade": (-0.2, 0.2, "m/m"),
}


class Run(Checked):
    """Steady running at one speed.

    Parameters
    ----------
    speed : float
        Mean speed along the ground (m/s), 2 to 6.
    grade : float
        Rise over run, -0.2 (downhill) to 0.2 (uphill); default 0.

    Raises
    ------
    TaskError
        One sentence naming the field, its value and what is allowed.
    """

    error: ClassVar[type[HillrunnerError]] = TaskError
    allowed: ClassVar[dict[str, str]] = {"speed": "it must be a number from 2 to 6 m/s"}

    kind: Literal["run"] = "run"
    speed: float
    grade: float = 0.0

    def __init__(self, speed: Any = None, grade: Any = 0.0, **data: Any) -> None:
        given = {} if speed is None else {"speed": speed}
        super().__init__(**given, grade=grade, **data)

    @field_validator("kind", mode="before")
    @classmethod
    def _kind(cls, value: object) -> object:
        if value != "run":
            raise ValueError(f"kind is {show(value)}, but must be 'run'.")
        return value

    @field_validator("speed", "grade", mode="before")
    @classmethod
    def _number(cls, value: object, info: ValidationInfo) -> float:
        name = str(info.field_name)
        return number_in(name, value, *LIMITS[name])
