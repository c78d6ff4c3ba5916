"""A solved motion seen as the optimum it is: its program, numbers and multipliers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from hillrunner.errors import MotionError
from hillrunner.motion import library
from hillrunner.motion.motion import Motion
from hillrunner.motion.settings import Settings
from hillrunner.motion.simulate import problem_for
from hillrunner.motion.transcription import Transcription

STATIONARY = 0.02  # largest slope of the Lagrangian left by a solve, twice what the solver allows
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

        It is the objective with all other weights at zero. Returned with its parameters.
        """
        p = self.p.copy()
        for name in self.program.interval.parameters.EFFORT:
            p[self.where[name]] = 1.0 if name == "metabolic" else 0.0
        return float(self.program.value(self.x, p)[0]), p

    def metabolic_gradient(self) -> np.ndarray:
        """Derivative of the metabolic cost at the optimum in every parameter, by one linear solve.

        The motion changes with the parameters so that it stays optimal; how, follows from its
        optimality conditions (the implicit function theorem, at the barrier parameter where the
        solver stopped). Only the product with the cost's own slope is needed, so that one solve
        with the transposed system serves all parameters.
        """
        _, own = self.metabolic()
        slope = np.asarray(self.program.gradient(self.x, own)[1]).ravel()
        dx, dlam = self._adjoint(slope)
        direct, _ = self.program.parameter_gradient(self.x, own, np.zeros_like(self.rows))
        through = self.program.parameter_coupling(self.x, self.p, self.rows, dx, dlam)
        gradient = np.asarray(direct).ravel() - np.asarray(through).ravel()
        weights = [self.where[name] for name in self.program.interval.parameters.EFFORT]
        for where in weights:  # in ``own`` they are not parameters, but say what is counted
            gradient[where] = -np.asarray(through).ravel()[where]
        return gradient

    def _adjoint(self, slope: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Solve the optimality conditions' symmetric system for ``slope`` on the right."""
        program, imposed = self.program, self.imposed
        low, high = imposed.bounds(elastic=False)
        upper = program.hessian(self.x, self.p, 1.0, self.rows).sparse()
        hessian = upper + sparse.triu(upper, 1).T
        g, jacobian = program.jacobian(self.x, self.p)
        g, jacobian = np.asarray(g).ravel(), jacobian.sparse().tocsr()
        equal = imposed.lower_rows == imposed.upper_rows
        free = low < high
        pull = _barrier(self.bounds, self.x, low, high)
        push = _barrier(self.rows, g, imposed.lower_rows, imposed.upper_rows)
        sides = jacobian[~equal]
        hessian = hessian + sparse.diags(pull) + sides.T @ sparse.diags(push[~equal]) @ sides
        equations = jacobian[equal][:, free]
        system = sparse.bmat([[hessian.tocsr()[free][:, free], equations.T], [equations, None]])
        right = np.concatenate([slope[free], np.zeros(int(equal.sum()))])
        solution = splu(system.tocsc(), diag_pivot_thresh=0.01).solve(right)
        dx, dlam = np.zeros_like(self.x), np.zeros_like(self.rows)
        dx[free] = solution[: int(free.sum())]
        dlam[equal] = solution[int(free.sum()) :]
        dlam[~equal] = push[~equal] * (sides @ dx)
        return dx, dlam


def optimum_of(motion: Motion) -> Optimum:
    """The optimum that a motion is.

    Raises
    ------
    MotionError
        If the motion holds no multipliers, or is no optimum of the program as it is now (it was
        solved by another version).
    """
    settings = Settings.model_validate(motion.settings)
    program = problem_for(motion.body, settings.mesh)
    imposed = program.imposing(motion.task.technique, motion.grade)
    x, rows, bounds = library.warm_start(motion, program, motion.runner.height)
    if rows is None or bounds is None:
        raise MotionError(
            "the motion holds no multipliers of its program: solve it again, starting from it."
        )
    p = imposed.parameters(motion.body, settings, motion.speed, motion.grade)
    low, high = imposed.bounds(elastic=False)
    gradient, slope = (np.asarray(v).ravel() for v in program.parameter_gradient(x, p, rows))
    left = float(np.abs(slope + bounds)[low < high].max())
    g = np.asarray(program.value(x, p)[1]).ravel()
    off = max(float(np.max(imposed.lower_rows - g)), float(np.max(g - imposed.upper_rows)))
    if left > STATIONARY or off > 10.0 * settings.tolerance:
        raise MotionError(
            f"the motion is no optimum of the program as it is now (slope {left:.2g}, equations "
            f"off by {max(off, 0.0):.1g}): solve it again, starting from it."
        )
    return Optimum(program, imposed, x, rows, bounds, p, gradient)


def _barrier(
    multipliers: np.ndarray, values: np.ndarray, low: np.ndarray, high: np.ndarray
) -> np.ndarray:
    """Curvature that bounds add where they are felt: multiplier over distance."""
    total = np.zeros_like(values)
    for side, distance in ((-multipliers, values - low), (multipliers, high - values)):
        felt = np.isfinite(distance) & (side > 0.0)
        total[felt] += side[felt] / np.maximum(distance[felt], LEAST)
    return total
