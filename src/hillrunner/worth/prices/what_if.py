"""What if muscles or shoes were different: the same run solved again, from where it is."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from hillrunner.batch.job import Job, Plain, Tell
from hillrunner.batch.motions import motions_of
from hillrunner.errors import MotionError, RunnerError
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.changed_body import changed_body, muscle_factors
from hillrunner.model.mechanics.in_shoe import in_shoe, out_of_shoe
from hillrunner.motion.motion import Motion
from hillrunner.person.muscle_change import KNOBS, MuscleChange
from hillrunner.person.runner import Runner
from hillrunner.person.shoe import USUAL, Shoe
from hillrunner.shown import Shown
from hillrunner.solve.continuation import reach
from hillrunner.solve.ipopt import Watcher
from hillrunner.worth.compare import Comparison, compare
from hillrunner.worth.prices.optimum import optimum_of
from hillrunner.worth.prices.prepared import generic_body, prepared
from hillrunner.worth.prices.prices import effort_by_muscle


@dataclass(frozen=True)
class WhatIf(Shown):
    """A run or sprint before and after a change, both solved to the same tolerance.

    Attributes
    ----------
    change
        What was changed.
    before, after
        The optimal motions, both with a whole stride where the change makes left and right
        differ.
    expected
        Change of the objective (J/kg/m) that the prices of ``before`` expect, to first order; None
        where it cannot be priced.
    """

    change: MuscleChange | Shoe
    before: Motion
    after: Motion
    expected: float | None

    @property
    def actual(self) -> float:
        """Change of the objective (J/kg/m) that solving found, to hold against ``expected``."""
        return self.after.minimised - self.before.minimised

    @cached_property
    def comparison(self) -> Comparison:
        """Both motions side by side."""
        return compare(self.before, self.after)


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
    change: MuscleChange | Mapping[str, float] | Shoe,
    *,
    body: Body | None = None,
    progress: Watcher | None = None,
) -> WhatIf:
    """Solve a run or sprint again after a change of its runner's muscles, or in other shoes.

    Where the change makes left and right differ, the motion before is solved as a whole stride as
    well, starting from the one after: a stride whose sides are free to differ is a little cheaper
    than a mirrored one, also of even legs, and this must not count as an effect of the change.

    Parameters
    ----------
    motion
        A solved motion; it is first solved on to a tolerance of
        :data:`~hillrunner.worth.prices.prepared.TOLERANCE` if it is not there yet.
    change
        What changes, in both legs or in one: a
        :class:`~hillrunner.person.muscle_change.MuscleChange`, or factors on force by muscle,
        muscle group or ``all``, with the mass that goes with it (``{"soleus": 1.10}`` is 10 %
        more). Or the :class:`~hillrunner.person.shoe.Shoe` that is worn instead.
    body
        The generic body that the motion was solved with, if it is neither the default one nor
        that of a measured person, which the motion itself tells.
    progress
        Called at every iteration.

    Raises
    ------
    RunnerError
        If a factor is out of range, or nothing is changed.
    BodyError
        If the body has no such muscle, or the change leaves no possible body.
    TaskError
        If the task cannot be done by legs that differ.
    MotionError
        If the motion is of another body.
    SolveError
        If the changed run does not converge, not even by way of half the change.
    """
    whole, body = checked_change(motion, change), generic_body(motion, body)
    parted = _parts(motion, whole)
    before = prepared(motion, body=body, progress=progress)
    task = before.task.both_sides() if parted else before.task
    runner = changed_runner(before.runner, whole)
    after = reach(before, runner, task, body=body, progress=progress)
    if before.task.symmetry(before.body) is not task.symmetry(before.body):
        before = reach(after, before.runner, task, body=body, progress=progress)
    return WhatIf(whole, before, after, expected_change(before, whole))


def what_if_each(
    motion: Motion,
    change: MuscleChange | Mapping[str, float] | Shoe,
    *,
    body: Body | None = None,
    jobs: int = 1,
    progress: Watcher | None = None,
) -> WhatIfs:
    """Every entry of a change alone, as :func:`what_if`, each from the same motion.

    A shoe is one entry.

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
    changes, body = _entries(checked_change(motion, change)), generic_body(motion, body)
    before, done = prepared(motion, body=body, progress=progress), []
    parting = next((one for one in changes if _parts(motion, one)), None)
    if parting is not None:  # it decides on the motion that all are held against
        done = [what_if(before, parting, body=body, progress=progress)]
        before = done[0].before
    rest = [one for one in changes if one is not parting]
    if jobs == 1 or len(rest) <= 1:
        done += [what_if(before, one, body=body, progress=progress) for one in rest]
    else:
        with tempfile.TemporaryDirectory() as scratch:
            afters = _solved_apart(before, rest, body, jobs, Path(scratch))
        done += [
            WhatIf(one, before, after, expected_change(before, one))
            for one, after in zip(rest, afters, strict=True)
        ]
    return WhatIfs(tuple(sorted(done, key=lambda result: changes.index(result.change))))


def checked_change(
    motion: Motion, change: MuscleChange | Mapping[str, float] | Shoe
) -> MuscleChange | Shoe:
    """The change, once it is known that the motion's body has what it names.

    Raises
    ------
    RunnerError
        If a factor is out of range, or nothing is changed.
    BodyError
        If the body has no such muscle.
    """
    if isinstance(change, Shoe):
        if change == (motion.runner.shoe or USUAL):
            raise RunnerError("nothing is changed: the runner wears this shoe already.")
        in_shoe(motion.body, change)
        return change
    whole = change if isinstance(change, MuscleChange) else MuscleChange(force=dict(change))
    if not whole.places:
        raise RunnerError(
            "nothing is changed: give at least one muscle, muscle group or 'all', with a factor."
        )
    muscle_factors(motion.body, [whole])
    return whole


def _parts(motion: Motion, change: MuscleChange | Shoe) -> bool:
    """Whether left and right go together in another way after a change."""
    if isinstance(change, Shoe):
        return False
    after = changed_body(motion.body, [change])
    return motion.task.symmetry(after) is not motion.task.symmetry(motion.body)


def _entries(whole: MuscleChange | Shoe) -> list[MuscleChange | Shoe]:
    """Every entry as a change of its own."""
    if isinstance(whole, Shoe):
        return [whole]
    return [
        MuscleChange(**{knob: {place: value}})
        for knob in KNOBS
        for place, value in getattr(whole, knob).items()
    ]


def _solved_apart(
    before: Motion,
    changes: Sequence[MuscleChange | Shoe],
    body: Body | None,
    jobs: int,
    scratch: Path,
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
    return motions_of(each, jobs)


def _name(entry: MuscleChange | Shoe) -> str:
    """``force of glutes``."""
    if isinstance(entry, Shoe):
        return "other shoes"
    knob, place = next((knob, place) for knob in KNOBS for place in getattr(entry, knob))
    return f"{knob.replace('_', ' ')} of {place}"


def solve_apart(order: Plain, tell: Tell) -> Plain:
    """In a process of its own: one what-if from and to files."""
    body = Body.load(order["body"]) if order["body"] else None
    result = what_if(Motion.load(order["start"]), MuscleChange(**order["change"]), body=body)
    return {"path": str(result.after.save(order["path"]))}


def expected_change(before: Motion, change: MuscleChange | Shoe) -> float | None:
    """First-order change of the objective (J/kg/m), by the prices; None if they do not exist.

    Factors count by their logarithm, so that twice as much and half as much are equally far.
    """
    if isinstance(change, Shoe):
        return _expected_in_shoe(before, change)
    try:
        price = effort_by_muscle(before)
    except MotionError:
        return None
    total = 0.0
    for i, factors in enumerate(muscle_factors(before.body, [change]).values()):
        total += price["slow_fraction"][i] * factors.slow_fraction
        for knob in ("force", "drive", "mass", "tendon_stiffness", "fibre_length"):
            total += price[knob][i] * math.log(getattr(factors, knob))
    return float(total)


def _expected_in_shoe(before: Motion, shoe: Shoe) -> float | None:
    """The same of other shoes; None where the drop differs, which has no price."""
    own = before.runner.shoe or USUAL
    if shoe.drop != own.drop:
        return None
    try:
        optimum = optimum_of(before)
    except MotionError:
        return None
    after = in_shoe(out_of_shoe(before.body, own), shoe)
    ahead = optimum.imposed.parameters(after, before.settings, before.task)
    moved = ahead != optimum.p
    far = np.log(ahead[moved] / optimum.p[moved])
    return float(optimum.gradient[moved] @ (optimum.p[moved] * far))


def changed_runner(runner: Runner, change: MuscleChange | Shoe) -> Runner:
    """The runner with one more change, or in other shoes."""
    if isinstance(change, Shoe):
        return runner.model_copy(update={"shoe": change})
    return runner.model_copy(update={"changes": (*runner.changes, change)})
