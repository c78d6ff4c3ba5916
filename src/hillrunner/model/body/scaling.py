"""Scales a body to a person: lengths with height, masses with mass, strength with muscle volume.

Sources: muscle volume, Handsfield et al. 2014, J Biomech 47:631; female mass distribution, de Leva
1996, J Biomech 29:1223; proportions of foot and forearm, Drillis & Contini 1966.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from hillrunner.checks import listed, number_in, unknown_name
from hillrunner.errors import BodyError
from hillrunner.groups import GROUPS
from hillrunner.model.body.model import (
    GROUND,
    Actuator,
    Axis,
    Body,
    ContactSphere,
    Coordinate,
    Joint,
    Muscle,
    PathPoint,
    Segment,
)
from hillrunner.model.body.parts import usual_stems
from hillrunner.model.body.pose import Array, Pose, drawn_length, segment_poses
from hillrunner.person.places import by_place, entry, parted
from hillrunner.sides import RIGHT, side_of

HEIGHT = (1.0, 2.5)  # m, what can be scaled to
MASS = (20.0, 250.0)  # kg
STRENGTH = (0.05, 20.0)
STRETCH = (0.6, 1.6)  # a measured segment's length over the one that follows from height

# The segments a measured length changes, by the names that
# :func:`~hillrunner.model.body.parts.usual_stems` gives them, along which of their own axes (0 x,
# 1 y).
SEGMENTS: dict[str, tuple[tuple[str, ...], int]] = {
    "thigh": (("femur",), 1),
    "shank": (("tibia",), 1),
    "foot": (("calcn", "toes"), 0),
    "upper_arm": (("humerus",), 1),
    "forearm": (("ulna", "radius"), 1),
    "trunk": (("pelvis", "torso"), 1),
}
# From which segment's origin to which one's a length is measured.
SPANS: dict[str, tuple[str, str]] = {
    "thigh": ("femur", "tibia"),
    "shank": ("tibia", "talus"),
    "upper_arm": ("humerus", "ulna"),
    "trunk": ("femur", "humerus"),
}
FRACTIONS = {"foot": 0.152, "forearm": 0.146}  # of height, where the skeleton has no such span

# Female over male share of body mass (de Leva 1996, table 4).
FEMALE: dict[str, float] = {
    "femur": 0.1478 / 0.1416,
    "tibia": 0.0481 / 0.0433,
    "talus": 0.0129 / 0.0137,
    "calcn": 0.0129 / 0.0137,
    "toes": 0.0129 / 0.0137,
    "pelvis": 0.4257 / 0.4346,
    "torso": 0.4925 / 0.5040,  # trunk and head
    "humerus": 0.0255 / 0.0271,
    "ulna": 0.0194 / 0.0223,  # forearm and hand
}


def muscle_volume(height: float, mass: float) -> float:
    """Volume (cm3) of one leg's muscles: 47.0 mass height + 1285 (Handsfield et al. 2014).

    Parameters
    ----------
    height
        Standing height (m).
    mass
        Body mass (kg).
    """
    return 47.0 * mass * height + 1285.0


def scale_body(
    body: Body,
    *,
    height: float,
    mass: float,
    segment_lengths: Mapping[str, float] | None = None,
    strength: Mapping[str, float] | None = None,
    sex: Literal["male", "female"] = "male",
) -> Body:
    """Scale a body to a person.

    Everything grows with ``height``; a measured segment grows along its own length only. Segment
    masses follow segment volumes and add up to ``mass``; inertias follow exactly. Path polynomials
    grow with height, so that moment arms do, and individual segments shift their constant term by
    the change of the drawn path, standing. Fibre and tendon slack lengths follow the
    muscle-tendon length, standing. Maximum force follows muscle volume over fibre length, times
    ``strength``; torque actuators follow muscle volume. Pennation, velocities, passive joint
    torques and the radius of contact spheres stay.

    Parameters
    ----------
    body
        The body to scale, usually :func:`~hillrunner.model.body.default.default_body`.
    height
        Standing height (m).
    mass
        Body mass (kg).
    segment_lengths
        Measured lengths (m) of any of ``thigh``, ``shank``, ``foot``, ``upper_arm``, ``forearm``,
        ``trunk`` (hip to shoulder).
    strength
        Factor on maximum force, by muscle group; on one side as ``left:glutes``, which counts
        before the group's own.
    sex
        ``"female"`` shifts mass from trunk and arms to the legs.

    Returns
    -------
    A new body.

    Raises
    ------
    BodyError
        If a value is out of range, a name is unknown, or the body lacks a measured segment.
    """
    try:
        height = number_in("height", height, *HEIGHT, "m")
        scales = segment_scales(body, height / body.height, segment_lengths or {})
    except ValueError as error:
        raise BodyError(str(error)) from None
    return scale_segments(body, scales, height=height, mass=mass, strength=strength, sex=sex)


def scale_segments(
    body: Body,
    scales: Mapping[str, Array],
    *,
    height: float,
    mass: float,
    strength: Mapping[str, float] | None = None,
    sex: Literal["male", "female"] = "male",
) -> Body:
    """Scale a body to a person whose segments have a size of their own, as :func:`scale_body` does.

    Parameters
    ----------
    body
        The body to scale.
    scales
        Segment -> (3,) factors along its own axes; a segment that is not named grows with height.
    height, mass, strength, sex
        As in :func:`scale_body`.

    Raises
    ------
    BodyError
        If a value is out of range, or a name is unknown.
    """
    try:
        height = number_in("height", height, *HEIGHT, "m")
        mass = number_in("mass", mass, *MASS, "kg")
        factors = _strength(strength or {})
        if sex not in ("male", "female"):
            raise ValueError(f"sex is {sex!r}, but must be 'male' or 'female'.")
    except ValueError as error:
        raise BodyError(str(error)) from None
    uniform = height / body.height
    scales = {s.name: np.full(3, uniform) for s in body.segments} | dict(scales)
    individual = {n: s / uniform for n, s in scales.items() if not np.all(s == uniform)}
    volume = muscle_volume(height, mass) / muscle_volume(body.height, body.mass)
    free = {c.name for c in body.coordinates if c.kind == "translation"}  # count metres already
    joints = tuple(_joint(j, scales, uniform, free) for j in body.joints)
    scaled = body.model_copy(
        update={
            "height": height,
            "segments": _segments(body, individual, uniform, mass, sex),
            "joints": joints,
            "coordinates": tuple(_coordinate(c, uniform) for c in body.coordinates),
            "contacts": tuple(_contact(c, scales) for c in body.contacts),
            "actuators": tuple(
                Actuator(coordinate=a.coordinate, max_torque=a.max_torque * volume)
                for a in body.actuators
            ),
        }
    )
    before, after = segment_poses(body, {}), segment_poses(scaled, {})
    muscles = []
    for muscle in body.muscles:
        points = tuple(
            PathPoint(segment=p.segment, location=_times(p.location, scales[p.segment]))
            for p in muscle.points
        )
        shift = 0.0
        if individual:
            shift = drawn_length(points, after) - uniform * drawn_length(muscle.points, before)
        factor = entry(factors, [muscle.group], muscle.side)
        strong = volume if factor is None else volume * factor
        muscles.append(_muscle(muscle, points, uniform, shift, strong))
    return scaled.model_copy(update={"muscles": tuple(muscles)})


def _strength(given: Mapping[str, float]) -> dict[str, float]:
    factors = {}
    for place, factor in by_place("strength", given).items():
        group = parted(place)[1]
        if group not in GROUPS:
            raise ValueError(unknown_name("muscle group in strength", group, factor, GROUPS))
        factors[place] = number_in(f"strength of {place}", factor, *STRENGTH, "")
    return factors


def segment_scales(body: Body, uniform: float, lengths: Mapping[str, float]) -> dict[str, Array]:
    """Scale factors (3,) of every segment along its own axes.

    Parameters
    ----------
    body
        The unscaled body.
    uniform
        The factor of everything that was not measured.
    lengths
        Measured segment lengths (m).

    Raises
    ------
    ValueError
        If a length is unknown, out of range, or of a segment that the body does not have.
    """
    scales = {s.name: np.full(3, uniform) for s in body.segments}
    poses, known = segment_poses(body, {}), usual_stems(body)
    for name, length in lengths.items():
        if name not in SEGMENTS:
            raise ValueError(unknown_name("segment length", name, length, SEGMENTS))
        stems, axis = SEGMENTS[name]
        members = [segment for segment, usual in known.items() if usual in stems]
        across, along = _span(body, name, poses, axis)
        if not members or along <= 0:
            raise ValueError(f"{name} was measured, but body {body.name!r} has no {listed(stems)}.")
        low, high = (limit * uniform * float(np.hypot(across, along)) for limit in STRETCH)
        value = number_in(f"segment length of {name}", length, round(low, 3), round(high, 3), "m")
        factor = np.sqrt(max(value**2 - (uniform * across) ** 2, 0.0)) / along
        for member in members:
            scales[member] = scales[member].copy()
            scales[member][axis] = factor
    return scales


def _span(body: Body, name: str, poses: Mapping[str, Pose], axis: int) -> tuple[float, float]:
    """A segment length of the body, across and along the axis that is scaled (m)."""
    if name in FRACTIONS:
        return 0.0, FRACTIONS[name] * body.height
    right = {
        usual: segment for segment, usual in usual_stems(body).items() if side_of(segment) == RIGHT
    }
    if not set(SPANS[name]) <= set(right):
        return 0.0, 0.0
    ends = [poses[right[stem]][1] for stem in SPANS[name]]
    step = np.abs(ends[1] - ends[0])
    if name == "trunk":  # its ends are at different widths: length is measured in the mid-plane
        step[2] = 0.0
    along = float(step[axis])
    step[axis] = 0.0
    return float(np.linalg.norm(step)), along


def _times(vector: tuple[float, float, float], scale: Array) -> tuple[float, float, float]:
    x, y, z = (float(v * f) for v, f in zip(vector, scale, strict=True))
    return x, y, z


def _segments(
    body: Body, relative: Mapping[str, Array], uniform: float, mass: float, sex: str
) -> tuple[Segment, ...]:
    shares, known = {}, usual_stems(body)
    for segment in body.segments:
        volume = float(np.prod(relative.get(segment.name, np.ones(3))))
        female = FEMALE.get(known[segment.name], 1.0) if sex == "female" else 1.0
        shares[segment.name] = segment.mass * volume * female
    gain = mass / sum(shares.values())
    result = []
    for segment in body.segments:
        new = gain * shares[segment.name]
        scale = uniform * relative.get(segment.name, np.ones(3))
        xx, yy, zz, xy, xz, yz = segment.inertia
        inertia = np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
        moments = 0.5 * np.trace(inertia) * np.eye(3) - inertia  # integral of r r^T dm
        ratio = new / segment.mass if segment.mass > 0 else 1.0
        moments = ratio * moments * np.outer(scale, scale)
        inertia = np.trace(moments) * np.eye(3) - moments
        entries = [float(inertia[i]) for i in ((0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2))]
        result.append(
            Segment(
                name=segment.name,
                mass=new,
                com=_times(segment.com, scale),
                inertia=(entries[0], entries[1], entries[2], entries[3], entries[4], entries[5]),
            )
        )
    return tuple(result)


def evenly_distributed(body: Body) -> Body:
    """A body whose mass was shifted as ``sex="female"`` does, without that shift."""
    known = usual_stems(body)
    shares = {s.name: s.mass / FEMALE.get(known[s.name], 1.0) for s in body.segments}
    gain = sum(s.mass for s in body.segments) / sum(shares.values())
    segments = []
    for segment in body.segments:
        mass = gain * shares[segment.name]
        ratio = mass / segment.mass if segment.mass > 0 else 1.0
        xx, yy, zz, xy, xz, yz = (ratio * value for value in segment.inertia)
        inertia = (xx, yy, zz, xy, xz, yz)
        segments.append(segment.model_copy(update={"mass": mass, "inertia": inertia}))
    return body.model_copy(update={"segments": tuple(segments)})


def _joint(joint: Joint, scales: Mapping[str, Array], uniform: float, free: set[str]) -> Joint:
    axes = []
    for axis in joint.axes:
        grows = axis.kind == "translation" and axis.coordinate not in free
        polynomial = tuple(uniform * c for c in axis.polynomial) if grows else axis.polynomial
        axes.append(
            Axis(
                kind=axis.kind,
                direction=axis.direction,
                coordinate=axis.coordinate,
                polynomial=polynomial,
            )
        )
    parent = np.ones(3) if joint.parent == GROUND else scales[joint.parent]
    return joint.model_copy(
        update={
            "parent_translation": _times(joint.parent_translation, parent),
            "child_translation": _times(joint.child_translation, scales[joint.child]),
            "axes": tuple(axes),
        }
    )


def _coordinate(coordinate: Coordinate, uniform: float) -> Coordinate:
    if coordinate.name != "pelvis_ty":
        return coordinate
    low, high = coordinate.range
    return coordinate.model_copy(
        update={"range": (low * uniform, high * uniform), "default": coordinate.default * uniform}
    )


def _contact(sphere: ContactSphere, scales: Mapping[str, Array]) -> ContactSphere:
    return sphere.model_copy(update={"location": _times(sphere.location, scales[sphere.segment])})


def _muscle(
    muscle: Muscle,
    points: tuple[PathPoint, ...],
    uniform: float,
    shift: float,
    volume: float,
) -> Muscle:
    """A muscle with its path scaled and its length shifted (m); ``volume`` is a factor."""
    path = muscle.path
    coefficients = [uniform * c for c in path.coefficients]
    exponents = list(path.exponents)
    zero = (0,) * len(path.coordinates)
    if zero not in exponents:
        exponents.append(zero)
        coefficients.append(0.0)
    constant = exponents.index(zero)
    standing = coefficients[constant] / uniform
    coefficients[constant] += shift
    stretch = coefficients[constant] / standing if standing > 0 else uniform
    return muscle.model_copy(
        update={
            "max_force": muscle.max_force * volume / stretch,
            "optimal_length": muscle.optimal_length * stretch,
            "slack_length": muscle.slack_length * stretch,
            "path": path.model_copy(
                update={
                    "exponents": tuple(exponents),
                    "coefficients": tuple(coefficients),
                    "length_rms": path.length_rms * uniform,
                    "length_max": path.length_max * uniform,
                    "arm_rms": tuple(uniform * v for v in path.arm_rms),
                    "arm_max": tuple(uniform * v for v in path.arm_max),
                }
            ),
            "points": points,
        }
    )
