"""Quick work in the place of a study's solves, where other processes can import it."""

from __future__ import annotations

import os
import time
from pathlib import Path

from hillrunner.errors import SolveError
from hillrunner.motion.solved import Status
from hillrunner.person.muscle_change import MuscleChange
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.tasks.run import Run


def made_up(order, tell):
    """Numbers that follow from the order in closed form; no run above 4.4 m/s is found.

    The cost is 2 + 0.01 per kilogram - 0.5 per (m/s - 3), times the factor on all muscle; the knee
    bears 5 body weights, and 1 less on the left where the left glutes are as weak as 0.7.
    """
    runner, task, _ = Runner(**order["runner"]), Run(**order["task"]), Settings(**order["settings"])
    if task.speed > 4.4:
        raise SolveError("no way there.", Status.INFEASIBLE)
    tell(f"running at {task.speed:g} m/s")

    def numbers(factor):
        cost = (2.0 + 0.01 * runner.mass - 0.5 * (task.speed - 3.0)) * factor
        knee = 5.0 * runner.mass * 9.81
        left = knee * (1.0 - (1.0 - runner.strength_of("left:glutes")) / 1.5)
        return {
            "runner": {"cost_of_transport": cost, "cadence": 170.0},
            "legs": {"right": {"knee_contact.peak": knee}, "left": {"knee_contact.peak": left}},
        }

    change = MuscleChange(**order["change"])
    states = {"before": numbers(1.0)}
    if change.places:
        states["after"] = numbers(change.force["all"])
    return {**states, "iterations": 12, "cpu_seconds": 0.5}


def counted(order, tell):
    """As :func:`made_up`, once the folder that the environment names has no file ``hold`` for the
    mass; begin and end are noted there."""
    folder, mass = Path(os.environ["STUDY_WORK"]), f"{order['runner']['mass']:g}"
    _note(folder / f"{mass}.begun")
    while (folder / f"{mass}.hold").exists():
        time.sleep(0.02)
    result = made_up(order, tell)
    _note(folder / f"{mass}.done")
    return result


def _note(path):
    with path.open("a") as file:
        file.write(f"{os.getpid()}\n")
