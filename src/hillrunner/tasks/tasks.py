"""What a body is asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import ValidationInfo, field_validator

from hillrunner.checks import Checked, number_in, show
from hillrunner.errors import HillrunnerError, TaskError
from hillrunner.person.technique import Technique

LIMITS = {  # field: lowest, highest, unit
    "speed": (2.0, 6.0, "m/s"),
    "grade": (-0.2, 0.2, "m/m"),
}
SPRINT_FRAME = 8.0  # m/s
SPRINT_SPEED = (3.0, 16.0)  # m/s, in which a sprint is looked for: far wider than people's


class Run(Checked):
    """Steady running at one speed.

    Parameters
    ----------
    speed : float
        Mean speed along the ground (m/s), 2 to 6.
    grade : float
        Rise over run, -0.2 (downhill) to 0.2 (uphill); default 0.
    technique : Technique
        How to run; left to the optimum if not given.

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
    technique: Technique | None = None

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

    @field_validator("technique", mode="before")
    @classmethod
    def _technique(cls, value: object) -> object:
        return Technique(**value) if isinstance(value, Mapping) else value

    @property
    def gain(self) -> tuple[float, float]:
        """By how much (m/s) the runner may be faster than ``speed``: not at all."""
        return 0.0, 0.0


class Sprint(Checked):
    """Steady running as fast as the body can.

    The speed is what is sought: it is maximised, at whatever effort but for a last trace (see
    ``sprint_drive`` in :class:`~hillrunner.settings.Settings`).

    Parameters
    ----------
    grade : float
        Rise over run, -0.2 (downhill) to 0.2 (uphill); default 0.

    Raises
    ------
    TaskError
        One sentence naming the field, its value and what is allowed.
    """

    error: ClassVar[type[HillrunnerError]] = TaskError

    kind: Literal["sprint"] = "sprint"
    grade: float = 0.0

    @field_validator("kind", mode="before")
    @classmethod
    def _kind(cls, value: object) -> object:
        if value != "sprint":
            raise ValueError(f"kind is {show(value)}, but must be 'sprint'.")
        return value

    @field_validator("grade", mode="before")
    @classmethod
    def _number(cls, value: object, info: ValidationInfo) -> float:
        return number_in("grade", value, *LIMITS["grade"])

    @property
    def speed(self) -> float:
        """Speed (m/s) of the frame in which the sprint is computed; no limit on the sprint's."""
        return SPRINT_FRAME

    @property
    def gain(self) -> tuple[float, float]:
        """By how much (m/s) the runner may be faster than ``speed``: a wide range."""
        low, high = SPRINT_SPEED
        return low - SPRINT_FRAME, high - SPRINT_FRAME

    @property
    def technique(self) -> None:
        """A sprint is run as it is fastest: nothing is imposed."""
        return None


def task_from(table: Mapping[str, Any]) -> Run | Sprint:
    """The task of a table as ``model_dump`` gives it.

    Raises
    ------
    TaskError
    """
    return Sprint(**table) if table.get("kind") == "sprint" else Run(**table)
