"""What if this runner's muscles were different: the same run solved again, from where it is."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hillrunner.batch.job import Job, Plain, Tell
from hillrunner.batch.run import run
from hillrunner.errors import MotionError, RunnerError, SolveError
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.changed_body import muscle_factors
from hillrunner.motion.motion import Motion
from hillrunner.motion.solved import Status
from hillrunner.person.muscle_change import KNOBS, MuscleChange
from hillrunner.person.runner import Runner
from hillrunner.shown import Shown
from hillrunner.sides import stem
from hillrunner.solve.ipopt import Watcher
from hillrunner.solve.simulate import simulate
from hillrunner.worth.prices.prepared import prepared
from hillrunner.worth.prices.prices import prices

HALVINGS = 2  # of a change that does not converge at once


@dataclass(frozen=True)
class WhatIf(Shown):
    """A run or sprint before and after a change, both solved to the same tolerance.

    Attributes
    ----------
    change
        What was changed.
    before, after
        The optimal motions.
    expected
        Change of the objective (J/kg/m) that the prices of ``before`` expect, to first order; None
        where it cannot be priced.
    """

    change: MuscleChange
    before: Motion
    after: Motion
    expected: float | None

    @property
    def actual(self) -> float:
        """Change of the objective (J/kg/m) that solving found, to hold against ``expected``."""
        return self.after.solver.objective - self.before.solver.objective


@dataclass(frozen=True)
class WhatIfs(Shown):
    """Several changes of one run or sprint, each alone.

    Attributes
    ----------
    results
        One for each change, all with the same motion ``before``.
    """

    results: tuple[WhatIf, ...]


def what_if(
    motion: Motion,
    change: MuscleChange | Mapping[str, float],
    *,
    body: Body | None = None,
    progress: Watcher | None = None,
) -> WhatIf:
    """Solve a run or sprint again after a change of its runner's muscles.

    Parameters
    ----------
    motion
        A solved motion; it is first solved on to a tolerance of
        :data:`~hillrunner.worth.prices.prepared.TOLERANCE` if it is not there yet.
    change
        What changes, in both legs: a :class:`~hillrunner.person.muscle_change.MuscleChange`, or
        factors on force by muscle, muscle group or ``all``, with the mass that goes with it
        (``{"soleus": 1.10}`` is 10 % more).
    body
        The generic body that the motion was solved with, if not the default one.
    progress
        Called at every iteration.

    Raises
    ------
    RunnerError
        If a factor is out of range, or nothing is changed.
    BodyError
        If the body has no such muscle, or the change leaves no possible body.
    MotionError
        If the motion is of another body.
    SolveError
        If the changed run does not converge, not even by way of half the change.
    """
    whole = checked_change(motion, change)
    before = prepared(motion, body=body, progress=progress)
    expected = expected_change(before, whole)
    after = _towards(before, whole, HALVINGS, body, progress)
    return WhatIf(whole, before, after, expected)


def what_if_each(
    motion: Motion,
    change: MuscleChange | Mapping[str, float],
    *,
    body: Body | None = None,
    jobs: int = 1,
    progress: Watcher | None = None,
) -> WhatIfs:
    """Every entry of a change alone, as :func:`what_if`, each from the same motion.

    Parameters
    ----------
    motion, change, body, progress
        As of :func:`what_if`.
    jobs
        Processes at a time.

    Raises
    ------
    HillrunnerError
        As of :func:`what_if`; the sentence begins with the change that failed.
    """
    changes = _entries(checked_change(motion, change))
    before = prepared(motion, body=body, progress=progress)
    if len(changes) == 1 or jobs == 1:
        return WhatIfs(tuple(what_if(before, one, body=body, progress=progress) for one in changes))
    with tempfile.TemporaryDirectory() as scratch:
        afters = _solved_apart(before, changes, body, jobs, Path(scratch))
    return WhatIfs(
        tuple(
            WhatIf(one, before, after, expected_change(before, one))
            for one, after in zip(changes, afters, strict=True)
        )
    )


def checked_change(motion: Motion, change: MuscleChange | Mapping[str, float]) -> MuscleChange:
    """The change, once it is known that the motion's body has what it names.

    Raises
    ------
    RunnerError
        If a factor is out of range, or nothing is changed.
    BodyError
        If the body has no such muscle.
    """
    whole = change if isinstance(change, MuscleChange) else MuscleChange(force=dict(change))
    if not whole.places:
        raise RunnerError(
            "nothing is changed: give at least one muscle, muscle group or 'all', with a factor."
        )
    muscle_factors(motion.body, [whole])
    return whole


def _entries(whole: MuscleChange) -> list[MuscleChange]:
    """Every entry as a change of its own."""
    return [
        MuscleChange(**{knob: {place: value}})
        for knob in KNOBS
        for place, value in getattr(whole, knob).items()
    ]


def _solved_apart(
    before: Motion, changes: list[MuscleChange], body: Body | None, jobs: int, scratch: Path
) -> list[Motion]:
    """The motion after each change, solved in processes of their own."""
    start = str(before.save(scratch / "before.nc"))
    generic = str(scratch / "body.json") if body else None
    if body:
        body.save(scratch / "body.json")
    each = [
        Job(
            _name(change),
            solve_apart,
            {
                "start": start,
                "body": generic,
                "change": change.model_dump(mode="json"),
                "path": str(scratch / f"{number}.nc"),
            },
        )
        for number, change in enumerate(changes)
    ]
    afters: dict[str, Motion] = {}
    for done in run(each, count=jobs):
        if done.error:
            error = copy(done.error)  # of the same class and status
            error.args = (f"{done.job.name}: {error}",)
            raise error
        afters[done.job.name] = Motion.load(done.value()["path"])
    return [afters[job.name] for job in each]


def _name(entry: MuscleChange) -> str:
    """``force of glutes``."""
    knob, place = next((knob, place) for knob in KNOBS for place in getattr(entry, knob))
    return f"{knob.replace('_', ' ')} of {place}"


def solve_apart(order: Plain, tell: Tell) -> Plain:
    """In a process of its own: one what-if from and to files."""
    body = Body.load(order["body"]) if order["body"] else None
    result = what_if(Motion.load(order["start"]), MuscleChange(**order["change"]), body=body)
    return {"path": str(result.after.save(order["path"]))}


def expected_change(before: Motion, change: MuscleChange) -> float | None:
    """First-order change of the objective (J/kg/m), by the prices; None if they do not exist.

    Factors count by their logarithm, so that twice as much and half as much are equally far.
    """
    try:
        table = prices(before)
    except MotionError:
        return None
    total = 0.0
    for name, factors in muscle_factors(before.body, [change]).items():
        one = 0.5 * table.sel(place=stem(name))  # a price is of both legs
        total += float(one["slow_fraction"]) * factors.slow_fraction
        for knob in ("force", "mass", "tendon_stiffness", "fibre_length"):
            total += float(one[knob]) * math.log(getattr(factors, knob))
    return total


def changed_runner(runner: Runner, change: MuscleChange) -> Runner:
    """The runner with one more change."""
    return runner.model_copy(update={"changes": (*runner.changes, change)})


def _towards(
    start: Motion,
    change: MuscleChange,
    halvings: int,
    body: Body | None,
    progress: Watcher | None,
) -> Motion:
    """Solve with the change, if need be by way of half of it."""
    runner = changed_runner(start.runner, change)
    settings = start.settings
    try:
        return simulate(
            runner,
            start.task,
            body=body,
            start=start,
            fallback=False,
            settings=settings,
            progress=progress,
        )
    except SolveError as error:
        if not halvings or error.status is Status.TIME:
            raise
    half = _halved(change)
    nearer = _towards(start, half, halvings - 1, body, progress)
    whole = _towards(nearer, half, halvings - 1, body, progress)
    return _renamed(whole, runner)


def _halved(change: MuscleChange) -> MuscleChange:
    """The change that makes ``change`` when it is made twice."""
    halves: dict[str, Any] = {
        knob: {
            place: 0.5 * value if knob == "slow_fraction" else math.sqrt(value)
            for place, value in getattr(change, knob).items()
        }
        for knob in KNOBS
    }
    return MuscleChange(**halves)


def _renamed(motion: Motion, runner: Runner) -> Motion:
    """The motion as one of ``runner``, whose body is the same."""
    return Motion(motion.data.assign_attrs(runner=runner.model_dump(mode="json")))
