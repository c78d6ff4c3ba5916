"""Do cold starts agree? The same run from several first guesses, none of them a solved motion.

Says how many converged, how many of those lie within 1 % of the best, and how far the costs
spread. Writes ``results/starts.json`` and ``results/starts.md`` after each start; an interrupted
study goes on where it stopped.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from pathlib import Path
from typing import Any

import common
import numpy as np

from hillrunner import Run
from hillrunner.batch.job import Done, Job, Plain, Tell
from hillrunner.batch.run import run
from hillrunner.batch.store import Store
from hillrunner.batch.telling import iterations
from hillrunner.errors import SolveError
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.motion.solved import Status
from hillrunner.settings import Settings
from hillrunner.solve.attempts import Attempts
from hillrunner.solve.program import program_for
from hillrunner.solve.record import motion_of
from hillrunner.solve.simulate import AGREE


def one_start(order: Plain, tell: Tell) -> Plain:
    """One cold start: how it ended and, if it converged, every measured row.

    ``simulate(starts=...)`` tells only of its best start, so this goes through its parts.

    Raises
    ------
    SolveError
        If the time limit came first.
    """
    runner, task, settings = (
        common.example_runner(),
        Run(**order["task"]),
        Settings(**order["settings"]),
    )
    body = runner_body(runner, settings)
    problem = program_for(body, task, settings.mesh).posed(task, body)
    began = time.perf_counter()
    deadline = began + order["time_limit"]
    solver = Attempts(problem, runner, body, settings, task, deadline, iterations(tell))
    trial = solver.cold(order["variant"])
    solution = trial.solution
    if solution.status is Status.TIME:  # says nothing of the start, and is not to be kept
        raise SolveError(solution.status.sentence, solution.status)
    figures: Plain = {
        "variant": order["variant"],
        "status": solution.status.word,
        "seconds": time.perf_counter() - began,
        "iterations": trial.iterations,
        "objective": solution.objective if math.isfinite(solution.objective) else None,
        "residual": solution.residual if math.isfinite(solution.residual) else None,
        "rows": {},
    }
    if solution.status is Status.CONVERGED:
        told = trial.told("cold", 1, 1, figures["seconds"])
        motion = motion_of(problem, solution, runner, body, settings, task, told)
        figures["rows"] = common.rows(motion)
    return figures


def _without_end(done: Done) -> Plain:
    """The figures of a start that was given up."""
    status = getattr(done.error, "status", None)
    return {
        "variant": done.job.order["variant"],
        "status": status.word if isinstance(status, Status) else str(done.error),
        "seconds": done.seconds,
        "iterations": None,
        "objective": None,
        "residual": None,
        "rows": {},
    }


def summary(tried: list[dict[str, Any]]) -> dict[str, Any]:
    """How many starts converged and agreed, and the spread of objective and cost."""
    good = [start for start in tried if start["rows"]]
    if not good:
        return {"tried": len(tried), "converged": 0, "agreed": 0}
    objective = np.array([start["objective"] for start in good])
    cost = np.array([start["rows"]["cost_of_transport"] for start in good])
    near = objective / objective.min() - 1.0 < AGREE
    return {
        "tried": len(tried),
        "converged": len(good),
        "agreed": int(near.sum()),
        "objective_best": float(objective.min()),
        "objective_spread": float(np.ptp(objective) / objective.min()),
        "cost_min": float(cost.min()),
        "cost_max": float(cost.max()),
        "cost_sd": float(cost.std()),
        "cost_spread_of_agreeing": float(np.ptp(cost[near]) / cost[near].min()),
    }


def report(tried: list[dict[str, Any]]) -> str:
    """Table of starts, and a sentence."""
    shown = ("cost_of_transport", "cadence", "contact_time", "peak_vertical_force")
    table = common.markdown(
        ["start", "status", "objective", *shown, "iterations", "s"],
        [
            [
                start["variant"],
                start["status"],
                start["objective"] if start["rows"] else None,
                *(start["rows"].get(key) for key in shown),
                start["iterations"],
                round(start["seconds"]),
            ]
            for start in tried
        ],
    )
    told = summary(tried)
    sentence = f"{told['converged']} of {told['tried']} cold starts converged"
    if told["converged"]:
        sentence += (
            f"; {told['agreed']} within {AGREE:.0%} of the best objective. Objective spreads over "
            f"{told['objective_spread']:.2%}, cost over {told['cost_min']:.3f} to "
            f"{told['cost_max']:.3f} J/kg/m (SD {told['cost_sd']:.3f})"
        )
    return f"{table}\n\n{sentence}."


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--starts", type=int, default=5, help="cold starts (default 5)")
    parser.add_argument("--speed", type=float, default=common.SPEED, help="m/s (default 3.5)")
    parser.add_argument("--mesh", type=int, help="intervals (default: the settings')")
    parser.add_argument("--settings", type=Path, help="JSON file instead of the default settings")
    parser.add_argument("--time-limit", type=float, default=600.0, help="s, for each start")
    parser.add_argument("--jobs", type=int, default=1, help="starts at a time, one core each")
    options = parser.parse_args()

    task = Run(options.speed)
    settings = common.load_settings(options.settings)
    if options.mesh:
        settings = settings.changed(mesh=options.mesh)
    how = {"task": task.model_dump(mode="json"), "settings": settings.model_dump(mode="json")}
    jobs = [
        Job(f"start {i}", one_start, how | {"variant": i, "time_limit": options.time_limit})
        for i in range(options.starts)
    ]
    tried: list[dict[str, Any]] = []
    store = Store(common.RESULTS / "starts")
    for done in run(jobs, store=store, count=options.jobs, watch=common.note_job):
        tried.append(done.result or _without_end(done))
        tried.sort(key=lambda start: start["variant"])
        common.keep("starts", report(tried), how | {"summary": summary(tried), "starts": tried})
    print(report(tried))
    return 0 if any(start["rows"] for start in tried) else 1


if __name__ == "__main__":
    sys.exit(main())
