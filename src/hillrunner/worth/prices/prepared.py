"""A motion that questions of worth can start from: of today's body, and solved closely enough."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hillrunner.errors import MotionError
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.of_runner import body_before, runner_body
from hillrunner.motion.motion import Motion
from hillrunner.solve.ipopt import Watcher
from hillrunner.solve.simulate import simulate

# At 1e-4 the solver may stop at barriers that differ by a factor of three, which alone moves the
# objective by 1 %; at this one, the default, it has gone down to the same in every solve.
TOLERANCE = 1e-5
TIGHT = 5e-7  # tolerance at which prices agree with differences, whatever the motion had
SAME = 1e-6  # relative difference of numbers below which two bodies are one


def generic_body(motion: Motion, body: Body | None = None) -> Body | None:
    """The body to give when a motion is solved again: ``body``, or the one that was measured.

    A motion holds the body that ran, with its runner's strength in it already. To give that one
    would make it strong twice: what strength and changes did is taken back first, from motions of a
    measured person. None stands for the default body.
    """
    if body is None and motion.task.of_a_person:
        return body_before(motion.body, motion.runner, motion.settings)
    return body


def prepared(
    motion: Motion, *, body: Body | None = None, progress: Watcher | None = None
) -> Motion:
    """The motion solved on to :data:`TOLERANCE`; itself if it is near enough already.

    Parameters
    ----------
    motion
        A solved motion.
    body
        The generic body that it was solved with, if it is neither the default one nor measured
        (:func:`generic_body`).
    progress
        Called at every iteration.

    Raises
    ------
    MotionError
        If the motion is of another body than ``body`` (or the default) scaled to its runner.
    SolveError
        If the motion cannot be solved on.
    """
    body = generic_body(motion, body)
    today = runner_body(motion.runner, motion.settings, body)
    if not _alike(today.model_dump(mode="json"), motion.body.model_dump(mode="json")):
        which = "today's default body" if body is None else f"the body {body.name!r}"
        raise MotionError(
            f"the motion belongs to a different body than {which}: give the body it was solved "
            "with, or solve it again."
        )
    return tightened(motion, TOLERANCE, body=body, progress=progress)


def tightened(
    motion: Motion,
    tolerance: float = TIGHT,
    *,
    body: Body | None = None,
    progress: Watcher | None = None,
) -> Motion:
    """The motion solved on from where it is, to a smaller tolerance: 5 to 50 iterations.

    Parameters
    ----------
    motion
        A solved motion; itself returned if it is near enough already.
    tolerance
        As in :class:`~hillrunner.settings.Settings`.
    body
        The generic body that it was solved with, if it is neither the default one nor measured
        (:func:`generic_body`).
    progress
        Called at every iteration.

    Raises
    ------
    SolveError
        If it does not converge.
    """
    settings = motion.settings
    if settings.tolerance <= tolerance:
        return motion
    settings = settings.changed(tolerance=tolerance)
    body = generic_body(motion, body)
    return simulate(
        motion.runner,
        motion.task,
        body=body,
        start=motion,
        settings=settings,
        progress=progress,
    )


def _alike(one: object, other: object) -> bool:
    """Whether two JSON trees are the same, up to the last digits of their numbers."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_alike(one[k], other[k]) for k in one)
    if isinstance(one, Sequence) and isinstance(other, Sequence) and not isinstance(one, str):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, float) and isinstance(other, float | int):
        return math.isclose(one, other, rel_tol=SAME, abs_tol=SAME * SAME)
    return bool(one == other)
