"""What muscles can do at a posture: the least and the most force of each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from hillrunner.model.body.model import Body
from hillrunner.model.body.paths import path_arm, path_length
from hillrunner.model.mechanics.halving import last_below
from hillrunner.model.mechanics.instant import muscle_parameters
from hillrunner.model.physics.muscle import MuscleParameters, muscle_state, tendon_force

Array = NDArray[np.float64]
Postures = Mapping[str, Array]  # every coordinate (rad, m), (postures,)

_STRAIN = (0.0, 2.0)  # of tendons, relative to that at max force: where equilibrium is looked for
_HALVINGS = 45
_IDLE_AND_ACTIVE = np.array([[0.0], [1.0]])  # activations, each over all postures


def capacity(
    body: Body, postures: Postures, velocities: Postures | None = None
) -> tuple[Array, Array]:
    """Tendon forces (N) of every muscle when idle and when fully active.

    Fibre and tendon are in equilibrium. The tendon's own speed is left out: fibres move as the
    joints do.

    Parameters
    ----------
    body
        The body.
    postures
        Every coordinate (rad, m), arrays of one length.
    velocities
        Coordinates that move (rad/s); all others stand still.

    Returns
    -------
    least, most
        Arrays (postures, muscles), the second not below the first.
    """
    count = len(next(iter(postures.values())))
    least, most = (np.empty((count, len(body.muscles))) for _ in range(2))
    for i, (muscle, p) in enumerate(zip(body.muscles, muscle_parameters(body), strict=True)):
        length = np.broadcast_to(path_length(muscle.path, postures), (count,))
        speed = np.zeros(count)
        for coordinate, rate in (velocities or {}).items():
            speed = speed - path_arm(muscle.path, postures, coordinate) * rate
        least[:, i], most[:, i] = p.max_force * _equilibrium(p, _IDLE_AND_ACTIVE, length, speed)
    return least, np.maximum(least, most)


def moment_arms(body: Body, postures: Postures, coordinates: tuple[str, ...]) -> Array:
    """Moment arms (m), (postures, coordinates, muscles), positive where tension increases."""
    count = len(next(iter(postures.values())))
    arms = np.zeros((count, len(coordinates), len(body.muscles)))
    for i, muscle in enumerate(body.muscles):
        for j, coordinate in enumerate(coordinates):
            arms[:, j, i] = path_arm(muscle.path, postures, coordinate)
    return arms


def _equilibrium(p: MuscleParameters, activation: Array, length: Array, speed: Array) -> Array:
    """Normalised tendon force, (activations, postures); the residual falls as strain grows, so
    halving finds its zero."""

    def short(strain: Array) -> Array:
        return np.asarray(muscle_state(p, activation, strain, 0.0, length, speed).residual > 0.0)

    shape = np.broadcast_shapes(activation.shape, length.shape)
    low, high = (np.full(shape, edge) for edge in _STRAIN)
    return np.asarray(tendon_force(last_below(low, high, short, _HALVINGS)))
