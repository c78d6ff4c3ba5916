"""The motions a validation needs: shipped ones where they fit, the rest solved and kept.

Every solved motion goes to a folder as soon as it is there, so that an interrupted validation goes
on where it stopped. Solves are independent and run in processes of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from hillrunner.errors import HillrunnerError, MotionError
from hillrunner.files import why_not
from hillrunner.motion import library
from hillrunner.motion.motion import Motion
from hillrunner.person.runner import Runner
from hillrunner.published.rows import Condition
from hillrunner.settings import Settings
from hillrunner.solve.simulate import runner_body
from hillrunner.tasks.tasks import Run, Sprint
from hillrunner.validate.solving import Event, Order, Watcher, solve_all
from hillrunner.validate.table import Key

Origin = Literal["shipped", "kept", "solved"]


@dataclass
class Motions:
    """What was collected.

    Attributes
    ----------
    motions, origins
        (speed, slope) -> motion, and where it is from.
    failures
        (speed, slope) -> the sentence that says why there is none.
    """

    motions: dict[Key, Motion] = field(default_factory=dict)
    origins: dict[Key, Origin] = field(default_factory=dict)
    failures: dict[Key, str] = field(default_factory=dict)


def file_name(condition: Condition) -> str:
    """Name of a motion's file: ``run-3.5.nc``, ``run-3.5-grade+0.10.nc``, ``sprint.nc``."""
    if condition.sprints:
        return library.SPRINT
    slope = f"-grade{condition.slope:+.2f}" if condition.slope else ""
    return f"run-{condition.speed:g}{slope}.nc"


def reference_runner() -> Runner:
    """Whose motions ship with the package."""
    return library.load_shipped(library.shipped()[0]).runner


def shipped_motions(conditions: Sequence[Condition]) -> Motions:
    """The shipped motions of the conditions that ship, as they are."""
    found = Motions()
    there = set(library.shipped())
    for condition in conditions:
        if file_name(condition) in there:
            found.motions[condition.key] = library.load_shipped(file_name(condition))
            found.origins[condition.key] = "shipped"
    return found


def stale(motions: Motions, runner: Runner, settings: Settings | None = None) -> list[str]:
    """Names of the collected motions that another body or other settings made."""
    fits = _Fit(runner, settings or Settings())
    return [
        file_name(condition)
        for key, motion in motions.motions.items()
        if not fits(motion, (condition := Condition(speed=key[0], slope=key[1])).task)
    ]


@dataclass(frozen=True)
class Ask:
    """What is run, by whom, and the folder where solved motions are kept."""

    runner: Runner
    conditions: tuple[Condition, ...]
    folder: Path


def collect(
    asks: Sequence[Ask],
    *,
    settings: Settings | None = None,
    jobs: int = 2,
    watch: Watcher | None = None,
) -> list[Motions]:
    """A motion for every condition: from the folder, shipped, or solved and put into the folder.

    Parameters
    ----------
    asks
        Motions in a folder that are of other bodies or settings are solved again.
    settings
        The default ones if not given.
    jobs
        Processes; with 1, or one motion to solve, it is done in this one.
    watch
        Told what happens.

    Returns
    -------
    What was collected for each of ``asks``.

    Raises
    ------
    HillrunnerError
        If a folder cannot be written to.
    KeyboardInterrupt
        If Ctrl-C was pressed; what is solved by then stays in its folder.
    """
    settings = settings or Settings()
    watch = watch or (lambda event: None)
    there = set(library.shipped())
    found = [Motions() for _ in asks]
    wanted: dict[Path, tuple[Order, Motions, Key]] = {}
    for ask, mine in zip(asks, found, strict=True):
        _prepare(ask.folder)
        fits = _Fit(ask.runner, settings)
        for condition in ask.conditions:
            task = condition.task
            name = file_name(condition)
            origin: Origin = "kept"
            motion = _kept(ask.folder / name)
            if motion is None or not fits(motion, task):
                origin = "shipped"
                motion = library.load_shipped(name) if name in there else None
            if motion is None or not fits(motion, task):
                order = Order(ask.runner, task, settings, ask.folder / name)
                wanted[order.path] = (order, mine, condition.key)
                continue
            mine.motions[condition.key], mine.origins[condition.key] = motion, origin
    orders = [order for order, _, _ in wanted.values()]
    watch(Event("asked", f"{len(orders)}"))
    for order, why in solve_all(orders, jobs, watch):
        _, mine, key = wanted[order.path]
        if why:
            mine.failures[key] = why
        else:
            mine.motions[key] = Motion.load(order.path)
            mine.origins[key] = "solved"
        watch(Event("failed" if why else "solved", why, order.label))
    return found


class _Fit:
    """Whether a motion is what a runner with some settings would be solved to."""

    def __init__(self, runner: Runner, settings: Settings) -> None:
        self._body = runner_body(runner, settings).hash
        self._settings = settings

    def __call__(self, motion: Motion, task: Run | Sprint) -> bool:
        return (
            motion.body_hash == self._body
            and motion.settings == self._settings
            and motion.task == task
        )


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for part in folder.glob(".*.part"):  # of a process that was ended while it wrote
            part.unlink()
        probe = folder / ".writable.part"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise HillrunnerError(f"cannot write to the folder {folder}: {why_not(error)}.") from None


def _kept(path: Path) -> Motion | None:
    """An earlier result, or None where there is none that can be used."""
    try:
        return Motion.load(path) if path.exists() else None
    except MotionError:
        return None
