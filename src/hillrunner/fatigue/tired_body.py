"""A body whose muscles have lost force: fibres have fallen out, and what is left has to do it all.

What has fallen out, undriven or damaged, pulls nothing and makes no heat but that of rest; it is
still carried. So a tired muscle is one of less cross-section and as much heat for each newton: what
makes tired running dearer is that the rest is driven harder, and that form changes. (Heat for all
the muscle at less force would make a marathon 40 % dearer, which nobody has seen.) That neither
kind of fibre burns more is a choice.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hillrunner.analysis.spatiotemporal import metabolic_power
from hillrunner.model.body.model import Body
from hillrunner.model.physics.muscle import tendon_strain
from hillrunner.motion.motion import Motion
from hillrunner.person.muscle_change import MuscleChange
from hillrunner.person.places import place_on
from hillrunner.person.runner import Runner
from hillrunner.sides import stem

Array = NDArray[np.float64]

RESTING = 1.0  # W/kg of muscle that does nothing: Bhargava 2004's basal rate


def tired_body(body: Body, kept: Array) -> Body:
    """The generic body whose muscles have kept a part of their fibres (in the body's order).

    Force and contractile mass fall alike, and segments weigh what they did. Tendons are the
    runner's matter: see :func:`same_tendons`.
    """
    if (kept == 1.0).all():
        return body
    muscles = tuple(
        muscle.model_copy(update={"max_force": muscle.max_force * float(part)})
        for muscle, part in zip(body.muscles, kept, strict=True)
    )
    return body.model_copy(update={"muscles": muscles})


def same_tendons(runner: Runner, body: Body, before: Array, after: Array) -> Runner:
    """The runner whose tendons stretch as they did under the same force.

    Parameters
    ----------
    runner
        With tendons for muscles that have kept the part ``before``.
    body
        Whose muscles are in that order.
    before, after
        The parts that were kept and are kept now. A tendon's stretch is told at its muscle's
        largest force, so that it has to be told anew.
    """
    stiffer = tendon_strain(before) / tendon_strain(after)
    if (stiffer == 1.0).all():
        return runner
    table = {
        place_on(m.side, stem(m.name)): float(x) for m, x in zip(body.muscles, stiffer, strict=True)
    }
    change = MuscleChange(tendon_stiffness=table)
    return runner.model_copy(update={"changes": (*runner.changes, change)})


def kept_of(body: Body, fresh: Body) -> Array:
    """The part of their force that muscles have kept since they were fresh."""
    pairs = zip(body.muscles, fresh.muscles, strict=True)
    return np.array([now.max_force / before.max_force for now, before in pairs])


def power_with_rest(motion: Motion, fresh: Body) -> float:
    """Metabolic power of the whole body (W) with the heat of rest of what has fallen out."""
    pairs = zip(fresh.muscles, motion.body.muscles, strict=True)
    return metabolic_power(motion) + RESTING * sum(max(f.mass - m.mass, 0.0) for f, m in pairs)
