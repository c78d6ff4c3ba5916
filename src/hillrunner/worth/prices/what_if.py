"""What if this runner's muscles were other ones: the same run solved again, from where it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hillrunner.errors import MotionError
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.changed_body import muscle_factors
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.motion.motion import Motion
from hillrunner.person.muscle_change import MuscleChange
from hillrunner.person.runner import Runner
from hillrunner.sides import stem
from hillrunner.solve.continuation import reach
from hillrunner.solve.ipopt import Watcher
from hillrunner.worth.prices.prices import prices, tightened

# At 1e-4 the solver may stop at barriers that differ by a factor of three, which alone moves the
# objective by 1 %; at this one, the default, it has gone down to the same in every solve.
TOLERANCE = 1e-5
SAME = 1e-6  # relative difference of numbers below which two bodies are one


@dataclass(frozen=True)
class WhatIf:
    """A run before and after a change, both solved to the same tolerance.

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
    def found(self) -> float:
        """Change of the objective (J/kg/m)."""
        return self.after.solver.objective - self.before.solver.objective


def prepared(base: Motion, *, body: Body | None = None, progress: Watcher | None = None) -> Motion:
    """The motion that what-ifs start from: ``base`` solved on to :data:`TOLERANCE`.

    Parameters
    ----------
    base
        A solved motion.
    body
        The generic body that it was solved with, if not the default one.
    progress
        Called at every iteration.

    Raises
    ------
    MotionError
        If ``base`` is of another body than ``body`` (or the default) scaled to its runner.
    SolveError
        If the motion cannot be solved on.
    """
    own = runner_body(base.runner, base.settings, body)
    if not _alike(own.model_dump(mode="json"), base.body.model_dump(mode="json")):
        which = "the default body" if body is None else f"the body {body.name!r}"
        raise MotionError(
            f"the motion was solved with another body than {which} of today: give the one it was "
            "solved with, or solve it again."
        )
    return tightened(base, TOLERANCE, body=body, progress=progress)


def what_if(
    before: Motion,
    change: MuscleChange,
    *,
    body: Body | None = None,
    progress: Watcher | None = None,
) -> WhatIf:
    """Solve a run again after a change of its runner's muscles.

    Parameters
    ----------
    before
        A motion from :func:`prepared`.
    change
        What changes, in both legs or in one.
    body
        The generic body that ``before`` was solved with, if not the default one.
    progress
        Called at every iteration.

    Raises
    ------
    BodyError
        If the body has no such muscle, or what is asked for leaves no possible body.
    SolveError
        If the changed run does not converge, not even by way of half the change.
    """
    expected = expected_change(before, change)
    after = reach(
        before,
        changed_runner(before.runner, change),
        before.task,
        body=body,
        progress=progress,
    )
    return WhatIf(change, before, after, expected)


def expected_change(before: Motion, change: MuscleChange) -> float | None:
    """First-order change of the objective (J/kg/m), by the prices; None if they do not exist.

    Factors count by their logarithm, so that twice as much and half as much are equally far.
    Prices are of both legs, and half of one is counted for each. Where both legs run alike that is
    exact for a change of one leg too: to first order, each leg's part is the same. Where they do
    not, a change of one leg has no price here.
    """
    if change.sided and before.runner.sided:
        return None
    try:
        table = prices(before)
    except MotionError:
        return None
    total = 0.0
    for name, factors in muscle_factors(before.body, [change]).items():
        one = 0.5 * table.sel(place=stem(name))
        total += float(one["slow_fraction"]) * factors.slow_fraction
        for knob in ("force", "mass", "tendon_stiffness", "fibre_length"):
            total += float(one[knob]) * math.log(getattr(factors, knob))
    return total


def changed_runner(runner: Runner, change: MuscleChange) -> Runner:
    """The runner with one more change."""
    return runner.model_copy(update={"changes": (*runner.changes, change)})


def _alike(one: Any, other: Any) -> bool:
    """Whether two JSON trees are the same, up to the last digits of their numbers."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_alike(one[k], other[k]) for k in one)
    if isinstance(one, Sequence) and isinstance(other, Sequence) and not isinstance(one, str):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, float) and isinstance(other, float | int):
        return math.isclose(one, other, rel_tol=SAME, abs_tol=SAME * SAME)
    return bool(one == other)
