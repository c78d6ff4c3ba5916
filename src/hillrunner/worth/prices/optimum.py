"""A solved motion seen as the optimum it is: its program, numbers and multipliers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from hillrunner.errors import MotionError
from hillrunner.motion.motion import Motion
from hillrunner.solve.kkt import Kkt
from hillrunner.solve.mumps import NoMumps, Singular
from hillrunner.solve.program import program_for
from hillrunner.solve.transcription import Transcription
from hillrunner.solve.warm_start import warm_start

STATIONARY = 0.02  # largest slope of the Lagrangian left by a solve, twice what the solver allows
NUDGE = 1e-3  # of a unit of a direction, for differences in it
UNFELT = 1e-12  # curvature of a row that is not felt, whose inverse is needed
EXACT = 1e-12  # relative residual of the solved conditions from which on they are refined
LEAST = 1e-14  # distance to a bound below which a variable counts as at it


@dataclass(frozen=True)
class Optimum:
    """Where the solver stopped, as functions of the program's parameters can be asked there.

    Attributes
    ----------
    program
        The program without technique, whose functions are shared by all motions of one geometry.
    imposed
        The same with the motion's technique: its bounds.
    x, rows, bounds
        Variables and multipliers of rows and bounds, signed as CasADi's: negative at lower bounds.
    p
        Parameters.
    gradient
        Derivative of the optimal objective in every parameter (J/kg/m a unit).
    """

    program: Transcription
    imposed: Transcription
    x: np.ndarray
    rows: np.ndarray
    bounds: np.ndarray
    p: np.ndarray
    gradient: np.ndarray

    @property
    def where(self) -> dict[str, slice]:
        """Where in ``p`` each kind of parameter is."""
        return self.program.interval.parameters.slices

    def metabolic(self) -> tuple[float, np.ndarray]:
        """Metabolic cost per mass of the body that ran (J/kg/m, without the standing rate).

        It is the objective with all other weights at zero: those of a pull to measured angles, of
        what is preferred and of residual forces too. Returned with its parameters.
        """
        p = self.program.unpulled(self.p)
        p[self.where["elastic"]] = 0.0
        for name in self.program.interval.parameters.EFFORT:
            p[self.where[name]] = 1.0 if name == "metabolic" else 0.0
        p[self.where["drive"]] = 0.0
        return self.program.value(self.x, p)[0], p

    def metabolic_gradient(self) -> np.ndarray:
        """Derivative of the metabolic cost at the optimum in every parameter, by one linear solve.

        The motion changes with the parameters so that it stays optimal; how, follows from its
        optimality conditions (the implicit function theorem, at the barrier parameter where the
        solver stopped). Only the product with the cost's own slope is needed, so that one solve
        with the transposed system serves all parameters.
        """
        _, own = self.metabolic()
        slope = self.program.gradient(self.x, own)
        dx, dlam = self._conditions.solve(slope)
        direct, _ = self.program.parameter_gradient(self.x, own, np.zeros_like(self.rows))
        through = self.program.parameter_coupling(self.x, self.p, self.rows, dx, dlam)
        gradient = direct - through
        weights = [self.where[name] for name in self.program.interval.parameters.EFFORT]
        for where in weights:  # in ``own`` they are not parameters, but say what is counted
            gradient[where] = -through[where]
        return _per_metre(self.program, self.p, gradient)

    def sought_gradient(self) -> np.ndarray:
        """Derivative of what was maximised, a sprint's speed (m/s) or a lift's load (kg), in every
        parameter, by one linear solve."""
        slope = np.zeros_like(self.x)
        slope[-1] = 1.0
        dx, dlam = self._conditions.solve(slope)
        return -self.program.parameter_coupling(self.x, self.p, self.rows, dx, dlam)

    def response(self, direction: np.ndarray) -> np.ndarray:
        """How the variables move for a unit of ``direction``, a change of all parameters.

        To first order, so that the motion stays optimal; one linear solve a direction.
        """
        ahead, behind = (self._residuals(self.p + sign * NUDGE * direction) for sign in (1.0, -1.0))
        slope, rows = ((a - b) / (2.0 * NUDGE) for a, b in zip(ahead, behind, strict=True))
        return self._conditions.solve(-slope, -rows)[0]

    def _residuals(self, p: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Slope of the Lagrangian and rows, as the parameters are ``p``."""
        _, slope = self.program.parameter_gradient(self.x, p, self.rows)
        return slope, self.program.value(self.x, p)[1]

    @cached_property
    def _conditions(self) -> _Conditions:
        return _Conditions(self)


class _Conditions:
    """The optimality conditions, linearised at an optimum and factorised: once, 0.3 s.

    Raises
    ------
    MotionError
        If the solver of linear systems cannot be used, or they cannot be solved.
    """

    def __init__(self, optimum: Optimum) -> None:
        problem, x, p = optimum.imposed, optimum.x, optimum.p
        try:
            self._kkt = kkt = Kkt(problem, p, accurate=EXACT)
        except NoMumps as error:
            raise MotionError(f"nothing can be priced without MUMPS, CasADi's: {error}") from None
        low, high = problem.bounds(elastic=False)
        _, g = problem.value(x, p)
        pull = _barrier(optimum.bounds, x, low, high)
        push = _barrier(optimum.rows, g, problem.lower_rows, problem.upper_rows)
        limited = kkt.rows[kkt.m :]
        self._sigma = np.concatenate([pull[kkt.free], np.maximum(push[limited], UNFELT)])
        self._jacobian = kkt.jacobian(x)
        hessian = problem.functions.hessian(x, p, 1.0, optimum.rows)
        try:
            kkt.factor(hessian, self._jacobian, self._sigma, 0.0)
        except Singular:
            raise MotionError("the motion's optimality conditions cannot be solved.") from None

    def solve(
        self, slope: np.ndarray, rows: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Changes of variables and multipliers for what is on the right of the conditions.

        ``slope`` belongs to the variables and ``rows``, zero if not given, to the rows.
        """
        kkt = self._kkt
        of_w = np.zeros(len(self._sigma))
        of_w[: kkt.n] = -slope[kkt.free]
        off = np.zeros(len(kkt.rows)) if rows is None else -rows[kkt.rows]
        dw, dy = kkt.step(self._jacobian, self._sigma, of_w, off)
        dx, dlam = np.zeros(kkt.problem.size), np.zeros(len(kkt.problem.lower_rows))
        dx[kkt.free], dlam[kkt.rows] = dw[: kkt.n], dy
        return dx, dlam


@lru_cache(maxsize=2)  # several questions are asked of one motion, and all need its conditions
def optimum_of(motion: Motion) -> Optimum:
    """The optimum that a motion is.

    Raises
    ------
    MotionError
        If the motion holds no multipliers, or is no optimum of today's program (it was
        solved by another version).
    """
    settings = motion.settings
    program = program_for(motion.body, motion.task, settings.mesh)
    imposed = program.posed(motion.task, motion.body)
    x, rows, bounds = warm_start(motion, program, motion.runner, motion.body, motion.task)
    if rows is None or bounds is None:
        raise MotionError(
            "the motion holds no multipliers of its program: solve it again, starting from it."
        )
    p = imposed.parameters(motion.body, settings, motion.task)
    low, high = imposed.bounds(elastic=False)
    gradient, slope = program.parameter_gradient(x, p, rows)
    left = float(np.abs(slope + bounds)[low < high].max())
    _, g = program.value(x, p)
    off = max(float(np.max(imposed.lower_rows - g)), float(np.max(g - imposed.upper_rows)))
    if left > STATIONARY or off > 10.0 * settings.tolerance:
        raise MotionError(
            f"the motion is not an optimum of today's program (slope {left:.2g}, equations off by "
            f"{max(off, 0.0):.1g}): solve it again, starting from it."
        )
    return Optimum(program, imposed, x, rows, bounds, p, _per_metre(program, p, gradient))


def _per_metre(program: Transcription, p: np.ndarray, gradient: np.ndarray) -> np.ndarray:
    """The gradient with the speed as one number: the belt's, and what the effort is divided by."""
    where = program.interval.parameters.slices
    if p[where["per"]] == p[where["speed"]]:
        gradient = gradient.copy()
        gradient[where["speed"]] += gradient[where["per"]]
    return gradient


def _barrier(
    multipliers: np.ndarray, values: np.ndarray, low: np.ndarray, high: np.ndarray
) -> np.ndarray:
    """Curvature that bounds add where they are felt: multiplier over distance."""
    total = np.zeros_like(values)
    for side, distance in ((-multipliers, values - low), (multipliers, high - values)):
        felt = np.isfinite(distance) & (side > 0.0)
        total[felt] += side[felt] / np.maximum(distance[felt], LEAST)
    return total
