"""The run that questions begin with: of least effort, or a measured runner's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hillrunner.errors import MotionError, TaskError
from hillrunner.fatigue.march import Stretch, as_before
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.of_runner import body_before
from hillrunner.motion.motion import Motion
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.tasks.at_speed import AtSpeed
from hillrunner.tasks.own_run import STEP
from hillrunner.worth.prices.prepared import TOLERANCE, generic_body
from hillrunner.worth.prices.technique_price import check_free

SAME = 1e-6  # relative: speeds that differ by less are one
KEPT = "own-way.nc"  # what a motion to start from is kept as, among what is solved
ALIKE = 0.05  # relative: by which height and mass may differ from those that markers and plates say


@dataclass(frozen=True)
class OwnWay:
    """A measured runner's own way of running, where it is asked about.

    Attributes
    ----------
    runner
        Who runs, of the size that was measured.
    body
        That of the measurement, before strength and changes.
    task
        Running in this way at the speed that is asked about, on the level.
    motion
        The way as it was found.
    """

    runner: Runner
    body: Body
    task: AtSpeed
    motion: Motion

    @property
    def settings(self) -> Settings:
        """The motion's, with a tolerance that prices need."""
        own = self.motion.settings
        return own.changed(tolerance=min(own.tolerance, TOLERANCE))

    def kept_in(self, folder: Path) -> MeasuredBody:
        """The body, with the motion in a folder, which is made where it is not there."""
        folder.mkdir(parents=True, exist_ok=True)
        return MeasuredBody(self.motion.save(folder / KEPT), self.body.hash)


@dataclass(frozen=True)
class MeasuredBody:
    """The body of a measured runner, for whoever solves in another process.

    Attributes
    ----------
    motion
        File of a motion that ran in it.
    hash
        Of the body before strength and changes.
    """

    motion: Path
    hash: str

    def body(self) -> Body:
        """The body."""
        found = generic_body(Motion.load(self.motion))
        assert found is not None
        return found

    def plain(self) -> dict[str, str]:
        """As JSON holds it."""
        return {"motion": str(self.motion), "hash": self.hash}

    @classmethod
    def of(cls, plain: dict[str, str] | None) -> MeasuredBody | None:
        """What :meth:`plain` is of; None of None."""
        return None if plain is None else cls(Path(plain["motion"]), plain["hash"])


def own_way(start: Motion, runner: Runner, speed: float | None = None) -> OwnWay:
    """The way of running that :func:`~hillrunner.tracking.style.style` found, to start from.

    Parameters
    ----------
    start
        The motion that was found.
    runner
        Who asks.
    speed
        m/s, that is asked about; that of the motion if not given.

    Raises
    ------
    MotionError
        If it is of another runner, or nobody's own way.
    TaskError
        If it says nothing of that speed, or technique is imposed on it.
    """
    task = as_before(start, start.speed if speed is None else speed)
    if not task.of_a_person:
        raise MotionError(
            f"the run to start from is a {start.label}, but must be a measured runner's own way: "
            "what starts from least effort is solved without it."
        )
    check_free(start)
    who, body = begins_with(start, runner, None)
    check_reach(start, task.speed, ())
    assert body is not None
    return OwnWay(who, body, task, start)


def begins_with(start: Motion, runner: Runner, body: Body | None) -> tuple[Runner, Body | None]:
    """The runner, and the generic body, that run on from a motion.

    A measured runner's own way is in a body of the size that markers and plates say, and as strong
    as forces asked for where nothing was known; who runs has it then, and keeps fitness and all
    else that moves nothing.

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
                height=own.height,
                mass=own.mass,
                segment_lengths=own.segment_lengths,
                strength={**own.strength, **runner.strength},
            )
            body = body or body_before(start.body, own, start.settings)
    if not own.has_body_of(runner):
        raise MotionError(
            f"the run to start from is of another runner ({own.height:g} m, {own.mass:g} kg): "
            f"height and mass may be {100 * ALIKE:g} % off a measured one's, and what is said of "
            "strength, and changes, must be the same."
        )
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
