"""Runs that are solved again by a rule instead of a solver: the same stride, dearer when tired,
and of one cost a metre at every speed."""

from __future__ import annotations

import numpy as np
import xarray as xr

from hillrunner import Motion, Run
from hillrunner.errors import SolveError
from hillrunner.motion.solved import Status


class RuleSolve:
    """The last run with muscles that have kept a part of their force.

    Parameters
    ----------
    dearer
        Power of the mean part that was kept, by which the metabolic rates grow.
    too_fast
        Speed (m/s) above which no run is found once force was lost.

    Notes
    -----
    A tired muscle pulls a little less, so that its load stays about what it was.
    """

    eased = 0.3  # power of the part that was kept, by which a muscle's force falls

    def __init__(self, dearer: float = 0.5, too_fast: float = np.inf) -> None:
        self.dearer, self.too_fast, self.calls = dearer, too_fast, 0

    def __call__(self, last: Motion, task: Run, kept: np.ndarray) -> Motion:
        if (kept == 1.0).all() and task == last.task:
            return last
        self.calls += 1
        if task.speed > self.too_fast and (kept < 1.0).any():
            raise SolveError("no way to run was found.", status=Status.INFEASIBLE)
        muscles = tuple(
            m.model_copy(update={"max_force": m.max_force * x})
            for m, x in zip(last.body.muscles, kept, strict=True)
        )
        body = last.body.model_copy(update={"muscles": muscles})
        force = last.data["active_force"] * xr.DataArray(
            kept**self.eased, {"muscle": list(last.body.muscle_names)}, "muscle"
        )
        dearer = float(kept.mean()) ** -self.dearer * task.speed / last.speed
        rate = last.data["metabolic_rate"] * dearer
        motion = Motion(
            last.data.assign(metabolic_rate=rate, active_force=force).assign_attrs(
                body=body.model_dump_json(),
                body_hash=body.hash,
                task=task.model_dump_json(),
                speed=task.speed,
                grade=task.grade,
            )
        )
        motion.__dict__["body"] = body  # as it would be read from the attributes, in less time
        return motion
