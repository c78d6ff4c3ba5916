"""Compression and bending of the shin bone at its distal third.

A beam, after Meardon & Derrick 2014 (cited from memory). The free body is the bone below the
section: the ankle's load, and the muscles whose drawn path turns on that part of the bone. Its own
weight and inertia, and the share of the fibula, are left out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.analysis.free_body import (
    Array,
    distal_load,
    motion_kinematics,
    pull,
    rotations,
)
from hillrunner.model.body.model import Body
from hillrunner.model.body.parts import Leg, leg
from hillrunner.model.mechanics.rigid_body import Kinematics
from hillrunner.model.physics.beam import Section, edge_stress, hollow_ellipse
from hillrunner.motion.motion import Motion
from hillrunner.sides import SIDES, Side

HEIGHT = 1.0 / 3.0  # of the section above the ankle, of the bone's length


class Bone(NamedTuple):
    """A section with its material."""

    section: Section
    modulus: float  # Pa


# Assumed, not measured: half axes of the section of a bone of REFERENCE_LENGTH, scaled with bone
# length in all directions. The slender ring has the section modulus (-17 %) and area (-12 %) of
# runners with a bone stress injury (Popp et al. 2020, at 66 % of the bone). 17-20 GPa: usual range
# for cortical bone, from memory.
REFERENCE_LENGTH = 0.40  # m, knee to ankle; that of the Rajagopal 2016 model, 1.70 m tall
_RING = hollow_ellipse(12.5e-3, 12.5e-3, 7.5e-3, 7.5e-3)
_ELLIPSE = hollow_ellipse(14.5e-3, 11.5e-3, 8.5e-3, 6.0e-3)
BONES: dict[str, Bone] = {
    "low": Bone(_ELLIPSE, 20e9),
    "middle": Bone(_RING, 18.5e9),
    "high": Bone(_RING.reduced(area=0.88, modulus=0.83), 17e9),
}

SECTION_NOTE = (
    "load: the section's centroid lies on the line between the joint centres of knee and ankle, "
    "an offset of 1 mm changes bending by the compression times 1 mm; the fibula carries nothing"
)
BONE_NOTE = (
    "bone section and stiffness are assumed, grade M, scaled with bone length: low is a 14.5 x "
    "11.5 mm ellipse of 20 GPa, middle a 12.5 mm ring of 18.5 GPa, high that ring with the section "
    "modulus -17 % and area -12 % of runners with a bone stress injury and 17 GPa; " + SECTION_NOTE
)


def tibia_section(motion: Motion) -> xr.Dataset:
    """Load and stress at the distal third of both tibias.

    The section's centroid is assumed on the line between the joint centres of knee and ankle; an
    offset would add the axial force times itself to the bending moment.

    Parameters
    ----------
    motion : Motion

    Returns
    -------
    xarray.Dataset
        In the tibia's axes (x forward, y along the bone, z to the right).

        - ``force`` (time, side, axis), N, and ``moment`` (time, side, axis), N m, about the
          centroid: what the part below exerts on the part above,
        - ``compression`` (time, side), N; ``bending`` (time, side), N m, resultant about x and z,
        - ``lowest_stress`` and ``highest_stress`` (time, side, estimate), Pa, tension positive,
          and ``strain`` (time, side, estimate), the larger of the two in size over the bone's
          stiffness, 1; ``estimate`` goes over assumed sections and stiffnesses of bone.

    Raises
    ------
    BodyError
        If the body has no shank between a knee and an ankle.
    """
    state = motion_kinematics(motion)
    loads = [_section_load(motion, state, side) for side in SIDES]
    force = np.stack([load[0] for load in loads], axis=1)
    moment = np.stack([load[1] for load in loads], axis=1)
    size = np.array([bone_length(motion.body, side) / REFERENCE_LENGTH for side in SIDES])

    lowest = np.zeros((*force.shape[:2], len(BONES)))
    highest, strain = np.zeros_like(lowest), np.zeros_like(lowest)
    for k, bone in enumerate(BONES.values()):
        for i in range(len(SIDES)):
            low, high = edge_stress(
                bone.section.scaled(float(size[i])),
                -force[:, i, 1],
                moment[:, i, 0],
                moment[:, i, 2],
            )
            lowest[:, i, k], highest[:, i, k] = low, high
            strain[:, i, k] = np.maximum(np.abs(low), np.abs(high)) / bone.modulus

    by_side = ("time", "side")
    axis, estimate = (*by_side, "axis"), (*by_side, "estimate")
    table: dict[str, tuple[tuple[str, ...], NDArray[np.float64], str, str]] = {
        "force": (axis, force, "N", "force of the bone below on the bone above, tibia axes"),
        "moment": (axis, moment, "N m", "moment of the bone below about the section's centroid"),
        "compression": (by_side, force[..., 1], "N", "compression of the tibia"),
        "bending": (
            by_side,
            np.hypot(moment[..., 0], moment[..., 2]),
            "N m",
            "bending moment of the tibia",
        ),
        "lowest_stress": (estimate, lowest, "Pa", "lowest stress in the section (compression)"),
        "highest_stress": (estimate, highest, "Pa", "highest stress in the section (tension)"),
        "strain": (estimate, strain, "1", "largest strain in the section, in size"),
    }
    return xr.Dataset(
        {
            name: (dims, values, {"units": units, "long_name": label})
            for name, (dims, values, units, label) in table.items()
        },
        coords={
            "time": motion["time"],
            "side": list(SIDES),
            "axis": ["x", "y", "z"],
            "estimate": list(BONES),
        },
        attrs={"assumption": BONE_NOTE},
    )


def bone_length(body: Body, side: Side) -> float:
    """Length of the tibia (m), from the knee's centre to the ankle's."""
    knee, ankle = _ends(leg(body, side))
    return float(np.linalg.norm(ankle - knee))


def _ends(own: Leg) -> tuple[Array, Array]:
    """Joint centres of knee and ankle in the tibia's frame (m)."""
    return np.asarray(own.knee.child_translation), np.asarray(own.ankle.parent_translation)


def _section_load(motion: Motion, state: Kinematics, side: Side) -> tuple[Array, Array]:
    """Force and moment about the centroid, tibia axes, of the part below on the part above."""
    body = motion.body
    own = leg(body, side)
    tibia = own.shank
    knee, ankle = _ends(own)
    centroid = ankle + HEIGHT * (knee - ankle)
    load = distal_load(motion, state, own.ankle)
    count = len(load.force)
    frame = state.frames[tibia]
    origin = np.stack([np.broadcast_to(c, (count,)) for c in frame.point(tuple(centroid))], axis=-1)
    load = load.about(origin)
    force, moment = load.force, load.moment
    for muscle in body.muscles:
        for i, point in enumerate(muscle.points):
            if point.segment != tibia or point.location[1] >= centroid[1]:
                continue
            for other in muscle.points[max(i - 1, 0) : i] + muscle.points[i + 1 : i + 2]:
                tension, at = pull(motion, state, muscle, point, other)
                force = force + tension
                moment = moment + np.cross(at - origin, tension)
    back = np.swapaxes(rotations(frame, count), 1, 2)
    return np.einsum("tij,tj->ti", back, force), np.einsum("tij,tj->ti", back, moment)
