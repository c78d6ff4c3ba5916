"""Static optimisation: which muscle forces carry given joint moments with the least effort."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # its parts are loaded when they are first used
from numpy.typing import NDArray

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.capacity import Postures, capacity, moment_arms

Array = NDArray[np.float64]

IDLE = 0.01  # activation, the least
MOMENT = 10.0  # N m that are missed for as much as full activation of all muscles


@dataclass(frozen=True)
class Recruitment:
    """Muscles that carry joint moments, each array (postures, muscles)."""

    activation: Array
    force: Array  # N, along the tendon


def recruit(
    body: Body,
    postures: Postures,
    velocities: Postures,
    moments: dict[str, Array],
) -> Recruitment:
    """Muscle activations and tendon forces that supply joint moments, instant by instant.

    The mean of squared activations, weighted by muscle mass, is least (Crowninshield & Brand 1981,
    10.1016/0021-9290(81)90035-X; squares as in OpenSim's static optimisation). Fibre and tendon are
    in equilibrium, the tendon's own speed is left out; moments that no activation can supply are
    met as well as they can be.

    Parameters
    ----------
    body
        The body.
    postures, velocities
        Coordinates (rad, m) and how fast those that move do (rad/s, m/s), arrays of one length.
    moments
        What muscles have to supply (N m), by coordinate.
    """
    least, most = capacity(body, postures, velocities)
    arms = moment_arms(body, postures, tuple(moments))
    wanted = np.stack(list(moments.values()), axis=1)
    mass = np.array([m.mass for m in body.muscles])
    weights = np.diag(np.sqrt(mass / mass.sum()))
    activation = np.empty_like(least)
    for k, (low, high) in enumerate(zip(least, most, strict=True)):
        of_activation = arms[k] * (high - low)
        rest = wanted[k] - arms[k] @ low
        activation[k] = scipy.optimize.lsq_linear(
            np.vstack([of_activation / MOMENT, weights]),
            np.concatenate([rest / MOMENT, np.zeros(len(mass))]),
            bounds=(IDLE, 1.0),
            method="bvls",
        ).x
    return Recruitment(activation, least + activation * (most - least))
