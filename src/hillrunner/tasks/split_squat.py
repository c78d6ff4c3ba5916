"""A split squat: down and up with one foot ahead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, final

import numpy as np

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.supports import Support
from hillrunner.sides import on_side
from hillrunner.tasks.balance import Carrying
from hillrunner.tasks.held_feet import staying
from hillrunner.tasks.lift import Limits, held, stance
from hillrunner.tasks.one_sided import LEVEL, OneSided
from hillrunner.tasks.split_stance import SplitStance
from hillrunner.tasks.task import Course, Guess, Waypoint

# rad, of the front knee at the top: straighter, and the rear leg would not reach the ground
KNEE, STANDING = 0.3, (0.2, 0.4)
# The rear knee bends nearly as far as the front one, about as evenly: where it begins (rad), how
# far it goes as a share of that, and within which shares of the way it is.
REAR_TOP, REAR_KNEE, REAR_FAR, REAR_UNEVEN = 0.3, (0.1, 0.5), 0.8, 0.1
TIPTOE = (-1.0, -0.45)  # rad, of the rear toes: the heel is up


@final
class SplitSquat(OneSided):
    """One repetition of a split squat, which ends where it began: feet planted fore and aft.

    The front foot is flat, the rear one stands on the ball and the big toe. Neither moves: what
    they press with is found, within friction and within the soles. Tempo and the flexion of the
    front knee are given; how the load is shared between the legs, the trunk's lean and the balance
    are found. Left and right each have their own.

    Parameters
    ----------
    load : float or "max"
        Mass (kg) carried, 0 to 400; default 0. ``"max"`` looks for the most.
    depth : float
        Flexion of the front knee (deg) at the bottom, 40 to 105; default 90.
    stride : float
        How far the front foot is ahead, in body heights, 0.3 to 0.5; default 0.4.
    carry : {"shoulders", "hands"}
        Where the load is: a bar on the shoulders, or a dumbbell in each hand.
    front : {"right", "left"}
        The leg that is ahead.
    down, up : float
        Time (s) for the way down and the way up, 0.5 to 5; default 1 each.

    Raises
    ------
    TaskError
        One sentence naming the field, its value and what is allowed.
    """

    limits: ClassVar[Limits] = {
        "depth": (40.0, 105.0, "deg of flexion of the front knee"),
        "stride": (0.3, 0.5, "body heights"),
    }
    near_by: ClassVar[Mapping[str, float]] = {"depth": 10.0, "stride": 0.1}

    kind: Literal["split_squat"] = "split_squat"
    stride: float = 0.4

    def _stance(self, body: Body) -> SplitStance:
        return SplitStance(body, self.front, self.stride * body.height)

    def supports(self, body: Body) -> tuple[Support, ...]:
        """The whole front sole, ball and big toe of the rear one."""
        return self._stance(body).supports()

    def courses(self, body: Body) -> Mapping[str, Course]:
        """Where feet stay."""
        return staying(self._stance(body).places())

    def ranges(self, body: Body) -> Mapping[str, tuple[float, float]]:
        """The front knee no deeper than asked, the rear heel up, arms held, hips level."""
        own = {
            on_side("knee_angle", self.front): (0.0, float(np.deg2rad(self.depth))),
            on_side("mtp_angle", self.rear): TIPTOE,
        }
        return stance(body, held(self.arms)) | own | LEVEL

    def waypoints(self, body: Body) -> tuple[Waypoint, ...]:
        """Both knees go down and up evenly, from rest, and are at their deepest between the two."""
        depth = float(np.deg2rad(self.depth))
        far, sides = REAR_FAR * depth, (self.rear,)
        return (
            *self.evenly("knee_angle", STANDING, depth, (self.front,), KNEE),
            *self.evenly("knee_angle", REAR_KNEE, far, sides, REAR_TOP, REAR_UNEVEN),
        )

    def guess(self, body: Body, variant: int = 0) -> Guess:
        """The body sinks between its feet, the weight between both."""
        carrying = Carrying(body, self.carried(body), self.mass_carried + self.begins)
        top = KNEE
        if variant:
            top *= np.random.default_rng(variant).uniform(0.9, 1.1)
        knee = top, float(np.deg2rad(self.depth))
        feet = self._stance(body)
        return self._along(feet.postures(carrying, knee, self.arms, self.ranges(body)))
