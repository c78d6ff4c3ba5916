"""What is run: distances, profiles, and courses that were recorded."""

import math

import numpy as np
import pytest

from hillrunner.errors import TaskError
from hillrunner.lab.course_file import Altitudes, altitudes
from hillrunner.worth.longrun.course import GRADES, Course, course, measured_course
from hillrunner.worth.longrun.pacing import Pacing, even

TEN = 10_000.0


def along(length: float, slope=lambda m: 0.02 * m) -> Altitudes:
    metres = np.linspace(0.0, length, 1000)
    return altitudes(metres, 100.0 + slope(metres), "hill.gpx")


@pytest.mark.parametrize(
    ("profile", "sentence"),
    [
        ([(50.0, 0.0)], "profile's kilometre is 50, but must be a number from 0 to 42.195"),
        ([(42.195, 0.0)], "profile has a grade from km 42.195 on, where the marathon ends"),
        ([(5.0, 0.3)], "profile's grade from km 5 on is 0.3"),
        ([(5.0, 0.0), (5.0, 0.1)], "profile has km 5 after km 5"),
        ([(math.nan, 0.0)], "not a finite number"),
    ],
)
def test_a_profile_that_is_none_is_refused(profile, sentence):
    with pytest.raises(TaskError, match=sentence):
        course("marathon", profile)


def test_an_even_slope_is_one_grade():
    found = measured_course(along(TEN))
    assert (found.name, found.metres) == ("10 km", TEN)
    assert found.grades == ((0.0, 0.02),)


def test_grades_follow_the_course_and_end_as_high_as_it_does():
    bumpy = along(TEN, lambda m: 40.0 * np.sin(m / 900.0) + 0.003 * m)
    found = measured_course(bumpy)
    assert len(found.grades) > 8
    ends = bumpy.smoothed[-1] - bumpy.smoothed[0]
    assert found.heights[-1] == pytest.approx(ends, abs=0.5 * GRADES * 1000.0)
    for start, end in zip(range(0, 10_000, 1000), range(1000, 10_001, 1000), strict=True):
        true = bumpy.rise(start, end) / 1000.0
        assert found.grade(start) == pytest.approx(true, abs=GRADES)


def test_a_course_by_gps_is_stretched_to_the_distance():
    long = along(10_200.0, lambda m: np.where(m < 5100.0, 0.02 * m, 102.0 - 0.02 * (m - 5100.0)))
    found = measured_course(long, "10 km")
    assert found.metres == TEN
    assert found.heights[-1] == pytest.approx(0.0, abs=1.5)
    assert {start for start, _ in found.grades} <= {*range(0, 10_000, 1000)}
    assert max(found.heights) == pytest.approx(102.0, abs=4.0)


def test_a_short_rest_has_the_grade_of_the_kilometre_before():
    found = measured_course(along(10_200.0, lambda m: np.maximum(m - 9000.0, 0.0) * 0.05))
    assert found.metres == 10_200.0
    assert found.grades[-1][0] == 9000.0


@pytest.mark.parametrize(
    ("length", "slope", "distance", "sentence"),
    [
        (12_000.0, 0.02, "10 km", "is 12 km long, but must be within 3 % of the distance, 10 km"),
        (9_000.0, 0.02, "10 km", "is 9 km long, but must be within 3 %"),
        (1_000.0, 0.02, None, "is 1 km long, but a long run is of 1.5 km to 42.2 km"),
        (50_000.0, 0.001, None, "is 50 km long, but a long run is of"),
        (10_000.0, 0.25, None, "has a grade of 25.0 % from km 0 on, but a run is at -20 to 20 %"),
    ],
)
def test_a_course_that_cannot_be_run_is_refused(length, slope, distance, sentence):
    with pytest.raises(TaskError, match=sentence):
        measured_course(along(length, lambda m: slope * m), distance)


def test_stretches_are_parted_where_grade_or_speed_changes():
    way = Course("10 km", TEN, ((0.0, 0.0), (4000.0, 0.05)))
    stretches = way.stretches(Pacing(TEN, ((0.0, 3.0), (7000.0, 2.5))), steps=2)
    assert [one.metres for one in stretches] == [4000.0, 1000.0, 2000.0, 3000.0]
    assert [one.grade for one in stretches] == [0.0, 0.05, 0.05, 0.05]
    assert [one.speed for one in stretches] == [3.0, 3.0, 3.0, 2.5]
    assert [one.metres for one in Course("10 km", TEN).stretches(even(TEN, 3.0), 4)] == [2500.0] * 4
