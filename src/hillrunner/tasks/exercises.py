"""Lifts by the names that people call them by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hillrunner.checks import listed, unknown_name
from hillrunner.errors import TaskError
from hillrunner.tasks.calf_raise import CalfRaise
from hillrunner.tasks.deadlift import Deadlift
from hillrunner.tasks.hip_thrust import HipThrust
from hillrunner.tasks.lift import TEMPO, Lift
from hillrunner.tasks.lunge import Lunge
from hillrunner.tasks.seated_calf_raise import SeatedCalfRaise
from hillrunner.tasks.split_squat import SplitSquat
from hillrunner.tasks.squat import Squat
from hillrunner.tasks.step_up import StepUp

EXERCISES: Mapping[str, type[Lift]] = {
    "squat": Squat,
    "deadlift": Deadlift,
    "calf-raise": CalfRaise,
    "split-squat": SplitSquat,
    "lunge": Lunge,
    "step-up": StepUp,
    "seated-calf-raise": SeatedCalfRaise,
    "hip-thrust": HipThrust,
}


def exercise(name: str, load: Any = 0.0, **fields: Any) -> Lift:
    """The lift of that name, with a ``load`` (kg, or ``"max"``) and what else is said of it.

    Raises
    ------
    TaskError
        If there is no such lift, it knows no such field, or does not allow what is said.
    """
    name = name.replace("_", "-")
    if name not in EXERCISES:
        raise TaskError(unknown_name("exercise", name, name, EXERCISES))
    made = EXERCISES[name]
    known = [*TEMPO, *made.limits, *made.choices]
    for field in fields:
        if field not in known:
            raise TaskError(f"{field} is nothing of a {name}, which has {listed(known)}.")
    return made(load, **fields)
