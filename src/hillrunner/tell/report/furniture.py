"""What a lifter lies, sits or stands on, as things to draw: a bench, a seat, a box."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hillrunner.analysis.free_body import motion_kinematics, vectors
from hillrunner.motion.motion import Motion

Array = NDArray[np.float64]

WOOD = 3  # what it is made of; the player has a colour for each
SLAT = 0.025  # m, radius of what it is made of
BEHIND, AHEAD, ASIDE = 0.35, 0.05, 0.12  # m, by which a top is larger than where it is pressed
AROUND = 0.06  # m, by which a box is larger than the foot on it
DEEP = 0.05  # m, that a foot must come below the floor so that there is a box above it


class Furniture(NamedTuple):
    """Capsules in the world, as rows ``[x, y, z, x, y, z, radius, material]``, and how high (m) the
    floor that they stand on is: below 0 where a foot stands on a box."""

    rows: list[list[float]]
    floor: float


NOTHING = Furniture([], 0.0)


def furniture(motion: Motion) -> Furniture:
    """What carries a body besides the floor; nothing where feet stand on that."""
    body, now, count = motion.body, motion_kinematics(motion), motion.data.sizes["time"]
    points = [vectors(now.frames[s.segment].point(s.location), count) for s in body.contacts]
    lowest = [at[:, 1].min() - s.radius for s, at in zip(body.contacts, points, strict=True)]
    deepest = float(min(lowest, default=0.0))
    floor = deepest if deepest < -DEEP else 0.0
    soles = {sphere.name for sphere in body.contacts}
    pressed: list[Array] = []
    stands: list[Array] = []
    for support in motion.task.supports(body):
        place = vectors(support.point(now), count).mean(axis=0)
        (stands if support.name in soles else pressed).append(place)
    rows: list[list[float]] = []
    if pressed:
        places = np.array(pressed)
        ahead = places[:, 0].mean() > np.mean([at[:, 0] for at in points])  # of the feet
        reach = (AHEAD, BEHIND) if ahead else (BEHIND, AHEAD)
        rows += _table(places, (*reach, ASIDE), float(places[:, 1].min()), floor)
    if stands and floor < 0.0:
        rows += _table(np.array(stands), (AROUND, AROUND, AROUND), 0.0, floor)
    return Furniture([[round(x, 4) for x in row] for row in rows], floor)


def _table(
    places: Array, reach: tuple[float, float, float], top: float, floor: float
) -> list[list[float]]:
    """Slats side by side whose tops are at ``top`` under ``places``, and four legs; it reaches
    further back, ahead and aside."""
    back, front = places[:, 0].min() - reach[0], places[:, 0].max() + reach[1]
    left, right = places[:, 2].min() - reach[2], places[:, 2].max() + reach[2]
    count = max(2, int(np.ceil((front - back) / (2.0 * SLAT))))
    high = top - SLAT
    across = np.linspace(back + SLAT, front - SLAT, count)
    rows = [[x, high, left, x, high, right, SLAT, WOOD] for x in across]
    rows += [
        [x, high, z, x, floor + SLAT, z, SLAT, WOOD]
        for x in (across[0], across[-1])
        for z in (left, right)
    ]
    return [[float(number) for number in row] for row in rows]
