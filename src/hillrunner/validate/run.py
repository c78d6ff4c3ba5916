"""The motions a validation needs: shipped ones where they fit, the rest solved and kept.

Every solved motion is in a folder as soon as it is there, so that an interrupted validation goes on
where it stopped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from hillrunner.batch.executors import Executor
from hillrunner.batch.job import Job, safe_name
from hillrunner.batch.run import Watch, run
from hillrunner.batch.store import Store
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.motion import library
from hillrunner.motion.motion import Motion
from hillrunner.person.runner import Runner
from hillrunner.published.rows import Condition
from hillrunner.settings import Settings
from hillrunner.tasks.task import Task
from hillrunner.validate.solving import motion_job

Origin = Literal["shipped", "kept", "solved"]


@dataclass(frozen=True)
class Motions:
    """What was collected.

    Attributes
    ----------
    motions, origins
        By condition: the motion, and where it is from.
    failures
        The sentence that says why there is none, by condition.
    """

    motions: Mapping[Condition, Motion] = field(default_factory=dict)
    origins: Mapping[Condition, Origin] = field(default_factory=dict)
    failures: Mapping[Condition, str] = field(default_factory=dict)


def file_name(condition: Condition) -> str:
    """Name of a motion's file: ``run-3.5.nc``, ``run-3.5-grade+0.10.nc``, ``sprint.nc``,
    ``squat-90-75.nc``."""
    if condition.lift:
        depth = "" if condition.depth is None else f"-{condition.depth:g}"
        return f"{condition.lift}{depth}-{condition.load:g}.nc"
    if condition.speed is None:
        return "sprint.nc"
    slope = f"-grade{condition.slope:+.2f}" if condition.slope else ""
    return f"run-{condition.speed:g}{slope}.nc"


def reference_runner() -> Runner:
    """Whose motions ship with the package."""
    return library.load_shipped(next(iter(library.shipped()))).runner


def shipped_motions(conditions: Sequence[Condition]) -> Motions:
    """The shipped motions of the conditions that ship, as they are."""
    there = {*library.shipped(), *library.shipped_lifts()}
    motions = {
        condition: library.load_shipped(file_name(condition))
        for condition in conditions
        if file_name(condition) in there
    }
    return Motions(motions, dict.fromkeys(motions, "shipped"))


def stale(motions: Motions, runner: Runner, settings: Settings | None = None) -> list[str]:
    """Names of the collected motions that another body or other settings made."""
    fits = _Fit(runner, settings or Settings())
    return [
        file_name(condition)
        for condition, motion in motions.motions.items()
        if not fits(motion, condition.task)
    ]


@dataclass(frozen=True)
class Ask:
    """What is run and by whom; ``name`` tells several runners apart."""

    runner: Runner
    conditions: tuple[Condition, ...]
    name: str = ""


def collect(
    asks: Sequence[Ask],
    folder: Path,
    *,
    settings: Settings | None = None,
    executor: Literal["here", "processes"] | Executor | None = None,
    count: int = 1,
    watch: Watch | None = None,
) -> list[Motions]:
    """A motion for every condition: shipped, from the folder, or solved and put into the folder.

    Parameters
    ----------
    asks
        Runners of different names.
    folder
        Where solved motions are kept; those of a named runner in a folder of that name. What is
        there of other bodies or settings is solved again.
    settings
        The default ones if not given.
    executor, count, watch
        As of :func:`hillrunner.batch.run.run`.

    Returns
    -------
    What was collected for each of ``asks``.

    Raises
    ------
    HillrunnerError
        If the folder cannot be written to.
    KeyboardInterrupt
        If Ctrl-C was pressed; what is solved by then stays in the folder.
    """
    settings = settings or Settings()
    motions: list[dict[Condition, Motion]] = [{} for _ in asks]
    origins: list[dict[Condition, Origin]] = [{} for _ in asks]
    failures: list[dict[Condition, str]] = [{} for _ in asks]
    jobs: list[Job] = []
    wanted: dict[str, tuple[int, Condition]] = {}
    for number, ask in enumerate(asks):
        fits = _Fit(ask.runner, settings)
        shipped = shipped_motions(ask.conditions).motions
        for condition in ask.conditions:
            motion = shipped.get(condition)
            if motion is not None and fits(motion, condition.task):
                motions[number][condition] = motion
                origins[number][condition] = "shipped"
                continue
            label = f"{ask.name}, {condition}" if ask.name else f"{condition}"
            home = folder / safe_name(ask.name) if ask.name else folder
            path = home / file_name(condition)
            jobs.append(motion_job(label, ask.runner, condition.task, settings, path))
            wanted[label] = (number, condition)
    store = Store(folder)
    for done in run(jobs, store=store, executor=executor, count=count, watch=watch):
        number, key = wanted[done.job.name]
        if done.error is not None:
            failures[number][key] = str(done.error)
        else:
            motions[number][key] = Motion.load(done.job.keeps[0])
            origins[number][key] = "kept" if done.kept else "solved"
    return [Motions(*parts) for parts in zip(motions, origins, failures, strict=True)]


class _Fit:
    """Whether a motion is what a runner with some settings would be solved to."""

    def __init__(self, runner: Runner, settings: Settings) -> None:
        self._body = runner_body(runner, settings).hash
        self._settings = settings

    def __call__(self, motion: Motion, task: Task) -> bool:
        return (
            motion.body_hash == self._body
            and motion.settings == self._settings
            and motion.task == task
        )
