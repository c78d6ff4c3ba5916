"""Of what no style is told, in Python and on the command line."""

import json

import pytest

from hillrunner.cli.main import main
from hillrunner.errors import TaskError
from hillrunner.tracking.style import style


def test_a_run_that_nobody_measured_has_no_style(run):
    with pytest.raises(
        TaskError, match=r"of a measured stride that was followed, and this is none: run at 3.5"
    ):
        style(run)


def test_the_command_speaks_in_sentences_and_writes_nothing(run, tmp_path, capsys):
    path, out = run.save(tmp_path / "run.nc"), tmp_path / "out"
    assert main(["style", str(path), "--hold", "5", "--out", str(out)]) == 2
    assert "--hold is 5, but must be a number from 0.001 to 1" in capsys.readouterr().err
    assert main(["style", str(path), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["status"] == "bad input"
    assert main(["style", str(tmp_path / "none.nc")]) == 2
    assert not out.exists()
