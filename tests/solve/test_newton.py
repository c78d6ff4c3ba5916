"""Newton's method from near by finds IPOPT's optimum; where it fails, IPOPT goes on."""

from __future__ import annotations

import os
import re
import signal
import sys
from itertools import pairwise

import numpy as np
import pytest
from coarse_run import MESH, coarse_run
from small_program import SmallProgram

from hillrunner import Run, Runner, SolveError, simulate
from hillrunner.motion.motion import Motion
from hillrunner.motion.solved import Status
from hillrunner.person.muscle_change import MuscleChange
from hillrunner.solve import mumps
from hillrunner.solve.ipopt import Progress, Solution, solve
from hillrunner.solve.kkt import Kkt, Point
from hillrunner.solve.mumps import Mumps, NoMumps, Singular
from hillrunner.solve.newton import solve_near

TOLERANCE = 1e-6
ME = Runner(height=1.795, mass=75.0)
SOLEUS = MuscleChange(force={"soleus": 1.1})


def by_ipopt(program: SmallProgram, p: float, **options: object) -> Solution:
    return solve(
        program,
        np.full(program.size, 0.5),
        np.array([p]),
        elastic=False,
        tolerance=TOLERANCE,
        options=options,
        max_iterations=int(options.pop("max_iter", 200)),
    )


def near(program: SmallProgram, start: Solution, p: float, **how: object) -> Solution:
    return solve_near(
        program,
        start.x,
        np.array([p]),
        **{
            "tolerance": TOLERANCE,
            "multipliers": start.multipliers,
            "bound_multipliers": start.bound_multipliers,
            **how,
        },
    )


@pytest.fixture(scope="module")
def program() -> SmallProgram:
    return SmallProgram()


@pytest.fixture(scope="module")
def start(program: SmallProgram) -> Solution:
    return by_ipopt(program, 0.0)


# the factorisation


def test_inertia_and_solution_are_those_of_the_dense_matrix():
    rng = np.random.default_rng(1)
    dense = rng.normal(size=(30, 30)) * (rng.random((30, 30)) < 0.2)
    dense += dense.T + np.diag(rng.normal(size=30))
    rows, columns = np.nonzero(np.triu(dense))
    solver = Mumps(30, rows, columns)
    assert solver.factor(dense[rows, columns]) == (np.linalg.eigvalsh(dense) < 0).sum()
    right = rng.normal(size=30)
    np.testing.assert_allclose(dense @ solver.solve(right), right, atol=1e-9)
    # the same pattern with other numbers
    assert solver.factor(-dense[rows, columns]) == (np.linalg.eigvalsh(dense) > 0).sum()


def test_what_has_no_inverse_is_said_to_have_none():
    solver = Mumps(2, np.array([0, 0, 1]), np.array([0, 1, 1]))
    with pytest.raises(Singular):
        solver.factor(np.array([1.0, np.nan, 1.0]))
    with pytest.raises(Singular):
        solver.factor(np.zeros(3))


@pytest.mark.parametrize("damage", [None, b"none", np.array([1, 1, 2])])
def test_the_order_of_pivots_is_kept_and_changes_nothing(tmp_path, monkeypatch, damage):
    monkeypatch.setenv("HILLRUNNER_CACHE", str(tmp_path))
    size, rng = 1200, np.random.default_rng(2)
    rows = np.repeat(np.arange(size - 40), 3)
    columns = rows + np.tile([0, 1, 40], size - 40)
    rows, columns = (
        np.append(rows, np.arange(size - 40, size)),
        np.append(columns, np.arange(size - 40, size)),
    )
    numbers = rng.normal(size=rows.size) + 4.0 * (rows == columns)
    right = rng.normal(size=size)

    def solved() -> tuple[int, bytes]:
        solver = Mumps(size, rows, columns)
        return solver.factor(numbers), solver.solve(right).tobytes()

    first = solved()
    (kept,) = (tmp_path / "tapes").glob("*-order.npz")
    if isinstance(damage, bytes):
        kept.write_bytes(damage)
    elif damage is not None:
        np.savez(kept, order=damage)
    assert solved() == first


# the conditions


@pytest.mark.parametrize("iterations", [4, 5, 6])
def test_the_error_is_the_one_that_ipopt_reports(program, tmp_path, iterations):
    log = tmp_path / "log"
    how = {"output_file": str(log), "file_print_level": 5, "max_iter": iterations}
    stopped = by_ipopt(program, 0.0, bound_relax_factor=0.0, **how)
    assert stopped.iterations == iterations
    told = re.search(r"Overall NLP error\D*([\d.e+-]+)", log.read_text())
    kkt = Kkt(program, np.zeros(1))
    w = np.concatenate([stopped.x[kkt.free], program.value(stopped.x, kkt.p)[1][kkt.rows[kkt.m :]]])
    y = stopped.multipliers[kkt.rows]
    net = np.concatenate([stopped.bound_multipliers[kkt.free], y[kkt.m :]])
    at = Point(w, y, np.maximum(-net, 0.0), np.maximum(net, 0.0))
    place = kkt.place(w, kkt.violations(w))
    equations = np.abs(place.rows).max()
    assert told is not None and float(told.group(1)) > 10 * TOLERANCE
    assert kkt.error(at, place) >= equations
    assert kkt.error(at, place) == pytest.approx(float(told.group(1)), rel=1e-3)


def test_newtons_system_condenses_the_whole_one(program, start):
    """Every condition's change along the step is what was to vanish, bounds' ones included."""
    kkt = Kkt(program, np.zeros(1))
    rng = np.random.default_rng(0)
    w = np.concatenate([start.x[kkt.free], np.zeros(kkt.kept - kkt.m + 4)])
    at = Point(w, start.multipliers[kkt.rows], np.zeros(len(w)), np.zeros(len(w)))
    jacobian = kkt.place(w, kkt.violations(w)).jacobian
    hessian, sigma = kkt.hessian(at), rng.uniform(0.1, 10.0, len(w))
    slope, rows = rng.normal(size=len(w)), rng.normal(size=len(kkt.rows))
    assert kkt.kept == kkt.m + 1  # one row is wide
    assert kkt.factor(hessian, jacobian, sigma, 0.5)
    dw, dy = kkt.step(jacobian, sigma, slope, rows)
    dx, ds = np.split(dw, [kkt.n])
    curved = (hessian[kkt.free] + 0.5 + sigma[: kkt.n]) * dx
    of_x = curved + kkt.transposed(jacobian, dy)
    np.testing.assert_allclose(of_x, -slope[: kkt.n], atol=1e-8)
    np.testing.assert_allclose(sigma[kkt.n :] * ds - dy[kkt.m :], -slope[kkt.n :], atol=1e-8)
    moved = kkt.times(jacobian, dx)
    moved[kkt.m :] -= ds
    np.testing.assert_allclose(moved, -rows, atol=1e-8)


# the solve


@pytest.mark.parametrize("p", [0.0, 0.1, -1.0, 3.0])
def test_it_ends_where_ipopt_does(program, start, p):
    found, known = near(program, start, p), by_ipopt(program, p)
    assert found.status is Status.CONVERGED
    assert found.objective == pytest.approx(known.objective, rel=1e-6)
    np.testing.assert_allclose(found.x, known.x, atol=1e-3)
    np.testing.assert_allclose(found.multipliers, known.multipliers, atol=1e-3)
    np.testing.assert_allclose(found.bound_multipliers, known.bound_multipliers, atol=1e-3)


def test_it_leaves_a_maximum(start, monkeypatch):
    """cosh x - 0.6 x^2 has a maximum between two minima: inertia tells them apart."""
    bent, middle = SmallProgram(bend=0.6), np.arange(start.x.size) == 30
    begin = Solution(**{**vars(start), "x": np.where(middle, 0.1, start.x)})
    factor, told = Kkt.factor, []

    def noted(*arguments: object) -> bool:
        told.append((arguments[-1], factor(*arguments)))
        return told[-1][1]

    monkeypatch.setattr(Kkt, "factor", noted)
    found = near(bent, begin, 0.0)
    assert found.status is Status.CONVERGED
    assert np.cosh(found.x[30] - bent.a[30]) > 1.2  # convex there
    assert told[0] == (0.0, False) and told[-1][1]
    for (delta, right), (after, _) in pairwise(told):
        assert right or after > delta


@pytest.mark.parametrize("name", ["x", "multipliers", "bound_multipliers"])
def test_a_damaged_start_is_no_answer(program, start, name):
    broken = getattr(start, name).copy()
    broken[7 if name != "multipliers" else 1] = np.nan
    damaged = Solution(**{**vars(start), name: broken})
    assert near(program, damaged, 0.1).status is Status.NUMERICAL


def test_a_wild_start_is_an_answer_or_none(program, start):
    rng = np.random.default_rng(7)
    wild = Solution(
        **{
            **vars(start),
            "x": 5.0 * rng.normal(size=program.size),
            "multipliers": 1e6 * rng.normal(size=program.row_count),
        }
    )
    found = near(program, wild, 0.0)
    if found.status is Status.CONVERGED:
        assert found.objective == pytest.approx(start.objective, rel=1e-6)


def test_limits_are_kept(program, start):
    assert near(program, start, 1.0, max_iterations=1).status is Status.ITERATIONS
    assert near(program, start, 1.0, time_limit=0.0).status is Status.TIME


def test_it_tells_of_every_iteration_and_ends_at_ctrl_c(program, start):
    told: list[Progress] = []
    found = near(program, start, 1.0, watcher=told.append, phase="near")
    assert [step.iteration for step in told] == list(range(found.iterations + 1))
    assert told[-1].objective == pytest.approx(found.objective)

    def press(step: Progress) -> None:
        if step.iteration == 1:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        near(program, start, 1.0, watcher=press)


def test_without_the_library_there_is_no_answer(program, start, monkeypatch):
    def lost() -> None:
        raise NoMumps

    monkeypatch.setattr(mumps, "_library", lost)
    assert near(program, start, 0.1).status is Status.NUMERICAL


# through the door


@pytest.fixture(scope="module")
def run() -> Motion:
    return coarse_run()


def again(run: Motion, **how: object) -> Motion:
    who = ME.model_copy(update={"changes": (SOLEUS,)})
    return simulate(who, Run(3.5), start=run, mesh=MESH, time_limit=300, **how)


@pytest.mark.slow
def test_a_what_if_is_the_same_by_both_solvers(run, monkeypatch):
    motion = again(run)
    assert motion.solver.name == "newton" and motion.solver.starts_tried == 1
    module = sys.modules["hillrunner.solve.attempts"]

    def given_up(*at, **how):
        return solve_near(*at, **how | {"max_iterations": 1})

    monkeypatch.setattr(module, "solve_near", given_up)
    told: list[Progress] = []
    other = again(run, progress=told.append)
    assert other.solver.name == "ipopt"
    assert list(dict.fromkeys(step.phase for step in told)) == [
        "near an earlier motion",
        "from an earlier motion",
    ]
    assert other.solver.iterations == told[-1].iteration + 1
    assert motion.solver.objective == pytest.approx(other.solver.objective, rel=1e-6)
    assert motion.solver.iterations < other.solver.iterations
    np.testing.assert_allclose(motion["position"], other["position"], atol=1e-3)


@pytest.mark.slow
def test_a_damaged_motion_still_starts_a_solve(run):
    data = run.data.copy(deep=True)
    data["warm_row_multipliers"].values[::7] *= -1e3
    motion = again(Motion(data))
    whole = again(run)
    assert motion.solver.objective == pytest.approx(whole.solver.objective, rel=1e-2)


@pytest.mark.slow
def test_the_time_limit_holds_for_newton_too(run):
    with pytest.raises(SolveError) as caught:
        simulate(
            ME.model_copy(update={"changes": (SOLEUS,)}),
            Run(3.5),
            start=run,
            mesh=MESH,
            time_limit=1e-3,
        )
    assert caught.value.status is Status.TIME
