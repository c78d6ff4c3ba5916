"""A solve from near by: Newton's method on the optimality conditions at the final barrier.

IPOPT's step ends where the first of all bounded numbers comes near its bound; from a solved motion
it takes many short ones. Here every number that would pass its bound stops short of it by itself,
and the others go on. A filter on the rows' violation and the barrier's objective decides what is
accepted; a step by which the rows are violated more than before, as where a foot meets stiff
ground, is tried again corrected by what they are off then; and where none is accepted, the one that
ends at the first bound is, halved and halved again (Waechter and Biegler 2006,
doi:10.1007/s10107-004-0559-y, sections 2.3 and 2.4). Where the
system's inertia is not that of a minimum, the Hessian is regularised as in their section 3.1, and
how much is remembered. Where no step is accepted, it is regularised more and the filter begins
anew. That is no proof of convergence: whoever calls has to ask IPOPT where this does not end with
IPOPT's scaled error below the tolerance.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from hillrunner.interruption import check_ctrl_c
from hillrunner.motion.solved import Status
from hillrunner.solve.ipopt import BARRIER, Progress, Solution, Watcher, violation
from hillrunner.solve.kkt import Kkt, Place, Point
from hillrunner.solve.mumps import NoMumps, Singular
from hillrunner.solve.transcription import Transcription

ITERATIONS = 150  # a start that has not led to a solution by then is IPOPT's
_CENTRED = 2.0  # largest product of a gap and its multiplier, in barriers
_PUSH = 1e-7  # that everything begins within its bounds, where its range is 1 or more
_STAY = 0.3  # share of its gap, or multiplier, that everything keeps where it would pass
_CAP = 0.12  # rad, or a share of what is scaled to 1: change of a variable that is tried at first
_SOUGHT = 0.02  # by which what is sought counts there: 6 kg, or m/s, at a time
_TRIES, _STUCK = 10, 1e-2  # directions from one point, and the second one's regularisation
_FRACTION = 0.99  # of the way to the first bound
_TRUNCATED = 7  # lengths of the truncated step that are tried
_HALVINGS = 8  # of the step that ends at the first bound
_THETA, _PHI = 1e-4, 1e-5  # share of the violation by which it, or the objective, has to fall
_CORRECTED = 1  # steps from one point that are corrected
_FEASIBLE = 1e-4  # violation below which a step of descent has to lower the objective
_ARMIJO = 1e-4
# Violation up to which the first step is taken, whatever the objective does: where all that is new
# is a row that is imposed, a step off the old optimum can only make objective and other rows worse.
_LOOSE = 0.1
_DELTA, _LEAST, _MOST = 1e-3, 1e-4, 1e8  # regularisation: first, smallest, given up
_FIRST, _MORE, _LESS = 100.0, 8.0, 3.0  # factors of the second one, the next ones, the next step's


def solve_near(
    problem: Transcription,
    x: np.ndarray,
    p: np.ndarray,
    *,
    tolerance: float,
    multipliers: np.ndarray,
    bound_multipliers: np.ndarray,
    watcher: Watcher | None = None,
    phase: str = "solving",
    max_iterations: int = ITERATIONS,
    time_limit: float | None = None,
) -> Solution:
    """Solve from a point near the optimum, with its multipliers; arguments as of
    :func:`~hillrunner.solve.ipopt.solve`.

    Returns
    -------
    A solution that is converged as IPOPT's are, or one with another status, which is none.

    Raises
    ------
    KeyboardInterrupt
        If Ctrl-C came while solving.
    Exception
        What the watcher raised.
    """
    began = time.perf_counter()
    deadline = np.inf if time_limit is None else began + time_limit
    lower, upper = problem.bounds(elastic=False)
    x = np.clip(x, lower, upper)
    try:
        kkt = Kkt(problem, p)
    except NoMumps:
        return _solution(problem, p, x, multipliers, bound_multipliers, Status.NUMERICAL, 0, began)
    newton = _Newton(kkt, tolerance / BARRIER)
    at = newton.begin(x, multipliers, bound_multipliers)
    known = kkt.violations(at.w)
    status, iteration = Status.ITERATIONS, 0
    for iteration in range(max_iterations + 1):
        check_ctrl_c()
        place = kkt.place(at.w, known)
        if watcher is not None:
            residual = float(np.abs(place.rows).max(initial=0.0))
            elapsed = time.perf_counter() - began
            watcher(Progress(phase, iteration, place.objective, residual, elapsed))
        if newton.converged(at, place, tolerance):
            status = Status.CONVERGED
            break
        if time.perf_counter() >= deadline:
            status = Status.TIME
            break
        if iteration == max_iterations:
            break
        try:
            at, known = newton.next(at, place)
        except Singular:
            status = Status.NUMERICAL
            break
    rows, bounds = np.zeros(len(problem.lower_rows)), np.zeros(len(lower))
    rows[kkt.rows] = at.y
    bounds[kkt.free] = (at.above - at.below)[: kkt.n]
    bounds[kkt.fixed] = -kkt.whole_slope(at)[kkt.fixed]
    return _solution(problem, p, kkt.x(at.w), rows, bounds, status, iteration, began)


def _solution(
    problem: Transcription,
    p: np.ndarray,
    x: np.ndarray,
    rows: np.ndarray,
    bounds: np.ndarray,
    status: Status,
    iterations: int,
    began: float,
) -> Solution:
    objective, g = problem.value(x, p)
    residual, worst = violation(problem, g)
    seconds = time.perf_counter() - began
    return Solution(status, x, rows, bounds, objective, residual, worst, iterations, seconds)


@dataclass(frozen=True)
class _Direction:
    """Newton's step from a point."""

    dw: np.ndarray
    dy: np.ndarray
    dbelow: np.ndarray
    dabove: np.ndarray
    sigma: np.ndarray  # curvature of the barrier that it was found with


@dataclass
class _Newton:
    """One solve: what it remembers from step to step."""

    kkt: Kkt
    mu: float
    delta: float = 0.0  # last regularisation
    first: bool = True  # whether no step was taken yet
    filter: list[tuple[float, float]] = field(default_factory=list)  # violation, objective

    def begin(self, x: np.ndarray, rows: np.ndarray, bounds: np.ndarray) -> Point:
        """The point to start from, within its bounds, with positive multipliers."""
        kkt = self.kkt
        _, g = kkt.problem.value(x, kkt.p)
        w = np.concatenate([x[kkt.free], g[kkt.rows[kkt.m :]]])
        push = _PUSH * np.minimum(1.0, kkt.upper - kkt.lower)
        w = np.where(kkt.has_lower, np.maximum(w, kkt.lower + push), w)
        w = np.where(kkt.has_upper, np.minimum(w, kkt.upper - push), w)
        y = rows[kkt.rows]
        net = np.concatenate([-bounds[kkt.free], -y[kkt.m :]])
        below, above = kkt.gaps(w)
        least = self.mu / below, self.mu / above
        return Point(
            w,
            y,
            np.where(kkt.has_lower, np.maximum(net, least[0]), 0.0),
            np.where(kkt.has_upper, np.maximum(-net, least[1]), 0.0),
        )

    def converged(self, at: Point, place: Place, tolerance: float) -> bool:
        """Whether a point is an optimum by IPOPT's measure, and at the barrier it ends at."""
        centred = self.kkt.complementarity(at).max(initial=0.0) <= _CENTRED * self.mu
        return bool(centred and self.kkt.error(at, place) <= tolerance)

    def next(self, at: Point, place: Place) -> tuple[Point, tuple[float, np.ndarray]]:
        """The next point, with objective and rows there.

        Raises
        ------
        Singular
            If no step is acceptable.
        """
        kkt, mu = self.kkt, self.mu
        theta, phi = self._measures(at.w, (place.objective, place.rows))
        below, above = kkt.gaps(at.w)
        of_w = np.where(kkt.has_upper, mu / above, 0.0) - np.where(kkt.has_lower, mu / below, 0.0)
        of_w[: kkt.n] += place.gradient
        hessian, least = kkt.hessian(at), 0.0
        for _ in range(_TRIES):
            step = self._direction(at, place, hessian, least)
            slope = float(of_w @ step.dw)
            descends = theta < _FEASIBLE and slope < 0.0
            for length, to, known in self._trials(at, place, step, theta):
                there = self._measures(to.w, known)
                if not np.isfinite(there).all():
                    continue
                if not all(_better(there, old) for old in self.filter):
                    continue
                enough = descends and there[1] <= phi + _ARMIJO * length * slope
                enough = enough or (self.first and there[0] < _LOOSE)
                if enough or _better(there, (theta, phi)):
                    if not descends:
                        self.filter.append((theta, phi))
                    self.first = False
                    return to, known
            least = max(_MORE * self.delta, _STUCK)
            self.filter.clear()
        raise Singular

    def _direction(self, at: Point, place: Place, hessian: np.ndarray, least: float) -> _Direction:
        """Newton's step, regularised until the inertia is right."""
        kkt, mu = self.kkt, self.mu
        below, above = kkt.gaps(at.w)
        stiff_below, stiff_above = at.below / below, at.above / above
        off_below = np.where(kkt.has_lower, at.below - mu / below, 0.0)
        off_above = np.where(kkt.has_upper, at.above - mu / above, 0.0)
        sigma = stiff_below + stiff_above
        self._factor(hessian, place.jacobian, sigma, least)
        slope = kkt.slope(at, place) + off_below - off_above
        dw, dy = kkt.step(place.jacobian, sigma, slope, place.rows)
        dbelow, dabove = -stiff_below * dw - off_below, stiff_above * dw - off_above
        return _Direction(dw, dy, dbelow, dabove, sigma)

    def _factor(
        self, hessian: np.ndarray, jacobian: np.ndarray, sigma: np.ndarray, least: float
    ) -> None:
        """Factorise with a regularisation of ``least`` at least, more where the inertia is not
        right."""
        last = self.delta
        delta = max(last / _LESS if last / _LESS > _LEAST else 0.0, least)
        while not self.kkt.factor(hessian, jacobian, sigma, delta):
            if delta:
                delta *= _MORE if last else _FIRST
            else:
                delta = max(_LEAST, last / _LESS) if last else _DELTA
            if delta > _MOST:
                raise Singular
        self.delta = delta

    def _trials(
        self, at: Point, place: Place, step: _Direction, theta: float
    ) -> Iterator[tuple[float, Point, tuple[float, np.ndarray]]]:
        """Candidates with objective and rows there, and what becomes of the first ones if the rows
        are violated more than ``theta``, what they are at the point itself: their correction."""
        kkt, corrected = self.kkt, 0
        for length, to in self._candidates(at, step):
            known = kkt.violations(to.w)
            yield length, to, known
            violation = np.abs(known[1]).sum()
            if theta < violation < np.inf and corrected < _CORRECTED:
                corrected += 1
                none = np.zeros_like(at.w)
                dw, dy = kkt.step(place.jacobian, step.sigma, none, known[1])
                least, most = self._reach(at)
                again = replace(to, w=np.clip(to.w + dw, least, most), y=to.y + dy)
                yield length, again, kkt.violations(again.w)

    def _reach(self, at: Point) -> tuple[np.ndarray, np.ndarray]:
        """Least and most of every number after one step."""
        below, above = self.kkt.gaps(at.w)
        least = np.where(self.kkt.has_lower, at.w - (1.0 - _STAY) * below, -np.inf)
        return least, np.where(self.kkt.has_upper, at.w + (1.0 - _STAY) * above, np.inf)

    def _candidates(self, at: Point, step: _Direction) -> Iterator[tuple[float, Point]]:
        """Points to try, each with the share of the step: truncated first, then shortened."""
        kkt = self.kkt
        below, above = kkt.gaps(at.w)
        least, most = self._reach(at)
        moved = np.abs(step.dw[: kkt.n])
        moved[kkt.free == kkt.problem.size - 1] *= _SOUGHT
        cap = min(1.0, _CAP / max(float(moved.max()), _CAP))
        for halved in range(_TRUNCATED):
            a = cap * 0.5**halved
            to = Point(
                np.clip(at.w + a * step.dw, least, most),
                at.y + a * step.dy,
                np.maximum(at.below + a * step.dbelow, _STAY * at.below),
                np.maximum(at.above + a * step.dabove, _STAY * at.above),
            )
            yield a, to
        first = min(
            _longest(below[kkt.has_lower], step.dw[kkt.has_lower]),
            _longest(above[kkt.has_upper], -step.dw[kkt.has_upper]),
        )
        of_bounds = min(_longest(at.below, step.dbelow), _longest(at.above, step.dabove))
        low, high = at.below + of_bounds * step.dbelow, at.above + of_bounds * step.dabove
        for halved in range(_HALVINGS):
            a = first * 0.5**halved
            yield a, Point(at.w + a * step.dw, at.y + a * step.dy, low, high)

    def _measures(self, w: np.ndarray, known: tuple[float, np.ndarray]) -> tuple[float, float]:
        """The violation of rows, and the barrier's objective."""
        below, above = self.kkt.gaps(w)  # 1, whose logarithm is 0, where there is no bound
        barrier = np.log(below).sum() + np.log(above).sum()
        return float(np.abs(known[1]).sum()), float(known[0] - self.mu * barrier)


def _better(there: tuple[float, float], here: tuple[float, float]) -> bool:
    """Whether violation or objective falls enough."""
    return there[0] <= (1.0 - _THETA) * here[0] or there[1] <= here[1] - _PHI * here[0]


def _longest(gap: np.ndarray, change: np.ndarray) -> float:
    """Share of a change, 1 at most, that leaves every gap open."""
    closing = change < 0.0
    return min(1.0, float((-_FRACTION * gap[closing] / change[closing]).min(initial=1.0)))
