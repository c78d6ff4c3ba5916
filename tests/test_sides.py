"""The vocabulary of sides, and OpenSim's names taken apart and put together."""

import pytest

from hillrunner.analysis.analysis import Analysis
from hillrunner.model.body.default import default_body
from hillrunner.motion.library import load_shipped
from hillrunner.sides import SIDES, on_both_sides, on_side, opposite, other_side, side_of, stem


@pytest.mark.parametrize(
    ("name", "side", "plain", "other"),
    [
        ("soleus_r", "right", "soleus", "soleus_l"),
        ("hip_flexion_l", "left", "hip_flexion", "hip_flexion_r"),
        ("lumbar_bending", None, "lumbar_bending", "lumbar_bending"),
        ("r", None, "r", "r"),
        ("femur", None, "femur", "femur"),
    ],
)
def test_names_come_apart(name, side, plain, other):
    assert side_of(name) == side
    assert stem(name) == plain
    assert other_side(name) == other
    assert other_side(other) == name
    if side:
        assert on_side(plain, side) == name


def test_the_two_sides():
    assert SIDES == ("right", "left")
    assert [opposite(side) for side in SIDES] == ["left", "right"]
    assert on_both_sides("tibia") == ("tibia_r", "tibia_l")


def test_muscles_know_their_side():
    sides = [muscle.side for muscle in default_body().muscles]
    assert sides.count("right") == sides.count("left") == 40


def test_every_data_set_says_right_and_left():
    analysis = Analysis(load_shipped("run-3.5.nc"))
    seen = 0
    for name in (
        "springs",
        "group_roles",
        "tissue_loads",
        "energy",
        "joint_mechanics",
        "stride_phases",
        "induced_accelerations",
    ):
        for dim in {"side", "foot"} & set(getattr(analysis, name).dims):
            assert tuple(getattr(analysis, name)[dim].values) == SIDES, name
            seen += 1
    assert seen >= 7
