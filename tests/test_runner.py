"""Who runs: what is accepted, and one sentence for what is not."""

import copy
import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hillrunner import Runner
from hillrunner.errors import RunnerError
from hillrunner.groups import GROUPS


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
    ],
)
def test_a_bad_file_is_named(tmp_path, text, words):
    file = tmp_path / "me.toml"
    file.write_bytes(text)
    with pytest.raises(RunnerError) as caught:
        Runner.from_toml(file)
    assert is_one_sentence(str(caught.value))
    assert all(word in str(caught.value) for word in ["me.toml", *words])


def test_no_file(tmp_path):
    with pytest.raises(RunnerError, match=r"cannot read .*none\.toml: no such file"):
        Runner.from_toml(tmp_path / "none.toml")
    with pytest.raises(RunnerError, match="directory"):
        Runner.from_toml(tmp_path)
