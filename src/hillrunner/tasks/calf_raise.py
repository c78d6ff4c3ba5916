"""A calf raise: up on the toes and down again, with straight knees and a bar on the shoulders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, Literal, final

import numpy as np

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.instant import Carried, Instant
from hillrunner.sides import SIDES, on_both_sides, on_side
from hillrunner.tasks.balance import Carrying, at_rest, bent
from hillrunner.tasks.footing import TOES, planted
from hillrunner.tasks.lift import UNEVEN, Lift, Limits, held, stance
from hillrunner.tasks.squat import ARMS, bar_on_shoulders
from hillrunner.tasks.task import Course, Guess, Row, Waypoint

KNEES = (0.0, 0.15)  # rad, straight
SOLE = "rise"  # sine of the angle between sole and ground
LEAN = 0.1  # rad of the whole body, where the first guess looks for its balance
REAR = 0.0  # of the way along the toes' spheres, where it is balanced


@final
class CalfRaise(Lift):
    """One standing calf raise on both legs, from flat feet, which ends where it began.

    The toes stay on the ground, the heels leave it. Tempo and the angle of the soles are given; the
    balance is found. The bar is a point mass fixed to the trunk.

    Parameters
    ----------
    load : float or "max"
        Mass (kg) of the bar, 0 to 400; default 0. ``"max"`` looks for the most.
    rise : float
        Of the soles from the ground (deg) at the top, 10 to 45; default 30.
    down, up : float
        Time (s) for the way down and the way up, 0.5 to 5; default 1 each.

    Raises
    ------
    TaskError
        One sentence naming the field, its value and what is allowed.
    """

    limits: ClassVar[Limits] = {"rise": (10.0, 45.0, "deg of the soles from the ground")}
    near_by: ClassVar[Mapping[str, float]] = {"rise": 10.0}
    rises: ClassVar[bool] = True

    kind: Literal["calf_raise"] = "calf_raise"
    rise: float = 30.0

    def carried(self, body: Body) -> tuple[Carried, ...]:
        """The bar, on the trunk behind the neck."""
        return bar_on_shoulders(body, self.called)

    @staticmethod
    def rows(body: Body, now: Instant) -> Iterable[Row]:
        """The toes of both feet touch the ground; the soles go up and down with the tempo."""
        yield from planted(body, now, TOES)
        yield from sole_rows(now)

    def ranges(self, body: Body) -> Mapping[str, tuple[float, float]]:
        """Straight knees, hands fixed at the bar, feet about as wide as the hips."""
        return stance(body, {"knee_angle": KNEES} | held(ARMS))

    def waypoints(self, body: Body) -> tuple[Waypoint, ...]:
        """It begins at rest."""
        still = (Waypoint(0.0, name, 0.0, 0.0, rate=True) for name in on_both_sides("ankle_angle"))
        return (Waypoint(0.0, "pelvis_tx", 0.0, 0.0), *still)

    def courses(self, body: Body) -> Mapping[str, Course]:
        """The soles rise from the ground and go back to it, evenly."""
        return sole_courses(self, float(np.deg2rad(self.rise)))

    def guess(self, body: Body, variant: int = 0) -> Guess:
        """The heels rise about the ball of the foot, toes flat, the body above them."""
        carrying = Carrying(body, self.carried(body), self.mass_carried + self.begins)
        most = float(np.deg2rad(self.rise))
        if variant:
            most *= np.random.default_rng(variant).uniform(0.9, 1.0)
        toes = [body.coordinate_names.index(name) for name in on_both_sides("mtp_angle")]

        def positions(phase: np.ndarray) -> np.ndarray:
            share = self.share(phase)
            heel = share * most
            knee = np.full(share.size, KNEES[1] / 2.0)

            def posture(unknown: np.ndarray, _: float) -> np.ndarray:
                lean, straddle = unknown
                q = bent(body, knee, lean, straddle, -heel, ARMS, shin=lean)
                q[:, toes] = -heel[:, None]
                return q

            start = np.stack([np.full(share.size, LEAN), np.zeros(share.size)])
            return at_rest(carrying, posture, start, soles=TOES, share=REAR)

        return Guess(self.down + self.up, positions, sought=self.begins, carried=True)

    @property
    def _way(self) -> str:
        return f" of {self.rise:g} deg"


def sole_rows(now: Instant) -> Iterable[Row]:
    """How far both soles are from level."""
    for side in SIDES:
        up = now.motion.frames[on_side("calcn", side)].rotation[1][0]
        yield Row(f"{SOLE} of the {side} foot", -up, -0.2, 1.0, side)


def sole_courses(lift: Lift, most: float) -> dict[str, Course]:
    """Soles that rise by ``most`` (rad) and go back, evenly."""

    def course(phase: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        low, high = (np.sin(most * (lift.share(phase) + by)) for by in (-UNEVEN, UNEVEN))
        return low, high

    return {f"{SOLE} of the right foot": course}
