"""The table of marker sets, and names matched with it."""

from __future__ import annotations

import pytest

from hillrunner.errors import MeasuredError
from hillrunner.lab.lab_map import LabMap
from hillrunner.lab.marker_sets import marker_sets, named
from hillrunner.sides import other_side

SETS = {s.key: s for s in marker_sets()}
PLUG_IN_GAIT = "LASI RASI LPSI RPSI LTHI LKNE LTIB LANK LHEE LTOE RTHI RKNE RTIB RANK RHEE RTOE"


def test_the_table_has_the_common_sets():
    assert {"plug_in_gait", "cgm2", "rajagopal", "opencap", "opencap_video"} <= set(SETS)
    for one in SETS.values():
        assert one.title and one.source
        marks = set(one.landmarks.values())
        assert {other_side(mark) for mark in marks} == marks  # right and left alike


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (PLUG_IN_GAIT, "Plug-in Gait"),
        (f"{PLUG_IN_GAIT} LKNM RKNM LMED RMED LTHAP RTHAP LVMH RVMH", "CGM2"),
        ("RASI LASI RPSI LPSI RLFC LLFC RCAL LCAL RTOE LTOE RMT5 LMT5 C7", "Rajagopal 2016"),
        (
            "r.ASIS_study L.ASIS_study r_knee_study L_knee_study r_calc_study L_calc_study",
            "OpenCap's markers",
        ),
        (
            "Neck RShoulder LShoulder midHip RHip LHip RKnee LKnee RHeel LHeel RBigToe LBigToe",
            "OpenCap's video keypoints",
        ),
    ],
)
def test_the_set_is_known_by_its_names(names, title):
    for words in (
        names.split(),
        names.upper().split(),
        [w.replace("_", " ") for w in names.split()],
    ):
        found = named(words)
        assert found.title == title and not found.missing
        assert set(found.landmark) == set(words)


def test_names_of_no_set_are_told_with_the_sets():
    names = ["front", "back", "top", "C7"]
    found = named(names)
    assert found.title == "" and found.missing == ("the pelvis", "the right foot", "the left foot")
    sentence = found.complaint(names)
    assert "front, back, top and C7" in sentence
    assert all(one.title in sentence for one in SETS.values())


def test_ones_own_names_go_first():
    own = {"a": "asis_r", "b": "asis_l", "c": "heel_r", "d": "heel_l"}
    found = named([*own, "RASI"], own)
    assert found.title == "the mapping file's own" and not found.missing
    assert found.landmark == own  # RASI would be the same landmark again


def test_an_unknown_landmark_is_refused_with_the_nearest():
    with pytest.raises(MeasuredError, match="'heal_r'.*perhaps 'heel_r'"):
        LabMap(markers={"a": "heal_r"})
