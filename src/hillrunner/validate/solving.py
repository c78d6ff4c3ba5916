"""Solving several motions side by side, each in a process of its own and kept when it is there."""

from __future__ import annotations

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

from hillrunner.errors import HillrunnerError, SolveError
from hillrunner.motion import library
from hillrunner.motion.motion import Motion
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.solve.continuation import reach
from hillrunner.solve.ipopt import Progress
from hillrunner.solve.simulate import simulate
from hillrunner.tasks.known import task_from
from hillrunner.tasks.task import Task

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
    task: Task
    settings: Settings
    path: Path

    @property
    def label(self) -> str:
        """Who and where, in words."""
        name = f"{self.runner.name}, " if self.runner.name else ""
        return f"{name}{self.task.label}"

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
    """Solve from the nearest shipped motion, by halves where that is far away; cold at the last."""
    motion = library.nearest(order.task)
    how = {"settings": order.settings, "time_limit": TIME_LIMIT, "progress": watch}
    if motion is not None:
        try:
            return reach(motion, order.runner, order.task, **how)  # type: ignore[arg-type]
        except SolveError:
            pass
    return simulate(order.runner, order.task, start="cold", **how)  # type: ignore[arg-type]
