"""How a runner is to run: step rate, trunk lean, over-stride and oscillation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pydantic import ValidationInfo, field_validator

from hillrunner.checks import Checked, number_in
from hillrunner.errors import HillrunnerError, TaskError

LIMITS = {  # measure: lowest, highest, unit
    "step_rate": (120.0, 260.0, "steps/min"),
    "trunk_lean": (-0.35, 0.8, "rad"),
    "overstride": (-0.1, 0.6, "m"),
    "oscillation": (0.01, 0.16, "m"),
}
LEAN = (-20.0, 45.0, "deg")  # trunk lean as people say it, within the above
PHASES = {  # of the step that begins in mid-flight: lowest, highest
    "contact": (-0.5, 0.7),
    "lowest": (0.0, 1.0),
    "highest": (0.0, 1.0),
}


class Events(Checked):
    """When in the step that begins in mid-flight, before right contact, something happens.

    Parameters
    ----------
    contact : float
        Phase of right foot contact, -0.5 to 0.7 (negative: before the step begins); default 0.2.
    lowest, highest : float
        Phase (0-1) of the lowest and highest point of the centre of mass; default 0.5 and 0.

    Raises
    ------
    TaskError
        One sentence naming the field, its value and what is allowed.
    """

    error: ClassVar[type[HillrunnerError]] = TaskError

    contact: float = 0.2
    lowest: float = 0.5
    highest: float = 0.0

    @field_validator("contact", "lowest", "highest", mode="before")
    @classmethod
    def _phase(cls, value: object, info: ValidationInfo) -> float:
        name = str(info.field_name)
        return number_in(f"phase of {name}", value, *PHASES[name], "")


class Technique(Checked):
    """How the runner is to run; what is not given is left to the optimum.

    Parameters
    ----------
    step_rate : float
        Steps/min, 120 to 260.
    trunk_lean : float
        Mean over the step of the trunk's forward lean from the vertical (rad), -0.35 to 0.8:
        pelvis tilt plus lumbar extension, with the sign turned.
    overstride : float
        How far (m) the ankle is ahead of the centre of mass at foot contact, -0.1 to 0.6.
    oscillation : float
        Highest minus lowest point of the centre of mass (m), 0.01 to 0.16.
    events : Events
        The phases of the step at which over-stride and oscillation are imposed. They are right
        where the motion's own are the same; :func:`hillrunner.worth.prices.impose.impose`
        sees to it.

    Raises
    ------
    TaskError
        One sentence naming the field, its value and what is allowed.
    """

    error: ClassVar[type[HillrunnerError]] = TaskError

    step_rate: float | None = None
    trunk_lean: float | None = None
    overstride: float | None = None
    oscillation: float | None = None
    events: Events = Events()

    @field_validator(*LIMITS, mode="before")
    @classmethod
    def _number(cls, value: object, info: ValidationInfo) -> float | None:
        name = str(info.field_name)
        return None if value is None else number_in(name, value, *LIMITS[name])

    @field_validator("events", mode="before")
    @classmethod
    def _events(cls, value: object) -> object:
        return Events(**value) if isinstance(value, Mapping) else value

    @property
    def imposed(self) -> dict[str, float]:
        """What is given, by name."""
        return {name: value for name in LIMITS if (value := getattr(self, name)) is not None}
