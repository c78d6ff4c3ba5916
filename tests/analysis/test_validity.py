"""What lies outside the model's validity: made-up trespasses, and shipped runs."""

import numpy as np
import pytest
from fake_motion import CONTACT, GRAVITY, PEAK, STRIDE, TOUCH, fake_motion

from hillrunner import Motion
from hillrunner.analysis.validity import out_of_range, validity
from hillrunner.errors import MotionError
from hillrunner.motion.library import load_shipped
from hillrunner.tell.words.trust import trust_in_words

ON = TOUCH + np.arcsin(50 / (PEAK * 75 * GRAVITY)) / np.pi * CONTACT  # s, right foot contact


@pytest.fixture
def motion():
    """Nothing amiss: the spheres' centres are lifted to their radius above the ground."""
    motion = fake_motion(points=200)
    motion.data["segment_origin"].loc[dict(axis="y")] = 0.05
    return motion


def at(motion: Motion, percent: float) -> float:
    """Time nearest to a moment in % of the stride from right foot contact (s)."""
    wanted = (ON + percent / 100 * STRIDE) % STRIDE
    return float(motion["time"].sel(time=wanted, method="nearest"))


def sentences(motion: Motion) -> list[str]:
    return trust_in_words(out_of_range(motion))


def test_nothing_amiss(motion):
    found = validity(motion)
    for name in ("fibre", "saturated", "bound", "depth"):
        assert (found[f"{name}_share"] == 0).all()
    assert sentences(motion) == []
    assert found["fibre_shortest"].values == pytest.approx(1.0)
    assert found["flight_time"].item() > 0.1


def test_a_short_fibre(motion):
    when = at(motion, 25)
    motion.data["fibre_length"].loc[dict(time=when, muscle="soleus_r")] = 0.35 * 0.08
    found = validity(motion)
    assert found["fibre_shortest"].sel(muscle="soleus_r").item() == pytest.approx(0.35)
    share = float(motion["duration"].sel(time=when)) / STRIDE
    assert found["fibre_share"].sel(muscle="soleus_r").item() == pytest.approx(share)
    assert found["fibre_at"].sel(muscle="soleus_r").item() == pytest.approx(25, abs=0.5)
    assert (found["fibre_share"] > 0).sum() == 1
    assert sentences(motion) == [
        "Fibres outside 0.4 to 1.6 optimal lengths: soleus_r (0.35 at 25 % of the stride)."
    ]
    (fact,) = out_of_range(motion)
    assert (fact.edge, fact.part, fact.foot) == ("fibre length", "soleus_r", "right")
    assert (fact.limit, fact.unit) == (0.4, "optimal lengths")
    assert fact.value == pytest.approx(0.35)
    assert fact.share == pytest.approx(share)
    assert fact.at == pytest.approx(25, abs=0.5)


def test_a_long_fibre_of_both_legs_is_told_once(motion):
    for muscle, percent in (("vaslat_r", 70), ("vaslat_l", 20)):  # the left foot lands at 50 %
        motion.data["fibre_length"].loc[dict(time=at(motion, percent), muscle=muscle)] = 1.7 * 0.08
    assert sentences(motion) == [
        "Fibres outside 0.4 to 1.6 optimal lengths: vaslat on both sides (1.70 at 70 % of the "
        "stride)."
    ]


def test_a_saturated_muscle(motion):
    motion.data["activation"].loc[dict(time=at(motion, 10), muscle="bflh_l")] = 0.995
    assert sentences(motion) == [
        "Muscles at 99 % activation or more: bflh_l (at 60 % of the stride)."
    ]


def test_a_joint_on_its_bound(motion):
    motion.data["position"].loc[dict(coordinate="knee_angle_r")] = 2.49  # of 2.5 rad
    found = validity(motion)
    assert found["bound_share"].sel(coordinate="knee_angle_r").item() == pytest.approx(1.0)
    assert found["highest"].sel(coordinate="knee_angle_r").item() == pytest.approx(2.49)
    assert sentences(motion) == [
        "Joints on a bound that the solver sets: knee_angle_r (143 deg for 100 % of the stride)."
    ]
    motion.data["position"].loc[dict(coordinate="knee_angle_r")] = 2.44  # more than 1 % away
    assert sentences(motion) == []


def test_a_sunken_foot(motion):
    now, heel = at(motion, 15), dict(segment="calcn_l", axis="y")
    motion.data["segment_origin"].loc[dict(time=now, **heel)] = -0.005
    found = validity(motion)
    assert found["depth"].sel(sphere="heel_l").item() == pytest.approx(0.035)
    assert found["depth"].sel(sphere="heel_r").item() == pytest.approx(-0.02)
    assert sentences(motion) == [
        "Contact spheres deeper in the ground than their radius: heel_l (35 mm, radius 30 mm)."
    ]


def test_a_turned_segment_carries_its_sphere(motion):
    """The centre of a sphere is found through the segment's rotation."""
    sphere = motion.body.contacts[0].model_copy(update={"location": (0.1, 0.0, 0.0)})
    body = motion.body.model_copy(update={"contacts": (sphere, *motion.body.contacts[1:])})
    data = motion.data.assign_attrs(body=body.model_dump_json())
    turned = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])  # x points down
    data["segment_rotation"].values = np.broadcast_to(turned, data["segment_rotation"].shape)
    found = validity(Motion(data))
    assert found["depth"].values == pytest.approx([0.03 + 0.1 - 0.05, 0.03 - 0.05])


def test_no_flight(motion):
    time = motion["time"].values
    for foot, start in ((0, TOUCH), (1, TOUCH + STRIDE / 2)):
        phase = ((time - start) % STRIDE) / (0.6 * STRIDE)
        up = np.where(phase <= 1, 1000 * np.sin(np.pi * np.minimum(phase, 1)), 0)
        motion.data["ground_force"].values[:, foot, 1] = up
    assert validity(motion)["flight_time"].item() == 0
    assert sentences(motion) == [
        "There is no flight phase: one foot or the other always is on the ground, so this is "
        "grounded running or walking."
    ]


def test_no_flight_after_one_foot_only(motion):
    """The right foot stays down until the left has landed."""
    time = motion["time"].values
    phase = ((time - TOUCH) % STRIDE) / (0.6 * STRIDE)
    up = np.where(phase <= 1, 1000 * np.sin(np.pi * np.minimum(phase, 1)), 0)
    motion.data["ground_force"].values[:, 0, 1] = up
    (fact,) = out_of_range(motion)
    assert (fact.edge, fact.part, fact.value) == ("flight", "right", 0.0)
    assert sentences(motion) == [
        "There is no flight after the right foot's contact: the left foot is on the ground before "
        "it leaves."
    ]


def test_solved_runs_stay_within_the_bounds():
    for name in ("run-2.nc", "run-3.5.nc", "run-6.nc"):
        run = load_shipped(name)
        found = validity(run)
        slack = 1e-6 * (found["bound_high"] - found["bound_low"])
        assert (found["lowest"] >= found["bound_low"] - slack).all()
        assert (found["highest"] <= found["bound_high"] + slack).all()
        assert (found["activation_highest"] <= 1 + 1e-6).all()
        for sentence in sentences(run):
            assert sentence.endswith(".") and "\n" not in sentence
    assert any("no flight phase" in s for s in sentences(load_shipped("run-2.nc")))
    assert not any("no flight phase" in s for s in sentences(load_shipped("run-3.5.nc")))


def test_how_deep_solved_feet_sink():
    """The depth is that which the contact law turned into force: only sunk spheres push hard."""
    run = load_shipped("run-3.5.nc")
    found = validity(run)
    peak = run["contact_force"].sel(axis="y").max("time")
    assert (peak.where(found["depth"] < 0, 0.0) < 20).all()
    deepest = str(found["depth"].idxmax().item())
    assert float(peak.sel(sphere=deepest)) == float(peak.max())


def test_a_motion_without_phases_is_refused(motion):
    motion.data["ground_force"].values[:] = 0
    for analysis in (validity, out_of_range):
        with pytest.raises(MotionError, match="never on the ground"):
            analysis(motion)
