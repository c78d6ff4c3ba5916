"""Own strength: capacities against closed forms, tests against a person made up for them."""

import json
import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from hillrunner import Runner
from hillrunner.cli import main
from hillrunner.errors import RunnerError
from hillrunner.groups import GROUPS
from hillrunner.model.body.paths import path_length
from hillrunner.model.mechanics.capacity import capacity, moment_arms
from hillrunner.model.mechanics.instant import muscle_parameters
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.model.mechanics.rigid_body import centre_of_mass, kinematics
from hillrunner.model.physics.muscle import muscle_state, tendon_strain
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.person.strength_tests import ISOMETRIC as NAMES
from hillrunner.person.strength_tests import StrengthTests
from hillrunner.settings import Muscles, Settings, Tension
from hillrunner.tell.words.strength import warnings
from hillrunner.worth.strength.estimate import SPREAD, Assumption, strength
from hillrunner.worth.strength.lifts import (
    JOINTS,
    calf_raise,
    deadlift,
    effort_of,
    lift_capacity,
    squat,
)
from hillrunner.worth.strength.model import (
    ISOMETRIC,
    LIFTS,
    StrengthModel,
    best_torque,
    torque_curve,
)

ME = Runner(height=1.795, mass=75.0)
ZERO = np.zeros(len(GROUPS))


@pytest.fixture(scope="module", autouse=True)
def kept():
    """Models of the same runner are one, so that postures of its lifts are found once."""
    models: dict[str, StrengthModel] = {}
    made = StrengthModel.of

    def of(runner: Runner) -> StrengthModel:
        key = runner.model_dump_json()
        if key not in models:
            models[key] = made(runner)
        return models[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StrengthModel, "of", of)
        yield


@pytest.fixture(scope="module")
def model() -> StrengthModel:
    return StrengthModel.of(ME)


@pytest.fixture(scope="module")
def lift(model):
    return model._lift("squat")  # as the estimate takes it, so that it is balanced once


def strengths(**by_group: float) -> np.ndarray:
    return np.log([by_group.get(g.replace(" ", "_"), 1.0) for g in GROUPS])


@cache
def of_tension(everywhere: float = 1.0, **of_group: float):
    """The body with that much of the published model's force per cross-section."""
    by_group = dict.fromkeys(Tension.model_fields, everywhere) | of_group
    return runner_body(ME, Settings(muscles=Muscles(tension=Tension(**by_group))))


def test_capacity_is_where_fibre_and_tendon_balance(model):
    body = model.body
    posture = {n: np.array([0.0, 0.3]) for n in body.coordinate_names}
    moving = {"knee_angle_r": np.array([0.0, -3.0])}
    least, most = capacity(body, posture, moving)
    assert (least >= 0).all() and (most >= least).all()
    arms = moment_arms(body, posture, ("knee_angle_r",))[:, 0]
    for i, (muscle, p) in enumerate(zip(body.muscles, muscle_parameters(body), strict=True)):
        for k in (0, 1):
            q = {name: float(values[k]) for name, values in posture.items()}
            speed = -arms[k, i] * moving["knee_angle_r"][k]
            strain = float(tendon_strain(most[k, i] / p.max_force))
            if least[k, i] > most[k, i] - 1e-9 or strain <= 0.0:
                continue
            state = muscle_state(p, 1.0, strain, 0.0, path_length(muscle.path, q), speed)
            assert state.residual == pytest.approx(0.0, abs=1e-6), muscle.name
    shortening = arms[1] * moving["knee_angle_r"][1] > 0.05
    still = capacity(body, posture)[1][1]
    assert shortening.any() and (most[1][shortening] < still[shortening]).all()


def test_a_load_asks_for_the_moments_of_virtual_work(model, lift):
    """Half of the bar's weight pushes each foot, under the bar; the foot's rise by differences."""
    body = model.body
    for choice in lift:
        for hold in choice:
            motion = kinematics(body, list(hold.posture.values()))
            bar = np.mean([motion.frames[f"humerus_{s}"].position[0] for s in "rl"])
            foot = motion.frames["calcn_r"]
            turn, origin = np.array(foot.rotation, float), np.array(foot.position, float)
            inside = turn.T @ (np.array([bar, origin[1], origin[2]]) - origin)
            for j, joint in enumerate(JOINTS):
                ends = [
                    kinematics(
                        body, list((hold.posture | {joint: hold.posture[joint] + d}).values())
                    )
                    .frames["calcn_r"]
                    .point(tuple(inside))[1]
                    for d in (1e-5, -1e-5)
                ]
                pushed = 0.5 * GRAVITY * (ends[0] - ends[1]) / 2e-5
                assert hold.per_kg[j] == pytest.approx(-pushed, abs=1e-6), joint


def test_a_squat_goes_down_to_level_thighs_with_flat_feet_in_balance(model, lift):
    deepest = lift[-1][0].posture
    motion = kinematics(model.body, list(deepest.values()))
    assert deepest["knee_angle_r"] > np.deg2rad(90)
    assert motion.frames["calcn_r"].rotation[1][0] == pytest.approx(0.0, abs=1e-6)
    assert motion.frames["femur_r"].position[1] >= motion.frames["tibia_r"].position[1]
    heights = [choice[0].height for choice in lift]
    assert heights == sorted(heights, reverse=True)


@pytest.mark.parametrize(("test", "value"), [("squat", 90.0), ("calf raise", 60.0), ("jump", 0.3)])
def test_shares_are_the_slopes_of_the_factor(model, test, value):
    factor, shares = model.effort(test, value, ZERO)
    assert shares.sum() == pytest.approx(1.0, abs=1e-6)
    step = 0.01
    for g in (int(np.argmax(shares)), int(np.argmin(shares))):
        moved = [model.effort(test, value, s * step * np.eye(len(GROUPS))[g])[0] for s in (1, -1)]
        slope = -math.log(moved[0] / moved[1]) / (2 * step)
        assert shares[g] == pytest.approx(slope, abs=0.06), GROUPS[g]
    stronger = np.full(len(GROUPS), math.log(1.25))
    assert model.effort(test, value, stronger)[0] == pytest.approx(factor / 1.25, rel=1e-3)


def test_effort_grows_with_the_load_and_capacity_is_where_it_is_one(model, lift):
    ones = np.ones(len(model.body.muscles))
    efforts = [effort_of(lift, load, ones)[0] for load in (80.0, 100.0, 140.0)]
    assert efforts == sorted(efforts)
    largest = lift_capacity(lift, ones)
    assert effort_of(lift, largest, ones)[0] == pytest.approx(1.0, abs=1e-3)
    assert lift_capacity(lift, 1.3 * ones) > 1.3 * largest  # for the body's own weight stays
    assert lift_capacity(lift, 0.1 * ones) == 0.0
    # what powerlifters of the 90th percentile squat is more than the published model's body can
    published = lift_capacity(squat(of_tension(1.0)), ones)
    assert 0.7 < published / ME.mass < 2.83


def test_a_calf_raise_is_calves_against_the_lever_of_the_foot(model):
    """Force of the plantarflexors times their arm against body and load times the foot's."""
    ones, load = np.ones(len(model.body.muscles)), 50.0
    for (hold,) in calf_raise(model.body):
        motion = kinematics(model.body, list(hold.posture.values()))
        bar = np.mean([motion.frames[f"humerus_{s}"].position[0] for s in "rl"])
        centre = centre_of_mass(model.body, motion)[0][0]
        ankle = motion.frames["talus_r"].position[0]
        needed = GRAVITY * (ME.mass * (centre - ankle) + load * (bar - ankle))
        arm = hold.arms[JOINTS.index("ankle_angle_r")]
        capable = -float(np.minimum(arm * hold.most, 0.0).sum())
        # a little more, for the knee and what shifts with it; the ankle's axis is oblique
        assert 0.85 < hold.effort(load, ones)[0] / (needed / capable) < 1.25


def test_stronger_and_lighter_jump_higher(model):
    push = model._push_off
    ones = np.ones(len(model.body.muscles))
    heights = [push.height(s * ones) for s in (0.1, 0.7, 1.0, 1.5)]
    assert heights[0] < 0.03 and heights == sorted(heights)
    half = [replace(hold, own=0.5 * hold.own) for hold in push.holds]
    assert replace(push, holds=half).height(ones) > heights[2]
    assert (push.most[:, -1] <= push.most[:, 0] + 1e-6).mean() > 0.5  # the faster, the weaker


def test_a_made_up_person_is_found_again(model):
    """Torques of a body of known strength give that strength back, as far as they inform."""
    truth = strengths(quadriceps=1.2, hamstrings=0.8, calves=1.15, glutes=0.9)
    torques = {name: model_torque(model, name, truth) for name in ISOMETRIC}
    found = strength(ME, StrengthTests(isometric=torques))
    assert {e.test for e in found.evidence} == set(ISOMETRIC)
    for group, wanted in zip(GROUPS, truth, strict=True):
        off = math.log(found.factors[group]) - wanted
        assert abs(off) < found.sd[group] + 0.1 * abs(wanted), group
        assert found.sd[group] <= SPREAD + 1e-9
    assert found.informed["quadriceps"] > 0.7
    assert not found.contradictions and not found.beyond
    best = max(found.evidence, key=lambda e: abs(math.log(e.ratio)))
    assert abs(math.log(best.fitted)) < 0.5 * abs(math.log(best.ratio))


def model_torque(model, name, log_strength) -> float:
    """What a body of that strength gives in a test."""
    factor, _ = model.effort(name, 100.0, log_strength)
    return 100.0 / factor


def test_what_is_not_tested_is_said(model):
    found = strength(ME, StrengthTests(calf_raise=100))
    assert "calves" not in found.uninformed
    assert {"quadriceps", "glutes", "hamstrings", "hip flexors"} <= set(found.uninformed)
    assert found.factors["glutes"] == pytest.approx(1.0, abs=0.02)
    assert found.sd["glutes"] == pytest.approx(SPREAD, rel=0.02)
    assert found.sd["calves"] < 0.8 * SPREAD


def test_leg_volume_is_the_muscles_own(model):
    factor, shares = model.effort("leg muscle volume", 8.0, ZERO)
    volume = 1e3 * sum(m.mass for m in model.body.muscles) / 2 / 1059.7
    assert factor == pytest.approx(8.0 / volume)
    assert shares.sum() == pytest.approx(1.0)


def test_tests_that_contradict_each_other_are_both_shown(model, lift):
    """A squat of a body of 0.9 of the model's strength, and a jump of one of 1.8 of it."""
    ones = np.ones(len(model.body.muscles))
    low, high = lift_capacity(lift, 0.9 * ones), model._push_off.height(1.8 * ones)
    found = strength(ME, StrengthTests(squat=low, jump=high))
    (pair,) = found.contradictions
    assert (pair.one, pair.other) == found.evidence
    (warning,) = (w for w in warnings(found) if "contradict" in w)
    assert f"squat of {low:g} kg" in warning and f"jump of {high:g} m" in warning
    assert [e.test for e in found.evidence] == ["squat", "jump"]
    assert [e.ratio for e in found.evidence] == pytest.approx([0.9, 1.8], rel=1e-3)
    one, other = (lift_capacity(x, 1.2 * ones) for x in (lift, deadlift(model.body)))
    assert not strength(ME, squat=one, deadlift=other).contradictions


def test_without_tests_what_is_typical_stands_in_and_is_said_to():
    nothing = strength(ME)
    assert set(nothing.factors.values()) == {1.0} and nothing.uninformed == GROUPS
    assert nothing.evidence == ()
    by_training = [strength(ME, training=t) for t in ("untrained", "recreational", "sprint")]
    asked, made_out = [], []
    for found in by_training:
        (squatted,) = found.evidence
        asked.append(math.log(squatted.ratio))
        made_out.append(sum(squatted.shares[g] * math.log(found.factors[g]) for g in GROUPS))
    assert asked == sorted(asked) and made_out == sorted(made_out)
    # of what the squat asks for beyond the model's body, or less than it, a part
    assert all(0.0 < part / whole < 1.0 for part, whole in zip(made_out, asked, strict=True))
    assert [by_training[i].evidence[0].value / ME.mass for i in (0, 2)] == [1.0, 2.0]
    strong = by_training[-1]
    assert Assumption.TYPICAL_SQUAT in strong.assumptions
    assert strong.evidence[0].typical_of == "sprint"
    assert "not verified" in str(strong) and "typical of sprint people, not measured" in str(strong)
    woman = Runner(height=1.65, mass=60, sex="female")
    estimate = strength(woman, training="endurance")
    assert Assumption.TYPICAL_OF_BOTH in estimate.assumptions and "women" in str(estimate)
    with pytest.raises(
        RunnerError, match="where nothing was tested, but leg muscle volume is given"
    ):
        strength(ME, leg_muscle_volume=8, training="sprint")


def test_the_runner_gets_the_strength(model):
    strong = ME.model_copy(update={"strength": {"calves": 2.0}}).stronger({"all": 1.1})
    found = strength(strong, StrengthTests(leg_muscle_volume=9))
    assert found.factors == strength(ME, StrengthTests(leg_muscle_volume=9)).factors
    runner = found.of(ME)
    assert runner.strength == pytest.approx(found.factors)
    assert set(LIFTS) == {"squat", "deadlift", "split squat", "calf raise"}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"squat": -5}, ["squat is -5 kg", "10 to 450 kg"]),
        ({"jump": 40}, ["jump is 40 m", "0.05 to 1.1 m"]),
        ({"squatt": 100}, ["'squatt'", "'squat'"]),
        ({"isometric": {"knee extention": 200}}, ["'knee extention'", "'knee extension'"]),
        ({"isometric": {"knee extension": "lots"}}, ["torque of knee extension is 'lots'"]),
        ({"isometric": 200}, ["isometric is 200", "knee extension"]),
    ],
)
def test_one_sentence_says_what_is_wrong(given, words):
    with pytest.raises(RunnerError) as caught:
        StrengthTests(**given)
    text = str(caught.value)
    assert text.endswith(".") and "\n" not in text
    assert all(word in text for word in words), text


def test_the_tests_of_the_runner_are_used(model):
    tests = StrengthTests(leg_muscle_volume=9)
    tested = Runner(height=ME.height, mass=ME.mass, tests=tests)
    assert strength(tested) == strength(ME, tests)
    other = StrengthTests(leg_muscle_volume=7)
    assert strength(tested, other) == strength(ME, other)
    assert strength(tested, leg_muscle_volume=7) == strength(ME, other)
    typical = Runner(height=ME.height, mass=ME.mass, tests={"training": "sprint"})
    assert strength(typical) == strength(ME, training="sprint")
    assert strength(tested).of(tested).tests == tests


def test_flags_go_before_the_file(tmp_path, capsys):
    file = tmp_path / "me.toml"
    file.write_text(
        "height = 1.795\nmass = 75\n[tests]\nleg_muscle_volume = 9\ncalf_raise = 60\n"
        'training = "sprint"\nisometric = { "knee extension" = 220, "hip_flexion" = 90 }\n'
    )
    flags = ["--calf-raise", "80", "--isometric", "knee_extension=300"]
    assert main(["strength", str(file), *flags, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {t["test"]: t["value"] for t in told["tests"]} == {
        "calf raise": 80.0,
        "leg muscle volume": 9.0,
        "knee extension": 300.0,
        "hip flexion": 90.0,
    }
    assert main(["strength", str(file), "--squat", "x"]) == 2
    assert "squat is 'x'" in capsys.readouterr().err


def test_every_torque_that_may_be_given_has_a_model():
    assert set(NAMES) == set(ISOMETRIC)


def test_the_command(tmp_path, capsys):
    file = tmp_path / "me.toml"
    file.write_text("height = 1.795\nmass = 75\n")
    asked = ["strength", str(file), "--calf-raise", "80", "--isometric", "knee extension=300"]
    assert main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [t["test"] for t in told["tests"]] == ["calf raise", "knee extension"]
    assert set(told["factors"]) == set(GROUPS)
    assert main(asked) == 0
    text = capsys.readouterr().out
    assert "[strength]" in text and "These tests say almost nothing about hamstrings" in text
    assert max(map(len, text.splitlines())) <= 100
    for flags, word in (
        (["--squat", "x"], "squat is 'x'"),
        (["--isometric", "knee extension"], "as in 'knee extension=220'"),
        (["--training", "pro"], "untrained, recreational"),
        (["--training", "sprint", "--squat", "100"], "nothing was tested, but squat is given"),
    ):
        assert main(["strength", str(file), *flags]) == 2
        said = capsys.readouterr().err
        assert word in said and said.count("\n") == 1


@pytest.mark.parametrize("test", NAMES)
def test_torque_goes_with_the_groups_tension_and_mass_does_not(test):
    bodies = [of_tension(1.0), of_tension(0.5)]
    whole, half = (best_torque(body, test).sum() for body in bodies)
    assert half == pytest.approx(0.5 * whole, rel=1e-9)
    one, other = ([m.mass for m in body.muscles] for body in bodies)
    assert other == pytest.approx(one)


def test_a_groups_tension_is_its_own():
    plain, weak = of_tension(), of_tension(hip_flexors=0.7)
    for before, after in zip(plain.muscles, weak.muscles, strict=True):
        own = before.group == "hip flexors" and not before.name.startswith("tfl")
        factor = 0.7 if own else 1.0
        assert after.max_force == pytest.approx(factor * before.max_force)


def test_abductors_have_a_tension_of_their_own_whatever_their_group():
    plain, weak = of_tension(), of_tension(abductors=0.7)
    changed = {
        after.name[:-2]
        for before, after in zip(plain.muscles, weak.muscles, strict=True)
        if after.max_force != before.max_force
    }
    sheets = {f"{name}{i}" for name in ("glmed", "glmin") for i in (1, 2, 3)}
    assert changed == sheets | {"tfl", "piri"}


def test_the_best_torque_is_the_top_of_the_curve():
    body = runner_body(ME, Settings())
    for held in (None, {"knee_angle": 90.0}):
        angles, moments = torque_curve(body, "hip extension", held)
        assert angles.shape == moments.shape[:1] and moments.shape[1] == len(body.muscles)
        best = best_torque(body, "hip extension", held)
        assert best.sum() == moments.sum(axis=1).max()
    seated, straight = (
        best_torque(body, "plantarflexion", held).sum() for held in ({"knee_angle": 80.0}, None)
    )
    assert seated < 0.8 * straight  # the gastrocnemius is short with a bent knee
