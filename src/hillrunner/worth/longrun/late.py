"""Late running by its prices: how far the run is known, and what more muscle would change in it.

A run is solved with the middle coefficients. What others would make of it, and 10 % more of a
muscle group, follow to first order from the prices of the runs that were solved, fresh and tired:
at the start, half way and at the end, on the straight line between.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hillrunner.errors import MotionError
from hillrunner.fatigue.coefficients import Coefficients
from hillrunner.fatigue.load import eased
from hillrunner.fatigue.march import March, evened
from hillrunner.fatigue.tiring import after_running, fresh, kept_in_running
from hillrunner.model.physics.metabolism import BASAL_RATE
from hillrunner.motion.motion import Motion
from hillrunner.sides import stem
from hillrunner.worth.prices.prices import prices

Array = NDArray[np.float64]

MORE = 1.1  # of a muscle group, in what is told of strength as a buffer
KNOBS = ("stronger", "drive")


@dataclass(frozen=True)
class Late:
    """What muscle is worth along a long run.

    Attributes
    ----------
    elasticity
        By knob of :func:`~hillrunner.worth.prices.prices.prices`: % of cost for 1 % more of each
        muscle, (point of the march, muscle); of a muscle without its side half on each side.
    """

    elasticity: Mapping[str, Array]

    def uncertain(self, run: March, c: Coefficients) -> Array:
        """% of cost at each point by which samples differ from the middle, (point, sample)."""
        kept = np.log([kept_in_running(point.state, c) for point in run.points])
        return self._of_tiring(kept - kept[:, :1])

    def stronger(self, run: March, c: Coefficients, member: NDArray[np.bool_]) -> Array:
        """% of cost at each point that :data:`MORE` of some muscles changes, (point, sample).

        They carry and heat their own mass, and do the same work with more of it, so that they
        tire less.
        """
        before = [kept_in_running(point.state, c) for point in run.points]
        after = _again(run, c, np.where(member, MORE, 1.0))
        tires = self._of_tiring(np.log(after) - np.log(before))
        gain = 100.0 * math.log(MORE) * self.elasticity["stronger"]
        return np.asarray(tires + (gain @ member)[:, None])

    def _of_tiring(self, logs: Array) -> Array:
        """% of cost for logarithms of what is kept, by (point, sample, muscle)."""
        own = self.elasticity["drive"]  # what is lost is carried still
        return np.asarray(100.0 * np.einsum("pm,psm->ps", own, logs))


def late_prices(run: March) -> Late | None:
    """Prices along a march; None where a motion holds none."""
    where = sorted({0, len(run.points) // 2, len(run.points) - 1})
    try:
        tables = [_by_muscle(run.points[i].motion) for i in reversed(where)][::-1]
    except MotionError:
        return None
    places = [point.metres for point in run.points]
    known = [places[i] for i in where]

    def between(knob: str) -> Array:
        columns = np.array([table[knob] for table in tables]).T
        return np.array([np.interp(places, known, column) for column in columns]).T

    return Late({knob: between(knob) for knob in KNOBS})


def elasticities(motion: Motion) -> dict[str, dict[str, float]]:
    """By knob and muscle without its side: % of the cost of running for 1 % more.

    Raises
    ------
    MotionError
        If the motion holds no prices.
    """
    table = prices(motion, of="energy")
    whole = float(table.attrs["value"]) + BASAL_RATE / motion.speed
    names = dict.fromkeys(stem(name) for name in motion.body.muscle_names)
    return {
        knob: {name: float(table[knob].sel(place=name)) / whole for name in names} for knob in KNOBS
    }


def _by_muscle(motion: Motion) -> dict[str, Array]:
    """The same of every muscle of the body: half of it on each side."""
    names = [stem(name) for name in motion.body.muscle_names]
    share = np.array([1.0 / names.count(name) for name in names])
    return {
        knob: np.array([table[name] for name in names]) * share
        for knob, table in elasticities(motion).items()
    }


def _again(run: March, c: Coefficients, more: Array) -> Array:
    """What is kept at each point with ``more`` of each muscle, (point, sample, muscle)."""
    state = fresh(len(more), c)
    kept = [kept_in_running(state, c)]
    for here, there in zip(run.points[:-1], run.points[1:], strict=True):
        load = eased(evened(here.motion), more)
        taken = there.seconds - here.seconds
        state = after_running(state, load, taken, c, used_to=run.used_to)
        kept.append(kept_in_running(state, c))
    return np.array(kept)
