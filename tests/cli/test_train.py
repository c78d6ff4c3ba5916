"""The verb ``train``: what it refuses, and what it shows and writes, without a solve."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from made_up_training import ABLE, WORKS, muscles

from hillrunner.cli import train as module
from hillrunner.cli.main import main
from hillrunner.errors import SolveError
from hillrunner.groups import GROUPS
from hillrunner.training.coefficients import TABLE
from hillrunner.training.plan import shipped_plans
from hillrunner.worth.train import lifts

PLAN = """
name = "four weeks"
source = "ours"
weeks = 4
running = 40
exercises = [{ name = "half squat", sets = 3, repetitions = 5, percent = [75, 85] }]
"""


@pytest.fixture
def me(tmp_path: Path) -> str:
    path = tmp_path / "me.toml"
    path.write_text(
        'height = 1.795\nmass = 74\nfitness = { race = "10 km", time = "45:00" }\n',
        encoding="utf-8",
    )
    return str(path)


@pytest.fixture
def plan(tmp_path: Path) -> str:
    path = tmp_path / "plan.toml"
    path.write_text(PLAN, encoding="utf-8")
    return str(path)


@pytest.fixture
def unsolved(monkeypatch) -> None:
    """No solver: lifts, runs and sprints are made up."""
    for name in ("trained", "best"):
        given = getattr(module, name)
        monkeypatch.setattr(module, name, partial(_made_up, given))


def _made_up(given, *args, **how):
    return given(*args, **how | {"works": WORKS})


def told(words: list[str], capsys) -> tuple[int, str, str]:
    """What the verb answers, in this process alone: exit code, output, complaints."""
    code = main([*words, "--jobs", "1"])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--plan", "heavy-leg"], "unknown plan 'heavy-leg', perhaps"),
        (["--plan", "none.toml"], "none.toml"),
        (["--plan", "heavy-legs", "--weeks", "0"], "--weeks is 0, but must be a whole number"),
        (["--plan", "heavy-legs", "--weeks", "many"], "--weeks is 'many'"),
        (["--plan", "heavy-legs", "--after", "99"], "--after is 99, but must be"),
        (["--plan", "heavy-legs", "--solve", "13"], "--solve is 13, but must be a whole number"),
        (["--plan", "heavy-legs", "--quick", "--solve", "2"], "--quick and --solve do not go"),
        (["--plan", "heavy-legs", "--bodies", "-1"], "--bodies is -1, but must be"),
        (["--plan", "heavy-legs", "--training-age", "99"], "--training-age is 99 years"),
        (["--plan", "heavy-legs", "--vo2max", "400"], "--vo2max is 400 mL/kg/min"),
        (["--plan", "heavy-legs", "--race", "10 miles"], "10 miles"),
        (["--plan", "heavy-legs", "--one-rep-max", "squat"], "--one-rep-max is 'squat', but must"),
        (["--plan", "heavy-legs", "--one-rep-max", "squatt=90"], "perhaps 'squat' was meant"),
        (["--plan", "heavy-legs", "--one-rep-max", "squat=90"], "--one-rep-max names the squat"),
        ([], "--plan is missing: give a plan, or --best"),
        (["--plan", "heavy-legs", "--goal", "race"], "--goal goes with --best only"),
        (["--plan", "heavy-legs", "--best"], "--best and --plan do not go together"),
        (["--best", "--goal", "fun"], "--goal is 'fun', but must be one of race, top speed"),
        (["--best", "--minutes", "5"], "--minutes is 5 minutes a session, but must be"),
        (["--best", "--sessions", "0"], "--sessions is 0, but must be a whole number"),
        (["--best", "--exercise", "squatt"], "perhaps 'squat' was meant"),
        (["--best", "--running", "-1"], "--running is -1 km a week"),
        (["--best", "--solve", "13"], "--solve is 13, but must be a whole number from 1 to 12"),
        (
            ["--best", "--exercise", "squat", "--one-rep-max", "lunge=60"],
            "--one-rep-max names the lunge",
        ),
        (
            ["--plan", "heavy-legs", "--one-rep-max", "half squat=0"],
            "--one-rep-max of the half squat is 0 kg, but must be",
        ),
    ],
)
def test_what_is_wrong_is_one_sentence_and_nothing_is_written(words, said, me, tmp_path, capsys):
    out = tmp_path / "out"
    code, shown, error = told(["train", me, *words, "--out", str(out)], capsys)
    assert code == 2 and said in error and error.count("\n") == 1, error
    assert not out.exists() and not shown


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('name = "half squt", sets = 3, repetitions = 5, percent = 80', "perhaps 'half squat'"),
        ('name = "squat", sets = 40, repetitions = 5, percent = 80', "sets is 40"),
        ('name = "squat", sets = 3, repetitions = 5, percent = 300', "percent is 300"),
    ],
)
def test_a_plan_that_cannot_be_is_one_sentence(line, said, me, tmp_path, capsys):
    path, out = tmp_path / "plan.toml", tmp_path / "out"
    path.write_text(f"weeks = 4\nexercises = [{{ {line} }}]\n", encoding="utf-8")
    code, shown, error = told(["train", me, "--plan", str(path), "--out", str(out)], capsys)
    assert code == 2 and said in error and error.count("\n") == 1, error
    assert not out.exists() and not shown


def test_a_load_that_the_body_cannot_lift_is_told_of(me, plan, unsolved, tmp_path, capsys):
    out = tmp_path / "out"
    words = ["train", me, "--plan", plan, "--one-rep-max", "half squat=300", "--out", str(out)]
    code, shown, error = told(words, capsys)
    assert code == 2 and not shown and not out.exists()
    assert "with 300 kg: its maximum is 160 kg, limited most by the quadriceps" in error


def test_a_lift_that_is_not_found_leaves_nothing(me, plan, monkeypatch, tmp_path, capsys):
    def fails(*_, **__):
        raise SolveError("the equations could not be met.")

    monkeypatch.setattr(lifts, "lift", fails)
    out = tmp_path / "out"
    code, shown, error = told(["train", me, "--plan", plan, "--out", str(out)], capsys)
    assert code == 1 and not shown and not out.exists()
    assert "could not be met" in error


def test_the_contract(me, plan, unsolved, tmp_path, capsys):
    """Every number of a week is value, low and high, and sources say where they are from."""
    out = tmp_path / "out"
    words = ["train", me, "--plan", plan, "--weeks", "6", "--after", "2", "--race", "5 km"]
    code, shown, _ = told([*words, "--quick", "--json", "--out", str(out)], capsys)
    assert code == 0
    result = json.loads(shown)
    weeks = result["weeks"]
    assert [one["week"] for one in weeks] == list(range(9))
    assert [one["training"] for one in weeks] == [False] + 6 * [True] + 2 * [False]
    last = weeks[6]
    assert set(last["one_rep_max"]) == set(last["one_rep_max_percent"]) == {"half squat"}
    assert set(last["strength_percent"]) == set(last["tendon_percent"]) == {*GROUPS, "all"}
    assert set(last["size_percent"]) == {*GROUPS, "all", *muscles()}
    assert last["loads"] and set(last["loads"]) == set(last["loads_percent"])

    def numbers(value: object) -> list[dict]:
        if isinstance(value, dict) and "value" in value:
            return [value]
        return (
            [x for one in value.values() for x in numbers(one)] if isinstance(value, dict) else []
        )

    for one in numbers(last):
        assert set(one) == {"value", "low", "high"}
        assert one["low"] <= one["value"] + 1e-9 and one["value"] <= one["high"] + 1e-9
    for name in ("body_mass_percent", "economy_percent", "race_time", "top_speed"):
        assert numbers(last[name]), name
    first = weeks[0]
    assert first["economy_percent"] == {"value": 0.0, "low": 0.0, "high": 0.0}
    assert first["one_rep_max"]["half squat"]["value"] == ABLE
    assert result["race"] == "5 km" and 1000.0 < first["race_time"]["value"] < 1500.0
    assert len(result["sources"]) == len(TABLE) + 2
    assert all(one["source"] for one in result["sources"])
    assert result["plan"]["weeks"] == 6 and result["solved"] == []
    assert {path.name for path in out.iterdir()} == {
        "bodies",
        "before.nc",
        "result.json",
        "training.html",
    }


def test_the_best_plan_is_shown_with_its_reasons(me, unsolved, tmp_path, capsys):
    out = tmp_path / "out"
    words = ["train", me, "--best", "--minutes", "25", "--goal", "top speed", "--quick"]
    choice = ["--exercise", "half squat", "--exercise", "calf raise"]
    code, shown, _ = told([*words, *choice, "--json", "--out", str(out)], capsys)
    result = json.loads(shown)
    assert code == 0 and len(result["weeks"]) == 13
    found = result["best"]
    assert (found["goal"], found["unit"], found["sets"]) == ("top speed", "m/s", 5)
    assert {one["exercise"] for one in found["ranking"]} == {"half squat", "calf raise"}
    assert sum(one["sets"] for one in found["ranking"]) == 5
    assert "Why these exercises" in (out / "training.html").read_text(encoding="utf-8")


def test_without_a_race_there_is_no_time(plan, unsolved, tmp_path, capsys):
    path = tmp_path / "who.toml"
    path.write_text("height = 1.795\nmass = 74\n", encoding="utf-8")
    words = ["train", str(path), "--plan", plan, "--quick", "--out", str(tmp_path / "out")]
    code, shown, _ = told([*words, "--json"], capsys)
    assert code == 0 and json.loads(shown)["weeks"][4]["race_time"] is None
    assert "slower" not in json.loads(shown)["answer"]


@pytest.mark.parametrize("name", shipped_plans())
def test_every_shipped_plan_can_be_trained(name):
    plan = module.planned(name)
    assert all(lifts.lift_task(one.name).load == "max" for one in plan.exercises)
