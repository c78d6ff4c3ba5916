"""Feet fore and aft: the front one flat, the rear one on its ball, and how a body stands so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.rigid_body import Kinematics
from hillrunner.model.mechanics.supports import Support
from hillrunner.sides import RIGHT, Side, on_side, opposite
from hillrunner.tasks.balance import Carrying
from hillrunner.tasks.held_feet import BALL, GIVES, SOLE, WIDTH, Place, foot_places, standing_foot
from hillrunner.tasks.posed import SHARE, Ends, Posed

Array = np.ndarray

# Of the first guess, upright and deepest: the front foot's part of the weight, lean (rad) of the
# trunk, and flexion (rad) of the front hip, the rear hip, the rear knee, and rise of the rear heel.
CARRIED, LEAN = (0.5, 0.6), (0.1, 0.25)
HIP, REAR_HIP, REAR_KNEE, HEEL = (0.6, 1.4), (-0.2, -0.1), (0.4, 1.2), (0.5, 0.7)
ANKLE = (0.0, 0.3)  # rad, of the front one


@dataclass(frozen=True)
class SplitStance:
    """A body whose ``front`` foot's ball is ``stride`` (m) ahead of that of the other."""

    body: Body
    front: Side
    stride: float

    @property
    def rear(self) -> Side:
        """The side that is behind."""
        return opposite(self.front)

    def supports(self) -> tuple[Support, ...]:
        """The whole front sole, ball and big toe of the rear one."""
        front = standing_foot(self.body, self.front, SOLE)
        return (*front, *standing_foot(self.body, self.rear, BALL))

    def places(self) -> list[Place]:
        """Where both feet stay, straight ahead."""
        aside, half = 0.5 * WIDTH * self.body.height, 0.5 * self.stride
        front = standing_foot(self.body, self.front, SOLE)
        rear = standing_foot(self.body, self.rear, BALL)
        return foot_places(front, half, aside) + foot_places(rear, -half, aside, GIVES)

    def postures(
        self,
        carrying: Carrying,
        knee: Ends,
        arms: Mapping[str, float],
        ranges: Mapping[str, Ends],
    ) -> Callable[[Array], Array]:
        """How deep (0 upright to 1 deepest) to coordinates at rest on both feet.

        Parameters
        ----------
        knee
            Flexion of the front knee (rad), upright and deepest.
        arms
            Angles (rad) that both arms hold.
        ranges
            Bounds (rad, m) of coordinates.
        """
        ahead, half = CARRIED[0] + (CARRIED[1] - CARRIED[0]) * SHARE, 0.5 * self.stride
        aside = 0.5 * WIDTH * self.body.height * (1.0 if self.front == RIGHT else -1.0)

        def missed(motion: Kinematics, k: int) -> list[Array]:
            return carrying.astray(motion, (-half, -aside), (half, aside), ahead[k])

        front_knee = on_side("knee_angle", self.front)
        usual = self._usual() | {front_knee: knee}
        places = self.places()
        return Posed(self.body, usual, arms, (front_knee,), places, missed, ranges).way()

    def _usual(self) -> dict[str, Ends]:
        high = 0.5 * self.body.height
        half_lean = (-0.5 * LEAN[0], -0.5 * LEAN[1])
        shin = [k - h - up for k, h, up in zip(REAR_KNEE, REAR_HIP, HEEL, strict=True)]
        return {
            "pelvis_tilt": half_lean,
            "lumbar_extension": half_lean,
            "pelvis_ty": (high, high - 0.15),
            on_side("hip_flexion", self.front): HIP,
            on_side("ankle_angle", self.front): ANKLE,
            on_side("hip_flexion", self.rear): REAR_HIP,
            on_side("knee_angle", self.rear): REAR_KNEE,
            on_side("ankle_angle", self.rear): (shin[0], shin[1]),
            on_side("mtp_angle", self.rear): (-HEEL[0], -HEEL[1]),
        }
