"""Smooth contact of a sphere with the ground plane (Hunt-Crossley with regularised friction).

Serrancoli et al. 2019 (10.1109/TNSRE.2019.2924536); Sherman et al. 2011; form and check values as
in Simbody's SmoothSphereHalfSpaceForce.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hillrunner.model.physics.scalar import Scalar, sqrt, tanh
from hillrunner.model.physics.spatial import Frame, Vec, add, cross, rotate, sub


@dataclass(frozen=True)
class ContactLaw:
    """Parameters of the contact law; fields may be floats or symbols."""

    stiffness: Any = 1.0e6  # N/m2, plane-strain modulus K
    dissipation: Any = 2.0  # s/m
    friction: float = 0.8  # static and dynamic
    viscous: float = 0.5  # s/m
    transition: float = 0.2  # m/s
    constant: Any = 1.0e-6  # m2 (and m2/s2), smoothing
    depth_sharpness: float = 300.0  # 1/m
    speed_sharpness: float = 50.0  # s/m


def normal_force(law: ContactLaw, radius: float, depth: Scalar, rate: Scalar) -> Scalar:
    """Normal force (N) at penetration ``depth`` (m) growing at ``rate`` (m/s)."""
    k = 0.5 * law.stiffness ** (2.0 / 3.0)
    hertz = (4.0 / 3.0) * k * sqrt(radius * k) * (depth * depth + law.constant) ** 0.75
    hertz = hertz * (0.5 + 0.5 * tanh(law.depth_sharpness * depth))
    c = law.dissipation
    return (
        hertz
        * (1.0 + 1.5 * c * rate)
        * (0.5 + 0.5 * tanh(law.speed_sharpness * (rate + 2.0 / (3.0 * c))))
    )


def friction_per_speed(law: ContactLaw, vx: Scalar, vz: Scalar) -> Scalar:
    """Friction coefficient divided by sliding speed (s/m): times -velocity gives the direction.

    The kink ``min(r, 1)`` of the published law is replaced by ``r / (1 + r^8)^(1/8)``, which is
    within 0.1 % of it except between r = 0.55 and 1.8.
    """
    speed = sqrt(vx * vx + vz * vz + law.constant)
    r = speed / law.transition
    capped = r / (1.0 + r**8) ** 0.125
    return (law.friction * capped + law.viscous * speed) / speed


def sphere_force(
    law: ContactLaw, frame: Frame, location: Vec, radius: float, belt_speed: Scalar
) -> tuple[Vec, Vec]:
    """Force (N) of the ground on a sphere and its point of application (m), ground frame.

    The ground is the plane y = 0 and moves at ``-belt_speed`` (m/s) along x.
    """
    centre = frame.point(location)
    depth = radius - centre[1]
    arm: Vec = (0.0, -radius + 0.5 * depth, 0.0)
    at_point = add(
        add(frame.velocity, cross(frame.angular_velocity, rotate(frame.rotation, location))),
        cross(frame.angular_velocity, arm),
    )
    vx, vy, vz = sub(at_point, (-belt_speed, 0.0, 0.0))
    normal = normal_force(law, radius, depth, -vy)
    grip = -normal * friction_per_speed(law, vx, vz)
    return (grip * vx, normal, grip * vz), add(centre, arm)
