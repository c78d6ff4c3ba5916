"""Where a movement with held parts begins to look: postures nearest to usual ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.ranges import coordinate_bounds
from hillrunner.model.mechanics.rigid_body import Kinematics, kinematics
from hillrunner.model.mechanics.supports import AXES
from hillrunner.sides import SIDES, on_side
from hillrunner.tasks.held_feet import Place

Array = np.ndarray
Ends = tuple[float, float]  # of a way, near and far
# Of a body in several postures, and for which of the knots they are tried, what is to vanish:
# (conditions, postures), m.
Missed = Callable[[Kinematics, int], list[Array]]

SMALL = 1e-6  # rad or m, of differences
FIRM = 100.0  # by how much what is missed (m) outweighs rad off the usual
INSIDE = 0.02  # rad or m from the ends of every range
KNOTS = 6  # postures that are found; those between are interpolated
SHARE = 0.5 - 0.5 * np.cos(np.pi * np.arange(KNOTS) / (KNOTS - 1))  # of the way, of these


@dataclass(frozen=True)
class Posed:
    """Postures of a body on the way from near (0) to far (1), parts of it held.

    Attributes
    ----------
    usual
        Both ends (rad, m) of coordinates, by name; all others are 0.
    arms
        Angles (rad) that both arms hold.
    given
        Coordinates among ``usual`` that are exactly so.
    places
        Where held parts are.
    missed
        What else is to vanish.
    ranges
        Bounds (rad, m) of coordinates, closer than the body's own.
    """

    body: Body
    usual: Mapping[str, Ends]
    arms: Mapping[str, float]
    given: tuple[str, ...]
    places: Iterable[Place]
    missed: Missed
    ranges: Mapping[str, Ends]

    def way(self) -> Callable[[Array], Array]:
        """How far on the way to coordinates, (postures, coordinates)."""
        from scipy.interpolate import BarycentricInterpolator  # takes long to import

        between = BarycentricInterpolator(SHARE, self._found())
        return lambda share: np.asarray(between(share))

    def _found(self) -> Array:
        """Coordinates at the knots."""
        from scipy.optimize import least_squares  # takes long to import

        names = list(self.body.coordinate_names)
        usual = np.zeros((KNOTS, len(names)))
        for name, (near, far) in self.usual.items():
            usual[:, names.index(name)] = near + (far - near) * SHARE
        for name, angle in self.arms.items():
            usual[:, [names.index(on_side(name, side)) for side in SIDES]] = angle
        given = [names.index(name) for name in self.given]
        weight = np.ones(len(names))
        weight[given] = FIRM
        low, high = self._limits(given)

        def off(postures: Array, k: int) -> Array:
            motion = kinematics(self.body, list(postures.T))
            missed = [*self._strayed(motion), *self.missed(motion, k)]
            rows = np.stack(np.broadcast_arrays(*missed))
            return np.vstack([FIRM * rows, ((postures - usual[k]) * weight).T])

        def slope(q: Array, k: int) -> Array:
            values = off(np.vstack([q, q + SMALL * np.eye(q.size)]), k)
            return np.asarray((values[:, 1:] - values[:, :1]) / SMALL)

        found, begin = np.empty_like(usual), np.clip(usual[0], low, high)
        for k in range(KNOTS):
            begin = least_squares(
                lambda q, k: off(q[None, :], k)[:, 0],
                begin,
                slope,
                (low, high),
                x_scale="jac",
                args=(k,),
            ).x
            found[k] = begin
        return found

    def _strayed(self, motion: Kinematics) -> list[Array]:
        """How far (m) held parts are from where they stay."""
        rows = []
        for support, axis, low, high in self.places:
            place = motion.frames[support.segment].point(support.location)[AXES.index(axis)]
            rows.append(np.asarray(place - np.clip(place, low, high)))
        return rows

    def _limits(self, given: list[int]) -> tuple[Array, Array]:
        """Least and most of the coordinates."""
        low, high = coordinate_bounds(self.body).T
        for name, limits in self.ranges.items():
            i = self.body.coordinate_names.index(name)
            low[i], high[i] = max(low[i], limits[0]), min(high[i], limits[1])
        inside = np.minimum(INSIDE, 0.25 * (high - low))
        inside[given] = 0.0
        return low + inside, high - inside
