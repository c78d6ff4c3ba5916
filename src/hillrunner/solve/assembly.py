"""The program's functions, put together from those of its intervals.

Every function of an interval is evaluated at all intervals at once (see
:mod:`hillrunner.solve.point_function`) and scattered into the vectors and sparse matrices of the
whole. The last rows are sums over all intervals: posture (see :mod:`hillrunner.solve.posture`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from hillrunner.model.body.model import Body
from hillrunner.solve.ends import Ends
from hillrunner.solve.interval import Interval
from hillrunner.solve.posture import POSTURE, WEIGHTS, Posture

if TYPE_CHECKING:
    import scipy.sparse


@dataclass(frozen=True)
class Pattern:
    """A sparse matrix by columns, whose nonzeros are signed sums of given numbers."""

    shape: tuple[int, int]
    starts: np.ndarray  # of the columns, in ``rows``
    rows: np.ndarray
    slots: np.ndarray  # the nonzero that each number is added to
    signs: np.ndarray

    @classmethod
    def of(
        cls, rows: np.ndarray, columns: np.ndarray, signs: np.ndarray, shape: tuple[int, int]
    ) -> Pattern:
        """The matrix in which each number belongs to a place."""
        places, slots = np.unique(columns * shape[0] + rows, return_inverse=True)
        starts = np.searchsorted(places, np.arange(shape[1] + 1) * shape[0])
        return cls(shape, starts, places % shape[0], slots, signs)

    @property
    def nonzeros(self) -> int:
        """How many the matrix has."""
        return len(self.rows)

    @cached_property
    def columns(self) -> np.ndarray:
        """The column of every nonzero."""
        return np.repeat(np.arange(self.shape[1]), np.diff(self.starts))

    def filled(self, numbers: np.ndarray) -> np.ndarray:
        """The nonzeros."""
        return np.bincount(self.slots, weights=self.signs * numbers, minlength=self.nonzeros)

    def transposed(self, nonzeros: np.ndarray, y: np.ndarray) -> np.ndarray:
        """The transposed matrix times ``y``."""
        weights = nonzeros * y[self.rows]
        return np.bincount(self.columns, weights=weights, minlength=self.shape[1])

    def matrix(self, nonzeros: np.ndarray) -> scipy.sparse.csc_matrix:
        """The matrix of these nonzeros."""
        from scipy import sparse  # takes long to import, and a solve does without it

        return sparse.csc_matrix((nonzeros, self.rows, self.starts), shape=self.shape)


@dataclass(frozen=True)
class Assembly:
    """Functions of the whole program, of its variables ``x`` and parameters ``p``.

    The variables are those of :mod:`hillrunner.solve.transcription`. Parameters are the interval's
    (see :class:`~hillrunner.solve.parameters.Parameters`), the weights of the pull by coordinate
    and velocity (of the squares of variables), what it pulls them to, (intervals, both), and the
    posture's weights, (intervals, 4).
    """

    body: Body
    interval: Interval
    posture: Posture
    ends: Ends
    shares: np.ndarray

    def prepare(self) -> None:
        """Have all that a solve needs: seconds where it is not in the cache."""
        for name in ("value", "gradient", "first", "second"):
            self.interval.functions[name]
        for name in ("value", "first", "second"):
            self.posture.functions[name]

    # sizes and places

    @property
    def intervals(self) -> int:
        """Intervals of what is solved."""
        return len(self.shares)

    @property
    def size(self) -> int:
        """Number of variables."""
        return 2 + self.ends.nodes * self.interval.layout.node

    @property
    def row_count(self) -> int:
        """Number of rows."""
        return self.intervals * len(self.ends.rows) + len(POSTURE)

    @property
    def parameter_count(self) -> int:
        """Number of parameters."""
        each = self.interval.layout.moving + len(WEIGHTS)
        return self.interval.parameters.size + self.interval.layout.moving + self.intervals * each

    @cached_property
    def _index(self) -> np.ndarray:
        """Variable of every local one, (local, intervals)."""
        return np.ascontiguousarray(self.ends.index.T)

    @cached_property
    def _sign(self) -> np.ndarray:
        return np.ascontiguousarray(self.ends.sign.T)

    @cached_property
    def _both_ends(self) -> np.ndarray:
        """Positions at both ends of an interval, among its local variables."""
        positions = np.arange(self.interval.layout.coordinates)
        return np.concatenate([positions, self.interval.layout.state + positions])

    @cached_property
    def _pulled(self) -> np.ndarray:
        """What can be pulled: positions and velocities that stand for something."""
        return np.flatnonzero(self.ends.used[: self.interval.layout.moving])

    @cached_property
    def _pulled_variables(self) -> np.ndarray:
        """The variables that they are, (intervals, pulled)."""
        starts = 1 + self.interval.layout.node * np.arange(self.intervals)
        return np.asarray(starts[:, None] + self._pulled)

    @cached_property
    def jacobian_pattern(self) -> Pattern:
        """Where the rows' Jacobian is not zero, and what goes there: numbers of the intervals'
        first derivatives, then of the posture's, each (nonzero, interval)."""
        rows, n = len(self.ends.rows), self.intervals
        place = np.full(len(self.interval.rows), -1)
        place[self.ends.rows] = np.arange(rows)
        jr, jc = (np.array(k) for k in self.interval.first.triplet)
        wr, wc = (np.array(k) for k in self.posture.first.triplet)
        jr, jc = place[jr[self._said]], jc[self._said]
        wc = self._both_ends[wc]
        lanes = np.arange(n)
        return Pattern.of(
            np.concatenate([(jr[:, None] + rows * lanes).ravel(), np.repeat(n * rows + wr, n)]),
            np.concatenate([self._index[jc].ravel(), self._index[wc].ravel()]),
            np.concatenate([self._sign[jc].ravel(), self._sign[wc].ravel()]),
            (self.row_count, self.size),
        )

    @cached_property
    def _said(self) -> np.ndarray:
        """Nonzeros of an interval's Jacobian in rows that count."""
        return np.flatnonzero(np.isin(self.interval.first.triplet[0], self.ends.rows))

    @cached_property
    def hessian_pattern(self) -> Pattern:
        """The same of the Lagrangian's Hessian, upper triangle, with the pull on its diagonal."""
        triplet = np.array(self.interval.second.triplet)
        of_posture = self._both_ends[np.array(self.posture.second.triplet)]
        r, c = np.concatenate([triplet, of_posture], axis=1)
        rows, columns = self._index[r].ravel(), self._index[c].ravel()
        # two local variables that are one and the same: their mixed derivative counts twice
        twice = np.where((rows == columns) & np.repeat(r != c, self.intervals), 2.0, 1.0)
        pulled = self._pulled_variables.ravel()
        return Pattern.of(
            np.concatenate([np.minimum(rows, columns), pulled]),
            np.concatenate([np.maximum(rows, columns), pulled]),
            np.concatenate([(self._sign[r] * self._sign[c]).ravel() * twice, np.ones(pulled.size)]),
            (self.size, self.size),
        )

    # arguments of the intervals' functions

    def _own(self, p: np.ndarray) -> np.ndarray:
        """The interval's parameters, in every lane."""
        own = p[: self.interval.parameters.size, None]
        return np.broadcast_to(own, (len(own), self.intervals))

    def _at(self, x: np.ndarray, p: np.ndarray, *more: np.ndarray) -> np.ndarray:
        """Arguments of an interval's function, one below the other, (numbers, intervals)."""
        return np.concatenate([x[self._index] * self._sign, [self.shares], self._own(p), *more])

    def _posture_at(self, x: np.ndarray, p: np.ndarray, *more: np.ndarray) -> np.ndarray:
        positions = x[self._index[self._both_ends]] * self._sign[self._both_ends]
        weights = p[-self.intervals * len(WEIGHTS) :].reshape(self.intervals, -1).T
        return np.concatenate([positions, weights, self._own(p), *more])

    def _rows_at(self, lam: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Multipliers of rows as arguments: of the intervals' functions, of the posture's."""
        of_rows = np.zeros((len(self.interval.rows), self.intervals))
        of_rows[self.ends.rows] = lam[: -len(POSTURE)].reshape(self.intervals, -1).T
        return of_rows, np.broadcast_to(lam[-len(POSTURE) :, None], (len(POSTURE), self.intervals))

    # the pull, which is no function of an interval, and what is sought

    def _pull(self, p: np.ndarray) -> np.ndarray:
        """Weight of the square of each distance in the objective, times 2, (pulled,)."""
        own = self.interval.parameters.size
        weights = p[own : own + self.interval.layout.moving]
        return np.asarray(2.0 * weights[self._pulled] / self.intervals)

    def _stray(self, x: np.ndarray, p: np.ndarray) -> np.ndarray:
        """Distance from what it pulls to, (intervals, pulled)."""
        start = self.interval.parameters.size + self.interval.layout.moving
        count = self.intervals * self.interval.layout.moving
        wanted = p[start : start + count].reshape(self.intervals, -1)
        return np.asarray(x[self._pulled_variables] - wanted[:, self._pulled])

    @property
    def _drive(self) -> int:
        return self.interval.parameters.slices["drive"].start

    # the functions

    def value(self, x: np.ndarray, p: np.ndarray) -> tuple[float, np.ndarray]:
        """Objective and rows."""
        cost, rows = np.split(self.interval.value.at(self._at(x, p)), [1])
        sums = self.posture.value.at(self._posture_at(x, p)).sum(axis=1)
        pull = 0.5 * np.sum(self._pull(p) * self._stray(x, p) ** 2)
        objective = cost.sum() + pull - p[self._drive] * x[-1]
        return float(objective), np.concatenate([rows[self.ends.rows].T.ravel(), sums])

    def gradient(self, x: np.ndarray, p: np.ndarray) -> np.ndarray:
        """Gradient of the objective."""
        blocks = self.interval.gradient.at(self._at(x, p)) * self._sign
        gradient = np.bincount(self._index.ravel(), weights=blocks.ravel(), minlength=self.size)
        gradient[self._pulled_variables] += self._pull(p) * self._stray(x, p)
        gradient[-1] -= p[self._drive]
        return gradient

    def jacobian(self, x: np.ndarray, p: np.ndarray) -> np.ndarray:
        """Nonzeros of the rows' Jacobian, in the order of its pattern."""
        of_rows = self.interval.first.at(self._at(x, p))[self._said]
        of_sums = self.posture.first.at(self._posture_at(x, p))
        return self.jacobian_pattern.filled(np.concatenate([of_rows.ravel(), of_sums.ravel()]))

    def hessian(self, x: np.ndarray, p: np.ndarray, s: float, lam: np.ndarray) -> np.ndarray:
        """Nonzeros of the Hessian's upper triangle, of ``s`` objective + ``lam`` . rows."""
        of_rows, of_sums = self._rows_at(lam)
        weight = np.full((1, self.intervals), s)
        blocks = self.interval.second.at(self._at(x, p, weight, of_rows))
        whole = self.posture.second.at(self._posture_at(x, p, of_sums))
        pull = np.tile(s * self._pull(p), self.intervals)
        return self.hessian_pattern.filled(np.concatenate([blocks.ravel(), whole.ravel(), pull]))

    # derivatives in parameters

    def parameter_gradient(self, x: np.ndarray, p: np.ndarray, lam: np.ndarray) -> np.ndarray:
        """Gradient in ``p`` of the Lagrangian, objective + ``lam`` . rows."""
        of_rows, of_sums = self._rows_at(lam)
        blocks = self.interval.adjoint.at(self._at(x, p, of_rows))
        whole = self.posture.adjoint.at(self._posture_at(x, p, of_sums))
        stray = self._stray(x, p)
        of_pull = (stray**2).mean(axis=0)
        return self._of_parameters(blocks, whole, of_pull, -self._pull(p) * stray, -x[-1])

    def parameter_coupling(
        self, x: np.ndarray, p: np.ndarray, lam: np.ndarray, dx: np.ndarray, dlam: np.ndarray
    ) -> np.ndarray:
        """Gradient in ``p`` of the Lagrangian's derivative along ``dx``, and of ``dlam`` . rows."""
        of_rows, of_sums = self._rows_at(lam)
        d_rows, d_sums = self._rows_at(dlam)
        d = dx[self._index] * self._sign
        blocks = self.interval.coupling.at(self._at(x, p, of_rows, d, d_rows))
        whole = self.posture.coupling.at(
            self._posture_at(x, p, of_sums, d[self._both_ends], d_sums)
        )
        moved = dx[self._pulled_variables]
        of_pull = 2.0 * (self._stray(x, p) * moved).mean(axis=0)
        return self._of_parameters(blocks, whole, of_pull, -self._pull(p) * moved, -dx[-1])

    def _of_parameters(
        self,
        blocks: np.ndarray,
        whole: np.ndarray,
        of_pull: np.ndarray,
        of_wanted: np.ndarray,
        of_drive: float,
    ) -> np.ndarray:
        """A gradient in ``p`` from its parts."""
        weights, own = np.split(whole, [len(WEIGHTS)])
        own = blocks.sum(axis=1) + own.sum(axis=1)
        own[self._drive] += of_drive
        of_weights = np.zeros(self.interval.layout.moving)
        of_weights[self._pulled] = of_pull
        wanted = np.zeros((self.intervals, self.interval.layout.moving))
        wanted[:, self._pulled] = of_wanted
        return np.concatenate([own, of_weights, wanted.ravel(), weights.T.ravel()])
