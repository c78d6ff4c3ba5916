"""Scaling of the default body to a person."""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hillrunner.errors import BodyError
from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import MusclePath
from hillrunner.model.body.paths import path_arm, path_length
from hillrunner.model.body.pose import asymmetry, segment_poses
from hillrunner.model.body.scaling import muscle_volume, scale_body
from hillrunner.sides import side_of

BODY = default_body()
HEIGHTS = st.floats(1.4, 2.1)
MASSES = st.floats(45.0, 120.0)
few = settings(max_examples=12, deadline=None)


def test_the_body_scaled_to_itself_stays():
    same = scale_body(BODY, height=BODY.height, mass=BODY.mass)
    assert same.mass == pytest.approx(BODY.mass, rel=1e-12)
    for a, b in zip(same.segments, BODY.segments, strict=True):
        assert np.allclose([a.mass, *a.com, *a.inertia], [b.mass, *b.com, *b.inertia], rtol=1e-9)
    for a, b in zip(same.muscles, BODY.muscles, strict=True):
        assert a.max_force == pytest.approx(b.max_force, rel=1e-9)
        assert a.path.coefficients == pytest.approx(b.path.coefficients, rel=1e-12)
    assert same.joints == BODY.joints


@few
@given(height=HEIGHTS, mass=MASSES)
def test_uniform_scaling_obeys_its_laws(height, mass):
    body = scale_body(BODY, height=height, mass=mass)
    s, g = height / BODY.height, mass / BODY.mass
    volume = muscle_volume(height, mass) / muscle_volume(BODY.height, BODY.mass)
    assert body.height == height
    assert body.mass == pytest.approx(mass, rel=1e-12)
    for a, b in zip(body.segments, BODY.segments, strict=True):
        assert a.mass == pytest.approx(g * b.mass)
        assert np.allclose(a.com, s * np.array(b.com))
        assert np.allclose(a.inertia, g * s * s * np.array(b.inertia))
    q = {c.name: 0.2 for c in BODY.coordinates}
    here, there = segment_poses(body, q), segment_poses(BODY, q)
    for name in ("toes_l", "patella_r", "ulna_r"):
        step = there[name][1] - there["pelvis"][1]
        assert np.allclose(here[name][1] - here["pelvis"][1], s * step, atol=1e-12)
    for a, b in zip(body.muscles, BODY.muscles, strict=True):
        assert a.optimal_length == pytest.approx(s * b.optimal_length)
        assert a.slack_length == pytest.approx(s * b.slack_length)
        assert a.max_force == pytest.approx(b.max_force * volume / s)
        assert a.mass == pytest.approx(volume * b.mass)
        assert a.pennation == b.pennation
        assert path_length(a.path, q) == pytest.approx(s * path_length(b.path, q))
    for a, b in zip(body.contacts, BODY.contacts, strict=True):
        assert np.allclose(a.location, s * np.array(b.location))
        assert a.radius == b.radius
    assert body.actuators[0].max_torque == pytest.approx(volume * BODY.actuators[0].max_torque)


@few
@given(
    height=HEIGHTS,
    mass=MASSES,
    stretch=st.fixed_dictionaries(
        {}, optional={k: st.floats(0.85, 1.15) for k in ("thigh", "shank", "upper_arm", "trunk")}
    ),
)
def test_measured_segments_get_their_length_and_the_body_stays_whole(height, mass, stretch):
    def spans(body):
        p = {k: v[1] for k, v in segment_poses(body, {}).items()}
        trunk = p["humerus_r"] - p["femur_r"]
        return {
            "thigh": np.linalg.norm(p["tibia_r"] - p["femur_r"]),
            "shank": np.linalg.norm(p["talus_r"] - p["tibia_r"]),
            "upper_arm": np.linalg.norm(p["ulna_r"] - p["humerus_r"]),
            "trunk": np.linalg.norm(trunk[:2]),
        }

    plain = scale_body(BODY, height=height, mass=mass)
    lengths = {k: f * spans(plain)[k] for k, f in stretch.items()}
    body = scale_body(BODY, height=height, mass=mass, segment_lengths=lengths)
    for name, length in (spans(plain) | lengths).items():
        assert spans(body)[name] == pytest.approx(length, abs=2e-3)
    assert body.mass == pytest.approx(mass)
    assert asymmetry(body, samples=3) < 1e-6
    for segment in body.segments:
        assert min(segment.inertia[:3]) > 0


def test_a_longer_thigh_lengthens_the_muscles_along_it_only():
    plain = scale_body(BODY, height=1.70, mass=75.0)
    longer = scale_body(BODY, height=1.70, mass=75.0, segment_lengths={"thigh": 0.45})
    poses = [segment_poses(b, {}) for b in (plain, longer)]
    grown = np.diff([np.linalg.norm(p["tibia_r"][1] - p["femur_r"][1]) for p in poses])[0]
    still = dict.fromkeys(BODY.coordinate_names, 0.0)
    for name, share in [("recfem_r", 1.0), ("bflh_r", 1.0), ("soleus_r", 0.0), ("glmed1_l", 0.0)]:
        a, b = longer.muscle(name), plain.muscle(name)
        change = path_length(a.path, still) - path_length(b.path, still)
        assert change == pytest.approx(share * grown, abs=0.12 * grown)
        assert a.optimal_length / b.optimal_length == pytest.approx(a.slack_length / b.slack_length)
        for c in a.path.coordinates:
            assert path_arm(a.path, still, c) == pytest.approx(path_arm(b.path, still, c))
    thighs = [next(s for s in b.segments if s.name == "femur_r") for b in (plain, longer)]
    assert thighs[1].mass > thighs[0].mass
    assert thighs[1].inertia[1] / thighs[1].mass == pytest.approx(
        thighs[0].inertia[1] / thighs[0].mass  # thickness stays: so does inertia along the bone
    )


def test_foot_and_forearm_follow_their_measured_lengths():
    body = scale_body(BODY, height=1.70, mass=75.0, segment_lengths={"foot": 0.2842})
    gain = 0.2842 / (0.152 * 1.70)
    for a, b in zip(body.contacts, BODY.contacts, strict=True):
        assert a.location[0] == pytest.approx(gain * b.location[0])
        assert a.location[1:] == pytest.approx(b.location[1:])
    arm = scale_body(BODY, height=1.70, mass=75.0, segment_lengths={"forearm": 0.27})
    com = [next(s for s in b.segments if s.name == "ulna_r").com[1] for b in (arm, BODY)]
    assert com[0] / com[1] == pytest.approx(0.27 / (0.146 * 1.70))


def test_strength_changes_one_group():
    weak = scale_body(BODY, height=1.8, mass=70.0)
    strong = scale_body(BODY, height=1.8, mass=70.0, strength={"calves": 1.2, "hip flexors": 0.9})
    factors = {"calves": 1.2, "hip flexors": 0.9}
    for a, b in zip(strong.muscles, weak.muscles, strict=True):
        assert a.max_force == pytest.approx(factors.get(b.group, 1.0) * b.max_force)
        assert a.model_copy(update={"max_force": b.max_force}) == b


@few
@given(left=st.floats(0.3, 3.0), both=st.floats(0.3, 3.0))
def test_strength_of_one_side_is_of_its_muscles_alone(left, both):
    plain = scale_body(BODY, height=1.8, mass=70.0)
    body = scale_body(BODY, height=1.8, mass=70.0, strength={"glutes": both, "left:glutes": left})
    assert body.segments == plain.segments and body.mass == pytest.approx(70.0)
    for a, b in zip(body.muscles, plain.muscles, strict=True):
        factor = {("glutes", "left"): left, ("glutes", "right"): both}.get(
            (a.group, side_of(a.name)), 1.0
        )
        assert a.max_force == pytest.approx(factor * b.max_force)
        assert a.model_copy(update={"max_force": b.max_force}) == b


def test_a_woman_carries_more_of_her_mass_in_the_legs():
    man, woman = (scale_body(BODY, height=1.7, mass=60.0, sex=s) for s in ("male", "female"))
    share = [sum(s.mass for s in b.segments if "femur" in s.name) / b.mass for b in (man, woman)]
    assert woman.mass == pytest.approx(60.0)
    assert share[1] / share[0] == pytest.approx(0.1478 / 0.1416, rel=0.01)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"height": 17.95}, "height is 17.95 m"),
        ({"height": math.nan}, "height is nan"),
        ({"mass": -75}, "mass is -75 kg"),
        ({"mass": "75"}, "mass is '75'"),
        ({"strength": {"calfs": 1.1}}, "perhaps 'calves'"),
        ({"strength": {"calves": 0.0}}, "strength of calves is 0"),
        ({"strength": {"left:calves": 0.0}}, "strength of left:calves is 0"),
        ({"strength": {"calves": {"lft": 1.1}}}, "unknown side of calves 'lft'"),
        ({"segment_lengths": {"thigh": 4.5}}, "segment length of thigh is 4.5 m"),
        ({"segment_lengths": {"tail": 0.5}}, "unknown segment length 'tail'"),
        ({"sex": "other"}, "'male' or 'female'"),
    ],
)
def test_what_cannot_be_scaled_is_refused_in_one_sentence(change, said):
    with pytest.raises(BodyError, match=re.escape(said)) as error:
        scale_body(BODY, **({"height": 1.75, "mass": 70.0} | change))
    assert "\n" not in str(error.value)


def test_a_path_without_a_constant_term_can_be_scaled():
    bare = MusclePath(coordinates=("knee_angle_r",), exponents=((1,),), coefficients=(0.1,))
    muscles = (BODY.muscles[0].model_copy(update={"path": bare}), *BODY.muscles[1:])
    body = scale_body(BODY.model_copy(update={"muscles": muscles}), height=1.87, mass=75.0)
    assert path_length(body.muscles[0].path, {"knee_angle_r": 1.0}) == pytest.approx(0.11)
