"""Each foot's own step, against half-sine feet whose times and impulses are known."""

import numpy as np
import pytest
from fake_motion import BRAKE, CONTACT, GRAVITY, PEAK, STRIDE, TOUCH, fake_motion
from lopsided import copied, later, stronger

from hillrunner.analysis.phases import stride_phases
from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.analysis.steps import step_numbers
from hillrunner.errors import MotionError
from hillrunner.motion.phase import contact_time
from hillrunner.sides import SIDES

WEIGHT = 75 * GRAVITY
DELAY = 0.03  # s


@pytest.fixture(scope="module")
def even():
    return fake_motion(points=400)


def above(peak: float, contact: float = CONTACT) -> float:
    """Time that a half sine of ``peak`` newton is above 50 N (s)."""
    return contact * (1 - 2 * np.arcsin(50 / peak) / np.pi)


def values(found, name):
    return found[name].sel(side=list(SIDES)).values


def test_a_symmetric_run_has_two_equal_steps(even):
    found = step_numbers(even)
    contact = above(PEAK * WEIGHT)
    assert values(found, "step_time") == pytest.approx(STRIDE / 2, abs=1e-4)
    assert values(found, "step_length") == pytest.approx(3.5 * STRIDE / 2, abs=1e-3)
    assert values(found, "contact_time") == pytest.approx(contact, abs=2e-4)
    assert values(found, "flight_time") == pytest.approx(STRIDE / 2 - contact, abs=2e-4)
    assert values(found, "peak_vertical_force") == pytest.approx(PEAK * WEIGHT, rel=1e-3)
    assert values(found, "peak_braking_force") == pytest.approx(BRAKE * WEIGHT, rel=1e-3)
    assert values(found, "vertical_impulse") == pytest.approx(
        PEAK * WEIGHT * CONTACT * 2 / np.pi, rel=1e-3
    )
    # of a whole sine: each half of it lasts half of the contact
    whole = BRAKE * WEIGHT * CONTACT / np.pi
    for name in ("braking_impulse", "propulsive_impulse"):
        assert values(found, name) == pytest.approx(whole, rel=2e-3)


def test_a_late_left_foot_lengthens_the_right_step(even):
    found = step_numbers(later(even, DELAY))
    contact = above(PEAK * WEIGHT)
    steps = [STRIDE / 2 + DELAY, STRIDE / 2 - DELAY]
    assert values(found, "step_time") == pytest.approx(steps, abs=3e-4)
    assert values(found, "step_length") == pytest.approx(3.5 * np.array(steps), abs=2e-3)
    assert values(found, "flight_time") == pytest.approx(np.array(steps) - contact, abs=4e-4)
    assert values(found, "contact_time") == pytest.approx(contact, abs=4e-4)
    # means of both are those of the whole stride
    summary = spatiotemporal(later(even, DELAY))
    for name in ("contact_time", "flight_time", "step_length", "duty_factor"):
        assert values(found, name).mean() == pytest.approx(getattr(summary, name), abs=1e-9)


def test_a_short_left_contact_is_the_left_foots(even):
    motion, short = copied(even), 0.18
    phase = ((motion["time"].values - TOUCH - STRIDE / 2) % STRIDE) / short
    up = np.where(phase <= 1, 2000 * np.sin(np.pi * np.minimum(phase, 1)), 0)
    motion.data["ground_force"].values[:, 1, 1] = up
    found = step_numbers(motion)
    expected = [above(PEAK * WEIGHT), above(2000, short)]
    assert values(found, "contact_time") == pytest.approx(expected, abs=4e-4)
    assert values(found, "duty_factor") == pytest.approx(np.array(expected) / STRIDE, abs=6e-4)
    assert spatiotemporal(motion).contact_time == pytest.approx(np.mean(expected), abs=4e-4)
    # so are the phases, and when the foot lands
    start, end = stride_phases(motion)["start"], stride_phases(motion)["end"]
    for side, contact in zip(SIDES, expected, strict=True):
        stance = end.sel(foot=side, phase="push-off") - start.sel(foot=side, phase="loading")
        assert float(stance) == pytest.approx(contact, abs=4e-4)
        landing = float(start.sel(foot=side, phase="loading"))
        assert contact_time(motion, side) == pytest.approx(landing)


def test_forces_are_those_under_each_foot(even):
    found, plain = step_numbers(stronger(even, 0.8)), step_numbers(even)
    for name in ("peak_vertical_force", "braking_impulse", "propulsive_impulse"):
        ratio = values(found, name) / values(plain, name)
        assert ratio == pytest.approx([1.0, 0.8])
    weaker = spatiotemporal(stronger(even, 0.8))
    assert weaker.peak_vertical_force == pytest.approx(PEAK, rel=1e-3)  # the larger of both


def test_a_scuffing_toe_is_no_step(even):
    motion = copied(even)
    scuff = np.abs(motion["time"].values - (TOUCH + CONTACT + 0.2)) < 0.01
    motion.data["ground_force"].values[scuff, 0, 1] = 200.0
    found, plain = step_numbers(motion), step_numbers(even)
    for name in ("step_time", "contact_time"):
        assert values(found, name) == pytest.approx(values(plain, name))


def test_no_flight_is_exactly_none(even):
    motion = copied(even)
    phase = ((motion["time"].values - TOUCH) % STRIDE) / (0.6 * STRIDE)
    up = np.where(phase <= 1, 1000 * np.sin(np.pi * np.minimum(phase, 1)), 0)
    motion.data["ground_force"].values[:, 0, 1] = up
    flight = values(step_numbers(motion), "flight_time")
    assert flight[0] == 0.0 and flight[1] > 0.1


def test_a_leg_that_never_lands_is_refused(even):
    motion = copied(even)
    motion.data["ground_force"].values[:, 1] = 0
    with pytest.raises(MotionError, match="left foot is never on the ground"):
        step_numbers(motion)
