"""The run that a long run begins with: of least effort, or a measured runner's own."""

from __future__ import annotations

from collections.abc import Sequence

from hillrunner.errors import MotionError, TaskError
from hillrunner.fatigue.march import Stretch, as_before
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.of_runner import body_before
from hillrunner.motion.motion import Motion
from hillrunner.person.runner import Runner
from hillrunner.tasks.own_run import STEP

SAME = 1e-6  # relative: speeds that differ by less are one
ALIKE = 0.05  # relative: by which height and mass may differ from those that markers and plates say


def begins_with(start: Motion, runner: Runner, body: Body | None) -> tuple[Runner, Body | None]:
    """The runner, and the generic body, that run on from a motion.

    A measured runner's own way is in a body of the size that markers and plates say; who runs has
    it then, and keeps fitness and all else that moves nothing.

    Raises
    ------
    MotionError
        If it is of another runner.
    """
    own = start.runner
    if start.task.of_a_person:
        pairs = ((runner.height, own.height), (runner.mass, own.mass))
        if all(abs(mine / theirs - 1.0) <= ALIKE for mine, theirs in pairs):
            runner = runner.changed(
                height=own.height, mass=own.mass, segment_lengths=own.segment_lengths
            )
            body = body or body_before(start.body, own, start.settings)
    if not own.has_body_of(runner):
        raise MotionError("the run to start from is of another runner.")
    return runner, body


def is_at(start: Motion, speed: float) -> bool:
    """Whether a motion is at a speed (m/s) on the level."""
    return not start.grade and abs(start.speed / speed - 1.0) <= SAME


def check_reach(start: Motion, speed: float, stretches: Sequence[Stretch]) -> None:
    """Complain where a motion says nothing of a course.

    Raises
    ------
    MotionError
        If a run of least effort is at another speed than the ``speed`` (m/s) of the beginning, or
        on a slope, or is no run at all.
    TaskError
        If a stretch is too far from a runner's own speed and slope.
    """
    first = as_before(start, speed)
    if not start.task.of_a_person:
        if not is_at(start, speed):
            raise MotionError(
                f"the run to start from is a {start.label}, but must be a run at {speed:.4g} m/s "
                "on the level."
            )
        return
    for task in (first, *(as_before(start, s.speed, s.grade) for s in stretches)):
        if not task.near(start.task):
            raise TaskError(
                f"this runner's own way is known at {start.speed:.3g} m/s on a grade of "
                f"{100 * start.grade:g} %, and says nothing of {task.speed:.3g} m/s on "
                f"{100 * task.grade:.3g} %: {STEP:g} m/s may lie between, and 0.1 m/s count as 1 %."
            )
