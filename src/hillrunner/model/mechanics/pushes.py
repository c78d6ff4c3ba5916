"""The ground's forces as numbers of their own, instead of what contact makes of a motion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.measured_forces import EACH, PUSH_SIZE, measured_loads
from hillrunner.model.mechanics.rigid_body import Kinematics, Load
from hillrunner.model.mechanics.sole_forces import sole_loads, sole_mirror, sole_size
from hillrunner.model.physics.scalar import Scalar
from hillrunner.sides import SIDES

# Known (:mod:`~hillrunner.model.mechanics.measured_forces`), or to be found
# (:mod:`~hillrunner.model.mechanics.sole_forces`).
Kind = Literal["measured", "sought"]


@dataclass(frozen=True)
class Push:
    """The ground's forces at an instant (or, with arrays, at many): their numbers, by kind."""

    kind: Kind
    numbers: Sequence[Scalar]

    def loads(self, body: Body, motion: Kinematics) -> tuple[Load, ...]:
        """On both hind feet."""
        if self.kind == "measured":
            return measured_loads(body, self.numbers)
        return sole_loads(body, motion, self.numbers)


def push_size(body: Body, kind: Kind | None) -> int:
    """How many numbers there are; none where contact gives the forces."""
    if kind is None:
        return 0
    return PUSH_SIZE if kind == "measured" else sole_size(body)


def push_mirror(body: Body, kind: Kind) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Index and sign of the left-right reflection."""
    if kind == "sought":
        index = sole_mirror(body)
        return index, np.ones(index.size)
    index = np.roll(np.arange(PUSH_SIZE), EACH)
    return index, np.tile([1.0, 1.0, -1.0, -1.0, -1.0, 1.0], len(SIDES))
