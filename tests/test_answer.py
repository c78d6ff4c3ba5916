"""The answer: prices into race time, the ensemble's machinery, and the words."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.cli.main import main
from hillrunner.errors import RunnerError, SolveError
from hillrunner.groups import GROUPS
from hillrunner.motion import library
from hillrunner.person.muscle_change import ALL
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.tell.words import answer as words
from hillrunner.worth.answer import plausible as ensemble
from hillrunner.worth.answer.bodies import Asked, BodyOrder, between, priced
from hillrunner.worth.answer.effects import (
    FEWEST,
    Change,
    aerobic_changes,
    effect,
    effects,
    race_model,
    realistic_muscle,
    round_muscle,
    seconds_of_cost,
    slope_factor,
    technique_changes,
)
from hillrunner.worth.answer.plausible import (
    CONVERGED,
    FAILED,
    UNCERTAIN,
    plausible_settings,
    solve_bodies,
)
from hillrunner.worth.prices.prices import prices
from hillrunner.worth.race.aerobic import Race, predict
from hillrunner.worth.race.cost import CostCurve

ROOT = Path(__file__).parents[1]
EXAMPLE = str(ROOT / "examples" / "runner.toml")
RUNNER = Runner(height=1.795, mass=75.0)
CURVE = CostCurve((3.0, 3.5, 4.0), (2.9, 2.8, 2.85))


def body(
    stronger: float = 0.6, force: float = -0.9, elasticity: float = 1.0, faster: float = 1.6
) -> dict:
    """A body's prices (J/kg/m per 1) of all muscle, an eighth of them in each group."""

    def table(value: float, one: float, other: float) -> dict:
        def places(x: float) -> dict:
            return {ALL: x, **{group: x / 8.0 for group in GROUPS}}

        prices = {"stronger": places(one), "force": places(other), "mass": places(one - other)}
        prices |= {"carrying": places(0.5 * (one - other)), "tendon_stiffness": places(0.1)}
        return {"value": value, "prices": prices}

    return {
        "speed": 3.7,
        "cost": table(2.8, stronger, force),
        "effort": table(4.9, -2.0, -4.0),
        "elasticity": elasticity,
        "muscle_mass": dict.fromkeys(GROUPS, 2.0),
        "loads": {place: {"knee_contact": 0.5, "achilles_force": -0.2} for place in (ALL, *GROUPS)},
        "sprint": table(8.8, faster, 2.0 * faster),
        "techniques": {"step_rate +5 %": {"cost": 1.0, "effort": 0.5}},
    }


@pytest.fixture
def model():
    return race_model(CURVE, "10 km", 10_000.0, race=Race(10_000.0, 2700.0))


def test_a_race_comes_back_as_it_was_run(model):
    assert model.prediction.time == pytest.approx(2700.0, rel=1e-6)
    both = race_model(CURVE, "10 km", 10_000.0, race=Race(10_000.0, 2700.0), vo2max=52.0)
    assert both.prediction.time == pytest.approx(2700.0, rel=1e-6)
    assert both.prediction.vo2max == 52.0
    other = race_model(CURVE, "5 km", 5000.0, vo2max=52.0)
    assert other.prediction.time < 0.5 * both.prediction.time


def test_without_oxygen_one_sentence_asks_for_it():
    with pytest.raises(RunnerError, match="no VO2max and no race is given"):
        race_model(CURVE, "10 km", 10_000.0)


def test_muscle_goes_through_cost_into_time(model):
    (change,) = (c for c in round_muscle([ALL]) if c.cause == "muscle")
    found = effect(model, body(), change)
    assert found.cost == pytest.approx(10.0 * 0.6 / 2.8)
    assert found.effort == pytest.approx(10.0 * -2.0 / 4.9)
    # independently: a race at a cost that is that much higher at every speed
    flat = model.curve.flat(model.prediction.speed)
    slower = predict(10_000.0, model.prediction.vo2max, flat.scaled(1 + found.cost / 100))
    same = predict(10_000.0, model.prediction.vo2max, flat)
    assert found.seconds == pytest.approx(slower.time - same.time, rel=1e-3)
    assert found.percent == pytest.approx(100 * found.seconds / model.prediction.time)
    assert seconds_of_cost(model, found.cost) == pytest.approx(found.seconds)


def test_groups_add_up_to_all_muscle(model):
    found = effects(model, body(), round_muscle())
    for cause in ("muscle", "strength without size"):
        mine = {e.change.what: e.cost for e in found if e.change.cause == cause}
        assert sum(mine[group] for group in GROUPS) == pytest.approx(mine[ALL])


def test_more_oxygen_never_slows_and_more_of_it_is_worth_more(model):
    spread, one = effects(model, body(), aerobic_changes())
    assert spread.change.amount > one.change.amount == 1.0
    assert spread.seconds < one.seconds < 0.0
    assert one.cost is None and one.effort is None
    bodies = [body(stronger=x) for x in np.linspace(0.0, 1.0, 12)]
    assert all(e.interval is None for e in effects(model, body(), aerobic_changes(), bodies))


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

    for own in (0.7, 1.2):
        factor = slope_factor(model, body(elasticity=own))
        assert factor == pytest.approx(per_cost(own) / per_cost(1.0), rel=2e-3)
    assert slope_factor(model, body()) == pytest.approx(1.0)
    assert slope_factor(model, body(elasticity=0.1)) is None


def test_technique_counts_where_it_was_solved_and_nowhere_else(model):
    found = effects(model, body(), technique_changes())
    assert [e.change.label for e in found] == ["step rate +5 %"]
    assert found[0].cost == 1.0 and found[0].seconds > 0.0


def test_every_group_has_a_realistic_change_with_its_source():
    changes = [c for c in realistic_muscle() if c.cause == "muscle"]
    assert {c.what for c in changes} == set(GROUPS)
    assert all(c.source and c.grade == "A" and 0 < c.amount < 10 for c in changes)
    by_group = {c.what: c for c in changes}
    assert by_group["calves"].amount == 7.0 and by_group["glutes"].amount == pytest.approx(3.7)


def test_intervals_are_percentiles_of_the_members_or_not_there(model):
    change = Change("muscle", ALL, 10.0, "%", "round number", "", "", "")
    members = [body(stronger=x) for x in np.linspace(-0.3, 0.9, 21)]
    (found,) = effects(model, body(), [change], members)
    assert found.members == 21
    low, high = found.cost_interval
    assert low == pytest.approx(10 / 2.8 * -0.24) and high == pytest.approx(10 / 2.8 * 0.84)
    assert found.interval[0] < 0.0 < found.interval[1]
    (few,) = effects(model, body(), [change], members[: FEWEST - 1])
    assert few.interval is None and few.members == 0


@pytest.mark.parametrize(
    ("stronger", "force", "begins"),
    [
        (0.6, -0.9, "No, bigger legs alone do not help over 10 km"),
        (-0.5, -0.9, "Yes, leg muscle helps over 10 km"),
        (0.001, -0.9, "Bigger legs make hardly any difference over 10 km"),
    ],
)
def test_the_first_sentence_follows_the_sign(model, stronger, force, begins):
    own = body(stronger, force)
    found = effects(model, own, [*realistic_muscle(), *round_muscle(), *aerobic_changes()])
    said = words.sentences(model, own, found)
    assert said["Answer"][0].startswith(begins)
    text = " ".join(sum(said.values(), []))
    assert "in the best way" in text and "nothing is said of starts and finishes" in text
    assert "1.6 kg" in text  # 10 % of eight groups of 2 kg


def test_disagreeing_bodies_are_told_as_such(model):
    members = [body(stronger=x) for x in np.linspace(-0.5, 0.5, 11)]
    found = effects(model, body(), [*round_muscle(), *aerobic_changes()], members)
    assert "plausible bodies disagree" in words.first_sentence(model, found)
    members = [body(force=x) for x in np.linspace(-0.5, 0.5, 11)]
    found = effects(model, body(), [*round_muscle(), *aerobic_changes()], members)
    said = words.first_sentence(model, found)
    assert said.startswith("No, bigger legs alone do not help")
    assert "on the same strength without the size plausible bodies disagree" in said


def test_clock():
    assert words.clock(2550.4) == "42:30" and words.clock(11109.0) == "3:05:09"
    assert words.change_clock(-42.0) == "-0:42" and words.change_clock(-0.2) == "0:00"


# The ensemble


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
        own = getattr(getattr(Settings(), quantity.part), quantity.field)
        assert quantity.low <= own <= quantity.high, quantity.field


def test_settings_between():
    far = plausible_settings(1, Settings())[0]
    half = between(Settings(), far, 0.5)
    own, goal = Settings().effort.activation, far.effort.activation
    assert half.effort.activation == pytest.approx((own * goal) ** 0.5)
    assert between(Settings(), far, 1.0) == far and half.mesh == far.mesh


def fake_solver(order: BodyOrder) -> dict:
    """Fails where muscle is strong; tells which process it was."""
    if order.settings.muscles.strength > 1.15:
        raise SolveError("the equations could not be met.")
    return {"strength": order.settings.muscles.strength, "process": os.getpid()}


def dying_solver(order: BodyOrder) -> dict:
    os._exit(9)


def no_solver(order: BodyOrder) -> dict:
    raise AssertionError("nothing was to be solved")


def interrupted_solver(order: BodyOrder) -> dict:
    if order.name == "body-002":
        raise KeyboardInterrupt
    return {}


def orders(count: int, **how) -> list[BodyOrder]:
    return [
        BodyOrder(f"body-{i + 1:03d}", RUNNER, 3.7, settings, **how)
        for i, settings in enumerate(plausible_settings(count, Settings()))
    ]


@pytest.mark.parametrize("jobs", [1, 2])
def test_bodies_are_solved_once_and_failures_are_told(tmp_path, jobs):
    tallies = []
    asked = orders(4)
    found = solve_bodies(asked, fake_solver, tmp_path, jobs=jobs, watch=tallies.append)
    expected = [CONVERGED if o.settings.muscles.strength <= 1.15 else FAILED for o in asked]
    assert [one["status"] for one in found] == expected and {*expected} == {CONVERGED, FAILED}
    for order, one in zip(asked, found, strict=True):
        if one["status"] == CONVERGED:
            assert one["result"]["strength"] == order.settings.muscles.strength
            assert (one["result"]["process"] == os.getpid()) == (jobs == 1)
        else:
            assert one["why"] == "the equations could not be met." and "result" not in one
    assert [t.done for t in tallies] == [1, 2, 3, 4] and tallies[-1].left == 0.0
    assert tallies[-1].failed == expected.count(FAILED)
    assert solve_bodies(asked, no_solver, tmp_path, jobs=jobs) == found


def test_what_is_kept_of_another_question_is_not_used(tmp_path):
    asked = orders(1)
    solve_bodies(asked, fake_solver, tmp_path)
    more = orders(1, techniques=(Asked("step_rate", 5.0, True),))
    assert ensemble.kept(asked[0], tmp_path) and ensemble.kept(more[0], tmp_path) is None
    (tmp_path / "body-001.json").write_text("{")
    assert ensemble.kept(asked[0], tmp_path) is None


def test_a_process_that_dies_is_a_failure(tmp_path):
    found = solve_bodies(orders(2), dying_solver, tmp_path, jobs=2)
    assert [one["status"] for one in found] == [FAILED, FAILED]
    assert "ended early" in found[0]["why"]


def test_an_interrupt_keeps_what_is_done(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        solve_bodies(orders(3), interrupted_solver, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["body-001.json"]


# The command


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--vo2max", "500"], "--vo2max is 500, but must be a number from 15 to 100"),
        (["--vo2max", "50", "--distance", "long"], "the distance is 'long', but must be one of"),
        (["--vo2max", "50", "--distance", "100km"], "the distance is 100000 m, but must be"),
        (["--race", "10 km", "45"], "the race's time is '45', but must be as 42:30"),
        (["--race", "10 km", "10:00"], "but a race must be at"),
        (["--vo2max", "50", "--members", "2.5"], "--members is 2.5, but must be a whole number"),
        (["--vo2max", "50", "--jobs", "0"], "--jobs is 0, but must be a number from 1 to 64"),
    ],
)
def test_bad_input_is_one_sentence(tmp_path, capsys, flags, said):
    out = tmp_path / "new"
    assert main(["answer", EXAMPLE, "--out", str(out), *flags]) == 2
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1
    assert not out.exists()


def test_a_runner_who_tells_no_oxygen_is_asked_for_it(tmp_path, capsys):
    file = tmp_path / "me.toml"
    file.write_text("height = 1.795\nmass = 75\n")
    assert main(["answer", str(file), "--out", str(tmp_path / "new")]) == 2
    assert "no VO2max and no race is given" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_prices_are_percent_of_the_gross_cost():
    motion = library.load_shipped("run-3.5.nc")
    found = priced(motion)
    gross = found["cost"]["value"]
    assert gross == pytest.approx(spatiotemporal(motion).cost_of_transport, rel=1e-6)
    assert found["effort"]["value"] == pytest.approx(motion.solver.objective, rel=1e-6)
    # d ln(power) / d ln(speed) of (cost above standing) * speed + standing
    slope = float(prices(motion, of="energy")["speed"])
    standing, v, step = 1.2, motion.speed, 1e-4
    power = [(gross - standing / v + slope * dv) * (v + dv) + standing for dv in (-step, step)]
    growth = np.log(power[1] / power[0]) / np.log((v + step) / (v - step))
    assert found["elasticity"] == pytest.approx(growth, rel=1e-6)


def test_the_quick_answer_of_the_example(tmp_path, capsys):
    runner = str(ROOT / "examples" / "runner.toml")
    flags = ["--race", "10 km", "45:00", "--distance", "Half Marathon", "--quick"]
    assert main(["answer", runner, *flags, "--out", str(tmp_path)]) == 0
    text = capsys.readouterr().out
    assert "over half marathon" in text.split("\n\n")[0].replace("\n", " ")
    assert "Intervals are missing" in text
    told = json.loads((tmp_path / "answer.json").read_text())
    assert told["race"]["distance"] == 21_097.5 and told["race"]["time"] > 2 * 2700.0
    assert all(e["seconds_interval"] is None for e in told["effects"])
    assert {e["cause"] for e in told["effects"]} == {
        "muscle",
        "strength without size",
        "tendon",
        "aerobic",
    }
    muscles = [e for e in told["muscles"] if e["cause"] == "muscle"]
    (whole,) = (e for e in told["effects"] if (e["what"], e["cause"]) == (ALL, "muscle"))
    assert len(muscles) == 40
    parts = sum(e["metabolic_cost_percent"] for e in muscles)
    assert parts == pytest.approx(whole["metabolic_cost_percent"])
    html = (tmp_path / "answer.html").read_text()
    assert told["answer"].split("(")[0] in html and "src=" not in html and "@import" not in html
    assert {p.name for p in tmp_path.iterdir()} == {"answer.html", "answer.json"}


FULL = ["answer", EXAMPLE, "--race", "10 km", "45:00", "--members", "12", "--jobs", "1"]


def made_up(order: BodyOrder) -> dict:
    """Prices by how strong muscle is; strong bodies and a wider oscillation are not solved."""
    strength = order.settings.muscles.strength
    if order.keep:
        library.load_shipped("run-3.5.nc").save(order.keep)
    elif strength > (1.2 if order.sprints else 1.25):
        raise SolveError("the equations could not be met.")
    found = body(stronger=0.6 * strength, faster=1.6 * strength)
    sprint = {"sprint": found.pop("sprint")}
    if order.sprints:
        return sprint
    techniques = {
        asked.key: {"why": "it did not settle."}
        if asked.key.startswith("oscillation +")
        else {"cost": asked.amount * strength, "effort": 1.0}
        for asked in order.techniques
    }
    return found | {"techniques": techniques}


@pytest.fixture
def made_up_bodies(monkeypatch):
    """No solver: bodies are made up, and more muscle leaves the run as it is."""
    monkeypatch.setattr("hillrunner.cli.answer_bodies.solve_body", made_up)
    same = SimpleNamespace(after=library.load_shipped("run-3.5.nc"))
    monkeypatch.setattr("hillrunner.cli.answer.what_if", lambda run, change: same)


def test_the_full_answer_has_intervals_and_counts_failures(
    tmp_path, capsys, monkeypatch, made_up_bodies
):
    assert main([*FULL, "--json", "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr()
    told = json.loads(shown.out)
    assert "[28/28]" in shown.err and "6 not converged" in shown.err
    assert (told["ensemble"]["converged"], told["ensemble"]["not converged"]) == (10, 2)
    of = {(e["cause"], e["what"], e["amount"]): e for e in told["effects"]}
    whole = of["muscle", ALL, 10.0]
    low, high = whole["metabolic_cost_interval"]
    one = 10.0 * 0.6 / 2.8  # at a strength of 1; the members' are from there to 1.25
    assert one < low < high < 1.25 * one and whole["metabolic_cost_percent"] == pytest.approx(one)
    assert whole["seconds_interval"][0] > whole["seconds"] and whole["members"] == 10
    assert whole["top_speed"] == pytest.approx(0.16) and whole["top_speed_interval"][0] > 0.16
    assert whole["peak_loads_percent"] == {"knee_contact": 5.0, "achilles_force": -2.0}
    assert (whole["members"], whole["sprints"]) == (10, 8)
    assert told["top_speed"] == 8.8
    assert of["technique", "step rate", 5.0]["members"] == 10
    assert of["technique", "step rate", -5.0]["seconds_interval"] is None
    limits = told["sentences"]["What the model cannot tell"]
    assert any("10 of 12 plausible bodies were solved; 2 did not" in line for line in limits)
    assert "Top speed: the sprints of 8 of them were solved." in limits
    assert any(line.endswith("has no figure: it did not settle.") for line in limits)
    assert 'class="span"' in (tmp_path / "answer.html").read_text()
    assert "10 % more leg muscle" in (tmp_path / "before-after.html").read_text()
    # the second time nothing is solved
    monkeypatch.setattr("hillrunner.cli.answer_bodies.solve_body", no_solver)
    assert main([*FULL, "--json", "--out", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out) == told


def test_ctrl_c_keeps_bodies_and_says_so(tmp_path, capsys, monkeypatch, made_up_bodies):
    def interrupted(order: BodyOrder) -> dict:
        if order.name == "body-003":
            raise KeyboardInterrupt
        return made_up(order)

    monkeypatch.setattr("hillrunner.cli.answer_bodies.solve_body", interrupted)
    assert main([*FULL, "--out", str(tmp_path)]) == 130
    assert "goes on from there" in capsys.readouterr().err
    assert {p.name for p in tmp_path.iterdir()} == {"bodies", "answer.html", "answer.json"}
    assert json.loads((tmp_path / "answer.json").read_text())["quick"] is True
    assert (tmp_path / "bodies" / "body-002.json").exists()


def test_a_runner_whose_own_run_is_not_found_keeps_the_first_answer(tmp_path, capsys, monkeypatch):
    def failing(order: BodyOrder) -> dict:
        raise SolveError("the equations could not be met.")

    monkeypatch.setattr("hillrunner.cli.answer_bodies.solve_body", failing)
    assert main([*FULL, "--out", str(tmp_path)]) == 1
    assert "own run was not found: the equations could not be met" in capsys.readouterr().err
    assert {p.name for p in tmp_path.rglob("*.json")} == {"answer.json", "base-sprint.json"}


def test_without_its_sprint_the_answer_says_so(tmp_path, capsys, monkeypatch, made_up_bodies):
    def slow(order: BodyOrder) -> dict:
        if order.sprints:
            raise SolveError("the equations could not be met.")
        return made_up(order)

    monkeypatch.setattr("hillrunner.cli.answer_bodies.solve_body", slow)
    assert main([*FULL, "--json", "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr()
    told = json.loads(shown.out)
    assert "[16/16]" in shown.err and told["top_speed"] is None
    assert all(e["top_speed"] is None and e["sprints"] == 0 for e in told["effects"])
    helps = told["sentences"]["Which muscles, for what"]
    assert "Top speed has no figure: the equations could not be met." in helps


def test_a_kept_motion_that_is_gone_is_solved_again(tmp_path):
    (asked,) = orders(1, keep=tmp_path / "run.nc")
    solve_bodies([asked], lambda order: {"run": order.keep.write_bytes(b"x")}, tmp_path)
    assert ensemble.kept(asked, tmp_path)
    asked.keep.unlink()
    assert ensemble.kept(asked, tmp_path) is None


def test_the_runners_file_tells_race_and_own_technique(tmp_path, capsys, made_up_bodies):
    file = tmp_path / "me.toml"
    file.write_text(
        'height = 1.795\nmass = 75\n[fitness]\nrace = "5 km"\ntime = "20:00"\n'
        "[technique]\nstep_rate = 170\ntrunk_lean = 8\n"
    )
    flags = ["--members", "0", "--json", "--out", str(tmp_path / "out")]
    assert main(["answer", str(file), *flags]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["race"]["name"], told["race"]["time"]) == ("5 km", pytest.approx(1200.0))
    own = {e["what"]: e for e in told["effects"] if e["kind"] == "the runner's own"}
    assert own["step rate"]["amount"] == 170.0
    assert own["trunk lean"]["amount"] == pytest.approx(np.deg2rad(8.0))
