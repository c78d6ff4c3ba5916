"""Parts of a body by what they are: the same numbers, whatever the segments are called."""

import numpy as np
import pytest
import xarray as xr
from fake_motion import fake_body, fake_motion
from renamed import renamed, with_body

from hillrunner import Motion
from hillrunner.analysis.contact_forces import joint_contact, kneecap
from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.analysis.tibia import tibia_section
from hillrunner.errors import BodyError
from hillrunner.model.body.anatomy import reversed_coordinates
from hillrunner.model.body.bellies import bellies
from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import Body
from hillrunner.model.body.parts import joint_of, lacks_for_running, leg, root, usual_stems
from hillrunner.model.body.scaling import scale_body
from hillrunner.motion.library import load_shipped
from hillrunner.tell.report.frames import frames_of
from hillrunner.tell.report.leg_shapes import VIEWS, leg_shapes
from hillrunner.worth.prices.impose import technique_of


@pytest.fixture(scope="module")
def run() -> Motion:
    return load_shipped("run-3.5.nc")


@pytest.fixture(scope="module")
def other(run) -> Motion:
    return with_body(run, renamed(run.body))


def test_the_legs_of_the_default_body():
    own = leg(default_body(), "left")
    assert own[:3] == ("femur_l", "tibia_l", "talus_l")
    assert (own.knee.child, own.ankle.child) == ("tibia_l", "talus_l")
    assert root(default_body()) == "pelvis"
    assert joint_of(default_body(), "knee_angle_r").child == "tibia_r"  # and not the kneecap
    assert joint_of(default_body(), "no_such") is None


def test_a_renamed_body_has_the_same_parts(other):
    assert leg(other.body, "right")[:3] == ("thigh_r", "shank_r", "hindfoot_r")
    assert root(other.body) == "hips" and lacks_for_running(other.body) == ()
    stems = usual_stems(other.body)
    assert [stems[name] for name in ("thigh_l", "shank_r", "hindfoot_l", "calcn_r", "torso")] == [
        "femur",
        "tibia",
        "talus",
        "calcn",
        "torso",
    ]


@pytest.mark.parametrize("analysis", [joint_contact, kneecap, tibia_section])
def test_loads_do_not_depend_on_names(run, other, analysis):
    xr.testing.assert_allclose(analysis(run), analysis(other))


def test_technique_does_not_depend_on_names(run, other):
    assert technique_of(other) == technique_of(run)


def test_bellies_and_drawings_do_not_depend_on_names(run, other):
    ours, theirs = bellies(run.body), bellies(other.body)
    assert [place for _, place in ours.values()] == [place for _, place in theirs.values()]
    for view in VIEWS:
        pairs = zip(leg_shapes(run.body, view), leg_shapes(other.body, view), strict=True)
        for one, two in pairs:
            np.testing.assert_allclose(one.outline, two.outline)


def test_scaling_does_not_depend_on_names_of_the_legs():
    usual = default_body()
    legs = renamed(usual, {"femur": "thigh", "tibia": "shank", "talus": "hindfoot"})
    size = {"height": 1.65, "mass": 58.0, "sex": "female", "segment_lengths": {"shank": 0.4}}
    one, two = scale_body(usual, **size), scale_body(legs, **size)
    assert [s.mass for s in one.segments] == [s.mass for s in two.segments]
    assert [m.max_force for m in one.muscles] == [m.max_force for m in two.muscles]


def knee_turned_round(motion: Motion) -> Motion:
    """The same movement of the same body, with knees that count extension positive."""
    body = motion.body.model_dump(mode="json")
    for joint in body["joints"]:
        for axis in joint["axes"]:
            if str(axis["coordinate"]).startswith("knee_angle"):
                powers = axis["polynomial"]
                axis["polynomial"] = [c * (-1) ** k for k, c in enumerate(powers)]
    knees = [n for n in motion.body.coordinate_names if n.startswith("knee_angle")]
    data = motion.data.copy(deep=True)
    for name in ("position", "velocity", "joint_moment"):
        data[name].loc[dict(coordinate=knees)] *= -1.0
    data.attrs["body"] = Body.model_validate(body).model_dump(mode="json")
    return Motion(data)


def test_a_knee_is_bent_whatever_its_sign(run):
    turned = knee_turned_round(run)
    backward = reversed_coordinates(turned.body) ^ reversed_coordinates(run.body)
    assert backward == {"knee_angle_r", "knee_angle_l"}
    for side in ("right", "left"):
        assert spatiotemporal(turned, side) == spatiotemporal(run, side)
    ours, theirs = (
        {angle["name"]: angle["values"] for angle in frames_of(motion)["angles"]}
        for motion in (run, turned)
    )
    assert ours == theirs


def test_what_is_no_leg_is_refused():
    body = fake_body()
    text = body.model_dump_json()
    without = Body.model_validate_json(text.replace("knee_angle", "bend"))
    with pytest.raises(BodyError, match="no joint with the coordinate knee_angle_r, by which"):
        leg(without, "right")
    lacking = "body 'fake' cannot run: it has no coordinate knee_angle_r."
    assert lacking in lacks_for_running(without) and lacking not in lacks_for_running(body)
    still = fake_motion()
    data = still.data.assign_attrs(body=without.model_dump_json(), body_hash=without.hash)
    with pytest.raises(BodyError, match="no joint with the coordinate knee_angle_r"):
        tibia_section(Motion(data))
    joints = tuple(
        j.model_copy(update={"parent": "femur_r"}) if j.name == "ankle_angle_r" else j
        for j in body.joints
    )
    with pytest.raises(BodyError, match="no shank: the knee turns tibia_r, and the ankle hangs on"):
        leg(body.model_copy(update={"joints": joints}), "right")
