"""The job of solving one motion of a validation and leaving it in a file."""

from __future__ import annotations

from pathlib import Path

from hillrunner.batch.job import Job, Plain, Tell
from hillrunner.batch.telling import iterations
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.solve.continuation import reach_from_shipped
from hillrunner.tasks.known import task_from
from hillrunner.tasks.task import Task

TIME_LIMIT = 900.0  # s, of one solve, before it is given up


def motion_job(name: str, runner: Runner, task: Task, settings: Settings, path: Path) -> Job:
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
    motion = reach_from_shipped(
        runner,
        task_from(order["task"]),
        settings=settings,
        time_limit=TIME_LIMIT,
        progress=iterations(tell),
    )
    path = Path(order["path"])
    path.parent.mkdir(parents=True, exist_ok=True)
    motion.save(path)
    solver: Plain = motion.solver.model_dump(mode="json")
    return solver
