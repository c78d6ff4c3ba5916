"""Passive torque of ligaments and joint limits.

Anderson & Pandy 1999, 10.1080/10255849908907988.
"""

from __future__ import annotations

import math

from hillrunner.model.body.model import PassiveTorque
from hillrunner.model.physics.scalar import Scalar, exp


def passive_torque(law: PassiveTorque, position: Scalar, velocity: Scalar) -> Scalar:
    """Torque (N m) on the coordinate at ``position`` (rad) and ``velocity`` (rad/s)."""
    torque = -law.stiffness * position - law.damping * velocity
    if law.k1:
        torque = torque + law.k1 * exp(law.k2 * (position - law.upper))
    if law.k3:
        torque = torque + law.k3 * exp(law.k4 * (position - law.lower))
    return torque


def passive_range(
    law: PassiveTorque, low: float, high: float, torque: float
) -> tuple[float, float]:
    """Part of the range ``low`` to ``high`` (rad) where limit torques stay below ``torque`` (N m).

    The limits are exponential: beyond, no muscle could take the joint, and no solver wants to look.
    """
    if law.k1:
        high = min(high, law.upper + math.log(max(torque / abs(law.k1), 1.0)) / law.k2)
    if law.k3:
        low = max(low, law.lower + math.log(max(torque / abs(law.k3), 1.0)) / law.k4)
    return low, high
