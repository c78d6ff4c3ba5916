"""Where the feet of a followed stride are under the measured forces, and what that does to the
ankles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hillrunner.model.body.model import Body
from hillrunner.model.body.parts import leg
from hillrunner.model.mechanics.measured_forces import EACH
from hillrunner.model.mechanics.rigid_body import Kinematics, kinematics
from hillrunner.model.physics.spatial import ZERO
from hillrunner.motion.motion import Motion
from hillrunner.sides import SIDES, Side, on_side
from hillrunner.tasks.track import Track
from hillrunner.tracking.as_measured import AsMeasured

Array = NDArray[np.float64]

ALONG, ANKLE = "pelvis_tx", "ankle_angle"


@dataclass(frozen=True)
class Feet:
    """The feet of a followed stride beside where they were measured, under the same forces.

    Attributes
    ----------
    ahead
        m, by which an ankle is ahead of where it was measured, in the mean weighted with the
        vertical force; of the two the one that is further off.
    ankle
        N m, largest net moment of an ankle.
    ankle_measured
        N m, the same by inverse dynamics of the angles as they were measured.
    """

    ahead: float
    ankle: float
    ankle_measured: float


def feet_of(motion: Motion) -> Feet | None:
    """The feet of a stride that was followed under measured forces; None where these were sought.

    What ground and markers say of an ankle's moment is the force times how far it presses ahead of
    the ankle. A body whose muscles cannot hold that is moved until they can: each angle by little,
    and all of them the same way.
    """
    task, body = motion.task, motion.body
    if not isinstance(task, Track) or task.forces is None:
        return None
    share = motion["duration"].values / motion.stride_time
    edges = np.append(0.0, np.cumsum(share))
    stride = AsMeasured(body, task, edges)
    there = stride.motion
    q = motion["position"].values.copy()
    q[:, body.coordinate_names.index(ALONG)] -= motion.speed * motion["time"].values
    here = kinematics(body, list(q.T))
    names = [on_side(ANKLE, side) for side in SIDES]
    ahead = np.stack([_along(here, body, side) - _along(there, body, side) for side in SIDES], 1)
    heavy = share[:, None] * stride.pushes[:, 1::EACH]
    means = (heavy * ahead).sum(axis=0) / heavy.sum(axis=0)
    return Feet(
        ahead=float(means[np.argmax(np.abs(means))]),
        ankle=float(np.abs(motion["joint_moment"].sel(coordinate=names)).max()),
        ankle_measured=max(float(np.abs(stride.needed(name)).max()) for name in names),
    )


def _along(state: Kinematics, body: Body, side: Side) -> Array:
    """Where (m) an ankle is, along the way of travel."""
    return np.asarray(state.frames[leg(body, side).ankle_bone].point(ZERO)[0])
