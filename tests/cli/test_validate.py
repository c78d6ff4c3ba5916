"""The verb ``validate`` from the command line."""

from __future__ import annotations

import json

import pytest

from hillrunner.cli.main import main
from hillrunner.motion import library
from hillrunner.validate import solving, validation


def test_quick_prints_and_writes_the_table(tmp_path, capsys):
    out = tmp_path / "table"
    assert main(["validate", "--quick", "--speeds", "2.5", "--out", str(out)]) == 0
    text = capsys.readouterr().out
    assert "counted rows are inside" in text and "JOINT ANGLES" in text
    assert {path.name for path in out.iterdir()} == {
        "validate.html",
        "validate.md",
        "validate.json",
    }
    result = json.loads((out / "validate.json").read_text())
    assert {row["condition"] for row in result["rows"]} == {"2.5 m/s"}
    assert [m["origin"] for m in result["motions"]] == ["shipped"]
    assert (out / "validate.md").read_text().startswith("# How far the simulator can be believed")


def test_json_is_one_object_on_standard_output(tmp_path, capsys):
    assert (
        main(["validate", "--quick", "--speeds", "2", "2.5", "--json", "--out", str(tmp_path)]) == 0
    )
    result = json.loads(capsys.readouterr().out)
    assert result["counted"] == sum(row["counted"] for row in result["rows"]) > 10
    assert result == json.loads((tmp_path / "validate.json").read_text())


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--speeds", "fast"], "--speeds is 'fast', which is not a number"),
        (["--speeds", "9"], "--speeds is 9 m/s, but must be a number from 2 to 6 m/s"),
        (["--speeds", "2.7"], "no row is published at 2.7 m/s, but at 2, 2.5, 3"),
        (["--jobs", "1.5"], "--jobs is 1.5, but must be a whole number"),
        (["--jobs", "0"], "--jobs is 0, but must be a whole number from 1 to 64"),
        (["--individuals", "nowhere"], "there is no folder nowhere"),
        (["--quick", "--individuals", "."], "give either --quick or --individuals"),
    ],
)
def test_bad_input_is_one_sentence(tmp_path, capsys, flags, said):
    assert main(["validate", "--out", str(tmp_path / "new"), *flags]) == 2
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1
    assert not (tmp_path / "new").exists()


def test_ctrl_c_says_what_is_kept(tmp_path, capsys, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(validation, "collect", interrupted)
    assert main(["validate", "--speeds", "3.5", "--out", str(tmp_path)]) == 130
    told = capsys.readouterr().err
    assert "0 solved motions are in" in told and "the same command goes on" in told
    assert not list(tmp_path.rglob("validate.*"))


def test_an_unsolved_condition_is_in_the_table(tmp_path, capsys, monkeypatch):
    from hillrunner.errors import SolveError

    def fails(*_, **__):
        raise SolveError("no way there.")

    only = {"run-3.5.nc": library.shipped()["run-3.5.nc"]}
    monkeypatch.setattr(library, "shipped", lambda: only)
    monkeypatch.setattr(solving, "reach_from_shipped", fails)
    flags = ["--speeds", "3", "--jobs", "1", "--json", "--out", str(tmp_path)]
    assert main(["validate", *flags]) == 0
    captured = capsys.readouterr()
    result = json.loads(captured.out)
    assert result["not_solved"] == {"3 m/s": "no way there."}
    counted = [row for row in result["rows"] if row["counted"]]
    assert counted and all(row["simulated"] is None and row["inside"] is None for row in counted)
    assert all("no way there" in row["cause"] for row in counted)
    assert result["inside"] == 0
    assert "given up: no way there" in captured.err
