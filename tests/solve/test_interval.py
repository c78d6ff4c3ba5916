"""Derivatives handed to the solver against finite differences of the functions themselves.

Every entry of every point function: a column of a Jacobian is the central difference of the value
in one variable, so entries outside the sparsity pattern are checked too.
"""

import numpy as np
import pytest
import scipy.sparse.linalg
from usual_body import usual_body

from hillrunner.settings import Settings
from hillrunner.solve.ends import mirror_node
from hillrunner.solve.guess import first_variables
from hillrunner.solve.interval import Interval
from hillrunner.solve.posture import POSTURE
from hillrunner.solve.program import program_for
from hillrunner.solve.transcription import Transcription
from hillrunner.tasks.run import Run
from hillrunner.tasks.sprint import Sprint

BODY = usual_body()
STEP = 1e-5
MESH = 8
SPEED, GRADE = 3.5, 0.07
SETTINGS = Settings()


@pytest.fixture(scope="module")
def problem() -> Transcription:
    return program_for(BODY, Run(SPEED), MESH).posed(Run(SPEED), BODY)


def random_variables(problem: Transcription, seed: int) -> np.ndarray:
    """The human pattern, disturbed everywhere; muscles and residual forces at random."""
    random = np.random.default_rng(seed)
    guess = first_variables(problem, Run(SPEED).guess(BODY))
    time, nodes, _ = problem.split(guess)
    layout = problem.layout
    nodes = nodes.copy()
    nodes[:, layout.position] += 0.03 * random.normal(size=nodes[:, layout.position].shape)
    nodes[:, layout.velocity] += 0.1 * random.normal(size=nodes[:, layout.velocity].shape)
    shape = nodes[:, layout.activation].shape
    nodes[:, layout.activation] = random.uniform(0.05, 0.9, shape)
    nodes[:, layout.strain] = random.uniform(0.1, 0.9, shape)
    nodes[:, layout.slack] = random.normal(size=nodes[:, layout.slack].shape)
    return problem.join(time, nodes, random.normal())


@pytest.fixture(scope="module", params=[1, 4])
def place(request, problem):
    """One interval at a random point: local variables ``[z0, z1, u, T, V]``, share, parameters."""
    layout, k = problem.layout, request.param
    time, nodes, _ = problem.split(random_variables(problem, k))
    z0, z1 = nodes[k, : layout.state], nodes[k + 1, : layout.state]
    local = np.concatenate([z0, z1, nodes[k, layout.slack], [time, 0.3]])
    p = problem.interval.parameters.pack(BODY, SETTINGS, Run(SPEED, GRADE), elastic=3.0)
    return local, problem.shares[k], p


def at(interval: Interval, local: np.ndarray, share: float, p: np.ndarray) -> list[np.ndarray]:
    """Arguments of a point function for the columns of ``local``, shape (variables, columns)."""
    local = local.reshape(len(local), -1)
    n = interval.layout.state
    shared = [np.full((1, local.shape[1]), share), np.tile(p[:, None], local.shape[1])]
    return [local[:n], local[n : 2 * n], local[2 * n : -2], local[-2:-1], local[-1:], *shared]


def shifted(local: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The point moved up and down in each variable: columns."""
    step = STEP * np.eye(len(local))
    return local[:, None] + step, local[:, None] - step


def assert_close(found: np.ndarray, expected: np.ndarray, names=None) -> None:
    """Equal up to the error of central differences, relative to the largest entry of the row."""
    size = 1.0 + np.abs(expected).max(axis=-1, keepdims=True)
    off = np.abs(found - expected) / size
    worst = int(off.max(axis=-1).argmax())
    assert off.max() < 1e-5, names[worst] if names else worst


def dense(nonzeros, sparsity) -> np.ndarray:
    out = np.zeros(sparsity.shape)
    rows, columns = sparsity.get_triplet()
    out[rows, columns] = np.asarray(nonzeros).ravel()
    return out


def test_first_derivatives_of_an_interval(problem, place):
    interval = problem.interval
    local, share, p = place
    up, down = shifted(local)
    (cost_up, rows_up), (cost_down, rows_down) = (
        interval.value(*at(interval, side, share, p)) for side in (up, down)
    )
    where = at(interval, local, share, p)
    gradient, nonzeros = interval.gradient(*where), interval.first(*where)
    expected = (np.asarray(cost_up) - np.asarray(cost_down)) / (2 * STEP)
    assert np.abs(expected).max() > 0
    assert_close(np.asarray(gradient).T, expected)
    rows = (np.asarray(rows_up) - np.asarray(rows_down)) / (2 * STEP)
    assert_close(dense(nonzeros, interval.first.pattern), rows, interval.row_names)
    assert (np.abs(rows).max(axis=1) > 1e-6).all()  # no row is constant


def test_second_derivatives_of_an_interval(problem, place):
    interval = problem.interval
    local, share, p = place
    multipliers = np.random.default_rng(3).normal(size=len(interval.lower))
    weight = 0.7

    def gradients(points: np.ndarray) -> np.ndarray:
        """Gradient of the Lagrangian, columns by point."""
        where = at(interval, points, share, p)
        gradient, nonzeros = interval.gradient(*where), interval.first(*where)
        nonzeros = np.asarray(nonzeros)
        out = weight * np.asarray(gradient)
        rows, columns = (np.array(k) for k in interval.first.pattern.get_triplet())
        np.add.at(out, columns, multipliers[rows, None] * nonzeros)
        return out

    up, down = shifted(local)
    expected = (gradients(up) - gradients(down)) / (2 * STEP)
    nonzeros = interval.second(*at(interval, local, share, p), weight, multipliers)
    upper = dense(nonzeros, interval.second.pattern)
    assert (np.tril(upper, -1) == 0).all()
    assert_close(upper + np.triu(upper, 1).T, expected)


def along(function, x: np.ndarray, d: np.ndarray) -> np.ndarray:
    """Derivative of ``function`` in a direction: central difference of fourth order."""
    near, far = (function(x + k * STEP * d) - function(x - k * STEP * d) for k in (1.0, 2.0))
    return (8.0 * near - far) / (12.0 * STEP)


@pytest.fixture(scope="module", params=[Run(SPEED, GRADE), Sprint(grade=GRADE)])
def whole(request, problem):
    """A random point of the whole program, its parameters and directions to look in."""
    x, reference = random_variables(problem, 11), random_variables(problem, 12)
    p = problem.parameters(
        BODY, SETTINGS, request.param, elastic=2.0, pull=5.0, reference=reference
    )
    random = np.random.default_rng(13)
    directions = random.normal(size=(7, problem.size))
    directions[3:] *= random.random((4, problem.size)) < 0.02  # sparse ones: few entries each
    directions[5] = 0.0
    directions[5, 0] = 1.0  # step time alone
    directions[6] = 0.0
    directions[6, -1] = 1.0  # speed alone
    return x, p, directions


def test_first_derivatives_of_the_program(problem, whole):
    x, p, directions = whole
    gradient, jacobian = problem.gradient(x, p), problem.jacobian(x, p)
    size = scipy.sparse.linalg.norm(jacobian, axis=1) + 1.0

    def value(point: np.ndarray) -> np.ndarray:
        return np.hstack(problem.value(point, p))

    for d in directions:
        slope, *rows = along(value, x, d)
        assert gradient @ d == pytest.approx(slope, rel=1e-6, abs=1e-6)
        assert np.abs((jacobian @ d - rows) / size).max() < 1e-6


def test_second_derivatives_of_the_program(problem, whole):
    x, p, directions = whole
    multipliers = np.random.default_rng(14).normal(size=problem.lower_rows.size)
    weight = 0.4
    upper = problem.hessian(x, p, weight, multipliers)
    hessian = upper + upper.T
    hessian.setdiag(upper.diagonal())

    def gradient(point: np.ndarray) -> np.ndarray:
        return weight * problem.gradient(point, p) + problem.jacobian(point, p).T @ multipliers

    size = scipy.sparse.linalg.norm(hessian, axis=1) + 1.0
    for d in directions:
        off = (hessian @ d - along(gradient, x, d)) / size
        assert np.abs(off).max() < 1e-5


def test_the_rows_are_those_of_the_intervals_and_of_posture(problem, whole):
    x, p, _ = whole
    _, g = problem.value(x, p)
    rows = MESH * len(problem.interval.row_names) + len(POSTURE)
    assert len(g) == len(problem.lower_rows) == rows


def test_the_last_interval_ends_at_the_mirror_image(problem):
    """A mirrored person at the start, seen from the other side, has the same rows and cost."""
    body = BODY
    x = random_variables(problem, 21)
    p = problem.parameters(body, SETTINGS, Run(SPEED), elastic=1.0)
    time, nodes, gain = problem.split(x)
    _, states = problem.cycle(x)
    mirror, state = mirror_node(body, problem.layout), problem.layout.state
    index, sign = mirror.index[:state], mirror.sign[:state]
    assert (states[MESH] == sign * states[0][index]).all()
    interval, last = problem.interval, MESH - 1
    own = p[: interval.parameters.size]
    slack = nodes[last, problem.layout.slack]
    local = np.concatenate([states[last], states[MESH], slack, [time, gain]])
    _, rows = interval.value(*at(interval, local, problem.shares[last], own))
    of_intervals = problem.value(x, p)[1][: -len(POSTURE)]
    whole = of_intervals.reshape(MESH, -1)
    assert np.allclose(whole[last], np.asarray(rows).ravel(), atol=1e-12)
    # the mirrored interval obeys the same equations: dynamics rows of the other leg swap
    mirrored = np.concatenate(
        [sign * states[last][index], sign * states[MESH][index], 0.0 * slack, [time, gain]]
    )
    straight = np.concatenate([states[last], states[MESH], 0.0 * slack, [time, gain]])
    cost, rows = interval.value(*at(interval, straight, problem.shares[last], own))
    other_cost, other = interval.value(*at(interval, mirrored, problem.shares[last], own))
    assert cost == pytest.approx(other_cost, rel=1e-6)
    one, two = (np.sort(np.abs(np.asarray(r).ravel())) for r in (rows, other))
    assert one == pytest.approx(two, abs=1e-4)  # the toe axes of the model differ by 1e-6 rad
