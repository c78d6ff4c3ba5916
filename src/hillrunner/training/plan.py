"""A training plan as a coach writes it, and what it asks for in each week."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, ClassVar, Literal, get_args

from pydantic import ValidationInfo, field_validator, model_validator

from hillrunner.checks import Checked, listed, number_in, show, unknown_name
from hillrunner.errors import HillrunnerError, PlanError
from hillrunner.files import read_toml
from hillrunner.training.repetitions import FAILURE, in_reserve, most_repetitions

EXERCISES = (
    "half squat",  # knees bent by 90 deg
    "squat",  # thighs level
    "full squat",
    "deadlift",
    "lunge",
    "split squat",
    "calf raise",
    "seated calf raise",
    "hip thrust",
    "step-up",
)
Order = Literal["apart", "lift first", "run first"]
ORDERS: tuple[str, ...] = get_args(Order)
Pair = tuple[float, float]  # in the first week and in the last
LIMITS = {  # lowest, highest, unit
    "sets": (1.0, 10.0, "sets a session"),
    "repetitions": (1.0, 50.0, "repetitions"),
    "percent": (0.0, 100.0, "% of 1RM"),
    "rir": (0.0, 10.0, "repetitions in reserve"),
    "rpe": (0.0, FAILURE, "(10 is to failure)"),
    "weeks": (1.0, 52.0, "weeks"),
    "sessions": (1.0, 7.0, "sessions a week"),
    "start_weeks": (0.0, 52.0, "weeks"),
    "weeks_after": (0.0, 52.0, "weeks"),
    "running": (0.0, 250.0, "km a week"),
    "running_before": (0.0, 250.0, "km a week"),
}
WHOLE = ("sets", "repetitions", "weeks", "sessions", "start_weeks", "weeks_after")
EFFORTS = ("percent", "rir", "rpe")
MOST_SETS = 30  # a session, of all exercises: a limit of ours
EASY = 0.5  # of the sets, in start and deload weeks: a choice


class Exercise(Checked):
    """One line of a plan. Immutable and validated.

    Every number may be a pair instead: that of the first week and of the last; it goes evenly from
    one to the other. Numbers are kept as pairs.

    Parameters
    ----------
    name : str
        One of :data:`EXERCISES`.
    sets : int
        In each session, 1 to 10.
    repetitions : int
        In each set, 1 to 50, of each leg where legs take turns.
    percent : float
        Load in percent (0 to 100) of the one-repetition maximum at the time.
    rir, rpe : float
        How hard instead: repetitions left in reserve (0 to 10), or perceived exertion (10 is to
        failure). Exactly one of ``percent``, ``rir`` and ``rpe`` is given.

    Raises
    ------
    PlanError
        One sentence naming the field, its value and what is allowed.

    Examples
    --------
    >>> Exercise(name="half squat", sets=4, repetitions=4, percent=[80, 90]).percent
    (80.0, 90.0)
    """

    error: ClassVar[type[HillrunnerError]] = PlanError
    allowed: ClassVar[dict[str, str]] = {
        "name": f"it must be one of {listed(EXERCISES)}",
        "sets": "it must be a whole number from 1 to 10",
        "repetitions": "it must be a whole number from 1 to 50",
    }

    name: str
    sets: Pair
    repetitions: Pair
    percent: Pair | None = None
    rir: Pair | None = None
    rpe: Pair | None = None

    @field_validator("name", mode="before")
    @classmethod
    def _name(cls, value: object) -> str:
        name = value.replace("_", " ") if isinstance(value, str) else value
        if not isinstance(name, str) or name not in EXERCISES:
            raise ValueError(unknown_name("exercise", str(name), value, EXERCISES))
        return name

    @field_validator("sets", "repetitions", *EFFORTS, mode="before")
    @classmethod
    def _pair(cls, value: object, info: ValidationInfo) -> Pair | None:
        if value is None:
            return None
        field = str(info.field_name)
        both = value if isinstance(value, list | tuple) else (value, value)
        if len(both) != 2:
            raise ValueError(
                f"{field} is {show(value)}, but must be a number, or two: those of the first and "
                "of the last week."
            )
        first, last = (_number(field, one) for one in both)
        return first, last

    @model_validator(mode="after")
    def _possible(self) -> Exercise:
        given = [name for name in EFFORTS if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(
                f"the {self.name} has {listed(given) if given else 'none'} of percent, rir and "
                "rpe, but must have exactly one."
            )
        if self.percent is None:
            return self
        for repetitions, percent in zip(self.repetitions, self.percent, strict=True):
            most = most_repetitions(0.01 * percent) if percent else math.inf
            if repetitions > most:
                raise ValueError(
                    f"the {self.name} has {repetitions:g} repetitions at {percent:g} % of 1RM, of "
                    f"which people can do at most {most:.0f}."
                )
        return self


@dataclass(frozen=True)
class Sets:
    """What a week asks for of one exercise.

    Attributes
    ----------
    exercise
        Its name.
    count
        Sets in the week.
    repetitions
        In each set.
    share
        Load over 1RM, where it is given.
    reserve
        Repetitions in reserve, where that is given instead.
    """

    exercise: str
    count: float
    repetitions: float
    share: float | None
    reserve: float | None


class Plan(Checked):
    """Weeks of strength training beside running. Immutable and validated.

    Parameters
    ----------
    weeks : int
        How long it lasts, 1 to 52.
    sessions : int
        Strength sessions a week, 1 to 7; every one has all exercises. Default 2.
    exercises : sequence of Exercise
        Tables are read as :class:`Exercise`; none is a plan of running alone.
    running : float
        km a week during the plan and after it, 0 to 250; default 0.
    running_before : float
        km a week that the runner is used to; as ``running`` where not given.
    order : {"apart", "lift first", "run first"}
        Whether runs and strength sessions are hours apart (the default), or which comes first.
    start_weeks : int
        So many weeks at the beginning have half of the sets.
    deload_weeks : sequence of int
        So have these; 1 is the first week.
    weeks_after : int
        Weeks to look on after strength training has stopped, 0 to 52.
    name, source, note : str
        What it is called, the published trial that it follows, and how it departs from it.

    Raises
    ------
    PlanError
        One sentence naming the field, its value and what is allowed.

    Examples
    --------
    >>> squat = {"name": "half squat", "sets": 4, "repetitions": 4, "percent": 85}
    >>> Plan(weeks=8, sessions=3, exercises=[squat], running=50).in_week(1)[0].count
    12.0
    """

    error: ClassVar[type[HillrunnerError]] = PlanError
    allowed: ClassVar[dict[str, str]] = {"weeks": "it must be a whole number from 1 to 52"}

    name: str = ""
    source: str = ""
    note: str = ""
    weeks: int
    sessions: int = 2
    exercises: tuple[Exercise, ...] = ()
    running: float = 0.0
    running_before: float | None = None
    order: Order = "apart"
    start_weeks: int = 0
    deload_weeks: tuple[int, ...] = ()
    weeks_after: int = 0

    @field_validator("weeks", "sessions", "start_weeks", "weeks_after", mode="before")
    @classmethod
    def _whole(cls, value: object, info: ValidationInfo) -> int:
        return int(_number(str(info.field_name), value))

    @field_validator("running", "running_before", mode="before")
    @classmethod
    def _running(cls, value: object, info: ValidationInfo) -> float | None:
        return None if value is None else _number(str(info.field_name), value)

    @field_validator("name", "source", "note", mode="before")
    @classmethod
    def _text(cls, value: object, info: ValidationInfo) -> str:
        if not isinstance(value, str):
            raise ValueError(f"{info.field_name} is {show(value)}, but must be a text.")
        return value

    @field_validator("order", mode="before")
    @classmethod
    def _order(cls, value: object) -> object:
        if value not in ORDERS:
            raise ValueError(f"order is {show(value)}, but must be one of {listed(ORDERS)}.")
        return value

    @field_validator("exercises", mode="before")
    @classmethod
    def _exercises(cls, value: object) -> tuple[Exercise, ...]:
        if not isinstance(value, list | tuple):
            raise ValueError(f"exercises is {show(value)}, but must be a list of exercises.")
        return tuple(_exercise(i, given) for i, given in enumerate(value, start=1))

    @field_validator("deload_weeks", mode="before")
    @classmethod
    def _deloads(cls, value: object) -> tuple[int, ...]:
        if not isinstance(value, list | tuple):
            raise ValueError(f"deload_weeks is {show(value)}, but must be a list of weeks.")
        return tuple(int(_number("weeks", one, "a week of deload_weeks")) for one in value)

    @model_validator(mode="after")
    def _together(self) -> Plan:
        for week in (*self.deload_weeks, self.start_weeks):
            if week > self.weeks:
                raise ValueError(
                    f"week {week} is a start or deload week, but the plan has {self.weeks:g} weeks."
                )
        for week in (0, 1):
            sets = sum(one.sets[week] for one in self.exercises)
            if sets > MOST_SETS:
                raise ValueError(
                    f"the exercises have {sets:g} sets a session, but must have at most "
                    f"{MOST_SETS} together."
                )
        names = [one.name for one in self.exercises]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"the {name} is listed twice: list each exercise once.")
        return self

    @property
    def habit(self) -> float:
        """Running (km a week) that the runner is used to."""
        return self.running if self.running_before is None else self.running_before

    def in_week(self, week: int) -> tuple[Sets, ...]:
        """What a week asks for, by exercise; nothing before the first week and after the last.

        Sets at 0 % of 1RM are none.

        Parameters
        ----------
        week
            1 is the first.
        """
        if not 1 <= week <= self.weeks:
            return ()
        share = (week - 1) / (self.weeks - 1) if self.weeks > 1 else 0.0
        easy = week <= self.start_weeks or week in self.deload_weeks
        times = self.sessions * (EASY if easy else 1.0)
        every = (_sets(exercise, share, times) for exercise in self.exercises)
        return tuple(sets for sets in every if sets.share != 0.0)

    @classmethod
    def from_toml(cls, path: str | Path, **replace: Any) -> Plan:
        """Read a plan's file.

        Parameters
        ----------
        path : path
            A TOML file with the keys that :class:`Plan` takes, and a table ``[[exercises]]`` for
            each exercise.
        **replace
            Values that take the place of the file's.

        Raises
        ------
        PlanError
            If the file is missing, is not TOML or does not describe a plan.
        """
        path = Path(path)
        data = read_toml(path, "plan file", PlanError)
        try:
            return cls(**(data | replace))
        except PlanError as error:
            raise PlanError(f"{path}: {error}") from None

    @classmethod
    def shipped(cls, name: str, **replace: Any) -> Plan:
        """A plan that ships with the package, by a name of :func:`shipped_plans`.

        Raises
        ------
        PlanError
            If none of that name ships, or a value of ``replace`` is not allowed.
        """
        if name not in shipped_plans():
            raise PlanError(unknown_name("plan", name, name, shipped_plans()))
        with resources.as_file(_folder() / f"{name}.toml") as path:
            return cls.from_toml(path, **replace)


def shipped_plans() -> tuple[str, ...]:
    """Names of the plans that ship with the package."""
    files = (entry.name for entry in _folder().iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(name.removesuffix(".toml") for name in files))


def _folder() -> Any:
    return resources.files("hillrunner.training") / "plans"


def _number(field: str, value: object, called: str = "") -> float:
    low, high, unit = LIMITS[field]
    number = number_in(called or field.replace("_", " "), value, low, high, unit)
    if field in WHOLE and number != round(number):
        raise ValueError(
            f"{called or field.replace('_', ' ')} is {show(value)}, but must be a whole number."
        )
    return number


def _exercise(place: int, given: object) -> Exercise:
    if isinstance(given, Exercise):
        return given
    if not isinstance(given, Mapping) or not all(isinstance(key, str) for key in given):
        raise ValueError(f"exercise {place} is {show(given)}, but must be a table.")
    _known(place, given)
    try:
        return Exercise(**given)
    except HillrunnerError as error:
        raise ValueError(f"exercise {place}: {error}") from None


def _known(place: int, keys: Iterable[str]) -> None:
    for key in keys:
        if key not in Exercise.model_fields:
            raise ValueError(
                unknown_name(f"key of exercise {place}", key, key, Exercise.model_fields)
            )


def _sets(exercise: Exercise, share: float, times: float) -> Sets:
    """What is done in a week ``share`` (0 to 1) of the way from the first to the last."""

    def now(pair: Pair) -> float:
        return (1.0 - share) * pair[0] + share * pair[1]

    reserve = None if exercise.rir is None else now(exercise.rir)
    if exercise.rpe is not None:
        reserve = in_reserve(now(exercise.rpe))
    return Sets(
        exercise=exercise.name,
        count=times * round(now(exercise.sets)),
        repetitions=round(now(exercise.repetitions)),
        share=None if exercise.percent is None else 0.01 * now(exercise.percent),
        reserve=reserve,
    )
