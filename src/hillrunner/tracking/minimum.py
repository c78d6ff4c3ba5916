"""Whether a stationary motion is a minimum, and what of its objective is effort."""

from __future__ import annotations

import numpy as np

from hillrunner.motion.motion import Motion
from hillrunner.solve.ipopt import BARRIER
from hillrunner.solve.kkt import Kkt, Point
from hillrunner.solve.program import program_for
from hillrunner.solve.transcription import Transcription
from hillrunner.tasks.task import Task

LEAST = 1e-12  # distance to a bound below which it counts as that


def is_minimum(motion: Motion, task: Task, multipliers: np.ndarray) -> bool:
    """Whether a motion, stationary for ``task`` with ``multipliers`` of its rows, is a minimum of
    it: the Hessian of the Lagrangian with the barrier's, along all directions that the equations
    leave free, is positive."""
    problem = _posed(motion, task)
    kkt = Kkt(problem, problem.parameters(motion.body, motion.settings, task))
    x, y = motion["warm_variables"].values, multipliers[kkt.rows]
    _, g = problem.value(x, kkt.p)
    w = np.concatenate([x[kkt.free], g[kkt.rows[kkt.m :]]])
    below, above = (np.maximum(gap, LEAST) for gap in kkt.gaps(w))
    net = np.concatenate([-motion["warm_bound_multipliers"].values[kkt.free], -y[kkt.m :]])
    mu = motion.settings.tolerance / BARRIER
    at = Point(
        w,
        y,
        np.where(kkt.has_lower, np.maximum(net, mu / below), 0.0),
        np.where(kkt.has_upper, np.maximum(-net, mu / above), 0.0),
    )
    place = kkt.place(w, kkt.violations(w))
    sigma = at.below / below + at.above / above
    return kkt.factor(kkt.hessian(at), place.jacobian, sigma, 0.0)


def effort_alone(motion: Motion) -> float:
    """The effort (J/kg/m) of a stride: without pull, preference and the habit of an upright
    pelvis."""
    problem = _posed(motion, motion.task)
    p = problem.unpulled(problem.parameters(motion.body, motion.settings, motion.task))
    p[problem.interval.parameters.slices["posture"]] = 0.0
    return problem.value(motion["warm_variables"].values, p)[0]


def _posed(motion: Motion, task: Task) -> Transcription:
    return program_for(motion.body, task, motion.settings.mesh).posed(task, motion.body)
