"""A long run of one body: what tires, how form changes, and when it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hillrunner.fatigue.coefficients import Coefficients
from hillrunner.fatigue.march import March
from hillrunner.fatigue.tiring import oxygen_drift
from hillrunner.motion.motion import Motion
from hillrunner.shown import Shown
from hillrunner.worth.longrun.course import KILOMETRE, Course
from hillrunner.worth.longrun.kilometres import (
    Kilometre,
    Piece,
    along,
    drift,
    form_of,
    group_weights,
    loads_of,
    pieces,
)
from hillrunner.worth.longrun.oxygen import Finish, Oxygen, finish

Array = NDArray[np.float64]

INTERVAL = (0.05, 0.95)  # of the samples
SHORTFALL = 1e-6  # relative: a speed this much below what was asked is no slowing


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
class LongRun(Shown):
    """A long run.

    Attributes
    ----------
    course
        How far, and up and down what.
    asked
        m/s; None where the best that oxygen allows was asked for.
    start
        The fresh run on the level, at the speed of the run.
    tired, fresh
        The run with muscles that tire, and with muscles that do not.
    oxygen
        What the runner has; None where neither VO2max nor race is known.
    coefficients
        With which it was run, the middle first.
    buffer
        By muscle group: change of the finish time (s) with 10 % more of it; what was asked for.
    """

    course: Course
    asked: float | None
    start: Motion
    tired: March = field(repr=False)
    fresh: March = field(repr=False)
    oxygen: Oxygen | None
    coefficients: Coefficients = field(repr=False)
    buffer: Mapping[str, float] = field(default_factory=dict)

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
        planned = self.start.speed
        for i, point in enumerate(self.tired.points):
            if point.motion.speed < planned * (1.0 - SHORTFALL):
                return Limit("muscles", point.metres / KILOMETRE, self._weakest(i))
        if self.asked is None:
            return None
        for row, piece in zip(self.kilometres, self._pieces, strict=True):
            if row.speed < self.asked * (1.0 - SHORTFALL):
                return Limit("oxygen", row.km - row.metres / KILOMETRE, self._weakest(piece.start))
        return None

    @property
    def finish_time(self) -> float | None:
        """s, as the muscles tire and oxygen drifts; None where the end was not reached."""
        return None if self.tired.stopped is not None else self._finish.time

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
        """The even speed (m/s) that could be held to the end; None where it was not reached."""
        if self.tired.stopped is not None:
            return None
        if self.asked is None:
            return self.course.metres / self._finish.time
        return float(self._finish.speeds.min())

    @cached_property
    def kilometres(self) -> tuple[Kilometre, ...]:
        """The run by kilometre, as far as it went."""
        where, points = self._pieces, self.tired.points
        motions = [point.motion for point in points]
        known = [form_of(point) for point in points]
        forms = {name: along([one[name] for one in known], where) for name in known[0]}
        left = self._force_left(where)
        ends = np.cumsum([piece.metres for piece in where])
        shares = self._shares(self.tired, drifts=True)
        if shares is not None:
            shares = shares * self._finish.speeds / self._speeds(self.tired)
        return tuple(
            Kilometre(
                km=float(ends[i]) / KILOMETRE,
                metres=piece.metres,
                speed=float(self._finish.speeds[i]),
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

    @cached_property
    def loads(self) -> dict[str, Array]:
        """Loads on tissues in each kilometre, by name: see
        :func:`~hillrunner.worth.longrun.kilometres.loads_of`."""
        motions = [point.motion for point in self.tired.points]
        of = {motion: loads_of(motion) for motion in dict.fromkeys(motions)}
        length = np.array([piece.metres for piece in self._pieces]) / KILOMETRE
        return {
            name: length * along([of[m][name] for m in motions], self._pieces)
            for name in of[motions[0]]
        }

    @cached_property
    def _pieces(self) -> tuple[Piece, ...]:
        return pieces(self.tired)

    @cached_property
    def _finish(self) -> Finish:
        return self._ended(self.tired, drifts=True)

    def _force_left(self, where: Sequence[Piece]) -> dict[str, Array]:
        """By group: (kilometre; value, low and high)."""
        lost = 1.0 - np.array([point.state.force_left for point in self.tired.points])
        table = {}
        for group, weight in group_weights(self.start.body).items():
            by_point = 1.0 - lost @ weight  # (point, sample)
            ends = np.quantile(by_point, INTERVAL, axis=1)
            table[group] = along(np.array([by_point[:, 0], *ends]).T, where)
        return table

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
        ends = np.cumsum([piece.metres for piece in where])
        middle = self.coefficients.middle()
        more = [
            float(oxygen_drift(end - 0.5 * piece.metres, middle)[0, 0])
            for end, piece in zip(ends, where, strict=True)
        ]
        return shares * np.array(more)

    def _ended(self, run: March, *, drifts: bool) -> Finish:
        metres = np.array([piece.metres for piece in pieces(run)])
        solved = self._speeds(run)
        if self.oxygen is None:
            return finish(metres, solved, solved, None)
        asked = np.full(len(metres), np.inf if self.asked is None else self.asked)
        slowed = solved < self.start.speed * (1.0 - SHORTFALL)  # no faster than muscles can
        asked = np.where(slowed, np.minimum(asked, solved), asked)
        return finish(metres, solved, asked, self._shares(run, drifts=drifts))
