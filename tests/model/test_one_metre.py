"""A body's shape apart from its size: the same for bodies scaled from one source."""

from __future__ import annotations

import casadi as ca
import numpy as np
import pytest

from hillrunner import Runner, Settings, default_body
from hillrunner.model.body.one_metre import of_one_metre, of_size
from hillrunner.model.body.paths import path_arm, path_length
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.model.mechanics.rigid_body import kinematics

SHAPE = {"joints", "coordinates", "contacts", "passive", "height"}
HEIGHTS = (1.4, 1.55, 1.7, 1.795, 2.03)


def body_of(height: float, **more) -> object:
    return runner_body(Runner(height=height, mass=22.0 * height**2, **more), Settings())


def shape(body) -> tuple:
    return body.model_dump_json(include=SHAPE), [m.path for m in body.muscles]


def test_bodies_of_any_height_have_one_shape():
    shapes = [shape(of_one_metre(body_of(height))) for height in HEIGHTS]
    assert all(one == shapes[0] for one in shapes)
    longer = body_of(1.795, segment_lengths={"thigh": 0.45})
    assert shape(of_one_metre(longer)) != shapes[0]


@pytest.mark.parametrize("height", HEIGHTS)
def test_grown_again_it_is_the_body(height):
    body = body_of(height)
    again = of_size(of_one_metre(body), height)
    random = np.random.default_rng(4)
    for _ in range(3):
        q = [float(random.uniform(*c.range)) for c in body.coordinates]
        v, a = random.normal(size=(2, len(q)))
        one, other = (kinematics(b, q, list(v), list(a)).frames for b in (body, again))
        for name, frame in one.items():
            for field in ("position", "velocity", "acceleration"):
                there = np.array(getattr(other[name], field), dtype=float)
                size = 1.0 + np.abs(there).max()
                assert np.abs(np.subtract(getattr(frame, field), there)).max() < 1e-8 * size
        posture = dict(zip(body.coordinate_names, q, strict=True))
        for before, after in zip(body.muscles, again.muscles, strict=True):
            assert path_length(after.path, posture) == pytest.approx(
                path_length(before.path, posture), abs=1e-8
            )
            for c in before.path.coordinates:
                arm = path_arm(before.path, posture, c)
                assert path_arm(after.path, posture, c) == pytest.approx(arm, abs=1e-8)
    for before, after in zip(body.contacts, again.contacts, strict=True):
        assert after.location == pytest.approx(before.location, abs=1e-9)
        assert after.radius == before.radius


def test_nothing_but_the_size_is_left_out():
    body = default_body()
    small = of_one_metre(body)
    assert small.height == 1.0
    assert small.segments == body.segments
    assert small.passive == body.passive
    assert [m.max_force for m in small.muscles] == [m.max_force for m in body.muscles]
    rotations = [c.range for c in body.coordinates if c.kind == "rotation"]
    assert [c.range for c in small.coordinates if c.kind == "rotation"] == rotations


def test_what_is_zero_stays_so_under_a_symbol():
    grown = of_size(of_one_metre(default_body()), ca.SX.sym("height"))
    for before, after in zip(default_body().joints, grown.joints, strict=True):
        for number, symbol in zip(before.parent_translation, after.parent_translation, strict=True):
            assert isinstance(symbol, ca.SX) == (number != 0.0)
