"""A body's task as one sparse nonlinear program.

Variables ``x = [T, z_0, u_0, ..., z_(N-1), u_(N-1), V]``: duration of what is solved (s), node
states and interval controls, and what is sought beyond the task (m/s of speed, kg of load):
nothing in a run, what is maximised in a sprint. The node after the last is the first again, or its
mirror image, or one more of its own (see :mod:`hillrunner.solve.ends`). The functions are put
together from those of an interval (see :mod:`hillrunner.solve.assembly`). The last rows are sums
over the whole: posture (see :mod:`hillrunner.solve.posture`), free unless a technique is imposed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.ranges import coordinate_bounds
from hillrunner.settings import Settings
from hillrunner.solve.assembly import Assembly
from hillrunner.solve.ends import Ends, Mirror, ends_of, mirror_node
from hillrunner.solve.interval import VELOCITY_SCALE, Interval, Layout, free_coordinates
from hillrunner.solve.interval_symbols import build_interval
from hillrunner.solve.posture import (
    POSTURE,
    Posture,
    build_posture,
    check_posture,
    posture_bounds,
    posture_weights,
)
from hillrunner.solve.tape_cache import TapeCache
from hillrunner.tasks.task import (
    Course,
    Pushes,
    Residuals,
    Structure,
    Symmetry,
    Task,
    Waypoint,
)

if TYPE_CHECKING:
    import scipy.sparse

ACTIVATION = (0.01, 1.0)
STRAIN = (0.0, 1.5)  # of tendons, relative to that at max force
VELOCITY = (-60.0, 60.0)  # rad/s, m/s
PUSH = (0.0, np.inf)  # of supports, which press
SLACK = (-np.inf, np.inf)
ASIDE = ("symmetry", "periodic", "rows")  # of a structure: not in an interval, or named otherwise


@dataclass(frozen=True)
class Transcription:
    """The nonlinear program of a body on a mesh: its functions and bounds.

    The functions belong to a structure and are shared by all bodies and tasks that have it;
    ``posed`` puts in what one of them asks for, which is a matter of bounds and parameters
    alone.
    """

    body: Body
    structure: Structure
    functions: Assembly
    lower_rows: np.ndarray
    upper_rows: np.ndarray
    duration: tuple[float, float] = (0.0, np.inf)  # s, bounds
    sought: tuple[float, float] = (0.0, 0.0)  # bounds of what is sought
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)  # of coordinates
    waypoints: tuple[Waypoint, ...] = ()
    posture: np.ndarray = field(default_factory=lambda: np.empty(0))  # weights, (4, intervals)
    pushes: Pushes | None = None
    residuals: Residuals | None = None

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
        lower, upper = self._of_intervals(task.courses(body))
        edges = np.append(0.0, np.cumsum(self.shares))
        return replace(
            self,
            body=body,
            lower_rows=np.concatenate([lower, low]),
            upper_rows=np.concatenate([upper, high]),
            duration=task.duration(body),
            sought=task.sought,
            ranges=task.ranges(body),
            waypoints=task.waypoints(body),
            posture=posture_weights(technique, self.shares),
            pushes=task.pushes(body, edges),
            residuals=task.residuals,
        )

    def _of_intervals(self, courses: Mapping[str, Course]) -> tuple[np.ndarray, np.ndarray]:
        """Bounds of the intervals' rows, those of ``courses`` by the phase of the middles."""
        names = [self.interval.row_names[i] for i in self.ends.rows]
        limits = self.interval.lower[self.ends.rows], self.interval.upper[self.ends.rows]
        lower, upper = (np.tile(limit, (self.intervals, 1)) for limit in limits)
        middles = np.cumsum(self.shares) - 0.5 * self.shares
        for name, course in courses.items():
            lower[:, names.index(name)], upper[:, names.index(name)] = course(middles)
        return lower.ravel(), upper.ravel()

    def row_name(self, row: int) -> str:
        """What a row says."""
        names = [self.interval.row_names[i] for i in self.ends.rows]
        whole = row - self.intervals * len(names)
        return names[row % len(names)] if whole < 0 else POSTURE[whole]

    @property
    def interval(self) -> Interval:
        """The functions of one interval."""
        return self.functions.interval

    @property
    def ends(self) -> Ends:
        """How the ends of the intervals hang together."""
        return self.functions.ends

    @property
    def shares(self) -> np.ndarray:
        """Share of the duration that each interval takes."""
        return self.functions.shares

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
        elastic: float | None = None,
        pull: float = 0.0,
        reference: np.ndarray | None = None,
    ) -> np.ndarray:
        """Parameter vector of the program.

        ``elastic`` weighs residual forces; ``pull`` (1/rad2) weighs the mean squared distance of
        pelvis and legs from those of the variables ``reference``. Both are zero in an answer,
        unless the task itself has residuals or a pull.
        """
        if elastic is None:
            elastic = self.residuals.weight if self.residuals else 0.0
        own = self.interval.parameters.pack(body, settings, task, elastic)
        weights = np.zeros(self.layout.moving)
        wanted = np.zeros((self.intervals, self.layout.moving))
        if reference is not None:
            free = [i for i in free_coordinates(body) if self.ends.used[i]]
            weights[free] = pull / len(free)
            wanted = self.split(reference)[1][: self.intervals, : self.layout.moving]
        elif (data := task.pull(body)) is not None:
            rates = data.rate_weights * VELOCITY_SCALE**2
            weights = np.concatenate([data.weights, rates])
            wanted = np.concatenate(data.at(self.phases[: self.intervals]), axis=1)
            wanted[:, self.layout.velocity] /= VELOCITY_SCALE
        posture = self.posture.ravel(order="F")
        return np.concatenate([own, weights, wanted.ravel(), posture])

    def unpulled(self, p: np.ndarray) -> np.ndarray:
        """The parameter vector with the weights of the pull at zero."""
        own = self.interval.parameters.size
        free = p.copy()
        free[own : own + self.layout.moving] = 0.0
        return free

    def value(self, x: np.ndarray, p: np.ndarray) -> tuple[float, np.ndarray]:
        """Objective and rows."""
        return self.functions.value(x, p)

    def gradient(self, x: np.ndarray, p: np.ndarray) -> np.ndarray:
        """Gradient of the objective."""
        return self.functions.gradient(x, p)

    def jacobian(self, x: np.ndarray, p: np.ndarray) -> scipy.sparse.csc_matrix:
        """Jacobian of the rows."""
        return self.functions.jacobian_pattern.matrix(self.functions.jacobian(x, p))

    def hessian(
        self, x: np.ndarray, p: np.ndarray, s: float, lam: np.ndarray
    ) -> scipy.sparse.csc_matrix:
        """Hessian of ``s`` objective + ``lam`` . rows, upper triangle."""
        return self.functions.hessian_pattern.matrix(self.functions.hessian(x, p, s, lam))

    def parameter_gradient(
        self, x: np.ndarray, p: np.ndarray, lam: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Gradients of the Lagrangian, objective + ``lam`` . rows, in ``p`` and in ``x``.

        At a solution, with its multipliers, the first is the derivative of the optimum; the second
        is what the bounds' multipliers balance.
        """
        numbers = self.functions.jacobian(x, p)
        slope = self.gradient(x, p) + self.functions.jacobian_pattern.transposed(numbers, lam)
        return self.functions.parameter_gradient(x, p, lam), slope

    def parameter_coupling(
        self, x: np.ndarray, p: np.ndarray, lam: np.ndarray, dx: np.ndarray, dlam: np.ndarray
    ) -> np.ndarray:
        """Gradient in ``p`` of ``dx`` . gradient of the Lagrangian in ``x`` + ``dlam`` . rows.

        It carries the derivative of anything but the objective through the motion's own change.
        """
        return self.functions.parameter_coupling(x, p, lam, dx, dlam)

    @property
    def size(self) -> int:
        """Number of variables."""
        return self.functions.size

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
        most = self.residuals.most if self.residuals else 0.0
        low[layout.slack], high[layout.slack] = SLACK if elastic else (-most, most)
        low[layout.push], high[layout.push] = PUSH
        low[~self.ends.used] = high[~self.ends.used] = 0.0
        lower, upper = np.tile(low, (self.ends.nodes, 1)), np.tile(high, (self.ends.nodes, 1))
        if self.ends.closing is None:
            lower[-1, layout.state :] = upper[-1, layout.state :] = 0.0
        if self.pushes is not None:
            lower[: self.intervals, layout.push] = self.pushes.least
            upper[: self.intervals, layout.push] = self.pushes.most
        self._bound_waypoints(lower, upper)
        return (
            self.join(self.duration[0], lower, self.sought[0]),
            self.join(self.duration[1], upper, self.sought[1]),
        )

    def _bound_waypoints(self, lower: np.ndarray, upper: np.ndarray) -> None:
        """Narrow the bounds at the waypoints' nodes, in place.

        Of several waypoints of a coordinate whose nearest node is the same, as on a coarse mesh,
        those of the nearest phase count: others may contradict them.
        """
        nearest: dict[tuple[int, int], tuple[float, float]] = {}  # distance, and phase
        placed = []
        for point in self.waypoints:
            i = self.body.coordinate_names.index(point.coordinate)
            i += self.layout.coordinates if point.rate else 0
            apart = np.abs(self.phases - point.phase)
            at = int(np.argmin(apart))
            here = (float(apart[at]), point.phase)
            placed.append((point, at, i))
            nearest[at, i] = min(nearest.get((at, i), here), here)
        for point, at, i in placed:
            if self.ends.used[i] and point.phase == nearest[at, i][1]:
                scale = VELOCITY_SCALE if point.rate else 1.0
                lower[at, i] = max(lower[at, i], point.low / scale)
                upper[at, i] = min(upper[at, i], point.high / scale)

    def pressed(self, x: np.ndarray) -> np.ndarray:
        """The ground's forces, or by how much supports press, in every interval: (n, pushes)."""
        _, nodes, _ = self.split(x)
        return self.ends.full(nodes)[: self.intervals, self.layout.push]

    def cycle(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The whole cycle: lengths (s) of its intervals, (n,), and states at their ends,
        (n + 1, state)."""
        duration, nodes, _ = self.split(x)
        states = self.ends.states(nodes, self.layout.state)
        h = self.shares * duration
        if self.structure.symmetry is not Symmetry.MIRRORED:
            return h, states
        turned = mirror_node(self.body, self.layout, self.structure)
        half = states[:-1]
        other = Mirror(turned.index[: half.shape[1]], turned.sign[: half.shape[1]]).of(half)
        return np.tile(h, 2), np.vstack([half, other, half[:1]])


def transcribe(body: Body, structure: Structure, shares: np.ndarray) -> Transcription:
    """The nonlinear program of ``body`` on intervals that take ``shares`` of the time."""
    # how intervals hang together is nothing to one of them
    alone = replace(structure, symmetry=Symmetry.NONE, periodic=True)
    interval, posture = _of_an_interval(body, alone)
    ends = ends_of(body, interval, structure, len(shares))
    low, high = posture_bounds(None, 0.0)
    return Transcription(
        body=body,
        structure=structure,
        functions=Assembly(body, interval, posture, ends, shares),
        lower_rows=np.concatenate([np.tile(interval.lower[ends.rows], len(shares)), low]),
        upper_rows=np.concatenate([np.tile(interval.upper[ends.rows], len(shares)), high]),
        posture=posture_weights(None, shares),
    )


@lru_cache(maxsize=4)
def _of_an_interval(body: Body, structure: Structure) -> tuple[Interval, Posture]:
    cache = TapeCache(made_from(body, structure))
    interval = build_interval(body, structure, cache)
    return interval, build_posture(body, interval.parameters, cache)


def made_from(body: Body, structure: Structure) -> object | None:
    """What decides the functions of an interval; None where the rows are a stranger's code."""
    if structure.of_strangers:
        return None
    rows = structure.rows
    of_task = [getattr(structure, one.name) for one in fields(structure) if one.name not in ASIDE]
    return [body.model_dump(mode="json"), *of_task, rows.__module__, rows.__qualname__]
