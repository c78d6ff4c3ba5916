"""What the ground does to the energy of a run: what it stores, gives back and takes.

The ground's work on a foot is that of the contact law's force on the point it acts at, interval by
interval, as the motion was solved. Its elastic part is that of the stored energy; damping and
friction take energy.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from hillrunner.analysis.free_body import motion_kinematics, vectors
from hillrunner.analysis.stride import require_stride
from hillrunner.errors import MotionError
from hillrunner.model.physics.contact import elastic_force
from hillrunner.model.physics.spatial import add, cross
from hillrunner.motion.motion import Motion
from hillrunner.sides import SIDES, side_of


def ground_work(motion: Motion) -> xr.Dataset:
    """Work that the ground does on each contact sphere in a stride, and on each foot.

    Parameters
    ----------
    motion : Motion
        A solved stride.

    Returns
    -------
    xarray.Dataset
        J a stride, by ``sphere``: ``stored`` (elastic energy taken up), ``elastic`` (the net of
        what is taken up and given back: 0 but for the turning of a sphere's segment within an
        interval), ``damping`` and ``friction`` (negative: taken). By ``foot``: ``net``, the sum of
        the last three; a foot is on the ground once a stride, so that it is that of a step.

    Raises
    ------
    MotionError
        If the stride is empty or that of one leg only, or no contact law gave the ground's forces.
    """
    require_stride(motion)
    if motion.pushed:
        raise MotionError("no contact law gave the ground's forces, so that its work is not known.")
    body, law = motion.body, motion.world.contact
    duration, forces = motion["duration"].values, motion["contact_force"].values
    state, count = motion_kinematics(motion), motion.data.sizes["time"]
    work: dict[str, list[float]] = {"stored": [], "elastic": [], "damping": [], "friction": []}
    for i, sphere in enumerate(body.contacts):
        frame = state.frames[sphere.segment]
        depth: Any = sphere.radius - frame.point(sphere.location)[1]
        sinking: Any = -frame.point_velocity(sphere.location)[1] * duration
        arm = (0.0, 0.5 * depth - sphere.radius, 0.0)
        at_point = add(frame.point_velocity(sphere.location), cross(frame.angular_velocity, arm))
        half = 0.5 * sinking
        elastic = elastic_force(law, sphere.radius, depth - half, depth + half)
        sliding = vectors(at_point, count)[:, [0, 2]]
        rubbed = duration @ np.sum(forces[:, i, [0, 2]] * sliding, axis=1)
        work["stored"].append(float(np.maximum(elastic * sinking, 0.0).sum()))
        work["elastic"].append(-float((elastic * sinking).sum()))
        work["damping"].append(-float(((forces[:, i, 1] - elastic) * sinking).sum()))
        work["friction"].append(float(rubbed))
    labels = {
        "stored": "elastic energy taken up",
        "elastic": "net elastic work of the ground",
        "damping": "work of the ground's damping",
        "friction": "work of friction",
    }
    result = xr.Dataset(coords={"sphere": [s.name for s in body.contacts], "foot": list(SIDES)})
    for name, label in labels.items():
        result[name] = ("sphere", work[name], {"units": "J", "long_name": label})
    feet = np.array([side_of(s.segment) for s in body.contacts])
    each = (result["elastic"] + result["damping"] + result["friction"]).values
    net = [float(each[feet == side].sum()) for side in SIDES]
    result["net"] = ("foot", net, {"units": "J", "long_name": "net work of the ground"})
    return result
