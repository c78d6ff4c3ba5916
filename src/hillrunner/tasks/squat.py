"""A squat with a bar on the shoulders: down and up again, both feet planted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, final

import numpy as np
from pydantic import ValidationInfo, field_validator

from hillrunner.checks import unknown_name
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.instant import Carried
from hillrunner.tasks.balance import BALANCE, Carrying, at_rest, bent
from hillrunner.tasks.footing import SOLE, Feet
from hillrunner.tasks.lift import Lift, Limits, check_segments, held, stance
from hillrunner.tasks.task import Guess, Waypoint

# Depths by their names, deg of knee flexion. Half: 80 to 100, as in Hartmann 2013
# (10.1007/s40279-013-0073-6). Parallel: thighs level. Full: 135 to 140 in people (Caterisano 2002,
# JSCR 16:428), here as deep as the model's hips and ankles allow.
DEPTHS = {"half": 90.0, "parallel": 110.0, "full": 125.0}
STANDING = (0.0, 0.2)  # rad, of the knees at the top
# Where a bar lies, in the torso's frame, m per metre of height: behind the neck (3 cm at 1.795 m),
# as high as the shoulder joint of the published full-body models (0.3715 m above the lumbar joint
# at 1.70 m).
BAR = (-0.03 / 1.795, 0.235, 0.0)
LEAN = 0.35  # rad of the trunk for one of the knee, where the first guess looks for its balance
STEADY = 0.005  # m that the weight may be from where feet carry it: a choice
# rad, of the hands at the bar. They do not move: a solver flings free arms about, for it is a cheap
# way to keep the balance.
ARMS = {"arm_flex": 0.0, "arm_add": -0.3, "arm_rot": 0.0, "elbow_flex": 1.8}


def bar_on_shoulders(body: Body, lift: str) -> tuple[Carried, ...]:
    """A bar on the trunk, behind the neck.

    Raises
    ------
    TaskError
        If the body has no trunk.
    """
    check_segments(body, lift, "torso")
    x, y, z = (share * body.height for share in BAR)
    return (Carried("torso", (x, y, z)),)


def _balanced(carrying: Carrying, knee: np.ndarray) -> np.ndarray:
    """Coordinates (postures, coordinates) at rest with so much flexion of the knees (rad); the
    first is upright."""

    def posture(unknown: np.ndarray, pitch: float) -> np.ndarray:
        lean, straddle = unknown
        return bent(carrying.body, knee, lean, straddle, pitch, ARMS)

    return at_rest(carrying, posture, np.stack([LEAN * knee, np.zeros(knee.size)]))


@final
class Squat(Lift):
    """One repetition of a back squat, which ends where it began.

    Left and right do the same at all times. Tempo and depth are given; the trunk, and the balance
    over the feet, are found. The bar is a point mass fixed to the trunk.

    Parameters
    ----------
    load : float or "max"
        Mass (kg) of the bar, 0 to 400; default 0. ``"max"`` looks for the most.
    depth : float or str
        Knee flexion (deg) at the bottom, 30 to 125; default 90. Or ``"half"`` (90), ``"parallel"``
        (110), ``"full"`` (125).
    down, up : float
        Time (s) for the way down and the way up, 0.5 to 5; default 1 each.

    Raises
    ------
    TaskError
        One sentence naming the field, its value and what is allowed.
    """

    limits: ClassVar[Limits] = {"depth": (30.0, 125.0, "deg of knee flexion")}
    near_by: ClassVar[Mapping[str, float]] = {"depth": 10.0}

    kind: Literal["squat"] = "squat"
    depth: float = 90.0

    @field_validator("depth", mode="before")
    @classmethod
    def _by_name(cls, value: object, info: ValidationInfo) -> object:
        if not isinstance(value, str):
            return value
        if value not in DEPTHS:
            raise ValueError(unknown_name("depth", value, value, DEPTHS))
        return DEPTHS[value]

    def carried(self, body: Body) -> tuple[Carried, ...]:
        """The bar, on the trunk behind the neck."""
        return bar_on_shoulders(body, self.called)

    def ranges(self, body: Body) -> Mapping[str, tuple[float, float]]:
        """Knees no deeper than asked, hands fixed at the bar, feet about as wide as the hips."""
        return stance(body, {"knee_angle": (0.0, float(np.deg2rad(self.depth)))} | held(ARMS))

    def waypoints(self, body: Body) -> tuple[Waypoint, ...]:
        """It begins standing, goes down and up evenly, and is at its deepest between the two."""
        depth = float(np.deg2rad(self.depth))
        return (
            Waypoint(0.0, "pelvis_tx", 0.0, 0.0),
            *self.evenly("knee_angle", STANDING, depth),
        )

    def guess(self, body: Body, variant: int = 0) -> Guess:
        """Hips, knees and ankles bend together, feet flat, the weight over the feet."""
        carrying = Carrying(body, self.carried(body), self.mass_carried + self.begins)
        top = STANDING[1] * (np.random.default_rng(variant).uniform(0.05, 0.2) if variant else 0.1)
        depth = float(np.deg2rad(self.depth))

        def positions(phase: np.ndarray) -> np.ndarray:
            return _balanced(carrying, top + (depth - top) * self.share(phase))

        return Guess(self.down + self.up, positions, sought=self.begins, carried=True)

    def unreachable(self, body: Body) -> str | None:
        """How deep the body is in balance at rest, where that is not as deep as asked."""
        carrying = Carrying(body, self.carried(body), self.mass_carried)

        def steady(depths: np.ndarray) -> np.ndarray:
            motion = carrying.motion(_balanced(carrying, np.deg2rad(depths)))
            off = carrying.centre(motion) - Feet.of(body, motion, SOLE).spot(BALANCE)
            return np.asarray(np.abs(off) < STEADY)

        least = self.limits["depth"][0]
        if steady(np.array([least, self.depth]))[-1]:
            return None
        depths = np.arange(least, self.depth)
        deepest = depths[steady(depths)].max(initial=0.0)
        return (
            f"no {self.called}{self._way} with {self.mass_carried:g} kg was found for this body: "
            f"with its heels down it is in balance to {deepest:.0f} deg, where ankles, hips and "
            "back are as far bent as they go."
        )

    @property
    def _way(self) -> str:
        return f" to {self.depth:g} deg"
