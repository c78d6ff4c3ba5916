"""The optimality conditions of a program at a barrier, and the linear system of Newton's step.

Rows with bounds get slacks, so that all that is bounded is one vector ``w = (x, s)`` between two
bounds, each with its multipliers. The system is condensed: slacks and multipliers of bounds are
eliminated. What is left are the variables, the equations, and those rows with bounds that hold so
many variables that eliminating them would fill the matrix. Signs and the scaled error are those of
IPOPT: Waechter and Biegler 2006, doi:10.1007/s10107-004-0559-y.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hillrunner.solve.assembly import Pattern
from hillrunner.solve.mumps import Mumps
from hillrunner.solve.transcription import Transcription

_LARGE = 100.0  # mean multiplier from which on the error is scaled
_WIDE = 40  # variables of a row from which on it stays in the system
_DEPENDENT = 1e-12  # regularisation of equations, should they depend on each other
ACCURATE = 1e-6  # relative residual, far below what a step of Newton's leaves


@dataclass(frozen=True)
class Point:
    """Variables and multipliers of the barrier problem.

    Attributes
    ----------
    w
        Free variables, then slacks.
    y
        Multipliers of rows: equations, then wide rows with bounds, then narrow ones.
    below, above
        Multipliers of the bounds of ``w``; 0 where there is none.
    """

    w: np.ndarray
    y: np.ndarray
    below: np.ndarray
    above: np.ndarray


@dataclass(frozen=True)
class Place:
    """What the program's functions are at a point."""

    objective: float
    rows: np.ndarray  # what they are off: equations, then rows with bounds less their slacks
    gradient: np.ndarray  # of the objective, in the free variables
    jacobian: np.ndarray  # nonzeros, row by row


class Kkt:
    """The optimality conditions of a program at parameters ``p``.

    Parameters
    ----------
    problem, p
        The program and its parameters.
    accurate
        Relative residual of a solved system from which on it is refined.

    Raises
    ------
    NoMumps
        If the solver of linear systems cannot be used.
    """

    def __init__(
        self, problem: Transcription, p: np.ndarray, *, accurate: float = ACCURATE
    ) -> None:
        self.problem, self.p, self._accurate = problem, p, accurate
        lower, upper = problem.bounds(elastic=False)
        self._fixed_at = lower
        self.free, self.fixed = np.flatnonzero(upper > lower), np.flatnonzero(upper <= lower)
        low, high = problem.lower_rows, problem.upper_rows
        pattern = problem.functions.jacobian_pattern
        place = np.full(len(lower), -1)
        place[self.free] = np.arange(len(self.free))
        columns = place[pattern.columns]
        entries = np.bincount(pattern.rows[columns >= 0], minlength=len(low))
        limited = (low < high) & (np.isfinite(low) | np.isfinite(high))
        parts = low == high, limited & (entries > _WIDE), limited & (entries <= _WIDE)
        equations, wide, narrow = (np.flatnonzero(part) for part in parts)
        self.rows = np.concatenate([equations, wide, narrow])
        self.n, self.m, self.kept = len(self.free), len(equations), len(equations) + len(wide)
        self._right = low[equations]
        of_slacks = self.rows[self.m :]
        self.lower = np.concatenate([lower[self.free], low[of_slacks]])
        self.upper = np.concatenate([upper[self.free], high[of_slacks]])
        self.has_lower, self.has_upper = np.isfinite(self.lower), np.isfinite(self.upper)
        row_place = np.full(len(low), -1)
        row_place[self.rows] = np.arange(len(self.rows))
        rows = row_place[pattern.rows]
        used = np.flatnonzero((rows >= 0) & (columns >= 0))
        self._order = used[np.lexsort((columns[used], rows[used]))]
        self._row, self._column = rows[self._order], columns[self._order]
        self._condense(place)
        self.mumps = Mumps(self.size, self._matrix.rows, self._matrix.columns)

    @property
    def size(self) -> int:
        """Rows of the condensed system."""
        return self.n + self.kept

    def _condense(self, place: np.ndarray) -> None:
        """The condensed matrix's pattern, upper triangle, and what goes there: the Hessian, the
        diagonal, rows that are kept, and pairs of the others' entries."""
        hessian = self.problem.functions.hessian_pattern
        r, c = place[hessian.rows], place[hessian.columns]
        self._of_hessian = np.flatnonzero((r >= 0) & (c >= 0))
        r, c = r[self._of_hessian], c[self._of_hessian]
        starts = np.searchsorted(self._row, np.arange(len(self.rows) + 1))
        self._whole = int(starts[self.kept])  # entries of rows that are kept
        counts = np.diff(starts)
        pairs = []
        for count in np.unique(counts[self.kept :]):
            a, b = np.triu_indices(count)
            at = starts[self.kept + np.flatnonzero(counts[self.kept :] == count)][:, None]
            pairs.append(np.stack([(at + a).ravel(), (at + b).ravel()]))
        self._first, self._second = np.concatenate([np.empty((2, 0), int), *pairs], axis=1)
        diagonal, whole = np.arange(self.size), slice(0, self._whole)
        upper = [r, diagonal, self._column[whole], self._column[self._first]]
        columns = [c, diagonal, self.n + self._row[whole], self._column[self._second]]
        ones = np.ones(sum(len(part) for part in upper))
        shape = self.size, self.size
        self._matrix = Pattern.of(np.concatenate(upper), np.concatenate(columns), ones, shape)

    # functions

    def x(self, w: np.ndarray) -> np.ndarray:
        """All variables of the program."""
        x = self._fixed_at.copy()
        x[self.free] = w[: self.n]
        return x

    def violations(self, w: np.ndarray) -> tuple[float, np.ndarray]:
        """Objective, and what rows are off."""
        f, g = self.problem.value(self.x(w), self.p)
        g = g[self.rows]
        return f, np.concatenate([g[: self.m] - self._right, g[self.m :] - w[self.n :]])

    def place(self, w: np.ndarray, known: tuple[float, np.ndarray]) -> Place:
        """All functions at ``w`` where their values are ``known``."""
        x, functions = self.x(w), self.problem.functions
        gradient = functions.gradient(x, self.p)[self.free]
        return Place(*known, gradient, self.jacobian(x))

    def jacobian(self, x: np.ndarray) -> np.ndarray:
        """Nonzeros of the rows' Jacobian in the free variables, row by row."""
        return self.problem.functions.jacobian(x, self.p)[self._order]

    def times(self, jacobian: np.ndarray, dx: np.ndarray) -> np.ndarray:
        """The rows' Jacobian times a change of the free variables."""
        each = jacobian * dx[self._column]
        return np.bincount(self._row, weights=each, minlength=len(self.rows))

    def transposed(self, jacobian: np.ndarray, y: np.ndarray) -> np.ndarray:
        """The transposed Jacobian times multipliers of rows."""
        return np.bincount(self._column, weights=jacobian * y[self._row], minlength=self.n)

    # conditions

    def gaps(self, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Distances to lower and upper bounds; 1 where there is none."""
        low, high = self.has_lower, self.has_upper
        below, above = np.ones(len(w)), np.ones(len(w))
        np.subtract(w, self.lower, out=below, where=low)
        np.subtract(self.upper, w, out=above, where=high)
        return below, above

    def slope(self, at: Point, place: Place) -> np.ndarray:
        """Gradient of the Lagrangian in ``w``."""
        of_x = place.gradient + self.transposed(place.jacobian, at.y)
        return np.concatenate([of_x, -at.y[self.m :]]) - at.below + at.above

    def whole_slope(self, at: Point) -> np.ndarray:
        """Gradient of objective + ``y`` . rows in all variables, the fixed ones too."""
        x, functions = self.x(at.w), self.problem.functions
        lam = np.zeros(len(self.problem.lower_rows))
        lam[self.rows] = at.y
        of_rows = functions.jacobian_pattern.transposed(functions.jacobian(x, self.p), lam)
        return np.asarray(functions.gradient(x, self.p) + of_rows)

    def complementarity(self, at: Point) -> np.ndarray:
        """Products of bounds' gaps and multipliers."""
        below, above = self.gaps(at.w)
        low, high = self.has_lower, self.has_upper
        return np.concatenate([(below * at.below)[low], (above * at.above)[high]])

    def error(self, at: Point, place: Place) -> float:
        """IPOPT's scaled optimality error of the program itself, no barrier (its equation 5)."""
        bounds = np.concatenate([at.below[self.has_lower], at.above[self.has_upper]])
        both = np.concatenate([at.y, bounds])

        def scale(multipliers: np.ndarray) -> float:
            mean = np.abs(multipliers).sum() / max(len(multipliers), 1)
            return max(_LARGE, float(mean)) / _LARGE

        dual = np.abs(self.slope(at, place)).max(initial=0.0) / scale(both)
        complementarity = np.abs(self.complementarity(at)).max(initial=0.0) / scale(bounds)
        return float(np.max([dual, np.abs(place.rows).max(initial=0.0), complementarity]))

    # Newton's system

    def hessian(self, at: Point) -> np.ndarray:
        """Nonzeros of the Lagrangian's Hessian in all variables."""
        lam = np.zeros(len(self.problem.lower_rows))
        lam[self.rows] = at.y
        return self.problem.functions.hessian(self.x(at.w), self.p, 1.0, lam)

    def factor(
        self, hessian: np.ndarray, jacobian: np.ndarray, sigma: np.ndarray, delta: float
    ) -> bool:
        """Factorise the system; whether its inertia is that of a minimum.

        Parameters
        ----------
        hessian, jacobian
            Their nonzeros.
        sigma
            Curvature of the barrier in ``w``.
        delta
            Added to the Hessian's diagonal.

        Raises
        ------
        Singular
            If it cannot be factorised.
        """
        of_x, of_wide, of_narrow = np.split(sigma, [self.n, self.n + self.kept - self.m])
        diagonal = [of_x + delta, np.full(self.m, -_DEPENDENT), -1.0 / of_wide]
        weights = of_narrow[self._row[self._first] - self.kept]
        pairs = jacobian[self._first] * jacobian[self._second] * weights
        numbers = [hessian[self._of_hessian], *diagonal, jacobian[: self._whole], pairs]
        self._values = self._matrix.filled(np.concatenate(numbers))
        return self.mumps.factor(self._values) == self.kept

    def step(
        self, jacobian: np.ndarray, sigma: np.ndarray, slope: np.ndarray, rows: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Change of ``w`` and ``y`` by the system last factorised.

        Parameters
        ----------
        jacobian, sigma
            As when it was factorised.
        slope, rows
            What is to vanish: gradient of the barrier's Lagrangian in ``w``, and rows.
        """
        of_slacks, off = slope[self.n :], rows[self.m :]
        wide = self.kept - self.m
        stiff = sigma[self.n :]
        push = np.concatenate([np.zeros(self.kept), (stiff * off + of_slacks)[wide:]])
        right = np.concatenate(
            [
                slope[: self.n] + self.transposed(jacobian, push),
                rows[: self.m],
                (off + of_slacks / stiff)[:wide],
            ]
        )
        solution = self._solved(-right)
        dx = solution[: self.n]
        ds = self.times(jacobian, dx)[self.m :] + off
        narrow = (stiff * ds + of_slacks)[wide:]
        return np.concatenate([dx, ds]), np.concatenate([solution[self.n :], narrow])

    def _solved(self, right: np.ndarray) -> np.ndarray:
        """The condensed system's solution, refined once where it is not accurate."""
        solution = self.mumps.solve(right)
        rows, columns = self._matrix.rows, self._matrix.columns
        below = self._values * (rows != columns)
        product = np.bincount(rows, weights=self._values * solution[columns], minlength=self.size)
        product += np.bincount(columns, weights=below * solution[rows], minlength=self.size)
        residual = right - product
        if np.abs(residual).max() > self._accurate * np.abs(right).max(initial=1e-300):
            solution += self.mumps.solve(residual)
        return solution
