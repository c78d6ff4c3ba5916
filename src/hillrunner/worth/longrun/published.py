"""What became of a runner beside what became of people over about the same distance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hillrunner.fatigue.losses import INTERVAL, Loss, losses
from hillrunner.fatigue.tiring import oxygen_drift
from hillrunner.worth.longrun.kilometres import group_weights
from hillrunner.worth.longrun.result import LongRun

Array = NDArray[np.float64]

NEAR = 0.8  # a distance is about another from this part of it to its inverse: a choice


@dataclass(frozen=True)
class Beside:
    """A published change beside that of a long run (%, at its end).

    The speeds are not the same, so nothing is judged by it.

    Attributes
    ----------
    loss
        What was published.
    value, low, high
        The run's; low and high of form are the value.
    """

    loss: Loss
    value: float
    low: float
    high: float


def beside_people(run: LongRun) -> tuple[Beside, ...]:
    """The published changes on the level over about the distance run, beside those of the run.

    A change of form is that from the fresh body on the same kilometre, the last of the run, so that
    hills and splits are not in it.
    """
    metres = run.tired.metres
    found = []
    for loss in losses():
        near = NEAR <= metres / loss.distance <= 1.0 / NEAR
        if loss.slope or loss.against is not None or not near:
            continue
        change = _change(run, loss)
        if change is not None:
            low, high = np.quantile(change, INTERVAL)
            found.append(Beside(loss, float(change[0]), float(low), float(high)))
    return tuple(found)


def _change(run: LongRun, loss: Loss) -> Array | None:
    """By sample, the middle first; None where the run has no such thing."""
    end = run.tired.points[-1]
    if loss.quantity == "drive":
        return np.asarray(-100.0 * end.state.central[:, 0])
    if loss.of is not None:
        weight = group_weights(run.start.body).get(loss.of)
        lost = end.state.peripheral if loss.quantity == "own force" else 1.0 - end.state.force_left
        return None if weight is None else np.asarray(-100.0 * (lost @ weight))
    last = len(run.kilometres) - 1
    if loss.quantity == "oxygen":
        dearer = _ratio(run, "cost_of_transport", last)
        return np.asarray(
            100.0 * (dearer * oxygen_drift(run.tired.metres, run.coefficients)[:, 0] - 1.0)
        )
    if loss.quantity not in run.kilometres[last].form:
        return None
    return np.array([100.0 * (_ratio(run, loss.quantity, last) - 1.0)])


def _ratio(run: LongRun, name: str, at: int) -> float:
    """Of a kilometre's form, tired over fresh."""
    return run.kilometres[at].form[name] / run.kilometres_fresh[at].form[name]
