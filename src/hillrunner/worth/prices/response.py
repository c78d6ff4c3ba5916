"""How a motion answers to a small change of muscle: form and loads, to first order.

The motion stays optimal while the body changes, so that its change follows from one linear solve
with the optimality conditions (:meth:`hillrunner.worth.prices.optimum.Optimum.response`). What is
measured on a motion can then be measured on the motion a little further along, without solving
anything again. Peaks are taken over the instants of the mesh, as they are in any motion.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from hillrunner.analysis.tissues import tissue_loads
from hillrunner.model.mechanics.changed_body import changed_body
from hillrunner.motion.motion import Motion
from hillrunner.person.muscle_change import MuscleChange
from hillrunner.sides import RIGHT, Side
from hillrunner.solve.record import cycle_dataset
from hillrunner.worth.prices.optimum import Optimum, optimum_of

STEP = 0.01  # of a change's logarithm, to either side
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
    optimum = optimum_of(motion)
    return {place: _response(motion, optimum, place, measure) for place in places}


def _response(motion: Motion, optimum: Optimum, place: str, measure: Measure) -> dict[str, float]:
    settings = motion.settings
    more, less = (
        changed_body(motion.body, [MuscleChange(force={place: (1.0 + STEP) ** sign})])
        for sign in (1.0, -1.0)
    )
    ahead, behind = (
        optimum.imposed.parameters(body, settings, motion.task) for body in (more, less)
    )
    moved = 0.5 * optimum.response(ahead - behind)
    measured = []
    for body, x in ((more, optimum.x + moved), (less, optimum.x - moved)):
        world = motion.task.world(body, settings, optimum.program.split(x)[2])
        data = cycle_dataset(optimum.program, x, body, world, settings.energy)
        moves = {"speed": world.belt_speed, "load": world.load}
        data.attrs = {**motion.data.attrs, "body": body.model_dump(mode="json"), **moves}
        measured.append(measure(Motion(data)))
    high, low = measured
    return {name: (high[name] / low[name] - 1.0) / (2.0 * STEP) for name in high}
