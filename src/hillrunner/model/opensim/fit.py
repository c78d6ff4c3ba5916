"""Fits muscle-tendon length polynomials to sampled lengths and moment arms.

One polynomial serves both: its value is the length and minus its derivatives are the arms, so that
virtual work holds exactly. Few terms matter more than the last tenth of a millimetre, because the
solver differentiates them twice: terms are added greedily until the targets are met, then removed
or exchanged while they stay met.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hillrunner.model.body.model import MusclePath

Array = NDArray[np.float64]

LENGTH_TARGET = 1e-3  # m RMS
ARM_TARGET = 2e-3  # m RMS
RELAXED = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)  # factors on the length target, see fit_path
MARGIN = 0.9  # fit to this share of the targets, so that fresh samples meet them too
DEGREE = {1: 9, 2: 8, 3: 7, 4: 6}  # highest total power, by number of coordinates
DEGREE_MANY = 5  # with more coordinates than that
MOST_TERMS = 60
SLACK = 1.05  # where a target is out of reach, how much worse than the best fit is accepted


def low_discrepancy(count: int, ranges: Sequence[tuple[float, float]], skip: int = 0) -> Array:
    """Quasi-random points that fill a box evenly (Roberts' R sequence).

    Parameters
    ----------
    count
        Number of points.
    ranges
        Low and high end of each dimension.
    skip
        Where in the sequence to start; disjoint stretches give independent samples.

    Returns
    -------
    Points (count, len(ranges)).
    """
    dimensions = len(ranges)
    root = 2.0
    for _ in range(60):  # the positive root of x**(d+1) = x + 1
        root = (1.0 + root) ** (1.0 / (dimensions + 1))
    steps = root ** -np.arange(1.0, dimensions + 1)
    unit = (0.5 + np.outer(np.arange(skip + 1, skip + count + 1), steps)) % 1.0
    low, high = np.asarray(ranges, float).T
    return low + unit * (high - low)


@dataclass(frozen=True)
class Sample:
    """Lengths and arms of one muscle at many postures.

    Attributes
    ----------
    q
        Coordinates (posture, coordinate), rad or m.
    length
        Muscle-tendon length (posture,), m.
    arm
        Moment arms (posture, coordinate), m.
    """

    q: Array
    length: Array
    arm: Array


@dataclass(frozen=True)
class _Quadratic:
    """Mean squared error of one output as a quadratic of the coefficients."""

    gram: Array
    right: Array
    constant: float

    def rms(self, chosen: list[int], x: Array) -> float:
        square = (
            self.constant - 2.0 * x @ self.right[chosen] + x @ self.gram[np.ix_(chosen, chosen)] @ x
        )
        return float(np.sqrt(max(float(square), 0.0)))


def monomials(count: int, degree: int) -> list[tuple[int, ...]]:
    """All exponents of ``count`` variables up to total power ``degree``, lowest first."""
    powers = itertools.product(range(degree + 1), repeat=count)
    return sorted((p for p in powers if sum(p) <= degree), key=lambda p: (sum(p), p[::-1]))


def design(q: Array, exponents: Sequence[tuple[int, ...]]) -> tuple[Array, Array]:
    """Monomials (posture, term) and minus their derivatives (coordinate, posture, term)."""
    table = np.asarray(exponents)
    highest = int(table.max(initial=0))
    powers = q[:, :, None] ** np.arange(highest + 1)  # posture, coordinate, power
    factors = np.stack([powers[:, i, table[:, i]] for i in range(q.shape[1])], axis=1)
    value = factors.prod(axis=1)
    slopes = []
    for i in range(q.shape[1]):
        lower = np.maximum(table[:, i] - 1, 0)
        other = np.delete(factors, i, axis=1).prod(axis=1)
        slopes.append(-table[:, i] * powers[:, i, lower] * other)
    return value, np.asarray(slopes)


def errors(
    path: MusclePath, sample: Sample
) -> tuple[float, float, tuple[float, ...], tuple[float, ...]]:
    """RMS and maximum error of length, then of each arm (m), against a sample."""
    value, slopes = design(sample.q, path.exponents)
    x = np.asarray(path.coefficients)
    length = value @ x - sample.length
    arm = (slopes @ x).T - sample.arm
    return (
        float(np.sqrt(np.mean(length**2))),
        float(np.abs(length).max()),
        tuple(float(v) for v in np.sqrt(np.mean(arm**2, axis=0))),
        tuple(float(v) for v in np.abs(arm).max(axis=0)),
    )


def fit_path(
    coordinates: Sequence[str],
    sample: Sample,
    check: Sample,
    *,
    length_target: float = LENGTH_TARGET,
    arm_target: float = ARM_TARGET,
) -> MusclePath:
    """Fit one muscle's length polynomial with few terms.

    Where a model's lengths and moment arms contradict each other, no polynomial can have both;
    then the arms, with which forces act, keep their target and the length's is relaxed.

    Parameters
    ----------
    coordinates
        Names of the columns of ``sample.q``.
    sample
        What to fit.
    check
        Other postures, on which the reported errors are computed.
    length_target, arm_target
        RMS errors (m) at which no more terms are added.

    Returns
    -------
    The path with its errors. Where the targets cannot be met with the allowed terms, the best fit.
    """
    count = len(coordinates)
    exponents = monomials(count, DEGREE.get(count, DEGREE_MANY))
    scale = np.abs(sample.q).max(axis=0)
    column = np.prod(scale ** np.asarray(exponents), axis=1)
    value, slopes = design(sample.q, exponents)
    outputs = [_quadratic(value / column, sample.length)]
    outputs += [_quadratic(slopes[i] / column, sample.arm[:, i]) for i in range(count)]
    for relaxed in RELAXED:
        targets = MARGIN * np.array([relaxed * length_target] + [arm_target] * count)
        if _reachable(outputs, targets):
            break
    else:
        targets = MARGIN * np.array([length_target] + [arm_target] * count)
    chosen, x = _select(outputs, targets)
    rows = sorted(zip((exponents[i] for i in chosen), x / column[chosen], strict=True))
    path = MusclePath(
        coordinates=tuple(coordinates),
        exponents=tuple(row[0] for row in rows),
        coefficients=tuple(float(f"{row[1]:.8g}") for row in rows),
    )
    length_rms, length_max, arm_rms, arm_max = errors(path, check)
    return path.model_copy(
        update={
            "length_rms": float(f"{length_rms:.3g}"),
            "length_max": float(f"{length_max:.3g}"),
            "arm_rms": tuple(float(f"{v:.3g}") for v in arm_rms),
            "arm_max": tuple(float(f"{v:.3g}") for v in arm_max),
        }
    )


def _quadratic(matrix: Array, target: Array) -> _Quadratic:
    n = len(target)
    return _Quadratic(matrix.T @ matrix / n, matrix.T @ target / n, float(target @ target / n))


class _Joint:
    """All outputs together, each weighted by its target."""

    def __init__(self, outputs: list[_Quadratic], targets: Array) -> None:
        weights = 1.0 / targets**2
        self.outputs, self.targets = outputs, targets
        self.count = len(outputs[0].right)
        self.gram = np.einsum("o,oij->ij", weights, [o.gram for o in outputs])
        self.right = np.einsum("o,oi->i", weights, [o.right for o in outputs])

    def solve(self, columns: list[int]) -> tuple[Array, float]:
        """Coefficients, and the worst output's RMS over its target."""
        matrix = self.gram[np.ix_(columns, columns)]
        x = np.linalg.lstsq(matrix, self.right[columns], rcond=1e-14)[0]
        pairs = zip(self.outputs, self.targets, strict=True)
        return x, max(output.rms(columns, x) / target for output, target in pairs)

    def gain(self, columns: list[int]) -> float:
        """How much of the weighted error these columns explain."""
        return float(self.solve(columns)[0] @ self.right[columns])

    def grow(self, columns: list[int]) -> int:
        """The column whose addition explains most (one orthogonalised step)."""
        inside = self.gram[np.ix_(columns, columns)]
        outside = [i for i in range(self.count) if i not in columns]
        cross = self.gram[np.ix_(columns, outside)]
        own = self.gram[outside, outside]
        projected = np.linalg.lstsq(inside, cross, rcond=1e-14)[0]
        rest = self.right[outside] - projected.T @ self.right[columns]
        norm = own - np.einsum("ij,ij->j", cross, projected)
        score = np.where(norm > 1e-10 * own, rest**2 / np.maximum(norm, 1e-300), 0.0)
        return outside[int(np.argmax(score))]


def _reachable(outputs: list[_Quadratic], targets: Array) -> bool:
    """Whether the targets can be met with all terms."""
    problem = _Joint(outputs, targets)
    return problem.solve(list(range(problem.count)))[1] <= 1.0


def _select(outputs: list[_Quadratic], targets: Array) -> tuple[list[int], Array]:
    """Choose few columns whose joint least-squares fit meets every output's RMS target."""
    problem = _Joint(outputs, targets)
    chosen = [0]  # the constant
    x, worst = problem.solve(chosen)
    while worst > 1.0 and len(chosen) < min(problem.count, MOST_TERMS):
        chosen.append(problem.grow(chosen))
        x, worst = problem.solve(chosen)
    allowed = max(1.0, SLACK * worst)  # out of reach: still drop what does not help
    while (fewer := _shorten(problem, chosen, allowed)) is not None:
        chosen = fewer
    return chosen, problem.solve(chosen)[0]


def _shorten(problem: _Joint, chosen: list[int], allowed: float) -> list[int] | None:
    """One column less, by dropping one or exchanging two for one; None if that is too bad."""
    without = [[c for c in chosen if c != drop] for drop in chosen[1:]]
    without.sort(key=lambda columns: -problem.gain(columns))
    for columns in without:
        if problem.solve(columns)[1] <= allowed:
            return columns
    for first in without[: len(without) // 2 + 1]:
        for drop in first[1:]:
            columns = [c for c in first if c != drop]
            columns.append(problem.grow(columns))
            if problem.solve(columns)[1] <= allowed:
                return columns
    return None


def fit_function(x: Array, y: Array, *, degree: int = 6) -> tuple[tuple[float, ...], float]:
    """Polynomial of one variable through sampled values.

    Parameters
    ----------
    x, y
        The samples (n,).
    degree
        Of the polynomial.

    Returns
    -------
    Coefficients, lowest power first, and the largest error, in the unit of ``y``.
    """
    polynomial = np.polynomial.Polynomial.fit(x, y, degree).convert()
    coefficients = tuple(float(f"{c:.10g}") for c in polynomial.coef)
    return coefficients, float(np.abs(np.polynomial.polynomial.polyval(x, coefficients) - y).max())
