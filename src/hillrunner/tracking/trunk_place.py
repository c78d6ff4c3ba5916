"""Where the trunk's mass is, by what the ground does to a runner.

Over a stride nobody turns head over heels: the moment of the ground's forces about the centre of
mass is zero in the mean. Of measured strides it is not, and of each person by nearly the same every
stride: plates press further ahead than the body's centre of mass allows. As in residual reduction
(Delp et al. 2007, 10.1109/TBME.2007.901024) that is put down to the trunk, the segment of the most
mass, whose centre is known the least, and it is moved along its own fore-aft axis.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hillrunner.model.body.model import Body
from hillrunner.model.body.parts import usual_stems
from hillrunner.model.mechanics.rigid_body import centre_of_mass
from hillrunner.tasks.track import Track
from hillrunner.tracking.as_measured import AsMeasured

PARTS = 200  # of a stride, over which its momentum is balanced
TRUNK, LEANS = "torso", "lumbar_extension"
STEP = 0.01  # m
FURTHEST = 0.05  # m: a choice; what is left of more is said to be unexplained, as before


def out_of_balance(body: Body, task: Track) -> float:
    """How far (m) the measured forces press ahead of where they would leave the angular momentum
    of a stride as it was.

    The moment about the centre of mass, in the mean over the stride, by the mean vertical force.
    """
    stride = AsMeasured.in_parts(body, task, PARTS)
    x, y, _ = (np.asarray(c) for c in centre_of_mass(body, stride.motion)[0])
    fore, up, turning = (stride.ground[:, i] for i in (0, 1, 5))
    return float((turning - x * up + y * fore).mean() / up.mean())


def balanced(body: Body, tasks: Sequence[Track]) -> tuple[Body, float]:
    """The body with its trunk's centre of mass where strides balance, in their mean, and how far
    ahead (m) it was moved: at most :data:`FURTHEST`, and nothing where nobody measured how the
    trunk leans, as it can lean then."""
    if not any(usual == TRUNK for usual in usual_stems(body).values()):
        return body, 0.0
    if any(LEANS not in task.coordinates for task in tasks):
        return body, 0.0
    here, there = (
        float(np.mean([out_of_balance(one, task) for task in tasks]))
        for one in (body, _moved(body, STEP))
    )
    ahead = float(np.clip(STEP * here / (here - there), -FURTHEST, FURTHEST))
    return _moved(body, ahead), ahead


def _moved(body: Body, ahead: float) -> Body:
    known = usual_stems(body)
    segments = []
    for segment in body.segments:
        if known[segment.name] == TRUNK:
            x, y, z = segment.com
            segment = segment.model_copy(update={"com": (x + ahead, y, z)})
        segments.append(segment)
    return body.model_copy(update={"segments": tuple(segments)})
