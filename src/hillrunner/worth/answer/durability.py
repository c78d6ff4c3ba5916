"""Durability: what tired muscles cost in a long race, and what more muscle is worth late in it.

What a race of hours takes from the runner's muscles follows from the eccentric loads of their own
fresh stride (:mod:`hillrunner.fatigue`). What that costs, and what muscle is worth by then, are
prices: those of the shipped long runs (:mod:`hillrunner.fatigue.solved_runs`), which were solved
again with tired muscles, between fresh and as tired as the runner is. So nothing is solved here.

The time of the race is that of people who tire, so what tiredness costs is in it. More muscle
counts twice: late in the race it is worth more than at the start, and it tires less. What it is
worth to the fresh runner is muscle's effect, and not counted here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hillrunner.fatigue.coefficients import Coefficients, draw
from hillrunner.fatigue.load import eased
from hillrunner.fatigue.march import evened
from hillrunner.fatigue.solved_runs import SolvedRun, SolvedRuns, shipped_runs
from hillrunner.fatigue.tiring import Tiredness, after_running, fresh, kept_in_running
from hillrunner.groups import GROUPS
from hillrunner.motion.motion import Motion
from hillrunner.person.muscle_change import ALL
from hillrunner.published.realistic_changes import Cause, Kind
from hillrunner.sides import stem
from hillrunner.worth.answer.changes import ROUND, Change
from hillrunner.worth.answer.effects import PERCENTILES, Effect
from hillrunner.worth.race.race_model import RaceModel

Array = NDArray[np.float64]

LONG = 5400.0  # s: shorter races are not asked for durability
PLACES = 11  # of the race, at which it is reckoned
SAMPLES, SEED = 200, 0


@dataclass(frozen=True)
class Durability:
    """What tiring is worth in a race.

    Attributes
    ----------
    lost
        Part of its force that each muscle group has lost itself at the end: value, 5 and 95 %.
    late_cost
        % by which tired muscles make running dearer at the end; value, 5 and 95 %.
    seconds
        That are lost by it, of the race's time; value, 5 and 95 %.
    effects
        Of :data:`~hillrunner.worth.answer.changes.ROUND` % more of all muscle and of each group.
    """

    lost: dict[str, tuple[float, float, float]]
    late_cost: tuple[float, float, float]
    seconds: tuple[float, float, float]
    effects: tuple[Effect, ...]


def durability(
    model: RaceModel, run: Motion, runs: SolvedRuns | None = None, c: Coefficients | None = None
) -> Durability | None:
    """What tiring is worth in a race; None of races shorter than an hour and a half.

    Parameters
    ----------
    model
        The race.
    run
        The runner's own fresh run at about its speed.
    runs
        Solved long runs with prices; those that ship, if not given.
    c
        Coefficients; middle and draws of all, if not given.
    """
    race = model.prediction
    if race.time < LONG:
        return None
    c = c or draw(SAMPLES, SEED)
    priced = [one for one in (runs or shipped_runs()).runs if one.prices]
    nearest = min(priced, key=lambda one: abs(one.speed - race.speed))
    tiring = _Tiring(run, race.distance, race.time, c, nearest, model.marathon_speed)
    dearer = tiring.dearer(tiring.kept())
    saved = model.times_of_cost(-_mean(dearer)) - race.time
    return Durability(
        lost=tiring.lost(),
        late_cost=_ends(dearer[-1]),
        seconds=_ends(-saved),
        effects=tuple(_effect(model, tiring, place, dearer) for place in (ALL, *GROUPS)),
    )


class _Tiring:
    """How a runner's muscles, without side, tire in a race, and what that costs."""

    def __init__(
        self,
        run: Motion,
        metres: float,
        seconds: float,
        c: Coefficients,
        priced: SolvedRun,
        used_to: float,
    ) -> None:
        self.run, self.seconds, self.c, self.used_to = run, seconds, c, used_to
        self.load = evened(run)
        muscles = run.body.muscles
        self.names = list(dict.fromkeys(stem(m.name) for m in muscles))
        self.groups = np.array([m.group for m in muscles])
        force = np.array([m.max_force for m in muscles])
        self.force = force / force.sum()
        where = np.linspace(0.0, min(metres, priced.metres[-1]), PLACES)
        self.prices = np.array(
            [np.interp(where, priced.metres, priced.prices[name]) for name in self.names]
        ).T  # by (place, muscle)
        self.shipped = np.log(np.interp(where, priced.metres, priced.figures["force_kept"]))

    def kept(self, more: Array | float = 1.0) -> Array:
        """Part of force that is kept, by (place, sample, muscle of the body), with ``more`` of
        each muscle: the same work is then done by more of its mass."""
        load = eased(self.load, more)
        start = fresh(len(load), self.c)
        times = np.linspace(0.0, self.seconds, PLACES)
        states = [self._after(start, load, float(t)) for t in times]
        return np.array([kept_in_running(state, self.c) for state in states])

    def dearer(self, kept: Array) -> Array:
        """% by which running is dearer, by (place, sample): half way between the prices of fresh
        and of tired muscle, for as much as was lost."""
        logs = np.log(self._by_name(kept))
        return np.asarray(100.0 * (self._late(kept, 0.5) * logs).sum(axis=2))

    def late(self, kept: Array, place: str) -> Array:
        """% of cost that ``ROUND`` % more of a place's muscle is worth later, less what it is
        worth at the start, by (place, sample)."""
        member = self._by_name(np.where(self._of(place), 1.0, 0.0)[None, None, :])[0, 0]
        gained = ROUND * (self._late(kept, 1.0) - self.prices[0])
        return np.asarray((gained * member).sum(axis=2))

    def lost(self) -> dict[str, tuple[float, float, float]]:
        """Part of its own force that each group has lost at the end."""
        state = self._after(fresh(len(self.load), self.c), self.load, self.seconds)
        table = {}
        for group in GROUPS:
            weight = self.force * self._of(group)
            if weight.sum() > 0.0:
                table[group] = _ends(state.peripheral @ weight / weight.sum())
        return table

    def _after(self, state: Tiredness, load: Array, seconds: float) -> Tiredness:
        return after_running(state, load, seconds, self.c, used_to=self.used_to)

    def more(self, place: str) -> Array:
        """Factors on the muscles of the body, for ``ROUND`` % more of a place."""
        return np.where(self._of(place), 1.0 + 0.01 * ROUND, 1.0)

    def _of(self, place: str) -> NDArray[np.bool_]:
        return np.full(len(self.groups), True) if place == ALL else self.groups == place

    def _late(self, kept: Array, share: float) -> Array:
        """Prices by (place, sample, muscle), ``share`` of the way from fresh to as tired as here.

        They go with how much of all force is lost, which may be more or less than in the shipped
        run; at the start nothing is lost in either.
        """
        tired = np.log(kept @ self.force)
        shipped = np.broadcast_to(self.shipped[:, None], tired.shape)
        own = np.divide(tired, shipped, out=np.zeros_like(tired), where=shipped < 0.0)
        first = self.prices[0]
        return np.asarray(first + share * own[:, :, None] * (self.prices - first)[:, None])

    def _by_name(self, values: Array) -> Array:
        """Of muscles without their side: the mean of both."""
        stems = [stem(name) for name in self.run.body.muscle_names]
        columns = [[i for i, one in enumerate(stems) if one == name] for name in self.names]
        return np.stack([values[..., both].mean(axis=-1) for both in columns], axis=-1)


def _effect(model: RaceModel, tiring: _Tiring, place: str, dearer: Array) -> Effect:
    """What more of a place's muscle is worth by its durability."""
    kept = tiring.kept(tiring.more(place))
    cost = _mean(tiring.dearer(kept) - dearer + tiring.late(kept, place))
    race = model.prediction
    times = model.times_of_cost(cost) - race.time
    return Effect(
        change=Change(Cause.DURABILITY, place, ROUND, "%", Kind.ROUND),
        cost=float(cost[0]),
        effort=None,
        seconds=float(times[0]),
        percent=100.0 * float(times[0]) / race.time,
        interval=_ends(times)[1:],
        cost_interval=_ends(cost)[1:],
        members=tiring.c.samples,
    )


def _mean(by_place: Array) -> Array:
    """Over the race, of places that are evenly apart: (sample,)."""
    ends = 0.5 * (by_place[0] + by_place[-1])
    return np.asarray((ends + by_place[1:-1].sum(axis=0)) / (len(by_place) - 1))


def _ends(values: Array | Sequence[float]) -> tuple[float, float, float]:
    """Of the middle coefficients, and 5 and 95 % of the samples, the middle's own among them: all
    drive that may be missing in running comes on top of it."""
    value = float(np.asarray(values)[0])
    low, high = np.percentile(values, PERCENTILES)
    return value, min(float(low), value), max(float(high), value)
