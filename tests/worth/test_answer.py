"""The answer: prices into race time, plausible bodies into intervals, one question in Python."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, asdict

import numpy as np
import pytest
from made_up_bodies import (
    MADE_UP,
    RUNNER,
    RUNS,
    STRENGTH,
    body,
    failing_work,
    interrupted_work,
    made_up_answer,
    run_work,
    slow_work,
    sprint,
    sprint_work,
)
from priced_shipped import priced_run
from scipy.optimize import brentq

from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.batch.run import Ended, Planned
from hillrunner.errors import HillrunnerError, JobError, RunnerError, SettingsError, SolveError
from hillrunner.groups import GROUPS
from hillrunner.motion import library
from hillrunner.person.muscle_change import ALL
from hillrunner.person.runner import Runner
from hillrunner.published.realistic_changes import Cause, Kind
from hillrunner.settings import Settings
from hillrunner.tasks.run import Run
from hillrunner.tasks.sprint import Sprint
from hillrunner.worth.answer.answer import answer, runners_race
from hillrunner.worth.answer.body_job import BodyOrder, result_of, solve_run
from hillrunner.worth.answer.changes import (
    Change,
    TechniqueChange,
    aerobic_changes,
    realistic_muscle,
    round_muscle,
    technique_changes,
)
from hillrunner.worth.answer.effects import FEWEST, effect, effects
from hillrunner.worth.answer.plausible import UNCERTAIN, plausible_settings
from hillrunner.worth.answer.priced_body import PricedBody, Unsolved
from hillrunner.worth.prices.prices import prices
from hillrunner.worth.race.aerobic import Race, held_fraction, predict
from hillrunner.worth.race.cost import CostCurve
from hillrunner.worth.race.economy import PeoplesDemand
from hillrunner.worth.race.race_model import OxygenFrom, race_model

CURVE = CostCurve((3.0, 3.5, 4.0), (2.9, 2.8, 2.85))
RACE = ("10 km", "45:00")


@pytest.fixture(scope="module")
def model():
    return race_model(CURVE, "10 km", 10_000.0, race=Race(10_000.0, 2700.0))


# The race


def test_a_race_comes_back_as_it_was_run(model):
    assert model.prediction.time == pytest.approx(2700.0, rel=1e-6)
    assert model.oxygen_from == OxygenFrom.RACE
    both = race_model(CURVE, "10 km", 10_000.0, race=Race(10_000.0, 2700.0), vo2max=52.0)
    assert both.prediction.time == pytest.approx(2700.0, rel=1e-6)
    assert both.prediction.vo2max == 52.0 and both.oxygen_from == OxygenFrom.VO2MAX_AND_RACE
    other = race_model(CURVE, "5 km", 5000.0, vo2max=52.0)
    assert other.prediction.time < 0.5 * both.prediction.time
    assert other.oxygen_from == OxygenFrom.VO2MAX


def test_without_oxygen_one_sentence_asks_for_it():
    with pytest.raises(RunnerError, match="no VO2max and no race is given"):
        race_model(CURVE, "10 km", 10_000.0)


def test_the_slope_of_one_motion_against_a_race_with_that_slope(model):
    """Its factor is the ratio of two races' elasticities, each by differences."""
    race = model.prediction

    def per_cost(elasticity: float) -> float:
        speeds = tuple(race.speed * f for f in (0.9, 0.95, 1.0, 1.05, 1.1))
        costs = tuple(3.0 * (v / race.speed) ** (elasticity - 1.0) for v in speeds)
        curve = CostCurve(speeds, costs)
        vo2max = curve.demand(race.speed) / race.fraction
        up, down = (predict(10_000.0, vo2max, curve.scaled(f)).time for f in (1.001, 0.999))
        return up - down

    peoples = PeoplesDemand().elasticity(race.speed)
    own = model.with_cost(0.1).time - model.with_cost(-0.1).time
    for one in (0.7, 1.2):
        assert model.slope_factor(one) == pytest.approx(per_cost(one) / own, rel=2e-3)
    assert model.slope_factor(peoples) == pytest.approx(1.0)
    assert model.slope_factor(0.1) is None


# Changes and their effects


def test_muscle_goes_through_cost_into_time(model):
    (change,) = (c for c in round_muscle([ALL]) if c.cause == Cause.MUSCLE)
    found = effect(model, body(), change)
    assert found.cost == pytest.approx(10.0 * 0.6 / 2.8)
    assert found.effort == pytest.approx(10.0 * -2.0 / 4.9)
    # independently: where people's demand, that much higher at every speed, meets what is held
    race, people = model.prediction, PeoplesDemand()

    def lacks(time: float) -> float:
        needs = people.demand(race.distance / time) / people.demand(race.speed) * race.oxygen
        return needs * (1 + found.cost / 100) - race.vo2max * held_fraction(time)

    slower = brentq(lacks, race.time, 1.2 * race.time)
    assert found.seconds == pytest.approx(slower - race.time, rel=1e-6)
    assert found.percent == pytest.approx(100 * found.seconds / model.prediction.time)
    assert model.seconds_of_cost(found.cost) == pytest.approx(found.seconds)


def test_groups_add_up_to_all_muscle(model):
    found = effects(model, body(), round_muscle())
    for cause in (Cause.MUSCLE, Cause.STRENGTH):
        cost = {e.change.what: e.cost for e in found if e.change.cause == cause}
        assert sum(cost[group] for group in GROUPS) == pytest.approx(cost[ALL])


def test_more_oxygen_never_slows_and_more_of_it_is_worth_more(model):
    spread, one = effects(model, body(), aerobic_changes())
    assert spread.change.amount > one.change.amount == 1.0
    assert spread.seconds < one.seconds < 0.0
    assert one.cost is None and one.effort is None and one.top_speed is None
    bodies = [body(stronger=x) for x in np.linspace(0.0, 1.0, 12)]
    weighed = effects(model, body(), aerobic_changes(), bodies=bodies)
    assert len(weighed) == 2 and all(e.interval is None for e in weighed)


def test_nobody_has_more_oxygen_than_people_have():
    fit = race_model(CURVE, "10 km", 10_000.0, vo2max=96.0)
    assert [e.change.amount for e in effects(fit, body(), aerobic_changes())] == [1.0]


def test_technique_counts_where_it_was_solved_and_nowhere_else(model):
    (found,) = effects(model, body(), technique_changes())
    assert (found.change.what, found.change.amount) == ("step rate", 5.0)
    assert found.cost == 1.0 and found.seconds > 0.0


def test_every_group_has_a_realistic_change_with_its_source():
    changes = [c for c in realistic_muscle() if c.cause == Cause.MUSCLE]
    assert {c.what for c in changes} == set(GROUPS)
    assert all(c.published.grade == "A" and 0 < c.amount < 10 for c in changes)
    by_group = {c.what: c for c in changes}
    assert by_group["calves"].amount == 7.0 and by_group["glutes"].amount == pytest.approx(3.7)
    assert by_group["glutes"].kind == Kind.STAND_IN


def test_a_change_of_technique_of_each_sort():
    assert TechniqueChange("step_rate", 5.0, "percent").of(160.0) == pytest.approx(168.0)
    assert TechniqueChange("oscillation", -0.01, "shift").of(0.08) == pytest.approx(0.07)
    own = technique_changes(Runner(1.8, 75, technique={"step_rate": 170}).technique)[-1]
    assert own.kind == Kind.OWN and own.technique.of(160.0) == 170.0
    keys = {change.technique.key for change in technique_changes()}
    assert len(keys) == 4 and {"step_rate +5 %", "step_rate -5 %"} < keys


def test_intervals_are_percentiles_of_the_bodies_or_not_there(model):
    change = Change(Cause.MUSCLE, ALL, 10.0, "%", Kind.ROUND)
    bodies = [body(stronger=x) for x in np.linspace(-0.3, 0.9, 21)]
    (found,) = effects(model, body(), [change], bodies=bodies)
    assert found.members == 21
    low, high = found.cost_interval
    assert low == pytest.approx(10 / 2.8 * -0.24) and high == pytest.approx(10 / 2.8 * 0.84)
    assert found.interval[0] < 0.0 < found.interval[1]
    (few,) = effects(model, body(), [change], bodies=bodies[: FEWEST - 1])
    assert few.interval is None and few.members == 0


def test_prices_are_percent_of_the_gross_cost():
    motion = library.load_shipped("run-3.5.nc")
    found = priced_run()
    gross = found.cost.value
    assert gross == pytest.approx(spatiotemporal(motion).cost_of_transport, rel=1e-6)
    assert found.effort.value == pytest.approx(motion.solver.objective, rel=1e-6)
    # d ln(power) / d ln(speed) of (cost above standing) * speed + standing
    slope = float(prices(motion, of="energy")["speed"])
    standing, v, step = 1.2, motion.speed, 1e-4
    power = [(gross - standing / v + slope * dv) * (v + dv) + standing for dv in (-step, step)]
    growth = np.log(power[1] / power[0]) / np.log((v + step) / (v - step))
    assert found.elasticity == pytest.approx(growth, rel=1e-6)


# Plausible bodies


def test_hypercube_uses_every_part_of_every_range_once():
    count = 12
    drawn = plausible_settings(count, Settings())
    assert drawn == plausible_settings(count, Settings())
    for quantity in UNCERTAIN:
        values = [getattr(getattr(s, quantity.part), quantity.field) for s in drawn]
        low, high = quantity.low, quantity.high
        if quantity.log:
            values, low, high = np.log(values), np.log(low), np.log(high)
        parts = np.floor(count * (np.asarray(values) - low) / (high - low)).astype(int)
        assert sorted(parts) == list(range(count)), quantity.field
    assert all(s.mesh == Settings().mesh and s.effort.metabolic == 1.0 for s in drawn)


def test_todays_settings_are_within_every_range():
    for quantity in UNCERTAIN:
        value = getattr(getattr(Settings(), quantity.part), quantity.field)
        assert quantity.low <= value <= quantity.high, quantity.field


def test_an_order_goes_through_json():
    order = BodyOrder(
        RUNNER,
        Run(3.7),
        plausible_settings(1, Settings())[0],
        (TechniqueChange("a", 1.0, "shift"),),
    )
    assert BodyOrder.of(order.plain()) == order
    top = BodyOrder(RUNNER, Sprint(), Settings())
    assert BodyOrder.of(top.plain()) == top


def test_a_result_goes_through_json_with_its_types():
    one = body()
    assert result_of(PricedBody, asdict(one)) == one


def test_the_key_is_of_all_that_matters_and_of_nothing_else(tmp_path):
    order = BodyOrder(RUNNER, Run(3.7), Settings())
    key = order.job("a", solve_run).key
    elsewhere = BodyOrder(RUNNER, Run(3.7), Settings(), (), tmp_path / "a.nc", tmp_path / "b.nc")
    assert elsewhere.job("b", solve_run).key == key
    others = (
        BodyOrder(Runner(1.8, 75.0), Run(3.7), Settings()),
        BodyOrder(RUNNER, Run(3.6), Settings()),
        BodyOrder(RUNNER, Sprint(), Settings()),
        BodyOrder(RUNNER, Run(3.7), Settings(mesh=20)),
        BodyOrder(RUNNER, Run(3.7), Settings(), (TechniqueChange("step_rate", 5.0, "percent"),)),
    )
    keys = {other.job("a", solve_run).key for other in others}
    assert len(keys) == len(others) and key not in keys


# The question


def test_the_full_answer_has_intervals_and_counts_failures(tmp_path):
    events = []
    how = {"bodies": 12, "folder": tmp_path, "watch": events.append, "works": MADE_UP}
    found = answer(RUNNER, race=RACE, **how)
    ends = [event for event in events if isinstance(event, Ended)]
    assert [end.total for end in ends] == [2] * 2 + [2] * 2 + [28] * 28
    assert ends[-1].failed == 6
    ensemble = found.ensemble
    assert (ensemble.ordered, ensemble.runs, ensemble.failed, ensemble.sprints) == (12, 10, 2, 8)
    assert ensemble.enough and not found.quick
    whole = found.effect(Cause.MUSCLE, ALL)
    low, high = whole.cost_interval
    one = 10.0 * 0.6 / 2.8  # at a strength of 1; the bodies' are below it and above
    assert STRENGTH.low * one < low < one < high < RUNS * one
    assert whole.cost == pytest.approx(one)
    assert whole.interval[0] < whole.seconds < whole.interval[1] and whole.members == 10
    slow, fast = whole.top_speed_interval
    assert slow < whole.top_speed < fast and whole.top_speed == pytest.approx(0.16)
    assert whole.loads == {"knee_contact": 5.0, "achilles_force": -2.0}
    assert (whole.members, whole.sprints, found.top_speed) == (10, 8, 8.8)
    more, fewer = (e for e in found.effects if e.change.what == "step rate")
    assert more.members == 10 and fewer.interval is None
    ((change, why),) = found.without_figure
    assert change.what == "oscillation" and why == Unsolved("it did not settle.")
    with pytest.raises(FrozenInstanceError):
        found.quick = True
    # the second time nothing is solved, and the answer is the same
    events.clear()
    again = answer(
        RUNNER, race=RACE, bodies=12, folder=tmp_path, watch=events.append, works=MADE_UP
    )
    assert again == found
    assert all(isinstance(event, Planned) and not event.waiting for event in events)


def test_the_runners_own_body_alone_and_no_folder():
    found = answer(RUNNER, race=RACE, bodies=0, works=MADE_UP)
    assert (found.ensemble.ordered, found.quick) == (0, False)
    assert all(e.interval is None for e in found.effects)
    assert found.effect(Cause.TECHNIQUE, "step rate").cost == 5.0
    assert found.run.speed == 3.5  # the motion can still be read


def test_ctrl_c_keeps_what_is_solved(tmp_path):
    works = (interrupted_work, sprint_work)
    with pytest.raises(KeyboardInterrupt):
        answer(RUNNER, race=RACE, bodies=12, folder=tmp_path, works=works)
    assert (tmp_path / "body-001.json").exists() and (tmp_path / "own-run.json").exists()
    assert not (tmp_path / "sprint-001.json").exists()


def test_a_runner_whose_run_is_not_found_is_tried_again(tmp_path):
    for _ in range(2):
        with pytest.raises(
            SolveError, match="own run could not be solved: the equations could not be"
        ):
            answer(
                RUNNER,
                race=RACE,
                bodies=0,
                folder=tmp_path,
                works=(failing_work, failing_work),
            )
    assert {p.name for p in tmp_path.iterdir()} == {"own-sprint.json"}


def test_without_a_sprint_of_the_runner_nobody_sprints(tmp_path):
    works = (run_work, failing_work)
    found = answer(RUNNER, race=RACE, bodies=9, folder=tmp_path, works=works)
    assert found.sprint == Unsolved("the equations could not be met.")
    assert found.top_speed is None and found.ensemble.sprints == 0
    assert all(e.top_speed is None and e.sprints == 0 for e in found.effects)
    assert not list(tmp_path.glob("sprint-*"))


def test_a_first_answer_does_not_wait_for_a_slow_sprint_and_the_full_one_does(tmp_path):
    works, woman = (run_work, slow_work), Runner(1.6, 50.0, sex="female")
    first = answer(woman, race=RACE, folder=tmp_path, works=works)
    assert first.quick and first.sprint == Unsolved("this body's sprint was not found in 60 s.")
    full = answer(woman, race=RACE, bodies=0, folder=tmp_path, works=works)
    assert full.top_speed == 8.8


def test_the_runner_says_race_and_technique_and_arguments_come_first():
    fitness = {"race": "5 km", "time": "20:00"}
    me = Runner(1.795, 75, fitness=fitness, technique={"step_rate": 170, "trunk_lean": 0.14})
    found = answer(me, bodies=0, works=MADE_UP)
    assert (found.race.name, found.race.prediction.time) == ("5 km", pytest.approx(1200.0))
    own = {e.change.what: e.change.amount for e in found.effects if e.change.kind == Kind.OWN}
    assert own == {"step rate": 170.0, "trunk lean": 0.14}
    model = runners_race(me, 10_000, race=(10_000, 2700), vo2max=50)
    assert model.name == "10 km" and model.prediction.time == pytest.approx(2700.0)
    assert model.prediction.vo2max == 50.0
    assert runners_race(RUNNER, vo2max=50.0).name == "10 km"
    assert runners_race(me).prediction.vo2max == pytest.approx(
        runners_race(RUNNER, race=(5000, 1200)).prediction.vo2max
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "no VO2max and no race is given"),
        ({"vo2max": 500}, "the VO2max is 500 mL/kg/min, but must be a number from 15 to 100"),
        ({"vo2max": 50, "distance": "long"}, "the distance is 'long', but must be one of"),
        ({"vo2max": 50, "distance": 100}, "the distance is 100 m, but must be a number from 1500"),
        ({"race": ("10 km", "45")}, "time is '45', but must be as 42:30"),
        ({"race": ("10 km", "10:00")}, "but a race must be at"),
        ({"race": "45:00"}, "the race is '45:00', but must be a distance and a time"),
        ({"race": RACE, "bodies": 2.5}, "bodies is 2.5, but must be a whole number from 0 to 500"),
        ({"race": RACE, "bodies": -1}, "bodies is -1, but must be a number from 0 to 500"),
        ({"race": RACE, "bodies": True}, "bodies is True, which is not a number"),
        ({"race": RACE, "bodies": 0, "processes": 2, "executor": "here"}, "processes"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence_at_once(given, said):
    with pytest.raises(HillrunnerError) as caught:
        answer(RUNNER, **given)
    assert said in str(caught.value) and "--" not in str(caught.value)
    assert isinstance(caught.value, RunnerError | SettingsError | JobError)


def test_a_made_up_quick_answer_is_a_quick_one(model):
    assert made_up_answer(model, first=True).quick and not made_up_answer(model).quick
    assert made_up_answer(model, top=sprint(2.0)).top_speed == 8.8
