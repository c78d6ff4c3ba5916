"""A seated calf raise: thighs level on a seat, the load on the knees, heels up and down again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, Literal, final

import numpy as np

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.instant import Carried, Instant
from hillrunner.model.mechanics.rigid_body import Kinematics
from hillrunner.model.mechanics.supports import AXES, Support
from hillrunner.model.physics.spatial import Vec, rotate, sub, transpose
from hillrunner.sides import RIGHT, SIDES, on_both_sides, on_side, side_of
from hillrunner.tasks.calf_raise import sole_courses, sole_rows
from hillrunner.tasks.hands import HANGING
from hillrunner.tasks.held_feet import (
    BALL,
    GIVES,
    WIDTH,
    Place,
    foot_places,
    on_the_floor,
    standing_foot,
    staying,
)
from hillrunner.tasks.lift import Lift, Limits, check_segments, held, held_shares, stance
from hillrunner.tasks.posed import SHARE, Posed
from hillrunner.tasks.task import Course, Guess, Row, Waypoint

# rad: level thighs, shins that lean a little forward over flat feet
HIP, KNEE = 1.55, 1.65
# The seat is under the hips' centres (m per metre of height). It holds the pelvis by the sitting
# bones behind and by the thighs' roots before: how far ahead, and along which axes.
UNDER = -0.05
SEAT = {"seat": (-0.03, ("forward", "up")), "edge": (0.03, ("up",))}
ARMS = {"arm_flex": 0.0, **HANGING}  # rad
STRAIGHT = (-0.12, 0.12)  # rad, of the back


@final
class SeatedCalfRaise(Lift):
    """One calf raise of both legs on a seat, from flat feet, which ends where it began.

    The pelvis does not move on the seat, nor the balls of the feet on the floor: what both press
    with is found. The load lies on the knees. Tempo and the angle of the soles are given. Bent
    knees leave the two-joint calf muscles short, so that soleus does the work.

    Parameters
    ----------
    load : float or "max"
        Mass (kg) on both knees, 0 to 400; default 0. ``"max"`` looks for the most.
    rise : float
        Of the soles from the ground (deg) at the top, 10 to 35; default 25.
    down, up : float
        Time (s) for the way down and the way up, 0.5 to 5; default 1 each.

    Raises
    ------
    TaskError
        One sentence naming the field, its value and what is allowed.
    """

    limits: ClassVar[Limits] = {"rise": (10.0, 35.0, "deg of the soles from the ground")}
    near_by: ClassVar[Mapping[str, float]] = {"rise": 10.0}
    rises: ClassVar[bool] = True

    kind: Literal["seated_calf_raise"] = "seated_calf_raise"
    rise: float = 25.0

    def carried(self, body: Body) -> tuple[Carried, ...]:
        """Half of it on each knee.

        Raises
        ------
        TaskError
            If the body lacks a thigh or a shin.
        """
        motion, _ = _seated(body, self.called)
        knees = (motion.frames[name].position for name in on_both_sides("tibia"))
        thighs = on_both_sides("femur")
        return tuple(
            Carried(thigh, _within(motion, thigh, knee), 0.5)
            for thigh, knee in zip(thighs, knees, strict=True)
        )

    def _held(self, body: Body) -> tuple[list[Support], list[Place]]:
        """The seat under the pelvis and the balls of the feet, and where they stay."""
        motion, _ = _seated(body, self.called)
        supports: list[Support] = []
        places: list[Place] = []
        for side in SIDES:
            x, y, z = motion.frames[on_side("femur", side)].position
            for name, (ahead, held_along) in SEAT.items():
                point = (x + ahead * body.height, y + UNDER * body.height, z)
                at = _within(motion, "pelvis", point)
                support = Support(on_side(name, side), "pelvis", at, 0.0, held_along)
                supports.append(support)
                there = dict(zip(AXES, (float(v) for v in point), strict=True))
                places += [(support, axis, there[axis], there[axis]) for axis in held_along]
            foot = standing_foot(body, side, BALL)
            forward = float(motion.frames[foot[0].segment].point(foot[0].location)[0])
            supports += foot
            places += foot_places(foot, forward, 0.5 * WIDTH * body.height, GIVES)
        return supports, places

    def supports(self, body: Body) -> tuple[Support, ...]:
        """The seat, and ball and big toe of both feet."""
        return tuple(self._held(body)[0])

    def shares(self, body: Body, mesh: int) -> np.ndarray:
        """Fewer than of lifts whose feet stand on the law of contact."""
        return held_shares(mesh)

    @staticmethod
    def rows(body: Body, now: Instant) -> Iterable[Row]:
        """The soles go up and down with the tempo."""
        return sole_rows(now)

    def ranges(self, body: Body) -> Mapping[str, tuple[float, float]]:
        """A straight back, arms that hang, knees about over the feet."""
        return stance(body, held(ARMS)) | {"lumbar_extension": STRAIGHT}

    def waypoints(self, body: Body) -> tuple[Waypoint, ...]:
        """It begins at rest."""
        still = on_both_sides("ankle_angle")
        return tuple(Waypoint(0.0, name, 0.0, 0.0, rate=True) for name in still)

    def courses(self, body: Body) -> Mapping[str, Course]:
        """The soles rise from the ground and go back to it, evenly; all else stays."""
        places = [place for place in self._held(body)[1] if side_of(place[0].name) == RIGHT]
        return staying(places) | sole_courses(self, float(np.deg2rad(self.rise)))

    def guess(self, body: Body, variant: int = 0) -> Guess:
        """The heels rise about the balls of the feet, and knees with them."""
        most = float(np.deg2rad(self.rise))
        if variant:
            most *= np.random.default_rng(variant).uniform(0.9, 1.0)

        def missed(motion: Kinematics, k: int) -> list[np.ndarray]:
            return [
                np.asarray(-motion.frames[on_side("calcn", side)].rotation[1][0])
                - np.sin(SHARE[k] * most)
                for side in SIDES
            ]

        high = _seated(body, self.called)[1]
        usual = {"pelvis_ty": (high, high)}
        for side in SIDES:
            usual |= {
                on_side("hip_flexion", side): (HIP, HIP),
                on_side("knee_angle", side): (KNEE, KNEE),
                on_side("ankle_angle", side): (KNEE - HIP, KNEE - HIP - most),
                on_side("mtp_angle", side): (0.0, -most),
            }
        places = self._held(body)[1]
        return self._along(Posed(body, usual, ARMS, (), places, missed, self.ranges(body)).way())

    @property
    def _way(self) -> str:
        return f" of {self.rise:g} deg"


def _seated(body: Body, lift: str) -> tuple[Kinematics, float]:
    """The body on its seat with flat feet, and how high (m) its pelvis is.

    Raises
    ------
    TaskError
        If the body lacks a segment that the lift needs.
    """
    check_segments(body, lift, "pelvis", *on_both_sides("femur"), *on_both_sides("tibia"))
    angles = {"hip_flexion": HIP, "knee_angle": KNEE, "ankle_angle": KNEE - HIP}
    both = {name: angle for joint, angle in angles.items() for name in on_both_sides(joint)}
    return on_the_floor(body, both)


def _within(motion: Kinematics, segment: str, point: Vec) -> Vec:
    """A point of the ground's frame (m) in a segment's."""
    frame = motion.frames[segment]
    x, y, z = (float(v) for v in rotate(transpose(frame.rotation), sub(point, frame.position)))
    return x, y, z
