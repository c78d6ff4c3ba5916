"""Losses of long runs as counted rows: bands, what ships, and rows that cannot be evaluated."""

import pytest

from hillrunner.fatigue.losses import Loss, losses
from hillrunner.fatigue.solved_runs import shipped_runs
from hillrunner.motion import library
from hillrunner.published.rows import COUNTED_GRADES, published_rows
from hillrunner.validate.long_runs import loss_results, row_of
from hillrunner.worth.race.economy import PeoplesDemand

LEVEL = ("run-2.nc", "run-2.5.nc", "run-3.nc", "run-3.5.nc")
KIND = {"name": "made up", "source": "nobody", "grade": "A", "distance": 10_000.0}


@pytest.fixture(scope="module")
def motions():
    return [library.load_shipped(name) for name in (*LEVEL, "run-3.5-grade-0.10.nc")]


@pytest.fixture(scope="module")
def found(motions):
    return loss_results(losses(), shipped_runs(), motions)


def loss(**given) -> Loss:
    return Loss(
        **(KIND | {"quantity": "oxygen", "speed": (3.0, 3.5, 3.5), "direction": "up"} | given)
    )


def test_twenty_rows_and_more_are_counted_and_every_one_has_a_value(found):
    assert {one.row.name: one.why for one in found if one.value is None} == {}
    counted = [one for one in found if one.counts]
    slopes = [row for row in published_rows() if row.subject == "long runs" and row.counted]
    assert len(counted) + len(slopes) >= 20
    assert all(one.row.grade in COUNTED_GRADES for one in counted)
    assert len({one.row.name for one in found}) == len(found)


def test_what_was_fitted_is_shown_and_not_counted(found):
    used = {row.name for row in losses() if row.used}
    assert len(used) == 10
    for one in found:
        name = one.row.name.removeprefix("long run: ")
        assert (name in used) == ("was fitted to it" in one.row.apart)
        assert not (name in used and one.counts)


def test_bands_are_one_sd_a_range_or_a_direction():
    assert row_of(loss(mean=7.0, sd=10.0)).band == (-3.0, 17.0)
    assert row_of(loss(low=5.0, high=8.0)).band == (5.0, 8.0)
    up, none = row_of(loss()), row_of(loss(direction="none"))
    assert up.band[0] > 0.0 and up.band[1] is None
    assert none.band == (-1.0, 1.0)
    alone = row_of(loss(mean=4.0, direction=None))
    assert alone.band == (None, None) and not alone.counted


def test_shipped_runs_are_of_todays_body_and_settings():
    """Where motions were solved again on purpose: ``python studies/long_runs.py``."""
    runs, today = shipped_runs(), library.load_shipped("run-3.nc")
    assert runs.body_hash == today.body_hash
    assert runs.settings == today.settings.model_dump(mode="json")
    for run in runs.runs:
        assert run.metres[0] == 0.0 and list(run.metres) == sorted(run.metres)
        assert run.change("cost_of_transport", 0.0) == 0.0
        assert 0.5 < run.figures["force_kept"][-1] < run.figures["force_kept"][0] == 1.0


def test_a_change_is_read_where_it_was_measured_and_against_other_people():
    runs = shipped_runs()
    marathon = runs.nearest(3.0, 42195.0)
    half = 0.5 * (marathon.metres[1] + marathon.metres[2])
    between = [marathon.change("cadence", x) for x in marathon.metres[1:3]]
    assert marathon.change("cadence", half) == pytest.approx(0.5 * sum(between))
    own = loss_results([loss(quantity="contact_time")], runs, ())[0].value
    against = {"speed": 2.5}
    less = loss_results([loss(quantity="contact_time", against=against)], runs, ())[0].value
    slow = runs.nearest(2.5, 10_000.0).change("contact_time", 10_000.0)
    assert less == pytest.approx(own - slow)


def test_what_cannot_be_told_says_why():
    runs = shipped_runs()
    far, strange, still = loss_results(
        [
            loss(quantity="cadence", distance=99_000.0),
            loss(quantity="humour"),
            loss(quantity="force", of="calves"),
        ],
        runs,
        (),
    )
    assert far.value is None and "no run of 99000 m was solved" in far.why
    assert strange.value is None and "says nothing of humour" in strange.why
    assert still.value is None and "no run was given" in still.why


def test_cheaper_tired_running_is_speed_by_how_peoples_oxygen_grows():
    """With 10 % more muscle the end of 19.2 km is cheaper; oxygen grows by some 1.1 % for 1 %."""
    runs = shipped_runs()
    given = {"quantity": "all_out_speed", "distance": 19_200.0, "against": {"stronger": 1.1}}
    value = float(loss_results([loss(**given)], runs, ())[0].value)
    own, other = (runs.nearest(3.5, 19_200.0, x) for x in (1.1, 1.0))
    cheaper = 100.0 * (
        other.at("cost_of_transport", 19_200.0) / own.figures["cost_of_transport"][-1] - 1
    )
    assert value == pytest.approx(cheaper / PeoplesDemand().elasticity(3.5), rel=0.02)
