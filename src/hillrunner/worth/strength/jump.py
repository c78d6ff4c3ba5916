"""How high a body can jump: the fastest push-off from a squat along balanced postures.

From level thighs to nearly straight legs, all muscles at what they can do at the speed at which
the body rises (force-velocity included), every moment in proportion to the body's weight: as if
all of it rose alike. The last of the knee's and all of the heel's extension are left out, and so is
the bounce before the push. The body's centre of mass then flies up by ``v^2 / 2g``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, linprog

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.capacity import capacity
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.sides import SIDES, on_side, stem
from hillrunner.worth.strength.lifts import JOINTS, Hold, squats

Array = NDArray[np.float64]

SPEEDS = np.linspace(0.0, 5.0, 11)  # m/s, of the centre of mass
FACTORS = (0.05, 20.0)  # where the strength that a jump takes is looked for
SLOPE = 0.01  # relative change of strength, for the shares


@dataclass(frozen=True)
class PushOff:
    """The postures of a push-off, upwards, and what muscles can do there at every speed.

    ``most`` holds forces (N), (postures, speeds, muscles), at :data:`SPEEDS`.
    """

    holds: list[Hold]
    most: Array

    def height(self, scale: Array) -> float:
        """How high (m) muscles ``scale`` times as strong throw the body.

        The push begins at the deepest posture that they can rise from.
        """
        energy = 0.0  # for each kg
        for i in range(len(self.holds) - 1):
            rise = self.holds[i + 1].height - self.holds[i].height
            thrust = self._thrust(i, float(np.sqrt(2.0 * energy)), scale)
            energy = max(energy + (thrust - 1.0) * GRAVITY * rise, 0.0)
        return energy / GRAVITY

    def _thrust(self, i: int, speed: float, scale: Array) -> float:
        """The largest force on the ground in body weights at a posture and speed (m/s)."""
        hold = self.holds[i]
        at = min(speed, float(SPEEDS[-1]))
        most = np.array([np.interp(at, SPEEDS, column) for column in self.most[i].T])
        solution = linprog(
            np.append(np.zeros(scale.size), -1.0),
            A_eq=np.column_stack([hold.arms, -hold.own]),
            b_eq=-hold.passive,
            bounds=[
                *zip(np.minimum(hold.least, most) * scale, most * scale, strict=True),
                (0.0, None),
            ],
        )
        return float(-solution.fun) if solution.success else 0.0


def push_off(body: Body) -> PushOff:
    """The push-off of a body, in the technique that is easiest to hold at every depth."""
    ones = np.ones(len(body.muscles))
    choices = squats(body, SIDES, loaded=False)
    holds = [min(choice, key=lambda hold: hold.effort(0.0, ones)[0]) for choice in choices][::-1]
    count = len(holds)
    together = {
        name: np.repeat([hold.posture[name] for hold in holds], SPEEDS.size)
        for name in holds[0].posture
    }
    heights = np.array([hold.height for hold in holds])
    moving: dict[str, Array] = {}
    for joint in JOINTS:
        angle = np.array([hold.posture[joint] for hold in holds])
        rate = np.outer(np.gradient(angle, heights), SPEEDS).ravel()
        moving |= {on_side(stem(joint), side): rate for side in SIDES}
    _, most = capacity(body, together, moving)
    return PushOff(holds, most.reshape(count, SPEEDS.size, -1))


def jump_effort(push: PushOff, height: float, scale: Array, members: Array) -> tuple[float, Array]:
    """Common factor on all muscles that jumps ``height`` m, and shares of muscle groups in it.

    Parameters
    ----------
    push
        From :func:`push_off`.
    height
        m
    scale
        Strength of every muscle, times the body's.
    members
        Which muscles are of which group, (groups, muscles).

    Returns
    -------
    factor
        Infinite if no factor does.
    shares
        By group, adding up to one, as of :meth:`hillrunner.worth.strength.lifts.Hold.effort`.
    """

    def spare(factor: float) -> float:
        return push.height(factor * scale) - height

    if spare(FACTORS[1]) < 0.0:
        return np.inf, np.zeros(len(members))
    factor = float(brentq(spare, *FACTORS, rtol=1e-4))
    base = push.height(factor * scale)
    slopes = np.array(
        [push.height(factor * scale * np.where(own, 1.0 + SLOPE, 1.0)) - base for own in members]
    )
    return factor, slopes / slopes.sum()
