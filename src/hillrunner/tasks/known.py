"""Tasks by the name that files know them by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from pydantic_core import PydanticUndefined

from hillrunner.checks import unknown_name
from hillrunner.errors import TaskError
from hillrunner.tasks.task import Task

# a module each, of that name
BUILT_IN = (
    "run",
    "sprint",
    "track",
    "own_run",
    "squat",
    "deadlift",
    "calf_raise",
    "split_squat",
    "lunge",
    "step_up",
    "seated_calf_raise",
    "hip_thrust",
)


def task_from(table: Mapping[str, Any]) -> Task:
    """The task of a table as ``model_dump`` gives it: a built-in one, or any imported subclass.

    Raises
    ------
    TaskError
        If no task has that kind, or it does not allow what the table says.
    """
    kind = str(table.get("kind"))
    if kind in BUILT_IN:
        import_module(f"hillrunner.tasks.{kind}")
    known = {task.model_fields["kind"].default: task for task in _final(Task)}
    if kind not in known:
        raise TaskError(unknown_name("kind of task", kind, kind, {*BUILT_IN, *known}))
    return known[kind](**table)


def _final(task: Any) -> Iterator[type[Task]]:
    """The classes of tasks that have a kind of their own."""
    for child in task.__subclasses__():
        if child.model_fields["kind"].default is not PydanticUndefined:
            yield child
        yield from _final(child)
