"""Which way is up in a lab, and which way the person faces: found from the data itself.

A recording is turned to x forward, y up, z right. Up is where the trunk is from the feet, or along
the mean force of the ground; forward is against the way a foot moves, seen from the pelvis, while
it is low: the same over ground and on a belt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.errors import MeasuredError
from hillrunner.lab.cutting import crossings, filtered_force, step_of
from hillrunner.lab.marker_sets import FOOT, FRONT, MIDDLE, PELVIS
from hillrunner.motion.phase import CONTACT
from hillrunner.sides import LEFT, RIGHT, SIDES, on_side

Array = NDArray[np.float64]

LETTERS = ("x", "y", "z")
UPRIGHT = (
    0.85  # of its length that the way from feet to pelvis, or a mean force, has along one axis
)
SNAP = np.deg2rad(20.0)  # a heading nearer to an axis than this runs along it
LOW = 0.15  # of all instants, those in which a marker of the foot is lowest: it stands
STEPS = 0.5  # m/s at which standing feet move back from the pelvis, at least, where steps are taken


@dataclass(frozen=True)
class Axes:
    """How the lab's axes lie.

    Attributes
    ----------
    turn
        (3, 3): what is (x, y, z) in the file is ``turn @ (x, y, z)`` forward, up and right.
    up, forward
        The file's axis that points there, as ``+z``; for a heading between axes, ``37 deg from
        +x``.
    up_by, forward_by
        What each was found by, to stand in a sentence.
    speed
        m/s at which standing feet move back from the pelvis; 0 where no steps are taken.
    """

    turn: Array
    up: str
    forward: str
    up_by: str
    forward_by: str
    speed: float = 0.0

    def turned(self, vectors: Array) -> Array:
        """Vectors (..., 3) of the file as forward, up and right."""
        return np.asarray(vectors @ self.turn.T)


class Cloud:
    """Markers by landmark: what asks where the pelvis or a foot is."""

    def __init__(self, markers: xr.DataArray, landmark: dict[str, str]) -> None:
        self.time = np.asarray(markers["time"].values, float)
        self.values = np.asarray(markers.values, float)
        names = [str(name) for name in markers["marker"].values]
        self.column = {landmark[name]: i for i, name in enumerate(names) if name in landmark}

    def has(self, *names: str) -> list[str]:
        """Which of these landmarks there are, in at least half of the frames."""
        return [
            name
            for name in names
            if name in self.column
            and np.isfinite(self.values[:, self.column[name], 0]).mean() >= 0.5
        ]

    def at(self, name: str) -> Array:
        """(time, 3) of one landmark."""
        return np.asarray(self.values[:, self.column[name]])

    def middle(self, names: list[str]) -> Array:
        """(time, 3) mean of some landmarks; not a number where one is missing."""
        return np.asarray(np.mean([self.at(name) for name in names], axis=0))

    def known_middle(self, names: list[str]) -> Array:
        """(time, 3) mean of those landmarks that are there at each instant."""
        held = np.stack([self.at(name) for name in names])
        count = np.isfinite(held).sum(axis=0)
        return np.asarray(np.nansum(held, axis=0) / np.where(count, count, np.nan))

    def place(self, names: list[str]) -> Array:
        """(3,) where some landmarks are on average."""
        return np.asarray(np.mean([np.nanmean(self.at(name), axis=0) for name in names], axis=0))

    @property
    def pelvis(self) -> list[str]:
        """Landmarks whose mean stands for the pelvis, of one kind, on both sides."""
        for name in (*PELVIS[:1], *MIDDLE[:1], *PELVIS[1:], *MIDDLE[1:]):
            found = self.has(name) or self.has(on_side(name, RIGHT), on_side(name, LEFT))
            if name in MIDDLE and found or len(found) == 2:
                return found
        return []

    def foot(self, side: str) -> list[str]:
        """Landmarks of a foot."""
        return self.has(*(on_side(name, side) for name in FOOT))  # type: ignore[arg-type]


def axes_of(cloud: Cloud | None, plates: xr.Dataset | None) -> Axes:
    """Find how the axes lie.

    Raises
    ------
    MeasuredError
        If nothing says which way is up, the body leans between the axes, or markers and forces
        contradict each other.
    """
    known = cloud is not None and cloud.pelvis and all(cloud.foot(side) for side in SIDES)
    by_markers = _up_by_markers(cloud) if cloud is not None and known else None
    by_force = _up_by_force(plates) if plates is not None else None
    if by_markers is not None:
        up = by_markers
    elif by_force is not None:  # which does not tell a plate that is upside down: up is positive
        up = np.abs(by_force)
    else:
        raise MeasuredError(
            "nothing says which way is up: neither markers of the pelvis and both feet nor a "
            "force of at least 50 N are there."
        )
    if by_force is not None and abs(float(up @ by_force)) < UPRIGHT:
        raise MeasuredError(
            f"the body stands along {_axis(up)} by its markers but the forces push along "
            f"{_axis(by_force)}: export both in the same axes."
        )
    up_by = "the feet are below the pelvis" if by_markers is not None else "the ground pushes there"
    speed, by = 0.0, ""
    forward: Array | None = None
    if cloud is not None and known:
        forward, speed = _travel(cloud, up)
        by = "standing feet move the other way"
        if forward is None:
            forward, by = _facing(cloud, up), "the feet point there"
    if forward is None and plates is not None:
        forward, by = _braking(plates, up), "each step first brakes, then drives"
    if forward is None:
        forward, by = np.roll(up, -1), "nothing tells: an axis was chosen"
    forward, named = _snapped(forward, up)
    turn = np.stack([forward, up, np.cross(forward, up)])
    return Axes(turn, _axis(up), named, up_by, by, speed)


def _axis(vector: Array) -> str:
    k = int(np.argmax(np.abs(vector)))
    return f"{'+' if vector[k] > 0 else '-'}{LETTERS[k]}"


def _along(vector: Array) -> Array | None:
    """The axis that a vector points along; None where it lies between axes."""
    size = np.linalg.norm(vector)
    k = int(np.argmax(np.abs(vector)))
    if not size or abs(vector[k]) < UPRIGHT * size:
        return None
    return np.sign(vector[k]) * np.eye(3)[k]


def _up_by_markers(cloud: Cloud) -> Array:
    feet = [name for side in SIDES for name in cloud.foot(side)]
    rise = cloud.place(cloud.pelvis) - cloud.place(feet)
    up = _along(rise)
    if up is None:
        raise MeasuredError(
            "the way from the feet to the pelvis lies between the axes "
            f"({', '.join(f'{x:.2f}' for x in rise)} m), so that none of them is vertical."
        )
    return up


def _up_by_force(plates: xr.Dataset) -> Array | None:
    total = plates["force"].sum("plate").values
    loaded = np.linalg.norm(total, axis=1) > CONTACT
    return _along(total[loaded].mean(axis=0)) if loaded.any() else None


def _level(up: Array) -> Array:
    """(2, 3) two axes across the vertical."""
    return np.asarray([axis for axis in np.eye(3) if not abs(axis @ up)])


def _travel(cloud: Cloud, up: Array) -> tuple[Array | None, float]:
    """The way of travel and its speed (m/s), by feet that are low; None where no steps are."""
    if cloud.time.size < 5:
        return None, 0.0
    level = _level(up)
    moved = np.gradient(cloud.middle(cloud.pelvis) @ level.T, cloud.time, axis=0)
    if not np.isfinite(moved).all(axis=1).any():
        return None, 0.0
    seen = []
    for name in (n for side in SIDES for n in cloud.foot(side)):
        point = cloud.at(name)
        speed = np.gradient(point @ level.T, cloud.time, axis=0) - np.nanmean(moved, axis=0)
        height = point @ up
        low = (height <= np.nanquantile(height, LOW)) & np.isfinite(speed).all(axis=1)
        if low.any():
            seen.append(np.median(speed[low], axis=0))
    if not seen:
        return None, 0.0
    back = of_standing(seen)
    speed = float(np.linalg.norm(back))
    return (-back @ level / speed, speed) if speed > STEPS else (None, 0.0)


def of_standing(seen: Sequence[Array]) -> Array:
    """How the ground goes, of how markers of the feet go when they are low: the median of the
    faster half of them. None that stands is faster than the ground, and those that roll off (the
    heel of who lands on the forefoot) are slower: the median of all is up to 3 % too slow.

    Parameters
    ----------
    seen
        (axes,) m/s of each marker.
    """
    by_speed = sorted(seen, key=lambda one: float(np.linalg.norm(one)))
    return np.asarray(np.median(by_speed[len(by_speed) // 2 :], axis=0))


def _facing(cloud: Cloud, up: Array) -> Array | None:
    """The way the feet or else the pelvis faces."""
    ways = []
    for side in SIDES:
        back = cloud.has(on_side("heel", side), on_side("ankle_lateral", side))
        front = cloud.has(*(on_side(name, side) for name in FRONT))
        if back and front:
            ways.append(cloud.place(front[:1]) - cloud.place(back[:1]))
    front = cloud.has("asis_r", "asis_l")
    back = cloud.has("psis_r", "psis_l") or cloud.has("sacrum")
    if not ways and len(front) == 2 and back:
        ways.append(cloud.place(front) - cloud.place(back))
    if not ways:
        return None
    way = np.mean(ways, axis=0)
    way = way - (way @ up) * up
    return np.asarray(way / np.linalg.norm(way))


def _braking(plates: xr.Dataset, up: Array) -> Array | None:
    """The way along which contacts first brake and then drive."""
    time, level = plates["time"].values, _level(up)
    step = step_of(time)
    slope = np.zeros(2)
    for force in np.moveaxis(plates["force"].values, 1, 0):
        force = filtered_force(force.T, step).T
        for on, off, whole in contacts(time, force @ up):
            if not whole:
                continue
            inside = (time >= on) & (time <= off)
            late = (time[inside] - on) / (off - on) - 0.5
            slope += (late[:, None] * (force[inside] @ level.T)).sum(axis=0)
    size = float(np.linalg.norm(slope))
    return slope @ level / size if size else None


def contacts(time: Array, vertical: Array) -> list[tuple[float, float, bool]]:
    """Contacts by a vertical force (N): when it rises through 50 N and falls again (s).

    And whether all of the contact was recorded: one may have begun before or go on after.
    """
    if not time.size:
        return []
    ons = crossings(time, vertical, CONTACT, up=True).tolist()
    offs = crossings(time, vertical, CONTACT, up=False).tolist()
    if vertical[0] > CONTACT:
        ons.insert(0, float(time[0]))
    if vertical[-1] > CONTACT:
        offs.append(float(time[-1]))
    return [(on, off, time[0] < on and off < time[-1]) for on, off in zip(ons, offs, strict=True)]


def _snapped(forward: Array, up: Array) -> tuple[Array, str]:
    """A heading, along an axis where it is near one, and what it is called."""
    k = int(np.argmax(np.abs(forward)))
    axis = np.sign(forward[k]) * np.eye(3)[k]
    angle = float(np.arccos(np.clip(forward @ axis, -1.0, 1.0)))
    if angle < SNAP:
        return axis, _axis(axis)
    return forward, f"{np.rad2deg(angle):.0f} deg from {_axis(axis)}"
