"""A plan as a coach writes it: what is accepted, and one sentence for what is not."""

import pytest

from hillrunner.errors import PlanError
from hillrunner.training.plan import Exercise, Plan, shipped_plans

SQUAT = {"name": "half squat", "sets": 4, "repetitions": 4, "percent": 85}


def complaint(**given) -> str:
    with pytest.raises(PlanError) as caught:
        Plan(**({"weeks": 8, "exercises": [SQUAT]} | given))
    return str(caught.value)


def squat(**given) -> dict[str, object]:
    return {"exercises": [SQUAT | given]}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"weeks": 0}, ["weeks is 0", "1 to 52"]),
        ({"weeks": 8.5}, ["weeks is 8.5", "whole number"]),
        ({"weeks": "8"}, ["weeks is '8'", "not a number"]),
        ({"sessions": 9}, ["sessions is 9", "1 to 7"]),
        ({"running": -1}, ["running is -1", "0 to 250"]),
        ({"order": "run_first"}, ["'run_first'", "lift first and run first"]),
        ({"exercices": []}, ["'exercices'", "'exercises'"]),
        ({"exercises": "half squat"}, ["'half squat'", "list"]),
        ({"exercises": ["half squat"]}, ["exercise 1", "'half squat'", "table"]),
        ({"exercises": [SQUAT, SQUAT]}, ["half squat is listed twice"]),
        (squat(name="squatt"), ["'squatt'", "'squat'", "deadlift"]),
        (squat(name=7), ["exercise", "7"]),
        (squat(percent=300), ["exercise 1", "percent is 300", "0 to 100"]),
        (squat(sets=40), ["sets is 40", "1 to 10"]),
        (squat(sets=2.5), ["sets is 2.5", "whole number"]),
        (squat(repetitions=[4, 5, 6]), ["repetitions is [4, 5, 6]", "first", "last week"]),
        (squat(repetitions=12, percent=95), ["12 repetitions at 95 %", "at most 7"]),
        (squat(rir=2), ["percent and rir", "exactly one"]),
        (squat(percent=None), ["none of percent", "exactly one"]),
        (squat(wieght=80), ["exercise 1", "'wieght'"]),
        ({"deload_weeks": [9]}, ["week 9", "8 weeks"]),
        ({"deload_weeks": 4}, ["deload_weeks is 4", "list"]),
        ({"start_weeks": 9}, ["week 9", "8 weeks"]),
        (
            {
                "exercises": [
                    SQUAT | {"name": name, "sets": 10}
                    for name in ("squat", "deadlift", "lunge", "calf raise")
                ]
            },
            ["40 sets a session", "at most 30"],
        ),
    ],
)
def test_every_mistake_is_one_sentence(given, words):
    text = complaint(**given)
    assert all(word in text for word in words), text
    assert text.endswith(".") and "\n" not in text and ". " not in text, text


def test_what_is_missing_is_named():
    with pytest.raises(PlanError, match="weeks is missing: it must be a whole number"):
        Plan()
    with pytest.raises(PlanError, match="exercise 1: sets is missing"):
        Plan(weeks=8, exercises=[{"name": "squat", "repetitions": 5, "rir": 1}])


def test_progression_goes_evenly_from_the_first_week_to_the_last():
    plan = Plan(weeks=5, exercises=[SQUAT | {"repetitions": [10, 4], "percent": [60, 80]}])
    told = [(sets.repetitions, sets.share) for w in range(1, 6) for sets in plan.in_week(w)]
    assert [r for r, _ in told] == [10, 8, 7, 6, 4]
    assert [s for _, s in told] == pytest.approx([0.6, 0.65, 0.7, 0.75, 0.8])


def test_start_and_deload_weeks_have_half_of_the_sets_and_outside_there_are_none():
    plan = Plan(
        weeks=4, sessions=3, start_weeks=1, deload_weeks=[3], weeks_after=2, exercises=[SQUAT]
    )
    counts = [sum(sets.count for sets in plan.in_week(week)) for week in range(7)]
    assert counts == [0, 6, 12, 6, 12, 0, 0]


def test_effort_is_taken_as_percent_reserve_or_exertion():
    def first(**effort):
        exercise = {"name": "squat", "sets": 3, "repetitions": 5} | effort
        return Plan(weeks=1, exercises=[exercise]).in_week(1)[0]

    assert (first(percent=80).share, first(percent=80).reserve) == (0.8, None)
    assert (first(rir=3).share, first(rir=3).reserve) == (None, 3.0)
    assert first(rpe=8).reserve == 2.0


def test_sets_without_a_load_are_none():
    assert Plan(weeks=2, exercises=[SQUAT | {"percent": 0}]).in_week(1) == ()


def test_shipped_plans_cite_a_trial_and_can_be_changed():
    assert len(shipped_plans()) >= 4
    for name in shipped_plans():
        plan = Plan.shipped(name)
        assert any(year in plan.source for year in ("2008", "2013", "2017")), name
        assert plan.exercises and plan.weeks >= 8
    assert Plan.shipped("heavy-legs", running=70).running == 70.0
    with pytest.raises(PlanError, match="unknown plan 'heavy-leg'.*perhaps 'heavy-legs'"):
        Plan.shipped("heavy-leg")


def test_a_file_is_read_and_its_mistakes_name_it(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(
        'weeks = 6\n[[exercises]]\nname = "squat"\nsets = 3\nrepetitions = 5\nrpe = [7, 9]\n'
    )
    plan = Plan.from_toml(path)
    assert plan.exercises == (Exercise(name="squat", sets=3, repetitions=5, rpe=(7, 9)),)
    assert Plan.from_toml(path, running=40).habit == 40.0
    path.write_text("weeks = 0\n")
    with pytest.raises(PlanError, match=r"plan\.toml: weeks is 0"):
        Plan.from_toml(path)
    with pytest.raises(PlanError, match="cannot read plan file"):
        Plan.from_toml(tmp_path / "none.toml")
