"""The published rows a simulated motion is held against, read from ``rows.toml``.

Grades are those of evidence: A read in the source itself, D computed from its authors' public
data, S read in a secondary text, M from memory and unverified. A row counts where its grade is A,
D or S and its band is published: mean and SD (two to either side), a range, or a direction ("higher
at the faster speed" is a band with one edge). Everything else is listed apart, never judged.
"""

from __future__ import annotations

import math
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self, get_args

from pydantic import Field, model_validator

from hillrunner.checks import Checked
from hillrunner.errors import HillrunnerError
from hillrunner.files import read_toml
from hillrunner.tasks.exercises import exercise
from hillrunner.tasks.run import Run
from hillrunner.tasks.sprint import Sprint
from hillrunner.tasks.task import Task

Subject = Literal[
    "mechanics by speed",
    "joint angles",
    "curves",
    "moments and powers",
    "muscle timing and function",
    "elastic energy",
    "cost by speed and slope",
    "tissue loads",
    "strength",
    "strength and performance",
    "lifts",
    "training",
    "long runs",
]
SUBJECTS: tuple[str, ...] = get_args(Subject)
Grade = Literal["A", "D", "S", "M"]
COUNTED_GRADES = ("A", "D", "S")
Relation = Literal["ratio", "difference", "percent"]
WIDTH = 2.0  # SD to either side of a mean that make the band


class RowsError(HillrunnerError):
    """The file of validation rows is wrong."""


class Condition(Checked):
    """Steady running at ``speed`` (m/s) on ``slope`` (rise over run); a sprint without a speed.

    With ``lift`` instead, one repetition of it with a ``load`` (kg), of a squat to ``depth`` (deg
    of knee flexion).
    """

    error: ClassVar[type[HillrunnerError]] = RowsError
    speed: float | None = None
    slope: float = 0.0
    lift: str = ""
    load: float = 0.0
    depth: float | None = None

    @model_validator(mode="after")
    def _one(self) -> Condition:
        if self.lift and (self.speed is not None or self.slope):
            raise ValueError(f"a {self.lift} has neither speed nor slope.")
        if not self.lift and (self.load or self.depth is not None):
            raise ValueError("load and depth are of a lift, and none is named.")
        return self

    def __str__(self) -> str:
        if self.lift:
            to = "" if self.depth is None else f" to {self.depth:g} deg"
            return f"{self.lift}{to}, {self.load:g} kg"
        pace = "sprint" if self.speed is None else f"{self.speed:g} m/s"
        return f"{pace} {100 * self.slope:+g} %" if self.slope else pace

    @property
    def order(self) -> tuple[float, float]:
        """Where it stands among others: by slope, then by speed, sprints last, then lifts."""
        if self.lift:
            return math.inf, self.load
        return self.slope, math.inf if self.speed is None else self.speed

    @property
    def task(self) -> Task:
        """What is to be done."""
        if self.lift:
            depth = {} if self.depth is None else {"depth": self.depth}
            return exercise(self.lift, self.load, **depth)
        if self.speed is None:
            return Sprint(grade=self.slope)
        return Run(self.speed, self.slope)


class Source(Checked):
    """Who measured it.

    Attributes
    ----------
    name
        Author and year, with the number of people.
    doi
        Empty where there is none or we know none.
    grade
        How we know its numbers; a row may have its own.
    about
        One sentence a reader of the table should know.
    """

    error: ClassVar[type[HillrunnerError]] = RowsError
    name: str
    doi: str = ""
    grade: Grade
    about: str = ""


class Published(Checked):
    """One published quantity, and the band that a simulated one may be in.

    Attributes
    ----------
    name
        Unique.
    subject, quantity, unit
        For people; ``unit`` is that of the band and of what is held against it.
    mean, sd, low, high
        As published. With ``sd`` the band is mean -+ :attr:`width` SD; with one of ``low`` and
        ``high`` alone it is a direction; without any there is no band.
    source, grade
        Who, and how we know.
    note
        How the quantity was read, where that needs saying.
    cause
        Likely cause, in a sentence, to be shown only where the simulation is outside.
    apart
        Why a row that has a band is not counted.
    disputed
        Who found otherwise; empty where nobody did.
    """

    error: ClassVar[type[HillrunnerError]] = RowsError
    width: ClassVar[float] = WIDTH
    name: str
    subject: Subject
    quantity: str
    unit: str
    mean: float | None = None
    sd: Annotated[float, Field(gt=0)] | None = None
    low: float | None = None
    high: float | None = None
    source: Source
    grade: Grade
    note: str = ""
    cause: str = ""
    apart: str = ""
    disputed: str = ""

    @model_validator(mode="after")
    def _banded(self) -> Self:
        if self.sd is not None and (self.mean is None or (self.low, self.high) != (None, None)):
            raise ValueError(f"row {self.name}: sd needs mean, and neither low nor high.")
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise ValueError(
                f"row {self.name}: low is {self.low:g}, but must be below high, {self.high:g}."
            )
        if all(x is None for x in (self.mean, self.low, self.high)):
            raise ValueError(f"row {self.name}: a mean, a low or a high must be given.")
        return self

    @property
    def band(self) -> tuple[float | None, float | None]:
        """Lower and upper edge; None where there is no edge."""
        if self.sd is not None and self.mean is not None:
            return self.mean - self.width * self.sd, self.mean + self.width * self.sd
        return self.low, self.high

    @property
    def counted(self) -> bool:
        """Whether the row is one of those that the simulator is judged by."""
        return self.grade in COUNTED_GRADES and self.band != (None, None) and not self.apart

    @property
    def place(self) -> str:
        """Where it was found, in words."""
        raise NotImplementedError

    @property
    def order(self) -> tuple[float, float]:
        """Where it stands among others of the same quantity."""
        raise NotImplementedError


class Row(Published):
    """One published quantity at one condition, or between two.

    Attributes
    ----------
    measure, of
        The function of a motion (:mod:`hillrunner.validate.measures`) and what it is of.
    condition, against, relation
        Where; with ``against`` the value is the ratio, the difference or the change in percent
        of the measure from ``against`` to ``condition``.
    """

    measure: str
    of: str = ""
    condition: Condition
    against: Condition | None = None
    relation: Relation | None = None

    @model_validator(mode="after")
    def _related(self) -> Row:
        if (self.against is None) != (self.relation is None):
            raise ValueError(f"row {self.name}: against and relation must be given together.")
        return self

    @property
    def order(self) -> tuple[float, float]:
        """That of its condition."""
        return self.condition.order

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions it takes to evaluate the row."""
        return (self.condition,) if self.against is None else (self.condition, self.against)

    @property
    def place(self) -> str:
        """The condition in words: ``3.5 m/s``, ``4.5 vs 2.5 m/s``, ``3.5 m/s +10 % vs level``."""
        here, there = self.condition, self.against
        if there is None:
            return str(here)
        if here.lift or there.lift:
            return f"{here} vs {there}"
        if not here.slope and not there.slope:
            return f"{str(here).removesuffix(' m/s')} vs {there}"
        if here.speed == there.speed and not there.slope:
            return f"{here} vs level"
        return f"{here} vs {there}"


_TOLD = ("note", "cause", "apart")  # what a condition may say in the place of its family


class _At(Checked):
    """A condition and what is published there; what it gives goes before the family's."""

    error: ClassVar[type[HillrunnerError]] = RowsError
    speed: float | None = None
    slope: float = 0.0
    lift: str = ""
    load: float = 0.0
    depth: float | None = None
    against: Condition | None = None
    mean: float | None = None
    sd: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""
    cause: str = ""
    apart: str = ""


class _Family(Checked):
    """A ``[[row]]`` of the file: one quantity of one source at several conditions."""

    error: ClassVar[type[HillrunnerError]] = RowsError
    key: str
    subject: Subject
    quantity: str
    unit: str
    measure: str
    of: str = ""
    relation: Relation | None = None
    source: str
    grade: Grade | None = None
    note: str = ""
    cause: str = ""
    apart: str = ""
    at: tuple[_At, ...]

    def rows(self, sources: dict[str, Source]) -> list[Row]:
        if self.source not in sources:
            raise RowsError(
                f"row {self.key} names the source {self.source!r}, which is not there; there are "
                f"{', '.join(sources)}."
            )
        source = sources[self.source]
        shared = self.model_dump(exclude={"key", "at", "source", "grade"})
        made = []
        for at in self.at:
            condition = Condition(**at.model_dump(include=set(Condition.model_fields)))
            place = f"{condition} / {at.against}" if at.against else str(condition)
            own = at.model_dump(include={"mean", "sd", "low", "high"})
            told = {key: getattr(at, key) for key in _TOLD if getattr(at, key)}
            made.append(
                Row(
                    name=f"{self.key} @ {place}",
                    condition=condition,
                    against=at.against,
                    source=source,
                    grade=self.grade or source.grade,
                    **(shared | own | told),
                )
            )
        return made


class _File(Checked):
    error: ClassVar[type[HillrunnerError]] = RowsError
    source: dict[str, Source]
    row: tuple[_Family, ...]


def read_rows(path: str | Path) -> tuple[Row, ...]:
    """The rows of a file, in its order.

    Raises
    ------
    RowsError
        If the file is missing, is not TOML, names an unknown source, measure's unit or key, has a
        band that is none, or two rows of one name.
    """
    path = Path(path)
    data = read_toml(path, "rows file", RowsError)
    try:
        file = _File(**data)
        rows = [row for family in file.row for row in family.rows(file.source)]
    except RowsError as error:
        raise RowsError(f"{path}: {error}") from None
    seen: set[str] = set()
    for row in rows:
        if row.name in seen:
            raise RowsError(f"{path}: there are two rows named {row.name!r}.")
        seen.add(row.name)
    return tuple(rows)


@lru_cache(maxsize=1)
def published_rows() -> tuple[Row, ...]:
    """The rows that come with the package."""
    with resources.as_file(resources.files("hillrunner.published") / "rows.toml") as path:
        return read_rows(path)


def conditions_of(rows: tuple[Row, ...]) -> tuple[Condition, ...]:
    """The conditions it takes to evaluate rows, by slope and speed."""
    found = dict.fromkeys(condition for row in rows for condition in row.conditions)
    return tuple(sorted(found, key=lambda condition: condition.order))
