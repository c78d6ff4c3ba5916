"""``style``: what a runner does that effort alone does not explain, and a motion to change from.

Of a measured stride, run again on the ground near what was measured
(:mod:`hillrunner.tracking.on_ground`), the slope of the pull to it is taken as what the runner
prefers (:mod:`hillrunner.tasks.own_run`): with it, and as little of the pull as leaves the stride a
minimum, the same stride is what costs least. Whatever changes then, changes from how this
runner really runs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.checks import number_in
from hillrunner.errors import TaskError
from hillrunner.model.mechanics.of_runner import body_before
from hillrunner.motion.motion import Motion
from hillrunner.motion.phase import stance
from hillrunner.shown import Shown
from hillrunner.sides import RIGHT, SIDES, Side, side_of
from hillrunner.solve.ipopt import Watcher
from hillrunner.solve.simulate import simulate
from hillrunner.tasks.own_run import OwnRun
from hillrunner.tracking.minimum import effort_alone
from hillrunner.tracking.on_ground import OnGround, node_values, on_ground
from hillrunner.tracking.preferring import longer, preferring

Array = NDArray[np.float64]

# How firmly the stride on the ground is held to what was measured: to be off everywhere by what
# measuring leaves unknown costs 0.6 J/kg/m, about a sixth of running. A choice: of one person,
# energy was 4.0 J/kg/m with 0.03 and 4.4 with 0.1.
FOLLOW = 0.1
HOLD = (1e-3, 1.0)
PARTS = ("early stance", "late stance", "early swing", "late swing")


@dataclass(frozen=True)
class Style(Shown):
    """How a runner runs, as effort and what is preferred.

    Attributes
    ----------
    followed
        The measured stride, as it was followed.
    ground
        The same on the ground, and the run of least effort there.
    motion
        The same stride as the optimum of effort and preference: what changes start from.
    saved
        (coordinate, part) J/kg/m per rad or m: what effort alone would save for each more of a
        coordinate, kept through a part of the stride, everything else following. Parts are halves
        of stance and swing of the coordinate's own leg; of the right one where it has none. What is
        preferred outweighs it.
    saved_by_time
        J/kg/m per s: what effort alone would save by a longer stride.
    off
        Coordinate -> rad or m, root mean square distance of the stride on the ground from what was
        measured; of the pelvis' height without its mean.
    efforts
        J/kg/m of effort: of this stride, and of the run of least effort.
    costs
        J/kg/m, metabolic, gross: the same.
    """

    followed: Motion
    ground: OnGround
    motion: Motion
    saved: xr.DataArray
    saved_by_time: float
    off: dict[str, float]
    efforts: tuple[float, float]
    costs: tuple[float, float]

    @property
    def task(self) -> OwnRun:
        """That of the motion."""
        task = self.motion.task
        assert isinstance(task, OwnRun)
        return task


def style(
    followed: Motion,
    *,
    hold: float | None = None,
    time_limit: float | None = None,
    progress: Watcher | None = None,
) -> Style:
    """Find what a runner prefers, of a stride that was followed.

    Parameters
    ----------
    followed
        A motion of :func:`~hillrunner.tracking.track.track`.
    hold
        How firmly the runner keeps to her own stride when something changes: the share of the
        pull's curvature, 0.001 to 1. The weakest of :data:`~hillrunner.tracking.preferring.HOLDS`
        with which the stride is a minimum, if not given.
    time_limit, progress
        As of :func:`~hillrunner.solve.simulate.simulate`; the limit is that of every solve.

    Raises
    ------
    TaskError
        If the motion is no followed stride, its speed is none of a run, or ``hold`` is out of
        range.
    SolveError
        If the stride is not found on the ground, or no hold makes it a minimum.
    """
    if hold is not None:
        try:
            hold = number_in("hold", hold, *HOLD, "")
        except ValueError as error:
            raise TaskError(str(error)) from None
    ground = on_ground(followed, FOLLOW, time_limit=time_limit, progress=progress)
    task = preferring(ground, hold)
    motion = simulate(
        followed.runner,
        task,
        body=body_before(followed.body, followed.runner, followed.settings),
        start=ground.motion,
        settings=followed.settings,
        time_limit=time_limit,
        progress=progress,
    )
    both = motion, ground.least
    efforts, costs = ([f(one) for one in both] for f in (effort_alone, _cost))
    return Style(
        followed=followed,
        ground=ground,
        motion=motion,
        saved=saved_by_part(motion),
        saved_by_time=longer(ground),
        off=_off(ground),
        efforts=(efforts[0], efforts[1]),
        costs=(costs[0], costs[1]),
    )


def saved_by_part(motion: Motion) -> xr.DataArray:
    """What :attr:`~hillrunner.tracking.style.Style.saved` says, of a motion of
    :class:`~hillrunner.tasks.own_run.OwnRun`.

    What is preferred of velocities counts as of the positions that have them, by parts.
    """
    task = motion.task
    assert isinstance(task, OwnRun) and task.preference is not None
    assert task.velocity_preference is not None
    count, edges = len(task.phases), np.append(task.phases, 1.0)
    of_positions = np.asarray(task.preference) / count
    per_phase = np.asarray(task.velocity_preference) / count / np.diff(edges)[:, None]
    saved = np.zeros((len(task.coordinates), len(PARTS)))
    ends = {side: _ends(motion, side) for side in SIDES}
    for i, name in enumerate(task.coordinates):
        own = ends[side_of(name) or RIGHT]
        for k in range(len(PARTS)):
            first, last = own[k], own[k + 1]
            inside = np.mod(edges[:-1] - first, 1.0) < last - first
            turned = np.interp(
                np.mod([first, last], 1.0), edges, np.append(per_phase[:, i], per_phase[0, i])
            )
            saved[i, k] = of_positions[inside, i].sum() - np.diff(turned)[0] / task.lasting
    return xr.DataArray(
        saved,
        dims=("coordinate", "part"),
        coords={"coordinate": list(task.coordinates), "part": list(PARTS)},
        attrs={"units": "J/kg/m per rad or m"},
    )


def _ends(motion: Motion, side: Side) -> list[float]:
    """Phases between the parts of a leg's stride: five, the last a stride after the first."""
    on, off = (moment / motion.stride_time for moment in stance(motion, side))
    return [on, 0.5 * (on + off), off, 0.5 * (off + on + 1.0), on + 1.0]


def _off(ground: OnGround) -> dict[str, float]:
    """Distance from what was measured."""
    task = ground.task
    found, _ = node_values(ground.motion, task.coordinates)
    apart = found - np.asarray(task.positions)
    shares = np.diff(np.append(task.phases, 1.0))
    rms = np.sqrt(shares @ apart**2)
    return dict(zip(task.coordinates, rms.tolist(), strict=True))


def _cost(motion: Motion) -> float:
    return spatiotemporal(motion).cost_of_transport
