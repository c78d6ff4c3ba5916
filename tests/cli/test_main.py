"""The command: its answers, its complaints, its exit codes, and what it leaves on the disk."""

import json
import os
import signal
import subprocess
import sys
import time
from enum import Enum
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from fake_motion import fake_body, fake_motion
from synthetic import leg_angles

import hillrunner
from hillrunner import Motion, Run, Runner
from hillrunner.cli import main
from hillrunner.cli.progress import ProgressLine
from hillrunner.errors import SolveError
from hillrunner.lab.storage import read_storage, write_storage

FILES = {
    "motion.nc",
    "report.html",
    "result.json",
    "opensim/coordinates.mot",
    "opensim/activations.sto",
    "opensim/muscle_forces.sto",
    "opensim/ground_forces.mot",
}
PROMISED = {
    "status",
    "speed",
    "cadence",
    "step_length",
    "contact_time",
    "flight_time",
    "peak_vertical_force",
    "peak_braking_force",
    "peak_propulsive_force",
    "com_oscillation",
    "cost_of_transport",
    "solve_time",
    "iterations",
    "starts",
    "files",
}
ME = ["--height", "1.795", "--mass", "75"]


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """The solver replaced by a made-up motion; what was asked of it."""
    seen = SimpleNamespace(runner=None, task=None, how={})

    def simulate(runner, task, *, progress, **how):
        seen.runner, seen.task, seen.how = runner, task, how
        for iteration in range(3):
            progress(SimpleNamespace(phase="solve", iteration=iteration, residual=0.1, elapsed=0.0))
        return fake_motion(speed=task.speed)

    monkeypatch.setitem(vars(hillrunner), "simulate", simulate)
    monkeypatch.chdir(tmp_path)
    return seen


@pytest.fixture
def short(monkeypatch):
    """A report that is soon written, where it is not the report that is tested."""

    def write_report(motion, path, **_):
        path.write_text("<html>")
        return path

    monkeypatch.setattr("hillrunner.tell.results.run.write_report", write_report)


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_run_writes_everything_into_one_folder(asked, tmp_path, capsys, pytestconfig):
    example = pytestconfig.rootpath / "examples" / "runner.toml"
    assert main(["run", str(example), "--speed", "3.5", "--out", "mine"]) == 0
    assert files_in(tmp_path) == {f"mine/{name}" for name in FILES}
    assert asked.runner == Runner.from_toml(example)
    assert asked.task == Run(speed=3.5)
    assert asked.how == {}
    assert Motion.load("mine/motion.nc").speed == 3.5
    assert "<html" in Path("mine/report.html").read_text()
    out, err = capsys.readouterr()
    for words in ("Cadence", "171", "172 (150 to 194)", "inside", "calves", "mine", "report.html"):
        assert words in out
    assert "solve: iteration 0" in err and "iteration" not in out.split("Cadence")[1]


def test_json_is_exactly_one_object(asked, capsys):
    assert main(["run", *ME, "--speed", "4", "--grade", "0.05", "--json", "--out", "x"]) == 0
    out = capsys.readouterr().out
    result = json.loads(out)
    assert out.count("\n") == 1
    assert set(result) >= PROMISED
    assert result["status"] == "converged"
    assert result["speed"] == 4
    assert result["cadence"] == pytest.approx(120 / 0.7)
    assert result["starts"] == {"tried": 3, "agreed": 2}
    assert result["iterations"] == 123
    assert {name.removeprefix("x/") for name in result["files"]} == FILES
    assert all(Path(name).is_file() for name in result["files"])
    assert json.loads(Path("x/result.json").read_text()) == result
    assert asked.task == Run(speed=4, grade=0.05)


def test_flags_reach_the_solver(asked, short, tmp_path, capsys):
    fake_motion().save(tmp_path / "before.nc")
    fake_body().save(tmp_path / "body.json")
    flags = "--start before.nc --body body.json --mesh 24 --time-limit 60 --sex female"
    assert main(["run", *ME, "--age", "40", "--speed", "3", *flags.split()]) == 0
    assert (asked.runner.sex, asked.runner.age) == ("female", 40)
    assert asked.how.pop("start").speed == 3.5
    assert asked.how.pop("body") == fake_body()
    assert asked.how == {"mesh": 24, "time_limit": 60}
    assert Path("out/runner-3/report.html").is_file()
    assert main(["run", *ME, "--speed", "3", "--cold", "--starts", "3"]) == 0
    assert asked.how == {"start": "cold", "starts": 3}


def test_flags_replace_what_the_file_says(asked, short, tmp_path, capsys):
    Path("me.toml").write_text('name = "A. V. Hill / x"\nheight = 1.8\nmass = 70\n')
    assert main(["run", "me.toml", "--mass", "80", "--speed", "3"]) == 0
    assert (asked.runner.height, asked.runner.mass) == (1.8, 80)
    assert Path("out/a.-v.-hill-x-3/motion.nc").is_file()


def test_speed_and_slope_as_runners_write_them(asked, short):
    for speed, metres_a_second in (("12km/h", 12 / 3.6), ("5:00/km", 10 / 3), ("3.2 m/s", 3.2)):
        assert main(["run", *ME, "--speed", speed, "--grade=-5%"]) == 0
        assert asked.task.speed == pytest.approx(metres_a_second)
        assert asked.task.grade == pytest.approx(-0.05)


def test_measured_strides_get_a_column(asked, short, tmp_path, capsys):
    t = np.arange(0, 3.6, 0.005)  # five strides
    angles = {f"{name}_r": values for name, values in leg_angles(t / 0.72 % 1).items()}
    bounce = 0.95 + 0.045 * np.cos(4 * np.pi * t / 0.72)
    write_storage(Path("ik.mot"), "ik", t, {"pelvis_ty": bounce, **angles}, True)
    line = ["run", *ME, "--speed", "3.5", "--measured", "ik.mot", "--out", "o"]
    assert main([*line, "--json"]) == 0
    measured = json.loads(capsys.readouterr().out)["measured"]
    assert measured["stride_time"] == pytest.approx(0.72, abs=0.01)
    assert set(measured["rms_errors"]) == {"hip_flexion_r", "knee_angle_r", "ankle_angle_r"}
    assert main(line) == 0
    out = capsys.readouterr().out
    cadence = next(row for row in out.splitlines() if row.startswith("Cadence"))
    assert cadence.split()[-1] == "167"
    assert "RMS error" in out and "knee_angle_r" in out


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (["run", "me.toml", "--speed", "3"], ["me.toml", "'hieght'", "1.8", "'height'"]),
        (["run", "broken.toml", "--speed", "3"], ["broken.toml", "not valid TOML", "line 2"]),
        (["run", "none.toml", "--speed", "3"], ["none.toml", "no such file"]),
        (["run", "--height", "17.95", "--mass", "75", "--speed", "3"], ["17.95 m", "1.3 to 2.2"]),
        (["run", "--height", "1.8", "--mass", "-75", "--speed", "3"], ["-75 kg", "35 to 150"]),
        (["run", "--height", "tall", "--mass", "75", "--speed", "3"], ["'tall'", "1.3 to 2.2"]),
        (["run", "--mass", "75", "--speed", "3"], ["height is missing", "1.3 to 2.2"]),
        (["run", *ME, "--sex", "x", "--speed", "3"], ["sex is 'x'", "'male' or 'female'"]),
        (["run", *ME, "--speed", "40"], ["speed is 40 m/s", "2 to 6 m/s"]),
        (["run", *ME, "--speed", "nan"], ["speed is nan", "2 to 6 m/s"]),
        (["run", *ME], ["--speed is missing", "2 to 6 m/s"]),
        (["run", "--speed", "3"], ["who runs? Give RUNNER.toml, or --height and --mass"]),
        (["run", *ME, "--speed", "40km/h"], ["--speed is 11.1111 m/s", "2 to 6 m/s"]),
        (["sprint", *ME, "--grade", "50%"], ["--grade is 0.5, but", "-0.2 to 0.2 (0.05 is 5 %"]),
        (["run", *ME, "--speed", "3", "--grade", "5"], ["grade is 5", "-0.2 to 0.2"]),
        (["run", *ME, "--speed", "3", "--mesh", "3"], ["--mesh is 3", "8 to 400"]),
        (["run", *ME, "--speed", "3", "--mesh", "8.5"], ["--mesh is 8.5", "whole number"]),
        (["run", *ME, "--speed", "3", "--starts", "0"], ["--starts is 0", "1 to 20"]),
        (["run", *ME, "--speed", "3", "--time-limit", "-1"], ["--time-limit is -1", "1 to"]),
        (["run", *ME, "--speed", "3", "--start", "me.toml"], ["me.toml", "not a NetCDF"]),
        (["run", *ME, "--speed", "3", "--start", "a", "--cold"], ["--cold", "--start"]),
        (["run", *ME, "--speed", "3", "--start", "a", "--starts", "2"], ["--start or --starts"]),
        (["run", *ME, "--speed", "3", "--body", "me.toml"], ["me.toml", "body file"]),
        (["run", *ME, "--speed", "3", "--measured", "me.toml"], ["me.toml", "OpenSim table"]),
        (["run", *ME, "--speed", "3", "--measured", "none.mot"], ["none.mot", "no such file"]),
        (["run", *ME, "--speed", "3", "--out", "me.toml"], ["me.toml", "must be a folder"]),
        (["run", *ME, "--speed", "3", "--out", "me.toml/x"], ["me.toml/x", "must be a folder"]),
        (["explain", "none.nc"], ["none.nc", "no such file"]),
        (["explain", "me.toml"], ["me.toml", "not a NetCDF"]),
        (["body", "show", "--body", "none.json"], ["none.json", "no such file"]),
        (["body", "import", "m.osim", "--out", "no/b.json"], ["no/b.json", "no folder"]),
        (["body", "import", "none.osim", "--out", "b.json"], ["none.osim"]),
    ],
)
def test_bad_input_is_one_sentence(asked, tmp_path, capsys, line, words):
    Path("me.toml").write_text("hieght = 1.8\nmass = 75\n")
    Path("broken.toml").write_text("height = 1.8\nmass = = 75\n")
    before = files_in(tmp_path)
    assert main(line) == 2
    out, err = capsys.readouterr()
    assert out == ""
    told = [row for row in err.splitlines() if row.startswith("hillrunner: ")]
    assert len(told) == 1 and told[0].endswith(".")
    assert "Traceback" not in err
    assert all(word.lower() in told[0].lower() for word in words), told
    assert asked.runner is None
    assert files_in(tmp_path) == before


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (["run", *ME, "--sped", "3"], ["--sped, perhaps --speed", "run --help"]),
        (["run", *ME, "--speed"], ["--speed"]),
        (["jump"], ["jump"]),
        ([], ["say what to do: answer, run"]),
        (["rnu"], ["unknown verb 'rnu', perhaps run"]),
        (["sprint", "--speed", "5"], ["sprint takes no --speed", "sprint --help"]),
        (["run", "me.toml", "3"], ["run takes no '3'"]),
        (["answer"], ["RUNNER.toml is missing"]),
        (["answer", "me.toml", "--race", "10 km"], ["--race needs 2 values"]),
        (["body", "import", "x.osim"], ["--out"]),
    ],
)
def test_wrong_flags_are_one_sentence(capsys, line, words):
    with pytest.raises(SystemExit) as caught:
        main(line)
    assert caught.value.code == 2
    out, err = capsys.readouterr()
    assert out == "" and len(err.splitlines()) == 1
    assert all(word in err for word in [*words, "--help"])


def test_bad_input_with_json_is_one_object_too(asked, capsys):
    assert main(["run", *ME, "--speed", "40", "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "bad input" and "40 m/s" in told["error"]


class Status(Enum):
    INFEASIBLE = 1
    sentence = property(lambda self: "It cannot be solved.")
    remedy = property(lambda self: "Try a slower speed.")


@pytest.mark.parametrize("extra", [[], ["--json"]])
def test_an_unconverged_solve_writes_nothing(asked, monkeypatch, tmp_path, capsys, extra):
    def simulate(*_, **__):
        raise SolveError("It cannot be solved: the knee is in the way.", Status.INFEASIBLE)

    monkeypatch.setitem(vars(hillrunner), "simulate", simulate)
    assert main(["run", *ME, "--speed", "3.5", "--out", "a/b", *extra]) == 1
    out, err = capsys.readouterr()
    assert "the knee is in the way. Try a slower speed." in err
    assert os.listdir(tmp_path) == []
    if extra:
        assert set(json.loads(out)) == {"status", "error"}
        assert json.loads(out)["status"] == "infeasible"
    else:
        assert out == ""


def test_a_failed_report_leaves_what_was_there(asked, short, monkeypatch, tmp_path, capsys):
    assert main(["run", *ME, "--speed", "3.5", "--out", "o"]) == 0
    before = {name: (tmp_path / "o" / name).read_bytes() for name in FILES}

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("hillrunner.tell.results.run.write_report", interrupted)
    capsys.readouterr()
    assert main(["run", *ME, "--speed", "4", "--out", "o"]) == 130
    assert "nothing was written" in capsys.readouterr().err
    assert {name: (tmp_path / "o" / name).read_bytes() for name in files_in(Path("o"))} == before


def test_a_second_run_replaces_the_first(asked, short, capsys):
    for speed in ("3.5", "4"):
        assert main(["run", *ME, "--speed", speed, "--out", "o"]) == 0
    assert Motion.load("o/motion.nc").speed == 4
    assert files_in(Path("o")) == FILES


def test_ctrl_c_ends_cleanly(tmp_path):
    code = """
import sys, time, hillrunner
from hillrunner.cli import main
def simulate(*_, **__):
    print("solving", flush=True)
    time.sleep(60)
hillrunner.simulate = simulate
sys.exit(main("run --height 1.8 --mass 75 --speed 3.5 --out o".split()))
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "solving\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert err == "hillrunner: interrupted: nothing was written.\n"
    assert os.listdir(tmp_path) == []


def test_a_reader_that_stops_reading_is_no_error(tmp_path):
    command = f"{sys.executable} -m hillrunner body show | head -n 1"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, cwd=tmp_path, timeout=60
    )
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_body_show_prints_the_anatomy(capsys):
    assert main(["body", "show"]) == 0
    whole = capsys.readouterr().out
    for word in ("quadriceps", "hamstrings", "calves", "glutes", "soleus", "vaslat"):
        assert word in whole.lower()
    assert main(["body", "show", "--muscle", "soleus_r"]) == 0
    one = capsys.readouterr().out
    assert "soleus_r" in one and len(one) < len(whole)
    assert main(["body", "show", "--muscle", "left:soleus"]) == 0
    assert "soleus_l" in capsys.readouterr().out


def test_an_unknown_muscle_is_one_sentence(capsys):
    assert main(["body", "show", "--muscle", "biceps_r"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and "biceps_r" in err and len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("glutes", "unknown muscle 'glutes': it is the muscle group of glmax1, "),
        ("left:soleuss", "unknown muscle 'left:soleuss', perhaps 'soleus' was meant"),
    ],
)
def test_an_unknown_muscle_is_told_what_is_near(capsys, name, words):
    assert main(["body", "show", "--muscle", name]) == 2
    assert words in capsys.readouterr().err


def test_tables_are_no_json(capsys):
    assert main(["explain", "none.nc", "--tables", "--json"]) == 2
    assert "give either --tables or --json, not both." in capsys.readouterr().err


def test_version(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out == f"hillrunner {hillrunner.__version__}\n"


class Terminal:
    """A stream that says it is a terminal, or not."""

    def __init__(self, live: bool) -> None:
        self.live, self.text = live, ""

    def isatty(self) -> bool:
        return self.live

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass


@pytest.mark.parametrize("live", [True, False])
def test_progress(live):
    stream = Terminal(live)
    with ProgressLine(stream) as progress:
        for iteration in range(1000):
            phase = "first" if iteration < 500 else "second"
            progress(SimpleNamespace(phase=phase, iteration=iteration, residual=1e-3, elapsed=1.0))
    assert "first: iteration 0, residual 1.0e-03" in stream.text
    assert "second: iteration 500" in stream.text
    if live:
        assert "\n" not in stream.text and stream.text.endswith("\r\x1b[K")
    else:
        assert stream.text.count("\n") == 2 and "\x1b" not in stream.text


def test_exported_coordinates_can_be_measured_against(asked, short, capsys):
    assert main(["run", *ME, "--speed", "3.5", "--out", "o"]) == 0
    table = read_storage("o/opensim/coordinates.mot")
    assert table.in_degrees and "knee_angle_r" in table.columns


@pytest.mark.parametrize(
    ("words", "aside"), [("explain me.toml", True), ("--executor dask", False)]
)
def test_the_command_imports_no_dask_but_for_a_cluster(words, aside, tmp_path):
    code = f"""
import sys
from hillrunner.__main__ import command
sys.argv += {words.split()}
try:
    command()
except SystemExit:
    pass
print(sys.modules.get("dask", "free"))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[-1] == ("None" if aside else "free")
