"""How strong calves must be for a stride as it was measured.

The strength of the default body is that of people of a size at the dynamometer. Who runs may be
stronger: the moment of an ankle in stance is what plates and markers say almost by themselves, for
a foot weighs next to nothing, and whoever had it has the calves for it. Of knees and hips they say
less, as accelerations are part of it.

What the other muscles that extend the ankle can give is taken off first. All muscles of a calf are
taken to pull with the same share of their maximal force, as much as the rest asks for. That
stretches their tendons; how long fibres are then, and how fast they shorten, tells the force that
they have when wholly active. Of runs that were computed, at 2.5, 3.5 and 4.5 m/s, whose calves are
wholly active for a moment, it says 0.8, 1.1 and 0.9 times their own strength; at 5.5 m/s 1.4.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hillrunner.model.body.model import Body
from hillrunner.model.body.paths import path_arm, path_length
from hillrunner.model.mechanics.capacity import capacity, moment_arms
from hillrunner.model.mechanics.instant import muscle_parameters
from hillrunner.model.mechanics.passive import passive_torque
from hillrunner.model.physics.muscle import muscle_state, tendon_strain
from hillrunner.sides import SIDES, Side, on_side
from hillrunner.tasks.track import Track
from hillrunner.tracking.as_measured import AsMeasured

Array = NDArray[np.float64]

CALVES, ANKLE = "calves", "ankle_angle"
PARTS = 50  # of a stride, as many as a mesh has
LEAST, MOST = 0.05, 3.0  # that is looked for; the most is that of a runner
HALVINGS = 20
MISSED = 0.05  # of the largest moment, that may be missing at any time: a choice


def calf_strength(body: Body, task: Track) -> float:
    """Factor on the force of the calves of ``body`` with which both ankles hold what they had.

    Parameters
    ----------
    body
        Who runs, with running muscles.
    task
        A stride whose forces were measured.

    Returns
    -------
    The least such factor; :data:`MOST` where none holds them.
    """
    stride = AsMeasured.in_parts(body, task, PARTS)
    return max(_of_leg(stride, side) for side in SIDES)


def _of_leg(stride: AsMeasured, side: Side) -> float:
    body, name = stride.body, on_side(ANKLE, side)
    q, v, _ = stride.states
    place = body.coordinate_names.index(name)
    postures = dict(zip(body.coordinate_names, q.T, strict=True))
    muscles = [m for m in body.muscles if m.side == side and name in m.path.coordinates]
    own = body.model_copy(update={"muscles": tuple(m for m in muscles if m.group == CALVES)})
    others = body.model_copy(update={"muscles": tuple(m for m in muscles if m.group != CALVES)})
    if not own.muscles:
        return LEAST
    moment = -stride.needed(name)
    wanted = moment - _at_most(others, postures, name)
    for law in body.passive:
        if law.coordinate == name:
            wanted = wanted + np.asarray(passive_torque(law, q[:, place], v[:, place]))
    wanted = np.maximum(wanted, 0.0)
    numbers = muscle_parameters(own)
    lengths = [np.asarray(path_length(m.path, postures)) for m in own.muscles]
    arms = [-np.asarray(path_arm(m.path, postures, name)) for m in own.muscles]
    whole = sum(arm * p.max_force for arm, p in zip(arms, numbers, strict=True))
    between = 2.0 * stride.task.lasting / PARTS

    def holds(strength: float) -> bool:
        strain = tendon_strain(wanted / (strength * whole))
        have = np.zeros_like(wanted)
        for length, arm, p in zip(lengths, arms, numbers, strict=True):
            state = muscle_state(
                p, 1.0, strain, _rate(strain, between), length, _rate(length, between)
            )
            # the residual is by how much more than it has to a muscle could pull
            could = np.asarray(state.force + state.residual)
            have += strength * arm * p.max_force * np.maximum(could, 0.0)
        return bool((have >= wanted - MISSED * moment.max()).all())

    low, high = LEAST, MOST
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _at_most(body: Body, postures: dict[str, Array], name: str) -> Array:
    """What muscles that extend an ankle can do there when they stand still (N m)."""
    if not body.muscles:
        return np.zeros(len(postures[name]))
    arms = moment_arms(body, postures, (name,))[:, 0]
    return np.asarray(np.maximum(-arms * capacity(body, postures)[1], 0.0).sum(axis=1))


def _rate(values: Array, between: float) -> Array:
    """How fast values of a cycle change; from each one's neighbours, so long (s) apart."""
    return (np.roll(values, -1) - np.roll(values, 1)) / between
