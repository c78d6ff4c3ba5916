"""Realistic changes: every number has a source, and what has none says so."""

import pytest

from hillrunner.errors import TaskError
from hillrunner.groups import GROUPS
from hillrunner.published.bands import LEVEL
from hillrunner.published.realistic_changes import (
    HANDSFIELD,
    NONE,
    REALISTIC,
    realistic_change,
    size_per_sets,
)


@pytest.mark.parametrize("change", REALISTIC, ids=lambda c: f"{c.what}, {c.kind}")
def test_a_number_has_a_source_and_a_gap_has_none(change):
    if change.value is None:
        assert change.source == NONE and change.grade == "none" and change.sd is None
    else:
        assert change.grade in ("A", "D") and change.source != NONE
        assert change.value != 0.0 and (change.sd is None or change.sd > 0.0)
    assert change.note.endswith(".") and change.unit


def test_nothing_is_listed_twice():
    keys = [(c.cause, c.what, c.kind) for c in REALISTIC]
    assert len(keys) == len(set(keys))


def test_every_muscle_group_has_both_kinds_even_where_nothing_is_known():
    for group in GROUPS:
        assert realistic_change(group, "population SD").value is None
        trained = realistic_change(group, "12 weeks of training")
        assert (trained.value is not None) == (group in ("quadriceps", "calves"))


def test_values_are_those_of_the_sources():
    quadriceps = realistic_change("quadriceps", "12 weeks of training")
    assert (quadriceps.value, quadriceps.sd) == (5.1, 5.5) and "8 weeks" in quadriceps.note
    assert realistic_change("calves", "12 weeks of training").value == 7.0
    assert realistic_change("VO2max", "population SD").value == 5.7
    assert realistic_change("VO2max", "12 weeks of training").value is None
    cost = realistic_change("cost of running", "population SD").value
    assert cost == pytest.approx(9.5, abs=0.05)  # 0.179 +- 0.017
    assert realistic_change("all", "stand-in").source == HANDSFIELD
    stiffness = [c for c in REALISTIC if c.cause == "tendon" and c.value is not None]
    assert [c.value for c in stiffness] == [16.0]


def test_technique_varies_as_in_the_measured_runners():
    measured = {band.key: band.sd for band in LEVEL[3.5]}
    assert realistic_change("step rate", "population SD").value == measured["cadence"]
    assert realistic_change("oscillation", "population SD").value == measured["com_oscillation"]
    for what in ("over-stride", "trunk lean"):
        assert realistic_change(what, "population SD").value is None


def test_sets():
    assert size_per_sets(10.0) == pytest.approx(3.7)
    with pytest.raises(TaskError, match="weekly sets are 50, but must be a number from 0 to 20"):
        size_per_sets(50)


def test_unknown_questions():
    with pytest.raises(TaskError, match="no realistic change of 'soul'"):
        realistic_change("soul", "population SD")
    with pytest.raises(TaskError, match="kind of change is 'a year', but must be one of"):
        realistic_change("VO2max", "a year")
