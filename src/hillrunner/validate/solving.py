"""The job of solving one motion of a validation and leaving it in a file."""

from __future__ import annotations

import math
from pathlib import Path

from hillrunner.batch.job import Job, Plain, Tell
from hillrunner.batch.telling import iterations
from hillrunner.motion import library
from hillrunner.motion.motion import Motion
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.solve.ipopt import Watcher
from hillrunner.solve.simulate import runner_body, simulate
from hillrunner.tasks.tasks import Run, Sprint, task_from

STEPS = {"speed": 0.5, "grade": 0.05}  # largest change between a start and what is solved from it
TIME_LIMIT = 900.0  # s, of one solve, before it is given up


def motion_job(
    name: str, runner: Runner, task: Run | Sprint, settings: Settings, path: Path
) -> Job:
    """The job of solving a motion, which is then in the file ``path``.

    It depends on the runner's body, the task and the settings; who runs has a body, and a name that
    does not matter.
    """
    how = {"task": task.model_dump(mode="json"), "settings": settings.model_dump(mode="json")}
    return Job(
        name,
        solve_motion,
        {"runner": runner.model_dump(mode="json"), **how, "path": str(path)},
        keeps=(path,),
        depends_on={"body": runner_body(runner, settings).hash, **how},
    )


def solve_motion(order: Plain, tell: Tell) -> Plain:
    """Solve a motion and save it; returns what the solver reports.

    Raises
    ------
    SolveError
        If it does not converge.
    """
    runner, settings = Runner(**order["runner"]), Settings(**order["settings"])
    motion = _reach(runner, task_from(order["task"]), settings, iterations(tell))
    path = Path(order["path"])
    path.parent.mkdir(parents=True, exist_ok=True)
    motion.save(path)
    solver: Plain = motion.solver.model_dump(mode="json")
    return solver


def _reach(runner: Runner, goal: Run | Sprint, settings: Settings, watch: Watcher) -> Motion:
    """Solve from the nearest shipped motion, in equal steps where that is far away."""
    motion = library.nearest(runner, goal)
    tasks: list[Run | Sprint] = [goal]
    if motion is not None and isinstance(goal, Run):
        tasks = [*between(Run(motion.speed, motion.grade), goal)]
    for task in tasks:
        motion = simulate(
            runner,
            task,
            start=motion,
            settings=settings,
            time_limit=TIME_LIMIT,
            progress=watch,
        )
    assert motion is not None
    return motion


def between(start: Run, goal: Run) -> list[Run]:
    """The goal, and before it what is to be solved on the way."""
    far = {name: getattr(goal, name) - getattr(start, name) for name in STEPS}
    steps = max(1, *(math.ceil(abs(far[name]) / STEPS[name] - 1e-6) for name in STEPS))
    return [
        Run(**{name: getattr(start, name) + far[name] * i / steps for name in STEPS})
        for i in range(1, steps)
    ] + [goal]
