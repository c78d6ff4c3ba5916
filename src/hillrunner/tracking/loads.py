"""The loads of a followed stride in a few numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.sides import Side, on_side, side_of
from hillrunner.tracking.track import TrackedStride

CONTACT = ("hip", "knee", "ankle", "patellofemoral")


@dataclass(frozen=True)
class StrideLoads:
    """Largest loads of one leg over a stride.

    Attributes
    ----------
    peak_vertical_force
        Of the ground on the foot (body weights).
    peak
        ``achilles`` and the contact forces of ``hip``, ``knee``, ``ankle`` and ``patellofemoral``
        joint (body weights), as far as the body has them.
    moments
        Coordinate of that leg -> largest net moment either way (N m/kg), positive where it
        increases the coordinate: (least, most).
    """

    peak_vertical_force: float
    peak: dict[str, float]
    moments: dict[str, tuple[float, float]]


def stride_loads(one: TrackedStride, side: Side) -> StrideLoads:
    """The loads of one leg."""
    motion = one.motion
    weight = motion.body.mass * GRAVITY
    peak: dict[str, float] = {}
    tissue = one.analysis.find("tissue_loads")
    if tissue is not None:
        own = tissue["peak_body_weights"].sel(measure="achilles_force", side=side)
        peak["achilles"] = float(own)
    contact = one.analysis.find("joint_contact")
    if contact is not None:
        for joint in CONTACT:
            name = on_side(joint, side)
            if name in contact["joint"].values:
                peak[joint] = float(contact["peak_bw"].sel(joint=name))
    names = [n for n in motion["coordinate"].values.tolist() if side_of(n) == side]
    moments = {}
    for name in names:
        moment = motion["joint_moment"].sel(coordinate=name).values / motion.body.mass
        moments[name] = (float(np.min(moment)), float(np.max(moment)))
    force = motion["ground_force"].sel(foot=side, axis="y")
    return StrideLoads(float(force.max()) / weight, peak, moments)
