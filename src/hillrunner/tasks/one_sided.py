"""Lifts with one leg ahead: each leg has its own, and feet that stand do not move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, Literal

import numpy as np
from pydantic import ValidationInfo, field_validator

from hillrunner.checks import listed, show
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.instant import Carried, Instant
from hillrunner.sides import RIGHT, SIDES, Side, opposite
from hillrunner.tasks import squat
from hillrunner.tasks.hands import HANGING, in_hands
from hillrunner.tasks.lift import BRACED, Lift, held_shares
from hillrunner.tasks.squat import bar_on_shoulders
from hillrunner.tasks.task import Row, Symmetry

TRUNK = ("lumbar_extension", "lumbar_bending", "lumbar_rotation")
# rad: hips stay level and square, and the back straight, but for what balance takes
LEVEL = dict.fromkeys(("pelvis_list", "pelvis_rotation", *TRUNK), (-0.12, 0.12))
# rad; hands at a bar do not move, and dumbbells do not swing
ARMS: Mapping[str, Mapping[str, float]] = {
    "shoulders": squat.ARMS,
    "hands": {"arm_flex": 0.0, **HANGING},
}


class OneSided(Lift):
    """One repetition with one leg ahead, which ends where it began.

    The load is a bar on the shoulders or a dumbbell in each hand. Feet that stand do not move: what
    they press with is found, within friction and within the soles.
    """

    choices: ClassVar[Mapping[str, tuple[str, ...]]] = {"carry": tuple(ARMS), "front": SIDES}

    carry: Literal["shoulders", "hands"] = "shoulders"
    front: Side = RIGHT
    depth: float = 90.0

    @field_validator("carry", "front", mode="before")
    @classmethod
    def _word(cls, value: object, info: ValidationInfo) -> object:
        name = str(info.field_name)
        if value not in cls.choices[name]:
            raise ValueError(
                f"{name} is {show(value)}, but must be one of {listed(cls.choices[name])}."
            )
        return value

    @property
    def rear(self) -> Side:
        """The leg that is behind."""
        return opposite(self.front)

    @property
    def legs(self) -> Mapping[str, Side]:
        """The one in front, and the one behind."""
        return {"front": self.front, "rear": self.rear}

    @property
    def apart(self) -> bool:
        """Whether it is in the hands: a dumbbell in each."""
        return self.carry == "hands"

    @property
    def arms(self) -> Mapping[str, float]:
        """Angles (rad) that both arms hold."""
        return ARMS[self.carry]

    def carried(self, body: Body) -> tuple[Carried, ...]:
        """The bar on the trunk behind the neck, or half of the load in each hand."""
        if self.carry == "hands":
            return in_hands(body, self.called)
        return bar_on_shoulders(body, self.called)

    def torque_limits(self, body: Body) -> Mapping[str, float]:
        """The trunk does not give way, to the front or to a side."""
        return dict.fromkeys(TRUNK, BRACED)

    def symmetry(self, body: Body) -> Symmetry:
        """Left and right each have their own."""
        return Symmetry.NONE

    def shares(self, body: Body, mesh: int) -> np.ndarray:
        """Those of lifts in which what stands is held."""
        return held_shares(mesh)

    @staticmethod
    def rows(body: Body, now: Instant) -> Iterable[Row]:
        """None: feet that stand are held."""
        return ()

    @property
    def _way(self) -> str:
        return f" to {self.depth:g} deg"
