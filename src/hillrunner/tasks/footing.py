"""Feet that stay on the ground: which of their spheres do, and how they carry a body at rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from hillrunner.model.body.model import Body, ContactSphere
from hillrunner.model.mechanics.halving import last_below
from hillrunner.model.mechanics.instant import Instant
from hillrunner.model.mechanics.rigid_body import Kinematics
from hillrunner.model.physics.contact import ContactLaw, normal_force
from hillrunner.sides import RIGHT, side_of, stem
from hillrunner.tasks.task import Row

SOLE: tuple[str, ...] = ()  # beginnings of the names of spheres: all of them
TOES = ("toes",)
SINK = (0.0, 0.03)  # m, of every sphere of a planted foot into the ground
CENTIMETRE = 0.01  # m, of the rows
ROUNDED = 1e-3  # m, within which the highest of spheres is a mean of the highest
HALVINGS = 25  # of a search


def spheres(body: Body, which: tuple[str, ...]) -> list[ContactSphere]:
    """Those whose names begin so; all where nothing is said, or where none is called so."""
    named = [sphere for sphere in body.contacts if sphere.name.startswith(which or ("",))]
    return named or list(body.contacts)


def planted(body: Body, now: Instant, which: tuple[str, ...] = SOLE) -> Iterable[Row]:
    """Every such sphere of both feet touches the ground."""
    for sphere in spheres(body, which):
        frame = now.motion.frames[sphere.segment]
        depth = sphere.radius - frame.point(sphere.location)[1]
        side = side_of(sphere.segment)
        low, high = (limit / CENTIMETRE for limit in SINK)
        name = f"depth of the {side} {stem(sphere.name)}"
        yield Row(name, depth / CENTIMETRE, low, high, side)


def unevenness(
    body: Body, motion: Kinematics, which: tuple[str, ...] = SOLE
) -> dict[str, np.ndarray]:
    """How far what is to carry of the right foot is from flat, by the joint that flattens it, each
    (postures,): its slope to the side, and, of a whole sole, how much (m) the highest of its toes
    is above the highest of the rest."""
    right = [sphere for sphere in spheres(body, which) if side_of(sphere.segment) == RIGHT]
    feet = Feet.of(body, motion, tuple(sphere.name for sphere in right))
    toes = np.array([sphere.name.startswith(TOES) for sphere in right])
    found: dict[str, np.ndarray] = {}
    if toes.all():
        aside = feet.right - feet.right.mean(axis=0)
        found["subtalar_angle"] = (aside * feet.bottom).sum(axis=0) / (aside**2).sum(axis=0)
    elif (~toes).sum() >= 3:  # a plane
        place = np.stack([np.ones_like(feet.forward), feet.forward, feet.right], axis=-1)
        inverse = np.linalg.pinv(place[~toes].swapaxes(0, 1))
        found["subtalar_angle"] = np.einsum("ps,sp->p", inverse[:, 2], feet.bottom[~toes])
        if toes.any():
            found["mtp_angle"] = _highest(feet.bottom[toes]) - _highest(feet.bottom[~toes])
    return found


def _highest(heights: np.ndarray) -> np.ndarray:
    """About the highest (m), but smooth: Newton's method is to find where two are equal."""
    return np.asarray(ROUNDED * logsumexp(heights / ROUNDED, axis=0))


@dataclass(frozen=True)
class Feet:
    """Spheres of both feet: how far forward, how far right, and how high (m) their lowest points
    are, (spheres, postures) each, and their radii (m)."""

    forward: np.ndarray
    right: np.ndarray
    bottom: np.ndarray
    radii: tuple[float, ...]

    @classmethod
    def of(cls, body: Body, motion: Kinematics, which: tuple[str, ...] = SOLE) -> Feet:
        """The feet of a body in postures, as far as they are to carry."""
        there = spheres(body, which)
        centres = [motion.frames[s.segment].point(s.location) for s in there]
        x, y, z = (np.array(np.broadcast_arrays(*axis)) for axis in zip(*centres, strict=True))
        radii = tuple(s.radius for s in there)
        return cls(x, z, y - np.array(radii)[:, None], radii)

    @property
    def aside(self) -> np.ndarray:
        """How far (m) they are to the side, as a mean."""
        return np.asarray(np.abs(self.right).mean(axis=0))

    def spot(self, share: float) -> np.ndarray:
        """Where (m, forward) ``share`` of the way from their rear end to their front is."""
        rear, front = self.forward.min(axis=0), self.forward.max(axis=0)
        return np.asarray(rear + share * (front - rear))

    def carried(self, law: ContactLaw, sunk: np.ndarray) -> np.ndarray:
        """What each sphere carries (N) where the body is lowered by ``sunk`` (m)."""
        pairs = zip(self.radii, self.bottom, strict=True)
        return np.array([normal_force(law, radius, sunk - low, 0.0) for radius, low in pairs])

    def sunk(self, law: ContactLaw, weight: float) -> np.ndarray:
        """How far (m) the body is to be lowered until they carry ``weight`` (N)."""
        touching = self.bottom.min(axis=0)

        def light(sunk: np.ndarray) -> np.ndarray:
            return np.asarray(self.carried(law, sunk).sum(axis=0) < weight)

        return last_below(touching, touching + SINK[1], light, HALVINGS)

    def pressure(self, law: ContactLaw, sunk: np.ndarray) -> np.ndarray:
        """Where (m, forward) what they carry is centred."""
        carried = self.carried(law, sunk)
        return np.asarray((carried * self.forward).sum(axis=0) / carried.sum(axis=0))
