"""Re-solves from a solved motion near by: Newton's method against IPOPT, case by case.

Both begin with the same variables and multipliers, in one process, one after the other. Cases that
are marked fresh were not looked at while Newton's method was made.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from hillrunner import Run, Runner, Sprint, simulate
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.motion.motion import Motion
from hillrunner.motion.solved import Status
from hillrunner.person.muscle_change import ALL, MuscleChange
from hillrunner.settings import Settings
from hillrunner.solve.attempts import start_options
from hillrunner.solve.ipopt import solve
from hillrunner.solve.newton import ITERATIONS, solve_near
from hillrunner.solve.program import program_for
from hillrunner.solve.warm_start import warm_start
from hillrunner.tasks.task import Task

SPEED = 3.5  # m/s


@dataclass(frozen=True)
class Case:
    """What changes, from which motion, and how long it may take (CPU s)."""

    change: MuscleChange | None = None
    base: Task = Run(SPEED)
    task: Task | None = None
    target: float | None = None
    fresh: bool = False


def _stronger(*groups: str, by: float = 1.10) -> MuscleChange:
    return MuscleChange(force=dict.fromkeys(groups, by))


CASES = {
    "soleus +10 %": Case(_stronger("soleus"), target=1.0),
    "calves +10 %": Case(_stronger("calves"), target=1.0),
    "hamstrings +10 %": Case(_stronger("hamstrings"), target=1.0),
    "hip flexors +10 %": Case(_stronger("hip flexors"), target=1.0),
    "quadriceps +10 %": Case(_stronger("quadriceps"), target=2.5),
    "glutes +10 %": Case(_stronger("glutes"), target=2.5),
    "glutes and calves +10 %": Case(_stronger("glutes", "calves"), target=2.5),
    "all +3 %": Case(_stronger(ALL, by=1.03)),
    "all +10 %": Case(_stronger(ALL), target=3.5),
    "sprint, hip flexors +10 %": Case(_stronger("hip flexors"), Sprint(), target=5.0),
    "adductors -10 %": Case(_stronger("adductors", by=0.90), fresh=True),
    "hamstrings -15 %": Case(_stronger("hamstrings", by=0.85), fresh=True),
    "calf tendons +16 % stiff": Case(MuscleChange(tendon_stiffness={"calves": 1.16}), fresh=True),
    "at 5 m/s, soleus +10 %": Case(_stronger("soleus"), Run(5.0)),
    "speed +2 %": Case(task=Run(1.02 * SPEED), fresh=True),
    "up 5 %, calves +10 %": Case(_stronger("calves"), Run(SPEED, grade=0.05), fresh=True),
    "sprint, glutes +5 %": Case(_stronger("glutes", by=1.05), Sprint(), fresh=True),
}


def near(runner: Runner, mesh: int) -> dict[str, Any]:
    """CPU seconds and iterations of every case by both solvers."""
    bases: dict[str, Motion] = {}
    results = {}
    for name, case in CASES.items():
        label = repr(case.base)
        if label not in bases:
            bases[label] = simulate(runner, case.base, mesh=mesh)
        results[name] = _both(bases[label], case) | {"target": case.target, "fresh": case.fresh}
    return results


def _both(start: Motion, case: Case) -> dict[str, Any]:
    runner = start.runner
    if case.change is not None:
        runner = runner.model_copy(update={"changes": (*runner.changes, case.change)})
    return by_both(start, runner, case.task or start.task, start.settings, ITERATIONS)


def by_both(
    start: Motion, runner: Runner, task: Task, settings: Settings, iterations: int
) -> dict[str, Any]:
    """A solve from a motion, by at most so many of Newton's iterations, and by IPOPT."""
    body = runner_body(runner, settings)
    problem = program_for(body, task, settings.mesh).posed(task, body)
    problem.functions.prepare()
    x, rows, bounds = warm_start(start, problem, runner, body, task)
    assert rows is not None and bounds is not None
    at = problem, x, problem.parameters(body, settings, task)
    multipliers = {"multipliers": rows, "bound_multipliers": bounds}
    ways = {
        "newton": lambda: solve_near(
            *at, tolerance=settings.tolerance, max_iterations=iterations, **multipliers
        ),
        "ipopt": lambda: solve(
            *at,
            elastic=False,
            tolerance=settings.tolerance,
            options=start_options(start, runner, body, settings, task),
            max_iterations=300,
            **multipliers,
        ),
    }
    result: dict[str, Any] = {}
    for way, run in ways.items():
        began = time.process_time()
        solution = run()
        result[way] = {
            "seconds": time.process_time() - began,
            "iterations": solution.iterations,
            "converged": solution.status is Status.CONVERGED,
            "objective": solution.objective,
        }
    newton, ipopt = result["newton"], result["ipopt"]
    result["ratio"] = ipopt["seconds"] / newton["seconds"]
    result["difference"] = newton["objective"] / ipopt["objective"] - 1.0
    return result
