"""What the benchmark of a graphics card takes from the program, as one file of arrays.

Bodies of one size, each with its own mass, strength and tendons, at the movement that ships: the
matrices of the first iteration from there. The times of the lanes and of MUMPS on one core of the
computer that writes the file are in it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from hillrunner import Run, Runner
from hillrunner.groups import GROUPS
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.motion.library import nearest
from hillrunner.person.muscle_change import ALL, MuscleChange
from hillrunner.settings import Settings
from hillrunner.solve.ipopt import BARRIER
from hillrunner.solve.kkt import Kkt
from hillrunner.solve.lanes import Lanes
from hillrunner.solve.newton import _DELTA, _FIRST, _Newton
from hillrunner.solve.program import program_for
from hillrunner.solve.tape import Operation
from hillrunner.solve.transcription import Transcription
from hillrunner.solve.warm_start import warm_start

ROOT = Path(__file__).parents[1]
TASK = Run(3.5)
BODIES = 1024
SEED = 2026
MASS = (45.0, 100.0)  # kg, of studies/population.toml, and the next one's strength
STRENGTH = (0.8, 1.2)
STIFFNESS = (0.8, 1.2)  # of tendons: a choice
NEAR = (0.9, 1.1)  # strength and stiffness of bodies that are as heavy as the example's
FUNCTIONS = ("value", "gradient", "first", "second")
LANES = 32  # drawn, whose results are compared
SOLVED = 4  # bodies whose systems are solved here, too
DELTAS = (0.0, _DELTA, _DELTA * _FIRST, _DELTA * _FIRST**2)  # regularisations, as Newton's begins
TURNS = 11


def export(path: Path, *, near: bool) -> None:
    """Write the file."""
    settings = Settings()
    runner = Runner.from_toml(ROOT / "examples" / "runner.toml")
    body, start = runner_body(runner, settings), nearest(TASK, runner)
    problem = program_for(body, TASK, settings.mesh).posed(TASK, body)
    problem.functions.prepare()
    assert start is not None
    x, rows, bounds = warm_start(start, problem, runner, body, TASK)
    assert rows is not None and bounds is not None
    parameters = _parameters(problem, runner, settings, near=near)
    one = Kkt(problem, parameters[0])
    own = problem.interval.parameters.size
    varying = np.flatnonzero((parameters[:, :own] != parameters[0, :own]).any(axis=0))
    arrays: dict[str, Any] = {
        "operations": np.array([operation.name for operation in Operation]),
        "x": x,
        "lam": rows,
        "bounds": bounds,
        "shares": problem.shares,
        "index": problem.ends.index,
        "sign": problem.ends.sign,
        "p": parameters[0, :own],
        "varying": varying,
        "p_varying": parameters[:, varying],
        "node": problem.layout.node,
        "state": problem.layout.state,
        "barrier": settings.tolerance / BARRIER,
        "free": one.free,
        "rows": one.rows,
        "equations": one.m,
        "kept": one.kept,
        "lower": one.lower,
        "upper": one.upper,
    }
    arrays |= _functions(problem, x, rows, parameters[:, :own])
    arrays |= _systems(problem, x, rows, bounds, parameters, settings)
    np.savez_compressed(path, **arrays)
    print(f"{path.stat().st_size / 1e6:.1f} MB")
    for name, value in arrays.items():
        if name.startswith("seconds"):
            print(name, float(value))


def _parameters(
    problem: Transcription, runner: Runner, settings: Settings, *, near: bool
) -> np.ndarray:
    """Those of the program, (bodies, parameters)."""
    draw = np.random.default_rng(SEED)
    strength, stiffness = (NEAR, NEAR) if near else (STRENGTH, STIFFNESS)
    found = []
    for _ in range(BODIES):
        changed = runner.model_copy(
            update={
                "mass": runner.mass if near else draw.uniform(*MASS),
                "strength": {group: draw.uniform(*strength) for group in GROUPS},
                "changes": (MuscleChange(tendon_stiffness={ALL: draw.uniform(*stiffness)}),),
            }
        )
        found.append(problem.parameters(runner_body(changed, settings), settings, TASK))
    return np.array(found)


def _functions(
    problem: Transcription, x: np.ndarray, lam: np.ndarray, own: np.ndarray
) -> dict[str, Any]:
    """The tapes, what they take for all intervals of a body, and results at drawn lanes."""
    assembly, n = problem.functions, problem.intervals
    lanes = np.random.default_rng(SEED).choice(BODIES * n, LANES, replace=False)
    of_rows = assembly._rows_at(lam)[0]
    local = x[assembly._index] * assembly._sign
    arrays: dict[str, Any] = {"lanes": lanes}
    for name in FUNCTIONS:
        function = assembly.interval.functions[name]
        assert isinstance(function.at, Lanes)
        arrays |= {f"{name}_{key}": array for key, array in function.at.tape.arrays().items()}
        if function.pattern is not None:
            arrays[f"{name}_triplet"] = np.array(function.triplet)
        more = [np.ones((1, n)), of_rows] if name == "second" else []

        def at(body: np.ndarray, k: np.ndarray, more: list[np.ndarray] = more) -> np.ndarray:
            parts = [local[:, k], [problem.shares[k]], own[body].T, *(m[:, k] for m in more)]
            return np.concatenate(parts)

        k, body = np.divmod(lanes, BODIES)  # the bodies of an interval stand side by side
        arrays[f"{name}_sample"] = function.at(at(body, k))
        whole = at(np.zeros(n, int), np.arange(n))
        arrays[f"seconds_{name}"] = _median(lambda: function.at(whole))  # noqa: B023
    return arrays


def _systems(
    problem: Transcription,
    x: np.ndarray,
    rows: np.ndarray,
    bounds: np.ndarray,
    parameters: np.ndarray,
    settings: Settings,
) -> dict[str, Any]:
    """Newton's systems of some bodies: right-hand sides and MUMPS's solutions."""
    rights, solutions, sigmas = [], [], []
    right_inertia = np.zeros((SOLVED, len(DELTAS)), dtype=bool)
    systems = []
    for i, p in enumerate(parameters[:SOLVED]):
        kkt = Kkt(problem, p)
        newton = _Newton(kkt, settings.tolerance / BARRIER)
        at = newton.begin(x, rows, bounds)
        place = kkt.place(at.w, kkt.violations(at.w))
        below, above = kkt.gaps(at.w)
        sigma = at.below / below + at.above / above
        hessian, slope = kkt.hessian(at), kkt.slope(at, place)
        for j, delta in enumerate(DELTAS):
            right_inertia[i, j] = kkt.factor(hessian, place.jacobian, sigma, delta)
        systems.append((kkt, hessian, place, sigma, slope))
    delta = DELTAS[int(np.argmax(right_inertia.all(axis=0)))]
    for kkt, hessian, place, sigma, slope in systems:
        kkt.factor(hessian, place.jacobian, sigma, delta)
        caught: list[np.ndarray] = []
        solve = kkt.mumps.solve

        def watched(
            right: np.ndarray,
            caught: list[np.ndarray] = caught,
            solve: Callable[[np.ndarray], np.ndarray] = solve,
        ) -> np.ndarray:
            caught.append(right.copy())
            return solve(right)

        kkt.mumps.solve = watched  # type: ignore[method-assign]
        dw, dy = kkt.step(place.jacobian, sigma, slope, place.rows)
        rights.append(caught[0])
        solutions.append(np.concatenate([dw[: kkt.n], dy[: kkt.kept]]))
        sigmas.append(sigma)
    factor = _median(lambda: kkt.factor(hessian, place.jacobian, sigma, delta))
    return {
        "right": np.array(rights),
        "solution": np.array(solutions),
        "inertia": right_inertia,
        "deltas": np.array(DELTAS),
        "delta": delta,
        "sigma": np.array(sigmas),
        "seconds_factor": factor,
        "seconds_solve": _median(lambda: solve(rights[-1])),
    }


def _median(run: Callable[[], object]) -> float:
    """CPU seconds."""
    took = []
    for _ in range(TURNS):
        began = time.process_time()
        run()
        took.append(time.process_time() - began)
    return statistics.median(took)
