"""Trials of training beside the model: bands, people, contradictions, and nothing from nothing."""

import pytest

from hillrunner.motion import library
from hillrunner.published.rows import COUNTED_GRADES
from hillrunner.tell.validation_shown import markdown, not_fed
from hillrunner.training.shipped_lifts import shipped_demand
from hillrunner.training.trials import Outcome, Trial, trials, unfed
from hillrunner.validate.run import Motions, reference_runner
from hillrunner.validate.table import Table
from hillrunner.validate.training import (
    UNCHANGED,
    contradicted,
    peoples_lifts,
    row_of,
    trial_results,
)
from hillrunner.validate.validation import Validation
from hillrunner.worth.answer.priced_body import priced_cost
from hillrunner.worth.race.cost import shipped_curve
from hillrunner.worth.race.race_model import race_model

SQUAT = {"name": "half squat", "sets": 4, "repetitions": 4, "rir": 0}
LIFTS = {"half squat": shipped_demand("half squat")}


def outcome(**other) -> Outcome:
    return Outcome(
        **({"quantity": "economy", "speed": 3.5, "week": 8, "direction": "down", "grade": "A"}
           | other)
    )  # fmt: skip


def trial(*outcomes: Outcome, name: str = "a", exercises=(SQUAT,), **other) -> Trial:
    plan = {"weeks": 8, "sessions": 3, "running": 40.0, "exercises": list(exercises)}
    return Trial(
        name=name, source="b", doi="10.1/1", people="c", plan=plan, plan_grade="A",
        outcomes=outcomes or (outcome(),), **other,
    )  # fmt: skip


@pytest.fixture(scope="module")
def run():
    return library.load_shipped("run-3.5.nc")


@pytest.fixture(scope="module")
def found(run):
    """The published trials, by the shipped lifts and one run."""
    lifts = {name: shipped_demand(name) for name in ("half squat", "calf raise")}
    return trial_results(trials(), lifts, [run])


def test_bands_are_one_sd_or_a_direction():
    wide = row_of(trial(), outcome(quantity="size", of="all", speed=None, mean=3.0, sd=4.0))
    assert wide.band == (-1.0, 7.0) and wide.counted
    falls, none = (row_of(trial(), outcome(direction=way)) for way in ("down", "none"))
    assert falls.band[0] is None and falls.band[1] < 0.0
    assert none.band == (-UNCHANGED["economy"], UNCHANGED["economy"])
    rises = row_of(trial(), outcome(direction="up", mean=5.0))
    assert rises.band[0] > 0.0 and rises.band[1] is None and rises.mean == 5.0


def test_counted_were_read_and_chose_nothing_and_the_others_say_why(found):
    assert len(found) == sum(len(one.outcomes) for one in trials())
    names = [one.row.name for one in found]
    assert len(set(names)) == len(names)
    for one in found:
        assert one.row.subject == "training" and one.row.unit == "%"
        assert one.counts == (not one.row.apart)
        assert not one.counts or one.row.grade in COUNTED_GRADES
        said = ("was chosen by it", "from memory", "Nothing was trained")
        assert one.counts or any(words in one.row.apart for words in said)


def test_every_outcome_has_a_value_within_its_interval(found):
    for one in found:
        assert one.value is not None, one.why
        low, high = one.interval
        assert low - 1e-9 <= one.value <= high + 1e-9


def test_people_who_did_not_train_did_not_change(found):
    controls = [one for one in found if one.row.trial.endswith("controls")]
    assert len(controls) >= 3
    assert all((one.value, *one.interval) == (0.0, 0.0, 0.0) for one in controls)


def test_trials_that_disagree_say_so_of_each_other(found):
    economy = [one for one in found if "economy" in one.row.name and one.counts]
    fell = {one.row.trial for one in economy if one.row.band[0] is None}
    stayed = {one.row.trial for one in economy if one.row.band[0] is not None}
    assert "Storen 2008" in fell and {"Damasceno 2015", "Ferrauti 2010"} <= stayed
    for one in economy:
        if not one.row.trial.endswith("controls"):
            assert one.row.disputed, one.row.name
    falls, stays = trial(name="a"), trial(outcome(direction="none"), name="b")
    idle = trial(outcome(direction="none"), name="c", exercises=())
    assert "b found otherwise" in contradicted(falls, falls.outcomes[0], [falls, stays, idle])
    assert contradicted(falls, falls.outcomes[0], [falls, idle]) == ""
    assert contradicted(idle, idle.outcomes[0], [falls, idle]) == ""


def test_time_is_economy_by_peoples_oxygen(run):
    one = trial(outcome(), outcome(quantity="time", of="10 km", speed=None), vo2max=50.0)
    economy, time = trial_results([one], LIFTS, [run])
    race = race_model(shipped_curve(), "10 km", 10_000.0, vo2max=50.0)
    seconds = race.seconds_of_cost(economy.value)
    assert time.value == pytest.approx(100.0 * seconds / race.prediction.time, rel=1e-4)
    assert 0.0 < time.value / economy.value < 1.2


def test_without_a_lift_or_a_run_there_is_a_sentence_and_no_value(run):
    (lost,) = trial_results([trial()], {}, [run])
    assert lost.value is None and "no lift was simulated" in lost.why and not lost.inside
    still, rose = trial_results(
        [trial(outcome(), outcome(quantity="one_rep_max", of="half squat", speed=None,
                                  direction="up"))], LIFTS
    )  # fmt: skip
    assert still.value is None and "no run was given" in still.why
    assert rose.inside


def test_lighter_people_lift_less_and_both_sexes_are_weighed():
    one = LIFTS["half squat"]
    men, women, both = (
        peoples_lifts(trial(women=share), LIFTS)["half squat"] for share in (0.0, 1.0, 0.5)
    )
    assert float(women["one_rep_max"]) < float(men["one_rep_max"]) < float(one["one_rep_max"])
    between = 0.5 * (float(women["lifted"]) + float(men["lifted"]))
    assert float(both["lifted"]) == pytest.approx(between)
    heavy = peoples_lifts(trial(mass=90.0), LIFTS)["half squat"]
    assert float(heavy["one_rep_max"]) > float(men["one_rep_max"])


def test_the_cost_that_is_priced_is_gross(run):
    cost = priced_cost(run)
    assert cost.value > float(cost.by_knob["heat"]["all"]) > 0.0


def test_trials_that_cannot_be_fed_are_told_beside_those_that_are(found):
    fed = Validation(reference_runner(), Table(found), Motions(), (), (), 0.0)
    for text in (str(fed), markdown(fed), fed.to_json()):
        assert all(one.name in text and one.why in " ".join(text.split()) for one in unfed())
    none = Validation(reference_runner(), Table(()), Motions(), (), (), 0.0)
    assert not_fed(none) == []
