"""Weeks of training: muscles into run, race, sprint and loads, and one question in Python."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from made_up_training import (
    ABLE,
    RUNNER,
    SQUAT,
    WORKS,
    bodies,
    made_up_weeks,
    muscle_prices,
    run,
    runs,
)

from hillrunner import Plan, Runner, train
from hillrunner.errors import PlanError, RunnerError, SolveError, TaskError
from hillrunner.model.mechanics.changed_body import changed_body
from hillrunner.person.fitness import Race
from hillrunner.training.plan import EXERCISES
from hillrunner.worth.answer.answer import runners_race
from hillrunner.worth.answer.effects import FEWEST
from hillrunner.worth.prices.response import peak_loads
from hillrunner.worth.race.aerobic import predict
from hillrunner.worth.race.cost import CostCurve
from hillrunner.worth.race.economy import PeoplesDemand
from hillrunner.worth.race.race_model import race_model
from hillrunner.worth.train import train as module
from hillrunner.worth.train.asked import planned, weeks_to_solve
from hillrunner.worth.train.lifts import SIMULATED, lift_task, trained_share
from hillrunner.worth.train.train import Trained

CURVE = CostCurve((3.0, 3.5, 4.0), (2.9, 2.8, 2.85))
NUMBERS = ("economy_percent", "body_mass_percent", "loads_percent")


@pytest.fixture(scope="module")
def model():
    return race_model(CURVE, "10 km", 10_000.0, race=Race(10_000.0, 2700.0))


@pytest.fixture(scope="module")
def trained(model) -> Trained:
    return made_up_weeks(Plan(weeks=8, running=40, exercises=[SQUAT], weeks_after=4), model)


def middle(result: Trained, name: str, week: int, **where: str) -> float:
    return float(result.table[name].sel(estimate="value", week=week, **where))


# Economy into time


@pytest.mark.parametrize(("speed", "worth"), [(2.60, 1.17), (5.72, 0.65)])
def test_one_percent_of_economy_is_worth_what_the_paper_says(speed, worth):
    """Kipp 2019: 1.17 % of speed at 2.60 m/s, 0.65 % at 5.72 m/s."""
    people = PeoplesDemand()
    assert 1.0 / people.elasticity(speed) == pytest.approx(worth, abs=0.015)
    step = 1e-5
    ends = [np.log(people.demand(speed * np.exp(by))) for by in (step, -step)]
    slope = (ends[0] - ends[1]) / (2.0 * step)
    assert people.elasticity(speed) == pytest.approx(slope, rel=1e-6)


def test_the_race_of_people_is_the_same_race_and_air_takes_some_of_the_gain(model):
    same, race = model.with_cost(0.0), model.prediction
    assert same.time == pytest.approx(race.time, rel=1e-9)
    flat = model.curve.flat(race.speed).scaled(0.98)
    cheaper, without = model.with_cost(-2.0), predict(race.distance, race.vo2max, flat)
    assert without.time < cheaper.time < same.time
    # less cost is as much more oxygen
    assert cheaper.time == pytest.approx(model.with_vo2max(race.vo2max / 0.98).time, rel=1e-9)
    slope = (model.with_cost(0.01).time - model.with_cost(-0.01).time) / 0.02
    assert slope == pytest.approx(0.01 * same.time * same.time_elasticity, rel=1e-4)
    costs = np.array([[-6.0, -0.3], [0.1, 4.0]])
    exact = [[model.with_cost(float(cost)).time for cost in row] for row in costs]
    assert np.allclose(model.times_of_cost(costs), exact, rtol=0.0, atol=1e-3)
    assert model.times_of_cost(np.zeros(3)) == pytest.approx(same.time, rel=1e-9)


# Muscles into everything


def test_economy_is_the_sum_of_what_muscles_change_times_their_prices(model):
    """Of one muscle alone: force, heat, carrying and tendon by their logarithms."""
    price = muscle_prices(2.8, -0.3, 0.5, -0.1, only="vaslat")
    result = made_up_weeks(None, model, bodies(replace(runs(), cost=price)))
    now = result.adaptation.samples.sel(sample=0, week=8, muscle="vaslat")
    names = ("force", "heat", "size", "tendon_stiffness")
    force, heat, size, tendon = (np.log(float(now[name])) for name in names)
    change = -0.3 * force + 0.25 * heat + 0.25 * size - 0.1 * tendon
    assert force == pytest.approx(heat) and force > size > 0.0
    assert middle(result, "economy_percent", 8) == pytest.approx(100 * change / 2.8)


def test_what_is_added_weighs_what_the_changed_body_weighs_more(trained):
    change = trained.adaptation.change(8)
    heavier = changed_body(run().body, [change]).mass - run().body.mass
    percent = middle(trained, "body_mass_percent", 8)
    assert 0.01 * percent * run().runner.mass == pytest.approx(heavier, rel=1e-6)


@pytest.mark.parametrize("exercises", [[], [SQUAT | {"percent": 0}]])
def test_without_a_load_nothing_changes(model, exercises):
    result = made_up_weeks(Plan(weeks=4, running=40, exercises=exercises), model, again=(4,))
    for name in NUMBERS:
        assert (result.table[name] == 0.0).all()
    assert np.ptp(result.table["race_time"].values) == 0.0 and not result.solved
    assert np.ptp(result.table["top_speed"].values) == 0.0


def test_cheaper_is_faster_in_every_week_and_stopping_loses_it(trained):
    table = trained.table.sel(estimate="value")
    assert (
        np.sign(table["race_time"].diff("week")) == np.sign(table["economy_percent"].diff("week"))
    ).all()
    gone = abs(table["economy_percent"].sel(week=slice(8, 12)))
    assert (gone.diff("week") < 0.0).all() and float(gone[-1]) > 0.0


def test_intervals_hold_the_value_and_widen_with_plausible_bodies(model, trained):
    for name in (*NUMBERS, "race_time", "top_speed"):
        value, low, high = (trained.table[name].sel(estimate=e) for e in ("value", "low", "high"))
        assert (low <= value + 1e-9).all() and (value <= high + 1e-9).all(), name

    def wide(others: int) -> tuple[float, float]:
        unlike = tuple(runs(force=-0.04 + 0.08 * i / others) for i in range(others))
        found = made_up_weeks(None, model, bodies(None, unlike), samples=80).table
        one = found["economy_percent"].sel(week=8)
        return float(one.sel(estimate="high") - one.sel(estimate="low")), float(one[0])

    few, many = wide(FEWEST - 1), wide(2 * FEWEST)
    assert many[0] > 1.5 * few[0] and many[1] == few[1]


def test_every_plausible_body_weighs_its_own_part_of_the_samples(model):
    """Bodies that are alike are as one."""
    alike = made_up_weeks(None, model, bodies(None, (runs(),) * FEWEST))
    assert alike.table.equals(made_up_weeks(None, model).table)


def test_loads_follow_from_the_strength_of_groups(trained):
    peaks = peak_loads(run())
    for name in trained.table["load"].values:
        percent = middle(trained, "loads_percent", 8, load=name)
        assert middle(trained, "loads", 8, load=name) == pytest.approx(
            peaks[name] * (1.0 + 0.01 * percent)
        )
    groups = trained.adaptation.groups.sel(estimate="value", week=8)
    stronger = 100.0 * (groups["force"].drop_sel(group="all").sum() - 8.0)  # alike in all groups
    assert middle(trained, "loads_percent", 8, load="knee_contact") == pytest.approx(
        0.5 * float(stronger)
    )


# Runs that are solved again


@pytest.fixture
def cheaper(monkeypatch) -> list[int]:
    """No solver: a changed run costs 1 % less than before; the changes that were asked for."""
    asked = []

    def what_if(motion, change):
        asked.append(change)
        return SimpleNamespace(before="before", after="after")

    cost = {"before": 2.0, "after": 1.98}
    monkeypatch.setattr(module, "what_if", what_if)
    monkeypatch.setattr(
        module, "spatiotemporal", lambda m: SimpleNamespace(cost_of_transport=cost[m])
    )
    monkeypatch.setattr(
        module,
        "peak_loads",
        lambda m: dict.fromkeys(("knee_contact", "achilles_force"), 1.1 if m == "after" else 1.0),
    )
    return asked


def test_a_solved_week_takes_the_place_of_what_prices_expect(model, trained, cheaper):
    plan = Plan(weeks=8, running=40, exercises=[SQUAT], weeks_after=4)
    found = made_up_weeks(plan, model, again=(8, 12))
    assert [one.week for one in found.solved] == [8, 12]
    assert cheaper == [found.adaptation.change(week) for week in (8, 12)]
    for one in found.solved:
        assert middle(found, "economy_percent", one.week) == pytest.approx(-1.0)
        assert middle(found, "loads_percent", one.week, load="knee_contact") == pytest.approx(10.0)
        assert one.expected_percent == pytest.approx(middle(trained, "economy_percent", one.week))
    time = model.with_cost(-1.0).time
    assert middle(found, "race_time", 8) == pytest.approx(time, rel=1e-6)
    moved = (found.table["economy_percent"] - trained.table["economy_percent"]).sel(
        estimate="value"
    )
    by = {int(w): float(moved.sel(week=w)) for w in (0, 4, 8, 10, 12)}
    assert by[0] == 0.0 and by[4] == pytest.approx(0.5 * by[8])
    assert by[10] == pytest.approx(0.5 * (by[8] + by[12]))
    before, after = (x.table["economy_percent"].sel(week=8) for x in (trained, found))
    assert np.allclose(np.ptp(before.values), np.ptp(after.values))


def test_a_run_that_is_not_found_again_leaves_the_prices_and_its_reason(
    model, trained, monkeypatch
):
    def fails(motion, change):
        raise SolveError("the equations could not be met.")

    monkeypatch.setattr(module, "what_if", fails)
    plan = Plan(weeks=8, running=40, exercises=[SQUAT], weeks_after=4)
    found = made_up_weeks(plan, model, again=(8,))
    assert not found.solved and "could not be met" in found.unsolved[8].why
    assert found.table.equals(trained.table)
    assert "The run of week 8 could not be solved again" in str(found)


# One question


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Where what was solved once is kept."""
    return tmp_path_factory.mktemp("bodies")


def ask(folder: Path, **how) -> Trained:
    given = {"plan": Plan(weeks=4, running=40, exercises=[SQUAT]), "solve": (), "samples": 20} | how
    runner = given.pop("runner", RUNNER.model_copy(update={"mass": 74.0}))
    return train(runner, given.pop("plan"), folder=folder, works=WORKS, **given)


def test_one_call_from_runner_and_plan_to_weeks(folder):
    found = ask(folder)
    assert found.race is not None and found.race.name == "10 km"
    assert found.lifts["half squat"].one_rep_max == ABLE
    start = found.adaptation.table["one_rep_max_kg"].sel(week=0, lift="half squat")
    assert (start == ABLE).all()
    again = ask(folder)  # what is solved is kept
    assert again.table.equals(found.table)
    without = ask(folder, runner=Runner(height=1.795, mass=74.0))
    assert without.race is None and np.isnan(without.table["race_time"]).all()
    assert "No race is asked for" in str(without)


def test_plausible_bodies_are_those_of_the_answer(folder):
    found = ask(folder, bodies=FEWEST)
    assert found.ensemble.runs == FEWEST and "8 plausible bodies" in str(found)
    assert (folder / "body-001.json").exists()


def test_who_lifts_less_than_the_body_gains_more_for_own_mass_is_a_larger_part(folder):
    weak = ask(folder, one_rep_max={"half squat": 0.5 * ABLE})
    strong = ask(folder)
    maxima = [
        x.adaptation.table["one_rep_max"].sel(week=4, estimate="value", lift="half squat")
        for x in (weak, strong)
    ]
    assert float(maxima[0]) > float(maxima[1])
    kilograms = weak.adaptation.table["one_rep_max_kg"].sel(week=0, estimate="value")
    assert kilograms.item() == pytest.approx(0.5 * ABLE)
    # the muscles themselves gain the same, for the share of the largest load is the same
    for name in ("size", "drive"):
        one, two = (x.adaptation.samples[name] for x in (weak, strong))
        assert np.allclose(one, two)
    tested = ask(
        folder,
        plan=Plan(weeks=4, running=40, exercises=[SQUAT | {"name": "squat"}]),
        runner=Runner(height=1.795, mass=74.0, tests={"squat": 90}),
    )
    assert tested.lifts["squat"].one_rep_max == 90.0


@pytest.mark.parametrize(
    ("how", "error", "words"),
    [
        ({"plan": "heavy-leg"}, PlanError, "unknown plan 'heavy-leg'.*perhaps 'heavy-legs'"),
        ({"weeks": 0}, PlanError, "weeks is 0 weeks, but must be"),
        ({"weeks_after": 99}, PlanError, "weeks after is 99"),
        ({"race": "10 miles"}, RunnerError, "10 miles"),
        ({"race": "5 km", "runner": Runner(height=1.795, mass=75.0)}, RunnerError, "no VO2max"),
        ({"solve": [5]}, PlanError, "week to solve is 5, but must be a whole number from 1 to 4"),
        ({"one_rep_max": {"squatt": 90}}, PlanError, "unknown exercise.*perhaps 'squat'"),
        ({"one_rep_max": {"deadlift": 90}}, PlanError, "names the deadlift.*not in the plan"),
        ({"one_rep_max": {"half squat": 0}}, PlanError, "one_rep_max of the half squat is 0 kg"),
        (
            {"one_rep_max": {"half squat": 300}},
            TaskError,
            "cannot do a squat with 300 kg: its maximum is 160 kg, limited most by the quadriceps",
        ),
        ({"training_age": -1}, PlanError, "training_age is -1 years"),
    ],
)
def test_what_is_wrong_is_one_sentence(how, error, words, folder):
    with pytest.raises(error, match=words):
        ask(folder, **how)


def test_every_exercise_of_a_plan_is_a_lift_of_its_own():
    assert set(SIMULATED) == set(EXERCISES)
    lifts = [lift_task(name) for name in EXERCISES]
    assert all(lift.load == "max" for lift in lifts)
    assert len({lift.model_dump_json() for lift in lifts}) == len(lifts)


def test_a_plan_over_fewer_weeks_leaves_out_later_deloads():
    plan = Plan(weeks=12, start_weeks=6, deload_weeks=[3, 7], exercises=[SQUAT])
    short = planned(plan, weeks=4, weeks_after=2)
    assert (short.weeks, short.weeks_after) == (4, 2)
    assert (short.start_weeks, short.deload_weeks) == (4, (3,))
    assert weeks_to_solve(short) == (4, 6) and weeks_to_solve(plan) == (12,)


@pytest.mark.parametrize(
    ("how", "share"),
    [
        ({"percent": [70, 90]}, 0.8),
        ({"percent": 100, "repetitions": 1}, 0.95),
        ({"percent": None, "rir": 0, "repetitions": 1}, 0.95),
    ],
)
def test_a_lift_is_solved_at_the_load_that_is_trained(how, share):
    (one,) = Plan(weeks=4, exercises=[SQUAT | how]).exercises
    assert trained_share(one) == pytest.approx(share)


def test_more_in_reserve_is_lighter():
    shares = [
        trained_share(Plan(weeks=4, exercises=[SQUAT | {"percent": None} | how]).exercises[0])
        for how in ({"rir": 4}, {"rpe": 8}, {"rir": 2}, {"rir": [1, 0]})
    ]
    assert shares[0] < shares[1] == shares[2] < shares[3]


def test_the_race_can_be_another_than_the_one_that_was_run(folder):
    found = ask(folder, race="5 km")
    assert found.race.name == "5 km"
    assert found.race.prediction.time == runners_race(RUNNER, "5 km").prediction.time
