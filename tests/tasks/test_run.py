"""What a body is asked to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hillrunner import Run
from hillrunner.errors import TaskError


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"speed": 40}, ["speed is 40 m/s", "2 to 6 m/s"]),
        ({"speed": "fast"}, ["speed is 'fast'", "2 to 6 m/s"]),
        ({}, ["speed is missing", "2 to 6 m/s"]),
        ({"speed": 3.5, "grade": 5}, ["grade is 5", "-0.2 to 0.2"]),
        ({"speed": 3.5, "slope": 0.1}, ["'slope'", "0.1", "grade"]),
        ({"speed": 3.5, "kind": "squat"}, ["kind is 'squat'", "'run'"]),
    ],
)
def test_one_sentence_says_what_is_wrong(given, words):
    with pytest.raises(TaskError) as caught:
        Run(**given)
    text = str(caught.value)
    assert text.endswith(".") and "\n" not in text
    assert all(word in text for word in words), text


@given(st.floats(2, 6), st.floats(-0.2, 0.2))
def test_round_trip_through_json(speed, grade):
    run = Run(speed, grade)
    assert run == Run(speed=speed, grade=grade)
    assert Run.model_validate_json(run.model_dump_json()) == run


def test_a_task_does_not_change():
    with pytest.raises(ValidationError):
        Run(speed=3.5).speed = 4.0
