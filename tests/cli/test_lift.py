"""The verb ``lift``: what it refuses, and what it shows and writes, without a solve."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from hillrunner import Motion
from hillrunner.analysis.lift import lift_numbers
from hillrunner.cli.main import main
from hillrunner.errors import SolveError, TaskError
from hillrunner.motion.solved import Status
from hillrunner.tasks.exercises import EXERCISES
from hillrunner.tasks.squat import Squat
from hillrunner.tell import show
from hillrunner.worth import lift as module
from hillrunner.worth.lift import Lifted

RUNNER = "height = 1.795\nmass = 75\n"


@pytest.fixture(scope="module")
def squat(pytestconfig: pytest.Config) -> Motion:
    return Motion.load(pytestconfig.rootpath / "docs" / "gallery" / "squat.nc")


@pytest.fixture
def me(tmp_path: Path) -> str:
    path = tmp_path / "me.toml"
    path.write_text(RUNNER, encoding="utf-8")
    return str(path)


@pytest.fixture
def solved(monkeypatch, squat: Motion) -> list[Squat]:
    """No solver: everything asked for is the squat of the gallery; what was asked for."""
    asked: list[Squat] = []

    def simulate(runner, task, **how):
        asked.append(task)
        if task.load != "max" and task.mass_carried > 100.0:
            raise SolveError("it cannot be done.", status=Status.INFEASIBLE)
        return squat

    monkeypatch.setattr(module, "simulate", simulate)
    monkeypatch.setattr(module, "worth_of", lambda most: {"quadriceps": 0.9, "glutes": 0.4})
    return asked


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sqat"], "perhaps 'squat' was meant"),
        (["squat", "--load", "heavy"], "--load is 'heavy', but must be kilograms"),
        (["squat", "--load", "300%"], "--load is 300%, but must be above 0 and at most 100 %"),
        (["squat", "--load", "0%"], "--load is 0%, but must be above 0"),
        (["squat", "--load", "900"], "--load is 900 kg, but must be a number from 0 to 400 kg"),
        (["squat", "--depth", "deep"], "unknown depth 'deep'"),
        (["squat", "--depth", "170"], "--depth is 170 deg of knee flexion, but must be"),
        (["deadlift", "--depth", "90"], "--depth is nothing of a deadlift"),
        (
            ["split-squat", "--carry", "teeth"],
            "--carry is 'teeth', but must be one of shoulders and",
        ),
        (
            ["squat", "--front", "left"],
            "--front is nothing of a squat, which has down, up and depth",
        ),
        (["squat", "--mesh", "2"], "--mesh is 2, but must be a whole number from 8"),
    ],
)
def test_a_wrong_lift_is_one_sentence_and_nothing_is_written(words, said, me, tmp_path, capsys):
    out = tmp_path / "out"
    code = main(["lift", words[0], me, *words[1:], "--out", str(out)])
    told = capsys.readouterr()
    assert code == 2 and said in told.err and told.err.count("\n") == 1
    assert not out.exists() and not told.out


def test_a_load_beyond_the_body_says_how_much_it_can_lift_and_why(me, solved, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["lift", "squat", me, "--load", "150", "--out", str(out), "--json"]) == 2
    told = capsys.readouterr()
    assert "with 150 kg: its maximum is 20 kg, limited most by the quadriceps" in told.err
    assert json.loads(told.out)["status"] == "bad input" and not out.exists()
    assert [task.load for task in solved] == [150.0, "max"]


def test_two_loads_side_by_side(me, solved, capsys):
    assert main(["lift", "squat", me, "--load", "20", "--compare", "max", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [task.load for task in solved] == [20.0, "max"] and len(shown["lifts"]) == 2


def test_another_exercise_takes_the_load_and_the_tempo(me, solved, capsys):
    words = ["--load", "40", "--down", "2", "--depth", "100", "--compare", "deadlift"]
    assert main(["lift", "squat", me, *words]) == 0
    assert [(task.kind, task.load, task.down) for task in solved] == [
        ("squat", 40.0, 2.0),
        ("deadlift", 40.0, 2.0),
    ]


def test_the_table_is_of_all_exercises(me, solved, capsys):
    assert main(["lift", me, "--table", "--load", "20"]) == 0
    assert [task.kind.replace("_", "-") for task in solved] == list(EXERCISES)
    assert "quadriceps" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "which lift? Name one of squat, deadlift"),
        (["--compare", "40"], "--compare needs an exercise"),
        (["--table", "--depth", "90"], "--depth does not go with --table"),
        (["--table", "--compare", "40"], "--compare does not go with --table"),
        (["squat", "--table"], "--table is of all exercises: leave 'squat' out"),
        (["squat", "--compare", "lots"], "--compare is 'lots', but must be kilograms"),
        (["squat", "--compare", "40", "--start", "a.nc"], "--start does not go with --compare"),
    ],
)
def test_what_does_not_go_together_is_one_sentence(words, said, me, solved, capsys):
    named = [word for word in words[:1] if not word.startswith("--")]
    assert main(["lift", *named, me, *words[len(named) :]]) == 2
    told = capsys.readouterr()
    assert said in told.err and not told.out and not solved


def test_a_share_of_the_most_is_lifted(me, solved, capsys):
    assert main(["lift", "squat", me, "--load", "50%", "--depth", "parallel", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [task.load for task in solved] == ["max", 10.0]
    assert {task.depth for task in solved} == {110.0}
    assert shown["one_rep_max"] == 20.0 and shown["worth"]["quadriceps"] == 0.9


def test_what_is_written_and_shown(me, solved, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["lift", "squat", me, "--load", "20", "--out", str(out), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["status"] == "converged" and shown["exercise"] == "squat"
    assert shown["load"] == 20.0 and shown["mass"] == 75.0 and "one_rep_max" not in shown
    for name in ("peak_moment", "work"):
        assert set(shown[name]) == {"hip", "knee", "ankle"}
    assert {"force", "relative", "length", "work"} == set(shown["peak_force"]["quadriceps"])
    assert {"hip", "knee", "patellofemoral", "ankle"} == set(shown["contact"])
    assert {path.name for path in out.iterdir()} >= {"motion.nc", "report.html", "result.json"}
    page = (out / "report.html").read_text(encoding="utf-8")
    assert '"into":"moments"' in page and '"into":"contacts"' in page
    assert "Squat with 20 kg" in page and 'src="http' not in page


def test_the_table_names_what_limits(squat: Motion):
    lifted = Lifted(
        "squat", squat, {"one": lift_numbers(squat)}, squat, {"quadriceps": 0.9, "glutes": 0.4}
    )
    text = str(lifted)
    assert "Largest load: 20 kg" in text and "limited most by the quadriceps" in text
    assert "+0.90 kg" in text
    alone = str(replace(lifted, most=None, worth={}))
    assert "Largest" not in alone and "squat" in alone.lower()


def test_of_legs_that_do_unlike_things_each_is_named(squat: Motion):
    """As a split squat's: what is a leg's own goes by leg, what is the body's does not."""
    legs = {"front": lift_numbers(squat, "left"), "rear": lift_numbers(squat, "right")}
    lifted = Lifted("split-squat", squat, legs)
    shown = show.plain(lifted)
    assert shown["side"] == {"front": "left", "rear": "right"} and shown["load"] == 20.0
    for name in ("peak_moment", "work", "contact", "peak_force", "full", "depth", "share"):
        assert set(shown[name]) == {"front", "rear"}
    assert shown["peak_moment"]["rear"] == pytest.approx(legs["rear"].peak_moment)
    assert isinstance(shown["trunk_lean"], float)
    text = str(lifted)
    assert "front leg" in text and "rear leg" in text and "(front, left)" in text


def test_a_start_of_another_kind_is_refused(me, solved, squat, tmp_path, capsys):
    path = squat.save(tmp_path / "squat.nc")
    assert main(["lift", "deadlift", me, "--start", str(path)]) == 2
    assert "--start is a squat, but must be a deadlift" in capsys.readouterr().err


def test_a_solve_that_failed_although_the_load_is_within_reach_says_so(me, monkeypatch, squat):
    def simulate(runner, task, **how):
        if task.load == "max":
            return squat
        raise SolveError("it ran out of iterations.", status=Status.ITERATIONS)

    monkeypatch.setattr(module, "simulate", simulate)
    assert main(["lift", "squat", me, "--load", "10"]) == 1


def test_too_much_is_a_sentence_of_the_task():
    words = module.too_much(Squat(300.0), 140.0, {"calves": 0.1, "glutes": 0.4})
    assert words.endswith("is 140 kg, limited most by the glutes.") and "300 kg" in words
    with pytest.raises(TaskError):
        raise TaskError(words)
