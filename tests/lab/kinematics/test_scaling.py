"""The default body in the size of a made-up person whose size is known."""

from __future__ import annotations

import re

import numpy as np
import pytest
from marked_body import CLUSTERS, marker_names, markers, places, running, standing

import hillrunner as hr
from hillrunner.errors import HillrunnerError, MeasuredError
from hillrunner.lab.kinematics.landmark_places import landmark_place
from hillrunner.lab.kinematics.measures import KINDS
from hillrunner.lab.marker_sets import landmarks
from hillrunner.lab.recording.recording import Recording
from hillrunner.model.body.default import default_body
from hillrunner.model.body.pose import segment_poses
from hillrunner.model.body.scaling import scale_segments
from hillrunner.sides import stem

HEIGHT, MASS = 1.80, 70.0
OWN = {"femur": 1.12, "tibia": 1.02, "humerus": 1.09}  # along y, others as the height


@pytest.fixture(scope="module")
def person():
    """Scale factors, the body and its markers' places."""
    body = default_body()
    scales = {s.name: np.full(3, HEIGHT / body.height) for s in body.segments}
    for name, factor in scales.items():
        factor[1] = OWN.get(stem(name), factor[1])
    return scales, scale_segments(body, scales, height=HEIGHT, mass=MASS), places(scales)


@pytest.fixture(scope="module")
def static(person):
    _, body, on = person
    return markers(body, on, standing(body))


def test_a_person_of_the_usual_shape_comes_back():
    """Where all segments grow alike, every measure is that growth, and every place comes back."""
    body = default_body()
    scales = {s.name: np.full(3, HEIGHT / body.height) for s in body.segments}
    on = places(scales)
    sized = scale_segments(body, scales, height=HEIGHT, mass=MASS)
    made = markers(sized, on, standing(body))
    found = hr.lab.scale(made, mass=MASS)
    assert {one.name for one in found.measures} == set(KINDS)
    by_posture = ("trunk", "upper arm", "forearm")  # across a joint that may be bent
    for one in found.measures:
        near = 0.01 if one.name in by_posture else 1e-9
        assert one.used == one.factor == pytest.approx(HEIGHT / body.height, rel=near)
    assert found.body.height == pytest.approx(HEIGHT) and found.body.mass == pytest.approx(MASS)
    assert not found.refused
    legs = {p.name: p for p in on if p.segment.startswith(("femur", "tibia", "calcn"))}
    for place in found.places:
        if place.name in legs:
            np.testing.assert_allclose(place.location, legs[place.name].location, atol=1e-4)


def test_segments_of_a_size_of_their_own_come_back(person, static):
    scales, body, on = person
    found = hr.lab.scale(static, mass=MASS, height=HEIGHT)
    factors = {one.name: one.used for one in found.measures}
    for measure, segment in (
        ("thigh", "femur_r"),
        ("shank", "tibia_r"),
        ("upper arm", "humerus_r"),
    ):
        assert factors[measure] == pytest.approx(scales[segment][1], rel=0.01)
    poses, theirs = segment_poses(found.body, {}), segment_poses(body, {})
    for below, above in (("tibia_r", "femur_r"), ("talus_l", "tibia_l"), ("ulna_r", "humerus_r")):
        own, other = (np.linalg.norm(p[below][1] - p[above][1]) for p in (poses, theirs))
        assert own == pytest.approx(other, abs=0.005)
    assert found.body.mass == pytest.approx(MASS)
    assert min(segment.mass for segment in found.body.segments) >= 0.0
    placed = {p.name: p for p in found.places}
    for name, landmark in marker_names().items():
        if stem(landmark) in CLUSTERS:
            expected = next(p for p in on if p.name == name)
            np.testing.assert_allclose(placed[name].location, expected.location, atol=0.01)
    assert float(found.marker_error.max()) < 0.01
    assert "thigh" in str(found) and "measures" in found.to_json()


def test_markers_of_a_run_give_the_same_size(person, static):
    _, body, on = person
    time, q = running(body)
    still = {m.name: m.factor for m in hr.lab.scale(static, mass=MASS, height=HEIGHT).measures}
    moving = hr.lab.scale(markers(body, on, q, time), mass=MASS, height=HEIGHT)
    for one in moving.measures:
        near = 0.06 if one.name in ("trunk", "upper arm", "forearm") else 0.005
        assert one.factor == pytest.approx(still[one.name], rel=near)


def test_angles_on_the_scaled_body_are_the_persons(person, static):
    _, body, on = person
    time, q = running(body)
    scaled = hr.lab.scale(static, mass=MASS, height=HEIGHT)
    found = hr.lab.inverse_kinematics(markers(body, on, q, time), scaled)
    assert found.rms < 0.01
    for name in ("hip_flexion_r", "knee_angle_l", "ankle_angle_r"):
        own = q[:, body.coordinate_names.index(name)]
        off = found.coordinates.sel(coordinate=name).values - own
        assert np.sqrt(np.mean(off**2)) < np.deg2rad(2.0)


def test_the_mass_is_what_the_ground_carries(static):
    one = Recording(
        "made up",
        (),
        markers=static.assign_coords(
            landmark=("marker", [marker_names()[str(n)] for n in static["marker"].values])
        ),
        mass=63.0,
    )
    assert hr.lab.scale(one).body.mass == pytest.approx(63.0)
    assert hr.lab.scale(one, mass=64.0).body.mass == pytest.approx(64.0)


@pytest.mark.parametrize(
    ("moved", "by", "says"),
    [
        (("FARADIUS", "FAULNA"), [0.0, 0.25, 0.0], "the forearm .* % less than a person of this"),
        (("CAL",), [-0.15, 0.0, 0.0], "the foot .* % more than a person of this height has"),
    ],
)
def test_no_measure_beyond_what_people_are(static, moved, by, says):
    """A wrist near the elbow or a heel far behind is refused, and no mass goes wrong."""
    its = [side + part for side in "RL" for part in moved]
    made = static.where(~static["marker"].isin(its), static + np.array(by))
    found = hr.lab.scale(made, mass=MASS, height=HEIGHT)
    (sentence,) = found.refused
    assert re.search(says, sentence) and sentence in found.notes
    refused = next(one for one in found.measures if one.refused)
    assert refused.used == found.by_height != refused.factor
    assert min(segment.mass for segment in found.body.segments) >= 0.0
    assert found.body.mass == pytest.approx(MASS)


def test_legs_of_different_length_are_said_and_meaned(person, static):
    its = ["LLMAL", "LMMAL", "LAJC"]
    made = static.where(~static["marker"].isin(its), static + np.array([0.0, 0.04, 0.0]))
    found = hr.lab.scale(made, mass=MASS, height=HEIGHT)
    shank = next(one for one in found.measures if one.name == "shank")
    assert shank.sides["left"] < shank.used < shank.sides["right"]
    assert any("the right shank was measured" in note for note in found.notes)


def test_a_marker_that_is_elsewhere_is_left_out(static):
    made = static.where(static["marker"] != "RTB2", static + np.array([0.0, 0.9, 0.0]))
    found = hr.lab.scale(made, mass=MASS, height=HEIGHT)
    assert "RTB2" not in [place.name for place in found.places]
    assert any(note == "not used, as not where their names say: RTB2." for note in found.notes)


@pytest.mark.parametrize(
    ("trouble", "how", "says"),
    [
        (lambda m: m, {"mass": None}, "the mass is not known"),
        (lambda m: m * 1000.0, {}, "seem to be in mm"),
        (lambda m: m, {"height": 1.4}, "thigh and shank are those of a person of 1.8"),
        (lambda m: m, {"height": 0.5}, "height is 0.5"),
        (lambda m: m, {"height": "tall"}, "height is 'tall'"),
        (lambda m: m, {"mass": -5.0}, "mass is -5"),
        (
            lambda m: m.isel(marker=range(8)).assign_coords(marker=list("abcdefgh")),
            {},
            "match no marker set",
        ),
        (lambda m: m.isel(marker=[]), {}, "there are no markers"),
        (lambda m: m, {"height": None}, "as neither thigh nor shank can be measured"),
    ],
)
def test_what_is_wrong_gets_one_sentence(static, trouble, how, says):
    few = static.sel(marker=["RASI", "LASI", "RPSI", "LPSI", "RCAL", "RMT5", "LCAL", "LMT5"])
    with pytest.raises(HillrunnerError, match=says) as caught:
        hr.lab.scale(
            trouble(static if how.get("height", 1.0) else few),
            **{"mass": MASS, "height": HEIGHT} | how,
        )
    assert "\n" not in str(caught.value)


def test_right_and_left_swapped_is_said(static):
    names = [str(n) for n in static["marker"].values]
    swap = {"R": "L", "L": "R"}
    other = [n if n in ("C7", "CLAV") else swap[n[0]] + n[1:] for n in names]
    with pytest.raises(MeasuredError, match="right and left are swapped in all markers"):
        hr.lab.scale(static.assign_coords(marker=other), mass=MASS)


def test_every_landmark_has_a_place_or_is_of_what_moves_by_itself():
    head = ("head", "eye", "ear", "nose", "temple", "hand", "asymmetry", "patella")
    without = {name for name in landmarks() if landmark_place(name) is None}
    assert all(name.startswith(head) for name in without), without
    body = {segment.name for segment in default_body().segments}
    assert all(landmark_place(n).segment in body for n in landmarks() - without)
