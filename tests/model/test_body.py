"""The default body: its parts, its file, its anatomy and its muscle paths."""

import json
import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hillrunner.errors import BodyError
from hillrunner.groups import GROUPS
from hillrunner.model.body.anatomy import actions, crossed_joints, groups
from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import Body, Coordinate, PathPoint, Segment
from hillrunner.model.body.paths import path_arm, path_length
from hillrunner.model.body.pose import (
    asymmetry,
    drawn_length,
    euler,
    euler_angles,
    mirrored,
    segment_poses,
)
from hillrunner.model.opensim.conventions import slow_fraction_of
from hillrunner.model.opensim.fit import Sample, fit_function, fit_path, low_discrepancy
from hillrunner.sides import other_side
from hillrunner.tell.tables.anatomy import format_body

BODY = default_body()
RIGHT = [m for m in BODY.muscles if m.side == "right"]


def posture(seed: int) -> dict[str, float]:
    random = np.random.default_rng(seed)
    return {c.name: float(random.uniform(*c.range)) for c in BODY.coordinates}


# --- the default body ---------------------------------------------------------------------------


def test_the_default_body_is_whole():
    assert len(BODY.coordinates) == 31
    assert len(BODY.muscles) == 80
    assert len(BODY.contacts) == 12
    assert len(BODY.actuators) == 11
    assert BODY.height == 1.70
    assert BODY.mass == pytest.approx(75.337, abs=1e-3)  # Rajagopal et al. 2016
    assert "RajagopalLaiUhlrich2023" in BODY.source
    assert "Rajagopal" in BODY.credits


def test_every_muscle_is_in_its_group():
    stems = {g: {m.name[:-2] for m in muscles} for g, muscles in groups(BODY).items()}
    assert tuple(stems) == GROUPS
    assert stems["quadriceps"] == {"recfem", "vasint", "vaslat", "vasmed"}
    assert stems["hamstrings"] == {"bflh", "bfsh", "semimem", "semiten"}
    assert stems["calves"] == {"gaslat", "gasmed", "soleus"}
    assert stems["glutes"] == {f"gl{p}{i}" for p in ("max", "med", "min") for i in (1, 2, 3)}
    assert stems["hip flexors"] == {"iliacus", "psoas", "sart", "tfl"}
    assert stems["dorsiflexors"] == {"edl", "ehl", "tibant"}
    assert len(stems["adductors"]) == 7
    assert len(stems["other"]) == 6
    assert all(len(muscles) % 2 == 0 for muscles in groups(BODY).values())


def test_muscle_mass_of_a_leg_is_the_published_one():
    # 7.97 kg: this model's forces and fibre lengths at 0.60 MPa
    assert sum(m.mass for m in RIGHT) == pytest.approx(7.97, abs=0.02)


def test_left_mirrors_right():
    assert asymmetry(BODY) < 1e-6
    flip = np.array([1.0, 1.0, -1.0])
    for muscle in RIGHT:
        twin = BODY.muscle(other_side(muscle.name))
        assert twin.group == muscle.group
        other = {"name", "group", "path", "points"}
        numbers = [list(m.model_dump(exclude=other).values()) for m in (muscle, twin)]
        assert numbers[0] == pytest.approx(numbers[1], rel=1e-5)  # the model's sides: 2e-6
        assert twin.path.coefficients == muscle.path.coefficients
        assert twin.path.exponents == muscle.path.exponents
        assert twin.path.coordinates == tuple(other_side(c) for c in muscle.path.coordinates)
        for here, there in zip(muscle.points, twin.points, strict=True):
            assert there.segment == other_side(here.segment)
            assert np.allclose(there.location, flip * here.location, atol=2e-4)
    for sphere in BODY.contacts:
        twin = next(s for s in BODY.contacts if s.name == other_side(sphere.name))
        assert np.allclose(twin.location, flip * sphere.location)


def test_mirroring_twice_changes_nothing():
    q = posture(3)
    assert mirrored(BODY, mirrored(BODY, q)) == q
    flipped = {c.name for c in BODY.coordinates if c.mirror_sign == -1}
    assert flipped == {
        "pelvis_list",
        "pelvis_rotation",
        "pelvis_tz",
        "lumbar_bending",
        "lumbar_rotation",
    }


def test_ranges_hold_running_and_defaults_lie_inside():
    ranges = {c.name: c.range for c in BODY.coordinates}
    for name, low, high in [
        ("hip_flexion_r", math.radians(-19), math.radians(55)),
        ("knee_angle_l", 0.0, math.radians(130)),
        ("ankle_angle_r", math.radians(-30), math.radians(30)),
        ("pelvis_ty", 0.7, 1.2),
        ("elbow_flex_r", 0.0, math.radians(110)),
    ]:
        assert ranges[name][0] <= low
        assert ranges[name][1] >= high
    for c in BODY.coordinates:
        assert c.range[0] <= c.default <= c.range[1]
        assert ranges[c.mirror] == c.range


def test_the_knee_bends_backward_and_the_positive_toe_joint_points_down():
    bent = segment_poses(BODY, {"knee_angle_r": 1.0})
    straight = segment_poses(BODY, {})
    assert bent["talus_r"][1][0] < straight["talus_r"][1][0] - 0.2
    toes = next(s.com for s in BODY.segments if s.name == "toes_r")
    down = segment_poses(BODY, {"mtp_angle_r": 0.5})["toes_r"]
    level = straight["toes_r"]
    assert (down[1] + down[0] @ toes)[1] < (level[1] + level[0] @ toes)[1]
    limit = next(p for p in BODY.passive if p.coordinate == "mtp_angle_r")
    assert (limit.lower, limit.upper) == (-1.13446, 0.0)  # extension is the wide, negative side


@pytest.mark.parametrize(
    ("coordinate", "q", "torque"),
    [  # published values (Anderson & Pandy 1999), the knee's and toe's turned to this model's signs
        ("hip_flexion_r", -0.5236, 0.0332),
        ("knee_angle_r", 0.2, 0.0001),
        ("knee_angle_r", -0.1, 2.2000),
        ("knee_angle_r", 2.2, -1.1441),
        ("ankle_angle_r", 0.5, -0.9473),
        ("subtalar_angle_r", 0.5, -5.2061),
        ("mtp_angle_r", 0.0, -0.1800),
        ("lumbar_extension", 0.1, -0.0408),
    ],
)
def test_passive_limits_give_the_published_torques(coordinate, q, torque):
    p = next(p for p in BODY.passive if p.coordinate == coordinate)
    value = p.k1 * math.exp(p.k2 * (q - p.upper)) + p.k3 * math.exp(p.k4 * (q - p.lower))
    assert value == pytest.approx(torque, abs=1e-4)


@pytest.mark.parametrize(
    ("muscle", "coordinate", "degrees", "arms"),
    [  # mm, computed with OpenSim from the model, independently of the import
        ("glmax1_r", "hip_flexion_r", (-20, 0, 30, 60, 90, 110), (-51, -49, -45, -39, -31, -26)),
        ("psoas_r", "hip_flexion_r", (-20, 0, 30, 60, 90, 110), (24, 24, 28, 33, 33, 22)),
        ("bflh_r", "hip_flexion_r", (-20, 0, 30, 60, 90, 110), (-30, -49, -62, -58, -40, -23)),
        ("recfem_r", "hip_flexion_r", (-20, 0, 30, 60, 90, 110), (21, 34, 48, 50, 38, 22)),
        ("vaslat_r", "knee_angle_r", (0, 30, 60, 90, 115), (-37, -43, -35, -19, -21)),
        ("gasmed_r", "knee_angle_r", (0, 30, 60, 90, 115), (23, 23, 26, 28, 25)),
        ("soleus_r", "ankle_angle_r", (-20, 0, 20), (-44, -41, -34)),
        ("gasmed_r", "ankle_angle_r", (-20, 0, 20), (-43, -43, -38)),
        ("tibant_r", "ankle_angle_r", (-20, 0, 20), (38, 43, 44)),
        ("soleus_r", "subtalar_angle_r", (-20, -10, 0, 10, 20), (9.5, 6.9, 4.2, 1.2, -1.7)),
    ],
)
def test_moment_arms_are_the_known_ones(muscle, coordinate, degrees, arms):
    path = BODY.muscle(muscle).path
    still = dict.fromkeys(path.coordinates, 0.0)
    found = [
        1e3 * path_arm(path, still | {coordinate: math.radians(d)}, coordinate) for d in degrees
    ]
    assert np.sqrt(np.mean(np.square(np.subtract(found, arms)))) < 4.0


def test_fit_errors_are_reported_and_small():
    for muscle in BODY.muscles:
        path = muscle.path
        assert len(path.arm_rms) == len(path.arm_max) == len(path.coordinates)
        assert max(path.arm_rms) < 2e-3, muscle.name
        limit = 2.5e-3 if muscle.name.startswith("gas") else 1e-3
        assert path.length_rms < limit, muscle.name
        assert len(path.coefficients) < 40


# --- paths --------------------------------------------------------------------------------------


@pytest.mark.parametrize("muscle", ["recfem_r", "tfl_l", "soleus_r", "vasint_r"])
def test_path_length_is_the_polynomial_and_arms_its_slopes(muscle):
    path, q = BODY.muscle(muscle).path, posture(1)
    values = np.array([q[c] for c in path.coordinates])
    plain = sum(
        c * np.prod(values**e) for c, e in zip(path.coefficients, path.exponents, strict=True)
    )
    assert path_length(path, q) == pytest.approx(plain, rel=1e-12)
    for name in path.coordinates:
        step = 1e-6
        slope = path_length(path, q | {name: q[name] + step})
        slope -= path_length(path, q | {name: q[name] - step})
        assert path_arm(path, q, name) == pytest.approx(-slope / (2 * step), abs=1e-8)
    assert path_arm(path, q, "pelvis_tx") == 0.0


def test_path_length_takes_arrays_and_symbols():
    casadi = pytest.importorskip("casadi")
    path = BODY.muscle("gaslat_r").path
    rows = np.random.default_rng(0).uniform(-0.3, 0.3, (len(path.coordinates), 5))
    q = dict(zip(path.coordinates, rows, strict=True))
    lengths = path_length(path, q)
    assert lengths.shape == (5,)
    symbols = {c: casadi.SX.sym(c) for c in path.coordinates}
    function = casadi.Function("f", list(symbols.values()), [path_length(path, symbols)])
    assert [float(function(*column)) for column in rows.T] == pytest.approx(lengths)


# --- fitting ------------------------------------------------------------------------------------


def test_a_polynomial_is_found_again_with_few_terms():
    def length(q):
        return 0.4 + 0.03 * q[:, 0] - 0.02 * q[:, 1] ** 2 + 0.01 * q[:, 0] ** 2 * q[:, 1]

    def arm(q):
        return -np.stack(
            [0.03 + 0.02 * q[:, 0] * q[:, 1], -0.04 * q[:, 1] + 0.01 * q[:, 0] ** 2], axis=1
        )

    q = low_discrepancy(400, [(-1.0, 2.0), (-0.5, 1.0)])
    fresh = low_discrepancy(100, [(-1.0, 2.0), (-0.5, 1.0)], skip=400)
    path = fit_path(
        ("a", "b"),
        Sample(q, length(q), arm(q)),
        Sample(fresh, length(fresh), arm(fresh)),
        length_target=1e-6,
        arm_target=1e-6,
    )
    assert dict(zip(path.exponents, path.coefficients, strict=True)) == pytest.approx(
        {(0, 0): 0.4, (1, 0): 0.03, (0, 2): -0.02, (2, 1): 0.01}, abs=1e-6
    )
    assert max(path.arm_max) < 1e-6


def test_contradicting_lengths_give_way_to_arms():
    q = low_discrepancy(300, [(0.0, 2.0)])
    sample = Sample(q, 0.4 - 0.01 * q[:, 0], np.full((300, 1), 0.02))  # the arm says -0.02
    path = fit_path(("a",), sample, sample)
    assert path.arm_rms[0] < 2e-3
    assert 1e-3 < path.length_rms < 6e-3


def test_quasi_random_points_fill_the_box():
    points = low_discrepancy(1000, [(-1.0, 1.0), (2.0, 6.0)])
    assert points.min(axis=0) == pytest.approx([-1.0, 2.0], abs=0.01)
    assert points.max(axis=0) == pytest.approx([1.0, 6.0], abs=0.01)
    counts, *_ = np.histogram2d(*points.T, bins=5)
    assert counts.min() > 30  # 40 expected in each of 25 cells
    assert np.array_equal(low_discrepancy(10, [(0, 1)], skip=5), low_discrepancy(15, [(0, 1)])[5:])


def test_fit_function_reports_its_largest_error():
    x = np.linspace(0.0, 2.0, 50)
    coefficients, error = fit_function(x, np.sin(x), degree=5)
    fitted = np.polynomial.polynomial.polyval(x, coefficients)
    assert error == pytest.approx(np.abs(fitted - np.sin(x)).max())
    assert error < 1e-3


# --- the file -----------------------------------------------------------------------------------


def test_a_saved_body_loads_bit_exact(tmp_path):
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    BODY.save(first)
    again = Body.load(first)
    again.save(second)
    assert again == BODY
    assert again.hash == BODY.hash
    assert first.read_bytes() == second.read_bytes()


def _broken(change):
    data = json.loads(BODY.model_dump_json())
    change(data)
    return json.dumps(data)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "JSON"),
        ("[]", "object"),
        (_broken(lambda d: d.pop("height")), "height"),
        (_broken(lambda d: d.update(height=-1.7)), "height"),
        (_broken(lambda d: d.update(colour="blue")), "colour"),
        (_broken(lambda d: d.update(version=99)), "version"),
        (_broken(lambda d: d["muscles"][3].update(max_force=0)), "muscles.3: max_force is 0"),
        (_broken(lambda d: d["muscles"][0].update(group="thighs")), "muscles.0: group is 'thighs'"),
        (_broken(lambda d: d["joints"][1].update(parent="tail")), "tail"),
        (_broken(lambda d: d["joints"].reverse()), "must come after"),
        (_broken(lambda d: d["coordinates"][2].update(range=[1, 0])), "coordinates.2"),
        (_broken(lambda d: d["contacts"][0].update(segment="hoof")), "hoof"),
        (_broken(lambda d: d["muscles"].append(d["muscles"][0])), "two muscles named"),
        (_broken(lambda d: d["joints"].append(d["joints"][-1])), "two joints named"),
        (_broken(lambda d: d["segments"].pop(3)), "must place a segment of the body"),
        (_broken(lambda d: d["muscles"][2].update(points=[[1]])), "muscles.2"),
        ("[" * 100_000, "not a body file"),
    ],
)
def test_a_malformed_file_is_refused_by_place(tmp_path, text, said):
    file = tmp_path / "body.json"
    file.write_text(text)
    with pytest.raises(BodyError, match=re.escape(said)) as error:
        Body.load(file)
    assert str(file) in str(error.value)
    assert "\n" not in str(error.value) and str(error.value).endswith(".")


def test_a_body_made_in_python_is_refused_in_one_sentence():
    data = BODY.model_dump()
    with pytest.raises(BodyError, match=r"^height is -1, but input should be greater than 0\.$"):
        Body(**data | {"height": -1})
    with pytest.raises(BodyError, match=r"^name is missing: it must be given\.$"):
        Body(**{key: value for key, value in data.items() if key != "name"})
    with pytest.raises(BodyError, match=r"^mass is -1, but input should be greater .* to 0\.$"):
        Segment(name="a", mass=-1, com=(0, 0, 0), inertia=(1, 1, 1, 0, 0, 0))
    with pytest.raises(BodyError, match=r"^range of a is from 1 to 0, but its end must be"):
        Coordinate(name="a", kind="rotation", range=(1, 0), mirror="a")


def test_a_byte_order_mark_is_no_fault(tmp_path):
    BODY.save(tmp_path / "a.json")
    marked = tmp_path / "b.json"
    marked.write_bytes(b"\xef\xbb\xbf" + (tmp_path / "a.json").read_bytes())
    assert Body.load(marked) == BODY


def test_a_missing_or_binary_file_is_refused(tmp_path):
    with pytest.raises(BodyError, match="cannot read body file"):
        Body.load(tmp_path / "none.json")
    binary = tmp_path / "b.json"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BodyError, match="not a text file"):
        Body.load(binary)


# --- anatomy ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("muscle", "does", "crosses"),
    [
        ("vaslat_r", {"extends the knee"}, ("knee",)),
        ("recfem_l", {"flexes the hip", "extends the knee"}, ("hip", "knee")),
        ("semimem_r", {"extends the hip", "flexes the knee"}, ("hip", "knee")),
        ("gasmed_l", {"flexes the knee", "plantarflexes the ankle"}, ("knee", "ankle", "subtalar")),
        ("soleus_r", {"plantarflexes the ankle"}, ("ankle", "subtalar")),
        ("tibant_r", {"dorsiflexes the ankle", "inverts the foot"}, ("ankle", "subtalar")),
        ("perlong_r", {"plantarflexes the ankle", "everts the foot"}, ("ankle", "subtalar")),
        ("glmax2_r", {"extends the hip", "turns the hip outward"}, ("hip",)),
        ("glmed1_r", {"abducts the hip", "turns the hip inward"}, ("hip",)),
        ("addlong_r", {"adducts the hip", "flexes the hip"}, ("hip",)),
        ("ehl_r", {"extends the toes"}, ("ankle", "subtalar", "toes")),
        ("fhl_l", {"flexes the toes"}, ("ankle", "subtalar", "toes")),
    ],
)
def test_muscles_do_what_anatomy_says(muscle, does, crosses):
    m = BODY.muscle(muscle)
    assert does <= {a.verb for a in actions(BODY, m)}
    assert crossed_joints(m) == crosses


def test_the_anatomy_names_every_right_muscle_and_its_sources():
    text = format_body(BODY)
    for muscle in RIGHT:
        assert f"  {muscle.name} " in text
    for group in GROUPS:
        assert group.upper() in text
    assert BODY.source in text
    assert "Uchida" in text


def test_one_muscle_in_detail():
    text = format_body(BODY, "soleus")
    assert text.startswith("soleus_r: soleus, calves; crosses ankle, subtalar")
    assert "6195 N" in text
    assert "44.0 mm" in text
    with pytest.raises(BodyError, match="'biceps'"):
        format_body(BODY, "biceps")


# --- pose ---------------------------------------------------------------------------------------


def test_poses_are_rigid_and_move_with_the_pelvis():
    here = segment_poses(BODY, posture(7))
    moved = segment_poses(BODY, posture(7) | {"pelvis_ty": posture(7)["pelvis_ty"] + 0.1})
    for segment in BODY.segments:
        turn, origin = here[segment.name]
        assert np.allclose(turn @ turn.T, np.eye(3), atol=1e-12)
        assert np.linalg.det(turn) == pytest.approx(1.0)
        assert np.allclose(moved[segment.name][1] - origin, [0.0, 0.1, 0.0], atol=1e-12)


@given(st.tuples(st.floats(-3.1, 3.1), st.floats(-1.5, 1.5), st.floats(-3.1, 3.1)))
def test_euler_angles_turn_back(angles):
    assert euler_angles(euler(angles)) == pytest.approx(angles, abs=1e-9)
    assert np.allclose(euler((0.1, 0.0, 0.0))[2, 1], math.sin(0.1))


def test_drawn_length_is_a_sum_of_straight_lines():
    places = [(0.0, 0.0, 0.0), (0.0, 0.03, 0.04), (0.0, 0.03, 0.14)]
    points = [PathPoint(segment="pelvis", location=p) for p in places]
    assert drawn_length(points, segment_poses(BODY, posture(2))) == pytest.approx(0.15)


@pytest.mark.parametrize(
    ("name", "fraction"),
    [("glmax1_r", 0.55), ("glut_med2_r", 0.55), ("soleus_l", 0.803), ("addmagDist_r", 0.552)],
)
def test_slow_fraction_is_the_published_one(name, fraction):
    assert slow_fraction_of(name) == fraction
