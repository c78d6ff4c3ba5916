"""A hip thrust: the back on a bench, feet flat, a bar on the hips, down and up again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, Literal, final

import numpy as np

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.instant import Carried, Instant
from hillrunner.model.mechanics.rigid_body import Kinematics
from hillrunner.model.mechanics.supports import AXES, Support
from hillrunner.sides import RIGHT, SIDES, on_both_sides, on_side, side_of
from hillrunner.tasks.hands import HANGING
from hillrunner.tasks.held_feet import (
    SOLE,
    WIDTH,
    Place,
    foot_places,
    on_the_floor,
    standing_foot,
    staying,
)
from hillrunner.tasks.lift import Lift, Limits, check_segments, held, held_shares, stance
from hillrunner.tasks.posed import Posed
from hillrunner.tasks.task import Course, Guess, Row, Waypoint

# rad, at the top: trunk and thighs level, shins upright over flat feet. It says how high the bench
# is and how far ahead of it the feet stand: as it is taught.
TILT, KNEE = 0.5 * np.pi, 0.5 * np.pi
STRAIGHT, BACK = (-0.1, 0.1), (-0.12, 0.12)  # rad, of the hips at the top; of the back
# rad, of the trunk from upright, and m, of the pelvis over the floor: it lies
LYING = {"pelvis_tilt": (0.3, 1.9), "pelvis_ty": (0.05, 1.0)}
# The bench's edge: below the shoulder blades, at the back's skin, in the torso's frame, and how far
# the points that bear on it are from the middle, m per metre of height. Choices.
EDGE, ASIDE = (-0.075, 0.16), 0.05
# Where the bar lies, in the pelvis's frame, m per metre of height: in the crease of the hips, on a
# pad. A choice.
BAR = (0.03, -0.035, 0.0)
ARMS = {"arm_flex": 0.0, **HANGING}  # rad, beside the trunk, hands at the bar
LOWERED = 0.2  # m of the pelvis, where the first guess looks


@final
class HipThrust(Lift):
    """One repetition of a hip thrust on both legs, which ends where it began: with straight hips.

    The back turns about the edge of a bench, the feet do not move on the floor: what both press
    with is found. The bench is as high as leaves trunk and thighs level at the top, with upright
    shins. Tempo and the flexion of the hips are given. The bar is a point mass fixed to the pelvis.

    Parameters
    ----------
    load : float or "max"
        Mass (kg) of the bar, 0 to 400; default 0. ``"max"`` looks for the most.
    depth : float
        Flexion of the hips (deg) at the bottom, 30 to 80; default 65.
    down, up : float
        Time (s) for the way down and the way up, 0.5 to 5; default 1 each.

    Raises
    ------
    TaskError
        One sentence naming the field, its value and what is allowed.
    """

    limits: ClassVar[Limits] = {"depth": (30.0, 80.0, "deg of flexion of the hips")}
    near_by: ClassVar[Mapping[str, float]] = {"depth": 10.0}

    kind: Literal["hip_thrust"] = "hip_thrust"
    depth: float = 65.0

    def carried(self, body: Body) -> tuple[Carried, ...]:
        """The bar, on the front of the pelvis.

        Raises
        ------
        TaskError
            If the body has no pelvis.
        """
        check_segments(body, self.called, "pelvis")
        x, y, z = (share * body.height for share in BAR)
        return (Carried("pelvis", (x, y, z)),)

    def _held(self, body: Body) -> tuple[list[Support], list[Place]]:
        """The bench under the back and the soles, and where they stay."""
        motion, _ = _level(body, self.called)
        supports: list[Support] = []
        places: list[Place] = []
        for side in SIDES:
            out = 1.0 if side == RIGHT else -1.0
            x, y, z = (share * body.height for share in (*EDGE, out * ASIDE))
            edge = Support(on_side("bench", side), "torso", (x, y, z), 0.0, AXES[:2])
            at = motion.frames["torso"].point(edge.location)
            supports.append(edge)
            places += [
                (edge, axis, float(v), float(v)) for axis, v in zip(edge.held, at[:2], strict=True)
            ]
            foot = standing_foot(body, side, SOLE)
            ball = motion.frames[foot[0].segment].point(foot[0].location)
            supports += foot
            places += foot_places(foot, float(ball[0]), 0.5 * WIDTH * body.height)
        return supports, places

    def supports(self, body: Body) -> tuple[Support, ...]:
        """The edge of the bench, and both soles."""
        return tuple(self._held(body)[0])

    def shares(self, body: Body, mesh: int) -> np.ndarray:
        """Those of lifts in which what stands is held."""
        return held_shares(mesh)

    @staticmethod
    def rows(body: Body, now: Instant) -> Iterable[Row]:
        """None: what stands is held."""
        return ()

    def ranges(self, body: Body) -> Mapping[str, tuple[float, float]]:
        """It lies: hips no deeper than asked, a straight back, hands held at the bar."""
        hips = {"hip_flexion": (STRAIGHT[0], float(np.deg2rad(self.depth)))}
        return stance(body, hips | held(ARMS)) | LYING | {"lumbar_extension": BACK}

    def waypoints(self, body: Body) -> tuple[Waypoint, ...]:
        """It begins with straight hips, which bend and straighten evenly, from rest."""
        return tuple(self.evenly("hip_flexion", STRAIGHT, float(np.deg2rad(self.depth))))

    def courses(self, body: Body) -> Mapping[str, Course]:
        """Where back and feet stay."""
        return staying(place for place in self._held(body)[1] if side_of(place[0].name) == RIGHT)

    def guess(self, body: Body, variant: int = 0) -> Guess:
        """Hips sink between bench and feet."""
        top, high = 0.0, _level(body, self.called)[1]
        if variant:
            top = np.random.default_rng(variant).uniform(0.5, 1.0) * STRAIGHT[0]
        deep = float(np.deg2rad(self.depth))
        usual = {"pelvis_tilt": (TILT, TILT - 0.5 * deep), "pelvis_ty": (high, high - LOWERED)}
        for side in SIDES:
            usual |= {
                on_side("hip_flexion", side): (top, deep),
                on_side("knee_angle", side): (KNEE, KNEE),
            }

        def missed(motion: Kinematics, k: int) -> list[np.ndarray]:
            return []

        given = on_both_sides("hip_flexion")
        places, ranges = self._held(body)[1], self.ranges(body)
        return self._along(Posed(body, usual, ARMS, given, places, missed, ranges).way())

    @property
    def _way(self) -> str:
        return f" to {self.depth:g} deg"


def _level(body: Body, lift: str) -> tuple[Kinematics, float]:
    """The body at the top, with flat feet on the floor, and how high (m) its pelvis is.

    Raises
    ------
    TaskError
        If the body lacks a segment that the lift needs.
    """
    check_segments(body, lift, "torso", *on_both_sides("femur"), *on_both_sides("tibia"))
    return on_the_floor(
        body, {"pelvis_tilt": TILT} | dict.fromkeys(on_both_sides("knee_angle"), KNEE)
    )
