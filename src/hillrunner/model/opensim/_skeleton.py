"""Builds segments, joints and coordinates of a body from what the OpenSim worker described."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from hillrunner.errors import BodyError
from hillrunner.model.body.model import GROUND, Axis, Coordinate, Joint, Segment
from hillrunner.model.body.pose import Array, Pose, euler, euler_angles, joint_pose
from hillrunner.model.opensim._names import Placement
from hillrunner.model.opensim.conventions import RUNNING_RANGES, UNLOCKED, WELDED
from hillrunner.model.opensim.fit import fit_function
from hillrunner.model.opensim.fit_report import FunctionFit
from hillrunner.sides import other_side, stem

NO_LIMB = ("patella",)
TURNED = {"hip_flexion": "extension", "ankle_angle": "plantarflexion"}
FUNCTION_SAMPLES = 61
FUNCTION_TOLERANCE = 5e-4  # rad or m; the degree rises until the fit is this close
FUNCTION_DEGREES = (4, 5, 6, 7, 8)


def turning_axis(joint: dict[str, Any], coordinate: str) -> Array:
    """Direction (3,), in the parent segment, about which a joint turns as a coordinate grows."""
    for axis in joint["axes"]:
        if axis["kind"] == "rotation" and axis["coordinate"] == coordinate:
            slope = (axis["polynomial"] or [0.0, 1.0])[1]
            direction = euler(joint["parent"]["rotation"]) @ np.asarray(axis["direction"])
            return np.asarray(np.sign(slope) * direction)
    raise BodyError(f"joint {joint['name']} does not turn with coordinate {coordinate}.")


@dataclass
class Skeleton:
    """A described model's rigid part.

    Attributes
    ----------
    data
        The worker's description.
    held
        Coordinates that do not move, with their values.
    reversed
        Coordinates that count against the convention (knee flexion and toe extension positive).
    folded
        Segment -> the segment it was folded into and its pose there.
    """

    data: dict[str, Any]
    model: str
    held: dict[str, float] = field(default_factory=dict)
    reversed: set[str] = field(default_factory=set)
    folded: dict[str, tuple[str, Pose]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    fits: list[FunctionFit] = field(default_factory=list)

    def __post_init__(self) -> None:
        used = {a["coordinate"] for j in self.data["joints"] for a in j["axes"]}
        freed = []
        for coordinate in self.data["coordinates"]:
            name = coordinate["name"]
            if stem(name) in WELDED:
                self.held[name] = WELDED[stem(name)]
            elif coordinate["locked"] and stem(name) in UNLOCKED:
                freed.append(name)
            elif coordinate["locked"] or name not in used:
                self.held[name] = coordinate["default"]
        if self.held:
            self.notes.append(
                "Held still: " + ", ".join(f"{n} at {v:.3g}" for n, v in self.held.items()) + "."
            )
        if freed:
            self.notes.append("Unlocked for running: " + ", ".join(freed) + ".")
        for joint in self.data["joints"]:
            for name in {a["coordinate"] for a in joint["axes"]} - {None}:
                self._orient(joint, name)

    def _orient(self, joint: dict[str, Any], name: str) -> None:
        """Find out which way a knee or toe joint counts: z is the axis to the right."""
        bones = stem(joint["child"]["body"]) not in NO_LIMB  # what a coupler moves along
        if stem(name) == "knee_angle" and bones:
            if turning_axis(joint, name)[2] > 0:  # turns the shank forward
                self.reversed.add(name)
        elif stem(name) == "mtp_angle" and turning_axis(joint, name)[2] < 0:
            self.reversed.add(name)  # turns the toes down
        elif (
            stem(name) in ("hip_flexion", "ankle_angle")
            and bones
            and turning_axis(joint, name)[2] < 0
        ):
            raise BodyError(
                f"{self.model}: {name} counts {TURNED[stem(name)]} positive, but must count it "
                "negative."
            )

    @property
    def free(self) -> list[dict[str, Any]]:
        """The coordinates of the body to be."""
        return [c for c in self.data["coordinates"] if c["name"] not in self.held]

    def span(self, name: str, own: tuple[float, float]) -> tuple[float, float]:
        """The running range of a coordinate in the model's direction, or its own range."""
        if stem(name) not in RUNNING_RANGES:
            return own
        low, high = RUNNING_RANGES[stem(name)]
        return (-high, -low) if name in self.reversed else (low, high)

    def coordinates(self) -> tuple[Coordinate, ...]:
        names = {c["name"] for c in self.free}
        places = Placement(self.data)
        result = []
        for c in self.free:
            name = c["name"]
            own = (c["range"][0], c["range"][1])
            low, high = self.span(name, own)
            result.append(
                Coordinate(
                    name=name,
                    kind="translation" if c["translation"] else "rotation",
                    range=(round(low, 9), round(high, 9)),
                    default=min(max(c["default"], low), high),
                    mirror=other_side(name) if other_side(name) in names else name,
                    mirror_sign=-1 if other_side(name) == name and places.flips(name) else 1,
                )
            )
        return tuple(result)

    def function_requests(self) -> list[dict[str, Any]]:
        """What the worker must sample: joint functions that are not polynomials."""
        ranges = {c.name: c.range for c in self.coordinates()}
        requests = []
        for joint in self.data["joints"]:
            for index, axis in enumerate(joint["axes"]):
                if axis["polynomial"] is None:
                    value = self.held.get(axis["coordinate"], 0.0)
                    low, high = ranges.get(axis["coordinate"], (value, value + 1e-6))
                    x = np.linspace(low, high, FUNCTION_SAMPLES).tolist()
                    requests.append({"joint": joint["name"], "axis": index, "x": x})
        return requests

    def set_functions(self, requests: list[dict[str, Any]], values: list[list[float]]) -> None:
        """Replace sampled joint functions by polynomials."""
        joints = {j["name"]: j for j in self.data["joints"]}
        for request, y in zip(requests, values, strict=True):
            axis = joints[request["joint"]]["axes"][request["axis"]]
            if axis["coordinate"] in self.held:
                axis["polynomial"] = [y[0]]
                continue
            x, target = np.asarray(request["x"]), np.asarray(y)
            for degree in FUNCTION_DEGREES:
                polynomial, error = fit_function(x, target, degree=degree)
                if error <= FUNCTION_TOLERANCE:
                    break
            axis["polynomial"] = list(polynomial)
            if float(np.ptp(target)) > 0:
                unit = "rad" if axis["kind"] == "rotation" else "m"
                label = f"{axis['kind']} {request['axis'] + 1}"
                self.fits.append(FunctionFit(request["joint"], label, degree, error, unit))

    def _joint(self, joint: dict[str, Any]) -> Joint:
        axes = []
        for axis in joint["axes"]:
            coordinate, polynomial = axis["coordinate"], axis["polynomial"]
            if coordinate in self.held:
                x = self.held[coordinate]
                polynomial = [float(np.polynomial.polynomial.polyval(x, polynomial))]
                coordinate = None
            if coordinate is None and not any(polynomial):
                continue
            length = float(np.linalg.norm(axis["direction"]))
            axes.append(
                Axis(
                    kind=axis["kind"],
                    direction=tuple(v / length for v in axis["direction"]),
                    coordinate=coordinate,
                    polynomial=tuple(polynomial),
                )
            )
        return Joint(
            name=joint["name"],
            parent=joint["parent"]["body"],
            child=joint["child"]["body"],
            parent_translation=tuple(joint["parent"]["translation"]),
            parent_rotation=tuple(joint["parent"]["rotation"]),
            child_translation=tuple(joint["child"]["translation"]),
            child_rotation=tuple(joint["child"]["rotation"]),
            axes=tuple(axes),
        )

    def _ordered(self) -> list[Joint]:
        waiting = [self._joint(j) for j in self.data["joints"]]
        placed, ordered = {GROUND}, []
        while waiting:
            ready = [j for j in waiting if j.parent in placed]
            if not ready:
                loose = ", ".join(j.name for j in waiting)
                raise BodyError(f"{self.model} has joints that do not reach the ground: {loose}.")
            waiting = [j for j in waiting if j.parent not in placed]
            for joint in ready:
                placed.add(joint.child)
                ordered.append(joint)
        return ordered

    def build(self) -> tuple[tuple[Segment, ...], tuple[Joint, ...]]:
        """Segments and joints, immobile segments folded into the ones that carry them."""
        parts: dict[str, list[tuple[dict[str, Any], Pose]]] = {}
        joints: list[Joint] = []
        bodies = {b["name"]: b for b in self.data["bodies"]}
        for joint in self._ordered():
            here = (np.eye(3), np.zeros(3))
            moves = any(axis.coordinate is not None for axis in joint.axes)
            parent, (turn, origin) = self.folded.get(joint.parent, (joint.parent, here))
            if not moves and joint.parent != GROUND:
                inner_turn, inner_origin = joint_pose(joint, {})
                pose = (turn @ inner_turn, origin + turn @ inner_origin)
                self.folded[joint.child] = (parent, pose)
                parts[parent].append((bodies[joint.child], pose))
                self.notes.append(f"Folded {joint.child} into {parent}.")
                continue
            parts[joint.child] = [(bodies[joint.child], here)]
            if joint.parent in self.folded:
                matrix = turn @ euler(joint.parent_rotation)
                offset = origin + turn @ np.asarray(joint.parent_translation)
                moved = {
                    "parent": parent,
                    "parent_translation": tuple(offset.tolist()),
                    "parent_rotation": euler_angles(matrix),
                }
                joint = joint.model_copy(update=moved)
            joints.append(joint)
        return tuple(merge(name, rows) for name, rows in parts.items()), tuple(joints)

    def place(self, segment: str, location: list[float]) -> tuple[str, tuple[float, ...]]:
        """A point of a model's body as a point of the body it was folded into."""
        if segment not in self.folded:
            return segment, tuple(location)
        target, (turn, origin) = self.folded[segment]
        return target, tuple((origin + turn @ np.asarray(location)).tolist())


def merge(name: str, parts: list[tuple[dict[str, Any], Pose]]) -> Segment:
    """One segment from rigidly connected bodies."""
    if len(parts) == 1:
        body = parts[0][0]
        return Segment(
            name=name, mass=body["mass"], com=tuple(body["com"]), inertia=tuple(body["inertia"])
        )
    mass = sum(body["mass"] for body, _ in parts)
    centres = [origin + turn @ np.asarray(body["com"]) for body, (turn, origin) in parts]
    com = sum(b["mass"] * c for (b, _), c in zip(parts, centres, strict=True)) / max(mass, 1e-12)
    total = np.zeros((3, 3))
    for (body, (turn, _)), centre in zip(parts, centres, strict=True):
        xx, yy, zz, xy, xz, yz = body["inertia"]
        own = np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
        arm = centre - com
        total += turn @ own @ turn.T + body["mass"] * (arm @ arm * np.eye(3) - np.outer(arm, arm))
    inertia = [total[i, j] for i, j in ((0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2))]
    return Segment(
        name=name, mass=mass, com=tuple(com.tolist()), inertia=tuple(map(float, inertia))
    )
