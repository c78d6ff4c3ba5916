"""One measurement of the solver, in the process it runs in: the child of ``run.py``.

Prints one JSON object on standard output. Times are CPU seconds, of the process and its children.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import casadi as ca
import numpy as np
from near import near
from own_body import own_bodies

from hillrunner import Run, Runner, Sprint, design, prices, simulate
from hillrunner.errors import SolveError
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.motion.library import load_shipped, shipped
from hillrunner.motion.motion import Motion
from hillrunner.person.muscle_change import ALL, MuscleChange
from hillrunner.settings import Settings
from hillrunner.solve.attempts import ELASTIC, PULL
from hillrunner.solve.guess import first_variables
from hillrunner.solve.ipopt import solve
from hillrunner.solve.point_function import by_casadi
from hillrunner.solve.program import program_for
from hillrunner.worth.prices.optimum import optimum_of
from hillrunner.worth.prices.prepared import prepared
from hillrunner.worth.prices.prices import Aim
from hillrunner.worth.prices.what_if import what_if

ROOT = Path(__file__).parents[1]
RUNNER = ROOT / "examples" / "runner.toml"
SPEED = 3.5  # m/s
FASTER = 1.02
WHAT_IFS = {  # what becomes 10 % stronger and larger
    "whatif-soleus": {"soleus": 1.10},
    "whatif-two": {"glutes": 1.10, "calves": 1.10},
    "whatif-all": {ALL: 1.10},
    "whatif-sprint": {"hip flexors": 1.10},
}
RUN_UP = "run-6.nc"  # that a sprint is started from where none is known
BUDGET, MOST = 0.05, 0.20  # of muscle
POINT_FUNCTIONS = {
    "value": "value",
    "gradient": "gradient",
    "Jacobian": "first",
    "Hessian": "second",
}
TURNS = 11
TO_FIRST_ITERATION = """
import os, sys, time
import hillrunner.cli.main
import hillrunner as hr

def first(progress):
    print(time.process_time(), flush=True)
    os._exit(0)

hr.simulate(hr.Runner.from_toml(sys.argv[1]), hr.Run(3.5), mesh=int(sys.argv[2]), progress=first)
"""


def spent() -> float:
    """CPU time (s) of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class Meter:
    """Where the CPU time of IPOPT goes: its own timing statistics, summed over solves.

    CasADi's constructor of solvers is wrapped, because the timing is asked for by an option and
    told in a text file only.
    """

    PARTS = {
        "OverallAlgorithm": "ipopt",
        "PDSystemSolverTotal": "linear_algebra",
        "Function Evaluations": "functions",
        "Lagrangian Hessian": "hessian",
        "Inequality constraint Jacobian": "jacobian",
        "Objective function gradient": "gradient",
    }

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._make = ca.nlpsol
        self._solves = 0
        self._files: list[Path] = []
        ca.nlpsol = self._metered

    def _metered(self, name: str, plugin: str, nlp: Any, options: dict[str, Any]) -> Any:
        self._solves += 1
        path = Path(self._folder.name) / f"{self._solves}.txt"
        self._files.append(path)
        asked = options["ipopt"] | {
            "print_timing_statistics": "yes",
            "output_file": str(path),
            "file_print_level": 5,
        }
        return self._make(name, plugin, nlp, options | {"ipopt": asked})

    def reset(self) -> None:
        """Forget the solves so far."""
        self._files.clear()

    def report(self) -> dict[str, float]:
        """Seconds by part, and the shares of linear algebra and of functions in IPOPT's time."""
        total = dict.fromkeys(self.PARTS.values(), 0.0)
        for path in self._files:
            text = path.read_text() if path.exists() else ""
            for label, part in self.PARTS.items():
                found = re.search(rf"{re.escape(label)}\.*:\s*([\d.]+)\s*\(sys:\s*([\d.]+)", text)
                total[part] += sum(map(float, found.groups())) if found else 0.0
        shares = {
            f"share_{part}": total[part] / total["ipopt"] if total["ipopt"] else float("nan")
            for part in ("linear_algebra", "functions")
        }
        return {f"seconds_{part}": seconds for part, seconds in total.items()} | shares


def peak_memory() -> float:
    """Largest resident size of this process so far (GB)."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used * (1 if sys.platform == "darwin" else 1024) / 1e9


def _runner() -> Runner:
    return Runner.from_toml(RUNNER)


def _figures(motion: Motion) -> dict[str, Any]:
    solver = motion.solver
    return {
        key: getattr(solver, key)
        for key in ("iterations", "objective", "started_from", "starts_tried", "starts_agreed")
    }


def cold(options: argparse.Namespace, meter: Meter) -> dict[str, Any]:
    """A solve from nothing, building the problem included."""
    began = spent()
    motion = simulate(
        _runner(), Run(SPEED), start="cold", mesh=options.mesh, time_limit=options.time_limit
    )
    seconds = spent() - began
    if options.save:
        motion.save(options.save)
    return {"seconds": [seconds], **_figures(motion), **meter.report()}


def _base(options: argparse.Namespace) -> Motion:
    """The solved motion that warm re-solves start from, solved in this process."""
    start = Motion.load(options.start) if options.start else None
    task = Sprint() if "sprint" in options.name or options.name == "design" else Run(SPEED)
    return prepared(
        simulate(_runner(), task, start=start, mesh=options.mesh, time_limit=options.time_limit)
    )


def _resolve(
    options: argparse.Namespace, meter: Meter, again: Callable[[Motion], Motion]
) -> dict[str, Any]:
    base = _base(options)
    meter.reset()
    seconds, motions = [], []
    for _ in range(options.repeats):
        began = spent()
        motions.append(again(base))
        seconds.append(spent() - began)
    if any(m.solver.started_from == "cold" for m in motions):
        raise SolveError("The warm start did not converge; a cold one did.")
    return {
        "seconds": seconds,
        **_figures(motions[-1]),
        "objective_before": base.solver.objective,
        **meter.report(),
    }


def muscle(options: argparse.Namespace, meter: Meter) -> dict[str, Any]:
    """A re-solve after muscles became stronger and larger: a what-if of a run or a sprint."""
    change = MuscleChange(force=WHAT_IFS[options.name])

    def again(base: Motion) -> Motion:
        return what_if(base, change).after

    return _resolve(options, meter, again)


def warm_speed(options: argparse.Namespace, meter: Meter) -> dict[str, Any]:
    """A re-solve at a slightly higher speed."""

    def again(base: Motion) -> Motion:
        return simulate(
            _runner(),
            Run(SPEED * FASTER),
            start=base,
            mesh=options.mesh,
            time_limit=options.time_limit,
        )

    return _resolve(options, meter, again)


def price(options: argparse.Namespace, meter: Meter) -> dict[str, Any]:
    """Prices of a solved motion's objective, and of its energy or top speed."""
    base, seconds = _base(options), []
    of: dict[str, Aim] = {"prices": "effort", "prices-energy": "energy", "prices-sprint": "speed"}
    prices(base)  # builds what all motions of one geometry share
    for _ in range(options.repeats):
        optimum_of.cache_clear()
        began = spent()
        prices(base, of=of[options.name])
        seconds.append(spent() - began)
    return {"seconds": seconds}


def _command(repeats: int, *words: str) -> dict[str, Any]:
    """A whole command of hillrunner, from the start of the program to its end."""
    seconds = []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as folder:
            began = spent()
            subprocess.run(
                [sys.executable, "-m", "hillrunner", *words, "--json", "--out", folder],
                check=True,
                capture_output=True,
            )
            seconds.append(spent() - began)
    return {"seconds": seconds}


def first_answer(options: argparse.Namespace, meter: Meter) -> dict[str, Any]:
    """The command's first answer, its start included."""
    return _command(options.repeats, "answer", str(RUNNER), "--quick")


def whatif_command(options: argparse.Namespace, meter: Meter) -> dict[str, Any]:
    """The whole command of a what-if: start, solve, prices, tables, page and files."""
    with tempfile.TemporaryDirectory() as folder:
        base = _base(options).save(Path(folder) / "motion.nc")
        return _command(options.repeats, "whatif", str(base), "--muscle", "soleus=+10%")


def sprint(options: argparse.Namespace, meter: Meter) -> dict[str, Any]:
    """A sprint from a run."""
    start = load_shipped(RUN_UP)
    began = spent()
    motion = simulate(
        _runner(),
        Sprint(),
        start=start,
        mesh=options.mesh,
        time_limit=options.time_limit,
    )
    return {"seconds": [spent() - began], "speed": motion.speed, **_figures(motion)}


def spread(options: argparse.Namespace, meter: Meter) -> dict[str, Any]:
    """The design problem: a budget of muscle for the best sprint."""
    base = _base(options)
    began = spent()
    best = design(base, budget=BUDGET, most=MOST)
    return {
        "seconds": [spent() - began],
        "solves": best.solves,
        "values": best.values,
        **_figures(best.after),
    }


def mesh(options: argparse.Namespace, meter: Meter) -> dict[str, Any]:
    """Seconds for each iteration: the first iterations of a cold solve on one mesh."""
    settings = Settings(mesh=options.mesh)
    body = runner_body(_runner(), settings)
    began = spent()
    task = Run(SPEED)
    problem = program_for(body, task, settings.mesh).posed(task, body)
    build = spent() - began
    guess = first_variables(problem, task.guess(body))
    parameters = problem.parameters(
        body, settings, Run(SPEED), elastic=ELASTIC, pull=PULL, reference=guess
    )
    per_iteration = []
    for _ in range(options.repeats):
        meter.reset()
        began = spent()
        solution = solve(
            problem,
            guess,
            parameters,
            elastic=True,
            tolerance=1e-6,
            options={"mu_init": 1e-2, "constr_mult_init_max": 0.0},
            max_iterations=options.iterations,
        )
        per_iteration.append((spent() - began) / solution.iterations)
    return {
        "seconds": per_iteration,
        "build_seconds": build,
        "mesh": settings.mesh,
        "iterations": solution.iterations,
        "variables": problem.size,
        "constraints": problem.lower_rows.size,
        "jacobian_nonzeros": problem.functions.jacobian_pattern.nonzeros,
        "hessian_nonzeros": problem.functions.hessian_pattern.nonzeros,
        **meter.report(),
    }


def functions(options: argparse.Namespace, meter: Meter) -> dict[str, Any]:
    """The functions of all intervals, by CasADi's virtual machine and by lanes, turn by turn."""
    settings = Settings(mesh=options.mesh)
    body, task = runner_body(_runner(), settings), Run(SPEED)
    problem = program_for(body, task, settings.mesh).posed(task, body)
    x = first_variables(problem, task.guess(body))
    p = problem.parameters(body, settings, task)
    own = np.tile(p[: problem.interval.parameters.size, None], problem.intervals)
    known = [(x[problem.ends.index] * problem.ends.sign).T, [problem.shares], own]
    results: dict[str, Any] = {"seconds": []}
    for label, name in POINT_FUNCTIONS.items():
        lanes = problem.interval.functions[name]
        casadi = by_casadi(problem.interval.functions.symbols.function(name)[0])
        lacking = sum(lanes.arguments) - sum(len(part) for part in known)
        values = np.vstack([*known, np.ones((lacking, problem.intervals))])
        times: dict[str, list[float]] = {"casadi": [], "lanes": []}
        for _ in range(1 + TURNS):
            for kind, function in (("casadi", casadi), ("lanes", lanes)):
                began = time.process_time()
                function.at(values)
                times[kind].append(time.process_time() - began)
        medians = {kind: statistics.median(of_it[1:]) for kind, of_it in times.items()}
        results[label] = medians | {"ratio": medians["casadi"] / medians["lanes"]}
        results["seconds"].append(medians["lanes"])
    return results


def from_near(options: argparse.Namespace, meter: Meter) -> dict[str, Any]:
    """Re-solves from near by, by Newton's method and by IPOPT."""
    cases = near(_runner(), options.mesh)
    return {"seconds": [case["newton"]["seconds"] for case in cases.values()], "cases": cases}


def own_body(options: argparse.Namespace, meter: Meter) -> dict[str, Any]:
    """Other bodies' runs and sprints, by Newton's method and by IPOPT."""
    cases = own_bodies(options.mesh)
    return {"seconds": [case["newton"]["seconds"] for case in cases.values()], "cases": cases}


def start(options: argparse.Namespace, meter: Meter) -> dict[str, Any]:
    """CPU seconds from the start of the program to IPOPT's first iteration of a run."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"HILLRUNNER_CACHE": folder}
        command = [sys.executable, "-c", TO_FIRST_ITERATION, str(RUNNER), str(options.mesh)]
        seconds = [
            float(
                subprocess.run(
                    command, check=True, capture_output=True, text=True, env=environment
                ).stdout
            )
            for _ in range(1 + options.repeats)
        ]
    return {"seconds": seconds[1:], "without_cache": seconds[0]}


MEASUREMENTS: dict[str, Callable[[argparse.Namespace, Meter], dict[str, Any]]] = {
    "cold": cold,
    **dict.fromkeys(WHAT_IFS, muscle),
    "warm-speed": warm_speed,
    "prices": price,
    "prices-energy": price,
    "prices-sprint": price,
    "first-answer": first_answer,
    "whatif-command": whatif_command,
    "sprint": sprint,
    "design": spread,
    "functions": functions,
    "near": from_near,
    "own-body": own_body,
    "start": start,
    "mesh": mesh,
}


def main() -> int:
    """Measure what the arguments name; exit code 0 even where a solve failed, saying so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=MEASUREMENTS)
    parser.add_argument("--mesh", type=int, required=True)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--iterations", type=int, default=30)
    parser.add_argument("--time-limit", type=float, default=900.0, help="s, for each solve")
    parser.add_argument("--start", type=Path, help="motion that warm re-solves begin with")
    parser.add_argument("--save", type=Path, help="where to save the motion of a cold solve")
    options = parser.parse_args()
    meter = Meter()
    began = time.perf_counter()
    result: dict[str, Any] = {"shipped_motions": len(shipped()), "status": "converged"}
    try:
        result |= MEASUREMENTS[options.name](options, meter)
        result["median"] = statistics.median(result["seconds"])
    except SolveError as error:
        result |= {"status": getattr(error.status, "name", "FAILED").lower(), "why": str(error)}
    result |= {"child_seconds": time.perf_counter() - began, "peak_memory_gb": peak_memory()}
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    sys.exit(main())
