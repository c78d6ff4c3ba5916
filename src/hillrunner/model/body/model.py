"""The musculoskeletal model: segments, joints, muscle-tendon units, foot contact.

A :class:`Body` is plain, immutable, validated data. It knows no physics: the functions in
:mod:`hillrunner.model.physics` and :mod:`hillrunner.model.mechanics` turn it into equations. It
reads from and writes to one JSON file that a person can diff.

Conventions are OpenSim's: x forward, y up, z to the right; SI units; joint rotations are body-fixed
and successive; muscle names end in ``_r`` or ``_l``.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from hillrunner.errors import BodyError
from hillrunner.files import why_not
from hillrunner.groups import Group
from hillrunner.sides import Side, side_of

FORMAT: Final = "hillrunner-body"
VERSION: Final = 1
GROUND = "ground"
MUSCLE_DENSITY = 1059.7  # kg/m3

Vector = tuple[float, float, float]
Positive = Annotated[float, Field(gt=0)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Segment(_Part):
    """A rigid body. Inertia is about the centre of mass, in the segment's own axes."""

    name: str
    mass: Annotated[float, Field(ge=0)]  # kg
    com: Vector  # m, in the segment frame
    inertia: tuple[float, float, float, float, float, float]  # kg m2: xx yy zz xy xz yz


class Axis(_Part):
    """One elementary motion of a joint: ``polynomial(coordinate)`` along or about ``direction``.

    ``polynomial`` holds coefficients, lowest power first; ``coordinate`` is None for a constant.
    """

    kind: Literal["rotation", "translation"]
    direction: Vector
    coordinate: str | None = None
    polynomial: tuple[float, ...] = (0.0, 1.0)


class Joint(_Part):
    """A joint between two segments, each carrying an offset frame (as in OpenSim).

    Rotations are applied successively in body-fixed order; translations are expressed in the
    parent's offset frame. ``*_rotation`` are body-fixed XYZ Euler angles (rad).
    """

    name: str
    parent: str
    child: str
    parent_translation: Vector = (0.0, 0.0, 0.0)
    parent_rotation: Vector = (0.0, 0.0, 0.0)
    child_translation: Vector = (0.0, 0.0, 0.0)
    child_rotation: Vector = (0.0, 0.0, 0.0)
    axes: tuple[Axis, ...] = ()


class Coordinate(_Part):
    """A degree of freedom; ``range`` in rad or m. ``mirror_sign`` is -1 where the coordinate
    changes sign under left-right reflection (list, rotation, tz, lumbar bending ...)."""

    name: str
    kind: Literal["rotation", "translation"]
    range: tuple[float, float]
    default: float = 0.0
    mirror: str  # the coordinate of the other side (itself for midline coordinates)
    mirror_sign: Literal[1, -1] = 1

    @model_validator(mode="after")
    def _ordered(self) -> Coordinate:
        if not self.range[0] < self.range[1]:
            raise ValueError(f"range of {self.name} is empty: {self.range}")
        return self


class MusclePath(_Part):
    """Muscle-tendon length as a polynomial of joint coordinates.

    length(q) = sum_j coefficients[j] * prod_i q_i ** exponents[j][i]   (m, rad)
    """

    coordinates: tuple[str, ...]
    exponents: tuple[tuple[int, ...], ...]
    coefficients: tuple[float, ...]
    length_rms: float = 0.0  # m, against the source model
    length_max: float = 0.0  # m
    arm_rms: tuple[float, ...] = ()  # m, one per coordinate
    arm_max: tuple[float, ...] = ()  # m


class PathPoint(_Part):
    """A point of the drawn path, fixed in a segment."""

    segment: str
    location: Vector


class Muscle(_Part):
    """A muscle-tendon unit (rigid-thickness Hill model with an elastic tendon)."""

    name: str
    group: Group
    max_force: Positive  # N
    optimal_length: Positive  # m, fibre
    slack_length: Positive  # m, tendon
    pennation: Annotated[float, Field(ge=0, lt=1.5)]  # rad at optimal length
    max_velocity: Positive = 10.0  # optimal lengths per second
    tendon_strain: Positive = 0.049  # at max_force
    passive_strain_zero: float = 0.0  # fibre strain where passive force starts
    passive_strain_one: Positive = 0.6  # fibre strain where passive force is max_force
    slow_fraction: Annotated[float, Field(ge=0, le=1)] = 0.5
    specific_tension: Positive = 0.6e6  # Pa
    path: MusclePath
    points: tuple[PathPoint, ...]

    @property
    def side(self) -> Side | None:
        """The leg it belongs to; None where its name has no side."""
        return side_of(self.name)

    @property
    def mass(self) -> float:
        """Contractile mass (kg): F0 / sigma * l0 * density."""
        return self.max_force / self.specific_tension * self.optimal_length * MUSCLE_DENSITY


class ContactSphere(_Part):
    name: str
    segment: str
    location: Vector  # m, centre in the segment frame
    radius: Positive  # m


class PassiveTorque(_Part):
    """K1 exp(K2 (q - upper)) + K3 exp(K4 (q - lower)) - stiffness q - damping qdot (N m)."""

    coordinate: str
    k1: float = 0.0
    k2: float = 0.0
    k3: float = 0.0
    k4: float = 0.0
    lower: float = 0.0
    upper: float = 0.0
    stiffness: float = 0.0
    damping: float = 0.0


class Actuator(_Part):
    """An ideal torque at a coordinate that has no muscles (trunk, arms)."""

    coordinate: str
    max_torque: Positive  # N m


class Body(_Part):
    """A whole musculoskeletal model. See the module docstring for conventions."""

    format: Literal["hillrunner-body"] = FORMAT
    version: Literal[1] = VERSION
    name: str
    source: str
    credits: str
    height: Positive  # m, of the person this model describes
    segments: tuple[Segment, ...]
    joints: tuple[Joint, ...]  # parents before children
    coordinates: tuple[Coordinate, ...]
    muscles: tuple[Muscle, ...]
    contacts: tuple[ContactSphere, ...]
    passive: tuple[PassiveTorque, ...] = ()
    actuators: tuple[Actuator, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Body:
        segments = {s.name for s in self.segments}
        coordinates = {c.name for c in self.coordinates}
        placed = {GROUND}
        for joint in self.joints:
            if joint.parent not in placed:
                raise ValueError(
                    f"joint {joint.name}: parent {joint.parent} is not placed before it"
                )
            if joint.child not in segments:
                raise ValueError(f"joint {joint.name}: unknown segment {joint.child}")
            placed.add(joint.child)
            for axis in joint.axes:
                if axis.coordinate is not None and axis.coordinate not in coordinates:
                    raise ValueError(f"joint {joint.name}: unknown coordinate {axis.coordinate}")
        if missing := segments - placed:
            raise ValueError(f"segments without a joint: {sorted(missing)}")
        for coordinate in self.coordinates:
            if coordinate.mirror not in coordinates:
                raise ValueError(
                    f"coordinate {coordinate.name}: unknown mirror {coordinate.mirror}"
                )
        for muscle in self.muscles:
            unknown = set(muscle.path.coordinates) - coordinates
            if unknown:
                raise ValueError(f"muscle {muscle.name}: unknown coordinates {sorted(unknown)}")
            for point in muscle.points:
                if point.segment not in segments:
                    raise ValueError(f"muscle {muscle.name}: unknown segment {point.segment}")
        parts: tuple[PassiveTorque | Actuator, ...] = (*self.passive, *self.actuators)
        for part in parts:
            if part.coordinate not in coordinates:
                raise ValueError(f"unknown coordinate {part.coordinate}")
        for sphere in self.contacts:
            if sphere.segment not in segments:
                raise ValueError(f"contact {sphere.name}: unknown segment {sphere.segment}")
        return self

    @property
    def mass(self) -> float:
        """Total mass (kg)."""
        return sum(s.mass for s in self.segments)

    @property
    def coordinate_names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.coordinates)

    @property
    def muscle_names(self) -> tuple[str, ...]:
        return tuple(m.name for m in self.muscles)

    @property
    def hash(self) -> str:
        """First 12 hex digits of the SHA-256 of the body's canonical JSON."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]

    def muscle(self, name: str) -> Muscle:
        for muscle in self.muscles:
            if muscle.name == name:
                return muscle
        raise BodyError(f"no muscle named {name!r} in body {self.name!r}")

    def save(self, path: str | Path) -> None:
        """Write the body to ``path`` as JSON, one record a line so that it diffs well."""
        data = self.model_dump(mode="json")
        lines = []
        for key, value in data.items():
            if isinstance(value, list):
                rows = ",\n  ".join(json.dumps(row) for row in value)
                lines.append(f" {json.dumps(key)}: [\n  {rows}\n ]")
            else:
                lines.append(f" {json.dumps(key)}: {json.dumps(value)}")
        Path(path).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")

    @classmethod
    def load(cls, path: str | Path) -> Body:
        """Read a body file.

        Raises
        ------
        BodyError
            If the file is missing, not JSON, or not a valid body; the message names the place.
        """
        path = Path(path)
        try:
            return cls.model_validate_json(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise BodyError(f"cannot read body file {path}: {why_not(error)}.") from None
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(p) for p in first["loc"]) or "file"
            raise BodyError(f"{path} is not a valid body file: {place}: {first['msg']}") from None
        except UnicodeDecodeError:
            raise BodyError(f"{path} is not a text file") from None
