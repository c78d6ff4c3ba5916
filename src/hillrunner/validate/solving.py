"""Solving several motions side by side, each in a process of its own and kept when it is there."""

from __future__ import annotations

import math
import multiprocessing
import queue
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, Literal

from hillrunner.errors import HillrunnerError
from hillrunner.motion import library
from hillrunner.motion.motion import Motion
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.solve.ipopt import Progress
from hillrunner.solve.simulate import simulate
from hillrunner.tasks.tasks import Run, Sprint, task_from

STEPS = {"speed": 0.5, "grade": 0.05}  # largest change between a start and what is solved from it
TIME_LIMIT = 900.0  # s, of one solve, before it is given up
_TELL_EVERY = 10  # iterations
_POLL = 0.2  # s


@dataclass(frozen=True)
class Event:
    """How many solves there will be ("asked"), an iteration, or the end of one.

    ``text`` is the number, the solver's phase, or why it failed; ``label`` says which it is.
    """

    kind: Literal["asked", "iteration", "solved", "failed"]
    text: str
    label: str = ""


Watcher = Callable[[Event], None]


@dataclass(frozen=True)
class Order:
    """A motion to solve, and the file for it."""

    runner: Runner
    task: Run | Sprint
    settings: Settings
    path: Path

    @property
    def label(self) -> str:
        """Who and where, in words."""
        name = f"{self.runner.name}, " if self.runner.name else ""
        grade = f" {100 * self.task.grade:+g} %" if self.task.grade else ""
        what = "sprint" if isinstance(self.task, Sprint) else f"{self.task.speed:g} m/s"
        return f"{name}{what}{grade}"

    def plain(self) -> dict[str, Any]:
        """What a process is sent."""
        return {
            "runner": self.runner.model_dump(mode="json"),
            "task": self.task.model_dump(mode="json"),
            "settings": self.settings.model_dump(mode="json"),
            "path": str(self.path),
        }


def solve_all(orders: Sequence[Order], jobs: int, watch: Watcher) -> Iterator[tuple[Order, str]]:
    """Solve; each order comes back when it ends, with a sentence if it failed.

    With one job, or one order, it is done in this process. Ctrl-C, or leaving the iterator, ends
    the processes; what is in its file by then stays.
    """
    if min(jobs, len(orders)) > 1:
        yield from _side_by_side(orders, jobs, watch)
        return
    for order in orders:
        yield order, _work(order, partial(_iterated, watch, order.label))


def _side_by_side(
    orders: Sequence[Order], jobs: int, watch: Watcher
) -> Iterator[tuple[Order, str]]:
    context = multiprocessing.get_context("spawn")
    told: Any = context.Queue()
    waiting = list(enumerate(orders))
    running: dict[int, SpawnProcess] = {}
    ends: dict[int, str] = {}

    def listen(timeout: float) -> bool:
        try:
            number, ended, text = told.get(timeout=timeout)
        except queue.Empty:
            return False
        if ended:
            ends[number] = text
        else:
            _iterated(watch, orders[number].label, text)
        return True

    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                number, order = waiting.pop(0)
                process = context.Process(
                    target=_apart, args=(number, order.plain(), told), daemon=True
                )
                with _ctrl_c_ignored():  # so that the process ignores it from its first moment
                    process.start()
                running[number] = process
            listen(_POLL)
            over = [n for n, process in running.items() if process.exitcode is not None]
            while over and listen(_POLL):
                pass  # what an ended process said last may still be on its way
            for number in over:
                code = running.pop(number).exitcode
                why = f"the process that solved it ended with code {code}."
                yield orders[number], ends.pop(number, why)
    finally:
        for process in running.values():
            process.terminate()
        for process in running.values():
            process.join()


@contextmanager
def _ctrl_c_ignored() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread handles signals
        return
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)


def _apart(number: int, plain: dict[str, Any], told: Any) -> None:
    """In a process of its own, which leaves Ctrl-C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    order = Order(
        Runner(**plain["runner"]),
        task_from(plain["task"]),
        Settings(**plain["settings"]),
        Path(plain["path"]),
    )

    def tell(text: str) -> None:
        told.put((number, False, text))

    told.put((number, True, _work(order, tell)))


def _iterated(watch: Watcher, label: str, text: str) -> None:
    watch(Event("iteration", text, label))


def _work(order: Order, tell: Callable[[str], None]) -> str:
    """Solve one order and save the motion; a sentence if that failed."""

    def watch(progress: Progress) -> None:
        if progress.iteration % _TELL_EVERY == 0:
            tell(f"{progress.phase}, iteration {progress.iteration}")

    try:
        _reach(order, watch).save(order.path)
    except HillrunnerError as error:
        return str(error)
    return ""


def _reach(order: Order, watch: Callable[[Progress], None]) -> Motion:
    """Solve from the nearest shipped motion, in equal steps where that is far away."""
    motion = library.nearest(order.runner, order.task)
    tasks: list[Run | Sprint] = [order.task]
    if motion is not None and isinstance(order.task, Run):
        tasks = [*between(Run(motion.speed, motion.grade), order.task)]
    for task in tasks:
        motion = simulate(
            order.runner,
            task,
            start=motion,
            settings=order.settings,
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
