"""How fast a long run is meant to be run: pace, finish time, splits."""

import pytest

from hillrunner.errors import TaskError
from hillrunner.worth.longrun.pacing import Pacing, even, pacing_asked

MARATHON = 42195.0
TEN = 10_000.0
POSITIVE = [(5.0, "25:00"), (10.0, "52:00")]  # 5:00 and 5:24 a kilometre


@pytest.mark.parametrize(
    ("given", "speed"),
    [
        ({"pace": "4:45"}, 1000 / 285),
        ({"pace": "5:00/km"}, 1000 / 300),
        ({"pace": 250}, 4.0),
        ({"time": "3:20"}, MARATHON / 12_000),
        ({"time": "3:20:00"}, MARATHON / 12_000),
        ({"time": 12_000}, MARATHON / 12_000),
        ({}, None),
    ],
)
def test_pace_and_time_are_read(given, speed):
    asked = pacing_asked(MARATHON, **given)
    assert (asked and asked.mean) == (None if speed is None else pytest.approx(speed))


def test_a_short_time_stays_minutes_and_seconds():
    asked = pacing_asked(10_000.0, time="42:30")
    assert asked is not None and asked.mean == pytest.approx(10_000 / 2550)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"pace": "1:30"},
            r"'1:30', which is 11.11 m/s, but a run is at 2 to 6 m/s \(2:47",
        ),
        ({"time": "9:59:59"}, "time is '9:59:59', which is 1.17 m/s"),
        ({"pace": "fast"}, "pace is 'fast', but must be as 4:45"),
        ({"pace": "0:00"}, "pace is '0:00', but must be as 4:45"),
        ({"time": "soon"}, "time is 'soon', but must be as 42:30"),
        ({"time": "0:00"}, "time is '0:00', but must be more than nothing"),
        ({"pace": "5:00", "time": "3:30"}, "either a pace or a finish time"),
    ],
)
def test_a_pace_that_is_none_is_refused(given, sentence):
    with pytest.raises(TaskError, match=sentence):
        pacing_asked(MARATHON, **given)


def test_splits_are_run_evenly_between_two_of_them():
    asked = pacing_asked(TEN, splits=POSITIVE)
    assert asked is not None and not asked.even
    assert asked.speeds == ((0.0, 5000 / 1500), (5000.0, 5000 / 1620))
    assert asked.at(0.0) == asked.at(4999.0) == 5000 / 1500
    assert asked.at(5000.0) == asked.at(TEN) == 5000 / 1620
    assert asked.clock(2500.0) == pytest.approx(750.0)
    assert asked.clock(7500.0) == pytest.approx(1500.0 + 810.0)
    assert asked.clock(TEN) == pytest.approx(3120.0)
    assert asked.mean == pytest.approx(TEN / 3120.0)
    assert asked.between(4000.0, 6000.0) == pytest.approx(2000.0 / (300.0 + 324.0))


def test_even_splits_are_a_pace():
    asked = pacing_asked(TEN, splits=[(5.0, 1500), (10.0, 3000)])
    assert asked is not None and asked.even
    assert asked.mean == even(TEN, 5000 / 1500).mean


def test_nothing_is_faster_than_the_most():
    asked = Pacing(TEN, ((0.0, 4.0), (5000.0, 3.0))).at_most(3.5)
    assert asked.speeds == ((0.0, 3.5), (5000.0, 3.0))


@pytest.mark.parametrize(
    ("splits", "sentence"),
    [
        ([(5.0, "25:00")], "splits end at km 5, but the last must be at the end, km 10"),
        ([(5.0, "25:00"), (12.0, "60:00")], "splits end at km 12"),
        ([(5.0, "25:00"), (5.0, "26:00")], "splits have km 5 after km 5"),
        ([(0.0, "25:00")], "splits have km 0 after km 0"),
        ([(5.0, "25:00"), (10.0, "24:00")], "km 10 is '24:00', but must be later"),
        ([(5.0, "soon"), (10.0, "50:00")], "splits' time at km 5 is 'soon', but must be as 42:30"),
        ([(5.0, "0:00"), (10.0, "50:00")], "must be more than nothing"),
        ([(5.0, "5:00"), (10.0, "50:00")], "from km 0 to km 5 for a pace, which is 16.67 m/s"),
        ([(float("nan"), "5:00")], "not a finite number"),
    ],
)
def test_splits_that_are_none_are_refused(splits, sentence):
    with pytest.raises(TaskError, match=sentence):
        pacing_asked(TEN, splits=splits)


def test_splits_and_a_pace_contradict():
    with pytest.raises(TaskError, match="either splits or a pace"):
        pacing_asked(TEN, pace="5:00", splits=POSITIVE)
