"""A program of two dozen lines that every solver takes for that of a body."""

from __future__ import annotations

from typing import Any

import numpy as np

from hillrunner.solve.assembly import Pattern


class SmallProgram:
    """min sum cosh(x - a) + p sum x_10..19 - bend x_30^2 with a wide row and some narrow ones.

    Every bounded number has one bound only, so that its multiplier can be told from IPOPT's.
    """

    COUNT = 50

    def __init__(self, bend: float = 0.0) -> None:
        rng = np.random.default_rng(3)
        n, self.bend = self.COUNT, bend
        self.a = rng.normal(size=n)
        self.a[30] = 0.0
        wide, pair = np.ones(n), np.zeros((4, n))
        for i in range(4):
            pair[i, [2 * i, 2 * i + 1]] = 1.0, -1.0
        self.matrix = np.vstack([rng.normal(size=(1, n)), np.eye(n)[:1], wide, pair])
        self.lower_rows = np.concatenate([[1.0, 0.3], [-np.inf], np.full(4, 0.1)])
        self.upper_rows = np.concatenate([[1.0, 0.3], [0.5 * self.a.sum()], np.full(4, np.inf)])
        self.size, self.row_count, self.parameter_count = n, 7, 1
        rows, columns = np.nonzero(self.matrix)
        self.jacobian_pattern = Pattern.of(rows, columns, np.ones(len(rows)), self.matrix.shape)
        self.hessian_pattern = Pattern.of(np.arange(n), np.arange(n), np.ones(n), (n, n))
        self._places = rows, columns

    @property
    def functions(self) -> SmallProgram:
        return self

    def prepare(self) -> None:
        pass

    def row_name(self, row: int) -> str:
        return f"row {row}"

    def bounds(self, *, elastic: bool) -> tuple[np.ndarray, np.ndarray]:
        lower, upper = np.full(self.size, -np.inf), np.full(self.size, np.inf)
        lower[5:25] = 0.0
        lower[40] = upper[40] = 0.7  # fixed
        return lower, upper

    def value(self, x: np.ndarray, p: np.ndarray) -> tuple[float, np.ndarray]:
        rows = self.matrix @ x
        rows[1] += 0.5 * x[0] ** 2  # x0 + x0^2 / 2 = 0.3
        return float(
            np.cosh(x - self.a).sum() + p[0] * x[10:20].sum() - self.bend * x[30] ** 2
        ), rows

    def gradient(self, x: np.ndarray, p: np.ndarray) -> np.ndarray:
        slope = np.sinh(x - self.a)
        slope[10:20] += p[0]
        slope[30] -= 2.0 * self.bend * x[30]
        return slope

    def jacobian(self, x: np.ndarray, p: np.ndarray) -> np.ndarray:
        matrix = self.matrix.copy()
        matrix[1, 0] += x[0]
        return self.jacobian_pattern.filled(matrix[self._places])

    def hessian(self, x: np.ndarray, p: np.ndarray, s: float, lam: np.ndarray) -> Any:
        curvature = s * np.cosh(x - self.a)
        curvature[0] += lam[1]
        curvature[30] -= 2.0 * s * self.bend
        return curvature
