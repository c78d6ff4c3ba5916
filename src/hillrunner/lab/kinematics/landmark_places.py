"""Where landmarks are on the default body, by ``landmark_places.toml`` beside this file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from hillrunner.sides import LEFT, side_of, stem

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class LandmarkPlace:
    """A landmark on the unscaled default body.

    Attributes
    ----------
    segment
        The segment that carries it.
    location
        m, in the segment's frame; None where it follows from the person's marker alone.
    fixed
        Whether its place follows from the size of the segment.
    weight
        On the square of its distance.
    """

    segment: str
    location: Vector | None
    fixed: bool
    weight: float


@cache
def _table() -> dict[str, dict[str, object]]:
    text = resources.files("hillrunner.lab.kinematics").joinpath("landmark_places.toml")
    return tomllib.loads(text.read_text("utf-8"))


def landmark_place(landmark: str) -> LandmarkPlace | None:
    """Where a landmark, as ``knee_lateral_r`` or ``c7``, is; None where it is on no segment."""
    entry = _table().get(stem(landmark))
    if entry is None:
        return None
    segment, location = str(entry["segment"]), entry.get("location")
    side = side_of(landmark)
    if side is not None and segment not in ("pelvis", "torso"):
        segment += landmark.removeprefix(stem(landmark))
    place: Vector | None = None
    if isinstance(location, list):
        x, y, z = (float(value) for value in location)
        place = (x, y, -z if side == LEFT else z)
    return LandmarkPlace(
        segment, place, bool(entry.get("fixed", False)), float(str(entry.get("weight", 1.0)))
    )
