"""The few numbers of a run, against half-sine feet whose answers are known in closed form."""

import numpy as np
import pytest
from fake_motion import (
    BOUNCE,
    BRAKE,
    CONTACT,
    GRAVITY,
    PEAK,
    RATE,
    SOFT,
    STRIDE,
    TOUCH,
    fake_motion,
)
from hypothesis import given
from hypothesis import strategies as st

from hillrunner.analysis.spatiotemporal import (
    metabolic_power,
    spatiotemporal,
)
from hillrunner.motion.phase import covered, loaded_intervals


def shortened(threshold: float, mass: float) -> float:
    """Time that a half sine of the fake foot is above a threshold (s)."""
    edge = np.arcsin(threshold / (PEAK * mass * GRAVITY)) / np.pi * CONTACT
    return CONTACT - 2 * edge


@pytest.fixture(scope="module")
def summary():
    return spatiotemporal(fake_motion(points=400))


def test_timing(summary):
    contact = shortened(50, 75)
    assert summary.cadence == pytest.approx(120 / STRIDE)
    assert summary.step_length == pytest.approx(3.5 * STRIDE / 2)
    assert summary.contact_time == pytest.approx(contact, abs=2e-4)
    assert summary.flight_time == pytest.approx(STRIDE / 2 - contact, abs=2e-4)
    assert summary.duty_factor == pytest.approx(contact / STRIDE, abs=3e-4)


def test_forces(summary):
    assert summary.peak_vertical_force == pytest.approx(PEAK, rel=1e-3)
    assert summary.peak_braking_force == pytest.approx(-BRAKE, rel=1e-3)
    assert summary.peak_propulsive_force == pytest.approx(BRAKE, rel=1e-3)


def test_centre_of_mass_and_cost(summary):
    assert summary.com_oscillation == pytest.approx(BOUNCE, rel=1e-3)
    assert summary.cost_of_transport == pytest.approx((8 * RATE / 75 + SOFT + 1.2) / 3.5)
    assert metabolic_power(fake_motion()) == pytest.approx(8 * RATE + (SOFT + 1.2) * 75)


def test_angles(summary):
    def knee(time):
        return np.rad2deg(0.9 + 0.8 * np.sin(2 * np.pi * time / STRIDE))

    late = (CONTACT - shortened(50, 75)) / 2
    assert summary.hip_flexion_max == pytest.approx(np.rad2deg(0.7), abs=0.02)
    assert summary.hip_flexion_min == pytest.approx(np.rad2deg(-0.3), abs=0.02)
    assert summary.ankle_dorsiflexion_max == pytest.approx(np.rad2deg(0.4), abs=0.02)
    assert summary.ankle_plantarflexion_max == pytest.approx(np.rad2deg(-0.4), abs=0.02)
    assert summary.knee_contact == pytest.approx(knee(TOUCH + late), abs=0.1)
    assert summary.knee_stance_max == pytest.approx(knee(STRIDE / 4), abs=0.02)
    # The knee bends most in stance here, so in swing it is bent most right after toe-off or
    # right before touch-down.
    ends = [knee(TOUCH + late), knee(TOUCH + CONTACT - late)]
    assert summary.knee_swing_max == pytest.approx(max(ends), abs=1.5)


def test_group_forces_and_moments(summary):
    weight = 75 * GRAVITY
    assert set(summary.peak_group_force) == {"calves", "quadriceps", "glutes", "hamstrings"}
    for name, force in summary.peak_group_force.items():
        assert force == pytest.approx(2000 * 0.95, rel=1e-3)  # one muscle of each group a leg
        assert summary.peak_group_force_bw[name] == pytest.approx(force / weight)
    assert summary.peak_knee_extension_moment == pytest.approx(100, rel=1e-3)


def test_dictionary_has_every_number(summary):
    table = summary.to_dict()
    assert table["cadence"] == summary.cadence
    assert all(isinstance(v, float | dict) for v in table.values())


@given(st.floats(0, 0.69), st.floats(0.05, 0.6), st.integers(40, 200))
def test_one_contact_is_found_wherever_it_starts(touch, width, points):
    time = (np.arange(points) + 0.5) / points * STRIDE
    width = max(width, 4 * STRIDE / points)
    phase = ((time - touch) % STRIDE) / width
    force = np.where(phase < 1, 2000 * np.sin(np.pi * phase), 0)
    intervals = loaded_intervals(time, force, STRIDE, 50)
    assert len(intervals) == 1
    on, off = intervals[0]
    step, edge = STRIDE / points, np.arcsin(50 / 2000) / np.pi * width
    assert off - on == pytest.approx(width - 2 * edge, abs=2 * step)
    late = (on - touch - edge + STRIDE / 2) % STRIDE - STRIDE / 2
    assert abs(late) <= step


def test_no_contact_and_always_contact():
    time = np.linspace(0.05, 0.95, 10)
    assert loaded_intervals(time, np.zeros(10), 1.0, 50) == []
    [(on, off)] = loaded_intervals(time, np.full(10, 100.0), 1.0, 50)
    assert off - on == pytest.approx(1.0)


def test_union_of_intervals_on_a_circle():
    assert covered([], 1.0) == 0
    assert covered([(0.1, 0.3), (0.2, 0.4)], 1.0) == pytest.approx(0.3)
    assert covered([(0.9, 1.1), (0.05, 0.2)], 1.0) == pytest.approx(0.3)
    assert covered([(0.3, 1.3)], 1.0) == pytest.approx(1.0)
    assert covered([(1.8, 2.1)], 1.0) == pytest.approx(0.3)
