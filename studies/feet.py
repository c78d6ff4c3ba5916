"""Feet and trunks that people have and the default body has not, to try: what a study adds to one.

Each gives the body a joint more, which a spring and a damper hold: a foot arch, a sole that
shears, flesh of the trunk that swings. Numbers are of the generic body (1.70 m).
"""

from __future__ import annotations

import numpy as np

from hillrunner import Motion
from hillrunner.model.body.model import Axis, Body, ContactSphere, Coordinate, Joint, PassiveTorque
from hillrunner.model.body.model import Segment as BodySegment
from hillrunner.model.mechanics.of_runner import runner_body

MIDTARSAL = (0.085, 0.015)  # m in the heel bone's frame: between calcaneus and cuboid
ARCH = (
    700.0,
    1.5,
)  # N m/rad, N m s/rad: stores 14 J at 4.5 m/s, of 17 in Ker 1987 (10.1038/325147a0)
SHEAR = 20e3, 100.0, 0.2  # N/m, N s/m, kg: 10 mm at the largest braking force
FLESH = 0.4, 5.0, 0.3  # of the trunk's mass; Hz; damping ratio


def _held(coordinate: str, stiffness: float, damping: float) -> PassiveTorque:
    return PassiveTorque(coordinate=coordinate, stiffness=stiffness, damping=damping)


def _of_side(kind: str, name: str, side: str, reach: float) -> Coordinate:
    other = {"r": "l", "l": "r"}[side]
    return Coordinate(
        name=f"{name}_{side}",
        kind=kind,
        range=(-reach, reach),
        mirror=f"{name}_{other}",
    )


def with_arch(body: Body) -> Body:
    """Feet that bend between heel bone and forefoot."""
    (x, y), (stiffness, damping) = MIDTARSAL, ARCH
    segments, joints, contacts = list(body.segments), [], []
    coordinates, passive = list(body.coordinates), list(body.passive)
    for side in "rl":
        at = next(i for i, s in enumerate(segments) if s.name == f"calcn_{side}")
        heel = segments[at]
        inertia = tuple(0.3 * value for value in heel.inertia)
        half = {"mass": 0.5 * heel.mass, "inertia": inertia}
        segments[at] = heel.model_copy(update=half | {"com": (0.04, *heel.com[1:])})
        segments.append(BodySegment(name=f"forefoot_{side}", com=(0.055, -0.01, 0.0), **half))
        coordinates.append(_of_side("rotation", "midtarsal", side, 0.5))
        passive.append(_held(f"midtarsal_{side}", stiffness, damping))
    for joint in body.joints:
        if joint.name.startswith("mtp"):
            side = joint.name[-1]
            turn = Axis(kind="rotation", direction=(0, 0, 1), coordinate=f"midtarsal_{side}")
            joints.append(
                Joint(
                    name=f"midtarsal_{side}",
                    parent=f"calcn_{side}",
                    child=f"forefoot_{side}",
                    parent_translation=(x, y, 0.0),
                    axes=(turn,),
                )
            )
            place = joint.parent_translation
            update = {
                "parent": f"forefoot_{side}",
                "parent_translation": (place[0] - x, place[1] - y, place[2]),
            }
            joints.append(joint.model_copy(update=update))
        else:
            joints.append(joint)
    for sphere in body.contacts:
        if sphere.name.startswith("ball"):
            a, b, c = sphere.location
            update = {"segment": f"forefoot_{sphere.name[-1]}", "location": (a - x, b - y, c)}
            sphere = sphere.model_copy(update=update)
        contacts.append(sphere)
    return _made(body, segments, joints, coordinates, passive, contacts)


def with_shear(body: Body) -> Body:
    """Soles that give way forwards and backwards under heel and ball."""
    stiffness, damping, mass = SHEAR
    segments, joints = list(body.segments), list(body.joints)
    coordinates, passive = list(body.coordinates), list(body.passive)
    for side in "rl":
        at = next(i for i, s in enumerate(segments) if s.name == f"calcn_{side}")
        segments[at] = segments[at].model_copy(update={"mass": segments[at].mass - mass})
        inertia = (1e-4, 5e-4, 5e-4, 0.0, 0.0, 0.0)
        segments.append(
            BodySegment(name=f"sole_{side}", mass=mass, com=(0.08, -0.03, 0.0), inertia=inertia)
        )
        slide = Axis(kind="translation", direction=(1, 0, 0), coordinate=f"shear_{side}")
        joints.append(
            Joint(name=f"shear_{side}", parent=f"calcn_{side}", child=f"sole_{side}", axes=(slide,))
        )
        coordinates.append(_of_side("translation", "shear", side, 0.08))
        passive.append(_held(f"shear_{side}", stiffness, damping))
    contacts = [
        c.model_copy(update={"segment": c.segment.replace("calcn", "sole")}) for c in body.contacts
    ]
    return _made(body, segments, joints, coordinates, passive, contacts)


def with_flesh(body: Body) -> Body:
    """A trunk of which a part swings up and down."""
    share, frequency, ratio = FLESH
    segments = list(body.segments)
    at = next(i for i, s in enumerate(segments) if s.name == "torso")
    trunk = segments[at]
    part = share * trunk.mass
    left = tuple((1.0 - share) * value for value in trunk.inertia)
    segments[at] = trunk.model_copy(update={"mass": trunk.mass - part, "inertia": left})
    inertia = tuple(share * value for value in trunk.inertia)
    segments.append(BodySegment(name="flesh", mass=part, com=trunk.com, inertia=inertia))
    slide = Axis(kind="translation", direction=(0, 1, 0), coordinate="flesh")
    joints = [*body.joints, Joint(name="flesh", parent="torso", child="flesh", axes=(slide,))]
    reach = {"kind": "translation", "range": (-0.15, 0.15)}
    coordinates = [*body.coordinates, Coordinate(name="flesh", mirror="flesh", **reach)]
    stiffness = part * (2.0 * np.pi * frequency) ** 2
    damping = 2.0 * ratio * np.sqrt(stiffness * part)
    passive = [*body.passive, _held("flesh", stiffness, damping)]
    return _made(body, segments, joints, coordinates, passive, list(body.contacts))


def with_toe_spring(body: Body, higher: float) -> Body:
    """Soles that are ``higher`` (m) under the toes."""
    contacts = []
    for sphere in body.contacts:
        if sphere.name.startswith("toes"):
            x, y, z = sphere.location
            sphere = sphere.model_copy(update={"location": (x, y + higher, z)})
        contacts.append(sphere)
    return body.model_copy(update={"contacts": tuple(contacts)})


def _made(
    body: Body,
    segments: list[BodySegment],
    joints: list[Joint],
    coordinates: list[Coordinate],
    passive: list[PassiveTorque],
    contacts: list[ContactSphere],
) -> Body:
    update = {
        "segments": tuple(segments),
        "joints": tuple(joints),
        "coordinates": tuple(coordinates),
        "passive": tuple(passive),
        "contacts": tuple(contacts),
    }
    return body.model_copy(update=update)


def as_start(motion: Motion, body: Body) -> Motion:
    """A motion as one of a body with more joints, in which these do not move."""
    if motion.body.coordinate_names == body.coordinate_names:
        return motion
    data = motion.data.drop_vars([v for v in motion.data.data_vars if str(v).startswith("warm")])
    data = data.reindex(coordinate=list(body.coordinate_names), fill_value=0.0)
    scaled = runner_body(motion.runner, motion.settings, body)
    data.attrs = motion.data.attrs | {"body": scaled.model_dump_json()}
    return Motion(data)
