"""Realistic changes: every number has a source, and what has none says so."""

import pytest

from hillrunner.errors import TaskError
from hillrunner.groups import GROUPS
from hillrunner.published.bands import LEVEL
from hillrunner.published.realistic_changes import (
    NONE,
    REALISTIC,
    Cause,
    realistic_change,
    size_per_sets,
    trained_by_sets,
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


def test_the_tendon_of_a_group_is_not_its_muscle():
    muscle = realistic_change("calves", "12 weeks of training")
    tendon = realistic_change("calves", "12 weeks of training", Cause.TENDON)
    assert (muscle.cause, tendon.cause) == (Cause.MUSCLE, Cause.TENDON)
    assert tendon.value != muscle.value
    with pytest.raises(TaskError, match=r"no realistic change of 'glutes' \(tendon\)"):
        realistic_change("glutes", "12 weeks of training", Cause.TENDON)


def test_technique_varies_as_in_the_measured_runners():
    measured = {band.key: band.sd for band in LEVEL[3.5]}
    assert realistic_change("step rate", "population SD").value == measured["cadence"]
    assert realistic_change("oscillation", "population SD").value == measured["com_oscillation"]
    for what in ("over-stride", "trunk lean"):
        assert realistic_change(what, "population SD").value is None


def test_sets():
    trained = trained_by_sets("glutes", 10.0)
    assert (trained.what, trained.value) == ("glutes", size_per_sets(10.0))
    assert size_per_sets(10.0) == pytest.approx(3.7)
    with pytest.raises(TaskError, match="weekly sets are 50, but must be a number from 0 to 20"):
        size_per_sets(50)


def test_unknown_questions():
    with pytest.raises(TaskError, match="no realistic change of 'soul'"):
        realistic_change("soul", "population SD")
    for kind in ("a year", "round number"):  # which is a kind, but nobody published one
        with pytest.raises(TaskError, match=f"kind of change is '{kind}', but must be one of"):
            realistic_change("VO2max", kind)
