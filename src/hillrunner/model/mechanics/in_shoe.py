"""A body in other shoes than the usual ones: how far its soles give way, their mass and drop.

A shoe and a heel pad in series carry a foot, each with a force that grows as deformation to the
power of 3/2 (studies/ground.py). How far both give way at 2 kN, and what share of what they store
they lose, says by what factors the settings' contact, chosen for the usual shoe, changes: stiffness
goes as that depth to the power of -3/2; of a force ``F (1 + 1.5 c rate)`` through a half sine of
depth ``D``, the share that is lost goes as ``c D``.
"""

from __future__ import annotations

from hillrunner.errors import BodyError
from hillrunner.model.body.model import Body, ContactSphere, Segment, Sole
from hillrunner.model.body.parts import hind_foot
from hillrunner.person.shoe import TESTED, USUAL, Shoe
from hillrunner.sides import SIDES, on_side

# Heel pad in a shoe: about 6 mm at 1 kN (De Clercq 1994, 10.1016/0021-9290(94)90275-5), and what it
# loses of what it stores, between published 17 and 66 % (Aerts 1995): a choice.
PAD = 0.006 * (TESTED / 1000.0) ** (2.0 / 3.0)  # m
PAD_LOSS = 0.4
HEEL, MIDFOOT, BALL = "heel", "midfoot_lateral", "ball_medial"  # contacts, from behind


def in_shoe(body: Body, shoe: Shoe) -> Body:
    """The body, which has the usual shoe on, in another.

    Raises
    ------
    BodyError
        If the shoe has another drop and the body's soles are not the default one's.
    """
    return _with(body, sole_of(shoe), shoe.mass - USUAL.mass, shoe.drop - USUAL.drop)


def out_of_shoe(body: Body, shoe: Shoe) -> Body:
    """The body in the usual shoe, of which :func:`in_shoe` makes ``body``."""
    return _with(body, Sole(), USUAL.mass - shoe.mass, USUAL.drop - shoe.drop)


def sole_of(shoe: Shoe) -> Sole:
    """By what factors the ground under a foot in this shoe differs from that in the usual one."""
    (depth, lost), (usual, lost_usually) = _give(shoe), _give(USUAL)
    return Sole(
        stiffness=(usual / depth) ** 1.5,
        dissipation=(lost / depth) / (lost_usually / usual),
    )


def _give(shoe: Shoe) -> tuple[float, float]:
    """How far (m) shoe and heel pad give way at 2 kN, and the share of their energy they lose."""
    depth = shoe.deformation + PAD
    return depth, ((1.0 - shoe.energy_return) * shoe.deformation + PAD_LOSS * PAD) / depth


def _with(body: Body, sole: Sole, heavier: float, higher: float) -> Body:
    """The body with a sole, feet ``heavier`` (kg each) and heels ``higher`` (m)."""
    feet = {hind_foot(body, side) for side in SIDES} if heavier else set()
    segments = tuple(_heavier(s, heavier) if s.name in feet else s for s in body.segments)
    contacts = _raised(body, higher) if higher else body.contacts
    return body.model_copy(update={"sole": sole, "segments": segments, "contacts": contacts})


def _heavier(segment: Segment, more: float) -> Segment:
    """More mass at the centre of mass, which a shoe is near."""
    return segment.model_copy(update={"mass": segment.mass + more})


def _raised(body: Body, higher: float) -> tuple[ContactSphere, ...]:
    """The sole, thicker under the heel and in proportion to there from the ball."""
    found = {c.name: c for c in body.contacts}
    lower = {}
    for side in SIDES:
        names = [on_side(name, side) for name in (HEEL, MIDFOOT, BALL)]
        if any(name not in found for name in names):
            raise BodyError(
                "a shoe's drop was given, but this body has no contacts heel, midfoot_lateral and "
                "ball_medial, as the default body has, that it could lie between."
            )
        heel, *_, ball = (found[name].location[0] for name in names)
        for name in names[:2]:
            share = (ball - found[name].location[0]) / (ball - heel)
            lower[name] = share * higher
    return tuple(_lowered(c, lower[c.name]) if c.name in lower else c for c in body.contacts)


def _lowered(sphere: ContactSphere, by: float) -> ContactSphere:
    x, y, z = sphere.location
    return sphere.model_copy(update={"location": (x, y - by, z)})
