"""A lift in numbers, against the motion's own series and another way to the same."""

from __future__ import annotations

import numpy as np
import pytest

from hillrunner import Motion
from hillrunner.analysis.contact_forces import joint_contact
from hillrunner.analysis.lift import LiftNumbers, lift_numbers
from hillrunner.model.physics.spatial import GRAVITY


@pytest.fixture(scope="module")
def squat(pytestconfig: pytest.Config) -> Motion:
    """The squat that the gallery shows: 20 kg, 90 deg."""
    return Motion.load(pytestconfig.rootpath / "docs" / "gallery" / "squat.nc")


@pytest.fixture(scope="module")
def numbers(squat: Motion) -> LiftNumbers:
    return lift_numbers(squat)


def test_load_and_depth_are_those_that_were_asked_for(numbers: LiftNumbers):
    assert numbers.load == 20.0
    assert 87.0 < numbers.depth <= 90.1


def test_the_trunk_leans_as_its_segment_does(squat: Motion, numbers: LiftNumbers):
    """By the segment's own long axis; the body has no side to lean to."""
    up = squat["segment_rotation"].sel(segment="torso").isel(col=1)
    lean = np.rad2deg(np.arctan2(up.isel(row=0), up.isel(row=1)))
    assert numbers.trunk_lean == pytest.approx(float(lean.max()), abs=0.1)


def test_work_raises_body_and_bar(squat: Motion, numbers: LiftNumbers):
    """Both legs' positive work is about the potential energy that body and bar gain; hips and
    ankles work in other planes too, and the trunk rises by its own torque."""
    height = squat["com_position"].sel(axis="y")
    gained = GRAVITY * float(height.max() - height.min()) * squat.body.mass / 75.0
    bar = squat["segment_origin"].sel(segment="torso", axis="y")
    gained += GRAVITY * 20.0 / 75.0 * float(bar.max() - bar.min())
    assert 2.0 * sum(numbers.work.values()) == pytest.approx(gained, rel=0.3)
    assert all(work > 0.0 for work in numbers.work.values())


def test_moments_extend(squat: Motion, numbers: LiftNumbers):
    knee = squat["joint_moment"].sel(coordinate="knee_angle_r").values
    assert numbers.peak_moment["knee"] == pytest.approx(-knee.min() / 75.0)
    assert all(value > 0.3 for value in numbers.peak_moment.values())


def test_groups_pull_no_harder_than_their_muscles(squat: Motion, numbers: LiftNumbers):
    for group, force in numbers.peak_force.items():
        able = sum(
            m.max_force for m in squat.body.muscles if m.group == group and m.side == "right"
        )
        assert force["relative"] == pytest.approx(force["force"] / able)
        assert 0.0 < force["relative"] < 1.6


def test_contact_is_that_of_the_bones(squat: Motion, numbers: LiftNumbers):
    assert set(numbers.contact) == {"hip", "knee", "ankle", "patellofemoral"}
    peak = joint_contact(squat)["peak_bw"]
    for joint, value in numbers.contact.items():
        assert value == pytest.approx(float(peak.sel(joint=f"{joint}_r")), rel=0.02)


def test_both_legs_carry_the_whole_weight_alike(squat: Motion, numbers: LiftNumbers):
    assert numbers.side == "right"
    assert numbers.share == pytest.approx(0.5, abs=1e-3)
    assert numbers.share + lift_numbers(squat, "left").share == pytest.approx(1.0)


def test_left_and_right_do_the_same(squat: Motion, numbers: LiftNumbers):
    left = lift_numbers(squat, "left")
    for joint, moment in numbers.peak_moment.items():
        assert left.peak_moment[joint] == pytest.approx(moment, rel=1e-3)


def test_the_groups_work_is_that_of_their_muscles(squat: Motion, numbers: LiftNumbers):
    """Force times shortening speed of muscle and tendon, summed over the time it is positive."""
    names = [m.name for m in squat.body.muscles if m.group == "quadriceps" and m.side == "right"]
    speed = squat["muscle_tendon_velocity"].sel(muscle=names)
    power = (-squat["tendon_force"].sel(muscle=names) * speed).clip(min=0.0)
    work = float((power.sum("muscle") * squat["duration"]).sum()) / squat.runner.mass
    assert numbers.peak_force["quadriceps"]["work"] == pytest.approx(work)
    for group, force in numbers.peak_force.items():
        assert force["work"] >= 0.0 and 0.3 < force["length"] < 1.7, group
