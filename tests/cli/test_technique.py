"""The verb ``technique``: what is requested, and what is shown of its price."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from hillrunner.cli.main import main
from hillrunner.cli.technique_notation import MEASURES, requested_technique, requests_of
from hillrunner.errors import HillrunnerError, SolveError
from hillrunner.motion import library
from hillrunner.person.technique import Technique
from hillrunner.worth.prices import technique_price as module
from hillrunner.worth.prices.impose import technique_of
from hillrunner.worth.prices.technique_price import TechniquePrice, technique

FIT = Path(__file__).parents[3] / "shared" / "data" / "fit"


@pytest.fixture(scope="module")
def run():
    return library.load_shipped("run-3.5.nc")


@pytest.fixture
def base(run, tmp_path) -> str:
    return str(run.save(tmp_path / "base.nc"))


@pytest.fixture
def asked(monkeypatch) -> list[Technique]:
    """No solver: every technique costs 1 % of effort; what was asked for."""
    seen: list[Technique] = []

    def price(free, requested, *, progress=None):
        seen.append(requested)
        own = technique_of(free)
        after = own.model_copy(update=requested.imposed)
        return TechniquePrice(requested, own, after, 1.0, -0.5, free, free, better_found=False)

    monkeypatch.setattr(module, "price_technique", price)
    return seen


def told(flag: str, text: str, own: Technique) -> float:
    name = next(n for n, m in MEASURES.items() if m.flag == flag)
    return requested_technique(own, requests_of({name: text})).imposed[name]


def test_in_python_it_is_one_line(run, asked):
    result = technique(run, step_rate=175.0)
    assert (result.effort, result.cost) == (1.0, -0.5)
    assert result["step_rate"].requested == result.requested == Technique(step_rate=175.0)
    assert "175.0" in str(result) and "watch" not in str(result)
    lean = technique(run, Technique(step_rate=175.0, trunk_lean=0.1), step_rate=180.0, each=True)
    assert list(lean.prices) == ["step_rate", "trunk_lean", "all"]
    assert lean.requested == Technique(step_rate=180.0, trunk_lean=0.1)


def test_percent_changes_and_targets_are_told_apart(run):
    own = technique_of(run)
    assert told("--step-rate", "+5%", own) == pytest.approx(1.05 * own.step_rate)
    assert told("--step-rate", "-5", own) == pytest.approx(own.step_rate - 5.0)
    assert told("--step-rate", "175", own) == 175.0
    assert told("--trunk-lean", "+2deg", own) == pytest.approx(own.trunk_lean + np.deg2rad(2.0))
    assert told("--trunk-lean", "8", own) == pytest.approx(np.deg2rad(8.0))
    assert told("--oscillation", "-1cm", own) == pytest.approx(own.oscillation - 0.01)
    assert told("--overstride", "200 mm", own) == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("flag", "text", "said"),
    [
        ("--step-rate", "fast", "--step-rate is 'fast', which is not a number: write +5%"),
        ("--step-rate", "5%", "a change without its sign: write +5%"),
        ("--step-rate", "+2deg", "its unit must be one of steps/min, /min, spm and %"),
        ("--step-rate", "85", "steps of both feet count: write 170 where a watch says 85"),
        (
            "--step-rate",
            "300",
            "--step-rate is 300 steps/min, but must be a number from 120 to 260",
        ),
        ("--trunk-lean", "+5%", "it is an angle from the vertical, which may be zero"),
        ("--oscillation", "+1m", "but must be a number from 0.01 to 0.16 m"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(base, capsys, flag, text, said):
    assert main(["technique", base, flag, text]) == 2
    complaint = capsys.readouterr().err
    assert said in complaint and complaint.count("\n") == 1


def test_a_price_has_the_shape_of_a_what_if(base, capsys, asked, tmp_path):
    out = tmp_path / "out"
    flags = ["--step-rate", "+5%", "--json", "--out", str(out)]
    assert main(["technique", base, *flags]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["effort_percent"] == 1.0 and found["metabolic_cost_percent"] == -0.5
    assert set(found["before"]) == set(found["after"]) == set(found["change"])
    rate = found["technique"]["step_rate"]
    assert rate["asked"] == pytest.approx(1.05 * rate["free"])
    assert found["technique"]["oscillation"]["asked"] is None
    assert {p.name for p in out.iterdir()} == {"before.nc", "after.nc", "result.json"}


def test_each_alone_and_all_together(base, capsys, asked):
    flags = ["--step-rate", "175", "--trunk-lean", "8", "--each"]
    assert main(["technique", base, *flags]) == 0
    text = capsys.readouterr().out
    assert [list(t.imposed) for t in asked] == [
        ["step_rate"],
        ["trunk_lean"],
        ["step_rate", "trunk_lean"],
    ]
    assert "all of these together" in text and "Trunk lean" in text


def test_one_price_that_is_not_found_leaves_the_others(run, base, capsys, monkeypatch, asked):
    def price(free, requested, *, progress=None):
        if "trunk_lean" in requested.imposed:
            raise SolveError("the equations could not be met.")
        own = technique_of(run)
        return TechniquePrice(requested, own, own, 1.0, -0.5, run, run, better_found=False)

    monkeypatch.setattr(module, "price_technique", price)
    flags = ["--step-rate", "175", "--trunk-lean", "8", "--each"]
    assert main(["technique", base, *flags, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["price_of"] == "step_rate"
    assert set(found["not_found"]) == {"trunk_lean", "all"}
    assert main(["technique", base, *flags]) == 1
    assert "trunk lean has no price: the equations" in capsys.readouterr().out.replace("\n", " ")
    assert main(["technique", base, "--trunk-lean", "8", "--each"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_the_runners_file_says_how_they_run(base, capsys, asked, tmp_path):
    file = tmp_path / "me.toml"
    file.write_text("height = 1.6\nmass = 55\n[technique]\nstep_rate = 184\n")
    assert main(["technique", base, "--runner", str(file)]) == 0
    assert asked[0].imposed == {"step_rate": 184.0}
    assert "the motion belongs to a different body" in capsys.readouterr().out
    assert main(["technique", base]) == 2
    assert "say which technique" in capsys.readouterr().err


def test_technique_is_of_a_run(tmp_path, capsys):
    sprint = str(library.load_shipped("sprint.nc").save(tmp_path / "sprint.nc"))
    assert main(["technique", sprint, "--step-rate", "+5%"]) == 2
    assert "this motion is a sprint" in capsys.readouterr().err


@pytest.mark.skipif(not FIT.exists(), reason="no measured data beside this checkout")
def test_a_watch_is_shown_beside_the_runner_and_priced(base, capsys, asked):
    file = FIT / "garmin-fenix-5-run.fit"
    assert main(["technique", base, "--watch", str(file)]) == 0
    text = capsys.readouterr().out
    assert "watch" in text and "simulated" in text and "Speed" in text
    assert "step_rate" in asked[0].imposed
    for broken in ("invalid_activity-filecrc.fit", "invalid_activity-unexpected-eof.fit"):
        assert main(["technique", base, "--watch", str(FIT / broken)]) == 2
        complaint = capsys.readouterr().err
        assert broken in complaint and complaint.count("\n") == 1


def test_unknown_measures_are_no_measures():
    with pytest.raises(HillrunnerError, match="--step-rate is '', which is not a number"):
        requests_of({"step_rate": ""})
