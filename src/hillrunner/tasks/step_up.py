"""A step-up: one foot on a box, up until the leg is straight, and down again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, final

import numpy as np

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.rigid_body import Kinematics
from hillrunner.model.mechanics.supports import Support
from hillrunner.sides import RIGHT, Side, on_side
from hillrunner.tasks.balance import Carrying
from hillrunner.tasks.held_feet import SOLE, foot_places, standing_foot, staying
from hillrunner.tasks.lift import Limits, held, stance
from hillrunner.tasks.one_sided import LEVEL, OneSided
from hillrunner.tasks.posed import Posed
from hillrunner.tasks.task import Course, Guess, Waypoint

KNEE, STANDING = 0.15, (0.05, 0.3)  # rad, of the leg that steps, on top
# rad, of the leg that steps: it stands under the body
HIPS = {"hip_adduction": (-0.3, 0.3), "hip_rotation": (-0.4, 0.4)}
# rad, of the leg that hangs: behind, its foot pointing down to the floor
HANGING = {"hip_flexion": (-0.3, 0.9), "knee_angle": (0.1, 0.6), "ankle_angle": (-0.6, 0.2)}
HANGS = {"hip_flexion": (0.0, 0.6), "knee_angle": (0.3, 0.3), "ankle_angle": (-0.3, -0.3)}
ASIDE = 0.03  # m of the standing foot's middle, per metre of height, from the middle
# Of the first guess, on top and deepest, rad: lean of the trunk, the hip, the ankle.
LEAN, HIP, ANKLE = (0.05, 0.5), (0.15, 1.6), (0.05, 0.5)
SPOT = -0.06  # m of the weight from the ball


@final
class StepUp(OneSided):
    """One repetition of a step-up and -down, which ends where it began: on the box, on one leg.

    The front foot is flat on the box and does not move; the other hangs behind and bears nothing,
    so that all is done by the leg that steps. The box is as high as that foot comes down. Tempo and
    the flexion of the knee are given; trunk and balance are found. Left and right each have their
    own.

    Parameters
    ----------
    load : float or "max"
        Mass (kg) carried, 0 to 400; default 0. ``"max"`` looks for the most.
    depth : float
        Flexion of the knee (deg) where the other foot is lowest, 40 to 100; default 90.
    carry : {"shoulders", "hands"}
        Where the load is: a bar on the shoulders, or a dumbbell in each hand.
    front : {"right", "left"}
        The leg that steps.
    down, up : float
        Time (s) for the way down and the way up, 0.5 to 5; default 1 each.

    Raises
    ------
    TaskError
        One sentence naming the field, its value and what is allowed.
    """

    limits: ClassVar[Limits] = {"depth": (40.0, 100.0, "deg of flexion of the knee")}
    begins_at: ClassVar[float] = 5.0
    near_by: ClassVar[Mapping[str, float]] = {"depth": 10.0}

    kind: Literal["step_up"] = "step_up"

    @property
    def standing(self) -> tuple[Side, ...]:
        """The one on the box."""
        return (self.front,)

    def _foot(self, body: Body) -> list[Support]:
        return standing_foot(body, self.front, SOLE)

    def supports(self, body: Body) -> tuple[Support, ...]:
        """The whole front sole."""
        return tuple(self._foot(body))

    def courses(self, body: Body) -> Mapping[str, Course]:
        """Where it stays: its ball where forward is 0, and the box where up is."""
        return staying(foot_places(self._foot(body), 0.0, ASIDE * body.height))

    def ranges(self, body: Body) -> Mapping[str, tuple[float, float]]:
        """The knee no deeper than asked, the other leg hanging, arms held, hips level."""
        own = {on_side(name, self.front): limits for name, limits in HIPS.items()}
        own |= {on_side(name, self.rear): limits for name, limits in HANGING.items()}
        own[on_side("knee_angle", self.front)] = (0.0, float(np.deg2rad(self.depth)))
        return stance(body, held(self.arms)) | own | LEVEL

    def waypoints(self, body: Body) -> tuple[Waypoint, ...]:
        """The knee bends and straightens evenly, from rest."""
        depth = float(np.deg2rad(self.depth))
        return tuple(self.evenly("knee_angle", STANDING, depth, (self.front,), KNEE))

    def guess(self, body: Body, variant: int = 0) -> Guess:
        """The body sinks over its foot."""
        carrying = Carrying(body, self.carried(body), self.mass_carried + self.begins)
        top = KNEE
        if variant:
            top *= np.random.default_rng(variant).uniform(0.9, 1.1)
        places = foot_places(self._foot(body), 0.0, ASIDE * body.height)
        middle = ASIDE * body.height * (1.0 if self.front == RIGHT else -1.0)

        def missed(motion: Kinematics, k: int) -> list[np.ndarray]:
            ahead = carrying.centre(motion) - SPOT
            return [ahead, carrying.centre(motion, axis=2) - middle]

        high, knee = 0.5 * body.height, on_side("knee_angle", self.front)
        back = (-LEAN[0], -LEAN[1])
        usual = {
            "pelvis_tilt": back,
            "pelvis_ty": (high, high - 0.25),
            knee: (top, float(np.deg2rad(self.depth))),
            on_side("hip_flexion", self.front): HIP,
            on_side("ankle_angle", self.front): ANKLE,
            **{on_side(name, self.rear): ends for name, ends in HANGS.items()},
        }
        ranges = self.ranges(body)
        return self._along(Posed(body, usual, self.arms, (knee,), places, missed, ranges).way())
