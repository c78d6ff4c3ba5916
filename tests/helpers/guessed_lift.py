"""A lift as it is first guessed, as a motion: kinematics are smooth, forces hold nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hillrunner import Motion, Runner
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.motion.solved import Solved, Status
from hillrunner.settings import Settings
from hillrunner.solve.guess import first_variables
from hillrunner.solve.ipopt import Solution
from hillrunner.solve.program import program_for
from hillrunner.solve.record import motion_of
from hillrunner.tasks.lift import Lift


def guessed_lift(task: Lift, mesh: int = 40) -> Motion:
    """The motion; whoever uses it knows that no solver made it."""
    runner, settings = Runner(height=1.795, mass=75.0), Settings(mesh=mesh)
    body = runner_body(runner, settings)
    problem = program_for(body, task, mesh).posed(task, body)
    free = replace(problem, waypoints=())  # what is cut off at a moment is no movement
    x = first_variables(free, task.guess(body))
    rows, bounds = np.zeros(len(problem.lower_rows)), np.zeros(len(x))
    made_up = Solution(Status.CONVERGED, x, rows, bounds, 0.0, 0.0, "", 0, 0.0)
    solved = Solved(
        name="ipopt",
        iterations=0,
        solve_time=0.0,
        objective=0.0,
        residual=0.0,
        started_from="made up",
        starts_tried=1,
        starts_agreed=1,
    )
    return motion_of(problem, made_up, runner, body, settings, task, solved)
