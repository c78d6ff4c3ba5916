"""What a runner's heart and lungs are known to do: VO2max, and a race that was run."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from pydantic import ValidationInfo, field_validator, model_validator

from hillrunner.checks import Checked, number_in, show
from hillrunner.errors import HillrunnerError, RunnerError

DISTANCES = {  # m
    "1,500 m": 1500.0,
    "3,000 m": 3000.0,
    "5 km": 5000.0,
    "10 km": 10_000.0,
    "half marathon": 21_097.5,
    "marathon": 42_195.0,
}
LIMITS = {  # lowest, highest, unit
    "distance": (1500.0, 42_195.0, "m"),
    "VO2max": (15.0, 100.0, "mL/kg/min"),
}
# A number of m or km: a dot before decimals; commas, spaces and underlines before three digits.
_DISTANCE = re.compile(r"((?:\d{1,3}(?:[\s,_]\d{3})+|\d+)(?:\.\d+)?)[\s_-]*(km|m)?", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,2}):([0-5]?\d)|(\d{1,3})):([0-5]\d(?:\.\d+)?)", re.ASCII)
RACE_SPEED = (1.2, 7.6, "m/s")  # the 1,500 m record is run at 7.3 m/s
RACE_TIME = (60.0, 100_000.0, "s")


class Race(Checked):
    """A race that was run.

    Parameters
    ----------
    distance : float
        m, 1,500 to 42,195.
    time : float
        s.

    Raises
    ------
    RunnerError
        If it is not a distance from 1,500 m to the marathon, or no person's speed.
    """

    error: ClassVar[type[HillrunnerError]] = RunnerError
    allowed: ClassVar[dict[str, str]] = {
        "distance": "it must be a number from 1500 to 42195 m",
        "time": "it must be a number of seconds",
    }

    distance: float
    time: float

    def __init__(self, distance: Any = None, time: Any = None, **data: Any) -> None:
        given = {"distance": distance, "time": time}
        super().__init__(**{k: v for k, v in given.items() if v is not None}, **data)

    @field_validator("distance", mode="before")
    @classmethod
    def _distance(cls, value: object) -> float:
        return number_in("the race's distance", value, *LIMITS["distance"])

    @field_validator("time", mode="before")
    @classmethod
    def _time(cls, value: object, info: ValidationInfo) -> float:
        return number_in("the race's time", value, *RACE_TIME)

    @model_validator(mode="after")
    def _believable(self) -> Race:
        low, high, unit = RACE_SPEED
        if not low <= self.speed <= high:
            why = "faster than anybody runs" if self.speed > high else "no race"
            raise ValueError(
                f"{self.distance:g} m in {self.time:g} s is {self.speed:.2f} {unit}, {why}, but a "
                f"race must be at {low:g} to {high:g} {unit}."
            )
        return self

    @property
    def speed(self) -> float:
        """Mean speed (m/s)."""
        return self.distance / self.time


class Fitness(Checked):
    """A runner's aerobic capacity, and what it did in a race; everything may be left out.

    Parameters
    ----------
    vo2max : float
        Maximal oxygen uptake (mL/kg/min), 15 to 100, measured.
    race : str or float
        Distance of a race that was run: ``10 km``, ``half marathon``, ``8000 m``, or a number (m).
        Kept as its name.
    time : str or float
        How long it took: ``42:30``, ``1:35:10``, or a number (s). Kept in s. Race and time go
        together.

    Raises
    ------
    RunnerError
        One sentence naming the field, its value and what is allowed.

    Examples
    --------
    >>> Fitness(race="10km", time="45:00").raced
    Race(distance=10000.0, time=2700.0)
    """

    error: ClassVar[type[HillrunnerError]] = RunnerError

    vo2max: float | None = None
    race: str | None = None
    time: float | None = None

    @field_validator("vo2max", mode="before")
    @classmethod
    def _vo2max(cls, value: object) -> float | None:
        return None if value is None else number_in("vo2max", value, *LIMITS["VO2max"])

    @field_validator("race", mode="before")
    @classmethod
    def _race(cls, value: object) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            value = f"{number_in('race', value, *LIMITS['distance']):g}"
        try:
            return distance_of(value, "race")[0]
        except RunnerError as error:
            raise ValueError(str(error)) from None

    @field_validator("time", mode="before")
    @classmethod
    def _time(cls, value: object) -> float | None:
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return number_in("time", value, *RACE_TIME)
        try:
            return seconds_of(value, "time")
        except RunnerError as error:
            raise ValueError(str(error)) from None

    @model_validator(mode="after")
    def _together(self) -> Fitness:
        if (self.race is None) != (self.time is None):
            given, value = ("time", self.time) if self.race is None else ("race", self.race)
            other = "race" if given == "time" else "time"
            raise ValueError(
                f"{given} is {show(value)} without a {other}, but race and time go together."
            )
        try:
            _ = self.raced
        except RunnerError as error:
            raise ValueError(str(error)) from None
        return self

    @property
    def raced(self) -> Race | None:
        """The race, in m and s; None where none is given."""
        if self.race is None or self.time is None:
            return None
        return Race(distance_of(self.race)[1], self.time)


def distance_of(text: str, what: str = "the distance") -> tuple[str, float]:
    """Name and metres of ``10km``, ``Half Marathon`` or ``8000``.

    Raises
    ------
    RunnerError
        One sentence that calls it ``what``.
    """

    written = text.strip().lower()
    for name, metres in DISTANCES.items():
        if re.sub(r"(?<=[a-z])[\s_-]+(?=[a-z])", "", written) == name.replace(" ", ""):
            return name, metres
    match = _DISTANCE.fullmatch(written)
    if not match:
        raise RunnerError(
            f"{what} is {show(text)}, but must be one of {', '.join(DISTANCES)}, or a number of m "
            "or km."
        )
    try:
        scale = 1000.0 if match[2] == "km" else 1.0
        metres = number_in(
            what, float(re.sub(r"[\s,_]", "", match[1])) * scale, *LIMITS["distance"]
        )
    except ValueError as error:
        low, high, _ = LIMITS["distance"]
        km = not match[2] and low <= 1000.0 * float(re.sub(r"[\s,_]", "", match[1])) <= high
        hint = f": write {match[1]}km for kilometres." if km else "."
        raise RunnerError(f"{str(error).rstrip('.')}{hint}") from None
    for name, known in DISTANCES.items():
        if metres == known:
            return name, metres
    return f"{metres:g} m", metres


def seconds_of(text: object, what: str = "the race's time") -> float:
    """Seconds of ``42:30`` or ``1:35:10``.

    Raises
    ------
    RunnerError
        One sentence that calls it ``what``.
    """
    match = _CLOCK.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise RunnerError(
            f"{what} is {show(text)}, but must be as 42:30 (minutes:seconds) or 1:35:10 "
            "(hours:minutes:seconds)."
        )
    hours, minutes, alone, seconds = (float(part or 0.0) for part in match.groups())
    return 3600.0 * hours + 60.0 * (minutes + alone) + seconds
