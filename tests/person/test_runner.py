"""Who runs: what is accepted, and one sentence for what is not."""

import copy
import json
import math
import pickle
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hillrunner import Motion, Runner
from hillrunner.errors import RunnerError
from hillrunner.groups import GROUPS
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.motion import library
from hillrunner.person.fitness import Fitness, Race, distance_of, seconds_of
from hillrunner.person.runner import ASIDE, PARTS
from hillrunner.settings import Settings
from hillrunner.sides import SIDES
from hillrunner.tasks.run import Run
from hillrunner.worth.answer.body_job import BodyOrder, solve_run


def complaint(**given) -> str:
    with pytest.raises(RunnerError) as caught:
        Runner(**given)
    return str(caught.value)


def is_one_sentence(text: str) -> bool:
    return text.endswith(".") and "\n" not in text and ". " not in text and "Error" not in text


def test_height_and_mass_are_enough():
    runner = Runner(1.795, 75.0)
    assert runner == Runner(height=1.795, mass=75.0)
    assert (runner.sex, runner.age, runner.name) == ("male", 30.0, "")
    assert runner.bmi == pytest.approx(75.0 / 1.795**2)
    assert runner.strength_of("calves") == 1.0


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"hieght": 1.8, "mass": 75}, ["'hieght'", "1.8", "'height'", "segment_lengths"]),
        ({"height": 17.95, "mass": 75}, ["height is 17.95 m", "1.3 to 2.2 m"]),
        ({"height": 1.8, "mass": -75}, ["mass is -75 kg", "35 to 150 kg"]),
        ({"height": "1.8", "mass": 75}, ["height is '1.8'", "not a number", "1.3 to 2.2"]),
        ({"height": math.nan, "mass": 75}, ["height is nan", "1.3 to 2.2"]),
        ({"height": 1.8, "mass": math.inf}, ["mass is inf", "35 to 150"]),
        ({"height": True, "mass": 75}, ["height is True", "1.3 to 2.2"]),
        ({"mass": 75}, ["height is missing", "1.3 to 2.2"]),
        ({"height": 1.8}, ["mass is missing", "35 to 150"]),
        ({"height": 1.8, "mass": 75, "age": 5}, ["age is 5 years", "14 to 90"]),
        ({"height": 1.8, "mass": 75, "age": [30]}, ["age is [30]", "14 to 90"]),
        ({"height": 1.8, "mass": 75, "sex": "m"}, ["sex is 'm'", "'male' or 'female'"]),
        ({"height": 1.8, "mass": 75, "sex": ["male"]}, ["sex is ['male']", "'male'"]),
        ({"height": 1.8, "mass": 75, "name": 7}, ["name is 7", "100 letters"]),
        ({"height": 2.1, "mass": 40}, ["2.1 m", "40 kg", "body mass index of 9.1", "14 to 45"]),
        (
            {"height": 1.8, "mass": 75, "strength": {"calfs": 1.1}},
            ["'calfs'", "1.1", "'calves'", "hip flexors"],
        ),
        (
            {"height": 1.8, "mass": 75, "strength": {"calves": 30}},
            ["strength of calves is 30", "0.3 to 3"],
        ),
        ({"height": 1.8, "mass": 75, "strength": 2}, ["strength is 2", "quadriceps"]),
        *(
            ({"height": 1.8, "mass": 75, "strength": strength}, words)
            for strength, words in [
                ({"glutes": {"lft": 0.7}}, ["side of glutes 'lft'", "0.7", "'left'", "right and"]),
                ({"glutes": {"left": 7}}, ["strength of left:glutes is 7", "0.3 to 3"]),
                ({"glutes": {"left": "weak"}}, ["left:glutes is 'weak'", "not a number"]),
                ({"glutes": {1: 0.7}}, ["side of glutes '1'", "right and left"]),
                ({"glutes": {}}, ["strength of glutes is {}", "right and left"]),
                ({"glutes": {"left": {"left": 1}}}, ["left:glutes is {'left': 1}", "number"]),
                ({"gluts": {"left": 0.7}}, ["group in strength 'gluts'", "0.7", "'glutes'"]),
                ({"left:soleus": 0.7}, ["group in strength 'soleus'", "calves"]),
                ({"lfet:glutes": 0.7}, ["side 'lfet'", "0.7", "perhaps 'left'"]),
                ({"left:": 0.7}, ["'left:' names no muscle", "'left:glutes'"]),
                ({"left glutes": 0.7}, ["'left glutes'", "write 'left:glutes'", "'glutes' for"]),
                ({"glutes:left": 0.7}, ["'glutes:left'", "write 'left:glutes'"]),
                ({"glutes_l": 0.7}, ["'glutes_l'", "write 'left:glutes'"]),
                ({"left:glutes": {"left": 0.7}}, ["'left:glutes' is of one side"]),
                (
                    {"glutes": {"left": 0.7}, "left:glutes": 0.8},
                    ["strength of left:glutes is given twice"],
                ),
            ]
        ),
        (
            {"height": 1.8, "mass": 75, "segment_lengths": {"thigh": 44}},
            ["segment length of thigh is 44 m", "0.287 to 0.595 m"],
        ),
        (
            {"height": 1.8, "mass": 75, "segment_lengths": {"tigh": 0.44}},
            ["'tigh'", "0.44", "'thigh'"],
        ),
        ({"height": 1.8, "mass": 75, "segment_lengths": {1: 0.44}}, ["{1: 0.44}", "thigh"]),
    ],
)
def test_one_sentence_says_what_is_wrong(given, words):
    text = complaint(**given)
    assert is_one_sentence(text)
    assert all(word in text for word in words), text


@given(
    st.dictionaries(
        st.sampled_from(["height", "mass", "age", "sex", "name", "strength", "leg"]),
        st.none() | st.booleans() | st.floats() | st.text() | st.lists(st.integers()),
    )
)
def test_nothing_but_a_sentence_ever_comes_out(given):
    try:
        Runner(**given)
    except RunnerError as error:
        assert str(error).endswith(".") and "\n" not in str(error)


@given(
    st.floats(1.5, 2.0),
    st.floats(60, 100),
    st.sampled_from(["male", "female"]),
    st.floats(14, 90),
    st.dictionaries(st.sampled_from(GROUPS), st.floats(0.3, 3)),
)
def test_round_trip_through_json(height, mass, sex, age, strength):
    runner = Runner(height=height, mass=mass, sex=sex, age=age, strength=strength)
    assert Runner.model_validate_json(runner.model_dump_json()) == runner


def test_a_runner_does_not_change():
    runner = Runner(1.8, 75, strength={"hip_flexors": 1.2}, segment_lengths={"thigh": 0.44})
    assert runner.strength_of("hip flexors") == 1.2
    with pytest.raises(ValidationError):
        runner.height = 1.9
    with pytest.raises(TypeError, match="does not change"):
        runner.strength["calves"] = 2.0
    with pytest.raises(TypeError):
        runner.strength |= {"calves": 2.0}
    for twin in (copy.deepcopy(runner), pickle.loads(pickle.dumps(runner))):
        assert twin == runner and hash(twin) == hash(runner)


FACTORS = st.floats(0.3, 3)
SIDED = FACTORS | st.dictionaries(st.sampled_from(SIDES), FACTORS, min_size=1)


@given(st.dictionaries(st.sampled_from(GROUPS), SIDED))
def test_strength_by_side(strength):
    """Numbers and tables by side, mixed: every side of every group has its factor."""
    runner = Runner(1.8, 75, strength=strength)
    uneven = False
    for group in GROUPS:
        given = strength.get(group, 1.0)
        factors = {
            side: given.get(side, 1.0) if isinstance(given, dict) else given for side in SIDES
        }
        for side, factor in factors.items():
            assert runner.strength_of(f"{side}:{group}") == factor
        if factors["left"] == factors["right"]:
            assert runner.strength_of(group) == factors["left"]
        else:
            uneven = True
            with pytest.raises(RunnerError, match=f"give 'right:{group}' or 'left:{group}'"):
                runner.strength_of(group)
    assert runner.sided is uneven
    twins = (
        Runner.model_validate_json(runner.model_dump_json()),
        Runner(**runner.model_dump()),
        pickle.loads(pickle.dumps(runner)),
    )
    assert all(twin == runner and hash(twin) == hash(runner) for twin in twins)


def test_one_strength_has_one_way_to_be_told():
    def of(strength):
        return Runner(1.8, 75, strength=strength)

    weak = of({"glutes": {"left": 0.7}})
    assert weak.strength == {"left:glutes": 0.7}
    assert weak == of({"left:glutes": 0.7}) == of({"left:glutes": 0.7, "right:glutes": 1})
    assert of({"glutes": {"left": 0.7, "right": 0.7}}) == of({"glutes": 0.7})
    assert of({"glutes": 1.2, "left:glutes": 0.7}) == of({"glutes": {"left": 0.7, "right": 1.2}})
    assert of({"left:hip_flexors": 0.7}).strength == {"left:hip flexors": 0.7}
    assert weak.has_body_of(of({"left:glutes": 0.7})) and not weak.has_body_of(of({"glutes": 0.7}))
    assert of({"calves": 1.0}).strength == {"calves": 1.0}  # as in files from before
    with pytest.raises(TypeError, match="does not change"):
        weak.strength["left:glutes"] = 1.0


def test_a_file_tells_strength_by_side(tmp_path):
    file = tmp_path / "me.toml"
    file.write_text("height = 1.8\nmass = 75\nstrength = { calves = 1.1, glutes = { left = 0.7 } }")
    runner = Runner.from_toml(file)
    assert runner.strength == {"calves": 1.1, "left:glutes": 0.7} and runner.sided
    file.write_text('height = 1.8\nmass = 75\n[strength]\n"left:glutes" = 0.7\ncalves = 1.1\n')
    assert Runner.from_toml(file) == runner
    file.write_text("height = 1.8\nmass = 75\n[strength.glutes]\nleft = 70\n")
    with pytest.raises(RunnerError, match=r"me\.toml: strength of left:glutes is 70, but must"):
        Runner.from_toml(file)


def test_strength_of_one_side_reaches_the_body():
    even, weak = (
        runner_body(Runner(1.8, 75, strength=strength), Settings())
        for strength in ({}, {"glutes": {"left": 0.7}})
    )
    ratios = {
        a.name: a.max_force / b.max_force
        for a, b in zip(weak.muscles, even.muscles, strict=True)
        if a.max_force != b.max_force
    }
    left = [m.name for m in even.muscles if m.group == "glutes" and m.name.endswith("_l")]
    assert ratios == pytest.approx(dict.fromkeys(left, 0.7))
    assert weak.segments == even.segments


def test_numbers_of_numpy_are_numbers():
    assert Runner(np.float32(1.75), np.int64(70)) == Runner(height=1.75, mass=70)


def test_example_file(pytestconfig):
    runner = Runner.from_toml(pytestconfig.rootpath / "examples" / "runner.toml")
    assert (runner.height, runner.mass, runner.sex, runner.age) == (1.795, 75.0, "male", 30)


def test_flags_replace_what_the_file_says(tmp_path):
    file = tmp_path / "me.toml"
    file.write_text("height = 1.8\nmass = 75\n[strength]\ncalves = 1.2\n")
    runner = Runner.from_toml(file, mass=80)
    assert (runner.mass, runner.strength_of("calves")) == (80, 1.2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"height = 1.8\nmass = = 75\n", ["not valid TOML", "line 2"]),
        (b"\xff\xfe\x00", ["not a text file"]),
        (b"height = 17.95\nmass = 75\n", ["height is 17.95 m", "1.3 to 2.2"]),
        (b"height = 1.8\nmass = 75\n[legs]\nlength = 1\n", ["'legs'", "allowed"]),
        (b"", ["height is missing"]),
        (b"a = " + b"[" * 20_000 + b"]" * 20_000, ["not valid TOML", "nested too deep"]),
        (b"height = 1.8\nmass = " + b"9" * 5000, ["not valid TOML", "too many digits"]),
        (b"height = 1.8\nmass = " + b"9" * 4000, ["mass is inf", "35 to 150 kg"]),
        (b"height = 1.8\nmass = 75\n" + b"a." * 5000 + b"a = 1", ["key 'a'", "too deep"]),
        (b"height = 1.8\nmass = 75\nname = " + b"9" * 4000, ["name is a number of very many"]),
    ],
)
def test_a_bad_file_is_named(tmp_path, text, words):
    file = tmp_path / "me.toml"
    file.write_bytes(text)
    with pytest.raises(RunnerError) as caught:
        Runner.from_toml(file)
    assert is_one_sentence(str(caught.value))
    assert all(word in str(caught.value) for word in ["me.toml", *words])


def test_a_byte_order_mark_is_no_fault(tmp_path):
    file = tmp_path / "me.toml"
    file.write_bytes(b"\xef\xbb\xbfheight = 1.795\r\nmass = 75.0\r\n")
    assert Runner.from_toml(file) == Runner(1.795, 75.0)


@pytest.mark.parametrize("name", ["bigint.toml", "deep.toml", "fit_neg.toml"])
def test_files_that_gave_trouble(shared_cases, name):
    folder = shared_cases / "20-runner-files"
    with pytest.raises(RunnerError) as caught:
        Runner.from_toml(folder / name)
    assert "\n" not in str(caught.value) and name in str(caught.value)
    assert Runner.from_toml(folder / "bom.toml") == Runner(1.795, 75.0)


def test_numbers_beyond_all_floats_are_refused_in_a_sentence():
    assert "mass is inf" in complaint(height=1.8, mass=10**400)
    assert "mass is -inf" in complaint(height=1.8, mass=-(10**5000))
    assert "strength is a number of very many digits" in complaint(
        height=1.8, mass=75, strength=10**5000
    )


@pytest.mark.parametrize(
    ("text", "name", "metres"),
    [
        ("10 km", "10 km", 10_000.0),
        ("10km", "10 km", 10_000.0),
        ("10-km", "10 km", 10_000.0),
        ("10,000 m", "10 km", 10_000.0),
        ("10 000", "10 km", 10_000.0),
        ("1500", "1,500 m", 1500.0),
        ("8.5 KM", "8500 m", 8500.0),
        (" Half-Marathon", "half marathon", 21_097.5),
        ("halfmarathon", "half marathon", 21_097.5),
        ("21.0975 km", "half marathon", 21_097.5),
    ],
)
def test_distances_as_people_write_them(text, name, metres):
    assert distance_of(text) == (name, metres)


@pytest.mark.parametrize(
    "text",
    ["-10 km", "\N{MINUS SIGN}10 km", "+10 km", "10,5 km", "1,5 km", "10 5 km", "10 km.", "", "km",
     "-marathon", "1e4", "nan", "10 miles"],
)  # fmt: skip
def test_what_is_no_distance_is_not_made_one(text):
    with pytest.raises(RunnerError, match="must be one of"):
        distance_of(text)


@pytest.mark.parametrize(("text", "seconds"), [("42:30", 2550), ("1:35:10", 5710), ("95:10", 5710)])
def test_times_as_people_write_them(text, seconds):
    assert seconds_of(text) == seconds_of(f" {text} ") == seconds


@pytest.mark.parametrize("text", ["-42:30", "42:60", "1:75:10", "4230", "42:30:", ":30", "42:3"])
def test_what_is_no_time_is_not_made_one(text):
    with pytest.raises(RunnerError, match="must be as 42:30"):
        seconds_of(text)


def test_no_file(tmp_path):
    with pytest.raises(RunnerError, match=r"cannot read .*none\.toml: no such file"):
        Runner.from_toml(tmp_path / "none.toml")
    with pytest.raises(RunnerError, match="directory"):
        Runner.from_toml(tmp_path)


# -- what the answers start from -------------------------------------------------------------------

FITNESS = {"vo2max": 52.0, "race": "10km", "time": "45:00"}
TECHNIQUE = {"step_rate": 170, "trunk_lean": 0.14, "overstride": 0.25, "oscillation": 0.08}
TESTS = {"squat": 100, "jump": 0.35, "isometric": {"knee_extension": 220}, "training": "endurance"}
WHOLE = """height = 1.8
mass = 75
[fitness]
vo2max = 52
race = "Half Marathon"
time = "1:35:10"
[technique]
step_rate = 170
trunk_lean = 8
[tests]
squat = 100
isometric = { "knee extension" = 220 }
"""


def test_a_file_says_fitness_technique_and_tests(tmp_path):
    file = tmp_path / "me.toml"
    file.write_text(WHOLE)
    runner = Runner.from_toml(file)
    assert runner.fitness == Fitness(vo2max=52, race="half marathon", time=5710)
    assert runner.fitness.raced == Race(21_097.5, 5710.0)
    assert runner.technique.imposed == {
        "step_rate": 170.0,
        "trunk_lean": pytest.approx(math.radians(8)),
    }
    assert runner.tests.given == {"squat": 100.0, "knee extension": 220.0}
    with pytest.raises(ValidationError):
        runner.fitness.vo2max = 60
    with pytest.raises(TypeError, match="does not change"):
        runner.tests.isometric["knee extension"] = 300
    assert runner.stronger({"calves": 1.1}).tests == runner.tests


def test_what_is_told_aside_moves_nothing():
    plain = Runner(1.8, 75)
    told = Runner(1.8, 75, fitness=FITNESS, technique=TECHNIQUE, tests=TESTS)
    assert set(told.model_dump()) - set(plain.model_dump()) == {"fitness", "technique", "tests"}
    assert told.model_dump(exclude=set(ASIDE)) == plain.model_dump(exclude=set(ASIDE))
    one, other = (runner_body(runner, Settings()) for runner in (plain, told))
    assert one.hash == other.hash
    jobs = [BodyOrder(r, Run(3.5), Settings()).job("a", solve_run) for r in (plain, told)]
    keys = {job.key for job in jobs}
    assert len(keys) == 1


def test_the_parts_go_through_json_and_copies():
    told = Runner(1.8, 75, fitness=FITNESS, technique=TECHNIQUE, tests=TESTS)
    partly = Runner(1.8, 75, fitness={"vo2max": 52})
    for runner in (told, partly):
        twins = (
            Runner.model_validate_json(runner.model_dump_json()),
            Runner(**runner.model_dump(mode="json")),
            Runner(**runner.model_dump()),
            pickle.loads(pickle.dumps(runner)),
        )
        assert all(twin == runner and hash(twin) == hash(runner) for twin in twins)


def test_files_of_runners_without_the_parts_stay_as_they_were():
    motion = library.load_shipped("run-3.5.nc")
    known = json.loads(motion.data.attrs["runner"])
    stored = {part: told for part, told in known.items() if part not in PARTS}
    plain = Motion(motion.data.assign_attrs(runner=stored)).runner
    assert plain.fitness is plain.technique is plain.tests is None
    assert plain.model_dump(mode="json") == stored | {"changes": []}
    told = json.loads(Runner(1.8, 75, tests=TESTS).model_dump_json())
    moved = Motion(motion.data.assign_attrs(runner=told))
    assert moved.runner.tests.given["knee extension"] == 220.0


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"fitness": {"vo2": 52}}, ["key in fitness 'vo2'", "52", "perhaps 'vo2max'"]),
        ({"fitness": {"vo2max": 5.2}}, ["vo2max is 5.2 mL/kg/min", "15 to 100"]),
        ({"fitness": {"race": "10 km"}}, ["race is '10 km' without a time", "go together"]),
        ({"fitness": {"time": "45:00"}}, ["time is 2700 without a race"]),
        ({"fitness": {"race": "long", "time": "45:00"}}, ["race is 'long'", "half marathon"]),
        ({"fitness": {"race": "100 m", "time": "45:00"}}, ["race is 100 m", "1500 to 42195 m"]),
        ({"fitness": {"race": "10 km", "time": "45"}}, ["time is '45'", "42:30"]),
        ({"fitness": {"race": "10 km", "time": [45]}}, ["time is [45]", "42:30"]),
        ({"fitness": {"race": "10 km", "time": "4:30"}}, ["37.04 m/s", "1.2 to 7.6 m/s"]),
        ({"fitness": 52}, ["fitness is 52", "a table of vo2max, race and time"]),
        (
            {"technique": {"step_rat": 170}},
            ["key in technique 'step_rat'", "170", "perhaps 'step_rate'"],
        ),
        ({"technique": {"step_rate": 17}}, ["step_rate is 17 steps/min", "120 to 260"]),
        ({"technique": "mine"}, ["technique is 'mine'", "step_rate, trunk_lean"]),
        ({"tests": {"squatt": 100}}, ["key in tests 'squatt'", "perhaps 'squat'"]),
        ({"tests": {"squat": 1000}}, ["squat is 1000 kg", "10 to 450 kg"]),
        ({"tests": {"isometric": {"knee": 220}}}, ["isometric test 'knee'", "knee extension"]),
        ({"tests": {"training": "pro"}}, ["training is 'pro'", "untrained"]),
    ],
)
def test_one_sentence_says_what_is_wrong_in_a_part(given, words):
    text = complaint(height=1.8, mass=75, **given)
    assert text.endswith(".") and "\n" not in text and text.count(". ") == 0
    assert all(word in text for word in words), text


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("[technique]\ntrunk_lean = 80\n", ["trunk_lean is 80 deg", "-20 to 45 deg"]),
        ('[technique]\ntrunk_lean = "far"\n', ["trunk_lean is 'far'", "not a number"]),
        ("[technique]\nlean = 8\n", ["'lean'", "perhaps 'trunk_lean'"]),
        ('[fitness]\nrace = "10 km"\ntime = 01:35:10\n', ["time is", "1:35:10"]),
        ("[fitnes]\nvo2max = 52\n", ["'fitnes'", "perhaps 'fitness'"]),
        ("tests = 3\n", ["tests is 3", "squat"]),
    ],
)
def test_a_bad_table_of_a_file_is_named(tmp_path, table, words):
    file = tmp_path / "me.toml"
    file.write_text(f"height = 1.8\nmass = 75\n{table}")
    with pytest.raises(RunnerError) as caught:
        Runner.from_toml(file)
    text = str(caught.value)
    assert text.endswith(".") and "\n" not in text
    assert all(word in text for word in ["me.toml", *words]), text


def test_everything_in_the_example_can_be_used(pytestconfig, tmp_path):
    """Its commented tables too."""
    text = (pytestconfig.rootpath / "examples" / "runner.toml").read_text(encoding="utf-8")
    file = tmp_path / "all.toml"
    lines = text.splitlines()
    file.write_text("\n".join(re.sub(r'^# (\[[a-z_]+\]|["a-z0-9_ ]+ = )', r"\1", x) for x in lines))
    runner = Runner.from_toml(file)
    assert runner.fitness.raced == Race(10_000.0, 2700.0) and runner.fitness.vo2max == 52.0
    assert set(runner.technique.imposed) == set(TECHNIQUE)
    assert len(runner.tests.given) == 8 and runner.tests.training == "endurance"
    assert runner.strength and runner.segment_lengths
