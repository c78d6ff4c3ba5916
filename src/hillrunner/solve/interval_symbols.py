"""The problem of one interval in CasADi's symbols, of which its functions are made."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import casadi as ca

from hillrunner.model.body.model import Body
from hillrunner.model.physics.scalar import Scalar
from hillrunner.solve.interval import (
    FORWARD,
    VELOCITY_SCALE,
    Interval,
    Layout,
    Middle,
    free_coordinates,
    keep_rows,
    kept_rows,
    layout_of,
    physics,
)
from hillrunner.solve.parameters import Parameters
from hillrunner.solve.point_function import PointFunctions
from hillrunner.solve.tape_cache import TapeCache
from hillrunner.tasks.task import Structure


def build_interval(body: Body, structure: Structure, cache: TapeCache) -> Interval:
    """The functions of one interval for a body's geometry (see :class:`Parameters`) and what a
    task's structure adds to it, as far as they are in the cache, and else from their symbols."""
    parameters = Parameters(body, of_any_size=structure.of_any_size)
    functions = PointFunctions(
        "interval", lambda: IntervalSymbols(body, structure, parameters), cache
    )
    rows = kept_rows(cache)
    if rows is None:
        rows = functions.symbols.rows
        keep_rows(cache, rows)
    return Interval(functions, layout_of(body, structure), parameters, rows)


class IntervalSymbols:
    """The problem of one interval in CasADi's symbols, of which its functions are made."""

    def __init__(self, body: Body, structure: Structure, parameters: Parameters) -> None:
        free, layout = free_coordinates(body), layout_of(body, structure)
        wide = structure.timed or structure.seeks_load
        at = Middle.symbols(layout, int(wide))
        self.w, self.p = at.vector, ca.SX.sym("p", parameters.size)
        self.cost, limits = physics(body, structure, parameters, self.p, free, at)
        self.g = ca.vertcat(*(limit.value for limit in limits))
        self.rows = tuple(replace(limit, value=0.0) for limit in limits)
        self.s, self.lam = ca.SX.sym("s"), ca.SX.sym("lam", self.g.numel())

        # node variables
        z0, z1 = ca.SX.sym("z0", layout.state), ca.SX.sym("z1", layout.state)
        u = ca.SX.sym("u", layout.control)
        self.step, gain, self.share = ca.SX.sym("T"), ca.SX.sym("V"), ca.SX.sym("share")
        self.h = self.step * self.share
        self.local = ca.vertcat(z0, z1, u, self.step, gain)
        belt = 0.0 if structure.seeks_load else gain
        forward = body.coordinate_names.index(FORWARD)
        middle, self.dots = _middle(layout, z0, z1, u, self.h, belt, forward)
        self.middle = ca.vertcat(middle, self.step, *([gain] if wide else []))
        self.layout = layout
        self.inputs = [z0, z1, u, self.step, gain, self.share, self.p]

    def function(self, name: str) -> tuple[ca.Function, ca.Sparsity | None]:
        """A function of :class:`Interval` by name, with the pattern of what it returns."""
        inputs, results, pattern = getattr(self, f"_{name}")()
        results = [ca.densify(result) for result in results]
        return ca.Function(name, [*self.inputs, *inputs], results), pattern

    @cached_property
    def _inner(self) -> ca.SX:
        return ca.jacobian(self.middle, self.local)  # dw/dlocal, sparse

    @property
    def _lagrangian(self) -> ca.SX:
        return self.s * self.cost + ca.dot(self.lam, self.g)

    def _value(self) -> Made:
        value = ca.Function("value_w", [self.w, self.p], [self.cost, self.g])
        cost, rows = value(self.middle, self.p)
        return [], [self.share * cost, rows], None

    def _gradient(self) -> Made:
        slope = ca.Function("gradient_w", [self.w, self.p], [ca.gradient(self.cost, self.w)])
        return [], [self.share * ca.mtimes(self._inner.T, slope(self.middle, self.p))], None

    def _first(self) -> Made:
        first = ca.Function("first_w", [self.w, self.p], [ca.jacobian(self.g, self.w)])
        jacobian = ca.mtimes(first(self.middle, self.p), self._inner)
        return [], [ca.vertcat(*jacobian.nonzeros())], jacobian.sparsity()

    def _second(self) -> Made:
        s, lam, inner = self.s, self.lam, self._inner
        curvature, slope = ca.hessian(self._lagrangian, self.w)
        second = ca.Function("second_w", [self.w, self.p, s, lam], [curvature, slope])
        curvature, slope = second(self.middle, self.p, s * self.share, lam)
        hessian = ca.mtimes(ca.mtimes(inner.T, curvature), inner)
        # the rates' own curvature: d2(difference / (T share))
        hessian = hessian + _rate_curvature(
            self.layout, self.dots, slope, self.step, self.h, self.local
        )
        hessian = ca.triu(hessian)
        return [s, lam], [ca.vertcat(*hessian.nonzeros())], hessian.sparsity()

    def _adjoint(self) -> Made:
        slope = ca.gradient(self._lagrangian, self.p)
        adjoint = ca.Function("adjoint_w", [self.w, self.p, self.s, self.lam], [slope])
        return [self.lam], [adjoint(self.middle, self.p, self.share, self.lam)], None

    def _coupling(self) -> Made:
        dw, dlam = ca.SX.sym("dw", self.w.numel()), ca.SX.sym("dlam", self.g.numel())
        along = ca.jtimes(self._lagrangian, self.w, dw) + ca.dot(dlam, self.g)
        at = [self.w, self.p, self.s, self.lam, dw, dlam]
        coupling = ca.Function("coupling_w", at, [ca.gradient(along, self.p)])
        d = ca.SX.sym("d", self.local.numel())
        moved = ca.mtimes(self._inner, d)
        slope = coupling(self.middle, self.p, self.share, self.lam, moved, dlam)
        return [self.lam, d, dlam], [slope], None


Made = tuple[list[ca.SX], list[ca.SX], ca.Sparsity | None]  # more inputs, results, pattern


def _middle(
    layout: Layout, z0: ca.SX, z1: ca.SX, u: ca.SX, h: ca.SX, gain: Scalar, forward: int
) -> tuple[ca.SX, list[tuple[int, slice, float]]]:
    """Middle values ``w`` of an interval, and where the rates are in it.

    The frame moves at the task's speed; ``gain`` is what the runner is faster. Only the feet feel
    it, as a belt that runs so much faster, so that it enters where they rub.
    """
    nq, nm = layout.coordinates, layout.muscles
    mean, rate = 0.5 * (z0 + z1), (z1 - z0) / h
    pos, vel, act, strain = layout.position, layout.velocity, layout.activation, layout.strain
    rubbing = VELOCITY_SCALE * z1[vel]
    rubbing[forward] += gain
    w = ca.vertcat(
        mean[pos],
        rate[pos],
        VELOCITY_SCALE * mean[vel],
        rubbing,
        VELOCITY_SCALE * rate[vel],
        mean[act],
        rate[act],
        mean[strain],
        rate[strain],
        u,
        h,
    )
    dots = [
        (nq, pos, 1.0),
        (4 * nq, vel, VELOCITY_SCALE),
        (5 * nq + nm, act, 1.0),
        (5 * nq + 3 * nm, strain, 1.0),
    ]
    return w, dots


def _rate_curvature(
    layout: Layout,
    dots: list[tuple[int, slice, float]],
    gradient: ca.SX,
    step: ca.SX,
    h: ca.SX,
    local: ca.SX,
) -> ca.SX:
    """Second derivatives of ``gradient . w(local)`` at fixed gradient: only rates are curved."""
    n, last = local.numel(), local.numel() - 2  # the step time's place
    curvature = ca.SX(n, n)
    corner = ca.SX(0)
    for start, where, scale in dots:
        for j, i in enumerate(range(where.start, where.stop)):
            g = gradient[start + j] * scale
            mixed = g / (h * step)
            i1 = i + layout.state
            curvature[i, last] = mixed
            curvature[i1, last] = -mixed
            corner = corner + 2.0 * mixed / step * (local[i1] - local[i])
    curvature[last, last] = corner
    return curvature
