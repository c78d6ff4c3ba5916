"""Published trials of strength training, and what the model says of their plans.

A trial is what its people did, as a plan, and what became of them. It counts where both were read
(grades A, D and S, as in :mod:`hillrunner.published.rows`) and no coefficient was chosen by it; all
others are shown apart. Trials whose exercises have no simulated lift are not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import ClassVar, Literal

import xarray as xr
from pydantic import model_validator

from hillrunner.checks import Checked
from hillrunner.errors import HillrunnerError, PlanError
from hillrunner.files import read_toml
from hillrunner.motion.motion import Motion
from hillrunner.published.rows import COUNTED_GRADES, Grade
from hillrunner.training.adaptation import ESTIMATES, Adaptation, adapt
from hillrunner.training.plan import Plan

UNCHANGED = 1.0  # %: less counts as no change, a choice


class Outcome(Checked):
    """What became of the people of a trial.

    Attributes
    ----------
    quantity, of
        1RM of a lift, or size of a muscle group or of ``all`` leg muscle.
    week
        When.
    mean, sd
        Change (%); None where only the direction is known.
    direction
        Whether it rose or did not change.
    grade
        How we know.
    used
        What of the model was chosen by it; empty where nothing was.
    """

    error: ClassVar[type[HillrunnerError]] = PlanError
    quantity: Literal["one_rep_max", "size"]
    of: str
    week: int
    mean: float | None = None
    sd: float | None = None
    direction: Literal["up", "none"] = "up"
    grade: Grade
    used: str = ""

    @model_validator(mode="after")
    def _sound(self) -> Outcome:
        if self.sd is not None and self.mean is None:
            raise ValueError(f"the outcome {self.quantity} of {self.of} has an sd but no mean.")
        return self


class Trial(Checked):
    """A published trial.

    Attributes
    ----------
    name, source, people
        For people.
    plan
        What was trained; only exercises that are simulated.
    plan_grade
        How we know.
    left_out
        What else they trained.
    outcomes
        What became of them.
    """

    error: ClassVar[type[HillrunnerError]] = PlanError
    name: str
    source: str
    people: str
    plan: Plan
    plan_grade: Grade
    left_out: str = ""
    outcomes: tuple[Outcome, ...]

    @model_validator(mode="before")
    @classmethod
    def _opened(cls, data: dict[str, object]) -> dict[str, object]:
        plan = data.get("plan")
        return data | {"plan": Plan(**plan)} if isinstance(plan, dict) else data

    def counts(self, outcome: Outcome) -> bool:
        """Whether the model is judged by it."""
        grades = (self.plan_grade, outcome.grade)
        return all(grade in COUNTED_GRADES for grade in grades) and not outcome.used


@dataclass(frozen=True)
class Held:
    """An outcome beside what the model says of it (%).

    Attributes
    ----------
    trial, outcome
        What was published.
    value, low, high
        The model's, and the 5 and 95 % of plausible responders.
    agrees
        Whether it goes the same way.
    inside
        Whether the value is within one standard deviation of the people's mean, or, where that is
        not known, their mean between low and high; None where no mean is known.
    counted
        Whether the model is judged by it.
    """

    trial: str
    outcome: Outcome
    value: float
    low: float
    high: float
    agrees: bool
    inside: bool | None
    counted: bool


@lru_cache(maxsize=1)
def trials() -> tuple[Trial, ...]:
    """The trials that are known, read from ``trials.toml``."""
    with resources.as_file(resources.files("hillrunner.training") / "trials.toml") as path:
        data = read_toml(path, "trials", PlanError)
    return tuple(Trial(**one) for one in data["trial"])


def held(trial: Trial, lifts: Mapping[str, Motion | xr.Dataset]) -> tuple[Held, ...]:
    """A trial's outcomes beside the model's.

    Parameters
    ----------
    trial
        One of :func:`trials`.
    lifts
        Solved motions of its exercises, by name.

    Raises
    ------
    PlanError
        If one is missing.
    """
    done = adapt(trial.plan, lifts)
    return tuple(_held(trial, outcome, done) for outcome in trial.outcomes)


def _held(trial: Trial, outcome: Outcome, done: Adaptation) -> Held:
    change = 100.0 * (_factor(outcome, done).sel(week=outcome.week) - 1.0)
    value, low, high = (float(change.sel(estimate=name)) for name in ESTIMATES)
    up = outcome.direction == "up"
    return Held(
        trial=trial.name,
        outcome=outcome,
        value=value,
        low=low,
        high=high,
        agrees=value > UNCHANGED if up else abs(value) <= UNCHANGED,
        inside=_inside(outcome, value, low, high),
        counted=trial.counts(outcome),
    )


def _inside(outcome: Outcome, value: float, low: float, high: float) -> bool | None:
    if outcome.mean is None:
        return None
    if outcome.sd is None:
        return low <= outcome.mean <= high
    return abs(value - outcome.mean) <= outcome.sd


def _factor(outcome: Outcome, done: Adaptation) -> xr.DataArray:
    if outcome.quantity == "one_rep_max":
        return done.table["one_rep_max"].sel(lift=outcome.of)
    return done.groups["size"].sel(group=outcome.of)
