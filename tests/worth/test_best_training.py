"""The best plan: sets go where the next one serves the goal most, and every part is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_up_training import RUNNER, WORKS, bodies, muscle_prices, runs, trained_lift

from hillrunner import Plan
from hillrunner.errors import PlanError, SolveError
from hillrunner.groups import GROUPS
from hillrunner.person.muscle_change import ALL
from hillrunner.worth.answer.priced_body import Unsolved
from hillrunner.worth.train import best as module
from hillrunner.worth.train.best import best
from hillrunner.worth.train.budget import (
    A_SET,
    ECONOMY,
    MOST_OF_ONE,
    SPEED,
    WARM_UP,
    filled,
    prescribed,
    sets_in,
)
from hillrunner.worth.train.train import adapted, weighed_weeks

FRAME = Plan(weeks=8, running=40)
QUADS, CALVES = ("vaslat", "vasmed", "vasint"), ("soleus", "gaslat", "gasmed")


def one_sided(name: str, loaded: tuple[str, ...]):
    """A lift of some muscles alone, as hard as can be."""
    lift = trained_lift(name)
    on = lift.asked["muscle"].isin(list(loaded)).astype(float)
    asked = lift.asked.assign(
        role=on, tension=on, peak_tension=on, length=0.0 * on + 1.0, share=on / on.sum()
    )
    return replace(lift, asked=asked)


LIFTS = {
    "half squat": one_sided("half squat", QUADS),
    "calf raise": one_sided("calf raise", CALVES),
}


def priced(worth: dict[str, float]):
    """A run in which force of these muscles has a price (J/kg/m per 1), and nothing else."""
    price = muscle_prices(2.8, 0.0, 0.0, 0.0)
    force = {place: worth.get(place, 0.0) for place in price.by_knob["force"]}
    cost = replace(price, by_knob={**price.by_knob, "force": force})
    return bodies(replace(runs(), cost=cost))


def sets_of(found) -> dict[str, int]:
    return {one.exercise: one.sets for one in found.ranking}


def test_a_session_has_as_many_sets_as_its_minutes_allow():
    assert sets_in(WARM_UP + 7.5 * A_SET) == 7
    assert sets_in(180) == 30  # as a plan allows
    with pytest.raises(PlanError, match="minutes is 5 minutes a session, but must be"):
        sets_in(5)


def test_all_sets_go_to_what_serves_and_none_to_what_costs():
    found = filled(FRAME, 40, ECONOMY, LIFTS, priced({"soleus": -0.5, "vaslat": 0.5}))
    assert sets_of(found) == {"calf raise": MOST_OF_ONE, "half squat": 0}
    first, last = found.ranking
    assert first.exercise == "calf raise" and first.alone > 0.0 > last.alone
    assert list(first.by_group) == ["calves"] and first.by_group["calves"] == first.alone
    assert found.worth == pytest.approx(first.alone)
    assert [one.name for one in found.plan.exercises] == ["calf raise"]


def test_alike_exercises_share_the_sets_for_returns_diminish():
    worth = dict.fromkeys((*QUADS, *CALVES), -0.2)
    found = filled(FRAME, 40, ECONOMY, LIFTS, priced(worth))
    assert sum(sets_of(found).values()) == found.sets == 10
    assert min(sets_of(found).values()) >= 4
    assert found.worth > max(one.alone for one in found.ranking)


def test_where_nothing_serves_there_is_no_exercise():
    found = filled(FRAME, 40, ECONOMY, LIFTS, priced({"soleus": 0.5, "vaslat": 0.5}))
    assert found.plan.exercises == () and found.worth == 0.0
    assert all(one.alone < 0.0 for one in found.ranking)


def test_the_worth_is_that_of_the_plan_itself():
    """As a plan is weighed, week by week, of the middle coefficients."""
    own = priced({"soleus": -0.5, "vaslat": -0.3})
    for goal, key, sign in ((ECONOMY, "economy_percent", -1.0), (SPEED, "top_speed", 1.0)):
        found = filled(FRAME, 30, goal, LIFTS, own)
        chosen = {one.name: LIFTS[one.name] for one in found.plan.exercises}
        done = adapted(found.plan, chosen, own, 0.0, 5)
        table = weighed_weeks(RUNNER, done, chosen, own).table[key].sel(estimate="value")
        gained = float(table.sel(week=8) - table.sel(week=0))
        assert found.worth == pytest.approx(sign * gained) and found.worth > 0.0


def test_a_load_is_lowered_by_what_lowers_it():
    loads = {place: {"knee_contact": 0.0} for place in (ALL, *GROUPS)}
    loads |= {"calves": {"knee_contact": -0.4}, "quadriceps": {"knee_contact": 0.5}}
    own = bodies(replace(runs(), loads=loads))
    found = filled(FRAME, 40, "knee_contact", LIFTS, own)
    assert sets_of(found) == {"calf raise": MOST_OF_ONE, "half squat": 0} and found.unit == "%"
    with pytest.raises(PlanError, match="'hip_contact' has no figure"):
        filled(FRAME, 40, "hip_contact", LIFTS, own)


def test_a_goal_without_a_figure_is_refused():
    slow = replace(bodies(), sprint=Unsolved("it did not settle."))
    with pytest.raises(PlanError, match="top speed cannot be the goal.*did not settle"):
        filled(FRAME, 40, SPEED, LIFTS, slow)
    with pytest.raises(PlanError, match="the goal is 'strength', but must be one of economy"):
        filled(FRAME, 40, "strength", LIFTS, bodies())


# One question


def ask(folder, **how):
    who = RUNNER.model_copy(update={"mass": 74.0})
    given = {"solve": (), "samples": 10, "exercises": ["half squat", "calf raise"]} | how
    return best(who, folder=folder, works=WORKS, **given)


def test_the_best_plan_is_trained(tmp_path):
    found = ask(tmp_path, goal=SPEED, weeks=6, sessions=3, minutes=25, weeks_after=2)
    assert found.budget is not None and found.budget.sets == 5
    assert (found.plan.weeks, found.plan.sessions, found.plan.weeks_after) == (6, 3, 2)
    assert sum(int(one.sets[0]) for one in found.plan.exercises) == 5
    said = str(found)
    assert "WHY THESE EXERCISES" in said and "25 minutes allow 5 sets a session" in said
    speed = found.table["top_speed"].sel(estimate="value")
    assert float(speed.sel(week=6) - speed.sel(week=0)) == pytest.approx(found.budget.worth)


def test_a_lift_that_is_not_found_is_left_out_with_its_reason(tmp_path, monkeypatch):
    given = module.solved_lifts

    def some(runner, plan, *how):
        if plan.exercises[0].name == "calf raise":
            raise SolveError("the equations could not be met.")
        return given(runner, plan, *how)

    monkeypatch.setattr(module, "solved_lifts", some)
    found = ask(tmp_path)
    assert [one.exercise for one in found.budget.ranking] == ["half squat"]
    assert "The calf raise was not found and is left out: the equations" in " ".join(
        str(found).split()
    )
    with pytest.raises(SolveError, match="could not be met"):
        ask(tmp_path, exercises=["calf raise"])


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"exercises": ["squatt"]}, "unknown exercise 'squatt'.*perhaps 'squat'"),
        ({"exercises": []}, "exercises is empty"),
        ({"goal": "fun"}, "the goal is 'fun'"),
        ({"minutes": 500}, "minutes is 500"),
        ({"sessions": 9}, "sessions is 9"),
        ({"weeks": 0}, "weeks is 0"),
    ],
)
def test_what_is_wrong_is_one_sentence(how, words, tmp_path):
    with pytest.raises(PlanError, match=words):
        ask(tmp_path, **how)
    assert not list(tmp_path.iterdir())


def test_every_exercise_is_prescribed_alike():
    assert prescribed("squat", 3).changed(name="deadlift") == prescribed("deadlift", 3)
