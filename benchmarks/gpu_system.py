"""Newton's linear systems of many bodies at once on a graphics card, by JAX.

Equations get a regularisation of ``LOOSE`` instead of ``EXACT`` and are eliminated with all rows
that have bounds, so that a system of the variables alone is left: block-tridiagonal over the nodes,
with the first node and the duration as a border. Cholesky's factorisation of its blocks exists
where the inertia of the whole is that of a minimum. What the regularisation changes is taken back
by refinement with the system itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

LOOSE, EXACT = 1e-7, 1e-12


@dataclass(frozen=True)
class Layout:
    """Where the numbers of an interval belong, of the arrays of ``gpu_export.py``."""

    intervals: int
    node: int  # variables of a node
    rows: int  # of an interval
    place: np.ndarray  # (intervals, local) of local variables in [node, next node, T], -1: none
    sign: np.ndarray
    free: np.ndarray  # (intervals, node) which are not fixed
    equation: np.ndarray  # (rows,) which is one
    kept: np.ndarray  # (rows,) which have a multiplier in the system, and
    order: np.ndarray  # their places in the system, (intervals, kept)

    @classmethod
    def of(cls, data: Any) -> Layout:
        """The layout of the whole."""
        index, sign = data["index"], data["sign"]
        n, whole, node = len(index), int(data["node"]), int(data["state"])
        where = (index - 1) // whole
        offset = (index - 1) % whole
        k = np.arange(n)[:, None]
        place = np.where(where == k, offset, np.where(where == (k + 1) % n, node + offset, -1))
        place[offset >= node] = -1  # controls, all of them fixed
        place[:, -2], place[:, -1] = 2 * node, -1
        is_free = np.zeros(2 + n * whole, dtype=bool)
        is_free[data["free"]] = True
        place[~is_free[index]] = -1
        assert is_free[0] and not is_free[-1]
        free = is_free[1:-1].reshape(n, whole)[:, :node]
        rows = len(data["value_sample"]) - 1
        equations, kept = int(data["equations"]), int(data["kept"])
        of_interval = data["rows"][:kept] // rows, data["rows"][:kept] % rows
        used = np.zeros(rows, dtype=bool)
        used[of_interval[1]] = True
        order = np.full((n, rows), -1)
        order[of_interval] = np.arange(kept)
        equation = np.zeros(rows, dtype=bool)
        equation[of_interval[1][:equations]] = True
        assert (order[:, used] >= 0).all()
        return cls(n, node, rows, place, sign, free, equation, used, order[:, used])


def curvatures(data: Any, layout: Layout, values: np.ndarray) -> np.ndarray:
    """The barrier's, of variables and slacks, (bodies, both), as Newton's method begins with them;
    ``values`` are those of the rows, (rows, intervals, bodies)."""
    n, equations = len(data["free"]), int(data["equations"])
    lower, upper, mu = data["lower"], data["upper"], float(data["barrier"])
    k, row = data["rows"][equations:] // layout.rows, data["rows"][equations:] % layout.rows
    slacks = values[row, k].T
    w = np.concatenate([np.tile(data["x"][data["free"]], (len(slacks), 1)), slacks], axis=1)
    push = 1e-7 * np.minimum(1.0, upper - lower)
    w = np.minimum(np.maximum(w, lower + push), upper - push)
    net = np.concatenate([-data["bounds"][data["free"]], -data["lam"][data["rows"][equations:]]])
    below, above = w - lower, upper - w
    stiff = np.where(np.isfinite(lower), np.maximum(net, mu / below) / below, 0.0)
    stiff += np.where(np.isfinite(upper), np.maximum(-net, mu / above) / above, 0.0)
    assert stiff.shape == (len(slacks), n + len(lower) - n)
    return stiff


@dataclass(frozen=True)
class Numbers:
    """What the functions say of every interval, by intervals."""

    hessian: Any  # (intervals, nonzeros, bodies)
    jacobian: Any
    curvature: Any  # of a node's variables, (intervals, node, bodies)
    of_duration: Any  # (bodies,)
    weight: Any  # of rows that are eliminated, (intervals, rows, bodies)
    loose: Any  # regularisation of rows that are kept, (intervals, kept, bodies)


class System:
    """The systems of many bodies, as functions of JAX.

    A block's columns are factorised ``panel`` at a time, by products of matrices as far as can be;
    all at once by the library's own solves where that is 0.
    """

    def __init__(self, data: Any, layout: Layout, *, panel: int, loose: float) -> None:
        import jax
        import jax.numpy as jnp

        self.jax, self.np, self.layout, self.panel = jax, jnp, layout, panel
        self.delta, self.loose = float(data["delta"]), loose
        self.width = 2 * layout.node + 1
        self._kept = jnp.asarray(np.flatnonzero(layout.kept))
        trash = self.width  # a row and column for what is fixed
        place = np.where(layout.place < 0, trash, layout.place)
        sign = layout.sign
        (hr, hc), (jr, jc) = data["second_triplet"], data["first_triplet"]
        self._maps = (
            jnp.asarray(place[:, hr] * (trash + 1) + place[:, hc]),
            jnp.asarray(place[:, hc] * (trash + 1) + place[:, hr]),
            jnp.asarray(sign[:, hr] * sign[:, hc]),
            jnp.asarray(sign[:, hr] * sign[:, hc] * (hr != hc)),
            jnp.asarray(jr * (trash + 1) + place[:, jc]),
            jnp.asarray(sign[:, jc]),
        )
        self._of_hessian = jnp.asarray(place[:, hr]), jnp.asarray(place[:, hc])
        self._of_jacobian = (
            jnp.asarray(np.tile(jr, (layout.intervals, 1))),
            jnp.asarray(place[:, jc]),
        )
        self.factor, self.solve = jax.jit(self._factor), jax.jit(self._solve)
        self.residual, self.assembly = jax.jit(self._residual), jax.jit(self._assembly)

    def numbers(
        self, hessian: np.ndarray, jacobian: np.ndarray, sigma: np.ndarray, data: Any
    ) -> Numbers:
        """On the card, from (nonzeros, intervals, bodies) and the barrier's curvatures."""
        layout, jnp = self.layout, self.np
        n, whole = layout.intervals, int(data["node"])
        bodies = len(sigma)
        of_x = np.ones((bodies, 2 + n * whole))  # of what is fixed: anything but 0
        of_x[:, data["free"]] = sigma[:, : len(data["free"])] + self.delta
        nodes = of_x[:, 1:-1].reshape(bodies, n, whole)[:, :, : layout.node]
        equations, rows = int(data["equations"]), layout.rows
        flat = np.zeros((bodies, n * rows))
        flat[:, data["rows"][equations:]] = sigma[:, len(data["free"]) :]
        of_rows = flat.reshape(bodies, n, rows)
        exact = np.full(of_rows.shape, EXACT)
        np.divide(1.0, of_rows, out=exact, where=of_rows > 0.0)
        weight = np.where(layout.kept, 0.0, of_rows)

        def there(array: np.ndarray) -> Any:
            return jnp.asarray(np.ascontiguousarray(np.moveaxis(array, 0, -1)))

        return Numbers(
            jnp.asarray(np.moveaxis(hessian, 1, 0)),
            jnp.asarray(np.moveaxis(jacobian, 1, 0)),
            there(nodes),
            jnp.asarray(of_x[:, 0]),
            there(weight),
            there(exact[:, :, layout.kept]),
        )

    # of one interval, all bodies

    def _dense(self, maps: Any, hessian: Any, jacobian: Any) -> tuple[Any, Any]:
        """Hessian (bodies, local, local) and Jacobian (bodies, rows, local)."""
        jnp, size, bodies = self.np, self.width + 1, hessian.shape[-1]
        upper, lower, of_upper, of_lower, of_rows, signs = maps
        h = jnp.zeros((size * size, bodies)).at[upper].add(hessian * of_upper[:, None])
        h = h.at[lower].add(hessian * of_lower[:, None])
        j = jnp.zeros((self.layout.rows * size, bodies)).at[of_rows].add(jacobian * signs[:, None])
        h = jnp.moveaxis(h.reshape(size, size, bodies), -1, 0)[:, :-1, :-1]
        j = jnp.moveaxis(j.reshape(self.layout.rows, size, bodies), -1, 0)[:, :, :-1]
        return h, j

    def _block(self, each: Any) -> Any:
        """The matrix that an interval adds, its rows eliminated."""
        maps, hessian, jacobian, curvature, weight, loose = each
        jnp, node = self.np, self.layout.node
        h, j = self._dense(maps, hessian, jacobian)
        w = weight.at[self._kept].set(1.0 / jnp.maximum(loose, self.loose))
        h = h + jnp.swapaxes(j, 1, 2) @ (j * w.T[:, :, None])
        diagonal = jnp.pad(curvature.T, ((0, 0), (0, self.width - node)))
        return h + jnp.eye(self.width) * diagonal[:, :, None]

    def _cholesky(self, front: Any, size: int) -> tuple[Any, Any]:
        """The first ``size`` columns of the factor, and what is left of the rest."""
        jax, jnp = self.jax, self.np
        solve = jax.lax.linalg.triangular_solve
        if not self.panel:
            top = jax.lax.linalg.cholesky(front[:, :size, :size], symmetrize_input=False)
            below = solve(top, front[:, size:, :size], lower=True, transpose_a=True)
            return jnp.concatenate([top, below], axis=1), self._less(front, below, size)
        done: list[Any] = []
        for first in range(0, size, self.panel):
            last = min(first + self.panel, size)
            column = front[:, first:, first:last]
            for panel, start in done:
                rows = panel[:, first - start :]
                column = column - rows @ jnp.swapaxes(rows[:, : last - first], 1, 2)
            wide = last - first
            top = jax.lax.linalg.cholesky(column[:, :wide], symmetrize_input=False)
            one = jnp.broadcast_to(jnp.eye(wide), top.shape)
            inverse = solve(top, one, lower=True, left_side=True)
            below = column[:, wide:] @ jnp.swapaxes(inverse, 1, 2)
            done.append((jnp.concatenate([top, below], axis=1), first))
        padded = [jnp.pad(p, ((0, 0), (start, 0), (0, 0))) for p, start in done]
        factor = jnp.concatenate(padded, axis=2)
        return factor, self._less(front, factor[:, size:], size)

    def _less(self, front: Any, below: Any, size: int) -> Any:
        if front.shape[1] == size:
            return front[:, size:, size:]
        return front[:, size:, size:] - below @ self.np.swapaxes(below, 1, 2)

    def _with_gap(self, matrix: Any, at: int) -> Any:
        """The matrix with a node of zeros put in between."""
        jnp, node = self.np, self.layout.node
        low, high = ((0, 0), (0, node), (0, 0)), ((0, 0), (0, 0), (0, node))
        rows = jnp.concatenate([jnp.pad(matrix[:, :at], low), matrix[:, at:]], axis=1)
        return jnp.concatenate([jnp.pad(rows[:, :, :at], high), rows[:, :, at:]], axis=2)

    # of the whole

    def _each(self, a: Numbers) -> Any:
        return self._maps, a.hessian, a.jacobian, a.curvature, a.weight, a.loose

    def _assembly(self, a: Any) -> Any:
        """All blocks, one after the other, to see what they take: their largest numbers."""
        each = self._each(Numbers(*a))
        return self.jax.lax.map(lambda one: self.np.abs(self._block(one)).max(axis=(1, 2)), each)

    def _factor(self, a: Any) -> tuple[Any, Any, Any]:
        """Factors of the nodes from the second on, of the last and of the border."""
        jax, node = self.jax, self.layout.node
        each = self._each(Numbers(*a))
        pick = lambda k: jax.tree.map(lambda part: part[k], each)  # noqa: E731
        first = self._block(pick(0))
        turned = np.r_[node : 2 * node, 0:node, 2 * node]
        carry = first[:, turned][:, :, turned]
        carry = carry.at[:, -1, -1].add(Numbers(*a).of_duration)

        def step(carry: Any, one: Any) -> tuple[Any, Any]:
            front = self._with_gap(carry, node) + self._with_gap(self._block(one), 2 * node)
            factor, rest = self._cholesky(front, node)
            return rest, factor

        middle = jax.tree.map(lambda part: part[1:-1], each)
        carry, factors = jax.lax.scan(step, carry, middle)
        last, rest = self._cholesky(carry + self._block(pick(-1)), node)
        corner, _ = self._cholesky(rest, node + 1)
        return factors, last, corner

    def _solve(self, factors: Any, a: Any, of_x: Any, of_t: Any, of_rows: Any) -> Any:
        """Solutions of the loose system: nodes (bodies, intervals, node), duration, and rows."""
        jax, jnp, node, n = self.jax, self.np, self.layout.node, self.layout.intervals
        middle, last, corner = factors
        numbers = Numbers(*a)
        loose = jnp.maximum(numbers.loose, self.loose)
        x, t = self._transposed(a, jnp.moveaxis(of_rows, 0, -1) / loose)
        x, t = x + of_x, t + of_t
        solve = jax.lax.linalg.triangular_solve

        def down(border: Any, one: Any) -> tuple[Any, Any]:
            factor, right = one
            y = solve(factor[:, :node], right[:, :, None], lower=True, left_side=True)
            return border - (factor[:, node:] @ y)[:, :, 0], y[:, :, 0]

        def forward(carry: Any, one: Any) -> tuple[Any, Any]:
            factor, right = one
            zero = jnp.zeros_like(right)
            rest = jnp.concatenate([zero, carry[:, node:]], axis=1)
            rest, y = down(rest, (factor, right + carry[:, :node]))
            return rest, y

        start = jnp.concatenate([jnp.zeros_like(x[:, 0]), x[:, 0], t[:, None]], axis=1)
        by_node = jnp.moveaxis(x, 1, 0)
        carry, ys = jax.lax.scan(forward, start, (middle, by_node[1:-1]))
        border, y_last = down(carry[:, node:], (last, by_node[-1] + carry[:, :node]))
        border = solve(corner, border[:, :, None], lower=True, left_side=True)
        border = solve(corner, border, lower=True, left_side=True, transpose_a=True)[:, :, 0]

        def up(factor: Any, y: Any, known: Any) -> Any:
            y = y - (jnp.swapaxes(factor[:, node:], 1, 2) @ known[:, :, None])[:, :, 0]
            top = factor[:, :node]
            return solve(top, y[:, :, None], lower=True, left_side=True, transpose_a=True)[:, :, 0]

        x_last = up(last, y_last, border)

        def backward(after: Any, one: Any) -> tuple[Any, Any]:
            factor, y = one
            here = up(factor, y, jnp.concatenate([after, border], axis=1))
            return here, here

        _, xs = jax.lax.scan(backward, x_last, (middle, ys), reverse=True)
        parts = [border[None, :, :node], xs, x_last[None]]
        nodes = jnp.moveaxis(jnp.concatenate(parts), 0, 1)
        t = border[:, -1]
        assert nodes.shape[1] == n
        of_x = self._rows(a, nodes, t)
        return nodes, t, (of_x - of_rows) / jnp.moveaxis(loose, -1, 0)

    # products by nonzeros, of (intervals, local, bodies), whose last local one is what is fixed

    def _local(self, nodes: Any, t: Any) -> Any:
        jnp = self.np
        here = jnp.moveaxis(nodes, 0, -1)
        duration = jnp.broadcast_to(t, (len(here), 1, len(t)))
        parts = [here, jnp.roll(here, -1, axis=0), duration, jnp.zeros_like(duration)]
        return jnp.concatenate(parts, axis=1)

    def _sums(self, size: int, to: Any, numbers: Any, of: Any, where: Any) -> Any:
        """Sums by ``to`` of numbers times ``of`` at ``where``."""

        def one(to: Any, numbers: Any, of: Any, where: Any) -> Any:
            return self.np.zeros((size, of.shape[-1])).at[to].add(numbers * of[where])

        return self.jax.vmap(one)(to, numbers, of, where)

    def _times(self, numbers: Numbers, local: Any) -> Any:
        """The rows' change, (intervals, rows, bodies)."""
        rows, columns = self._of_jacobian
        jacobian = numbers.jacobian * self._maps[5][:, :, None]
        return self._sums(self.layout.rows, rows, jacobian, local, columns)

    def _pushed(self, numbers: Numbers, y: Any) -> Any:
        """The transposed Jacobian times (intervals, rows, bodies)."""
        rows, columns = self._of_jacobian
        jacobian = numbers.jacobian * self._maps[5][:, :, None]
        return self._sums(self.width + 1, columns, jacobian, y, rows)

    def _rows(self, a: Any, nodes: Any, t: Any) -> Any:
        """What variables do to the rows that are kept, (bodies, intervals, kept)."""
        rows = self._times(Numbers(*a), self._local(nodes, t))
        return self.np.moveaxis(rows[:, self._kept], -1, 0)

    def _scattered(self, parts: Any) -> tuple[Any, Any]:
        """Sums over intervals, as nodes and duration."""
        jnp, node = self.np, self.layout.node
        nodes = parts[:, :node] + jnp.roll(parts[:, node : 2 * node], 1, axis=0)
        return jnp.moveaxis(nodes, -1, 0), parts[:, 2 * node].sum(axis=0)

    def _transposed(self, a: Any, y: Any) -> tuple[Any, Any]:
        """The kept rows' transposed Jacobian times (intervals, kept, bodies)."""
        numbers = Numbers(*a)
        whole = self.np.zeros_like(numbers.weight).at[:, self._kept].set(y)
        return self._scattered(self._pushed(numbers, whole))

    def _residual(
        self, a: Any, right: tuple[Any, Any, Any], at: tuple[Any, Any, Any]
    ) -> tuple[Any, Any, Any]:
        """Right-hand side less the system itself times ``at``."""
        jnp, numbers = self.np, Numbers(*a)
        nodes, t, y = at
        local = self._local(nodes, t)
        of_rows = self._times(numbers, local)
        push = (numbers.weight * of_rows).at[:, self._kept].set(jnp.moveaxis(y, 0, -1))
        (r, c), (_, _, upper, lower, *_) = self._of_hessian, self._maps
        size = self.width + 1
        parts = self._pushed(numbers, push)
        parts += self._sums(size, r, numbers.hessian * upper[:, :, None], local, c)
        parts += self._sums(size, c, numbers.hessian * lower[:, :, None], local, r)
        x, duration = self._scattered(parts)
        x = x + jnp.moveaxis(numbers.curvature, -1, 0) * nodes
        duration = duration + numbers.of_duration * t
        rows = jnp.moveaxis(of_rows[:, self._kept] - numbers.loose * push[:, self._kept], -1, 0)
        return right[0] - x, right[1] - duration, right[2] - rows
