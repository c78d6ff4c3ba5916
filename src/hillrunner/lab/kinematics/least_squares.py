"""The postures whose markers lie nearest to measured ones: all frames as one sparse problem.

Minimised is, over frames t and markers m, the sum of ``w_m |p_m(q_t) - x_mt|^2 / SPREAD^2`` plus,
over coordinates, the sum of ``(a_t / A)^2``, where ``a`` is the second difference of a coordinate
over time: a motion that accelerates by ``A`` costs as much as a marker that is off by ``SPREAD``.
Markers that are missing count nothing. Ranges of joints are bounds.

Gauss-Newton steps with Levenberg's damping and projection on the bounds (Bertsekas 1982, SIAM J
Control Optim 20:221), and Newton steps once these gain little: where markers stay centimetres off,
how they curve counts. With frames one after the other, the matrix is a band twice as wide as a
posture, which LAPACK's banded Cholesky factorises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy  # its parts are loaded when they are first used
from numpy.typing import NDArray

from hillrunner.lab.kinematics.marker_motion import carried_by, marker_motion
from hillrunner.model.body.marker_place import MarkerPlace
from hillrunner.model.body.model import Body

_LEVI_CIVITA = np.zeros((3, 3, 3))  # of the vector product: a_a = e_abc b_b c_c
_LEVI_CIVITA[[0, 1, 2], [1, 2, 0], [2, 0, 1]] = 1.0
_LEVI_CIVITA[[0, 1, 2], [2, 0, 1], [1, 2, 0]] = -1.0

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

SPREAD = 0.01  # m, of a marker about its place in a segment
TURNING = 2000.0  # rad/s2, ten times what joints do in running
MOVING = 200.0  # m/s2
CHUNK = 400  # frames whose slopes are held at once
EVERY = 0.1  # s between the frames that are solved first, each alone
POOR = 3.0  # times the usual cost: a frame that is tried again from its neighbours
DRAWS = 4  # postures from which such a frame is begun again
WELL = 0.1  # of SPREAD: markers nearer than this are no reason to try again
FEWEST = 3  # markers in a frame that tell a posture
STEPS = 60  # at most
SMALL = 1e-9  # rad or m: a step that ends the search
ROUGH = 1e-3  # rad or m: a step that ends the search for a beginning
FLAT = 1e-9  # of the cost: a decrease that ends the search of all frames
LITTLE = 0.1  # of the cost: a smaller gain is followed by a step of Newton's
DAMPING = 1e-3  # of the diagonal, at first
LOOSE = 1e-12  # of the largest on the diagonal: holds what neither a marker nor the prior does
STUCK = 1e9  # damping at which no step helps


@dataclass(frozen=True)
class Problem:
    """What is to be fitted.

    Attributes
    ----------
    body, places
        A body and its markers.
    time
        (frame,) s.
    targets
        (frame, marker, axis) m, not a number where missing.
    weights
        (marker,) of mean 1.
    lower, upper
        (coordinate,) bounds; alike where a coordinate is held.
    """

    body: Body
    places: Sequence[MarkerPlace]
    time: Array
    targets: Array
    weights: Array
    lower: Array
    upper: Array

    @property
    def shown(self) -> NDArray[np.int_]:
        """(frame,) how many markers are there."""
        return np.asarray(np.isfinite(self.targets).all(axis=2).sum(axis=1))

    def positions(self, q: Array) -> Array:
        """(frame, marker, axis) m, where the body's markers are."""
        parts = [
            marker_motion(self.body, self.places, q[k : k + CHUNK]).positions
            for k in range(0, len(q), CHUNK)
        ]
        return np.concatenate(parts)

    def some(self, frames: NDArray[np.int_]) -> Problem:
        """Of some frames only, which may be named more than once."""
        return replace(self, time=self.time[frames], targets=self.targets[frames])


@dataclass
class _Local:
    """Of each frame at some postures, but for a factor of 2.

    Cost (frame,), gradient (frame, coordinate), Gauss and Newton's matrix, and what the curves of
    the markers' ways add to that (frame, coordinate, coordinate).
    """

    cost: Array
    gradient: Array
    matrix: Array
    curves: Array

    def take(self, frames: NDArray[np.int_], other: _Local, its: Mask) -> None:
        """Take over the frames ``its`` of another as ``frames``."""
        self.cost[frames] = other.cost[its]
        self.gradient[frames] = other.gradient[its]
        self.matrix[frames] = other.matrix[its]
        self.curves[frames] = other.curves[its]


def solve(problem: Problem, smoothness: float, first: Array) -> Array:
    """The nearest postures.

    Parameters
    ----------
    problem
        What is to be fitted; one frame at least must show :data:`FEWEST` markers.
    smoothness
        Factor on the prior; 0 leaves every frame alone.
    first
        (coordinate,) the posture to begin from.

    Returns
    -------
    (frame, coordinate) rad or m.
    """
    some = _spread_frames(problem)
    coarse = problem.some(some)
    found = _alone(coarse, np.tile(first, (some.size, 1)), ROUGH)
    q = _unwound(problem, _from_neighbours(coarse, *_from_anywhere(coarse, *found)))
    filled = np.stack(
        [np.interp(problem.time, problem.time[some], column) for column in q.T], axis=1
    )
    if smoothness > 0.0 and problem.time.size > 2:
        return _together(problem, filled, smoothness)
    return _unwound(problem, _from_neighbours(problem, *_alone(problem, filled)))


def _unwound(problem: Problem, q: Array) -> Array:
    """Angles without bounds made to go on from frame to frame, about zero on average."""
    free = np.isinf(problem.lower) & [c.kind == "rotation" for c in problem.body.coordinates]
    turned = np.unwrap(q[:, free], axis=0)
    q[:, free] = turned - 2.0 * np.pi * np.round(turned.mean(axis=0) / (2.0 * np.pi))
    return q


def _spread_frames(problem: Problem) -> NDArray[np.int_]:
    """Frames at least :data:`EVERY` apart, the first and the last among them, that show enough."""
    seen = np.flatnonzero(problem.shown >= FEWEST)
    kept = [int(seen[0])]
    for k in seen[1:].tolist():
        if problem.time[k] - problem.time[kept[-1]] >= EVERY or k == seen[-1]:
            kept.append(k)
    return np.array(kept)


def _local(problem: Problem, q: Array) -> _Local:
    count, size = q.shape
    square = (count, size, size)
    local = _Local(np.zeros(count), np.zeros((count, size)), np.zeros(square), np.zeros(square))
    chain = carried_by(problem.body)
    for start in range(0, count, CHUNK):
        part = slice(start, start + CHUNK)
        motion = marker_motion(problem.body, problem.places, q[part])
        off = motion.positions - problem.targets[part]
        known = np.asarray(np.isfinite(off).all(axis=2))
        root = np.where(known, np.sqrt(problem.weights) / SPREAD, 0.0)[:, :, None]
        scaled = np.where(known[:, :, None], off, 0.0) * root
        moved = motion.slopes * root[..., None]
        rows = moved.reshape(len(off), -1, size)
        flat = scaled.reshape(len(off), -1)
        local.cost[part] = (flat**2).sum(axis=1)
        turned = rows.transpose(0, 2, 1)
        local.gradient[part] = (turned @ flat[:, :, None])[:, :, 0]
        local.matrix[part] = turned @ rows
        # A turn i curves the way of what j moves by (turn of i) x (slope of j), if i carries j.
        spun = np.einsum("abc,tmbj,tmc->tja", _LEVI_CIVITA, moved, scaled, optimize=True)
        curves = np.where(chain, motion.turns @ spun.transpose(0, 2, 1), 0.0)
        both = curves + curves.transpose(0, 2, 1)
        local.curves[part] = np.where(np.eye(size, dtype=bool), curves, both)
    return local


def _held(problem: Problem, q: Array, gradient: Array) -> Mask:
    """Which coordinates are at a bound that they would go beyond, or never move."""
    low = (q <= problem.lower) & (gradient > 0.0)
    high = (q >= problem.upper) & (gradient < 0.0)
    still = problem.lower >= problem.upper
    return np.asarray(low | high | still, bool)


def _alone(problem: Problem, q: Array, small: float = SMALL) -> tuple[Array, Array]:
    """Each frame by itself, until steps are ``small`` (rad, m): postures, and what they cost."""
    q = np.clip(q, problem.lower, problem.upper)
    now = _local(problem, q)
    damping = np.full(len(q), DAMPING)
    curved = np.zeros(len(q), dtype=bool)
    active = np.arange(len(q))
    unit = np.eye(q.shape[1])
    for _ in range(STEPS):
        held = _held(problem, q[active], now.gradient[active])
        matrix = now.matrix[active] + now.curves[active] * curved[active, None, None]
        spread = np.einsum("tii->ti", matrix)  # a view of the diagonals
        plain = np.einsum("tii->ti", now.matrix[active])
        spread += damping[active, None] * np.maximum(plain, 1e-6 * max(1.0, plain.max()))
        free = ~held
        matrix *= free[:, :, None] * free[:, None, :]
        matrix += unit * held[:, :, None]
        step = -np.linalg.solve(matrix, np.where(held, 0.0, now.gradient[active])[:, :, None])
        new = np.clip(q[active] + step[:, :, 0], problem.lower, problem.upper)
        tried = _local(problem.some(active), new)
        better = tried.cost <= now.cost[active]
        gains = now.cost[active] - tried.cost
        went = active[better]
        moved = np.abs(new - q[active]).max(axis=1)
        curved[active] = gains < LITTLE * now.cost[active]
        q[went] = new[better]
        now.take(went, tried, better)
        damping[active] *= np.where(better, 0.1, 10.0)
        damping = np.maximum(damping, 1e-12)
        done = (better & (moved < small)) | (damping[active] > STUCK)
        active = active[~done]
        if not active.size:
            break
    return q, now.cost


def _best(runs: Sequence[tuple[Array, Array]]) -> tuple[Array, Array]:
    """Of several fits of the same frames, the cheapest of each."""
    costs = np.stack([cost for _, cost in runs])
    chosen = costs.argmin(axis=0)
    every = np.arange(costs.shape[1])
    return np.stack([q for q, _ in runs])[chosen, every], costs[chosen, every]


def _usual(problem: Problem, cost: Array) -> float:
    """What a frame that fits well costs."""
    return max(float(np.median(cost)), WELL**2 * len(problem.places))


def _from_anywhere(problem: Problem, q: Array, cost: Array) -> tuple[Array, Array]:
    """Frames that fit much worse than others, begun again from several postures of the joints."""
    poor = np.flatnonzero(cost > POOR * _usual(problem, cost))
    if not poor.size:
        return q, cost
    random = np.random.default_rng(0)
    joints = np.isfinite(problem.lower) & np.isfinite(problem.upper)
    some = problem.some(poor)
    runs = [(q[poor], cost[poor])]
    for _ in range(DRAWS):
        start = q[poor].copy()
        low, high = problem.lower[joints], problem.upper[joints]
        start[:, joints] = random.uniform(low, high, (poor.size, low.size))
        runs.append(_alone(some, start, ROUGH))
    q[poor], cost[poor] = _best(runs)
    return q, cost


def _from_neighbours(problem: Problem, q: Array, cost: Array) -> Array:
    """Frames that fit much worse than others, begun again from the frames beside them."""
    usual = _usual(problem, cost)
    for shift in (1, -1):
        order = range(1, len(q)) if shift > 0 else range(len(q) - 2, -1, -1)
        for k in order:
            if cost[k] > POOR * usual and cost[k - shift] < cost[k]:
                one = problem.some(np.array([k]))
                new, its = _alone(one, q[k - shift : k - shift + 1].copy())
                if its[0] < cost[k]:
                    q[k], cost[k] = new[0], its[0]
    return q


def _second_differences(time: Array) -> tuple[Array, Array, Array]:
    """(frame - 2,) factors of a frame, the next and the one after, in 1/s2."""
    before, after = np.diff(time)[:-1], np.diff(time)[1:]
    whole = 0.5 * (before + after)
    return (
        1.0 / (before * whole),
        -1.0 / before / whole - 1.0 / after / whole,
        1.0 / (after * whole),
    )


def _together(problem: Problem, q: Array, smoothness: float) -> Array:
    """All frames with the prior between them."""
    count, size = q.shape
    rotation = np.array([c.kind == "rotation" for c in problem.body.coordinates])
    gain = smoothness / np.where(rotation, TURNING, MOVING) ** 2
    parts = _second_differences(problem.time)

    def prior(q: Array) -> tuple[float, Array]:
        bent = sum(p[:, None] * q[k : count - 2 + k] for k, p in enumerate(parts))
        slope = np.zeros_like(q)
        for k, p in enumerate(parts):
            slope[k : count - 2 + k] += p[:, None] * bent * gain
        return float((bent**2 * gain).sum()), slope

    q = np.clip(q, problem.lower, problem.upper)
    now, (rough, slope) = _local(problem, q), prior(q)
    damping, curved = 0.0, 0.0
    for _ in range(STEPS):
        gradient = now.gradient + slope
        held = _held(problem, q, gradient)
        right = np.where(held, 0.0, -gradient).reshape(-1)
        band = _band(now.matrix + curved * now.curves, parts, gain, held, damping)
        try:
            step = scipy.linalg.solveh_banded(band, right, lower=True, check_finite=False)
        except np.linalg.LinAlgError:  # the curves point down somewhere
            curved = 0.0
            band = _band(now.matrix, parts, gain, held, damping)
            step = scipy.linalg.solveh_banded(band, right, lower=True, check_finite=False)
        new = np.clip(q + step.reshape(count, size), problem.lower, problem.upper)
        tried, (rougher, bent) = _local(problem, new), prior(new)
        before, after = now.cost.sum() + rough, tried.cost.sum() + rougher
        curved = 1.0 if before - after < LITTLE * before else 0.0
        if after <= before:
            moved = float(np.abs(new - q).max())
            q, now, rough, slope = new, tried, rougher, bent
            damping = damping * 0.1 if damping > 1e-9 else 0.0
            if moved < SMALL or before - after <= FLAT * before:
                break
        else:
            damping = max(DAMPING, 10.0 * damping)
            if damping > STUCK:
                break
    return q


def _band(matrix: Array, parts: Sequence[Array], gain: Array, held: Mask, damping: float) -> Array:
    """The whole matrix as the rows of its lower band; held unknowns stand alone."""
    count, size, _ = matrix.shape
    band = np.zeros((2 * size + 1, count * size))
    blocks = band.reshape(2 * size + 1, count, size)
    free = (~held).astype(float)
    inner = matrix * free[:, :, None] * free[:, None, :]
    for k in range(size):
        blocks[k, :, : size - k] = np.diagonal(inner, offset=-k, axis1=1, axis2=2)
    spread = blocks[0]
    spread += damping * np.maximum(spread, 1e-6 * spread.max())
    for i, a in enumerate(parts):
        for j in range(i + 1):
            # rows of frame t + i, columns of frame t + j
            both = free[i : count - 2 + i] * free[j : count - 2 + j]
            blocks[(i - j) * size, j : count - 2 + j] += (a * parts[j])[:, None] * gain * both
    spread += np.where(held, 1.0, 0.0) + LOOSE * spread.max()
    return band


def nearest_heading(problem: Problem, root: set[str]) -> Array:
    """The body's default posture, placed and turned as a whole to the markers of one frame.

    Parameters
    ----------
    problem
        Of one frame.
    root
        The coordinates that move the body as a whole.
    """
    coordinates = problem.body.coordinates
    default = np.array([c.default for c in coordinates])
    free = np.array([c.name in root for c in coordinates])
    whole = replace(
        problem,
        lower=np.where(free, problem.lower, default),
        upper=np.where(free, problem.upper, default),
    )
    tries = [default]
    heading = _heading(problem.body, root)
    for angle in (0.5 * np.pi, np.pi, -0.5 * np.pi) if heading is not None else ():
        tries.append(default.copy())
        tries[-1][heading] = angle
    found, cost = _alone(whole.some(np.zeros(len(tries), dtype=int)), np.array(tries), ROUGH)
    return np.asarray(found[int(cost.argmin())])


def _heading(body: Body, root: set[str]) -> int | None:
    """The coordinate that turns the whole body about the vertical, if there is one."""
    for joint in body.joints:
        for axis in joint.axes:
            if axis.kind == "rotation" and axis.coordinate in root and axis.direction[1] > 0.9:
                return body.coordinate_names.index(axis.coordinate)
    return None


def coarse_cost(problem: Problem, first: Array) -> float:
    """What the nearest postures of some frames cost, each for itself."""
    return float(_alone(problem, np.tile(first, (problem.time.size, 1)), ROUGH)[1].sum())
