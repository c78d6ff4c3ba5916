"""A forward lunge: from standing a step ahead, down, up, and the step back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, Literal, final

import numpy as np

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.instant import Instant
from hillrunner.model.mechanics.supports import AXES, Support
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.sides import SIDES, Side, on_side, side_of, stem
from hillrunner.tasks.balance import Carrying
from hillrunner.tasks.held_feet import BALL, SOLE, standing_foot
from hillrunner.tasks.lift import PACES, Limits, held, stance
from hillrunner.tasks.lunge_stance import LANDED, LungeStance
from hillrunner.tasks.one_sided import LEVEL, OneSided
from hillrunner.tasks.task import HELD, Course, Guess, Row, Waypoint, held_row

PLACED = ("ball_medial", "heel")  # of a foot, by which it is said where it is, and how fast
HOW = ("place", "speed")
STEP = 0.8  # s, of the step ahead and of the step back: a choice
HEEL = 0.5  # of the step, when the rear heel leaves the ground: a choice
# Within how much, m, the front foot starts beside the other and is where it lands just before it
# does, and how slow it is then, m/s: it lands at rest.
NEAR, SLOW = 0.01, 0.1
LANE = 0.05  # m to either side, within which it swings
CLEAR, HIGHEST = 0.03, 0.25  # m over the ground halfway, at least; and at most
NOTHING = 5e-4  # body weights: what still presses a place that is in the air
FARTHEST = 5.0  # m
MOST = 20.0  # body weights, that may press a place
UNEVEN = 0.1  # of the way, that the front knee may be from its tempo
REAR_FAR, REAR_NEAR = 0.8, 0.15  # of the front knee's bend, the rear one's when deepest; rad of it
HIPS = {"hip_adduction": (-0.45, 0.3), "hip_rotation": (-0.5, 0.4)}  # rad
EACH, FINER = 10, 30  # intervals each way, for so many of the mesh
STRAIGHT = (0.0, 0.4)  # rad, of the rear knee where it stands alone


@final
class Lunge(OneSided):
    """One repetition of a forward lunge, which ends where it began: standing on the rear leg.

    The front foot is in the air beside the other, steps ahead, lands, bears while the body goes
    down and up, and pushes off back to where it was: nothing presses it in the air, and it does not
    go through the ground. The rear foot stays where it is; its heel rises on the way and comes
    down again. When feet land and leave, how long the step is, and the front knee's bend after
    landing are given; with what they push, trunk and balance are found.

    Parameters
    ----------
    load : float or "max"
        Mass (kg) carried, 0 to 400; default 0. ``"max"`` looks for the most.
    depth : float
        Flexion of the front knee (deg) at the bottom, 60 to 105; default 90.
    stride : float
        How far the front foot steps, in body heights, 0.3 to 0.5; default 0.4.
    carry : {"shoulders", "hands"}
        Where the load is: a bar on the shoulders, or a dumbbell in each hand.
    front : {"right", "left"}
        The leg that steps.
    down, up : float
        Time (s) with the front foot on the ground, for the way down and the way up, 0.5 to 5;
        default 1 each. The steps take 0.8 s each besides.

    Raises
    ------
    TaskError
        One sentence naming the field, its value and what is allowed.
    """

    limits: ClassVar[Limits] = {
        "depth": (60.0, 105.0, "deg of flexion of the front knee"),
        "stride": (0.3, 0.5, "body heights"),
    }
    begins_at: ClassVar[float] = 5.0
    near_by: ClassVar[Mapping[str, float]] = {"depth": 10.0, "stride": 0.1}

    kind: Literal["lunge"] = "lunge"
    stride: float = 0.4

    @property
    def standing(self) -> tuple[Side, ...]:
        """The foot that never leaves the ground."""
        return (self.rear,)

    # when

    @property
    def _lasts(self) -> float:
        return 2.0 * STEP + self.down + self.up

    def duration(self, body: Body) -> tuple[float, float]:
        """As the tempo says, and both steps."""
        return self._lasts, self._lasts

    @property
    def turn(self) -> float:
        """Phase at which it is deepest."""
        return (STEP + self.down) / self._lasts

    def _parts(self, phase: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Of the step that is done, and of the way down (0 to 1 each): both go up, then down."""
        time = np.asarray(phase) % 1.0 * self._lasts
        back = self._lasts - time
        step = np.clip(np.minimum(time, back) / STEP, 0.0, 1.0)
        way = np.clip(np.minimum((time - STEP) / self.down, (back - STEP) / self.up), 0.0, 1.0)
        return step, way

    def share(self, phase: np.ndarray) -> np.ndarray:
        """How far down (0 where the front foot lands, 1 deepest) the tempo has it at a phase: it
        lands in motion."""
        return np.asarray(np.sin(0.5 * np.pi * self._parts(phase)[1]))

    def shares(self, body: Body, mesh: int) -> np.ndarray:
        """Fewer intervals than of other lifts, of a longer one: as many at the default mesh as on
        the coarse one by way of which it is found."""
        each = EACH * max(1, mesh // FINER)
        steps = max(4, round(STEP * each))
        times = [(STEP, steps), (self.down, each), (self.up, each), (STEP, steps)]
        return np.concatenate([np.full(n, time / n / self._lasts) for time, n in times])

    # what holds the feet

    def _stance(self, body: Body) -> LungeStance:
        return LungeStance(body, self.front, self.stride * body.height)

    def supports(self, body: Body) -> tuple[Support, ...]:
        """Both soles; when which part is in the air, courses say."""
        return tuple(_soles(body))

    @staticmethod
    def rows(body: Body, now: Instant) -> Iterable[Row]:
        """What presses each part of the soles (body weights); where ball and heel are, how fast."""
        weight = body.mass * GRAVITY
        for support, (force, _) in zip(_soles(body), now.contact, strict=True):
            side = side_of(support.name)
            yield Row(_pressing(support), force[1] / weight, 0.0, MOST, side)
            if stem(support.name) in PLACED:
                frame = now.motion.frames[support.segment]
                places = support.point(now.motion), frame.point_velocity(support.location)
                for how, values in zip(HOW, places, strict=True):
                    for axis, value in zip(AXES[:2], values[:2], strict=True):
                        name, far = _moving(support, how, axis), FARTHEST / HELD
                        yield Row(name, value / HELD, -far, far, side)

    def courses(self, body: Body) -> Mapping[str, Course]:
        """Where feet stand, and that they are over the ground and bear nothing where they do not.

        The places that stay count as they come to rest: what is kept above the ground so comes
        down on it softly.
        """
        feet = self._stance(body)
        found: dict[str, Course] = {}
        for support, axis, low, high in feet.places():
            front = side_of(support.name) == self.front
            heel = stem(support.name) == "heel"
            found[held_row(support, axis)] = self._held(axis, low, high, front, heel)
        for support in self.supports(body):
            part, front = stem(support.name), side_of(support.name) == self.front
            if front or part in ("heel", "midfoot_lateral"):
                found[_pressing(support)] = self._pressed(front)
            if front and part in PLACED:
                found[_moving(support, HOW[0], "up")] = self._before(0.0, NEAR)
                for axis in AXES[:2]:
                    found[_moving(support, HOW[1], axis)] = self._before(0.0, SLOW)
        ball = standing_foot(body, self.front, BALL)[0]
        found[_moving(ball, HOW[0], "forward")] = self._before(feet.stride, NEAR, 0.0)
        return found

    def _before(self, lands: float, by: float, begins: float | None = None) -> Course:
        """What a number of the front foot's is just before it lands, within how much; and when it
        starts, if that is said: at the last and at the first middle of an interval of the step."""

        def course(phase: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            step = self._parts(phase)[0]
            ahead = (step < 1.0) & (np.asarray(phase) < self.turn)
            at_end = ahead & (step == step[ahead].max())
            at_start = ahead & (step == step[ahead].min()) & (begins is not None)
            at = np.where(at_end, lands, begins or 0.0)
            off = np.where(at_end | at_start, by, FARTHEST)
            return (at - off) / HELD, (at + off) / HELD

        return course

    def _down(self, phase: np.ndarray, front: bool) -> np.ndarray:
        """Whether the front foot, or the rear heel, is on the ground."""
        step = self._parts(phase)[0]
        return step >= 1.0 if front else step < HEEL

    def _pressed(self, front: bool) -> Course:
        def course(phase: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            most = np.where(self._down(phase, front), MOST, NOTHING)
            return np.zeros(phase.shape), most

        return course

    def _held(self, axis: str, low: float, high: float, front: bool, heel: bool) -> Course:
        """Bounds of a place: where it stands while it does, else where it may be in the air."""

        def course(phase: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            stands = self._down(phase, front) if front or heel else np.full(phase.shape, True)
            step = self._parts(phase)[0]
            nothing = 0.0 * step
            least, most = {
                "up": (high + front * CLEAR * np.sin(np.pi * step) ** 2, high + HIGHEST + nothing),
                "aside": (low - LANE + nothing, high + LANE + nothing),
                "forward": (-FARTHEST + nothing, FARTHEST + nothing),
            }[axis]
            return np.where(stands, low, least) / HELD, np.where(stands, high, most) / HELD

        return course

    # bounds

    def ranges(self, body: Body) -> Mapping[str, tuple[float, float]]:
        """The front knee no deeper than asked, arms held, hips level."""
        knee = {on_side("knee_angle", self.front): (0.0, float(np.deg2rad(self.depth)))}
        return stance(body, HIPS | held(self.arms)) | knee | LEVEL

    def waypoints(self, body: Body) -> tuple[Waypoint, ...]:
        """It begins at rest; on the ground the front knee bends and straightens with the tempo."""
        deep = float(np.deg2rad(self.depth))
        front, rear = (on_side("knee_angle", side) for side in (self.front, self.rear))
        still = ("pelvis_tx", rear, front, on_side("hip_flexion", self.front))
        points = [Waypoint(0.0, name, 0.0, 0.0, rate=True) for name in still]
        points.append(Waypoint(0.0, rear, *STRAIGHT))
        points.append(Waypoint(self.turn, front, deep, deep))
        far = REAR_FAR * deep
        points.append(Waypoint(self.turn, rear, far - REAR_NEAR, far + REAR_NEAR))
        ways = np.arange(PACES) / PACES
        lands, leaves = STEP / self._lasts, 1.0 - STEP / self._lasts
        between = [lands + (self.turn - lands) * ways, leaves - (leaves - self.turn) * ways]
        for phase in np.concatenate(between):
            share = float(self.share(phase))
            low, high = (
                LANDED + min(max(share + by, -UNEVEN), 1.0) * (deep - LANDED)
                for by in (-UNEVEN, UNEVEN)
            )
            points.append(Waypoint(float(phase), front, low, high))
        return tuple(points)

    def guess(self, body: Body, variant: int = 0) -> Guess:
        """The front foot swings ahead while the body falls after it, then it sinks between both."""
        carrying = Carrying(body, self.carried(body), self.mass_carried + self.begins)
        deep = float(np.deg2rad(self.depth))
        if variant:
            deep *= np.random.default_rng(variant).uniform(0.95, 1.0)
        feet, ranges = self._stance(body), self.ranges(body)
        steps = feet.stepping(carrying, self.arms, ranges)
        sinks = feet.sinking(carrying, deep, self.arms, ranges)

        def positions(phase: np.ndarray) -> np.ndarray:
            step, way = self._parts(phase)
            swings = 0.5 - 0.5 * np.cos(np.pi * step)
            there = (step >= 1.0)[:, None]
            return np.where(there, sinks(np.sin(0.5 * np.pi * way)), steps(swings))

        return Guess(self._lasts, positions, sought=self.begins, carried=True)


def _soles(body: Body) -> list[Support]:
    """The spheres of both feet, the right one's first."""
    return [support for side in SIDES for support in standing_foot(body, side, SOLE)]


def _moving(support: Support, how: str, axis: str) -> str:
    """What the row of where a place is, or of how fast, is called."""
    return f"{how} {axis} of the {side_of(support.name)} {stem(support.name)}"


def _pressing(support: Support) -> str:
    """What the row of the force on a place is called."""
    return f"force on the {side_of(support.name)} {stem(support.name)}"
