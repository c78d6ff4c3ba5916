"""Live progress on standard error."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Protocol, TextIO

from hillrunner.batch.run import Event, Planned, Running
from hillrunner.tell.words.clock import clock

REDRAW = 0.1  # s between redraws of the line on a terminal
SPARSE = 10.0  # s between lines elsewhere


class Step(Protocol):
    """What the solver reports at every iteration."""

    @property
    def phase(self) -> str: ...
    @property
    def iteration(self) -> int: ...
    @property
    def residual(self) -> float: ...
    @property
    def elapsed(self) -> float: ...


class Ahead(Protocol):
    """How many solves were done of how many, and how long (s) the others may take."""

    @property
    def done(self) -> int: ...
    @property
    def total(self) -> int: ...
    @property
    def left(self) -> float | None: ...


class ProgressLine:
    """One line, rewritten on a terminal; now and then a line where there is none.

    Use it as a context manager, so that the line is gone when the work ends, however it ends.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._began = time.monotonic()
        self._told = float("-inf")
        self._phase = ""
        self._ahead = ""

    def ahead(self, far: Ahead) -> None:
        """Say how many solves there are, and how long they may take, before what comes."""
        left = "" if far.left is None else f", about {clock(far.left)} left"
        self._ahead = f"run {far.done + 1} of {max(far.total, far.done + 1)}{left}: "
        self._phase = ""

    def __call__(self, step: Step) -> None:
        now = time.monotonic()
        due = now - self._told >= (REDRAW if self._live else SPARSE)
        if not due and step.phase == self._phase:
            return
        self._told, self._phase = now, step.phase
        text = (
            f"{self._ahead}{step.phase}: iteration {step.iteration}, residual {step.residual:.1e}, "
            f"{now - self._began:.0f} s"
        )
        self._stream.write(f"\r\x1b[K{text}" if self._live else f"{text}\n")
        self._stream.flush()

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


class JobLines:
    """A line on standard error for each of many jobs that ends, and how long the rest may take.

    Jobs that go on say now and then how far they are.

    Parameters
    ----------
    what
        What the jobs are, as in ``motions to solve``.
    ended
        What has become of one that went well, as in ``solved``.
    """

    def __init__(self, what: str, ended: str = "done", stream: TextIO | None = None) -> None:
        self._what, self._ended = what, ended
        self._stream = stream or sys.stderr
        self._last: dict[str, float] = {}

    def __call__(self, event: Event) -> None:
        if isinstance(event, Planned):
            kept = f", {event.kept} are there" if event.kept else ""
            if event.waiting:
                self._say(f"{event.waiting} {self._what}{kept}")
        elif isinstance(event, Running):
            now, name = time.monotonic(), event.job.name
            if now - self._last.setdefault(name, now) >= SPARSE:
                self._last[name] = now
                self._say(f"{name}: {event.text}")
        else:
            error = event.done.error
            end = self._ended if error is None else f"given up: {str(error).rstrip('.')}"
            rest = f", about {event.left:.0f} s left" if event.ended < event.total else ""
            place = f"[{event.ended}/{event.total}] {event.done.job.name}"
            self._say(f"{place}: {end} ({event.spent:.0f} s{rest})")

    def _say(self, text: str) -> None:
        print(text, file=self._stream, flush=True)
