"""What soles can push with: never pulling, within friction, and under the foot."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial import Delaunay

from hillrunner.model.body.default import default_body
from hillrunner.model.mechanics.pushes import Push, push_mirror, push_size
from hillrunner.model.mechanics.rigid_body import Load, inverse_dynamics, kinematics
from hillrunner.model.mechanics.sole_forces import sole_loads, sole_points
from hillrunner.model.mechanics.supports import EDGES, FRICTION
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.sides import SIDES

BODY = default_body()
COUNT = push_size(BODY, "sought")
pushes = arrays(float, COUNT, elements=st.floats(0.0, 2.0))
postures = st.integers(0, 1000)


@cache
def posture(seed: int) -> np.ndarray:
    """Some coordinates within their range."""
    low, high = np.array([c.range for c in BODY.coordinates]).T
    return np.random.default_rng(seed).uniform(0.9 * low, 0.9 * high)


def at(seed: int):
    return kinematics(BODY, posture(seed).tolist())


@settings(max_examples=25)
@given(pushes)
def test_no_foot_is_pulled_or_held_beyond_friction(push):
    for load in sole_loads(BODY, at(0), push.tolist()):
        x, y, z = load.force
        assert y >= 0.0
        assert abs(x) + abs(z) <= FRICTION * y * (1.0 + 1e-12)


@settings(max_examples=25)
@given(pushes, postures)
def test_the_centre_of_pressure_is_within_the_sole(push, seed):
    motion = at(seed)
    for load, side in zip(sole_loads(BODY, motion, push.tolist()), SIDES, strict=True):
        up = load.force[1]
        if up < 1.0:
            continue
        frame = motion.frames[load.segment]
        sole = np.array([frame.point(place) for _, place in sole_points(BODY, side)])[:, [0, 2]]
        centre = np.array([load.moment[2], -load.moment[0]]) / up  # on the floor
        middle = sole.mean(axis=0)
        wider = middle + (sole - middle) * (1.0 + 1e-6)
        assert Delaunay(wider).find_simplex(centre) >= 0


@settings(max_examples=25)
@given(pushes)
def test_edges_push_below_their_points(push):
    motion = at(1)
    loads = sole_loads(BODY, motion, push.tolist())
    numbers = push.reshape(-1, len(EDGES)) * BODY.mass * GRAVITY
    forces = numbers @ np.array(EDGES)
    for load, side, own in zip(loads, SIDES, np.split(forces, 2), strict=True):
        frame = motion.frames[load.segment]
        places = np.array([frame.point(place) for _, place in sole_points(BODY, side)])
        places[:, 1] = 0.0
        np.testing.assert_allclose(load.force, own.sum(axis=0), atol=1e-9)
        np.testing.assert_allclose(load.moment, np.cross(places, own).sum(axis=0), atol=1e-9)


def test_points_are_those_of_the_spheres_of_who_stands_on_straight_toes():
    straight = {c.name: 0.0 for c in BODY.coordinates}
    motion = kinematics(BODY, list(straight.values()))
    spheres = {s.name: motion.frames[s.segment].point(s.location) for s in BODY.contacts}
    found = {}
    for load, side in zip(sole_loads(BODY, motion, [0.0] * COUNT), SIDES, strict=True):
        frame = motion.frames[load.segment]
        found |= {name: frame.point(place) for name, place in sole_points(BODY, side)}
    assert found.keys() == spheres.keys()
    for name, place in found.items():
        np.testing.assert_allclose(place, spheres[name], atol=1e-12)


@pytest.mark.parametrize("kind", ["sought", "measured"])
@settings(max_examples=20)
@given(seed=postures)
def test_the_mirror_image_turns_the_mirrored_joints(kind, seed):
    names = list(BODY.coordinate_names)
    index = [names.index(c.mirror) for c in BODY.coordinates]
    sign = np.array([c.mirror_sign for c in BODY.coordinates])
    push = np.random.default_rng(seed).uniform(size=push_size(BODY, kind))
    place, turned = push_mirror(BODY, kind)

    def moments(q: np.ndarray, push: np.ndarray) -> np.ndarray:
        motion = kinematics(BODY, q.tolist())
        loads: list[Load] = list(Push(kind, push.tolist()).loads(BODY, motion))
        return np.array(inverse_dynamics(BODY, motion, (0.0, -GRAVITY, 0.0), loads))

    here, there = posture(seed), sign * posture(seed)[index]
    wanted = sign * moments(here, push)[index]
    np.testing.assert_allclose(moments(there, turned * push[place]), wanted, atol=1e-6 * 700.0)
