"""Tapes, run over many intervals at once, against CasADi's own virtual machine: bit by bit."""

from __future__ import annotations

import importlib
import math
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import casadi as ca
import numpy as np
import pytest
from few_muscles import few_muscles
from usual_body import usual_body

from hillrunner.settings import Settings
from hillrunner.solve.guess import first_variables
from hillrunner.solve.lanes import Lanes
from hillrunner.solve.point_function import PointFunctions
from hillrunner.solve.posture import WEIGHTS
from hillrunner.solve.program import program_for
from hillrunner.solve.tape import Operation, tape_of
from hillrunner.solve.tape_cache import TapeCache
from hillrunner.solve.transcription import Transcription
from hillrunner.tasks.run import Run
from hillrunner.tasks.sprint import Sprint
from hillrunner.tasks.squat import Squat
from hillrunner.tasks.task import Task

MESH = 8
TASKS: dict[str, Task] = {
    "run": Run(3.5, 0.05),
    "sprint": Sprint(),
    "whole stride": Run(3.5, stride="whole"),
    "squat": Squat(40.0),
}
same_library = pytest.mark.skipif(
    sys.platform == "win32", reason="CasADi brings its own sine there, so that last bits differ"
)


def casadi_at(function: ca.Function, values: np.ndarray) -> np.ndarray:
    """A function by CasADi's virtual machine, at columns of all arguments."""
    sizes = [function.numel_in(i) for i in range(function.n_in())]
    parts = function.map(values.shape[1]).call(
        [ca.DM(a) for a in np.split(values, np.cumsum(sizes)[:-1])]
    )
    return np.vstack([np.asarray(part) for part in parts])


@pytest.fixture(
    scope="module",
    params=[*((few_muscles, name) for name in TASKS), (usual_body, "run")],
    ids=lambda param: f"{param[1]}-{param[0].__name__}",
)
def posed(request) -> tuple[Transcription, np.ndarray, np.ndarray]:
    """A program, random variables near its first guess, and parameters."""
    made, name = request.param
    body, task = made(), TASKS[name]
    problem = program_for(body, task, MESH).posed(task, body)
    random = np.random.default_rng(7)
    x = first_variables(problem, task.guess(body))
    duration, nodes, sought = problem.split(x)
    nodes = nodes + 0.05 * random.normal(size=nodes.shape)
    for part in (problem.layout.activation, problem.layout.strain):
        nodes[:, part] = random.uniform(0.05, 0.9, nodes[:, part].shape)
    x = problem.join(duration, nodes, sought + 0.1)
    return problem, x, problem.parameters(body, Settings(), task, elastic=2.0)


@pytest.fixture(scope="module")
def places(posed) -> dict[str, np.ndarray]:
    """Arguments in all lanes, by kind, that every function of it begins with."""
    problem, x, p = posed
    local = (x[problem.ends.index] * problem.ends.sign).T
    own = np.tile(p[: problem.interval.parameters.size, None], problem.intervals)
    count, state = problem.layout.coordinates, problem.layout.state
    ends = np.vstack([local[:count], local[state : state + count]])
    weights = np.random.default_rng(8).normal(size=(len(WEIGHTS), problem.intervals))
    return {
        "interval": np.vstack([local, [problem.shares], own]),
        "posture": np.vstack([ends, weights, own]),
    }


@lru_cache(maxsize=12)
def theirs(functions: PointFunctions, name: str) -> ca.Function:
    """A function in CasADi's hands; runs, sprints and whole strides have the same."""
    return functions.symbols.function(name)[0]


@same_library
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        *(("interval", n) for n in ("value", "gradient", "first", "second", "adjoint", "coupling")),
        *(("posture", name) for name in ("value", "first", "second", "adjoint", "coupling")),
    ],
)
def test_every_bit_is_casadis(posed, places, kind, name):
    problem, _, _ = posed
    functions = getattr(problem.functions, kind).functions
    function, known = functions[name], places[kind]
    assert isinstance(function.at, Lanes)
    more = np.random.default_rng(9).normal(
        size=(sum(function.arguments) - len(known), problem.intervals)
    )
    values = np.vstack([known, more])
    expected = casadi_at(theirs(functions, name), values)
    assert np.isfinite(expected).all() and np.abs(expected).max() > 0.0
    assert (function.at(values) == expected).all()


ODD = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, np.inf, -np.inf, np.nan]


@same_library
@pytest.mark.parametrize("operation", list(Operation)[3:], ids=lambda o: o.name)
def test_every_operation_is_casadis(operation):
    """Also where its result is no number."""
    a, b = ca.SX.sym("a"), ca.SX.sym("b")
    code = getattr(ca, f"OP_{operation.name}")
    if operation < Operation.NEG:
        result = ca.SX.binary(code, a, 1.7 if operation is Operation.CONSTPOW else b)
    else:
        result = ca.SX.unary(code, a)
    function = ca.Function("one", [a, b], [result])
    tape = tape_of(function)
    assert tape is not None
    assert operation in tape.code[:, 0] or operation is Operation.ASSIGN  # CasADi leaves it out
    random = np.random.default_rng(10).normal(scale=3.0, size=(2, 60))
    values = np.hstack([np.array(np.meshgrid(ODD, ODD)).reshape(2, -1), random])
    found, expected = Lanes(tape)(values), casadi_at(function, values)
    assert np.array_equal(found, expected, equal_nan=True)


def test_constants_are_those_of_the_function():
    a = ca.SX.sym("a", 2)
    function = ca.Function("some", [a], [ca.vertcat(0.1 * a[0] + 7.0, 0.1, a[1] - 1e-300)])
    values = np.array([[1.0, 2.0], [3.0, 4.0]])
    tape = tape_of(function)
    assert {0.1, 7.0} <= set(tape.constants)
    assert (Lanes(tape)(values) == casadi_at(function, values)).all()


@pytest.mark.parametrize("lanes", [1, 15, 16, 17, 31, 32, 33, 70])
def test_lanes_know_nothing_of_each_other(lanes):
    a, b = ca.SX.sym("a", 3), ca.SX.sym("b")
    function = ca.Function("some", [a, b], [ca.exp(a) * b / ca.sum1(a), ca.dot(a, a)])
    run = Lanes(tape_of(function))
    values = np.random.default_rng(11).normal(size=(4, lanes))
    alone = np.hstack([run(values[:, i : i + 1]) for i in range(lanes)])
    together = run(values)
    assert together.shape == (4, lanes) and (together == alone).all()


def test_threads_share_a_tape():
    """The work array is one: what is in it must not change while another thread goes on."""
    a = ca.SX.sym("a", 40)
    total = a
    for _ in range(200):
        total = ca.sin(total) + 0.5 * ca.vertcat(total[1:], total[:1])
    run = Lanes(tape_of(ca.Function("long", [a], [total])))
    random = np.random.default_rng(13)
    given = [random.normal(size=(40, 64)) for _ in range(4)]
    alone = [run(values) for values in given]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(run, given * 20))
    assert all((found == alone[i % 4]).all() for i, found in enumerate(together))


class Toy:
    """Symbols of one function, which says how often it was made."""

    def __init__(self, expression) -> None:
        self.expression, self.made = expression, 0

    def function(self, name: str) -> tuple[ca.Function, ca.Sparsity | None]:
        self.made += 1
        a, b = ca.SX.sym("a", 2), ca.SX.sym("b")
        return ca.Function(name, [a, b], [self.expression(a, b), a[0]]), None


def test_an_operation_that_no_tape_knows_is_casadis(tmp_path, monkeypatch):
    monkeypatch.setenv("HILLRUNNER_CACHE", str(tmp_path))
    toy = Toy(lambda a, b: ca.erf(a) * b)
    functions = PointFunctions("toy", lambda: toy, TapeCache("toy"))
    first, second = functions["some"](np.array([[0.1, 0.2, 0.3], [1.0, 2.0, 3.0]]), 2.0)
    assert first == pytest.approx(
        np.array([[2 * math.erf(v) for v in row] for row in ((0.1, 0.2, 0.3), (1.0, 2.0, 3.0))])
    )
    assert (second == [[0.1, 0.2, 0.3]]).all()
    assert not list(tmp_path.rglob("*.npz")) and toy.made == 1


def test_without_llvm_casadi_evaluates(tmp_path, monkeypatch):
    monkeypatch.setenv("HILLRUNNER_CACHE", str(tmp_path))
    toy = Toy(lambda a, b: ca.sin(a) * b)
    values = np.random.default_rng(12).normal(size=(3, 5))
    with_llvm = PointFunctions("toy", lambda: toy, TapeCache("toy"))["some"]
    assert isinstance(with_llvm.at, Lanes)
    monkeypatch.setitem(sys.modules, "hillrunner.solve.lane_kernel", None)
    without = PointFunctions("toy", lambda: toy, TapeCache("toy"))["some"]
    assert not isinstance(without.at, Lanes)
    assert without.at(values) == pytest.approx(with_llvm.at(values), rel=1e-14)


def test_a_library_that_lacks_a_function_is_no_kernel(monkeypatch):
    """LLVM would end the process where it finds no function of that name."""
    module = importlib.import_module("hillrunner.solve.lane_kernel")
    monkeypatch.setitem(module.LIBRARY, Operation.SIN, "sine_of_nobody")
    with pytest.raises(ImportError, match="sine_of_nobody"):
        module._library()


def test_arguments_of_another_length_are_refused():
    a = ca.SX.sym("a", 3)
    run = Lanes(tape_of(ca.Function("some", [a], [ca.sum1(a)])))
    with pytest.raises(ValueError, match="2 numbers for 3"):
        run(np.ones((2, 5)))
