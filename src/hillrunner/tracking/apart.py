"""Several strides at a time, each in a process of its own, all from one that is solved."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from hillrunner.batch.job import Job, Plain, Tell
from hillrunner.batch.motions import motions_of
from hillrunner.batch.telling import iterations
from hillrunner.model.body.model import Body
from hillrunner.motion.motion import Motion
from hillrunner.settings import Settings
from hillrunner.solve.simulate import simulate
from hillrunner.tasks.track import Track


def followed_apart(
    first: Motion,
    tasks: Sequence[Track],
    body: Body,
    settings: Settings,
    time_limit: float | None,
    jobs: int,
) -> list[Motion]:
    """The motions of ``tasks``, in their order, from ``first``, a stride of the same runner.

    Raises
    ------
    SolveError
        If one was not found.
    """
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        start = str(first.save(scratch / "first.nc"))
        body.save(scratch / "body.json")
        each = [
            Job(
                f"stride {number}",
                follow,
                {
                    "start": start,
                    "body": str(scratch / "body.json"),
                    "task": task.model_dump(mode="json"),
                    "settings": settings.model_dump(mode="json"),
                    "time_limit": time_limit,
                    "path": str(scratch / f"{number}.nc"),
                },
            )
            for number, task in enumerate(tasks, start=2)
        ]
        return motions_of(each, jobs)


def follow(order: Plain, tell: Tell) -> Plain:
    """In a process of its own: one stride from and to files."""
    start = Motion.load(order["start"])
    motion = simulate(
        start.runner,
        Track(**order["task"]),
        body=Body.load(order["body"]),
        start=start,
        settings=Settings(**order["settings"]),
        time_limit=order["time_limit"],
        progress=iterations(tell),
    )
    return {"path": str(motion.save(order["path"]))}
