"""Forces spread over points are together what they were."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hillrunner.model.body.default import default_body
from hillrunner.model.mechanics.instant import Load
from hillrunner.model.mechanics.measured_forces import (
    PUSH_SIZE,
    measured_loads,
    over_points,
    over_soles,
)
from hillrunner.model.mechanics.rigid_body import inverse_dynamics, kinematics

numbers = st.floats(-3.0, 3.0)


@given(arrays(float, (2, 3), elements=numbers), arrays(float, (2, 3), elements=numbers))
def test_force_and_moment_are_kept(force, moment):
    points = np.random.default_rng(1).normal(size=(2, 4, 3))
    spread = over_points(force, moment, points)
    np.testing.assert_allclose(spread.sum(axis=1), force, atol=1e-9)
    np.testing.assert_allclose(np.cross(points, spread).sum(axis=1), moment, atol=1e-9)


@given(arrays(float, PUSH_SIZE, elements=numbers))
def test_on_the_soles_they_turn_every_joint_as_measured(push):
    body = default_body()
    q = np.array([[c.default for c in body.coordinates]])
    motion = kinematics(body, list(q.T))
    loads = measured_loads(body, list(np.tile(push, (1, 1)).T))
    spread = over_soles(body, motion, loads)
    on_spheres = [
        Load(s.segment, force, point)
        for s, (force, point) in zip(body.contacts, spread, strict=True)
    ]
    gravity = (0.0, -9.81, 0.0)
    wanted, got = (
        np.ravel([np.ravel(v) for v in inverse_dynamics(body, motion, gravity, some)])
        for some in (loads, on_spheres)
    )
    np.testing.assert_allclose(got, wanted, atol=1e-6 * body.mass * 9.81)
