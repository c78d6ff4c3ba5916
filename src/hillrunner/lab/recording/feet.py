"""Which foot stands on which force plate, and the force of the ground on each foot.

Plates are read contact by contact: each is given to the foot whose markers are nearest to its
centre of pressure. So one belt for both feet is split at the crossings, several plates are put
together, and what both feet press at once is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.lab.cutting import filtered_force, step_of
from hillrunner.lab.part import AXES
from hillrunner.lab.recording.axes import Cloud, contacts
from hillrunner.sides import LEFT, RIGHT, SIDES, Side

Array = NDArray[np.float64]

TAIL = 10.0  # N: a contact goes on, beyond the 50 N that make it one, while the plate carries more
SHORTEST = 0.05  # s: what is shorter is no contact of a foot
NEAR = 0.35  # m from the middle of the foot's markers to the centre of pressure, at most
CLEARLY = 0.05  # m by which the other foot must be farther
NAMED = {RIGHT: ("r", "right", "rechts"), LEFT: ("l", "left", "links")}  # in names of plates


@dataclass(frozen=True)
class Contact:
    """One contact on one plate.

    Attributes
    ----------
    plate
        Its name.
    on, off
        s, by 50 N.
    whole
        Whether it neither began before nor goes on after the recording.
    side
        Whose it is; None where that is not known.
    distance
        m from the middle of that foot's markers to the centre of pressure.
    """

    plate: str
    on: float
    off: float
    whole: bool
    side: Side | None = None
    distance: float = float("nan")


def contacts_on(
    plates: xr.Dataset, cloud: Cloud | None, given: Mapping[str, Side]
) -> tuple[Contact, ...]:
    """Every contact on every plate, in the order of time.

    Parameters
    ----------
    plates
        With y up.
    cloud
        Markers in the same axes, if there are any whose feet are known.
    given
        Plate -> foot, where the user says so.
    """
    time = plates["time"].values
    step = step_of(time)
    found = []
    for name in map(str, plates["plate"].values):
        one = plates.sel(plate=name)
        vertical = filtered_force(one["force"].values[:, 1], step)
        for on, off, whole in contacts(time, vertical):
            contact = Contact(name, on, off, whole, given.get(name))
            if off - on >= SHORTEST:
                found.append(contact if name in given or not cloud else _near(contact, one, cloud))
    found.sort(key=lambda contact: contact.on)
    return tuple(found if cloud is not None else _by_names_or_place(found, plates))


def _near(contact: Contact, plate: xr.Dataset, cloud: Cloud) -> Contact:
    """A contact with the foot that is nearest to its centre of pressure in its middle half."""
    time = plate["time"].values
    quarter = 0.25 * (contact.off - contact.on)
    inside = (time > contact.on + quarter) & (time < contact.off - quarter)
    point = plate["centre_of_pressure"].values[inside]
    away = {}
    for side in SIDES:
        foot = cloud.known_middle(cloud.foot(side))
        known = np.isfinite(foot).all(axis=1)
        if known.sum() < 2:
            continue
        here = [
            np.interp(time[inside], cloud.time[known], axis, np.nan, np.nan)
            for axis in foot[known].T
        ]
        gap = np.linalg.norm(np.stack(here, axis=1) - point, axis=1)
        if np.isfinite(gap).any():
            away[side] = float(np.nanmedian(gap))
    if not away:
        return contact
    side = min(away, key=lambda s: away[s])
    others = [gap for s, gap in away.items() if s != side]
    clear = away[side] < NEAR and all(gap > away[side] + CLEARLY for gap in others)
    return replace(contact, side=side if clear else None, distance=away[side])


def named_side(plate: str) -> Side | None:
    """The side that a plate's name speaks of."""
    words = plate.lower().replace("-", "_").replace(" ", "_").split("_")
    sides = [side for side, names in NAMED.items() if set(words) & set(names)]
    return sides[0] if len(sides) == 1 else None


def _by_names_or_place(found: list[Contact], plates: xr.Dataset) -> list[Contact]:
    """Contacts given a side without markers: by the plate's name, or by where they are.

    By place, where contacts that follow each other lie to the left and right in turn.
    """
    told = [replace(c, side=c.side or named_side(c.plate)) for c in found]
    if not told or all(c.side for c in told):
        return told
    time = plates["time"].values
    places = []
    for contact in told:
        inside = (time >= contact.on) & (time <= contact.off)
        point = plates["centre_of_pressure"].sel(plate=contact.plate, axis="z").values[inside]
        places.append(float(np.nanmedian(point)) if np.isfinite(point).any() else np.nan)
    right = np.array(places) > 0.5 * np.nanquantile(places, [0.25, 0.75]).sum()
    if not np.isfinite(places).all() or len(told) < 3 or not (right[1:] != right[:-1]).all():
        return told
    return [
        replace(c, side=RIGHT if is_right else LEFT)
        for c, is_right in zip(told, right, strict=True)
    ]


def ground_of(plates: xr.Dataset, found: tuple[Contact, ...]) -> xr.Dataset:
    """Force, centre of pressure and torque of the ground by foot: (time, foot, axis).

    Of contacts whose foot is known; zero, and not a number for the centre of pressure, elsewhere.
    """
    time = plates["time"].values
    shape = (time.size, len(SIDES), len(AXES))
    force, torque, lever = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for contact in found:
        if contact.side is None:
            continue
        one = plates.sel(plate=contact.plate)
        inside = _with_tails(time, one["force"].values[:, 1], contact)
        foot = SIDES.index(contact.side)
        push = one["force"].values[inside]
        point = one["centre_of_pressure"].values[inside]
        force[inside, foot] += push
        torque[inside, foot] += one["torque"].values[inside]
        lever[inside, foot] += np.nan_to_num(point) * push[:, 1:2]
    weight = force[:, :, 1:2]
    with np.errstate(divide="ignore", invalid="ignore"):
        point = np.where(weight > TAIL, lever / weight, np.nan)
    held = {"force": (force, "N"), "centre_of_pressure": (point, "m"), "torque": (torque, "N m")}
    return xr.Dataset(
        {
            name: (("time", "foot", "axis"), values, {"units": units})
            for name, (values, units) in held.items()
        },
        coords={"time": plates["time"], "foot": list(SIDES), "axis": list(AXES)},
    )


def _with_tails(time: Array, vertical: Array, contact: Contact) -> slice:
    """The samples of a contact and those beside it in which the plate still carries something."""
    start, stop = np.searchsorted(time, [contact.on, contact.off])
    while start > 0 and vertical[start - 1] > TAIL:
        start -= 1
    while stop < time.size and vertical[stop] > TAIL:
        stop += 1
    return slice(int(start), int(stop))


def feet_by_plate(found: Sequence[Contact]) -> dict[str, str]:
    """Plate -> ``right``, ``left``, ``both``, or ``unknown``."""
    feet: dict[str, str] = {}
    for name in dict.fromkeys(contact.plate for contact in found):
        sides = {contact.side for contact in found if contact.plate == name} - {None}
        feet[name] = "both" if len(sides) == 2 else str(*sides) if sides else "unknown"
    return feet
