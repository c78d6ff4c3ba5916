"""A long run of one body: what tires, how form changes, and when it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hillrunner.analysis.tissues import tissue_loads
from hillrunner.fatigue.coefficients import Coefficients
from hillrunner.fatigue.march import March, Point
from hillrunner.fatigue.tiring import oxygen_drift
from hillrunner.groups import GROUPS
from hillrunner.motion.motion import Motion
from hillrunner.shown import Shown
from hillrunner.tasks.task import Symmetry
from hillrunner.worth.longrun.breakdown import Breakdown, breakdown
from hillrunner.worth.longrun.course import Course
from hillrunner.worth.longrun.kilometres import (
    Kilometre,
    Piece,
    along,
    drift,
    forms_of,
    group_weights,
    loads_of,
    pieces,
    right_share_of,
)
from hillrunner.worth.longrun.late import Late
from hillrunner.worth.longrun.oxygen import Finish, Oxygen, finish
from hillrunner.worth.longrun.pacing import KILOMETRE, SHORTFALL, Pacing

Array = NDArray[np.float64]

INTERVAL = (0.05, 0.95)  # of the samples


@dataclass(frozen=True)
class Limit:
    """What a runner ran out of first.

    Attributes
    ----------
    of
        ``oxygen``, or ``muscles``: no motion at the speed was found.
    km
        Where.
    group
        The muscle group with the least force left there.
    """

    of: Literal["oxygen", "muscles"]
    km: float
    group: str


@dataclass(frozen=True)
class Buffer:
    """What 10 % more of a muscle group changes.

    Attributes
    ----------
    seconds
        Of the finish time: value, 5 and 95 %.
    cost_start, cost_end
        % of the cost of running at the start and at the end.
    """

    seconds: tuple[float, float, float]
    cost_start: float
    cost_end: float


@dataclass(frozen=True)
class LongRun(Shown):
    """A long run.

    Attributes
    ----------
    course
        How far, and up and down what.
    asked
        How fast; None where the best that oxygen allows was asked for.
    plan
        Speeds at which it was solved, where muscles could hold them: those asked for, or the best
        that oxygen allows on the level where that is slower.
    start
        The fresh run on the level, at the speed with which it begins.
    tired, fresh
        The run with muscles that tire, and with muscles that do not.
    oxygen
        What the runner has; None where neither VO2max nor race is known.
    coefficients
        With which it was run, the middle first.
    buffer
        By muscle group: change of the finish time (s) with 10 % more of it; what was asked for.
    late
        Prices of muscle along the run; None where they are not known.
    others
        By name: the same run of the runner's other bodies, weaker or trained; what was asked for.
    """

    course: Course
    asked: Pacing | None
    plan: Pacing
    start: Motion
    tired: March = field(repr=False)
    fresh: March = field(repr=False)
    oxygen: Oxygen | None
    coefficients: Coefficients = field(repr=False)
    buffer: Mapping[str, float] = field(default_factory=dict)
    late: Late | None = field(default=None, repr=False)
    others: Mapping[str, LongRun] = field(default_factory=dict, repr=False)

    @property
    def status(self) -> Literal["held", "slowed", "stopped"]:
        """How it went."""
        if self.tired.stopped is not None:
            return "stopped"
        return "held" if self.limit is None else "slowed"

    @cached_property
    def limit(self) -> Limit | None:
        """What the runner ran out of first; None where what was asked was held."""
        if self.tired.stopped is not None:
            return Limit("muscles", self.tired.metres / KILOMETRE, self._weakest(-1))
        for i, point in enumerate(self.tired.points):
            if self._slowed(point):
                return Limit("muscles", point.metres / KILOMETRE, self._weakest(i))
        if self.asked is None:
            return None
        for row, piece in zip(self.kilometres, self._pieces, strict=True):
            if row.speed < self.asked.between(piece.begin, piece.end) * (1.0 - SHORTFALL):
                return Limit("oxygen", piece.begin / KILOMETRE, self._weakest(piece.start))
        return None

    @property
    def finish_time(self) -> float | None:
        """s, as the muscles tire and oxygen drifts; None where the end was not reached."""
        return None if self.tired.stopped is not None else self._finish.time

    @cached_property
    def finish_range(self) -> tuple[float, float] | None:
        """5 and 95 % of the finish time (s), to first order; None where it is not known."""
        if self.late is None or self.tired.stopped is not None:
            return None
        return _ends(self._finish_times(self._dearer))

    @cached_property
    def cost_drift(self) -> tuple[float, float, float] | None:
        """Change (%) of the cost by tired muscles at the end: value, 5 and 95 %, to first order."""
        if self.late is None:
            return None
        last = self.tired.points[-1]
        fresh = [point for point in self.fresh.points if point.metres <= last.metres][-1]
        value = (last.power / last.motion.speed) / (fresh.power / fresh.motion.speed) - 1.0
        low, high = _ends(100.0 * ((1.0 + value) * (1.0 + 0.01 * self._dearer[-1]) - 1.0))
        return 100.0 * value, low, high

    @cached_property
    def cost_ranges(self) -> Array | None:
        """Simulated cost by kilometre (J/kg/m): value, 5 and 95 %, to first order, (kilometre, 3);
        None where it is not known."""
        if self.late is None:
            return None
        ends = np.array([_ends(row) for row in self._dearer])
        factor = along(1.0 + 0.01 * ends, self._pieces, task=False)
        cost = np.array([row.form["cost_of_transport"] for row in self.kilometres])
        return np.column_stack([cost, cost[:, None] * factor])

    @cached_property
    def buffer_first_order(self) -> dict[str, Buffer]:
        """What 10 % more of each muscle group would change, to first order; empty where prices are
        not known."""
        if self.late is None or self.tired.stopped is not None:
            return {}
        groups = np.array([m.group for m in self.start.body.muscles])
        before, found = self._finish_times(self._dearer), {}
        for name in [g for g in GROUPS if (groups == g).any()]:
            percent = self.late.stronger(self.tired, self.coefficients, groups == name)
            times = self._finish_times(self._dearer + percent) - before
            found[name] = Buffer(
                seconds=(float(times[0]), *_ends(times)),
                cost_start=float(percent[0, 0]),
                cost_end=float(percent[-1, 0]),
            )
        return found

    @cached_property
    def _dearer(self) -> Array:
        """% of cost by which samples differ from what was solved, (point, sample)."""
        assert self.late is not None
        return self.late.uncertain(self.tired, self.coefficients)

    def _finish_times(self, percent: Array) -> Array:
        """By sample (s), for % of cost, (point, sample)."""
        shares = self._shares(self.tired, drifts=False)
        more = along(1.0 + 0.01 * percent, self._pieces, task=False)
        middles = np.array([0.5 * (piece.begin + piece.end) for piece in self._pieces])
        drift = np.array([oxygen_drift(at, self.coefficients)[:, 0] for at in middles])
        return np.array(
            [
                self._ends_at(self.tired, None if shares is None else shares * cost * oxygen).time
                for cost, oxygen in zip(more.T, drift.T, strict=True)
            ]
        )

    @cached_property
    def finish_time_fresh(self) -> float:
        """s, if nothing tired and nothing drifted."""
        return self._ended(self.fresh, drifts=False).time

    @cached_property
    def finish_time_drift(self) -> float:
        """s, if oxygen drifted but no muscle tired."""
        return self._ended(self.fresh, drifts=True).time

    @property
    def speed_held(self) -> float | None:
        """The mean speed (m/s) that could be held to the end, pace or splits all slower by one
        part; None where the end was not reached."""
        if self.tired.stopped is not None:
            return None
        if self.asked is None:
            return self.course.metres / self._finish.time
        wanted = [self.asked.between(piece.begin, piece.end) for piece in self._pieces]
        return self.asked.mean * float((self._finish.speeds / wanted).min())

    @cached_property
    def kilometres(self) -> tuple[Kilometre, ...]:
        """The run by kilometre, as far as it went."""
        return self._kilometres(self.tired, self._finish, drifts=True)

    @cached_property
    def kilometres_fresh(self) -> tuple[Kilometre, ...]:
        """The same if nothing tired and nothing drifted, to the end."""
        return self._kilometres(self.fresh, self._ended(self.fresh, drifts=False), drifts=False)

    def _kilometres(self, run: March, ended: Finish, *, drifts: bool) -> tuple[Kilometre, ...]:
        where, points = pieces(run), run.points
        motions = [point.motion for point in points]
        at = forms_of(points)
        forms = {name: along([one[name] for one in at], where) for name in at[0]}
        left = self._force_left(run, where)
        shares = self._shares(run, drifts=drifts)
        if shares is not None:
            shares = shares * ended.speeds / self._speeds(run)
        return tuple(
            Kilometre(
                km=piece.end / KILOMETRE,
                metres=piece.metres,
                speed=float(ended.speeds[i]),
                grade=motions[piece.start].grade,
                form={name: float(values[i]) for name, values in forms.items()},
                vo2_fraction=None if shares is None else float(shares[i]),
                force_left={
                    group: (float(values[i, 0]), float(values[i, 1]), float(values[i, 2]))
                    for group, values in left.items()
                },
            )
            for i, piece in enumerate(where)
        )

    @property
    def drift_percent(self) -> dict[str, float]:
        """Change (%) from the first tenth of the way to the last."""
        return drift(self.kilometres)

    @property
    def drift_percent_fresh(self) -> dict[str, float]:
        """The same if nothing tired and nothing drifted: what hills alone make of it."""
        return drift(self.kilometres_fresh)

    @cached_property
    def breakdown(self) -> Breakdown | None:
        """Where tiring changes form most, and which muscle runs out; None where it hardly does."""
        return breakdown(self.tired, self.fresh)

    @cached_property
    def loads(self) -> dict[str, Array]:
        """Loads on tissues in each kilometre, by name: see
        :func:`~hillrunner.worth.longrun.kilometres.loads_of`."""
        return _loads(self.tired)

    @cached_property
    def loads_fresh(self) -> dict[str, Array]:
        """The same if nothing tired, to the end."""
        return _loads(self.fresh)

    @cached_property
    def right_share(self) -> dict[str, Array]:
        """The right leg's part of each load on tissues, by kilometre; empty where the legs are
        alike."""
        if self.start.task.symmetry(self.start.body) is Symmetry.MIRRORED:
            return {}
        motions = [point.motion for point in self.tired.points]
        of = {motion: right_share_of(motion) for motion in dict.fromkeys(motions)}
        names = of[motions[0]]
        return {name: along([of[m][name] for m in motions], self._pieces) for name in names}

    @cached_property
    def _pieces(self) -> tuple[Piece, ...]:
        return pieces(self.tired)

    @cached_property
    def _finish(self) -> Finish:
        return self._ended(self.tired, drifts=True)

    def _force_left(self, run: March, where: Sequence[Piece]) -> dict[str, Array]:
        """By group: (kilometre; value, low and high)."""
        lost = 1.0 - np.array([point.state.force_left for point in run.points])
        table = {}
        for group, weight in group_weights(self.start.body).items():
            by_point = 1.0 - lost @ weight  # (point, sample)
            ends = np.quantile(by_point, INTERVAL, axis=1)
            table[group] = along(np.array([by_point[:, 0], *ends]).T, where, task=False)
        return table

    def _slowed(self, point: Point) -> bool:
        """Whether the muscles could not hold the speed there."""
        return point.motion.speed < self.plan.at(point.metres) * (1.0 - SHORTFALL)

    def _weakest(self, point: int) -> str:
        left = self.tired.points[point].state.force_left[0]
        weights = group_weights(self.start.body)
        return min(weights, key=lambda group: float(left @ weights[group]))

    def _speeds(self, run: March) -> Array:
        where = pieces(run)
        return along([point.motion.speed for point in run.points], where)

    def _shares(self, run: March, *, drifts: bool) -> Array | None:
        """Share of VO2max by kilometre, at the speeds at which the motions were solved."""
        if self.oxygen is None:
            return None
        where = pieces(run)
        shares = along([self.oxygen.share(point.power) for point in run.points], where)
        if not drifts:
            return shares
        middle = self.coefficients.middle()
        more = [
            float(oxygen_drift(0.5 * (piece.begin + piece.end), middle)[0, 0]) for piece in where
        ]
        return shares * np.array(more)

    def _ended(self, run: March, *, drifts: bool) -> Finish:
        return self._ends_at(run, self._shares(run, drifts=drifts))

    def _ends_at(self, run: March, shares: Array | None) -> Finish:
        """How a run ends that takes such shares of VO2max at the speeds of its motions."""
        where = pieces(run)
        metres = np.array([piece.metres for piece in where])
        solved = self._speeds(run)
        asked = np.full(len(metres), np.inf)
        if self.asked is not None:
            asked = np.array([self.asked.between(piece.begin, piece.end) for piece in where])
        slowed = [self._slowed(run.points[piece.start]) for piece in where]
        asked = np.where(slowed, np.minimum(asked, solved), asked)  # no faster than muscles can
        return finish(metres, solved, asked, shares)


def _ends(values: Array) -> tuple[float, float]:
    """5 and 95 % of samples, the first of them, the middle's, among them."""
    low, high = np.quantile(values, INTERVAL)
    return min(float(low), float(values[0])), max(float(high), float(values[0]))


def _loads(run: March) -> dict[str, Array]:
    where, motions = pieces(run), [point.motion for point in run.points]
    reference = tissue_loads(motions[0])["reference"]  # of the fresh body
    of = {motion: loads_of(motion, reference) for motion in dict.fromkeys(motions)}
    length = np.array([piece.metres for piece in where]) / KILOMETRE
    return {name: length * along([of[m][name] for m in motions], where) for name in of[motions[0]]}
