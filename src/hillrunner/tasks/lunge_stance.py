"""Where the feet of a lunge are, and how a body steps ahead on them and sinks between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.rigid_body import Kinematics
from hillrunner.model.mechanics.supports import AXES
from hillrunner.sides import RIGHT, Side, on_side, opposite, side_of
from hillrunner.tasks.balance import Carrying
from hillrunner.tasks.held_feet import GIVES, SOLE, Place, foot_places, standing_foot
from hillrunner.tasks.posed import SHARE, Ends, Posed

Array = np.ndarray
Way = Callable[[Array], Array]

ASIDE = 0.04  # m from the middle to that of a foot, per metre of height: narrower than the hips
LANDED = 0.35  # rad, of the front knee where the foot lands
LIFTED = 0.08  # m, of the front foot halfway
# Of the first guess, standing, where the foot lands, and deepest: the front foot's part of the
# weight, lean (rad) of the trunk, rad of the front hip and ankle, of the rear hip and knee, and
# rise of the rear heel.
CARRIED, LEAN = (0.0, 0.35, 0.6), (0.0, 0.1, 0.25)
HIP, ANKLE = (0.1, 0.6, 1.4), (0.1, 0.0, 0.3)
REAR_HIP, REAR_KNEE, HEEL = (0.1, -0.25, -0.1), (0.1, 0.35, 1.25), (0.0, 0.45, 0.7)
FLAT = 0.3  # of the step, until when the rear heel is on the ground
KNEE = 0.2  # rad, of the front one, where it hangs
SPOT = -0.06  # m of the weight from the ball of a foot that stands alone


@dataclass(frozen=True)
class LungeStance:
    """A body whose ``front`` foot steps ``stride`` (m) ahead of the other, which stays."""

    body: Body
    front: Side
    stride: float

    @property
    def rear(self) -> Side:
        """The side that stays behind."""
        return opposite(self.front)

    def places(self) -> list[Place]:
        """Where both feet stand, straight ahead."""
        aside = ASIDE * self.body.height
        front, rear = (standing_foot(self.body, side, SOLE) for side in (self.front, self.rear))
        return foot_places(front, self.stride, aside) + foot_places(rear, 0.0, aside, GIVES)

    def stepping(
        self, carrying: Carrying, arms: Mapping[str, float], ranges: Mapping[str, Ends]
    ) -> Way:
        """How far the step is (0 to 1) to coordinates: from standing on the rear leg to where the
        front foot lands, the rear heel rising.

        Parameters
        ----------
        arms
            Angles (rad) that both arms hold.
        ranges
            Bounds (rad, m) of coordinates.
        """
        places = [p for p in self.places() if side_of(p[0].name) == self.rear]
        stays = [p for p in places if not p[0].name.startswith("heel")]
        heels = [p for p in places if p[0].name.startswith("heel")]
        swings = [p for p in self.places() if side_of(p[0].name) == self.front]

        def missed(motion: Kinematics, k: int) -> list[Array]:
            found = self._balance(carrying, motion, 0.0, CARRIED[1], SHARE[k])
            for support, _, low, _ in heels if SHARE[k] < FLAT else ():
                found.append(motion.frames[support.segment].point(support.location)[1] - low)
            for support, axis, low, _ in swings:
                wanted = low
                if axis == "forward":
                    wanted -= (1.0 - SHARE[k]) * self.stride
                if axis == "up":
                    wanted += 4.0 * SHARE[k] * (1.0 - SHARE[k]) * LIFTED + 0.01 * (1.0 - SHARE[k])
                at = motion.frames[support.segment].point(support.location)[AXES.index(axis)]
                found.append(np.asarray(at - wanted))
            return found

        return Posed(self.body, self._usual(0), arms, (), stays, missed, ranges).way()

    def sinking(
        self,
        carrying: Carrying,
        deep: float,
        arms: Mapping[str, float],
        ranges: Mapping[str, Ends],
    ) -> Way:
        """How deep (0 where the front foot lands, 1 deepest) to coordinates; ``deep`` (rad) is the
        front knee's."""

        def missed(motion: Kinematics, k: int) -> list[Array]:
            return self._balance(carrying, motion, CARRIED[1], CARRIED[2], SHARE[k])

        front = on_side("knee_angle", self.front)
        usual = self._usual(1) | {front: (LANDED, deep)}
        heel = on_side("heel", self.rear)
        places = [place for place in self.places() if place[0].name != heel]
        return Posed(self.body, usual, arms, (front,), places, missed, ranges).way()

    def _balance(
        self, carrying: Carrying, motion: Kinematics, near: float, far: float, share: float
    ) -> list[Array]:
        """How far (m, forward and aside) the weight is from where it belongs between the feet."""
        aside = ASIDE * self.body.height * (1.0 if self.front == RIGHT else -1.0)
        ahead = near + (far - near) * share
        return carrying.astray(motion, (SPOT, -aside), (self.stride, aside), ahead)

    def _usual(self, first: int) -> dict[str, Ends]:
        """Usual coordinates, from the ``first`` of standing, landed and deepest to the next."""

        def ends(values: tuple[float, float, float], sign: float = 1.0) -> Ends:
            return sign * values[first], sign * values[first + 1]

        high = 0.53 * self.body.height
        knees = (KNEE, LANDED, LANDED)
        rise = [k - h - up for k, h, up in zip(REAR_KNEE, REAR_HIP, HEEL, strict=True)]
        return {
            "pelvis_tilt": ends(LEAN, -0.5),
            "lumbar_extension": ends(LEAN, -0.5),
            "pelvis_ty": ends((high, high - 0.05, high - 0.25)),
            on_side("hip_flexion", self.front): ends(HIP),
            on_side("knee_angle", self.front): ends(knees),
            on_side("ankle_angle", self.front): ends(ANKLE),
            on_side("hip_flexion", self.rear): ends(REAR_HIP),
            on_side("knee_angle", self.rear): ends(REAR_KNEE),
            on_side("ankle_angle", self.rear): ends((rise[0], rise[1], rise[2])),
            on_side("mtp_angle", self.rear): ends(HEEL, -1.0),
        }
