"""The solved motions that ship with the package."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

from hillrunner.errors import MotionError
from hillrunner.motion.motion import Motion
from hillrunner.tasks.known import task_from
from hillrunner.tasks.task import Task


def _folder() -> Traversable:
    return resources.files("hillrunner.motion") / "data"


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Task]:
    """The runs and sprints that ship with the package: the task of each, by file name."""
    return _index("shipped.json")


@lru_cache(maxsize=1)
def shipped_lifts() -> Mapping[str, Task]:
    """The lifts that ship with the package: the task of each, by file name."""
    return _index("lifts.json")


def _index(name: str) -> Mapping[str, Task]:
    index = json.loads((_folder() / name).read_text(encoding="utf-8"))
    return {name: task_from(table) for name, table in index.items()}


@lru_cache(maxsize=8)
def load_shipped(name: str) -> Motion:
    """A motion that ships with the package, by file name.

    Raises
    ------
    MotionError
        If none of that name ships.
    """
    there = (*shipped(), *shipped_lifts())
    if name not in there:
        raise MotionError(f"no motion named {name!r} ships; there are {', '.join(there)}.")
    with resources.as_file(_folder() / name) as path:
        return Motion.load(path)


def nearest(task: Task) -> Motion | None:
    """The shipped motion that is the nearest start for a task; None where none is one."""
    distances = {
        name: distance
        for name, other in {**shipped(), **shipped_lifts()}.items()
        if (distance := task.distance(other)) is not None
    }
    return load_shipped(min(distances, key=distances.__getitem__)) if distances else None
