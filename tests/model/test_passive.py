"""Passive joint torques against the values of Anderson & Pandy 1999 and the signs of the body."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import PassiveTorque
from hillrunner.model.mechanics.passive import passive_range, passive_torque

LAWS = {law.coordinate: law for law in default_body().passive}


@pytest.mark.parametrize(
    ("coordinate", "angle", "torque"),
    [
        ("hip_flexion_r", -0.5236, 0.0332),
        ("ankle_angle_r", 0.5, -0.9473),
        ("subtalar_angle_r", 0.5, -5.2061),
        ("lumbar_extension", 0.1, -0.0408),
        # knee flexion is positive in this body and negative in the source: T(q) = -T_source(-q)
        ("knee_angle_r", 0.2, 0.0001),
        ("knee_angle_r", -0.1, 2.2000),
        ("knee_angle_r", 2.2, -1.1441),
        # toe extension is negative in this body
        ("mtp_angle_r", 0.0, -0.1800),
    ],
)
def test_check_values(coordinate, angle, torque):
    """Of ligaments and joint limits alone; stiffness, a choice of this body's, comes on top."""
    law = LAWS[coordinate]
    limits = passive_torque(law.model_copy(update={"stiffness": 0.0}), angle, 0.0)
    assert limits == pytest.approx(torque, abs=6e-5)
    assert passive_torque(law, angle, 0.0) - limits == pytest.approx(-law.stiffness * angle)


def test_toes_are_springs_and_dampers():
    """With the published numbers (Falisse et al. 2022), and softer in this body."""
    own = LAWS["mtp_angle_r"]
    assert 0.0 < own.stiffness < 25.0 and 0.0 < own.damping < 1.9
    law = own.model_copy(update={"stiffness": 25.0, "damping": 1.9})
    rest = passive_torque(law, -0.4, 0.0)
    assert rest == pytest.approx(25.0 * 0.4, abs=1e-3)  # extended toes push back, limits asleep
    assert passive_torque(law, -0.4, 2.0) - rest == pytest.approx(-1.9 * 2.0)


@pytest.mark.parametrize("coordinate", sorted(LAWS))
def test_both_sides_have_the_same_law_and_damping_brakes(coordinate):
    law = LAWS[coordinate]
    if coordinate.endswith("_r"):
        other = LAWS[coordinate[:-1] + "l"]
        assert law.model_dump(exclude={"coordinate"}) == other.model_dump(exclude={"coordinate"})
    assert law.damping > 0
    slow, fast = passive_torque(law, 0.1, 0.0), passive_torque(law, 0.1, 3.0)
    assert fast - slow == pytest.approx(-3.0 * law.damping)


@given(st.sampled_from(sorted(LAWS)), st.floats(-2.0, 2.5), st.floats(1e-3, 0.5))
def test_limits_push_back(coordinate, angle, more):
    law = LAWS[coordinate]
    assert passive_torque(law, angle + more, 0.0) <= passive_torque(law, angle, 0.0)


@given(st.sampled_from(sorted(LAWS)), st.floats(1.0, 200.0))
def test_range_ends_where_the_limit_reaches_the_torque(coordinate, torque):
    law = LAWS[coordinate]
    low, high = passive_range(law, -3.0, 3.0, torque)
    assert -3.0 <= low < high <= 3.0
    elastic = law.model_copy(update={"stiffness": 0.0, "damping": 0.0})
    inside = [passive_torque(elastic, x, 0.0) for x in np.linspace(low, high, 50)]
    # a limit is never let go before its own angle; the opposite one adds a little
    assert np.abs(inside).max() < 1.01 * max(torque, abs(law.k1), abs(law.k3)) + 0.2
    for end, k in ((high, law.k1), (low, law.k3)):
        if abs(end) < 3.0 and torque > abs(k):
            assert abs(passive_torque(elastic, end, 0.0)) == pytest.approx(
                torque, rel=1e-2, abs=0.2
            )


def test_a_law_without_limits_leaves_the_range_alone():
    free = PassiveTorque(coordinate="x", damping=0.1)
    assert passive_range(free, -1.0, 2.0, 60.0) == (-1.0, 2.0)
    assert passive_torque(free, 1.0, 0.0) == 0.0
