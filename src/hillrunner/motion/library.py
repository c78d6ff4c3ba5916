"""The solved motions that ship with the package."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from hillrunner.errors import MotionError
from hillrunner.motion.motion import Motion
from hillrunner.person.runner import Runner
from hillrunner.tasks.known import task_from
from hillrunner.tasks.task import Task

OTHER_SEX = 0.2  # as far from a runner as a fifth more mass: a choice, which moves only the start


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


@lru_cache(maxsize=1)
def shipped_bodies() -> Mapping[str, tuple[Runner, Task]]:
    """Motions of other runners than the one of all the others, from which bodies start for which
    that one's is too far away: who does what, by file name."""
    index = _table("bodies.json")
    return {n: (Runner(**row["runner"]), task_from(row["task"])) for n, row in index.items()}


def _index(name: str) -> Mapping[str, Task]:
    return {name: task_from(table) for name, table in _table(name).items()}


def _table(name: str) -> dict[str, Any]:
    table: dict[str, Any] = json.loads((_folder() / name).read_text(encoding="utf-8"))
    return table


@lru_cache(maxsize=8)
def load_shipped(name: str) -> Motion:
    """A motion that ships with the package, by file name.

    Raises
    ------
    MotionError
        If none of that name ships.
    """
    there = (*shipped(), *shipped_lifts(), *shipped_bodies())
    if name not in there:
        raise MotionError(f"no motion named {name!r} ships; there are {', '.join(there)}.")
    with resources.as_file(_folder() / name) as path:
        return Motion.load(path)


def nearest(task: Task, runner: Runner | None = None) -> Motion | None:
    """The shipped motion that is the nearest start for a task; None where none is one.

    Of several that are as near, it is the one whose runner is most like ``runner``, in height, mass
    and sex; and where none is given, the one of whom all runs and lifts are.
    """
    distances = {
        name: distance
        for name, other in {**shipped(), **shipped_lifts()}.items()
        if (distance := task.distance(other)) is not None
    }
    if not distances:
        return None
    found = load_shipped(min(distances, key=distances.__getitem__))
    if runner is None:
        return found
    alike = {n: who for n, (who, does) in shipped_bodies().items() if does == found.task}
    apart = {name: _apart(runner, who) for name, who in alike.items()}
    name = min(apart, key=apart.__getitem__, default=None)
    if name is None or apart[name] >= _apart(runner, found.runner):
        return found
    return load_shipped(name)


def _apart(one: Runner, other: Runner) -> float:
    """How far apart two bodies are, about as a share of size."""
    size = abs(math.log(one.height / other.height)) + abs(math.log(one.mass / other.mass))
    return size + (OTHER_SEX if one.sex != other.sex else 0.0)
