"""How a motion answers to a small change of muscle: form and loads, to first order.

The motion stays optimal while the body changes, so that its change follows from one linear solve
with the optimality conditions (:meth:`hillrunner.worth.prices.optimum.Optimum.response`). What is
measured on a motion can then be measured on the motion a little further along, without solving
anything again. Peaks are taken over the instants of the mesh, as they are in any motion.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from hillrunner.analysis.tissues import tissue_loads
from hillrunner.model.mechanics.changed_body import changed_body
from hillrunner.motion.motion import Motion
from hillrunner.person.muscle_change import MuscleChange
from hillrunner.sides import RIGHT, Side
from hillrunner.solve.record import cycle_dataset
from hillrunner.worth.prices.optimum import Optimum, optimum_of

STEP = 1e-3  # of a change's logarithm: what is measured is in proportion, but for its rounding
LOADS = (  # peak loads, by the names of tissue_loads
    "patellofemoral_force",
    "achilles_force",
    "tibia_stress",
    "knee_contact",
    "hip_contact",
    "bflh_force",
)

Measure = Callable[[Motion], Mapping[str, float]]


def peak_loads(motion: Motion, side: Side = RIGHT) -> dict[str, float]:
    """Peak of each of :data:`LOADS` in one leg (N, Pa).

    Raises
    ------
    HillrunnerError
        If the body has no such tissues.
    """
    peaks = tissue_loads(motion)["peak"].sel(side=side, estimate="middle")
    return {name: float(peaks.sel(measure=name)) for name in LOADS}


def responses(
    motion: Motion, places: Sequence[str], measure: Measure = peak_loads
) -> dict[str, dict[str, float]]:
    """What more muscle of each place does to what ``measure`` reads from a motion.

    Parameters
    ----------
    motion
        A solved motion.
    places
        Muscles, groups or ``all``: stronger by some percent, with the mass that goes with it.
    measure
        Names and positive numbers of a motion; the peak loads if not given.

    Returns
    -------
    dict of dict
        By place and name: percent of the number for one percent more muscle.

    Raises
    ------
    MotionError
        As :func:`~hillrunner.worth.prices.prices.prices`.
    BodyError
        If a place is unknown.
    """
    optimum, here = optimum_of(motion), measure(motion)
    there = {place: measure(_ahead(motion, optimum, place)) for place in places}
    return {
        place: {name: (number / here[name] - 1.0) / STEP for name, number in found.items()}
        for place, found in there.items()
    }


def _ahead(motion: Motion, optimum: Optimum, place: str) -> Motion:
    """The motion a :data:`STEP` further along, with more muscle."""
    settings, task = motion.settings, motion.task
    body = changed_body(motion.body, [MuscleChange(force={place: math.exp(STEP)})])
    direction = optimum.imposed.parameters(body, settings, task) - optimum.p
    x = optimum.x + optimum.response(direction)
    world = task.world(body, settings, optimum.program.split(x)[2])
    data = cycle_dataset(optimum.program, x, body, world, settings.energy)
    moves = {"speed": world.belt_speed, "load": world.load}
    data.attrs = {**motion.data.attrs, "body": body.model_dump(mode="json"), **moves}
    return Motion(data)
