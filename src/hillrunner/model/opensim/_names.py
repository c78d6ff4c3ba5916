"""What the parts of a model are called here: sides by name and place, coordinates by their joint.

Published models of the Delp and Rajagopal families need no change. Others say ``r_knee_angle``,
``KneeFlexionRight`` or ``foot_l``; they are mapped where name and place in the skeleton agree, and
refused where these contradict each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from hillrunner.checks import listed
from hillrunner.errors import BodyError
from hillrunner.model.body.model import GROUND
from hillrunner.model.body.pose import Array, Pose, euler, rotation
from hillrunner.sides import other_side

OFF_MIDLINE = 0.01  # m: a segment farther from the midline is of a side
KINDS = ("coordinates", "bodies", "muscles")

COORDINATES: dict[str, tuple[str, ...]] = {  # ours: what else they are called, side left off
    "hip_flexion": ("hip_flex", "hip_flexion_angle", "hip_angle"),
    "hip_adduction": ("hip_add", "hip_adduction_angle"),
    "hip_rotation": ("hip_rot", "hip_rotation_angle"),
    "knee_angle": ("knee", "knee_flexion", "knee_flex", "knee_flexion_angle"),
    "ankle_angle": ("ankle", "ankle_flexion", "ankle_flex", "ankle_dorsiflexion"),
    "subtalar_angle": ("subtalar", "subt_angle", "subtalar_inversion"),
    "mtp_angle": ("mtp", "toe_angle", "toes_angle", "mtp_flexion"),
    "lumbar_extension": ("lumbar", "lumbar_ext", "lumbar_flexion", "trunk_extension", "back"),
    "lumbar_bending": ("lumbar_bend", "trunk_bending"),
    "lumbar_rotation": ("lumbar_rot", "trunk_rotation"),
}
BODIES: dict[str, tuple[str, ...]] = {
    "femur": ("thigh", "upper_leg"),
    "tibia": ("shank", "lower_leg"),
    "calcn": ("calcaneus", "foot", "hindfoot"),
    "toes": ("toe", "forefoot"),
    "torso": ("trunk", "thorax"),
    "humerus": ("upper_arm", "upperarm"),
}
LEG = ("hip_flexion", "knee_angle", "ankle_angle")  # what no running body is without

_SIDED = (  # where a name may say its side
    re.compile(r"^(?P<stem>.+?)[ _.-]?(?P<side>right|left)$", re.IGNORECASE),
    re.compile(r"^(?P<stem>.+)[ _.-](?P<side>r|l)$", re.IGNORECASE),
    re.compile(r"^(?P<stem>.*[a-z0-9])(?P<side>R|L)$"),
    re.compile(r"^(?P<side>right|left)[ _.-]?(?P<stem>.+)$", re.IGNORECASE),
    re.compile(r"^(?P<side>r|l)[ _.-](?P<stem>.+)$", re.IGNORECASE),
    re.compile(r"^(?P<side>R|L)(?P<stem>[A-Z].*)$"),
)


def sided(name: str) -> tuple[str, str]:
    """Stem and side (``r``, ``l`` or nothing) that a name states."""
    for pattern in _SIDED:
        if match := pattern.match(name):
            return match["stem"], match["side"][0].lower()
    return name, ""


def renamed(names: Iterable[str], aliases: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Our names of those that say a side in another way, or are in ``aliases``; only changes."""
    names = list(names)
    ours_of = {alias: ours for ours, others in aliases.items() for alias in others}
    pairs = {sided(name) for name in names}
    changes: dict[str, str] = {}
    for name in names:
        stem, side = sided(name)
        if side and (stem, "l" if side == "r" else "r") not in pairs:
            stem, side = name, ""  # one of a kind: the letter may mean anything
        plain = re.sub(r"[ .-]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", stem)).lower()
        known = ours_of.get(plain, plain if plain in aliases else stem)
        new = f"{known}_{side}" if side else known
        if new != name and new not in names and new not in changes.values():
            changes[name] = new
    return changes


@dataclass
class Naming:
    """What a model's parts are called here: kind of part -> its name -> ours, changes only."""

    changes: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Naming:
        """Of a model as the worker describes it."""
        aliases = {"coordinates": COORDINATES, "bodies": BODIES, "muscles": {}}
        changes = {
            kind: renamed((part["name"] for part in data[kind]), aliases[kind]) for kind in KINDS
        }
        changes["coordinates"] |= _of_pelvis(data)
        roots = [j["child"]["body"] for j in data["joints"] if j["parent"]["body"] == GROUND]
        if len(roots) == 1 and "pelvis" not in (b["name"] for b in data["bodies"]):
            changes["bodies"][roots[0]] = "pelvis"
        return cls(changes)

    @property
    def notes(self) -> list[str]:
        """A sentence for each kind of part that was renamed."""
        return [
            f"Renamed {kind}: " + ", ".join(f"{old} to {new}" for old, new in names.items()) + "."
            for kind, names in self.changes.items()
            if names
        ]


def _of_pelvis(data: Mapping[str, Any]) -> dict[str, str]:
    """Our names of the coordinates that move the whole body, by what they do."""
    taken = {c["name"] for c in data["coordinates"]}
    changes = {}
    for joint in data["joints"]:
        if joint["parent"]["body"] != GROUND:
            continue
        for axis in joint["axes"]:
            name, along = axis["coordinate"], np.abs(np.asarray(axis["direction"], float))
            if name is None or along.max() < 0.99 * np.linalg.norm(along):
                continue
            turns = axis["kind"] == "rotation"
            words = ("list", "rotation", "tilt") if turns else ("tx", "ty", "tz")
            ours = f"pelvis_{words[int(along.argmax())]}"
            if name != ours and ours not in taken:
                changes[name] = ours
                taken.add(ours)
    return changes


class Placement:
    """Where the parts of a described model are, all coordinates at their defaults."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.poses: dict[str, Pose] = {GROUND: (np.eye(3), np.zeros(3))}
        self.defaults = {c["name"]: float(c["default"]) for c in data["coordinates"]}
        self.moved: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = {}
        waiting = list(data["joints"])
        while ready := [j for j in waiting if j["parent"]["body"] in self.poses]:
            waiting = [j for j in waiting if j not in ready]
            for joint in ready:
                self._place(joint)

    def _place(self, joint: dict[str, Any]) -> None:
        turn, shift = np.eye(3), np.zeros(3)
        for axis in joint["axes"]:
            name = axis["coordinate"]
            if name is not None:
                self.moved.setdefault(name, []).append((joint, axis))
            x = self.defaults.get(name, 0.0)
            value = float(np.polynomial.polynomial.polyval(x, axis["polynomial"] or [0.0]))
            if axis["kind"] == "rotation":
                turn = turn @ rotation(axis["direction"], value)
            else:
                shift = shift + value * np.asarray(axis["direction"])
        base, origin = self.poses[joint["parent"]["body"]]
        parent, child = (euler(joint[end]["rotation"]) for end in ("parent", "child"))
        matrix = base @ parent @ turn @ child.T
        place = origin + base @ (np.asarray(joint["parent"]["translation"]) + parent @ shift)
        at = place - matrix @ np.asarray(joint["child"]["translation"])
        self.poses[joint["child"]["body"]] = (matrix, at)

    def joint_place(self, joint: Mapping[str, Any]) -> Array:
        """Where a joint is, on its parent (m, in ground)."""
        turn, origin = self.poses[joint["parent"]["body"]]
        return np.asarray(origin + turn @ np.asarray(joint["parent"]["translation"]))

    def side_of(self, coordinate: str) -> str:
        """``r`` or ``l`` of the joint that a coordinate moves; nothing on the midline."""
        across = [self.joint_place(j)[2] for j, _ in self.moved.get(coordinate, ())]
        middle = self._middle()
        if not across or abs(across[0] - middle) < OFF_MIDLINE:
            return ""
        return "r" if across[0] > middle else "l"

    def _middle(self) -> float:
        roots = [j for joints in self.moved.values() for j, _ in joints]
        first = next((j for j in roots if j["parent"]["body"] == GROUND), None)
        return float(self.poses[first["child"]["body"]][1][2]) if first else 0.0

    def flips(self, coordinate: str) -> bool:
        """Whether a coordinate of the midline changes sign in a mirror from right to left."""
        for joint, axis in self.moved.get(coordinate, ()):
            turn, _ = self.poses[joint["parent"]["body"]]
            direction = turn @ euler(joint["parent"]["rotation"]) @ np.asarray(axis["direction"])
            across = abs(direction[2]) > 0.5 * np.linalg.norm(direction)
            return bool(across) == (axis["kind"] == "translation")
        return False


def check_places(model: str, data: Mapping[str, Any], held: Iterable[str]) -> None:
    """Whether the names of a described model agree with where its parts are.

    Parameters
    ----------
    model
        The file's name, for the sentence.
    data
        The worker's description, in our names.
    held
        Coordinates that do not move.

    Raises
    ------
    BodyError
        If a leg lacks one of its coordinates, a coordinate of one side has no partner on the other,
        or it moves the other side than its name says.
    """
    places = Placement(data)
    free = [c["name"] for c in data["coordinates"] if c["name"] not in set(held)]
    said = {name: name[-1] if name.endswith(("_r", "_l")) else "" for name in free}
    for name in free:
        where = places.side_of(name)
        if where and not said[name]:
            raise BodyError(
                f"{model}: coordinate {name} moves a joint on the {_word(where)}, but its name "
                "does not say so: pairs are found by names as knee_angle_r and knee_angle_l."
            )
        if where and where != said[name]:
            raise BodyError(
                f"{model}: coordinate {name} moves a joint on the {_word(where)}, against its name."
            )
    for name in free:
        if said[name] and other_side(name) not in free:
            raise BodyError(
                f"{model}: coordinate {name} has no partner {other_side(name)}, but both sides of "
                "a body must have the same joints."
            )
    for side in "rl":
        missing = [f"{stem}_{side}" for stem in LEG if f"{stem}_{side}" not in free]
        if missing:
            legs = [name for name in free if places.side_of(name) == side or name.endswith(side)]
            raise BodyError(
                f"{model}: there is no {listed(missing)}, without which no leg runs; its "
                f"coordinates on the {_word(side)} are {listed(legs) if legs else 'none'}."
            )


def check_muscles(model: str, crossings: Mapping[str, Iterable[str]]) -> None:
    """Whether muscles are on the side that their names say.

    Raises
    ------
    BodyError
        If one crosses joints of one side only, and its name says the other side or none.
    """
    for muscle, crossed in crossings.items():
        sides = {name[-1] for name in crossed if name.endswith(("_r", "_l"))}
        said = muscle[-1] if muscle.endswith(("_r", "_l")) else ""
        if len(sides) == 1 and said not in sides:
            side = sides.pop()
            raise BodyError(
                f"{model}: muscle {muscle} crosses joints of the {_word(side)} side only, but its "
                f"name does not end in _{side}."
            )


def lone_muscles(names: Iterable[str]) -> list[str]:
    """Muscles of one side without a partner on the other."""
    names = list(names)
    return [n for n in names if n != other_side(n) and other_side(n) not in names]


def _word(side: str) -> str:
    return "right" if side == "r" else "left"
