"""Which values the members of a study get."""

import numpy as np
import pytest

from hillrunner.errors import StudyError
from hillrunner.study.inputs import filled, inputs_of
from hillrunner.study.sampling import drawn

TABLES = {
    "runner": {"mass": {"from": 50, "to": 90}, "sex": ["female", "male"], "height": 1.8},
    "task": {"speed": [3.0, 3.5, 4.0]},
}
INPUTS = tuple(inputs_of(TABLES))


def test_inputs_are_found_wherever_they_are_and_put_back():
    assert [one.name for one in INPUTS] == ["runner.mass", "runner.sex", "task.speed"]
    assert [one.ends for one in INPUTS] == [(50.0, 90.0), ("female", "male"), (3.0, 3.5, 4.0)]
    assert [one.in_words for one in INPUTS] == [False, True, False]
    values = {one.path: one.middle for one in INPUTS}
    assert filled(TABLES, values) == {
        "runner": {"mass": 70.0, "sex": "male", "height": 1.8},
        "task": {"speed": 3.5},
    }


def test_every_part_of_every_range_is_used_once():
    draws = drawn("latin hypercube", INPUTS, 60, 5)
    masses = np.array([draw.values["runner", "mass"] for draw in draws])
    assert sorted(np.floor((masses - 50.0) / 40.0 * 60).astype(int)) == list(range(60))
    sexes = [draw.values["runner", "sex"] for draw in draws]
    assert sexes.count("male") == sexes.count("female") == 30
    speeds = [draw.values["task", "speed"] for draw in draws]
    assert [speeds.count(speed) for speed in (3.0, 3.5, 4.0)] == [20, 20, 20]
    assert draws == drawn("latin hypercube", INPUTS, 60, 5)
    assert draws != drawn("latin hypercube", INPUTS, 60, 6)


def test_a_factorial_is_every_combination_once():
    draws = drawn("full factorial", INPUTS[1:], None, 0)
    pairs = [tuple(draw.values.values()) for draw in draws]
    assert pairs == [(sex, speed) for sex in ("female", "male") for speed in (3.0, 3.5, 4.0)]
    with pytest.raises(StudyError, match="size is 7, but the lists make 6 members"):
        drawn("full factorial", INPUTS[1:], 7, 0)
    with pytest.raises(StudyError, match=r"mass is a range.*write \[50, 70, 90\]"):
        drawn("full factorial", INPUTS, None, 0)


def test_sobols_scheme_is_a_b_and_a_with_one_column_of_b():
    draws = drawn("sobol", INPUTS, 5 * 16, 2)
    by_sample = {}
    for draw in draws:
        by_sample.setdefault(draw.sample, []).append(draw.values)
        assert len(by_sample[draw.sample]) == draw.row + 1
    assert list(by_sample) == ["A", "B", "runner.mass", "runner.sex", "task.speed"]
    for one in INPUTS:
        for a, b, mixed in zip(by_sample["A"], by_sample["B"], by_sample[one.name], strict=True):
            assert mixed == a | {one.path: b[one.path]}
    masses = np.sort([values["runner", "mass"] for values in by_sample["A"]])
    assert sorted(np.floor((masses - 50.0) / 40.0 * 16).astype(int)) == list(range(16))


@pytest.mark.parametrize("size", [2, 79, 81, 60])
def test_a_size_that_is_no_power_of_two_is_refused(size):
    with pytest.raises(StudyError, match="5 times a power of two"):
        drawn("sobol", INPUTS, size, 2)


def test_the_sizes_that_are_named_are_taken():
    with pytest.raises(StudyError, match="has 80 or 160 members"):
        drawn("sobol", INPUTS, 100, 2)
    for size in (80, 160):
        assert len(drawn("sobol", INPUTS, size, 2)) == size
    with pytest.raises(StudyError, match="has 10 or 20 members"):
        drawn("sobol", INPUTS, 3, 2)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"from": 1}, "mass has no 'to'"),
        ({"from": 1, "to": 2, "by": 1}, "unknown key in runner.mass 'by'"),
        ({"from": "a", "to": 2}, "runner.mass.from is 'a', but must be a number"),
        ({"from": 2, "to": 2}, "runner.mass is from 2 to 2, but must go upwards"),
        ([], "runner.mass is an empty list"),
        ([60, "heavy"], "must hold numbers or words only"),
        ([60, True], "must hold numbers or words only"),
        ([60, 60.0], "must hold every value once"),
        ([[60]], "must hold numbers or words only"),
    ],
)
def test_what_is_no_range_and_no_list_is_a_sentence(value, said):
    with pytest.raises(StudyError) as raised:
        list(inputs_of({"runner": {"mass": value}}))
    assert said in str(raised.value)
