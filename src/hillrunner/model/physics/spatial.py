"""Vectors, rotations and moving frames, for symbols and numbers alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hillrunner.model.physics.scalar import Scalar, cos, is_zero, sin

Vec = tuple[Scalar, Scalar, Scalar]
Mat = tuple[Vec, Vec, Vec]  # rows

GRAVITY = 9.80665  # m/s2, standard gravity
ZERO: Vec = (0.0, 0.0, 0.0)
IDENTITY: Mat = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def add(a: Vec, b: Vec) -> Vec:
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def sub(a: Vec, b: Vec) -> Vec:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def scale(a: Vec, s: Scalar) -> Vec:
    return (a[0] * s, a[1] * s, a[2] * s)


def dot(a: Vec, b: Vec) -> Scalar:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vec, b: Vec) -> Vec:
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def rotate(m: Mat, a: Vec) -> Vec:
    """``m @ a``."""
    return (dot(m[0], a), dot(m[1], a), dot(m[2], a))


def transpose(m: Mat) -> Mat:
    return tuple(zip(*m, strict=True))  # type: ignore[return-value]


def compose(a: Mat, b: Mat) -> Mat:
    """``a @ b``."""
    columns = transpose(b)
    return tuple(tuple(dot(row, col) for col in columns) for row in a)  # type: ignore[return-value]


def axis_rotation(axis: Vec, angle: Scalar) -> Mat:
    """Rotation matrix about a constant unit ``axis`` (Rodrigues)."""
    c, s = cos(angle), sin(angle)
    x, y, z = axis
    t = 1.0 - c

    def entry(k: float, cosine: float, sine: float) -> Scalar:
        value: Scalar = 0.0
        if k:
            value = value + k * t
        if cosine:
            value = value + c
        if sine:
            value = value + sine * s
        return value

    return (
        (entry(x * x, 1, 0), entry(x * y, 0, -z), entry(x * z, 0, y)),
        (entry(x * y, 0, z), entry(y * y, 1, 0), entry(y * z, 0, -x)),
        (entry(x * z, 0, -y), entry(y * z, 0, x), entry(z * z, 1, 0)),
    )


def euler_xyz(angles: Sequence[float]) -> Mat:
    """Body-fixed XYZ Euler angles (rad) to a rotation matrix of floats."""
    matrix: Mat = IDENTITY
    for axis, angle in zip(np.eye(3), angles, strict=True):
        if angle:
            matrix = compose(matrix, axis_rotation(tuple(axis), float(angle)))
    return tuple(tuple(float(x) for x in row) for row in matrix)  # type: ignore[return-value]


def slope_gravity(grade: float) -> Vec:
    """Gravity (m/s2) in the ground frame of a slope of ``grade`` (rise over run) along x."""
    angle = np.arctan(grade)
    return (-GRAVITY * float(np.sin(angle)), -GRAVITY * float(np.cos(angle)), 0.0)


def polynomial(coefficients: Sequence[float], x: Scalar) -> tuple[Scalar, Scalar, Scalar]:
    """Value and first two derivatives at ``x``; coefficients lowest power first."""
    value: Scalar = 0.0
    first: Scalar = 0.0
    second: Scalar = 0.0
    for c in reversed(coefficients):
        second = second * x + 2.0 * first
        first = first * x + value
        value = value * x + c
    return value, first, second


@dataclass(frozen=True)
class Frame:
    """Pose of a frame in the ground and, when asked for, its motion (of the frame's origin)."""

    rotation: Mat
    position: Vec
    angular_velocity: Vec = ZERO
    velocity: Vec = ZERO
    angular_acceleration: Vec = ZERO
    acceleration: Vec = ZERO

    @property
    def still(self) -> bool:
        """Whether no motion was asked for."""
        return all(
            rate is ZERO
            for rate in (
                self.angular_velocity,
                self.velocity,
                self.angular_acceleration,
                self.acceleration,
            )
        )

    def point(self, location: Vec) -> Vec:
        """Ground position (m) of a point fixed in the frame."""
        return add(self.position, rotate(self.rotation, location))

    def point_velocity(self, location: Vec) -> Vec:
        """Ground velocity (m/s) of a point fixed in the frame."""
        if self.still:
            return ZERO
        arm = rotate(self.rotation, location)
        return add(self.velocity, cross(self.angular_velocity, arm))

    def point_acceleration(self, location: Vec) -> Vec:
        """Ground acceleration (m/s2) of a point fixed in the frame."""
        if self.still:
            return ZERO
        arm = rotate(self.rotation, location)
        w = self.angular_velocity
        return add(
            self.acceleration,
            add(cross(self.angular_acceleration, arm), cross(w, cross(w, arm))),
        )

    def shifted(self, location: Vec) -> Frame:
        """The same frame with its origin moved to ``location`` (in the frame)."""
        if all(is_zero(x) for x in location):
            return self
        if self.still:
            return Frame(self.rotation, self.point(location))
        return Frame(
            self.rotation,
            self.point(location),
            self.angular_velocity,
            self.point_velocity(location),
            self.angular_acceleration,
            self.point_acceleration(location),
        )

    def turned(self, matrix: Mat) -> Frame:
        """The same frame with its axes turned by a constant ``matrix``."""
        return Frame(
            compose(self.rotation, matrix),
            self.position,
            self.angular_velocity,
            self.velocity,
            self.angular_acceleration,
            self.acceleration,
        )
