"""Which landmarks of the body the markers of a lab are, by a table of common marker sets.

The table is ``marker_sets.toml`` beside this file. A landmark is called as a coordinate is:
``knee_lateral_r``; those in the middle of the body have no side.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from hillrunner.checks import listed, some_of, unknown_name
from hillrunner.sides import SIDES, on_both_sides, on_side, side_of, stem

PELVIS = ("asis", "psis", "hip_centre", "iliac_crest")  # landmarks that say where the pelvis is
FRONT = ("toe", "mt2", "mt1", "mt5")  # of the foot
FOOT = ("heel", *FRONT, "ankle_lateral", "ankle_medial", "ankle_centre")
MIDDLE = ("sacrum", "hip_middle")  # of the pelvis
TELLING = ("knee_lateral_r", "knee_centre_r", "heel_r", "toe_r", "mt5_r")  # tell sets apart
_IGNORED = re.compile(r"[\s._\-]study$|[\s._\-]+", re.IGNORECASE)


@dataclass(frozen=True)
class MarkerSet:
    """One set: its key, its title, and its markers' plain names with their landmarks."""

    key: str
    title: str
    source: str
    landmarks: Mapping[str, str]
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """What markers are.

    Attributes
    ----------
    title
        Of the set that fits best; empty where none does.
    landmark
        Marker -> landmark, of those that are known.
    missing
        What a movement cannot be known without, in words; empty where all is there.
    """

    title: str
    landmark: dict[str, str]
    missing: tuple[str, ...]

    def complaint(self, names: Iterable[str]) -> str:
        """The sentence for markers that match no set, which lists both."""
        sets = "; ".join(f"{s.title} ({', '.join(s.examples)}, ...)" for s in marker_sets())
        return (
            f"the markers {some_of(names, 8)} match no marker set, as {listed(self.missing)} "
            f"cannot be told: known are {sets}; name yours in [markers] of a mapping file."
        )


def _plain(name: str) -> str:
    return _IGNORED.sub("", name).casefold()


@cache
def marker_sets() -> tuple[MarkerSet, ...]:
    """The shipped sets."""
    text = resources.files("hillrunner.lab").joinpath("marker_sets.toml").read_text("utf-8")
    table = tomllib.loads(text)
    sets = []
    for key, entry in table.items():
        merged: dict[str, dict[str, object]] = {"sided": {}, "middle": {}}
        for part in (table.get(entry.get("extends", ""), {}), entry):
            for kind in merged:
                merged[kind] |= part.get(kind, {})
        landmarks: dict[str, str] = {}
        examples: dict[str, str] = {}
        for landmark, names in merged["sided"].items():
            for name in names if isinstance(names, list) else [names]:
                for side, letter in zip(SIDES, entry["sides"], strict=True):
                    written = str(name).format(s=letter)
                    landmarks[_plain(written)] = on_side(landmark, side)
                    examples.setdefault(on_side(landmark, side), written)
        for landmark, name in merged["middle"].items():
            landmarks[_plain(str(name))] = landmark
        own = tuple(examples[name] for name in TELLING if name in examples)
        sets.append(MarkerSet(key, entry["title"], entry["source"], landmarks, own))
    return tuple(sets)


@cache
def landmarks() -> frozenset[str]:
    """Every landmark of every set."""
    return frozenset(name for s in marker_sets() for name in s.landmarks.values())


def check_landmark(name: str, landmark: str) -> None:
    """Complain of what a mapping file says a marker is.

    Raises
    ------
    ValueError
        If there is no such landmark.
    """
    if landmark not in landmarks():
        allowed = sorted(landmarks())
        raise ValueError(unknown_name(f"landmark of marker {name!r}", landmark, landmark, allowed))


def named(names: Iterable[str], own: Mapping[str, str] | None = None) -> Named:
    """Which landmarks markers are, by the set that knows most of them; ``own`` names go first."""
    names, own = list(names), own or {}
    best = max(marker_sets(), key=lambda s: sum(_plain(name) in s.landmarks for name in names))
    found: dict[str, str] = {name: own[name] for name in names if name in own}
    for name in names:
        landmark = best.landmarks.get(_plain(name))
        if landmark and name not in found and landmark not in found.values():
            found[name] = landmark
    missing = _missing(set(found.values()))
    by_set = any(name not in own for name in found)
    title = best.title if by_set else "the mapping file's own"
    return Named("" if missing else title, found, missing)


def _missing(known: set[str]) -> tuple[str, ...]:
    stems = {stem(name) for name in known if side_of(name)}
    both = {s for s in stems if set(on_both_sides(s)) <= known}
    missing = []
    if not both & set(PELVIS) and not known & set(MIDDLE):
        missing.append("the pelvis")
    for side in SIDES:
        if not {on_side(name, side) for name in FOOT} & known:
            missing.append(f"the {side} foot")
    return tuple(missing)
