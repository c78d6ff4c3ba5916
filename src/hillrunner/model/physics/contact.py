"""Smooth contact of a sphere with the ground plane (Hunt-Crossley with regularised friction).

Serrancoli et al. 2019 (10.1109/TNSRE.2019.2924536); Sherman et al. 2011. Damping and friction are
those of Simbody's SmoothSphereHalfSpaceForce, and so is Hertz's stiffness. Its rounding where the
sphere begins to touch is not: here the elastic force is the slope of a stored energy in closed
form, so that over an interval, in which the depth may grow by as much as it has, the mean force can
be taken that does exactly the work of what is stored.
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
    viscous: float = 0.0  # s/m: rubber's does not grow as published simulations have it (0.5)
    transition: float = 0.1  # m/s, half of theirs: below, a foot that stands creeps, at a loss
    constant: Any = 1.0e-6  # m2 (and m2/s2), smoothing
    speed_sharpness: float = 50.0  # s/m


def hertz(law: ContactLaw, radius: Scalar) -> Scalar:
    """Elastic force over depth to the power of 3/2 (N/m^1.5): 4/3 k sqrt(R k), k = K^(2/3) / 2."""
    k = 0.5 * law.stiffness ** (2.0 / 3.0)
    return (4.0 / 3.0) * k * sqrt(radius * k)


def elastic_energy(law: ContactLaw, radius: Scalar, depth: Scalar) -> Scalar:
    """Energy (J) stored at ``depth`` (m): 2/5 of Hertz's constant times the touch to the 5/2."""
    touch = _touch(law, depth)
    return 0.4 * hertz(law, radius) * touch * touch * sqrt(touch)


def elastic_force(law: ContactLaw, radius: Scalar, start: Scalar, end: Scalar) -> Scalar:
    """Mean elastic force (N) while the depth goes from ``start`` to ``end`` (m): the difference of
    the stored energies over that of the depths, and the slope of the energy where both are one.

    The quotient is divided out, a factor at a time: of the fifth powers of the touch's square root,
    of the square root, and of the touch itself. So it is smooth, and nothing is divided by zero.
    """
    touches = _touch(law, start), _touch(law, end)
    one, two = (sqrt(touch) for touch in touches)
    squares, product = touches[0] + touches[1], one * two
    fifth = squares * squares - product * product + product * squares
    rounded = sqrt(start * start + law.constant) + sqrt(end * end + law.constant)
    return 0.2 * hertz(law, radius) * fifth / (one + two) * (1.0 + (start + end) / rounded)


def _touch(law: ContactLaw, depth: Scalar) -> Scalar:
    """The depth (m) where it is positive, and next to nothing where it is not, smoothly."""
    return 0.5 * (depth + sqrt(depth * depth + law.constant))


def normal_force(
    law: ContactLaw, radius: Scalar, depth: Scalar, rate: Scalar, half: Scalar = 0.0
) -> Scalar:
    """Normal force (N) at penetration ``depth`` (m) growing at ``rate`` (m/s).

    With ``half`` (m) its mean over an interval in whose middle the depth is that, and in which it
    grows by twice ``half``.
    """
    c = law.dissipation
    return (
        elastic_force(law, radius, depth - half, depth + half)
        * (1.0 + 1.5 * c * rate)
        * (0.5 + 0.5 * tanh(law.speed_sharpness * (rate + 2.0 / (3.0 * c))))
    )


def friction_per_speed(law: ContactLaw, vx: Scalar, vz: Scalar) -> Scalar:
    """Friction coefficient divided by sliding speed (s/m): times -velocity gives the direction.

    The kink ``min(r, 1)`` of the published law is replaced by ``r / (1 + r^8)^(1/8)``, which is
    within 0.1 % of it except between r = 0.54 and 1.84.
    """
    speed = sqrt(vx * vx + vz * vz + law.constant)
    r = speed / law.transition
    capped = r / (1.0 + r**8) ** 0.125
    return (law.friction * capped + law.viscous * speed) / speed


def sphere_force(
    law: ContactLaw,
    frame: Frame,
    location: Vec,
    radius: Scalar,
    belt_speed: Scalar,
    half: Scalar = 0.0,
) -> tuple[Vec, Vec]:
    """Force (N) of the ground on a sphere and its point of application (m), ground frame.

    The ground is the plane y = 0 and moves at ``-belt_speed`` (m/s) along x; ``half`` (m) as in
    :func:`normal_force`.
    """
    centre = frame.point(location)
    depth = radius - centre[1]
    arm: Vec = (0.0, -radius + 0.5 * depth, 0.0)
    at_point = add(
        add(frame.velocity, cross(frame.angular_velocity, rotate(frame.rotation, location))),
        cross(frame.angular_velocity, arm),
    )
    vx, vy, vz = sub(at_point, (-belt_speed, 0.0, 0.0))
    normal = normal_force(law, radius, depth, -vy, half)
    grip = -normal * friction_per_speed(law, vx, vz)
    return (grip * vx, normal, grip * vz), add(centre, arm)
