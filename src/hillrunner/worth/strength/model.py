"""The model in a strength test: how strong its muscles must be to do what a runner did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hillrunner.errors import RunnerError
from hillrunner.groups import GROUPS
from hillrunner.model.body.model import MUSCLE_DENSITY, Body
from hillrunner.model.mechanics.capacity import capacity, moment_arms
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.sides import RIGHT, on_side
from hillrunner.worth.strength.jump import PushOff, jump_effort, push_off
from hillrunner.worth.strength.lifts import (
    Lift,
    calf_raise,
    deadlift,
    effort_of,
    split_squat,
    squat,
)

Array = NDArray[np.float64]

# Test: joint, direction (of the coordinate), its range (deg) and how the other joints are held.
# Seated for the knee, lying or standing with a straight leg for the others, as is usual.
SEATED = {"hip_flexion": 80.0}
ISOMETRIC: dict[str, tuple[str, float, tuple[float, float], dict[str, float]]] = {
    "knee extension": ("knee_angle", -1.0, (20.0, 110.0), SEATED),
    "knee flexion": ("knee_angle", 1.0, (10.0, 110.0), SEATED),
    "hip extension": ("hip_flexion", -1.0, (0.0, 90.0), {}),
    "hip flexion": ("hip_flexion", 1.0, (0.0, 90.0), {}),
    "hip abduction": ("hip_adduction", -1.0, (-20.0, 10.0), {}),
    "hip adduction": ("hip_adduction", 1.0, (-20.0, 10.0), {}),
    "plantarflexion": ("ankle_angle", -1.0, (-20.0, 20.0), {}),
    "dorsiflexion": ("ankle_angle", 1.0, (-20.0, 20.0), {}),
}
ANGLES = 10  # in a joint's range
LIFTS: dict[str, Callable[[Body], Lift]] = {
    "squat": squat,
    "deadlift": deadlift,
    "split squat": split_squat,
    "calf raise": calf_raise,
}


@dataclass(frozen=True)
class StrengthModel:
    """A runner's body as it stands in tests; what a test needs is made when it is first needed."""

    body: Body
    members: Array  # which muscles are of which group, (groups, muscles)
    _lifts: dict[str, Lift] = field(default_factory=dict, repr=False)
    _parts: dict[str, Array] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, runner: Runner) -> StrengthModel:
        """The model of a runner, with the strength that goes with height and mass."""
        plain = Runner.model_validate(runner.model_dump() | {"strength": {}, "changes": ()})
        body = runner_body(plain, Settings())
        members = np.array([[m.group == group for m in body.muscles] for group in GROUPS])
        return cls(body, members)

    def effort(self, test: str, value: float, log_strength: Array) -> tuple[float, Array]:
        """Common factor on all muscles that does a test, and the groups' shares in it.

        Parameters
        ----------
        test, value
            Name and result, as in
            :attr:`hillrunner.person.strength_tests.StrengthTests.given`.
        log_strength
            Logarithm of each group's strength before the common factor.

        Raises
        ------
        RunnerError
            If no factor does it.
        """
        scale = np.exp(log_strength @ self.members)
        if test == "jump":
            factor, shares = jump_effort(self._push_off, value, scale, self.members)
        elif test in LIFTS:
            factor, by_muscle = effort_of(self._lift(test), value, scale)
            shares = self.members @ by_muscle
        else:
            parts = self.members @ (self._contributions(test) * scale)
            factor, shares = value / float(parts.sum()), parts / parts.sum()
        if not np.isfinite(factor) or factor <= 0.0:
            raise RunnerError(
                f"the {test} of {value:g} cannot be done by the model at any strength: leave it "
                "out."
            )
        return factor, shares

    @cached_property
    def _push_off(self) -> PushOff:
        return push_off(self.body)

    def _lift(self, test: str) -> Lift:
        if test not in self._lifts:
            self._lifts[test] = LIFTS[test](self.body)
        return self._lifts[test]

    def _contributions(self, test: str) -> Array:
        """What every muscle gives to a torque (N m) or to a volume (L)."""
        if test not in self._parts:
            volume = test == "leg muscle volume"
            self._parts[test] = _volumes(self.body) if volume else best_torque(self.body, test)
        return self._parts[test]


def _volumes(body: Body) -> Array:
    return np.array(
        [1e3 * m.mass / MUSCLE_DENSITY if m.side == RIGHT else 0.0 for m in body.muscles]
    )


def best_torque(body: Body, test: str, held: Mapping[str, float] | None = None) -> Array:
    """Moments (N m) of the muscles that do a test at the angle where they give most together.

    Parameters
    ----------
    body
        The body.
    test
        One of :data:`ISOMETRIC`.
    held
        How the right leg's other joints are held (deg); as in :data:`ISOMETRIC` if not given.
    """
    _, moments = torque_curve(body, test, held)
    return np.asarray(moments[int(np.argmax(moments.sum(axis=1)))])


def torque_curve(
    body: Body, test: str, held: Mapping[str, float] | None = None
) -> tuple[Array, Array]:
    """Angles (rad) over a test's range, and there the moments (N m) of the muscles that do it.

    Arrays (angles,) and (angles, muscles); arguments as in :func:`best_torque`.
    """
    joint, sign, (low, high), usual = ISOMETRIC[test]
    coordinate = on_side(joint, RIGHT)
    angles = np.deg2rad(np.linspace(low, high, ANGLES))
    postures = {name: np.zeros(ANGLES) for name in body.coordinate_names}
    for name, value in (usual if held is None else held).items():
        postures[on_side(name, RIGHT)] = np.full(ANGLES, np.deg2rad(value))
    postures[coordinate] = angles
    crosses = [coordinate in m.path.coordinates for m in body.muscles]
    own = tuple(m for m, does in zip(body.muscles, crosses, strict=True) if does)
    crossing = body.model_copy(update={"muscles": own})
    _, most = capacity(crossing, postures)
    arms = moment_arms(crossing, postures, (coordinate,))[:, 0]
    moments = np.zeros((ANGLES, len(body.muscles)))
    moments[:, crosses] = np.maximum(sign * arms * most, 0.0)
    return angles, moments
