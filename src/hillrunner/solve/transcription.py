"""A body's task as one sparse nonlinear program.

Variables ``x = [T, z_0, u_0, ..., z_(N-1), u_(N-1), V]``: duration of what is solved (s), node
states and interval controls, and what is sought beyond the task (m/s of speed, kg of load):
nothing in a run, what is maximised in a sprint. The node after the last is the first again, or its
mirror image, or one more of its own (see :mod:`hillrunner.solve.ends`). The interval's derivatives
are mapped over the mesh and scattered into the sparse matrices of the whole, so that no graph is
differentiated twice. The last rows are sums over the whole: posture (see
:mod:`hillrunner.solve.posture`), free unless a technique is imposed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import casadi as ca
import numpy as np
from scipy import sparse

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.ranges import coordinate_bounds
from hillrunner.settings import Settings
from hillrunner.solve.ends import Ends, Mirror, ends_of, mirror_node
from hillrunner.solve.interval import VELOCITY_SCALE, Interval, Layout, build_interval
from hillrunner.solve.posture import (
    POSTURE,
    WEIGHTS,
    build_posture,
    check_posture,
    posture_bounds,
    posture_weights,
)
from hillrunner.tasks.task import Structure, Symmetry, Task, Waypoint

ACTIVATION = (0.01, 1.0)
STRAIN = (0.0, 1.5)  # of tendons, relative to that at max force
VELOCITY = (-60.0, 60.0)  # rad/s, m/s
SLACK = (-np.inf, np.inf)


@dataclass(frozen=True)
class Transcription:
    """The nonlinear program of a body on a mesh: the functions that IPOPT calls, and bounds.

    The functions belong to a structure and are shared by all tasks that have it; ``posed`` puts in
    what one of them asks for, which is a matter of bounds and parameters alone.
    """

    body: Body
    interval: Interval
    ends: Ends
    structure: Structure
    shares: np.ndarray
    value: ca.Function  # x, p -> f, g
    gradient: ca.Function  # x, p -> f, grad
    jacobian: ca.Function  # x, p -> g, jac
    hessian: ca.Function  # x, p, s, lam -> upper Hessian
    x: ca.MX
    p: ca.MX
    f: ca.MX
    g: ca.MX
    lower_rows: np.ndarray
    upper_rows: np.ndarray
    duration: tuple[float, float] = (0.0, np.inf)  # s, bounds
    sought: tuple[float, float] = (0.0, 0.0)  # bounds of what is sought
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)  # of coordinates
    waypoints: tuple[Waypoint, ...] = ()
    posture: np.ndarray = field(default_factory=lambda: np.empty(0))  # weights, (4, intervals)

    def posed(self, task: Task, body: Body) -> Transcription:
        """The same program with what a task asks of a body imposed by bounds.

        Raises
        ------
        TaskError
            If the body lacks the coordinates that a technique takes.
        """
        technique = task.imposed
        if technique is not None:
            check_posture(self.body, technique)
        low, high = posture_bounds(technique, task.slope)
        of_intervals = slice(0, self.intervals * len(self.ends.rows))
        return replace(
            self,
            lower_rows=np.concatenate([self.lower_rows[of_intervals], low]),
            upper_rows=np.concatenate([self.upper_rows[of_intervals], high]),
            duration=task.duration(body),
            sought=task.sought,
            ranges=task.ranges(body),
            waypoints=task.waypoints(body),
            posture=posture_weights(technique, self.shares),
        )

    def row_name(self, row: int) -> str:
        """What a row says."""
        names = [self.interval.row_names[i] for i in self.ends.rows]
        whole = row - self.intervals * len(names)
        return names[row % len(names)] if whole < 0 else POSTURE[whole]

    @property
    def intervals(self) -> int:
        """Intervals of what is solved."""
        return len(self.shares)

    @property
    def layout(self) -> Layout:
        """Where everything is in the variables of a node."""
        return self.interval.layout

    @property
    def phases(self) -> np.ndarray:
        """Phase (0 to 1 of what is solved) of every node."""
        return np.concatenate([[0.0], np.cumsum(self.shares)])[: self.ends.nodes]

    def parameters(
        self,
        body: Body,
        settings: Settings,
        task: Task,
        *,
        elastic: float = 0.0,
        pull: float = 0.0,
        reference: np.ndarray | None = None,
    ) -> np.ndarray:
        """Parameter vector of the program.

        ``elastic`` weighs residual forces; ``pull`` (1/rad2) weighs the mean squared distance of
        the coordinates from those of the variables ``reference``. Both are zero in an answer,
        unless the task itself has a pull.
        """
        own = self.interval.parameters.pack(body, settings, task, elastic)
        posture = np.zeros((self.intervals, self.layout.coordinates))
        if reference is not None:
            posture = self.split(reference)[1][: self.intervals, self.layout.position]
        elif (data := task.pull(body)) is not None:
            pull, posture = data.weight, data.positions(self.phases[: self.intervals])
        return np.concatenate([own, [pull], posture.ravel(), self.posture.ravel(order="F")])

    @cached_property
    def parameter_gradient(self) -> ca.Function:
        """``(x, p, lam)`` to the gradients of the Lagrangian ``f + lam . g`` in ``p`` and in ``x``.

        At a solution, with its multipliers, the first is the derivative of the optimum; the second
        is what the bounds' multipliers balance.
        """
        lam = ca.MX.sym("lam", self.g.numel())
        lagrangian = self.f + ca.dot(lam, self.g)
        gradients = ca.gradient(lagrangian, ca.vertcat(self.p, self.x))
        at = self.p.numel()
        return ca.Function(
            "parameter_gradient", [self.x, self.p, lam], [gradients[:at], gradients[at:]]
        )

    @cached_property
    def parameter_coupling(self) -> ca.Function:
        """``(x, p, lam, dx, dlam)`` to the parameter gradient of ``dx . grad L + dlam . g``.

        It carries the derivative of anything but the objective through the motion's own change.
        """
        lam, dlam = (ca.MX.sym(name, self.g.numel()) for name in ("lam", "dlam"))
        dx = ca.MX.sym("dx", self.size)
        along = ca.jtimes(self.f + ca.dot(lam, self.g), self.x, dx) + ca.dot(dlam, self.g)
        gradient = ca.gradient(along, self.p)
        return ca.Function("parameter_coupling", [self.x, self.p, lam, dx, dlam], [gradient])

    @property
    def size(self) -> int:
        """Number of variables."""
        return 2 + self.ends.nodes * self.layout.node

    def split(self, x: np.ndarray) -> tuple[float, np.ndarray, float]:
        """Duration (s), node variables, shape (nodes, node), and what is sought."""
        nodes = np.asarray(x[1:-1]).reshape(self.ends.nodes, self.layout.node)
        return float(x[0]), nodes, float(x[-1])

    def join(self, duration: float, nodes: np.ndarray, sought: float = 0.0) -> np.ndarray:
        """Variables from their parts."""
        return np.concatenate([[duration], np.ravel(nodes), [sought]])

    def bounds(self, *, elastic: bool) -> tuple[np.ndarray, np.ndarray]:
        """Bounds of the variables."""
        layout, body = self.layout, self.body
        low, high = np.empty(layout.node), np.empty(layout.node)
        low[layout.position], high[layout.position] = coordinate_bounds(body).T
        for i, c in enumerate(body.coordinates):
            if c.name in self.ranges:
                low[i] = max(low[i], self.ranges[c.name][0])
                high[i] = min(high[i], self.ranges[c.name][1])
        low[layout.velocity], high[layout.velocity] = (b / VELOCITY_SCALE for b in VELOCITY)
        low[layout.activation], high[layout.activation] = ACTIVATION
        low[layout.strain], high[layout.strain] = STRAIN
        low[layout.slack], high[layout.slack] = SLACK if elastic else (0.0, 0.0)
        low[~self.ends.used] = high[~self.ends.used] = 0.0
        lower, upper = np.tile(low, (self.ends.nodes, 1)), np.tile(high, (self.ends.nodes, 1))
        if self.ends.closing is None:
            lower[-1, layout.slack] = upper[-1, layout.slack] = 0.0
        for point in self.waypoints:
            self._bound(point, lower, upper)
        return (
            self.join(self.duration[0], lower, self.sought[0]),
            self.join(self.duration[1], upper, self.sought[1]),
        )

    def _bound(self, point: Waypoint, lower: np.ndarray, upper: np.ndarray) -> None:
        """Narrow the bounds at a waypoint's node, in place."""
        i = self.body.coordinate_names.index(point.coordinate)
        scale = VELOCITY_SCALE if point.rate else 1.0
        i += self.layout.coordinates if point.rate else 0
        at = int(np.argmin(np.abs(self.phases - point.phase)))
        if self.ends.used[i]:
            lower[at, i] = max(lower[at, i], point.low / scale)
            upper[at, i] = min(upper[at, i], point.high / scale)

    def cycle(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The whole cycle: lengths (s) of its intervals, (n,), and states at their ends,
        (n + 1, state)."""
        duration, nodes, _ = self.split(x)
        states = self.ends.states(nodes, self.layout.state)
        h = self.shares * duration
        if self.structure.symmetry is not Symmetry.MIRRORED:
            return h, states
        turned = mirror_node(self.body, self.layout)
        half = states[:-1]
        other = Mirror(turned.index[: half.shape[1]], turned.sign[: half.shape[1]]).of(half)
        return np.tile(h, 2), np.vstack([half, other, half[:1]])


def _scatter(
    rows: np.ndarray, cols: np.ndarray, signs: np.ndarray, shape: tuple[int, int]
) -> tuple[ca.Sparsity, ca.DM]:
    """Sparsity of a matrix and the constant map from stacked local nonzeros to its nonzeros.

    A negative row stands for a nonzero that goes nowhere.
    """
    places, count = np.flatnonzero(rows >= 0), len(rows)
    rows, cols, signs = rows[places], cols[places], signs[places]
    pattern = sparse.csc_matrix((np.ones(len(rows), dtype=np.int8), (rows, cols)), shape=shape)
    pattern.sum_duplicates()
    pattern.sort_indices()
    sparsity = ca.Sparsity(shape[0], shape[1], pattern.indptr.tolist(), pattern.indices.tolist())
    key = pattern.indices + np.repeat(np.arange(shape[1]), np.diff(pattern.indptr)) * shape[0]
    slot = np.searchsorted(key, rows + cols * shape[0])
    total = sparse.csc_matrix((signs, (slot, places)), shape=(pattern.nnz, count))
    total.sort_indices()
    return sparsity, _constant(total)


def _constant(matrix: sparse.csc_matrix) -> ca.DM:
    pattern = ca.Sparsity(
        matrix.shape[0], matrix.shape[1], matrix.indptr.tolist(), matrix.indices.tolist()
    )
    return ca.DM(pattern, matrix.data)


def transcribe(body: Body, structure: Structure, shares: np.ndarray) -> Transcription:
    """Build the nonlinear program of ``body`` on intervals that take ``shares`` of the time."""
    interval = build_interval(body, structure)
    layout, n = interval.layout, len(shares)
    ends = ends_of(body, interval, structure, n)
    local, signs = ends.index, ends.sign
    every, rows = len(interval.lower), len(ends.rows)
    size = 2 + ends.nodes * layout.node

    own, q_all = interval.parameters.size, n * layout.coordinates
    x = ca.MX.sym("x", size)
    p = ca.MX.sym("p", own + 1 + q_all + n * len(WEIGHTS))
    raw = ca.reshape(x[1:-1], layout.node, ends.nodes)
    nodes = _chosen(ends.within, layout.node, raw)
    z0 = nodes[: layout.state, :n]
    if ends.closing is None:
        z1 = nodes[: layout.state, 1:]
    else:
        end = ca.MX(ca.DM(ends.closing.sign)) * z0[ends.closing.index.tolist(), 0]
        z1 = ca.horzcat(z0[:, 1:], end)
    u = nodes[layout.state :, :n]
    inputs = [z0, z1, u, x[0], x[-1], ca.MX(ca.DM(shares).T), p[:own]]

    def mapped(function: ca.Function, shared: list[int]) -> ca.Function:
        return function.map(function.name(), "serial", n, shared, [])

    # pull of pelvis and legs: to a first guess, for a feasible motion to begin with, or to data
    driven = {a.coordinate for a in body.actuators}
    held = [i for i, c in enumerate(body.coordinate_names) if c not in driven and ends.used[i]]
    pull = p[own] / (n * len(held))
    reference = ca.reshape(p[own + 1 : own + 1 + q_all], layout.coordinates, n)
    stray = (raw[layout.position, :n] - reference)[held, :]
    shared = [3, 4, 6]  # duration, what is sought and parameters are those of every interval
    cost, g = mapped(interval.value, shared)(*inputs)
    if rows < every:
        g = g[ends.rows.tolist(), :]

    whole = build_posture(body, layout, interval.parameters)
    pairs = ca.vertcat(z0[layout.position, :], z1[layout.position, :])
    of_posture = [pairs, ca.reshape(p[own + 1 + q_all :], len(WEIGHTS), n), p[:own]]
    sums = ca.sum2(mapped(whole.value, [2])(*of_posture))
    drive = p[interval.parameters.slices["drive"]]
    f = ca.sum2(cost) + 0.5 * pull * ca.sumsqr(stray) - drive * x[-1]
    g = ca.vertcat(ca.vec(g), sums)

    grad_blocks = mapped(interval.gradient, shared)(*inputs)
    jac_blocks = mapped(interval.first, shared)(*inputs)
    flat, flat_sign = local.ravel(), signs.ravel()
    gather = sparse.csc_matrix((flat_sign, (flat, np.arange(flat.size))), shape=(size, flat.size))
    gather.sort_indices()
    start = 1 + layout.node * np.arange(n)
    positions = (start[:, None] + np.array(held)).ravel()
    spread = _constant(
        sparse.csc_matrix(
            (np.ones(positions.size), (positions, np.arange(positions.size))),
            shape=(size, positions.size),
        )
    )
    gradient = ca.mtimes(_constant(gather), ca.vec(grad_blocks))
    gradient += pull * ca.mtimes(spread, ca.vec(stray))
    gradient -= drive * ca.MX(ca.DM.eye(size)[:, -1])

    # columns of positions at both ends of an interval, among its local variables
    z = np.arange(layout.state)
    both_ends = np.concatenate([z[layout.position], layout.state + z[layout.position]])
    jr, jc = (np.array(k) for k in interval.jacobian.get_triplet())
    wr, wc = (np.array(k) for k in whole.jacobian.get_triplet())
    place = np.full(every, -1)
    place[ends.rows] = np.arange(rows)
    said = place[jr]
    jac_sparsity, jac_map = _scatter(
        np.concatenate(
            [
                np.where(said >= 0, said + rows * np.arange(n)[:, None], -1).ravel(),
                np.tile(n * rows + wr, n),
            ],
        ),
        np.concatenate([local[:, jc].ravel(), local[:, both_ends[wc]].ravel()]),
        np.concatenate([signs[:, jc].ravel(), signs[:, both_ends[wc]].ravel()]),
        (n * rows + len(POSTURE), size),
    )
    whole_jac = mapped(whole.first, [2])(*of_posture)
    both = ca.vertcat(ca.vec(jac_blocks), ca.vec(whole_jac))
    jac = ca.MX(jac_sparsity, ca.mtimes(jac_map, both))

    s, lam = ca.MX.sym("s"), ca.MX.sym("lam", n * rows + len(POSTURE))
    of_rows, of_sums = ca.reshape(lam[: n * rows], rows, n), lam[n * rows :]
    if rows < every:
        spread_rows = sparse.csc_matrix(
            (np.ones(rows), (ends.rows, np.arange(rows))), shape=(every, rows)
        )
        of_rows = ca.mtimes(_constant(spread_rows), of_rows)
    blocks = mapped(interval.second, [*shared, 7])(*inputs, s, of_rows)
    whole_blocks = mapped(whole.second, [2, 3])(*of_posture, of_sums)
    hr, hc = (
        np.concatenate([np.array(one), both_ends[np.array(other)]])
        for one, other in zip(
            interval.hessian.get_triplet(), whole.hessian.get_triplet(), strict=True
        )
    )
    # the intervals' entries first, then the posture's, as their nonzeros are stacked
    order = np.argsort(np.tile(np.arange(hr.size) >= interval.hessian.nnz(), n), kind="stable")
    big_r, big_c = local[:, hr].ravel()[order], local[:, hc].ravel()[order]
    # two local variables that are one and the same: their mixed derivative counts twice
    twice = np.where((big_r == big_c) & np.tile(hr != hc, n)[order], 2.0, 1.0)
    hess_sparsity, hess_map = _scatter(
        np.minimum(big_r, big_c),
        np.maximum(big_r, big_c),
        (signs[:, hr] * signs[:, hc]).ravel()[order] * twice,
        (size, size),
    )
    stacked = ca.vertcat(ca.vec(blocks), ca.vec(whole_blocks))
    hess = ca.MX(hess_sparsity, ca.mtimes(hess_map, stacked))
    hess += s * pull * ca.diag(ca.mtimes(spread, ca.MX.ones(positions.size)))

    low, high = posture_bounds(None, 0.0)
    return Transcription(
        body=body,
        interval=interval,
        ends=ends,
        structure=structure,
        shares=shares,
        value=ca.Function("nlp_value", [x, p], [f, g], ["x", "p"], ["f", "g"]),
        gradient=ca.Function("nlp_grad_f", [x, p], [f, gradient], ["x", "p"], ["f", "grad:f:x"]),
        jacobian=ca.Function("nlp_jac_g", [x, p], [g, jac], ["x", "p"], ["g", "jac:g:x"]),
        hessian=ca.Function(
            "nlp_hess_l",
            [x, p, s, lam],
            [hess],
            ["x", "p", "lam:f", "lam:g"],
            ["triu:hess:gamma:x:x"],
        ),
        x=x,
        p=p,
        f=f,
        g=g,
        lower_rows=np.concatenate([np.tile(interval.lower[ends.rows], n), low]),
        upper_rows=np.concatenate([np.tile(interval.upper[ends.rows], n), high]),
        posture=posture_weights(None, shares),
    )


def _chosen(within: Mirror, node: int, raw: ca.MX) -> ca.MX:
    """Every node with what stands for each of its variables."""
    if (within.index == np.arange(node)).all():
        return raw
    pick = sparse.csc_matrix((within.sign, (np.arange(node), within.index)), shape=(node, node))
    return ca.mtimes(_constant(pick), raw)
