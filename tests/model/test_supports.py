"""What holds a body up: forces within friction, and parts that stay."""

from __future__ import annotations

import numpy as np
import pytest

from hillrunner.model.body.default import default_body
from hillrunner.model.mechanics.rigid_body import inverse_dynamics, kinematics
from hillrunner.model.mechanics.supports import (
    EDGES,
    FRICTION,
    RECALL,
    Support,
    of_edges,
    of_spheres,
    recalled,
    support_loads,
    support_mirror,
    support_size,
)
from hillrunner.model.physics.spatial import GRAVITY, ZERO

BODY = default_body()
FEET = tuple(Support(s.name, s.segment, s.location, s.radius) for s in BODY.contacts)
Q = np.zeros((1, len(BODY.coordinates)))


@pytest.fixture(scope="module")
def motion():
    return kinematics(BODY, list(Q.T))


def test_positive_shares_of_the_edges_press_within_friction(motion):
    push = np.random.default_rng(0).uniform(0.0, 1.0, support_size(FEET))
    for load in support_loads(BODY, motion, FEET, push.tolist()):
        x, up, z = load.force
        assert up > 0.0 and np.hypot(x, z) <= FRICTION * up
    weight = BODY.mass * GRAVITY
    total = sum(load.force[1] for load in support_loads(BODY, motion, FEET, push.tolist()))
    assert total == pytest.approx(weight * push.sum())


def test_it_is_pressed_below_its_place(motion):
    (support,) = [s for s in FEET if s.name == "heel_r"]
    x, y, z = motion.frames[support.segment].point(support.location)
    (load,) = support_loads(BODY, motion, [support], [0.25] * len(EDGES))
    assert np.ravel(load.point) == pytest.approx(np.ravel((x, y - support.below, z)))
    assert load.force == pytest.approx((0.0, BODY.mass * GRAVITY, 0.0))


def test_what_edges_supply_is_what_inverse_dynamics_lacks(motion):
    """Against the loads themselves, in a body that is asked for its weight."""
    push = np.random.default_rng(1).uniform(0.0, 0.2, support_size(FEET))
    down = (0.0, -GRAVITY, 0.0)
    without = np.ravel(inverse_dynamics(BODY, motion, down))
    loads = support_loads(BODY, motion, FEET, push.tolist())
    held = np.array([float(np.squeeze(f)) for f in inverse_dynamics(BODY, motion, down, loads)])
    supplied = of_edges(BODY, motion, FEET)[0] @ push
    assert without - held == pytest.approx(supplied, abs=1e-8 * BODY.mass * GRAVITY)


def test_the_mirror_image_of_a_push_is_the_other_foot_s(motion):
    """Forces of the mirrored numbers are the mirrored forces, at the mirrored places."""
    push = np.random.default_rng(2).uniform(0.0, 1.0, support_size(FEET))
    loads = {
        s.name: load
        for s, load in zip(FEET, support_loads(BODY, motion, FEET, push.tolist()), strict=True)
    }
    mirrored = push[support_mirror(FEET)]
    for support, load in zip(
        FEET, support_loads(BODY, motion, FEET, mirrored.tolist()), strict=True
    ):
        twin = support.name[:-1] + ("l" if support.name.endswith("r") else "r")
        turned = np.array([1.0, 1.0, -1.0])
        assert load.force == pytest.approx(np.array(loads[twin].force) * turned)
        assert np.ravel(load.point) == pytest.approx(np.ravel(loads[twin].point) * turned)


def test_one_without_a_twin_is_its_own_image():
    alone = (Support("seat", "pelvis", ZERO),)
    assert support_mirror(alone).tolist() == [0, 1, 3, 2]


def test_what_stays_stays_and_what_is_off_comes_back():
    """Moved by a critically damped return, the row says where it is to be at all times."""
    support = Support("pelvis", "pelvis", ZERO, 0.0, ("up",))
    time, off, place = np.linspace(0.0, 1.0, 11), 0.02, 0.9
    back = off * (1.0 + RECALL * time) * np.exp(-RECALL * time)
    speed = -off * RECALL**2 * time * np.exp(-RECALL * time)
    rate = off * RECALL**2 * (RECALL * time - 1.0) * np.exp(-RECALL * time)
    i = BODY.coordinate_names.index("pelvis_ty")
    q, v, a = (np.zeros((11, len(BODY.coordinates))) for _ in range(3))
    q[:, i], v[:, i], a[:, i] = place + back, speed, rate
    said = recalled(kinematics(BODY, list(q.T), list(v.T), list(a.T)), support, "up")
    assert said == pytest.approx(np.full(11, place))


def test_spheres_that_hold_nothing_have_no_force(motion):
    some = FEET[:2]
    loads = support_loads(BODY, motion, some, [0.1] * support_size(some))
    found = of_spheres(BODY, some, [(load.force, load.point) for load in loads])
    assert len(found) == len(BODY.contacts)
    assert [force != ZERO for force, _ in found] == [s in some for s in FEET]
