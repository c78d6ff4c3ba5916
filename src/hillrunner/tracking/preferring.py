"""What a runner prefers, from the multipliers of a stride that was held to what was measured.

At that stride the slope of effort and multipliers balances that of the pull. So the pull's slope,
as a linear term, takes the pull's place. The time of the stride was held too. What that takes is
given back as a preference of velocities, and of positions so that for that time alone both are
nothing: the multipliers of the equations that say that velocities are rates of positions may be
shifted by any amount, if preferences are shifted with them, and all that a shift in proportion to
the velocities changes is the slope in time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hillrunner.errors import SolveError
from hillrunner.solve.interval import VELOCITY_SCALE
from hillrunner.solve.program import program_for
from hillrunner.tasks.own_run import OwnRun
from hillrunner.tracking.minimum import is_minimum
from hillrunner.tracking.on_ground import OnGround, node_values, rows

Array = NDArray[np.float64]

HOLDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2)  # that are tried, the weakest first


def preferring(ground: OnGround, hold: float | None = None) -> OwnRun:
    """The task whose optimum a stride on the ground is.

    Parameters
    ----------
    ground
        The stride, near what was measured.
    hold
        As in :class:`~hillrunner.tasks.own_run.OwnRun`; the weakest of :data:`HOLDS` with which
        the stride is a minimum, if not given.

    Raises
    ------
    SolveError
        If the stride is no minimum, with that hold or with any.
    """
    near, motion = ground.task, ground.motion
    places = [motion.body.coordinate_names.index(name) for name in near.coordinates]
    pull = near.pull(motion.body)
    found = node_values(motion, near.coordinates)
    of_positions, of_velocities = (
        2.0 * weight[places] * (values - wanted[:, places])
        for values, wanted, weight in zip(
            found, pull.at(np.asarray(near.phases)), (pull.weights, pull.rate_weights), strict=True
        )
    )
    multipliers, more_positions, more_velocities = _time_freed(ground, found[0])
    task = near.changed(
        lasting=motion.stride_time,
        positions=rows(found[0]),
        velocities=rows(found[1]),
        preference=rows(of_positions + more_positions),
        velocity_preference=rows(of_velocities + more_velocities),
    )
    for share in HOLDS if hold is None else (hold,):
        weak = task.changed(hold=share)
        if is_minimum(motion, weak, multipliers):
            return weak
    held = f"hold {hold:g}" if hold is not None else f"any hold up to {HOLDS[-1]:g}"
    raise SolveError(f"With {held} the runner's stride is no minimum: give a firmer hold.")


def longer(ground: OnGround) -> float:
    """What a longer stride would save (J/kg/m per s), by the multiplier of its time."""
    return float(ground.motion["warm_bound_multipliers"].values[0])


def _time_freed(ground: OnGround, positions: Array) -> tuple[Array, Array, Array]:
    """Multipliers of all rows with which the slope in time is zero, and the preferences of
    positions and velocities, (nodes, coordinates), that go with them."""
    near, motion = ground.task, ground.motion
    program = program_for(motion.body, near, motion.settings.mesh)
    names = [program.interval.row_names[i] for i in program.ends.rows]
    shares, lasting, count = program.shares[:, None], motion.stride_time, program.intervals
    kinds = {c.name: c.kind for c in motion.body.coordinates}
    turns = np.array([kinds[name] == "rotation" for name in near.coordinates])
    gone = np.where(turns, np.roll(positions, -1, axis=0) - positions, 0.0) / shares
    shift = -longer(ground) * lasting**2 * VELOCITY_SCALE * gone / (gone**2).sum()
    multipliers = motion["warm_row_multipliers"].values.copy()
    for k, name in enumerate(near.coordinates):
        at = names.index(f"velocity of {name}")
        multipliers[np.arange(count) * len(names) + at] += shift[:, k]
    rate = shift / (lasting * shares * VELOCITY_SCALE)
    of_positions = count * (rate - np.roll(rate, 1, axis=0))
    of_velocities = count * (shift + np.roll(shift, 1, axis=0)) / (2.0 * VELOCITY_SCALE)
    return multipliers, of_positions, of_velocities
