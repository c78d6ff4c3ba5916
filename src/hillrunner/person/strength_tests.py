"""What a runner has been tested at: lifts, torques, a jump, the size of the legs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, get_args

from pydantic import Field, ValidationInfo, field_validator

from hillrunner.checks import Checked, listed, number_in, show, unknown_name
from hillrunner.errors import HillrunnerError, RunnerError
from hillrunner.person.muscle_change import Factors, Fixed

Training = Literal["untrained", "recreational", "endurance", "sprint"]
TRAININGS: tuple[str, ...] = get_args(Training)
ISOMETRIC = (
    "knee extension",
    "knee flexion",
    "hip extension",
    "hip flexion",
    "hip abduction",
    "hip adduction",
    "plantarflexion",
    "dorsiflexion",
)
LIMITS = {  # lowest, highest, unit
    "squat": (10.0, 450.0, "kg"),
    "deadlift": (10.0, 500.0, "kg"),
    "split_squat": (2.0, 250.0, "kg"),
    "calf_raise": (2.0, 300.0, "kg"),
    "jump": (0.05, 1.1, "m"),
    "leg_muscle_volume": (2.0, 20.0, "L"),
}
TORQUE = (3.0, 900.0, "N m")


class StrengthTests(Checked):
    """What a runner has been tested at; everything may be left out. Immutable and validated.

    Parameters
    ----------
    squat, deadlift : float
        One-repetition maximum (kg on the bar), both legs; thighs level, bar from the floor.
    split_squat : float
        One-repetition maximum (kg) on one leg: split squat or lunge. The model holds all of it on
        the front leg.
    calf_raise : float
        One-repetition maximum (kg), standing on one straight leg.
    isometric : mapping of str to float
        Best isometric torque of one leg (N m) over the joint's range: knee extension, knee flexion,
        hip extension, hip flexion, hip abduction, hip adduction, plantarflexion, dorsiflexion. The
        model's are those of fully active muscles, which a dynamometer does not see: expect ratios
        well below those of lifts.
    jump : float
        Height of a vertical jump with both legs (m): rise of the centre of mass after take-off.
    leg_muscle_volume : float
        All muscles of one leg (litres), from magnetic resonance images. Of body composition this
        is what can be held against the model: how leg muscle goes with body fat or lean mass was
        not found.

    Raises
    ------
    RunnerError
        One sentence naming the field, its value and what is allowed.
    """

    error: ClassVar[type[HillrunnerError]] = RunnerError

    squat: float | None = None
    deadlift: float | None = None
    split_squat: float | None = None
    calf_raise: float | None = None
    isometric: Factors = Field(default_factory=Fixed)
    jump: float | None = None
    leg_muscle_volume: float | None = None
    training: Training | None = None

    @field_validator(*LIMITS, mode="before")
    @classmethod
    def _number(cls, value: object, info: ValidationInfo) -> float | None:
        name = str(info.field_name)
        words = name.replace("_", " ")
        return None if value is None else number_in(words, value, *LIMITS[name])

    @field_validator("isometric", mode="before")
    @classmethod
    def _torques(cls, value: object) -> dict[str, float]:
        if value is None:
            return {}
        if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
            raise ValueError(
                f"isometric is {show(value)}, but must be a table of torques (N m) for "
                f"{listed(ISOMETRIC)}."
            )
        torques = {}
        for key, torque in value.items():
            name = key.replace("_", " ")
            if name not in ISOMETRIC:
                raise ValueError(unknown_name("isometric test", key, torque, ISOMETRIC))
            torques[name] = number_in(f"torque of {name}", torque, *TORQUE)
        return torques

    @field_validator("training", mode="before")
    @classmethod
    def _training(cls, value: object) -> object:
        if value is not None and value not in TRAININGS:
            raise ValueError(f"training is {show(value)}, but must be one of {listed(TRAININGS)}.")
        return value

    @property
    def given(self) -> dict[str, float]:
        """Every test that was given, by name."""
        plain = {name: getattr(self, name) for name in LIMITS}
        told = {name.replace("_", " "): x for name, x in plain.items() if x is not None}
        return told | dict(self.isometric)
