"""The verb ``study`` from the command line, with quick work in the place of solves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from study_work import counted, made_up

from hillrunner.cli.arguments import parse
from hillrunner.cli.main import main
from hillrunner.cli.study import study

DESIGN = """
method = "full factorial"
[runner]
height = 1.8
mass = [44, 60, 70]
[task]
speed = 3
"""
MASSES = (60, 65, 70, 75, 80, 85)
PROGRAM = """
import sys
from hillrunner.cli.arguments import parse
from hillrunner.cli.study import study
from study_work import counted

if __name__ == "__main__":
    sys.exit(study(parse(["study", *sys.argv[1:]]), counted))
"""


@pytest.fixture
def design(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(DESIGN)
    return path


def do(*words: object) -> int:
    return study(parse(["study", *map(str, words), "--jobs", "1"]), made_up)


def test_it_writes_one_data_set_a_page_and_says_who_failed(design, tmp_path, capsys):
    out = tmp_path / "out"
    assert do(design, "--out", out) == 0
    said = capsys.readouterr()
    assert "3 members: 2 converged, 1 impossible." in said.out
    assert "1 impossible, the first: height 1.8 m with mass 44 kg is a body mass index" in said.out
    assert {path.name for path in out.iterdir()} == {
        "members",
        "result.json",
        "study.html",
        "study.nc",
    }
    assert "[3/3] member-00003: solved" in said.err and "s left)" in said.err
    assert do(design, "--out", out, "--json") == 0
    said = capsys.readouterr()
    result = json.loads(said.out)
    assert result["members"] == {"converged": 2, "unsolved": 0, "impossible": 1, "lost": 0}
    assert list(result["not_solved"]) == ["1"] and said.err == ""
    assert result == json.loads((out / "result.json").read_text())


def test_the_folder_is_called_after_the_study(design, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert do(design) == 0
    assert (tmp_path / "out" / "study-small" / "study.nc").exists()


def test_no_member_solved_is_code_1_and_written_all_the_same(tmp_path, capsys):
    path = tmp_path / "fast.toml"
    path.write_text(DESIGN.replace("speed = 3", "speed = 4.5"))
    assert do(path, "--out", tmp_path / "out") == 1
    assert (tmp_path / "out" / "study.nc").exists()
    assert "2 unsolved, the first: infeasible: no way there." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--executor", "slurm"], "--executor is 'slurm', but must be processes or dask"),
        (["--address", "tcp://a:1"], "--address goes with --executor dask only"),
        (
            ["--executor", "dask", "--address", "tcp://a:1", "--jobs", "2"],
            "give either --address or --jobs",
        ),
        (["--jobs", "0"], "--jobs is 0, but must be a whole number from 1 to 64"),
        (["--jobs", "two"], "--jobs is 'two', which is not a number"),
    ],
)
def test_wrong_flags_are_one_sentence(design, tmp_path, capsys, flags, said):
    assert main(["study", str(design), "--out", str(tmp_path / "new"), *flags]) == 2
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1
    assert not (tmp_path / "new").exists()


def test_a_flag_that_is_none_names_the_nearest(design, capsys):
    with pytest.raises(SystemExit):
        main(["study", str(design), "--executer", "dask"])
    assert "study takes no --executer, perhaps --executor was meant" in capsys.readouterr().err


def test_a_broken_design_is_one_sentence(tmp_path, capsys):
    path = tmp_path / "broken.toml"
    path.write_text(DESIGN.replace("height", "heigth"))
    assert main(["study", str(path), "--out", str(tmp_path / "new"), "--json"]) == 2
    said = capsys.readouterr()
    assert "broken.toml: unknown key in runner 'heigth'" in said.err
    assert "perhaps 'height' was meant" in said.err and said.err.count("\n") == 1
    assert json.loads(said.out)["status"] == "bad input"
    assert not (tmp_path / "new").exists()


def test_without_dask_one_sentence_says_how_to_get_it(design, tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    flags = ["--executor", "dask", "--out", str(tmp_path / "new")]
    assert main(["study", str(design), *flags]) == 2
    assert capsys.readouterr().err == (
        "hillrunner: Dask is not installed, which a cluster needs: "
        'pip install "hillrunner[cluster]".\n'
    )


@pytest.mark.slow  # two programs start one after another, each with two processes
@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
@pytest.mark.parametrize("executor", ["processes", "dask"])
def test_ctrl_c_keeps_what_is_solved_and_nothing_is_solved_twice(
    tmp_path, capsys, monkeypatch, executor
):
    """To every process, as a terminal does, while one member is at work and others wait."""
    path, notes, out = tmp_path / "six.toml", tmp_path / "notes", tmp_path / "out"
    path.write_text(DESIGN.replace("[44, 60, 70]", str(list(MASSES))))
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    notes.mkdir()
    for mass in (65, 70):
        (notes / f"{mass}.hold").touch()
    words = [sys.executable, str(program), str(path), "--out", str(out), "--jobs", "2"]
    child = subprocess.Popen(
        [*words, "--executor", executor],
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        text=True,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "STUDY_WORK": str(notes)},
    )
    solved = out / "members" / "member-00001.json"
    while not (solved.exists() and begun(notes) == {60: 1, 65: 1, 70: 1}):
        assert child.poll() is None, child.communicate()
        time.sleep(0.05)
    os.killpg(child.pid, signal.SIGINT)
    _, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert err.splitlines()[-1] == (
        f"hillrunner: interrupted: 1 of 6 members are in {out / 'members'}, and the same command "
        "goes on from there."
    )
    assert "Traceback" not in err and not (out / "study.nc").exists()
    for hold in notes.glob("*.hold"):
        hold.unlink()
    monkeypatch.setenv("STUDY_WORK", str(notes))
    assert study(parse(["study", str(path), "--out", str(out), "--jobs", "1"]), counted) == 0
    again = capsys.readouterr()
    assert "5 members to solve, 1 are there" in again.err
    assert begun(notes) == {60: 1, 65: 2, 70: 2, 75: 1, 80: 1, 85: 1}
    assert {len(p.read_text().splitlines()) for p in notes.glob("*.done")} == {1}
    assert "6 members: 6 converged." in again.out


def begun(notes) -> dict[int, int]:
    return {int(p.stem): len(p.read_text().splitlines()) for p in notes.glob("*.begun")}
