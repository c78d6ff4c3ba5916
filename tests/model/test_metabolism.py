"""Metabolic rate against worked values of the published model (Bhargava et al. 2004).

The worked soleus (3549 N, 50 mm, 0.29990 kg, 80.3 % slow, half active, optimal length) follows a
common implementation that differs from this package in two ways, each accounted for below: its
maintenance heat grows linearly with length (here piecewise linear as in the source, corners
rounded), and it floors heat and total rate separately (here the total alone, at 1 W per kg of
muscle). Its corners are taken as published, without rounding, where values are compared.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hillrunner.model.physics.metabolism import (
    bhargava_rate,
    contraction_rate,
    landing_cost,
    maintenance_length,
    margaria_rate,
)

MASS, SLOW, ACTIVE = 0.2998960, 0.803, 0.5
ISOMETRIC = 3549.0 * ACTIVE * 0.999433  # N, at optimal length in the worked example's curve
ACTIVATION_HEAT, MAINTENANCE_HEAT = 9.1127, 14.5217  # W, worked example


def soleus(velocity: float, force: float, negative: float = 0.0, rounding: float = 1e-9) -> float:
    return bhargava_rate(
        mass=MASS,
        slow_fraction=SLOW,
        activation=ACTIVE,
        normal_length=1.0,
        fibre_velocity=velocity,
        active_force=force,
        passive_force=0.0,
        isometric_force=ISOMETRIC,
        negative_work=negative,
        rounding=rounding,
    )


# what the rounded corner takes from maintenance at optimal length
LESS = MAINTENANCE_HEAT * (1.0 - maintenance_length(1.0))
HELD = ACTIVATION_HEAT + MAINTENANCE_HEAT - LESS


def test_a_shortening_soleus():
    shortening_heat, work = (0.16 * ISOMETRIC + 0.18 * 977.261) * 0.1, 97.7261
    assert soleus(-0.1, 977.261) == pytest.approx(HELD + shortening_heat + work, abs=5e-3)
    # the worked example's switch, a hyperbolic tangent of 10 s/m, leaves this much of it
    share = 0.5 + 0.5 * np.tanh(1.0)
    assert share * shortening_heat + 0.157 * 977.261 * 0.1 * (1.0 - share) == pytest.approx(
        42.3162, abs=0.01
    )
    assert share * work == pytest.approx(86.0769, abs=0.01)


def test_an_isometric_soleus():
    assert soleus(0.0, 1781.0) + LESS == pytest.approx(23.6344, abs=2e-3)


def test_a_lengthening_soleus_costs_no_less_than_the_floor():
    assert soleus(0.1, 2386.679) == pytest.approx(MASS)


@given(st.floats(0.001, 0.02), st.floats(100.0, 1000.0), st.floats(0.0, 1.0))
def test_negative_work_is_taken_off_by_its_share_above_the_floor(velocity, force, share):
    found = soleus(velocity, force) - soleus(velocity, force, negative=share)
    assert found == pytest.approx(share * force * velocity, rel=1e-6, abs=1e-6)


@given(st.floats(-0.5, 0.0), st.floats(100.0, 3000.0))
def test_the_share_of_negative_work_does_nothing_to_shortening(velocity, force):
    none, all_of_it = (soleus(velocity, force, share) for share in (0.0, 1.0))
    assert none == pytest.approx(all_of_it, abs=1e-6)


def test_lengthening_gives_back_part_of_the_heat():
    assert soleus(0.03, 1900.0) == pytest.approx(HELD - 0.157 * 1900.0 * 0.03, abs=0.01)


@given(st.floats(-1.0, 1.0), st.floats(0.0, 3000.0), st.floats(0.0, 1.0))
def test_round_corners_make_no_muscle_cheaper_and_only_near_them_much_dearer(
    velocity, force, negative
):
    sharp, round_ = (soleus(velocity, force, negative, rounding) for rounding in (1e-9, 1.0))
    width = np.hypot(MASS, 0.9 * HELD)
    most = 0.25 * width + 0.25 * 0.075 * (0.16 * ISOMETRIC + 1.18 * force)
    assert sharp - 1e-9 <= round_ <= sharp + most
    if velocity < -0.3 and force > 500.0:
        assert round_ == pytest.approx(sharp, rel=2e-3)


@given(st.floats(-0.3, 0.3), st.floats(0.0, 3000.0), st.floats(0.0, 1.0))
def test_the_rate_is_convex_in_velocity(velocity, force, negative):
    low, middle, high = (soleus(velocity + d, force, negative, 1.0) for d in (-0.01, 0.0, 0.01))
    assert low + high >= 2.0 * middle - 1e-9


def test_maintenance_is_the_published_polyline_with_round_corners():
    length = np.linspace(0.2, 1.8, 321)
    published = np.interp(length, [0.5, 1.0, 1.5], [0.5, 1.0, 0.0])
    found = maintenance_length(length)
    off = np.abs(found - published)
    corner = np.min(np.abs(length[:, None] - [0.5, 1.0, 1.5]), axis=1)
    assert off.max() < 0.08
    assert off[corner > 0.2].max() < 0.01
    assert (found > -1e-9).all()


@given(
    st.floats(0.01, 1.0),
    st.floats(0.4, 1.6),
    st.floats(-1.0, 1.0),
    st.floats(0.0, 5000.0),
    st.floats(0.0, 2000.0),
)
def test_no_muscle_is_paid_for_being_stretched(activation, length, velocity, force, passive):
    rate = bhargava_rate(
        mass=MASS,
        slow_fraction=SLOW,
        activation=activation,
        normal_length=length,
        fibre_velocity=velocity,
        active_force=force,
        passive_force=passive,
        isometric_force=activation * 3549.0,
    )
    assert rate >= MASS - 1e-9


@given(st.floats(0.01, 0.9), st.floats(0.01, 0.1), st.floats(0.4, 1.4))
def test_more_activation_costs_more(activation, more, length):
    def rate(a):
        return bhargava_rate(
            mass=MASS,
            slow_fraction=SLOW,
            activation=a,
            normal_length=length,
            fibre_velocity=0.0,
            active_force=1000.0,
            passive_force=0.0,
            isometric_force=a * 3549.0,
        )

    assert rate(activation + more) > rate(activation)


@pytest.mark.parametrize(("power", "rate"), [(100.0, 400.0), (-120.0, 100.0), (0.0, 0.0)])
def test_joint_power_costs_its_efficiency(power, rate):
    assert margaria_rate(power) == pytest.approx(rate, abs=1e-6)


@given(st.floats(-1000.0, 1000.0))
def test_joint_cost_stays_near_the_published_corner(power):
    published = power / 0.25 if power > 0 else -power / 1.2
    assert margaria_rate(power) == pytest.approx(published, abs=8.0)  # W, the rounded corner
    assert margaria_rate(power) >= 0.0


def test_a_landing_costs_what_soft_tissue_loses_at_a_muscles_efficiency():
    # 6 J of a 70 kg runner at 3 m/s, at 25 %
    assert landing_cost(3.0, 1.0) == pytest.approx(24.0 / 70.0)
    assert landing_cost(4.5, 1.0) == pytest.approx(36.0 / 70.0)
    assert landing_cost(3.0, 0.0) == 0.0


@given(st.floats(0.05, 1.0), st.floats(0.01, 0.1), st.floats(0.05, 0.4))
def test_a_contraction_costs_its_rise_however_quick(peak, rise, fall):
    """Linear up and down: the cost is that of the rise, less what its slowness saves."""
    up, down = peak / rise, -peak / fall
    paid = rise * contraction_rate(2.0, up, 5.0) / 10.0
    assert peak - rise <= paid <= peak + 0.05 * rise
    assert 0.0 <= contraction_rate(2.0, down, 5.0) * fall / 10.0 <= 0.05 * fall
    assert contraction_rate(2.0, 0.0, 5.0) == pytest.approx(0.5)
