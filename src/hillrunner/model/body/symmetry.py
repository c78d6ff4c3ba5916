"""Whether a body's right and left are mirror images, and where they are not.

Everything is compared by what it does, in the same postures mirrored, so that frames and names of
the two sides may differ. Tolerances are below what any measurement of a person resolves and above
the noise of a model's own digits and of fitted muscle paths.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from hillrunner.model.body.bellies import matrix_of
from hillrunner.model.body.model import Actuator, Body, Muscle, MusclePath, PassiveTorque, Segment
from hillrunner.model.body.paths import path_arm, path_length
from hillrunner.model.body.pose import Array, Pose, mirrored, segment_poses
from hillrunner.sides import other_side, stem

POSTURES = 8  # at which sides are compared, spread over the ranges
SHARE = 1e-3  # of the larger side: parameters, masses, torques; published models differ by 2e-6
ANGLE = 1e-6  # rad or m: ranges of coordinates
PLACE = 1e-3  # m: centres of mass, contact spheres
INERTIA = 0.01  # of the larger side's largest moment of inertia
# Two sides are fitted apart where they are not exactly alike, each within 1 mm (length) and 2 mm
# (moment arm) RMS of its model. To the errors that the paths themselves state, this is added.
LENGTH = 1e-3  # m, RMS over postures
ARM = 2e-3  # m, RMS over postures

PARAMETERS = {  # of a muscle, and their units
    "max_force": "N",
    "optimal_length": "m",
    "slack_length": "m",
    "pennation": "rad",
    "max_velocity": "1/s",
    "tendon_strain": "1",
    "passive_strain_zero": "1",
    "passive_strain_one": "1",
    "slow_fraction": "1",
    "specific_tension": "Pa",
}
UNITS = {  # of passive torques and actuators
    **dict.fromkeys(("k1", "k3", "max_torque"), "N m"),
    **dict.fromkeys(("k2", "k4"), "1/rad"),
    **dict.fromkeys(("lower", "upper"), "rad"),
    "stiffness": "N m/rad",
    "damping": "N m s/rad",
}
FLIP = np.diag([1.0, 1.0, -1.0])  # the mirror: z is to the right


@dataclass(frozen=True)
class Asymmetry:
    """One thing in which right and left differ.

    Attributes
    ----------
    kind
        ``muscle``, ``path``, ``segment``, ``coordinate``, ``contact``, ``passive`` or ``actuator``.
    part
        The right one's name, side left off; the segment's for parts on the midline.
    quantity
        As the body's fields are called: ``max_force``, ``mass`` ...; ``place`` (m) of centres of
        mass and spheres, ``length`` and ``arm:COORDINATE`` (m) of paths, ``missing`` for a part
        that one side lacks.
    right, left
        In ``unit``. For ``place``, ``inertia`` and paths, which are compared in many postures,
        ``right`` is the difference and ``left`` 0. A missing part counts 0, one that is there 1.
    tolerance
        The difference that would have passed, in ``unit``.
    """

    kind: str
    part: str
    quantity: str
    right: float
    left: float
    unit: str
    tolerance: float

    @property
    def difference(self) -> float:
        """Right minus left, in ``unit``."""
        return self.right - self.left


def asymmetries(body: Body) -> tuple[Asymmetry, ...]:
    """Everything in which the body's right and left differ by more than the tolerances above.

    Compared are muscle parameters, muscle paths (length and moment arms), segment masses, centres
    of mass and inertias, coordinate ranges, contact spheres, passive torques and actuators.
    """
    return (
        *_muscles(body),
        *_paths(body),
        *_segments(body),
        *_coordinates(body),
        *_contacts(body),
        *_torques(body),
    )


@lru_cache(maxsize=8)
def is_symmetric(body: Body) -> bool:
    """Whether right and left are mirror images, so that half a stride stands for the whole."""
    return not asymmetries(body)


def _apart(
    kind: str, part: str, quantity: str, pair: tuple[float, float], unit: str, tolerance: float
) -> Iterator[Asymmetry]:
    """The asymmetry, if the pair differs by more than ``tolerance``."""
    if abs(pair[0] - pair[1]) > tolerance:
        yield Asymmetry(kind, part, quantity, pair[0], pair[1], unit, tolerance)


def _share(pair: tuple[float, float]) -> float:
    return SHARE * max(abs(pair[0]), abs(pair[1]))


def _postures(body: Body) -> list[dict[str, float]]:
    random = np.random.default_rng(0)
    return [
        {c.name: float(random.uniform(*c.range)) for c in body.coordinates} for _ in range(POSTURES)
    ]


def _pairs(body: Body) -> list[tuple[Muscle, Muscle]]:
    muscles = {m.name: m for m in body.muscles}
    rights = [m for m in body.muscles if m.name.endswith("_r") and other_side(m.name) in muscles]
    return [(m, muscles[other_side(m.name)]) for m in rights]


def _muscles(body: Body) -> Iterator[Asymmetry]:
    names = set(body.muscle_names)
    for name in body.muscle_names:
        if other_side(name) not in names:
            there = (1.0, 0.0) if name.endswith("_r") else (0.0, 1.0)
            yield Asymmetry("muscle", stem(name), "missing", *there, "1", 0.0)
    for right, left in _pairs(body):
        for quantity, unit in PARAMETERS.items():
            pair = (getattr(right, quantity), getattr(left, quantity))
            yield from _apart("muscle", stem(right.name), quantity, pair, unit, _share(pair))


def _paths(body: Body) -> Iterator[Asymmetry]:
    postures = _postures(body)
    q = {name: np.array([posture[name] for posture in postures]) for name in body.coordinate_names}
    partner = {c.name: (c.mirror, c.mirror_sign) for c in body.coordinates}
    seen = {mirror: sign * q[name] for name, (mirror, sign) in partner.items()}
    for right, left in _pairs(body):
        one, other = right.path, left.path
        name = stem(right.name)
        if _same_polynomial(one, other, partner):
            continue
        gap = _rms(path_length(one, q) - path_length(other, seen))
        tolerance = LENGTH + float(np.hypot(one.length_rms, other.length_rms))
        yield from _apart("path", name, "length", (gap, 0.0), "m", tolerance)
        crossed = dict.fromkeys((*one.coordinates, *(partner[c][0] for c in other.coordinates)))
        for coordinate in crossed:
            mirror, sign = partner[coordinate]
            gap = _rms(path_arm(one, q, coordinate) - sign * path_arm(other, seen, mirror))
            errors = (_arm_error(one, coordinate), _arm_error(other, mirror))
            tolerance = ARM + float(np.hypot(*errors))
            yield from _apart("path", name, f"arm:{coordinate}", (gap, 0.0), "m", tolerance)


def _same_polynomial(
    one: MusclePath, other: MusclePath, partner: Mapping[str, tuple[str, int]]
) -> bool:
    """Whether the left path is the right one's polynomial of the mirrored coordinates."""
    return (
        other.coefficients == one.coefficients
        and other.exponents == one.exponents
        and [(name, 1) for name in other.coordinates] == [partner[name] for name in one.coordinates]
    )


def _arm_error(path: MusclePath, coordinate: str) -> float:
    """RMS error (m) of a moment arm against the model, as the path states it."""
    stated = dict(zip(path.coordinates, path.arm_rms, strict=False))
    return stated.get(coordinate, 0.0)


def _rms(values: Array) -> float:
    return float(np.sqrt(np.mean(np.square(values))))


def _segments(body: Body) -> Iterator[Asymmetry]:
    segments = {s.name: s for s in body.segments}
    postures = _postures(body)
    here = [segment_poses(body, q) for q in postures]
    there = [segment_poses(body, mirrored(body, q)) for q in postures]
    for segment in body.segments:
        partner = segments.get(other_side(segment.name))
        if partner is None:
            pair = (1.0, 0.0) if segment.name.endswith("_r") else (0.0, 1.0)
            yield Asymmetry("segment", stem(segment.name), "missing", *pair, "1", 0.0)
        elif not segment.name.endswith("_l"):
            poses = [(a[segment.name], b[partner.name]) for a, b in zip(here, there, strict=True)]
            yield from _segment(segment, partner, poses)


def _segment(right: Segment, left: Segment, poses: list[tuple[Pose, Pose]]) -> Iterator[Asymmetry]:
    name, masses = stem(right.name), (right.mass, left.mass)
    yield from _apart("segment", name, "mass", masses, "kg", _share(masses))
    places, inertias = [], []
    one, other = matrix_of(right), matrix_of(left)
    for (turn, origin), (mirror_turn, mirror_origin) in poses:
        gap = origin + turn @ right.com - FLIP @ (mirror_origin + mirror_turn @ left.com)
        places.append(float(np.linalg.norm(gap)))
        seen = FLIP @ mirror_turn @ other @ mirror_turn.T @ FLIP
        inertias.append(float(np.abs(turn @ one @ turn.T - seen).max()))
    yield from _apart("segment", name, "place", (max(places), 0.0), "m", PLACE)
    tolerance = INERTIA * float(max(np.abs(one).max(), np.abs(other).max()))
    yield from _apart("segment", name, "inertia", (max(inertias), 0.0), "kg m2", tolerance)


def _coordinates(body: Body) -> Iterator[Asymmetry]:
    coordinates = {c.name: c for c in body.coordinates}
    for c in body.coordinates:
        if c.name.endswith("_l") and c.mirror != c.name:
            continue
        partner = coordinates[c.mirror]
        low, high = partner.range if c.mirror_sign > 0 else (-partner.range[1], -partner.range[0])
        unit = "rad" if c.kind == "rotation" else "m"
        for quantity, pair in (("lower", (c.range[0], low)), ("upper", (c.range[1], high))):
            yield from _apart("coordinate", stem(c.name), quantity, pair, unit, ANGLE)


def _contacts(body: Body) -> Iterator[Asymmetry]:
    """Spheres against the nearest mirrored one, standing: their names need not pair."""
    poses = segment_poses(body, {})
    places = np.array(
        [poses[s.segment][1] + poses[s.segment][0] @ s.location for s in body.contacts]
    ).reshape(-1, 3)
    for sphere, place in zip(body.contacts, places, strict=True):
        gaps = np.linalg.norm(places @ FLIP - place, axis=1)
        nearest = int(gaps.argmin())
        gap = (float(gaps[nearest]), 0.0)
        yield from _apart("contact", sphere.name, "place", gap, "m", PLACE)
        radii = (sphere.radius, body.contacts[nearest].radius)
        yield from _apart("contact", sphere.name, "radius", radii, "m", _share(radii))


def _torques(body: Body) -> Iterator[Asymmetry]:
    """Passive torques and actuators of coordinates that have a partner."""
    partner = {c.name: c.mirror for c in body.coordinates}
    kinds: dict[str, tuple[PassiveTorque | Actuator, ...]] = {
        "passive": body.passive,
        "actuator": body.actuators,
    }
    for kind, parts in kinds.items():
        by_name = {part.coordinate: part.model_dump(exclude={"coordinate"}) for part in parts}
        for name, numbers in by_name.items():
            other = by_name.get(partner[name])
            if other is None:
                pair = (1.0, 0.0) if name.endswith("_r") else (0.0, 1.0)
                yield Asymmetry(kind, stem(name), "missing", *pair, "1", 0.0)
            elif not name.endswith("_l"):
                for quantity, value in numbers.items():
                    pair = (value, other[quantity])
                    yield from _apart(
                        kind, stem(name), quantity, pair, UNITS[quantity], _share(pair)
                    )
