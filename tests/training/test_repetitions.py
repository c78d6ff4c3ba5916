"""Repetitions at a share of 1RM: the published points, and a curve that can be turned around."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hillrunner.training.repetitions import (
    BENCH_PRESS,
    LEG_PRESS,
    POINTS,
    in_reserve,
    most_repetitions,
    repetitions_at,
    share_at,
)

shares = st.floats(0.05, 1.0)
exercises = st.floats(0.0, 1.0)


@pytest.mark.parametrize(("exercise", "published"), [(0.0, BENCH_PRESS), (1.0, LEG_PRESS)])
def test_the_curve_passes_through_the_published_points(exercise, published):
    assert [repetitions_at(p, exercise) for p in POINTS] == pytest.approx(published)


def test_it_is_near_the_published_points_that_it_was_not_made_from():
    """Bench press: about 4 at 90 %, and about 2 at 95 %, read off a figure."""
    assert repetitions_at(0.90, 0.0) == pytest.approx(4.0, abs=1.0)
    assert repetitions_at(0.95, 0.0) == pytest.approx(2.0, abs=1.0)


@given(shares, exercises)
def test_share_is_the_inverse(share, exercise):
    assert share_at(repetitions_at(share, exercise), exercise) == pytest.approx(share)


@given(shares, shares, exercises)
def test_lighter_is_more_and_one_at_1rm(one, other, exercise):
    light, heavy = sorted((one, other))
    assert repetitions_at(light, exercise) >= repetitions_at(heavy, exercise) >= 1.0
    assert repetitions_at(1.0, exercise) == 1.0


@given(shares, exercises)
def test_hardly_anybody_does_more_than_the_most(share, exercise):
    assert most_repetitions(share) >= repetitions_at(share, exercise)


def test_arrays_and_rpe():
    both = repetitions_at(0.8, np.array([0.0, 1.0]))
    assert both == pytest.approx([BENCH_PRESS[0], LEG_PRESS[0]])
    assert in_reserve(8.0) == 2.0
