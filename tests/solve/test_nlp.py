"""The program's functions behind CasADi's door to IPOPT: nothing that goes wrong there is lost."""

from __future__ import annotations

import os
import signal
from dataclasses import fields, replace

import numpy as np
import pytest
from few_muscles import few_muscles

from hillrunner.settings import Settings
from hillrunner.solve.assembly import Assembly
from hillrunner.solve.guess import first_variables
from hillrunner.solve.ipopt import Solution, solve
from hillrunner.solve.nlp import Nlp
from hillrunner.solve.program import program_for
from hillrunner.solve.transcription import Transcription
from hillrunner.tasks.run import Run

TASK = Run(3.5)


@pytest.fixture(scope="module")
def problem() -> Transcription:
    body = few_muscles()
    return program_for(body, TASK, 8).posed(TASK, body)


@pytest.fixture(scope="module")
def at(problem) -> tuple[np.ndarray, np.ndarray]:
    guess = first_variables(problem, TASK.guess(problem.body))
    return guess, problem.parameters(problem.body, Settings(), TASK, elastic=1e4)


def solved(problem: Transcription, at: tuple[np.ndarray, np.ndarray], **how) -> Solution:
    return solve(
        problem,
        *at,
        elastic=True,
        tolerance=1e-6,
        options={"mu_init": 0.1},
        max_iterations=4,
        **how,
    )


def test_what_ipopt_sees_is_the_program(problem, at):
    nlp, (x, p) = Nlp(problem.functions), at
    lam = np.random.default_rng(5).normal(size=problem.lower_rows.size)
    f, g = nlp.value(x, p)
    assert (float(f), g.full().ravel().tolist()) == (
        problem.value(x, p)[0],
        problem.value(x, p)[1].tolist(),
    )
    same, slope = nlp.gradient(x, p)
    assert float(same) == float(f) and (slope.full().ravel() == problem.gradient(x, p)).all()
    rows, jacobian = nlp.jacobian(x, p)
    assert (rows.full() == g.full()).all()
    assert (jacobian.full() == problem.jacobian(x, p).toarray()).all()
    upper = nlp.hessian(x, p, 0.3, lam)
    assert (upper.full() == problem.hessian(x, p, 0.3, lam).toarray()).all()
    assert (np.tril(upper.full(), -1) == 0.0).all()


@pytest.mark.parametrize("fault", [ZeroDivisionError, KeyboardInterrupt])
@pytest.mark.parametrize("name", ["value", "gradient", "jacobian", "hessian"])
def test_what_a_function_raises_comes_out(problem, at, name, fault):
    def raising(*_):
        raise fault("of the test")

    broken = type("Broken", (Assembly,), {name: raising})
    functions = broken(*(getattr(problem.functions, f.name) for f in fields(Assembly)))
    with pytest.raises(fault, match="of the test"):
        solved(replace(problem, functions=functions), at)


def test_what_a_watcher_raises_comes_out_and_stops_the_solve(problem, at):
    seen = []

    def watcher(progress) -> None:
        seen.append(progress.iteration)
        raise LookupError("of the watcher")

    with pytest.raises(LookupError, match="of the watcher"):
        solved(problem, at, watcher=watcher)
    assert seen == [0]


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_ctrl_c_stops_a_solve(problem, at):
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    seen = []

    def watcher(progress) -> None:
        seen.append(progress.iteration)
        if progress.iteration == 1:
            os.kill(os.getpid(), signal.SIGINT)

    try:
        with pytest.raises(KeyboardInterrupt):
            solved(problem, at, watcher=watcher)
    finally:
        signal.signal(signal.SIGINT, before)
    assert seen == [0, 1]
