"""Muscle-tendon curves and identities against published key points and numerical calculus.

Curve values are those of OpenSim's DeGrooteFregly2016Muscle (De Groote et al. 2016,
10.1007/s10439-016-1591-9, coefficients re-solved so that the curves pass through key points).
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import MUSCLE_DENSITY
from hillrunner.model.physics.muscle import (
    ACTIVATION_TIME,
    DEACTIVATION_TIME,
    MuscleParameters,
    activation_limits,
    active_force_length,
    excitation,
    force_velocity,
    muscle_state,
    passive_force_length,
    tendon_energy,
    tendon_force,
    tendon_strain,
)

SOLEUS = MuscleParameters(
    max_force=6195.0,
    optimal_length=0.044,
    slack_length=0.2768,
    tendon_strain=0.049,
    pennation=np.radians(21.85),
    max_velocity=10.0,
    passive_start=0.0,
    passive_one=0.6,
)
unit = st.floats(0.01, 1.0)
strains = st.floats(0.0, 1.5)
parameters = st.builds(
    MuscleParameters,
    max_force=st.floats(100.0, 9000.0),
    optimal_length=st.floats(0.03, 0.3),
    slack_length=st.floats(0.03, 0.5),
    tendon_strain=st.floats(0.03, 0.1),
    pennation=st.floats(0.0, 0.6),
    max_velocity=st.floats(5.0, 15.0),
    passive_start=st.floats(-0.1, 0.2),
    passive_one=st.floats(0.4, 0.9),
)


@pytest.mark.parametrize(
    ("length", "value"),
    [(0.6, 0.302103), (0.8, 0.836440), (1.0, 1.0), (1.2, 0.793690), (1.4, 0.380243)],
)
def test_active_force_length(length, value):
    assert active_force_length(length) == pytest.approx(value, abs=1.5e-6)


@pytest.mark.parametrize(
    ("velocity", "value"),
    [(-1.0, 0.0), (-0.5, 0.234036), (-0.2, 0.544952), (0.0, 1.0), (0.5, 1.588423)],
)
def test_force_velocity(velocity, value):
    assert force_velocity(velocity) == pytest.approx(value, abs=1.5e-6)


@pytest.mark.parametrize(
    ("length", "value"), [(1.0, 0.018229), (1.2, 0.069401), (1.4, 0.263532), (1.6, 1.0)]
)
def test_passive_force_length(length, value):
    assert passive_force_length(length) == pytest.approx(value, abs=1.5e-6)


@given(st.floats(-0.3, 0.25), st.floats(0.3, 0.9))
def test_passive_force_starts_and_ends_where_told(start, one):
    assert passive_force_length(1.0 + one, start, one) == pytest.approx(1.0)
    assert passive_force_length(0.2, start, one) == pytest.approx(0.0, abs=1e-12)
    low = passive_force_length(1.0 + start, start, one)
    assert 0.0 < low < 0.02  # e^-4 of the rise


@pytest.mark.parametrize(("tendon_length", "value"), [(1.0, 0.0), (1.02, 0.215569), (1.049, 1.0)])
def test_tendon_force(tendon_length, value):
    assert tendon_force((tendon_length - 1.0) / 0.049) == pytest.approx(value, abs=1e-6)


def test_tendon_stiffness_at_full_force():
    h = 1e-6
    slope = (tendon_force(1.0 + h) - tendon_force(1.0 - h)) / (2 * h) / 0.049
    assert slope == pytest.approx(43.88, abs=0.01)  # per unit of length / slack length


@given(st.floats(-0.1, 3.0))
def test_strain_is_the_inverse_of_force(strain):
    assert tendon_strain(tendon_force(strain)) == pytest.approx(strain, abs=1e-9)


@given(st.floats(-1.0, 2.0), st.floats(1e-6, 1.0))
def test_tendon_force_grows_with_strain(strain, more):
    assert tendon_force(strain + more) > tendon_force(strain)


@given(st.floats(-1.0, 1.0), st.floats(1e-6, 1.0))
def test_force_grows_with_lengthening_speed(velocity, more):
    assert force_velocity(velocity + more) > force_velocity(velocity)


@given(st.floats(0.2, 1.8))
def test_active_force_is_a_fraction_of_the_greatest(length):
    # the published sum of bell curves is 1 at optimal length and peaks 0.107 % higher beside it
    assert 0.0 <= active_force_length(length) <= 1.0012


@given(strains, st.floats(0.02, 0.12))
def test_tendon_energy_is_the_integral_of_force(strain, strain_at_max):
    work, _ = quad(tendon_force, 0.0, strain)
    found = tendon_energy(tendon_force(strain), strain_at_max)
    assert found == pytest.approx(strain_at_max * work, abs=1e-12)


def test_fibre_geometry_closed_form():
    """Constant thickness: length and angle of the fibre from the right triangle it closes."""
    tendon = SOLEUS.slack_length * (1.0 + SOLEUS.tendon_strain * 0.5)
    state = muscle_state(SOLEUS, 0.5, 0.5, 0.0, 0.32, 0.0)
    height = 0.044 * np.sin(np.radians(21.85))
    assert state.tendon_length == pytest.approx(tendon)
    assert state.fibre_length == pytest.approx(np.hypot(0.32 - tendon, height))
    assert state.cos_pennation == pytest.approx((0.32 - tendon) / state.fibre_length)
    # at optimal length the fibre has its nominal angle
    along = tendon + 0.044 * np.cos(np.radians(21.85))
    at_optimum = muscle_state(SOLEUS, 0.5, 0.5, 0.0, along, 0.0)
    assert at_optimum.normal_length == pytest.approx(1.0)
    assert np.arccos(at_optimum.cos_pennation) == pytest.approx(np.radians(21.85))


def test_equilibrium_residual_agrees_with_a_worked_example():
    """The published soleus example has the other coefficient set: its tendon length is handed over,
    and the two curves' forces agree within what separates the sets (0.3 % of max force)."""
    force = 0.3
    length = 0.32 - 0.2768 * 1.0239029  # of the fibre along the tendon, worked example
    tendon = SOLEUS.slack_length * (1.0 + SOLEUS.tendon_strain * tendon_strain(force))
    state = muscle_state(SOLEUS, 0.5, tendon_strain(force), 0.0, length + tendon, 0.0)
    assert state.normal_length == pytest.approx(0.9109452, abs=1e-6)
    assert state.cos_pennation == pytest.approx(0.9127304, abs=1e-6)
    assert state.residual == pytest.approx(0.142349, abs=3e-3)
    shortening = -0.1633755 * SOLEUS.max_velocity * SOLEUS.optimal_length / state.cos_pennation
    moving = muscle_state(SOLEUS, 0.5, tendon_strain(force), 0.0, length + tendon, shortening)
    assert moving.residual == pytest.approx(-0.0265036, abs=5e-3)


@given(parameters, unit, strains, st.floats(-20, 20), st.floats(0.4, 1.6), st.floats(-1.0, 1.0))
def test_power_of_the_unit_is_that_of_tendon_and_fibre(p, activation, strain, rate, normal, speed):
    width = p.optimal_length * np.sin(p.pennation)
    along = np.sqrt(max((normal * p.optimal_length) ** 2 - width**2, 1e-8))
    length = p.slack_length * (1.0 + p.tendon_strain * strain) + along
    state = muscle_state(p, activation, strain, rate, length, speed)
    force = state.force * p.max_force
    of_tendon = force * state.tendon_velocity
    of_fibre = force / state.cos_pennation * state.fibre_velocity
    size = abs(of_tendon) + abs(of_fibre) + 1e-9
    assert of_tendon + of_fibre == pytest.approx(force * speed, abs=1e-9 * size)


@given(parameters, unit, strains, st.floats(-20, 20), st.floats(0.4, 1.6), st.floats(-1.0, 1.0))
def test_velocities_are_rates_of_lengths(p, activation, strain, rate, normal, speed):
    length = p.slack_length * (1.0 + p.tendon_strain * strain) + normal * p.optimal_length
    h = 1e-7

    def at(t):
        return muscle_state(p, activation, strain + rate * t, rate, length + speed * t, speed)

    now, before, after = at(0.0), at(-h), at(h)
    for name, velocity in (
        ("fibre_length", now.fibre_velocity),
        ("tendon_length", now.tendon_velocity),
    ):
        found = (getattr(after, name) - getattr(before, name)) / (2 * h)
        assert velocity == pytest.approx(found, abs=1e-6)


@given(parameters, unit, strains, st.floats(0.4, 1.6), st.floats(-0.9, 0.9))
def test_residual_is_the_difference_of_fibre_and_tendon_forces(p, activation, strain, normal, v):
    length = p.slack_length * (1.0 + p.tendon_strain * strain) + normal * p.optimal_length
    state = muscle_state(p, activation, strain, 0.0, length, v * p.optimal_length)
    along = (state.active_force + state.passive_force) * state.cos_pennation
    expected = along / p.max_force - tendon_force(strain)
    assert state.residual == pytest.approx(expected, abs=1e-9)
    more = muscle_state(p, activation + 0.1, strain, 0.0, length, v * p.optimal_length)
    assert more.residual > state.residual  # activation pulls


@given(parameters, unit, st.floats(0.5, 1.5), st.floats(-0.9, 0.9))
def test_fibre_forces_are_their_curves(p, activation, normal, v):
    along = np.sqrt(max(normal**2 - np.sin(p.pennation) ** 2, 0.01)) * p.optimal_length
    speed = v * p.max_velocity * p.optimal_length
    length = p.slack_length * (1.0 + 0.3 * p.tendon_strain) + along
    state = muscle_state(p, activation, 0.3, 0.0, length, speed)
    length = state.fibre_length / p.optimal_length
    fast = state.fibre_velocity / (p.max_velocity * p.optimal_length)
    active = activation * active_force_length(length) * force_velocity(fast) + p.damping * fast
    assert state.normal_length == pytest.approx(length)
    assert state.isometric == pytest.approx(active_force_length(length))
    assert state.active_force == pytest.approx(p.max_force * active, abs=1e-9)
    passive = passive_force_length(length, p.passive_start, p.passive_one)
    assert state.passive_force == pytest.approx(p.max_force * passive, abs=1e-9)
    assert p.damping > 0


@given(st.floats(0.0, 1.0), st.floats(-20.0, 70.0))
def test_activation_limits_bound_excitation(activation, rate):
    fall, rise = activation_limits(activation, rate)
    driven = excitation(np.array([activation]), np.array([rate]))[0]
    # what is left of excitation, up to 1 where it rises and down to 0 where it falls
    if rate > 0:
        assert rise == pytest.approx(1.0 - driven, abs=1e-14)
        assert fall >= 0
    else:
        assert fall == pytest.approx(driven, abs=1e-14)
        assert rise >= 0
    time = ACTIVATION_TIME if rate > 0 else DEACTIVATION_TIME
    assert (driven - activation) / time == pytest.approx(rate)


def test_time_constants_are_the_published_ones():
    assert (ACTIVATION_TIME, DEACTIVATION_TIME) == (0.015, 0.040)
    # full excitation of a resting muscle, and its release
    assert activation_limits(0.0, 1.0 / 0.015)[1] == pytest.approx(0.0)
    assert activation_limits(1.0, -1.0 / 0.040)[0] == pytest.approx(0.0)


def test_muscle_mass_is_volume_times_density():
    for muscle in default_body().muscles:
        volume = muscle.max_force / muscle.specific_tension * muscle.optimal_length
        assert muscle.mass == pytest.approx(volume * MUSCLE_DENSITY)
