"""Plausible bodies: what is not known about a runner, varied within published or searched ranges.

The ensemble is a Latin hypercube: each quantity's range is cut into as many parts of equal
probability as there are bodies, and every part is used once (McKay, Beckman & Conover 1979,
10.2307/1268522). Each body is solved in a process of its own, and what was found is kept in a file
of its own, so that the same command goes on where it was interrupted.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import qmc

import hillrunner
from hillrunner.errors import HillrunnerError
from hillrunner.files import whole_file, why_not
from hillrunner.person.runner import ASIDE
from hillrunner.settings import Settings
from hillrunner.worth.answer.bodies import BodyOrder

SEED = 1979  # the ensemble of a number of members is always the same
CONVERGED, FAILED = "converged", "not converged"
_POLL = 0.5  # s


@dataclass(frozen=True)
class Uncertain:
    """A number that is not known of a person: in which part and field of the settings, and its
    range, taken by its logarithm where ``log``."""

    part: str
    field: str
    low: float
    high: float
    log: bool
    label: str
    unit: str
    source: str

    def at(self, share: float) -> float:
        """The value at a share (0 to 1) of the range."""
        if self.log:
            return float(np.exp((1.0 - share) * np.log(self.low) + share * np.log(self.high)))
        return (1.0 - share) * self.low + share * self.high


_SEARCHED = "range of the calibration (studies/README.md)"
UNCERTAIN: tuple[Uncertain, ...] = (
    Uncertain(
        "muscles",
        "strength",
        1.0,
        1.3,
        False,
        "force per cross-section of muscle",
        "x",
        "1 to the first value of the calibration's range that was tried above it; 1.6 bends the "
        "swing knee too little to be plausible (studies/README.md)",
    ),
    Uncertain(
        "muscles",
        "calf_tendon_strain",
        0.08,
        0.10,
        False,
        "strain of the calf's tendon at maximal force",
        "1",
        f"Arnold 2013, 10.1242/jeb.075697, upper end; {_SEARCHED}",
    ),
    Uncertain(
        "muscles",
        "max_velocity",
        10.0,
        12.0,
        False,
        "maximal shortening velocity of muscle",
        "fibre lengths/s",
        "De Groote 2016, 10.1007/s10439-016-1591-9, to the fast fibres' of Umberger's energy model",
    ),
    Uncertain(
        "contact",
        "stiffness",
        1.0e6,
        3.2e6,
        True,
        "stiffness of shoe, sole and ground",
        "N/m2",
        f"{_SEARCHED}, without its upper end",
    ),
    Uncertain(
        "contact",
        "dissipation",
        1.0,
        2.0,
        False,
        "damping of shoe, sole and ground",
        "s/m",
        f"{_SEARCHED}, without its lower end; Falisse 2019, 10.1098/rsif.2019.0402, has 2",
    ),
    Uncertain("effort", "activation", 90.0, 300.0, True, "avoidance of fatigue", "W/kg", _SEARCHED),
    Uncertain("effort", "actuator", 3.0, 6.0, True, "effort of trunk and arms", "W/kg", _SEARCHED),
    Uncertain("effort", "posture", 0.5, 2.0, True, "effort of a tilted pelvis", "W/kg", _SEARCHED),
)


def plausible_settings(
    count: int, base: Settings, uncertain: Sequence[Uncertain] = UNCERTAIN
) -> list[Settings]:
    """Settings of ``count`` plausible bodies, by Latin hypercube; always the same ones."""
    shares = qmc.LatinHypercube(d=len(uncertain), seed=SEED).random(count)
    result = []
    for row in shares:
        told = base.model_dump()
        for quantity, share in zip(uncertain, row, strict=True):
            told[quantity.part][quantity.field] = quantity.at(float(share))
        result.append(Settings(**told))
    return result


def middle_settings(base: Settings, uncertain: Sequence[Uncertain] = UNCERTAIN) -> Settings:
    """Settings in the middle of every range, from where all plausible bodies are near."""
    told = base.model_dump()
    for quantity in uncertain:
        told[quantity.part][quantity.field] = quantity.at(0.5)
    return Settings(**told)


@dataclass(frozen=True)
class Tally:
    """How far it is: bodies done of all, seconds spent and (None before the first) left."""

    done: int
    total: int
    failed: int
    spent: float
    left: float | None
    name: str


Solver = Callable[[BodyOrder], dict[str, Any]]
Watcher = Callable[[Tally], None]


def key_of(order: BodyOrder) -> str:
    """What a result depends on: a kept one of another key is not used."""
    told = {
        "runner": order.runner.model_dump(mode="json", exclude=set(ASIDE)),
        "speed": order.speed,
        "settings": order.settings.model_dump(mode="json"),
        "techniques": [asked.key for asked in order.techniques],
        "sprints": order.sprints,
        "version": hillrunner.__version__,
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def solve_bodies(
    orders: Sequence[BodyOrder],
    solve: Solver,
    folder: Path,
    *,
    jobs: int = 1,
    watch: Watcher | None = None,
) -> list[dict[str, Any]]:
    """Solve bodies that are not in the folder yet, and return all results, in order.

    Parameters
    ----------
    orders
        What to solve.
    solve
        Function of a module (it is sent to other processes) that solves one.
    folder
        Where results are kept, a JSON file each.
    jobs
        Processes at a time; with one, everything is done in this process.
    watch
        Called when a body is done.

    Returns
    -------
    list of dict
        Each with ``name``, ``key``, ``status`` ("converged" or "not converged"), ``why`` (of a
        failure) and, where converged, ``result``.

    Raises
    ------
    HillrunnerError
        If the folder cannot be written to.
    KeyboardInterrupt
        If Ctrl-C was pressed; what was done by then stays.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HillrunnerError(f"cannot write to the folder {folder}: {why_not(error)}.") from None
    began = time.monotonic()
    todo = [order for order in orders if kept(order, folder) is None]
    tell = watch or (lambda tally: None)
    done = len(orders) - len(todo)
    failed = sum(_failed(kept(order, folder)) for order in orders)
    for count, order in enumerate(_each(todo, solve, folder, min(jobs, len(todo))), 1):
        found = kept(order, folder)
        if found is None:
            _keep(order, folder, FAILED, why="the process that solved it ended early.")
        failed += _failed(found) or found is None
        spent = time.monotonic() - began
        left = spent / count * (len(todo) - count)
        tell(Tally(done + count, len(orders), failed, spent, left, order.name))
    results = [kept(order, folder) for order in orders]
    return [found for found in results if found is not None]


def _failed(found: dict[str, Any] | None) -> bool:
    return found is not None and found["status"] != CONVERGED


def kept(order: BodyOrder, folder: Path) -> dict[str, Any] | None:
    """The result of an order, if it is in the folder, whole and of the same key.

    A result whose motion was to be kept and is gone does not count.
    """
    try:
        found = json.loads(_file(order, folder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(found, dict) or found.get("key") != key_of(order):
        return None
    gone = order.keep is not None and not order.keep.exists()
    return None if gone and found["status"] == CONVERGED else found


def _file(order: BodyOrder, folder: Path) -> Path:
    return folder / f"{order.name}.json"


def _each(
    orders: Sequence[BodyOrder], solve: Solver, folder: Path, jobs: int
) -> Iterator[BodyOrder]:
    if jobs <= 1:
        for order in orders:
            _work(order, solve, folder)
            yield order
        return
    context = multiprocessing.get_context("spawn")
    waiting, running = list(orders), dict[int, tuple[SpawnProcess, BodyOrder]]()
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                order = waiting.pop(0)
                process = context.Process(target=_apart, args=(order, solve, folder), daemon=True)
                with _ctrl_c_ignored():  # so that the process ignores it from its first moment
                    process.start()
                running[process.sentinel] = (process, order)
            for ended in wait(list(running), timeout=_POLL):
                assert isinstance(ended, int)
                process, order = running.pop(ended)
                process.join()
                yield order
    finally:
        for process, _ in running.values():
            process.terminate()
        for process, _ in running.values():
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


def _apart(order: BodyOrder, solve: Solver, folder: Path) -> None:
    """In a process of its own, which leaves Ctrl-C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work(order, solve, folder)


def _work(order: BodyOrder, solve: Solver, folder: Path) -> None:
    began = time.monotonic()
    try:
        result = solve(order)
    except HillrunnerError as error:
        _keep(order, folder, FAILED, why=str(error), seconds=time.monotonic() - began)
    else:
        _keep(order, folder, CONVERGED, result=result, seconds=time.monotonic() - began)


def _keep(order: BodyOrder, folder: Path, status: str, **told: Any) -> None:
    """Write a result, whole or not at all."""
    varied = {f"{u.part}.{u.field}": _varied(order.settings, u) for u in UNCERTAIN}
    content = {
        "name": order.name,
        "key": key_of(order),
        "status": status,
        "settings": varied,
        **told,
    }
    with whole_file(_file(order, folder)) as part:
        part.write_text(json.dumps(content, allow_nan=False) + "\n", encoding="utf-8")


def _varied(settings: Settings, quantity: Uncertain) -> float:
    return float(getattr(getattr(settings, quantity.part), quantity.field))
