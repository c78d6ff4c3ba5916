"""A deadlift: a bar from the floor in hanging arms, up until the body stands, and down again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, Literal, final

import numpy as np

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.instant import Carried, Instant
from hillrunner.model.mechanics.rigid_body import Kinematics
from hillrunner.model.physics.scalar import Scalar
from hillrunner.model.physics.spatial import Frame, Vec
from hillrunner.sides import RIGHT, SIDES, on_both_sides, on_side
from hillrunner.tasks.balance import Carrying, at_rest, bent, settled
from hillrunner.tasks.footing import CENTIMETRE, planted
from hillrunner.tasks.hands import HANGING, in_hands
from hillrunner.tasks.lift import UNEVEN, Lift, Limits, held, stance
from hillrunner.tasks.task import Course, Guess, Row, Waypoint

CALLED = "deadlift"
STANDING = (0.0, 0.2)  # rad, of the knees at the top
DEEPEST = 2.1  # rad, of the knees
STRAIGHT = (-0.1, 0.1)  # rad, of the back at the top
LOCKED = (-0.1, 0.35)  # rad, of the hips at the top
# m ahead of the shin's line, drawn on upwards past the knee: half a shin and half a bar. A choice.
AHEAD = (0.05, 0.6)
HEIGHT = "height of the bar"
HIGHEST = 1.5  # m
# Of the first guess: rad of the knees at the top, of the shin for one of the knee, m of the bar
# ahead of the shin.
KNEE, SHIN, GAP = 0.1, 0.16, 0.06
USUAL = 60.0  # kg, for which the ends of the way are balanced
# rad of lean, arms ahead of the vertical, adduction, and of the knee before them where the bar is
# low.
STOOD, BENT = (0.1, 0.1, 0.0), (1.6, 1.2, 0.0, 0.0)


@final
class Deadlift(Lift):
    """One conventional deadlift, down to the floor and up, which ends where it began: standing.

    The bar goes evenly between the floor and where it hangs when the body stands, ahead of the
    shins, in straight arms that hang. Hips, knees, trunk and balance are found. The plates touch
    the floor at the turn and are not put down: it never carries them. The bar is a point mass in
    the hands, half of it in each.

    Parameters
    ----------
    load : float or "max"
        Mass (kg) of the bar, 0 to 400; default 0. ``"max"`` looks for the most.
    height : float
        Of the bar (m) when the plates touch the floor, 0.1 to 0.6; default 0.225, half of the
        largest plates of competition. More, where it is pulled from blocks.
    down, up : float
        Time (s) for the way down and the way up, 0.5 to 5; default 1 each.

    Raises
    ------
    TaskError
        One sentence naming the field, its value and what is allowed.
    """

    limits: ClassVar[Limits] = {"height": (0.1, 0.6, "m of the bar over the floor")}
    near_by: ClassVar[Mapping[str, float]] = {"height": 0.1}

    kind: Literal["deadlift"] = "deadlift"
    height: float = 0.225

    def carried(self, body: Body) -> tuple[Carried, ...]:
        """The bar, in both hands."""
        return in_hands(body, CALLED)

    @staticmethod
    def rows(body: Body, now: Instant) -> Iterable[Row]:
        """Feet stay on the ground, the bar ahead of the shins; its height goes with the tempo."""
        yield from planted(body, now)
        frames = now.motion.frames
        for side, hand in zip(SIDES, in_hands(body, CALLED), strict=True):
            at = frames[hand.segment].point(hand.location)
            ahead = _along(frames[on_side("tibia", side)], at)
            low, high = (limit / CENTIMETRE for limit in AHEAD)
            yield Row(f"bar ahead of the {side} shin", ahead / CENTIMETRE, low, high, side)
            height = f"{HEIGHT} in the {side} hand"
            yield Row(height, at[1] / CENTIMETRE, 0.0, HIGHEST / CENTIMETRE, side)

    def ranges(self, body: Body) -> Mapping[str, tuple[float, float]]:
        """Straight arms, feet about as wide as the hips."""
        return stance(body, {"knee_angle": (0.0, DEEPEST)} | held(HANGING))

    def waypoints(self, body: Body) -> tuple[Waypoint, ...]:
        """It begins standing upright, at rest."""
        points = [Waypoint(0.0, "pelvis_tx", 0.0, 0.0)]
        for joint, limits in (("knee_angle", STANDING), ("hip_flexion", LOCKED)):
            for name in on_both_sides(joint):
                points += [Waypoint(0.0, name, *limits), Waypoint(0.0, name, 0.0, 0.0, rate=True)]
        return (*points, Waypoint(0.0, "lumbar_extension", *STRAIGHT))

    def courses(self, body: Body) -> Mapping[str, Course]:
        """The bar's height, from where it hangs to the floor and back."""
        top = self._top(body)

        def course(phase: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            share = self.share(phase)
            low, high = (
                top + (self.height - top) * np.clip(share + by, None, 1.0)
                for by in (UNEVEN, -UNEVEN)
            )
            return low / CENTIMETRE, high / CENTIMETRE

        return {f"{HEIGHT} in the right hand": course}

    def _top(self, body: Body) -> float:
        """How high (m) the bar hangs when the body stands."""
        usual = Carrying(body, self.carried(body), USUAL)
        return float(usual.place(usual.motion(_posture(usual, None)))[1][0])

    def guess(self, body: Body, variant: int = 0) -> Guess:
        """All joints go evenly from where the body stands to where it holds the bar at the floor,
        balanced at both ends."""
        places, load = self.carried(body), self.mass_carried + self.begins
        carrying, usual = Carrying(body, places, load), Carrying(body, places, USUAL)
        low = self.height
        if variant:
            low += np.random.default_rng(variant).uniform(0.0, 0.02)
        ends = np.vstack([_posture(usual, height) for height in (None, low)])

        def positions(phase: np.ndarray) -> np.ndarray:
            share = self.share(phase)[:, None]
            return settled(carrying, (1.0 - share) * ends[0] + share * ends[1])

        return Guess(self.down + self.up, positions, sought=self.begins, carried=True)

    @property
    def _way(self) -> str:
        return "" if self.height == 0.225 else f" from {self.height:g} m"


def _posture(carrying: Carrying, height: float | None) -> np.ndarray:
    """Coordinates (1, coordinates) of the body at rest with the bar in hanging arms, ahead of its
    shins: standing, or with the bar at a ``height`` (m)."""

    def posture(unknown: np.ndarray, pitch: float) -> np.ndarray:
        *knees, lean, swing, straddle = unknown
        knee = knees[0] if knees else np.full(1, KNEE)
        arms = HANGING | {"arm_flex": lean + swing}
        return bent(carrying.body, knee, lean, straddle, pitch, arms, shin=SHIN * knee)

    def wanted(motion: Kinematics, ground: np.ndarray) -> list[np.ndarray]:
        gap = _ahead(carrying, motion) - GAP
        return [gap] if height is None else [gap, carrying.place(motion)[1] - ground - height]

    start = STOOD if height is None else BENT
    return at_rest(carrying, posture, np.array(start)[:, None], wanted)


def _ahead(carrying: Carrying, motion: Kinematics) -> np.ndarray:
    """How far (m) the bar is ahead of the line of the right shin."""
    hand, shin = carrying.places[0], motion.frames[on_side("tibia", RIGHT)]
    return np.asarray(_along(shin, motion.frames[hand.segment].point(hand.location)))


def _along(shin: Frame, point: Vec) -> Scalar:
    """Where (m) a point is along the shin's forward axis."""
    to = [a - b for a, b in zip(point, shin.position, strict=True)]
    return sum(shin.rotation[axis][0] * to[axis] for axis in range(3))
