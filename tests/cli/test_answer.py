"""``hillrunner answer``: its flags, its files, and what it says on the way."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from made_up_bodies import MADE_UP, failing_work, interrupted_work, sprint_work
from priced_shipped import take_known

from hillrunner.cli.answer import answer
from hillrunner.cli.arguments import parse
from hillrunner.cli.main import main
from hillrunner.errors import SolveError
from hillrunner.motion import library
from hillrunner.person.muscle_change import ALL
from hillrunner.worth.answer import answer as answering
from hillrunner.worth.answer.ensemble import shipped_bodies

EXAMPLE = str(Path(__file__).parents[2] / "examples" / "runner.toml")
FULL = ["answer", EXAMPLE, "--race", "10 km", "45:00", "--bodies", "12", "--jobs", "1"]


def more_muscle(run, change):
    """No solve: more muscle leaves the run as it is."""
    return SimpleNamespace(after=library.load_shipped("run-3.5.nc"))


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--vo2max", "500"], "--vo2max is 500 mL/kg/min, but must be a number from 15 to 100"),
        (["--vo2max", "50", "--distance", "long"], "the distance is 'long', but must be one of"),
        (["--vo2max", "50", "--distance", "100km"], "the distance is 100000 m, but must be"),
        (["--vo2max", "50", "--distance", "10"], "42195 m: write 10km for kilometres"),
        (["--race", "10 km", "45"], "time is '45', but must be as 42:30"),
        (["--race", "10 km", "10:00"], "but a race must be at"),
        (["--race", "10 km", "45:00", "--race", "5 km", "20:00"], "--race is given 2 times"),
        (["--vo2max", "50", "--bodies", "2.5"], "--bodies is 2.5, but must be a whole number"),
        (["--vo2max", "50", "--jobs", "0"], "--jobs is 0, but must be a whole number from 1 to 64"),
        (["--quick", "--bodies", "0"], "--quick and --bodies do not go together"),
        (["--vo2max", "50", "--quick", "--jobs", "0"], "--jobs is 0, but must be a whole number"),
    ],
)
def test_bad_input_is_one_sentence(tmp_path, capsys, flags, said):
    out = tmp_path / "new"
    assert main(["answer", EXAMPLE, "--out", str(out), *flags]) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1
    assert not out.exists()


def test_a_runner_who_tells_no_oxygen_is_asked_for_it(tmp_path, capsys):
    file = tmp_path / "me.toml"
    file.write_text("height = 1.795\nmass = 75\n")
    assert main(["answer", str(file), "--out", str(tmp_path / "new")]) == 2
    assert "no VO2max and no race is given" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


@pytest.fixture(autouse=True)
def prices_are_known(monkeypatch) -> None:
    """The shipped motions near 3.7 m/s are priced once."""
    take_known(monkeypatch)


@pytest.fixture
def quickly(monkeypatch) -> None:
    """The first answer is that of one speed."""
    bodies = shipped_bodies(3.7)
    monkeypatch.setattr(answering, "first_bodies", lambda *_: bodies)


def test_the_quick_answer_of_the_example(tmp_path, capsys):
    flags = ["--race", "10 km", "45:00", "--distance", "Half Marathon", "--quick"]
    assert main(["answer", EXAMPLE, *flags, "--out", str(tmp_path)]) == 0
    text = capsys.readouterr().out
    assert "over the half marathon" in text.split("\n\n")[0].replace("\n", " ")
    assert "Intervals are missing" in text
    content = json.loads((tmp_path / "answer.json").read_text())
    assert content["race"]["distance"] == 21_097.5 and content["race"]["time"] > 2 * 2700.0
    of_one_body = [e for e in content["effects"] if e["cause"] != "durability"]
    assert all(e["seconds_interval"] is None for e in of_one_body)
    assert {e["cause"] for e in content["effects"]} == {
        "muscle",
        "strength without size",
        "tendon",
        "aerobic",
        "durability",
    }
    muscles = [e for e in content["muscles"] if e["cause"] == "muscle"]
    (whole,) = (e for e in content["effects"] if (e["what"], e["cause"]) == (ALL, "muscle"))
    assert len(muscles) == 40
    parts = sum(e["metabolic_cost_percent"] for e in muscles)
    assert parts == pytest.approx(whole["metabolic_cost_percent"])
    html = (tmp_path / "answer.html").read_text()
    assert content["answer"].split("(")[0] in html
    assert "src=" not in html and "@import" not in html
    assert {p.name for p in tmp_path.iterdir()} == {"answer.html", "answer.json"}


def test_the_full_answer_follows_the_first(quickly, tmp_path, capsys):
    options = parse([*FULL, "--json", "--out", str(tmp_path)])
    assert answer(options, MADE_UP, more_muscle) == 0
    shown = capsys.readouterr()
    content = json.loads(shown.out)
    assert "[1/2] own-run: solved" in shown.err and "[28/28]" in shown.err
    assert "28 runs and sprints to solve" in shown.err
    assert shown.err.count("given up: the equations could not be met") == 6
    ensemble = content["ensemble"]
    assert (ensemble["converged"], ensemble["not converged"], ensemble["missing"]) == (10, 2, "")
    assert content["quick"] is False
    assert json.loads((tmp_path / "answer.json").read_text()) == content
    assert "10 % more leg muscle" in (tmp_path / "before-after.html").read_text()


def test_the_first_answer_is_of_the_runners_own_body(tmp_path, capsys):
    file = tmp_path / "me.toml"
    file.write_text('height = 1.6\nmass = 52\nsex = "female"\n[fitness]\nvo2max = 46\n')
    flags = ["answer", str(file), "--jobs", "1", "--json", "--out", str(tmp_path / "out")]
    assert answer(parse([*flags, "--quick"]), MADE_UP, more_muscle) == 0
    shown = capsys.readouterr()
    content = json.loads(shown.out)
    assert (content["quick"], content["stand-in"]) == (True, None)
    assert "2 runs and sprints to solve" in shown.err and "[2/2] own-sprint: solved" in shown.err
    # the full answer takes these two as they are
    assert answer(parse([*flags, "--bodies", "0"]), MADE_UP, more_muscle) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)["quick"] is False
    assert "own-run" not in shown.err and "technique" in shown.err
    # and where the own run is not found, the answer says whose it is
    works = (failing_work, failing_work)
    flags[-1] = str(tmp_path / "other")
    assert answer(parse([*flags, "--quick"]), works, more_muscle) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["stand-in"].startswith("the runner's own run could not be solved")
    assert "75 kg), not of this runner's" in json.dumps(content["sentences"])


def test_ctrl_c_keeps_bodies_and_says_so(quickly, tmp_path, capsys):
    options = parse([*FULL, "--out", str(tmp_path)])
    assert answer(options, (interrupted_work, sprint_work), more_muscle) == 130
    assert "goes on from there" in capsys.readouterr().err
    assert {p.name for p in tmp_path.iterdir()} == {"bodies", "answer.html", "answer.json"}
    assert json.loads((tmp_path / "answer.json").read_text())["quick"] is True


def test_a_runner_whose_own_run_is_not_found_keeps_the_first_answer(quickly, tmp_path):
    options = parse([*FULL, "--out", str(tmp_path)])
    with pytest.raises(SolveError, match="own run could not be solved"):
        answer(options, (failing_work, failing_work), more_muscle)
    assert {p.name for p in tmp_path.rglob("*.json")} == {"answer.json", "own-sprint.json"}


def test_the_runners_file_tells_race_and_technique(quickly, tmp_path, capsys):
    file = tmp_path / "me.toml"
    file.write_text(
        'height = 1.795\nmass = 75\n[fitness]\nrace = "5 km"\ntime = "20:00"\n'
        "[technique]\nstep_rate = 170\ntrunk_lean = 8\n"
    )
    flags = ["answer", str(file), "--bodies", "0", "--jobs", "1", "--json"]
    flags += ["--out", str(tmp_path / "out")]
    assert answer(parse(flags), MADE_UP, more_muscle) == 0
    content = json.loads(capsys.readouterr().out)
    assert (content["race"]["name"], content["race"]["time"]) == ("5 km", pytest.approx(1200.0))
    own = {e["what"]: e for e in content["effects"] if e["kind"] == "the runner's own"}
    assert own["step rate"]["amount"] == 170.0
    assert own["trunk lean"]["amount"] == pytest.approx(np.deg2rad(8.0))
