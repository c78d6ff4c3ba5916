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
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
    model_validator,
)

from hillrunner.checks import Checked
from hillrunner.errors import BodyError, HillrunnerError
from hillrunner.files import why_not
from hillrunner.groups import Group
from hillrunner.sides import Side, side_of

FORMAT: Final = "hillrunner-body"
VERSION: Final = 1
GROUND = "ground"
MUSCLE_DENSITY = 1059.7  # kg/m3

Vector = tuple[float, float, float]
Positive = Annotated[float, Field(gt=0)]


class _PartError(BodyError, ValueError):
    """A part is wrong. Within a body, pydantic adds the place to an error of values."""


class _Part(Checked):
    error: ClassVar[type[HillrunnerError]] = _PartError


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
            low, high = self.range
            raise ValueError(
                f"range of {self.name} is from {low:g} to {high:g}, but its end must be greater "
                "than its start."
            )
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


class Sole(_Part):
    """How the ground under this body's feet differs from that of the settings, which stands for the
    usual shoe: factors on its stiffness and dissipation."""

    stiffness: Positive = 1.0
    dissipation: Positive = 1.0


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


class Body(Checked):
    """A whole musculoskeletal model. See the module docstring for conventions.

    Raises
    ------
    BodyError
        One sentence: which part, what it is, what is allowed.
    """

    error: ClassVar[type[HillrunnerError]] = BodyError

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
    sole: Sole = Sole()

    @model_serializer(mode="wrap")
    def _told(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without the usual sole, as files were before there was any."""
        told: dict[str, Any] = handler(self)
        return {key: x for key, x in told.items() if key != "sole" or self.sole != Sole()}

    @model_validator(mode="after")
    def _consistent(self) -> Body:
        complaints = (
            *self._twice(),
            *self._unplaced(),
            *self._unknown_coordinates(),
            *self._unknown_segments(),
        )
        if complaints:
            raise ValueError(complaints[0])
        return self

    def _twice(self) -> Iterator[str]:
        for what in ("segments", "joints", "coordinates", "muscles", "contacts"):
            names = [part.name for part in getattr(self, what)]
            if len(set(names)) < len(names):
                twice = next(name for name in names if names.count(name) > 1)
                yield f"there are two {what} named {twice!r}, but each needs a name of its own."

    def _unplaced(self) -> Iterator[str]:
        segments = {s.name for s in self.segments}
        placed = {GROUND}
        for joint in self.joints:
            if joint.parent not in placed:
                yield (
                    f"joint {joint.name} hangs on {joint.parent}, but a joint must come after the "
                    "one that places its parent."
                )
            if joint.child not in segments or joint.child in placed:
                yield (
                    f"joint {joint.name} places {joint.child}, but must place a segment of the "
                    "body that no other joint places."
                )
            placed.add(joint.child)
        if missing := segments - placed:
            yield f"segments without a joint: {', '.join(sorted(missing))}."

    def _unknown_coordinates(self) -> Iterator[str]:
        named = [
            *((f"joint {j.name}", a.coordinate) for j in self.joints for a in j.axes),
            *((f"coordinate {c.name}, mirror", c.mirror) for c in self.coordinates),
            *((f"muscle {m.name}", c) for m in self.muscles for c in m.path.coordinates),
            *(("a passive torque", part.coordinate) for part in self.passive),
            *(("an actuator", part.coordinate) for part in self.actuators),
        ]
        known = {None, *self.coordinate_names}
        for where, name in named:
            if name not in known:
                yield f"{where}: there is no coordinate {name!r} in this body."

    def _unknown_segments(self) -> Iterator[str]:
        known = {s.name for s in self.segments}
        named = [
            *((f"muscle {m.name}", p.segment) for m in self.muscles for p in m.points),
            *((f"contact {c.name}", c.segment) for c in self.contacts),
        ]
        for where, name in named:
            if name not in known:
                yield f"{where}: there is no segment {name!r} in this body."

    @classmethod
    def _sentence(cls, error: ValidationError) -> str:
        first = error.errors()[0]
        *parts, last = [str(part) for part in first["loc"]] or [""]
        if first["type"] == "value_error" and last:
            return f"{'.'.join([*parts, last])}: {first['ctx']['error']}"
        return super()._sentence(error)

    def __hash__(self) -> int:
        """Of some of what bodies differ in: all of it takes 20 ms."""
        forces = tuple(muscle.max_force for muscle in self.muscles)
        return hash((self.name, self.height, self.coordinate_names, forces))

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
            return cls.model_validate_json(path.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise BodyError(f"cannot read body file {path}: {why_not(error)}.") from None
        except UnicodeDecodeError:
            raise BodyError(f"{path} is not a body file: it is not a text file.") from None
        except ValidationError as error:  # JSON itself: what it holds is a BodyError already
            first = error.errors()[0]
            line = re.search(r"line \d+", first["msg"])
            why = f"it is not JSON ({line[0]})" if line else first["msg"].lower()
            raise BodyError(f"{path} is not a body file: {why}.") from None
        except BodyError as error:
            raise BodyError(f"{path} is not a valid body file: {error}") from None
