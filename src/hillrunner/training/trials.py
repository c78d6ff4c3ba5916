"""Published trials of strength training: who trained, what, and what became of them.

A trial is what its people did, as a plan, and what changed. The model is judged by an outcome where
it was read (grades A, D and S, as in :mod:`hillrunner.published.rows`) and no coefficient was
chosen by it; all others are shown apart, and so are people who did not train, of whom the model can
say nothing but that they stay as they are. A mean with a spread takes a plan whose sets were read
too; a mere direction takes that what was trained and for how long was read, for whether something
rises does not hang on how many sets there were. What the model says is
:mod:`hillrunner.validate.training`.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import ClassVar, Literal

from pydantic import model_validator

from hillrunner.checks import Checked
from hillrunner.errors import HillrunnerError, PlanError
from hillrunner.files import read_toml
from hillrunner.published.rows import COUNTED_GRADES, Grade
from hillrunner.training.plan import Plan

Quantity = Literal["one_rep_max", "size", "force", "tendon_stiffness", "economy", "time", "mass"]
Direction = Literal["up", "down", "none"]


class Outcome(Checked):
    """What became of the people of a trial.

    Attributes
    ----------
    quantity, of
        1RM of a lift (kg); size, force or stiffness of tendons of a muscle group or of ``all`` leg
        muscle; metabolic cost of running (``economy``, of nothing); time over a distance; body mass
        (of nothing).
    speed
        Of ``economy`` (m/s).
    week
        When.
    mean, sd
        Change (%); None where only the direction is known.
    direction
        Which way it went. What costs less goes ``down``.
    grade
        How we know.
    used
        What of the model was chosen by it; empty where nothing was.
    note
        How it was read, where that needs saying.
    cause
        Likely cause, to be shown only where the model is outside.
    """

    error: ClassVar[type[HillrunnerError]] = PlanError
    quantity: Quantity
    of: str = ""
    speed: float | None = None
    week: int
    mean: float | None = None
    sd: float | None = None
    direction: Direction
    grade: Grade
    used: str = ""
    note: str = ""
    cause: str = ""

    @model_validator(mode="after")
    def _sound(self) -> Outcome:
        what = f"the outcome {self.quantity}" + (f" of {self.of}" if self.of else "")
        if self.sd is not None and self.mean is None:
            raise ValueError(f"{what} has an sd but no mean.")
        if (self.quantity == "economy") != (self.speed is not None):
            raise ValueError(f"{what}: speed belongs to economy, and to nothing else.")
        if (self.quantity in ("economy", "mass")) == bool(self.of):
            raise ValueError(f"{what}: economy and mass are of nothing, all else of something.")
        return self


class Trial(Checked):
    """A published trial.

    Attributes
    ----------
    name, source, doi, people
        For people; ``doi`` is empty where we know none.
    women
        Share of women in them.
    mass
        Their mean (kg); None where it was not read.
    vo2max
        mL/kg/min; the same.
    training_age
        Years of strength training before.
    plan
        What was trained; only exercises that are simulated.
    plan_grade
        How we know what was trained, how hard and for how long.
    sets_grade
        How we know sets, repetitions and sessions; as ``plan_grade`` where not given.
    left_out
        What else they trained.
    stands_in
        What is simulated in place of what they did; empty where it is what they did.
    outcomes
        What became of them.
    """

    error: ClassVar[type[HillrunnerError]] = PlanError
    name: str
    source: str
    doi: str = ""
    people: str
    women: float = 0.0
    mass: float | None = None
    vo2max: float | None = None
    training_age: float = 0.0
    plan: Plan
    plan_grade: Grade
    sets_grade: Grade | None = None
    left_out: str = ""
    stands_in: str = ""
    outcomes: tuple[Outcome, ...]

    @model_validator(mode="before")
    @classmethod
    def _opened(cls, data: dict[str, object]) -> dict[str, object]:
        plan = data.get("plan")
        return data | {"plan": Plan(**plan)} if isinstance(plan, dict) else data

    @model_validator(mode="after")
    def _within(self) -> Trial:
        for outcome in self.outcomes:
            if not 1 <= outcome.week <= self.plan.weeks + self.plan.weeks_after:
                raise ValueError(f"an outcome is of week {outcome.week}, which is not in the plan.")
        return self

    def counts(self, outcome: Outcome) -> bool:
        """Whether the model is judged by it."""
        grades = [self.plan_grade, outcome.grade]
        if outcome.sd is not None:
            grades.append(self.sets_grade or self.plan_grade)
        read = all(grade in COUNTED_GRADES for grade in grades)
        return read and bool(self.plan.exercises) and not outcome.used


class Unfed(Checked):
    """A trial that cannot be fed to the model, and why."""

    error: ClassVar[type[HillrunnerError]] = PlanError
    name: str
    source: str
    doi: str = ""
    why: str


class _File(Checked):
    error: ClassVar[type[HillrunnerError]] = PlanError
    trial: tuple[Trial, ...]
    unfed: tuple[Unfed, ...]


@lru_cache(maxsize=1)
def _file() -> _File:
    with resources.as_file(resources.files("hillrunner.training") / "trials.toml") as path:
        return _File(**read_toml(path, "trials", PlanError))


def trials() -> tuple[Trial, ...]:
    """The trials that are known, read from ``trials.toml``."""
    return _file().trial


def unfed() -> tuple[Unfed, ...]:
    """Trials that are known and cannot be fed to the model."""
    return _file().unfed
