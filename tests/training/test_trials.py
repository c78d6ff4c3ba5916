"""The file of published trials: what counts, what was aimed at, and what is refused."""

import pytest

from hillrunner.errors import PlanError
from hillrunner.training.coefficients import TABLE
from hillrunner.training.trials import Outcome, Trial, trials, unfed

PLAN = {"weeks": 8, "exercises": [{"name": "half squat", "sets": 4, "repetitions": 4, "rir": 0}]}
ROSE = {
    "quantity": "one_rep_max",
    "of": "half squat",
    "week": 8,
    "mean": 20.0,
    "direction": "up",
    "grade": "A",
}


def trial(plan_grade: str = "A", **other) -> Trial:
    one = {"name": "a", "source": "b", "people": "c", "plan": PLAN, "plan_grade": plan_grade}
    return Trial(**(one | {"outcomes": (ROSE,)} | other))


def counts(outcome: dict, **other) -> bool:
    one = trial(outcomes=(outcome,), **other)
    return one.counts(one.outcomes[0])


def test_ten_papers_at_least_with_their_people_and_plans():
    papers = {one.doi for one in trials()}
    assert len(papers) >= 10 and all(papers)
    assert all(one.people and one.outcomes for one in trials())
    assert all(one.why and one.doi for one in unfed())
    quantities = {outcome.quantity for one in trials() for outcome in one.outcomes}
    assert quantities == {
        "one_rep_max", "size", "force", "tendon_stiffness", "economy", "time", "mass"
    }  # fmt: skip


def test_what_is_counted_was_read_and_used_for_nothing():
    counted = [(t, o) for t in trials() for o in t.outcomes if t.counts(o)]
    assert len(counted) >= 15 and len({t.doi for t, _ in counted}) >= 7
    for one, outcome in counted:
        assert "M" not in (one.plan_grade, outcome.grade)
        assert not outcome.used
        assert outcome.sd is None or (one.sets_grade or "A") != "M"


def test_what_coefficients_were_taken_from_is_not_counted():
    """A trial that is the source of a coefficient by its own number is marked where it is."""
    for name, says in (
        ("Albracht 2013", "tendon_most"),
        ("Werkhausen 2018", "tendon_most"),
        ("Arampatzis 2007, high strain", "strain_full"),
        ("Trezise 2019", "drive_most"),
    ):
        (one,) = (t for t in trials() if t.name == name)
        assert one.doi in TABLE[says].source or name.split()[0] in TABLE[says].source
        assert any(outcome.used for outcome in one.outcomes)


def test_a_direction_takes_less_than_a_mean_with_a_spread():
    spread = ROSE | {"sd": 5.0}
    assert counts(ROSE) and counts(spread)
    assert counts(ROSE, sets_grade="M") and not counts(spread, sets_grade="M")
    assert not counts(ROSE, plan_grade="M") and not counts(ROSE | {"grade": "M"})
    assert not counts(ROSE | {"used": "largest drive"})
    assert not counts(ROSE | {"direction": "none"}, plan={"weeks": 8})  # nothing can change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mean": None, "sd": 3.0}, "one_rep_max of half squat has an sd but no mean"),
        ({"of": ""}, "economy and mass are of nothing, all else of something"),
        ({"quantity": "economy"}, "speed belongs to economy"),
        ({"speed": 3.0}, "speed belongs to economy"),
        ({"direction": "sideways"}, "direction"),
    ],
)
def test_outcomes_that_make_no_sense(change, words):
    with pytest.raises(PlanError, match=words):
        Outcome(**(ROSE | change))


def test_an_outcome_after_the_end_of_the_plan():
    with pytest.raises(PlanError, match="week 9, which is not in the plan"):
        trial(outcomes=(ROSE | {"week": 9},))
