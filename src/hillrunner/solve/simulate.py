"""The only door to the solver: a runner and a task in, a solved Motion out."""

from __future__ import annotations

import time
from typing import Literal

from hillrunner.errors import SolveError, TaskError
from hillrunner.interruption import ctrl_c_noted
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.motion import library
from hillrunner.motion.motion import Motion
from hillrunner.motion.solved import Status
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.solve.attempts import Attempts, Trial
from hillrunner.solve.ipopt import Solution, Watcher
from hillrunner.solve.program import program_for
from hillrunner.solve.record import motion_of
from hillrunner.solve.warm_start import check_start
from hillrunner.tasks.task import Task

AGREE = 0.01  # relative difference of objectives below which two starts found the same optimum


@ctrl_c_noted()
def simulate(
    runner: Runner,
    task: Task,
    *,
    start: Motion | Literal["nearest", "cold"] = "nearest",
    starts: int = 1,
    body: Body | None = None,
    mesh: int | None = None,
    settings: Settings | None = None,
    time_limit: float | None = None,
    progress: Watcher | None = None,
) -> Motion:
    """Compute how a runner does what a task asks for: runs, sprints or squats.

    Parameters
    ----------
    runner, task
        Who moves, and what is asked: a :class:`~hillrunner.tasks.run.Run` at a speed, a
        :class:`~hillrunner.tasks.sprint.Sprint`, whose speed is part of the answer, a
        :class:`~hillrunner.tasks.squat.Squat`, or any other :class:`~hillrunner.tasks.task.Task`.
    start
        ``"nearest"``: the nearest motion that ships with the package, and where that leads to no
        solution, or none is near, or another ``body`` is given, as cold. ``"cold"``: the task's
        own first guess alone. A motion: that one and nothing else.
    starts
        Independent cold starts to compare; the best is returned, and the motion tells how many
        agreed with it. More than one needs ``start="cold"``.
    body
        A generic body to scale to the runner; the default body if not given.
    mesh
        Intervals per step, or per way of a lift; the settings' value if not given.
    settings
        Effort, contact, muscles and solver settings.
    time_limit
        Seconds until the solve is given up.
    progress
        Called with a :class:`~hillrunner.solve.ipopt.Progress` at every iteration.

    Returns
    -------
    A converged motion.

    Raises
    ------
    SolveError
        If no start converged, or the solution is not what the task must be; ``status`` tells how
        it ended.
    TaskError
        If the body cannot do what is asked, or ``starts`` does not go with ``start``.
    MotionError
        If the starting motion belongs to a different body.
    KeyboardInterrupt
        If Ctrl-C was pressed.
    """
    if starts != 1 and start != "cold":
        raise TaskError(f"starts is {starts}, but cold starts are compared with start='cold' only.")
    if starts < 1:
        raise TaskError(f"starts is {starts}, but must be at least 1.")
    settings = settings or Settings()
    if mesh is not None:
        settings = settings.changed(mesh=mesh)
    began = time.perf_counter()
    deadline = None if time_limit is None else began + time_limit
    running = runner_body(runner, settings, body)
    problem = program_for(running, task, settings.mesh).posed(task, running)
    problem.functions.prepare()
    solver = Attempts(problem, runner, running, settings, task, deadline, progress)

    trials: list[Trial] = []
    origin = "cold"
    first = start if isinstance(start, Motion) else None
    if start == "nearest" and body is None:
        first = library.nearest(task, runner)
    if first is not None:
        check_start(first, running)
        origin = f"{'motion' if first is start else 'shipped motion'}: {first.label}"
        trials.append(solver.warm(first))
    if not _converged(trials) and not isinstance(start, Motion):
        for attempt in range(max(starts, task.cold_tries)):
            if len(_converged(trials)) >= starts or solver.out_of_time():
                break
            origin = "cold"
            trials.append(solver.cold(attempt))

    good = _converged(trials)
    if not trials:
        raise SolveError("The time limit came before the first try began. Allow more time.")
    if not good:
        last = trials[-1].solution
        raise SolveError(_failure(last), status=last.status)
    best = min(good, key=lambda t: t.solution.objective)
    agreed = sum(abs(t.solution.objective / best.solution.objective - 1.0) < AGREE for t in good)
    solved = best.told(origin, len(trials), agreed, time.perf_counter() - began)
    motion = motion_of(problem, best.solution, runner, running, settings, task, solved)
    complaint = task.complaint(motion.data)
    if complaint is not None:
        raise SolveError(complaint, status=Status.INFEASIBLE)
    return motion


def _converged(trials: list[Trial]) -> list[Trial]:
    return [t for t in trials if t.solution.status is Status.CONVERGED]


def _failure(solution: Solution) -> str:
    status = solution.status
    where = ""
    if solution.residual > 1e-3:
        where = f" The worst equation is the {solution.worst_row}."
    return f"{status.sentence}{where} {status.remedy}".strip()
