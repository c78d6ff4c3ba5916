"""3CC-r: its published course and endurance times, and what must hold of motor units."""

import math

import pytest

from hillrunner.errors import TaskError
from hillrunner.fatigue.three_compartment import (
    JOINTS,
    Units,
    after,
    bouts,
    endurance,
    measured_endurance,
)

KNEE = JOINTS["knee"]
WIDEST = 0.47  # of the time: 95 % interval of people's endurance, Frey Law & Avin 2010


def test_course_of_a_maximal_knee_extension():
    """As integrated elsewhere from the published equations, with the same step of 0.01 s."""
    half = after(Units(), 1.0, 30.0, KNEE)
    assert half.active == pytest.approx(0.64587, abs=2e-5)
    assert half.tired == pytest.approx(0.35408, abs=2e-5)
    whole = after(half, 1.0, 30.0, KNEE)
    assert whole.active == pytest.approx(0.42904, abs=2e-5)
    rested = after(whole, 0.0, 120.0, KNEE)
    assert rested.resting == pytest.approx(0.9609, abs=1e-4)
    assert rested.tired == pytest.approx(0.0391, abs=1e-4)


@pytest.mark.parametrize("joint", JOINTS)
@pytest.mark.parametrize("share", [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
def test_endurance_is_within_that_of_people(joint, share):
    measured = measured_endurance(share, JOINTS[joint])
    assert endurance(share, JOINTS[joint]) == pytest.approx(measured, rel=WIDEST)


@pytest.mark.parametrize(
    ("joint", "percent"), [("ankle", 8.96), ("knee", 9.04), ("trunk", 9.04), ("general", 8.57)]
)
def test_what_can_be_held_for_ever_is_as_published(joint, percent):
    lasting = JOINTS[joint].lasting
    assert 100 * lasting == pytest.approx(percent, abs=0.01)
    assert math.isinf(endurance(0.999 * lasting, JOINTS[joint]))
    assert math.isfinite(endurance(1.001 * lasting, JOINTS[joint]))


@pytest.mark.parametrize("joint", ["ankle", "knee"])
def test_the_target_is_held_until_endurance_and_not_beyond(joint):
    share, joint = 0.5, JOINTS[joint]
    held = endurance(share, joint)
    assert after(Units(), share, held - 2.0, joint).active == pytest.approx(share, abs=0.002)
    assert after(Units(), share, held + 5.0, joint).active < share - 0.005


def test_running_is_not_what_it_is_for():
    """At the mean load of running the calves would be exhausted within a quarter of an hour."""
    assert endurance(0.25, JOINTS["ankle"]) < 900.0


def test_units_are_kept_and_rest_brings_them_back():
    course = bouts([(0.8, 10.0), (0.0, 60.0), (0.8, 10.0), (0.0, 1200.0)], KNEE)
    for units in course:
        assert units.resting + units.active + units.tired == pytest.approx(1.0)
        assert min(units.resting, units.active, units.tired) >= -1e-9
    tired = [units.tired for units in course]
    assert tired[0] > tired[1] < tired[2] > tired[3]
    assert course[-1].able == pytest.approx(1.0, abs=1e-6)


def test_rest_of_nothing_and_no_time_change_nothing():
    assert after(Units(), 0.7, 0.0, KNEE) == Units()
    assert after(Units(), 0.0, 10.0, KNEE) == Units()


@pytest.mark.parametrize(
    ("share", "seconds", "sentence"),
    [
        (1.2, 1.0, "the share of the maximum is 1.2, but must be a number from 0 to 1"),
        (0.5, -1.0, "the time is -1 s, but must be a number from 0 to 3600 s"),
        (math.nan, 1.0, "not a finite number"),
    ],
)
def test_what_is_asked_must_be_possible(share, seconds, sentence):
    with pytest.raises(TaskError, match=sentence):
        after(Units(), share, seconds, KNEE)


def test_no_share_at_all_is_no_task():
    with pytest.raises(TaskError, match="the share of the maximum is 0"):
        endurance(0.0, KNEE)
