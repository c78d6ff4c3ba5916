"""A stride that was followed, on ground that gives way: where it can be free to change.

Under measured forces, or forces that soles are found to push with, feet may be anywhere: nothing
says what the ground would do if they came down otherwise. So the stride is run again on the
ground of every computed run, near what was measured. The way there begins where the ground is
known to carry: at the run of least effort of the same body, which is drawn to what was measured,
weakly first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hillrunner.errors import TaskError
from hillrunner.model.mechanics.of_runner import body_before
from hillrunner.motion import library
from hillrunner.motion.motion import Motion
from hillrunner.motion.phase import contact_time
from hillrunner.solve.continuation import by_halves
from hillrunner.solve.interval import VELOCITY_SCALE
from hillrunner.solve.ipopt import Watcher
from hillrunner.solve.program import program_for
from hillrunner.solve.simulate import simulate
from hillrunner.tasks.own_run import OwnRun
from hillrunner.tasks.pattern import FLIGHT_SHARE
from hillrunner.tasks.run import LIMITS, Run
from hillrunner.tasks.track import Table, Track

Array = NDArray[np.float64]

UP = "pelvis_ty"
WEAKLY = 0.1  # of the hold, at first
WEAKER = 0.2  # of that, by way of which it is tried where it is not found at once: a choice


@dataclass(frozen=True)
class OnGround:
    """A followed stride, run again on the ground.

    Attributes
    ----------
    least
        The run of least effort of the same body at this speed.
    motion
        The stride near what was measured.
    """

    least: Motion
    motion: Motion

    @property
    def task(self) -> OwnRun:
        """That of the motion."""
        task = self.motion.task
        assert isinstance(task, OwnRun)
        return task


def on_ground(
    followed: Motion,
    hold: float,
    *,
    time_limit: float | None = None,
    progress: Watcher | None = None,
) -> OnGround:
    """Run a followed stride again on the ground.

    Parameters
    ----------
    followed
        A motion of the task :class:`~hillrunner.tasks.track.Track`.
    hold
        How firmly it is held to what was measured, as in
        :class:`~hillrunner.tasks.own_run.OwnRun`.
    time_limit, progress
        As of :func:`~hillrunner.solve.simulate.simulate`, of every solve.

    Raises
    ------
    TaskError
        If it is no followed stride, or too fast or slow for a computed run.
    SolveError
        If it is not found.
    """
    track = _checked(followed)
    runner, settings = followed.runner, followed.settings
    body = body_before(followed.body, runner, settings)

    def solve(task: Run | OwnRun, start: Motion) -> Motion:
        return simulate(
            runner,
            task,
            body=body,
            start=start,
            settings=settings,
            time_limit=time_limit,
            progress=progress,
        )

    run = Run(track.speed, track.grade)
    shipped = library.nearest(run)
    assert shipped is not None
    least = solve(run, shipped)
    task = _measured(followed, track, least)

    def held(start: Motion, goal: OwnRun) -> Motion:
        return solve(goal, start)

    weak = by_halves(least, task.changed(hold=WEAKLY * hold), held, _halfway)
    firm = _as_high_as(weak, task.changed(hold=hold))
    return OnGround(least, by_halves(weak, firm, held, _halfway))


def _halfway(start: Motion, goal: OwnRun) -> OwnRun:
    """Half way, by its logarithm, to how firmly a stride is held; weaker, where it is not yet."""
    if isinstance(start.task, OwnRun):
        return goal.changed(hold=math.sqrt(start.task.hold * goal.hold))
    return goal.changed(hold=WEAKER * goal.hold)


def _checked(followed: Motion) -> Track:
    track = followed.task
    if not isinstance(track, Track):
        raise TaskError(
            "a runner's own way can be found of a measured stride that was followed, and this is "
            f"none: {followed.task.label}."
        )
    low, high, unit = LIMITS["speed"]
    if not low <= track.speed <= high:
        raise TaskError(
            f"the stride's speed is {track.speed:.3g} m/s, but must be from {low:g} to {high:g} "
            f"{unit} for a run on the ground."
        )
    return track


def _measured(followed: Motion, track: Track, least: Motion) -> OwnRun:
    """What was measured, with its landing where the mesh is fine: where the least one lands."""
    body, mesh = followed.body, least.settings.mesh
    landing = contact_time(least) / least.stride_time
    shift = landing - 0.25 * FLIGHT_SHARE  # where a measured cycle has it
    edges = np.append(0.0, np.cumsum(track.shares(body, mesh)))[:-1]
    pull = track.pull(body).at(edges - shift)
    own = [body.coordinate_names.index(name) for name in track.coordinates]
    positions, velocities = (values[:, own] for values in pull)
    if UP in track.coordinates:
        positions[:, track.coordinates.index(UP)] -= track.floor(body)
    return OwnRun(
        speed=track.speed,
        grade=track.grade,
        lasting=track.lasting,
        coordinates=track.coordinates,
        phases=tuple(edges.tolist()),
        positions=rows(positions),
        velocities=rows(velocities),
    )


def _as_high_as(motion: Motion, task: OwnRun) -> OwnRun:
    """The task with the pelvis as high, in the mean, as in a motion: how high soles are above the
    ground on which they stand was not measured."""
    if UP not in task.coordinates:
        return task
    at = task.coordinates.index(UP)
    positions = np.array(task.positions)
    found, _ = node_values(motion, task.coordinates)
    positions[:, at] += (found[:, at] - positions[:, at]).mean()
    return task.changed(positions=rows(positions))


def node_values(motion: Motion, names: tuple[str, ...]) -> tuple[Array, Array]:
    """Positions and velocities (rad, m, s) at the nodes of a solved motion: (nodes, names) each."""
    program = program_for(motion.body, motion.task, motion.settings.mesh)
    _, nodes, _ = program.split(motion["warm_variables"].values)
    own = [motion.body.coordinate_names.index(name) for name in names]
    return (
        nodes[:, program.layout.position][:, own],
        VELOCITY_SCALE * nodes[:, program.layout.velocity][:, own],
    )


def rows(values: Array) -> Table:
    """Numbers as a task holds them."""
    return tuple(tuple(float(v) for v in row) for row in values)
