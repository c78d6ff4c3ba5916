"""The solves of a long run: how many are left, and those of an earlier try that are kept."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hillrunner import __version__
from hillrunner.errors import MotionError
from hillrunner.fatigue.march import Solve
from hillrunner.motion.motion import Motion
from hillrunner.tasks.at_speed import AtSpeed

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Ahead:
    """How far a long run is.

    Attributes
    ----------
    done, total
        Solves; more are needed than planned where a speed is given up.
    left
        s that the others will take, by those that were solved; None before the first.
    """

    done: int
    total: int
    left: float | None


Watch = Callable[[Ahead], None]


class Solves:
    """Solves runs, or takes them from a folder in which an earlier try left them.

    What is kept is found by all that it depends on: body and objective of the run it starts from,
    what its muscles keep, task, settings and hillrunner's version. A file that cannot be read is
    solved again.

    Parameters
    ----------
    solve
        How a run is solved from the last one.
    folder
        Where solved runs are kept, made with the first of them; nothing is kept without one.
    watch
        Called before every solve.
    """

    def __init__(
        self, solve: Solve, folder: Path | None = None, watch: Watch | None = None
    ) -> None:
        self._solve, self._folder, self._watch = solve, folder, watch
        self._done, self._total = 0, 0
        self._solved, self._spent = 0, 0.0

    def plan(self, more: int) -> None:
        """Say that as many more solves will be needed."""
        self._total += more

    def __call__(self, last: Motion, task: AtSpeed, kept: Array) -> Motion:
        """As ``solve``."""
        if task == last.task and (kept == 1.0).all():
            return last
        of = (
            last.body_hash,
            repr(last.solver.objective),
            kept.tobytes().hex(),
            task.model_dump_json(),
            last.settings.model_dump_json(),
        )
        return self.once(of, lambda: self._solve(last, task, kept))

    def once(self, of: tuple[str, ...], solve: Callable[[], Motion]) -> Motion:
        """A motion that depends on ``of`` alone."""
        key = hashlib.sha256("\n".join([__version__, *of]).encode()).hexdigest()[:16]
        path = None if self._folder is None else self._folder / f"{key}.nc"
        motion = None if path is None else _kept(path)
        if motion is None:
            self._tell()
            began = time.monotonic()
            motion = solve()
            self._spent += time.monotonic() - began
            self._solved += 1
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                motion.save(path)
        self._done += 1
        return motion

    def _tell(self) -> None:
        if self._watch is None:
            return
        total = max(self._total, self._done + 1)
        left = (total - self._done) * self._spent / self._solved if self._solved else None
        self._watch(Ahead(self._done, total, left))


def _kept(path: Path) -> Motion | None:
    with suppress(MotionError):
        if path.exists():
            return Motion.load(path)
    return None
