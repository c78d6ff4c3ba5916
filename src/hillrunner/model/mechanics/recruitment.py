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
SPREAD = 0.1  # by which a whole push counts as much as full activation of all muscles
MOMENT = 10.0  # N m that are missed for as much as full activation of all muscles


@dataclass(frozen=True)
class Recruitment:
    """Muscles that carry joint moments, each array (postures, muscles)."""

    activation: Array
    force: Array  # N, along the tendon
    push: Array  # (postures, pushes), by so much of each


def recruit(
    body: Body,
    postures: Postures,
    velocities: Postures,
    moments: dict[str, Array],
    pushes: Array | None = None,
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
        What muscles have to supply (N m; N where they do not reach), by coordinate.
    pushes
        What the ground may supply of it by positive shares of pushes, which are small beside each
        other: (postures, coordinates, pushes).
    """
    least, most = capacity(body, postures, velocities)
    arms = moment_arms(body, postures, tuple(moments))
    wanted = np.stack(list(moments.values()), axis=1)
    if pushes is None:
        pushes = np.zeros((*wanted.shape, 0))
    count = len(body.muscles)
    mass = np.array([m.mass for m in body.muscles])
    each = np.append(np.sqrt(mass / mass.sum()), np.full(pushes.shape[-1], SPREAD))
    floor = np.where(np.arange(len(each)) < count, IDLE, 0.0)
    ceiling = np.where(np.arange(len(each)) < count, 1.0, np.inf)
    activation, push = np.empty_like(least), np.empty(pushes.shape[::2])
    for k, (low, high) in enumerate(zip(least, most, strict=True)):
        of_activation = arms[k] * (high - low)
        rest = wanted[k] - arms[k] @ low
        found = scipy.optimize.lsq_linear(
            np.vstack([np.hstack([of_activation, pushes[k]]) / MOMENT, np.diag(each)]),
            np.concatenate([rest / MOMENT, np.zeros(len(each))]),
            bounds=(floor, ceiling),
            method="bvls",
        ).x
        activation[k], push[k] = found[:count], found[count:]
    return Recruitment(activation, least + activation * (most - least), push)
