"""Published losses and drifts of long runs beside what the model makes of the shipped runner.

What muscles lose follows from the strides of fresh runs (:mod:`hillrunner.fatigue.losses`); form
and cost with tired muscles are figures of long runs that were solved once
(:mod:`hillrunner.fatigue.solved_runs`). No constant is fitted to a row that is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from hillrunner.errors import HillrunnerError
from hillrunner.fatigue.coefficients import Coefficients, draw
from hillrunner.fatigue.losses import COST, INTERVAL, STATES, Loss, Strides, predicted
from hillrunner.fatigue.solved_runs import SolvedRun, SolvedRuns
from hillrunner.fatigue.tiring import oxygen_drift
from hillrunner.motion.motion import Motion
from hillrunner.published.rows import Published, Source
from hillrunner.validate.table import Result
from hillrunner.worth.race.economy import PeoplesDemand

Array = NDArray[np.float64]

SAMPLES, SEED = 500, 0
CHANGED = 0.1  # %: what changes by less has no direction; a choice
ALL_OUT = "all_out_speed"  # after the run, of those who are stronger over those who are not
POINTS = ("late_speed", "speed_over_5km")  # of a whole run, in % as they are
CAUSES = {
    "own force": "The model knows what damages fibres and not what potentiates them: twitches "
    "that grow after long runs are beyond it.",
    "oxygen": "The model adds what tired muscles cost and what a change of fuel does; sources "
    "differ from nothing to a few percent in 90 min.",
    ALL_OUT: "The same oxygen allows more speed where tired running is cheaper; what strength does "
    "to an all-out effort besides is not in it.",
    "speed_over_5km": "The share of VO2max that is held is that of good runners (Daniels), who "
    "slow less than recreational ones.",
}
FORM_CAUSE = "The tired optimum of one body, which changes its form as it pleases; people keep it."


class LossRow(Published):
    """A loss of long runs, and the band that the model may be in: one SD, a range, a direction.

    Attributes
    ----------
    distance, speed
        m; m/s, the middle one.
    """

    width: ClassVar[float] = 1.0
    distance: float
    speed: float

    @property
    def place(self) -> str:
        """``42.2 km, 3 m/s``."""
        return f"{self.distance / 1000.0:.3g} km, {self.speed:g} m/s"

    @property
    def order(self) -> tuple[float, float]:
        """As they are listed."""
        return 0.0, 0.0


def row_of(loss: Loss) -> LossRow:
    """The row of a loss."""
    spread = loss.sd is not None
    low, high = loss.low, loss.high
    if low is None and not spread and loss.direction is not None:
        low, high = {
            "up": (CHANGED, None),
            "down": (None, -CHANGED),
            "none": (-loss.unchanged, loss.unchanged),
        }[loss.direction]
    apart = loss.apart and f"{loss.apart[0].upper()}{loss.apart[1:]}."
    if loss.used:
        apart = f"The model's {loss.used} was fitted to it."
    return LossRow(
        name=f"long run: {loss.name}",
        subject="long runs",
        quantity=f"{loss.name[0].upper()}{loss.name[1:]}",
        unit="%",
        mean=loss.mean,
        sd=loss.sd,
        low=low,
        high=high,
        source=Source(name=loss.source, grade=loss.grade),
        grade=loss.grade,
        note=loss.note,
        cause=CAUSES.get(loss.quantity, FORM_CAUSE),
        apart=apart,
        distance=loss.distance,
        speed=loss.speed[1],
    )


def loss_results(
    every: Sequence[Loss], runs: SolvedRuns, motions: Sequence[Motion]
) -> tuple[Result, ...]:
    """Every loss beside what the model says of it.

    Parameters
    ----------
    every
        The losses.
    runs
        Solved long runs.
    motions
        Fresh runs of the same body, on the level and on slopes. A loss on a slope that is not
        among them has no value.
    """
    c = draw(SAMPLES, SEED)
    strides = Strides(motions) if motions else None
    results = []
    for loss in every:
        row = row_of(loss)
        try:
            value = _value(loss, runs, strides, c)
        except HillrunnerError as error:
            results.append(Result(row, None, str(error)))
            continue
        low, high = (float(edge) for edge in np.quantile(value, INTERVAL))
        alone = low == high  # of one body, by middle coefficients
        results.append(Result(row, float(value[0]), interval=None if alone else (low, high)))
    return tuple(results)


def _value(loss: Loss, runs: SolvedRuns, strides: Strides | None, c: Coefficients) -> Array:
    """What the model says (%), by sample where it is known so."""
    if loss.quantity in STATES and loss.quantity != "oxygen":
        if strides is None:
            raise HillrunnerError("no run was given, whose strides tire muscles.")
        return predicted(loss, strides, c)
    speed = loss.speed[1]
    against = loss.against
    if loss.quantity == ALL_OUT:
        return _all_out(loss, runs)
    value = _of_run(loss, runs.nearest(speed, loss.distance), c)
    if against is None:
        return value
    other = runs.nearest(against.speed or speed, loss.distance, against.stronger)
    sign = -1.0 if against.stronger != 1.0 else 1.0  # of the stronger less those who are not
    return sign * (value - _of_run(loss, other, c))


def _all_out(loss: Loss, runs: SolvedRuns) -> Array:
    """How much faster (%) the stronger are there than the others, with the same oxygen."""
    if loss.against is None:
        raise HillrunnerError(f"{loss.name} must be told of other people.")
    speed, metres = loss.speed[1], loss.distance
    own, other = (runs.nearest(speed, metres, x) for x in (loss.against.stronger, 1.0))
    dearer = own.at(COST, metres) / other.at(COST, metres)
    return np.array([100.0 * (dearer ** (-1.0 / PeoplesDemand().elasticity(speed)) - 1.0)])


def _of_run(loss: Loss, run: SolvedRun, c: Coefficients) -> Array:
    if loss.quantity in POINTS:
        return np.array([run.whole[loss.quantity]])
    if loss.quantity == "oxygen":
        dearer = 1.0 + run.change(COST, loss.distance) / 100.0
        return 100.0 * (dearer * oxygen_drift(loss.distance, c)[:, 0] - 1.0)
    return np.array([run.change(loss.quantity, loss.distance)])
