"""What a lifter lies, sits or stands on, as it is drawn."""

from __future__ import annotations

import numpy as np
import pytest

from hillrunner.motion.library import load_shipped
from hillrunner.tell.report.frames import frames_of
from hillrunner.tell.report.furniture import SLAT, furniture


def soles(motion):
    """How high (m) the spheres of the feet come down: (sphere,)."""
    data = motion.data
    lowest = []
    for sphere in motion.body.contacts:
        at = {"segment": sphere.segment}
        turn, origin = data["segment_rotation"].sel(at), data["segment_origin"].sel(at)
        up = (origin.values + turn.values @ sphere.location)[:, 1]
        lowest.append(up.min() - sphere.radius)
    return np.array(lowest)


@pytest.mark.parametrize("name", ["hip-thrust-140.nc", "seated-calf-raise-15.nc"])
def test_bench_and_seat_are_as_high_as_what_they_carry_and_stand_on_the_floor(name):
    motion = load_shipped(name)
    rows, floor = furniture(motion)
    table = np.array(rows)
    assert floor == 0.0
    assert table[:, [1, 4]].min() == pytest.approx(SLAT)
    support = next(s for s in motion.task.supports(motion.body) if s.segment in ("torso", "pelvis"))
    at = {"segment": support.segment}
    turn, origin = motion.data["segment_rotation"].sel(at), motion.data["segment_origin"].sel(at)
    high = (origin.values + turn.values @ support.location)[:, 1].mean()
    assert table[:, 1].max() + SLAT == pytest.approx(high, abs=2e-3)


def test_a_box_is_under_the_foot_on_it_and_the_floor_where_the_other_comes_down():
    motion = load_shipped("step-up-18.75.nc")
    around = furniture(motion)
    assert around.floor == pytest.approx(soles(motion).min())
    assert -0.5 < around.floor < -0.1
    assert np.array(around.rows)[:, 1].max() + SLAT == pytest.approx(0.0, abs=1e-9)
    plain, stands = frames_of(motion), frames_of(motion, around=around)
    assert stands["height"] == pytest.approx(plain["height"] - around.floor)  # all is in view
    risen = np.array(stands["scene"]["origin"]) - np.array(plain["scene"]["origin"])
    assert risen[..., 1] == pytest.approx(-around.floor, abs=1e-3)
    assert np.array(stands["scene"]["around"])[:, [1, 4]].min() == pytest.approx(SLAT, abs=1e-3)


@pytest.mark.parametrize("name", ["squat-90-75.nc", "lunge-18.75.nc", "run-3.5.nc"])
def test_who_stands_on_the_floor_has_nothing_around(name):
    assert furniture(load_shipped(name)) == ([], 0.0)
