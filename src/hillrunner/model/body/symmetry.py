"""Whether the left and right of a body are alike."""

from __future__ import annotations

import math

from hillrunner.model.body.model import Body
from hillrunner.sides import other_side

ALIKE = 1e-3  # relative difference of a muscle's numbers below which both sides are one
NUMBERS = ("max_force", "optimal_length", "slack_length", "tendon_strain", "slow_fraction", "mass")


def is_symmetric(body: Body) -> bool:
    """Whether every muscle equals its twin on the other side."""
    twins = {m.name: m for m in body.muscles}
    for muscle in body.muscles:
        other = twins.get(other_side(muscle.name))
        if other is None or not all(
            math.isclose(getattr(muscle, n), getattr(other, n), rel_tol=ALIKE) for n in NUMBERS
        ):
            return False
    return True
