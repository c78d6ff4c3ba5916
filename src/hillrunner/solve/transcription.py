"""The half stride as one sparse nonlinear program.

Variables ``x = [T, z_0, u_0, ..., z_(N-1), u_(N-1), V]``: step time (s), node states and interval
controls, and by how much (m/s) the runner is faster than the task's speed: nothing in a run, what
is sought in a sprint. The node after the last is the mirror image of the first (left-right
symmetry), by substitution. The interval's derivatives are mapped over the mesh and scattered into
the sparse matrices of the whole, so that no graph is differentiated twice. The last rows are sums
over the step: posture (see :mod:`hillrunner.solve.posture`), free unless a technique is imposed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import casadi as ca
import numpy as np
from scipy import sparse

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.ranges import coordinate_bounds
from hillrunner.settings import Settings
from hillrunner.sides import other_side
from hillrunner.solve.interval import VELOCITY_SCALE, Interval, Layout, build_interval
from hillrunner.solve.posture import (
    POSTURE,
    WEIGHTS,
    build_posture,
    check_posture,
    posture_bounds,
    posture_weights,
)
from hillrunner.tasks.tasks import LIMITS, Run, Sprint

STEP_TIME = (0.15, 0.7)  # s, bounds
ACTIVATION = (0.01, 1.0)
STRAIN = (0.0, 1.5)  # of tendons, relative to that at max force
VELOCITY = (-60.0, 60.0)  # rad/s, m/s
SLACK = (-np.inf, np.inf)


def mirror_state(body: Body, layout: Layout) -> tuple[np.ndarray, np.ndarray]:
    """Index and sign of the left-right reflection: ``mirrored = sign * state[index]``."""
    names = list(body.coordinate_names)
    muscles = list(body.muscle_names)
    q_index = np.array([names.index(c.mirror) for c in body.coordinates])
    q_sign = np.array([float(c.mirror_sign) for c in body.coordinates])
    m_index = np.array([muscles.index(other_side(m)) for m in muscles])
    nq, nm = layout.coordinates, layout.muscles
    index = np.concatenate(
        [q_index, nq + q_index, 2 * nq + m_index, 2 * nq + nm + m_index],
    )
    sign = np.concatenate([q_sign, q_sign, np.ones(2 * nm)])
    return index, sign


def mesh_shares(intervals: int) -> np.ndarray:
    """Share of the half stride that each interval takes.

    The stride starts in mid-flight; landing falls near one fifth of the step, where impact needs
    the finest grid, and flight at both ends is smooth and needs the coarsest.
    """
    s = (np.arange(intervals) + 0.5) / intervals
    width = (
        1.25 - 0.55 * np.exp(-(((s - 0.3) / 0.16) ** 2)) - 0.35 * np.exp(-(((s - 0.62) / 0.2) ** 2))
    )
    return width / width.sum()


@dataclass(frozen=True)
class Transcription:
    """The nonlinear program of a body on a mesh. ``nlp`` holds the functions IPOPT calls."""

    body: Body
    interval: Interval
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
    step_time: tuple[float, float] = STEP_TIME
    gain: tuple[float, float] = (0.0, 0.0)  # m/s, bounds of what the runner is faster than asked
    posture: np.ndarray = field(default_factory=lambda: np.empty(0))  # weights, (4, intervals)

    def posed(self, task: Run | Sprint) -> Transcription:
        """The same program with what a task asks for imposed by bounds: technique, or a sprint.

        Raises
        ------
        TaskError
            If the body lacks the coordinates that a technique takes.
        """
        technique, grade = task.technique, task.grade
        if technique is not None:
            check_posture(self.body, technique)
        rate = None if technique is None else technique.step_rate
        low, high = posture_bounds(technique, grade)
        of_intervals = slice(0, self.intervals * len(self.interval.row_names))
        return replace(
            self,
            lower_rows=np.concatenate([self.lower_rows[of_intervals], low]),
            upper_rows=np.concatenate([self.upper_rows[of_intervals], high]),
            step_time=STEP_TIME if rate is None else (60.0 / rate, 60.0 / rate),
            gain=task.gain,
            posture=posture_weights(technique, self.shares),
        )

    def row_name(self, row: int) -> str:
        """What a row says."""
        names = self.interval.row_names
        whole = row - self.intervals * len(names)
        return names[row % len(names)] if whole < 0 else POSTURE[whole]

    @property
    def intervals(self) -> int:
        return len(self.shares)

    @property
    def layout(self) -> Layout:
        return self.interval.layout

    def parameters(
        self,
        body: Body,
        settings: Settings,
        task: Run | Sprint,
        *,
        elastic: float = 0.0,
        pull: float = 0.0,
        reference: np.ndarray | None = None,
    ) -> np.ndarray:
        """Parameter vector of the program.

        ``elastic`` weighs residual forces; ``pull`` (1/rad2) weighs the mean squared distance of
        the coordinates from those of the variables ``reference``. Both are zero in an answer.
        """
        own = self.interval.parameters.pack(body, settings, task, elastic)
        n, layout = self.intervals, self.layout
        posture = np.zeros(n * layout.coordinates)
        if reference is not None:
            posture = self.split(reference)[1][:, layout.position].ravel()
        return np.concatenate([own, [pull], posture, self.posture.ravel(order="F")])

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
        return 2 + self.intervals * self.layout.node

    def split(self, x: np.ndarray) -> tuple[float, np.ndarray, float]:
        """Step time (s), node variables, shape (intervals, node), and speed gained (m/s)."""
        nodes = np.asarray(x[1:-1]).reshape(self.intervals, self.layout.node)
        return float(x[0]), nodes, float(x[-1])

    def join(self, step_time: float, nodes: np.ndarray, gain: float = 0.0) -> np.ndarray:
        return np.concatenate([[step_time], np.ravel(nodes), [gain]])

    def bounds(self, *, elastic: bool) -> tuple[np.ndarray, np.ndarray]:
        """Bounds of the variables. The stride starts where the pelvis is highest, at x = 0."""
        layout, body = self.layout, self.body
        low, high = np.empty(layout.node), np.empty(layout.node)
        low[layout.position], high[layout.position] = coordinate_bounds(body).T
        low[layout.velocity], high[layout.velocity] = (b / VELOCITY_SCALE for b in VELOCITY)
        low[layout.activation], high[layout.activation] = ACTIVATION
        low[layout.strain], high[layout.strain] = STRAIN
        low[layout.slack], high[layout.slack] = SLACK if elastic else (0.0, 0.0)
        lower, upper = np.tile(low, (self.intervals, 1)), np.tile(high, (self.intervals, 1))
        names = body.coordinate_names
        fixed = (names.index("pelvis_tx"), layout.coordinates + names.index("pelvis_ty"))
        for i in fixed:
            lower[0, i] = upper[0, i] = 0.0
        return (
            self.join(self.step_time[0], lower, self.gain[0]),
            self.join(self.step_time[1], upper, self.gain[1]),
        )

    def full_stride(self, nodes: np.ndarray) -> np.ndarray:
        """Node states of the whole stride and the first again, shape (2 N + 1, state)."""
        states = nodes[:, : self.layout.state]
        index, sign = mirror_state(self.body, self.layout)
        other = states[:, index] * sign
        return np.vstack([states, other, states[:1]])


def _scatter(
    rows: np.ndarray, cols: np.ndarray, signs: np.ndarray, shape: tuple[int, int]
) -> tuple[ca.Sparsity, ca.DM]:
    """Sparsity of a matrix and the constant map from stacked local nonzeros to its nonzeros."""
    pattern = sparse.csc_matrix((np.ones(len(rows), dtype=np.int8), (rows, cols)), shape=shape)
    pattern.sum_duplicates()
    pattern.sort_indices()
    sparsity = ca.Sparsity(shape[0], shape[1], pattern.indptr.tolist(), pattern.indices.tolist())
    key = pattern.indices + np.repeat(np.arange(shape[1]), np.diff(pattern.indptr)) * shape[0]
    slot = np.searchsorted(key, rows + cols * shape[0])
    total = sparse.csc_matrix((signs, (slot, np.arange(len(rows)))), shape=(pattern.nnz, len(rows)))
    total.sort_indices()
    return sparsity, _constant(total)


def _constant(matrix: sparse.csc_matrix) -> ca.DM:
    pattern = ca.Sparsity(
        matrix.shape[0], matrix.shape[1], matrix.indptr.tolist(), matrix.indices.tolist()
    )
    return ca.DM(pattern, matrix.data)


def transcribe(body: Body, mesh: int) -> Transcription:
    """Build the nonlinear program of a half stride of ``body`` on ``mesh`` intervals."""
    interval = build_interval(body)
    layout, n = interval.layout, mesh
    shares = mesh_shares(n)
    rows = len(interval.lower)
    size = 2 + n * layout.node

    # global index and sign of every local variable [z0, z1, u, T, V] of every interval
    index, sign = mirror_state(body, layout)
    start = 1 + layout.node * np.arange(n)
    local = np.empty((n, 2 * layout.state + layout.control + 2), dtype=np.int64)
    signs = np.ones(local.shape)
    z = np.arange(layout.state)
    local[:, z] = start[:, None] + z
    local[:-1, layout.state + z] = start[1:, None] + z
    local[-1, layout.state + z] = start[0] + index
    signs[-1, layout.state + z] = sign
    u = np.arange(layout.control)
    local[:, 2 * layout.state + u] = start[:, None] + layout.state + u
    local[:, -2], local[:, -1] = 0, size - 1

    own, q_all = interval.parameters.size, n * layout.coordinates
    x = ca.MX.sym("x", size)
    p = ca.MX.sym("p", own + 1 + q_all + n * len(WEIGHTS))
    nodes = ca.reshape(x[1:-1], layout.node, n)
    z0 = nodes[: layout.state, :]
    end = ca.MX(ca.DM(sign)) * z0[index.tolist(), 0]
    z1 = ca.horzcat(z0[:, 1:], end)
    inputs = [z0, z1, nodes[layout.state :, :], x[0], x[-1], ca.MX(ca.DM(shares).T), p[:own]]

    def mapped(function: ca.Function, shared: list[int]) -> ca.Function:
        return function.map(function.name(), "serial", n, shared, [])

    # pull of pelvis and legs towards a reference, used only to reach a feasible human motion
    driven = {a.coordinate for a in body.actuators}
    held = [i for i, c in enumerate(body.coordinate_names) if c not in driven]
    pull = p[own] / (n * len(held))
    reference = ca.reshape(p[own + 1 : own + 1 + q_all], layout.coordinates, n)
    stray = (nodes[layout.position, :] - reference)[held, :]
    shared = [3, 4, 6]  # step time, gain and parameters are those of every interval
    cost, g = mapped(interval.value, shared)(*inputs)

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
    ends = np.concatenate([z[layout.position], layout.state + z[layout.position]])
    jr, jc = (np.array(k) for k in interval.jacobian.get_triplet())
    wr, wc = (np.array(k) for k in whole.jacobian.get_triplet())
    jac_sparsity, jac_map = _scatter(
        np.concatenate(
            [(jr + rows * np.arange(n)[:, None]).ravel(), np.tile(n * rows + wr, n)],
        ),
        np.concatenate([local[:, jc].ravel(), local[:, ends[wc]].ravel()]),
        np.concatenate([signs[:, jc].ravel(), signs[:, ends[wc]].ravel()]),
        (n * rows + len(POSTURE), size),
    )
    whole_jac = mapped(whole.first, [2])(*of_posture)
    both = ca.vertcat(ca.vec(jac_blocks), ca.vec(whole_jac))
    jac = ca.MX(jac_sparsity, ca.mtimes(jac_map, both))

    s, lam = ca.MX.sym("s"), ca.MX.sym("lam", n * rows + len(POSTURE))
    of_rows, of_sums = lam[: n * rows], lam[n * rows :]
    blocks = mapped(interval.second, [*shared, 7])(*inputs, s, ca.reshape(of_rows, rows, n))
    whole_blocks = mapped(whole.second, [2, 3])(*of_posture, of_sums)
    hr, hc = (
        np.concatenate([np.array(one), ends[np.array(other)]])
        for one, other in zip(
            interval.hessian.get_triplet(), whole.hessian.get_triplet(), strict=True
        )
    )
    # the intervals' entries first, then the posture's, as their nonzeros are stacked
    order = np.argsort(np.tile(np.arange(hr.size) >= interval.hessian.nnz(), n), kind="stable")
    big_r, big_c = local[:, hr].ravel()[order], local[:, hc].ravel()[order]
    hess_sparsity, hess_map = _scatter(
        np.minimum(big_r, big_c),
        np.maximum(big_r, big_c),
        (signs[:, hr] * signs[:, hc]).ravel()[order],
        (size, size),
    )
    stacked = ca.vertcat(ca.vec(blocks), ca.vec(whole_blocks))
    hess = ca.MX(hess_sparsity, ca.mtimes(hess_map, stacked))
    hess += s * pull * ca.diag(ca.mtimes(spread, ca.MX.ones(positions.size)))

    program = Transcription(
        body=body,
        interval=interval,
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
        lower_rows=np.tile(interval.lower, n),
        upper_rows=np.tile(interval.upper, n),
    )
    return program.posed(Run(speed=LIMITS["speed"][0]))
