"""Another program beside ours: the same planar model, speed, mesh and first guess, in one run.

    python benchmarks/peers.py 2D_gait.osim [--speed 3.5] [--mesh 50] [--limit 600] [--json FILE]

The peer is OpenSim's Moco, in the Python that HILLRUNNER_OPENSIM_PYTHON names; it is skipped with a
word where there is none. The model is that of Moco's own walking example, which its examples bring.
Both solve half a stride, mirrored, on ``mesh`` intervals, one after the other on one core, from
our first guess (angles and speeds of the mean running pattern of people, quiet muscles). Moco is
stopped after ``limit`` seconds of CPU time.

They are programs on one skeleton, not one problem: Moco takes the model's rigid tendons, its sum of
cubed excitations per metre, derivatives by differences and a tolerance of 1e-4 (all as in its
example, trapezoids for our midpoints); hillrunner takes elastic tendons, its own effort, exact
derivatives and a tolerance of 1e-5.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from hillrunner import Run, Runner, simulate
from hillrunner.errors import SolveError
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.model.opensim.importing import import_opensim
from hillrunner.settings import Settings
from hillrunner.solve.guess import first_variables
from hillrunner.solve.program import program_for

PYTHON = "HILLRUNNER_OPENSIM_PYTHON"
HERE = Path(__file__).parent
RUNNER = Runner(height=1.70, mass=62.2)  # about the model's own: its segments sum to 62.2 kg
MOST = 3000  # iterations of each


def first_guess(body: Body, task: Run, mesh: int) -> dict[str, Any]:
    """Times (s) of the half stride's nodes and every coordinate there (rad, m)."""
    problem = program_for(body, task, mesh).posed(task, body)
    duration, nodes, _ = problem.split(first_variables(problem, task.guess(body)))
    times = duration * np.linspace(0.0, 1.0, len(nodes))
    angles = nodes[:, problem.layout.position]
    values = dict(zip(body.coordinate_names, angles.T.tolist(), strict=True))
    values["pelvis_tx"] = (task.speed * times).tolist()
    return {"speed": task.speed, "times": times.tolist(), "values": values}


def ours(body: Body, task: Run, mesh: int) -> dict[str, Any]:
    """Hillrunner, cold; building the program counts."""
    start = time.process_time()
    settings = Settings(mesh=mesh)
    try:
        motion = simulate(RUNNER, task, body=body, settings=settings, start="cold")
    except SolveError as error:
        return {"converged": False, "cpu": time.process_time() - start, "why": str(error)}
    return {
        "converged": True,
        "cpu": time.process_time() - start,
        "iterations": motion.solver.iterations,
    }


def moco(python: str, model: Path, guess: dict[str, Any], mesh: int, limit: int) -> dict[str, Any]:
    """Moco, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        order = Path(folder) / "order.json"
        order.write_text(json.dumps(guess | {"model": str(model), "mesh": mesh, "most": MOST}))
        done = subprocess.run(
            [python, str(HERE / "moco_planar.py"), str(order), str(limit)],
            cwd=folder,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
    lines = done.stdout.splitlines()
    answer = next((line for line in reversed(lines) if line.startswith('{"converged"')), None)
    if answer is not None:
        found: dict[str, Any] = json.loads(answer)
    elif done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        found = {"converged": False, "cpu": float(limit)}
    else:
        raise SystemExit(
            "Moco failed:\n" + "\n".join((done.stdout + done.stderr).splitlines()[-20:])
        )
    # IPOPT's table is written by the library itself: an iteration a line, its number first.
    counts = [line.split()[0].rstrip("r") for line in lines if len(line.split()) == 10]
    numbers = [int(count) for count in counts if count.isdigit()]
    return found | {"iterations": max(numbers, default=0)}


def told(result: dict[str, dict[str, Any]]) -> list[str]:
    """A line for each, and the ratio."""
    said = []
    for name, one in result.items():
        each = one["cpu"] / max(one.get("iterations", 0), 1)
        word = "converged" if one["converged"] else "did not converge"
        count = one.get("iterations", "?")
        said.append(f"{name:12} {one['cpu']:8.1f} s  {count:>5} iterations of {each:.3f} s  {word}")
    if len(result) == 2:
        first, peer = result.values()
        least = "" if peer["converged"] else "more than "
        each = (peer["cpu"] / max(peer["iterations"], 1)) / (first["cpu"] / first["iterations"])
        said.append(
            f"Moco over hillrunner: {least}{peer['cpu'] / first['cpu']:.0f} times in all, "
            f"{each:.0f} times an iteration"
        )
    return said


def main() -> int:
    """Both, or ours alone where there is no OpenSim."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--speed", type=float, default=3.5)
    parser.add_argument("--mesh", type=int, default=50)
    parser.add_argument("--limit", type=int, default=600, help="CPU seconds that Moco may take")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    python = os.environ.get(PYTHON)
    if not python:
        print(f"skipped: {PYTHON} names no Python with OpenSim, which also reads the model.")
        return 0
    if not options.model.exists():
        print(f"there is no model {options.model}.", file=sys.stderr)
        return 2
    generic, _ = import_opensim(options.model, python=python)
    task = Run(options.speed)
    body = runner_body(RUNNER, Settings(mesh=options.mesh), generic)
    guess = first_guess(body, task, options.mesh)
    result = {"hillrunner": ours(generic, task, options.mesh)}
    result["Moco"] = moco(python, options.model.resolve(), guess, options.mesh, options.limit)
    print("\n".join(told(result)))
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
