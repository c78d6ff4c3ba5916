"""From files to muscle forces: what is refused, and a computed run that is found again."""

import json

import pytest

import hillrunner as hr
from hillrunner.cli.main import main
from hillrunner.errors import MeasuredError
from hillrunner.lab.recording.recording import Finding, Recording
from hillrunner.lab.storage import read_storage, write_storage
from hillrunner.lab.trc_file import write_trc
from hillrunner.tracking.track import _of_standing


def test_what_is_followed_is_said_once(files):
    for markers, angles in ((None, None), (files / "run.trc", files / "ik.mot")):
        with pytest.raises(MeasuredError, match="give either markers or angles"):
            hr.track(markers, angles=angles)


def test_who_stands_takes_no_strides(files):
    with pytest.raises(MeasuredError, match=r"somebody stands in static\.trc, and nobody moves"):
        hr.track(files / "static.trc")


def test_forces_that_carry_nobody_are_not_left_out_in_silence(files, tmp_path):
    """In kilonewtons, of which a file says nothing."""
    table = read_storage(files / "run_grf.mot")
    columns = {
        name: 1e-3 * values if "force_v" in name else values
        for name, values in table.columns.items()
    }
    small = write_storage(tmp_path / "kN.mot", "forces", table.time, columns, False)
    runner = hr.Runner(height=1.75, mass=70.0)
    with pytest.raises(MeasuredError, match=r"nobody is on a plate: .* \(are the forces in N\?\)"):
        hr.track(files / "run.trc", forces=small, static=files / "static.trc", runner=runner)


def test_somebody_else_who_stands_is_refused(shared_data, tmp_path):
    own = shared_data / "rajagopal_subject01_run4"
    small = 0.85 * hr.read(own / "static_run.trc").static.markers
    static = write_trc(tmp_path / "child.trc", small)
    with pytest.raises(MeasuredError, match=r"from a body of the size of who stands in child\.trc"):
        hr.track(own / "motion_capture_run.trc", forces=own / "grf_run.mot", static=static)


@pytest.mark.parametrize("strides", [0, 41, True, "two", 1.5])
def test_strides_are_counted(files, strides):
    runner = hr.Runner(height=1.75, mass=70.0)
    with pytest.raises(MeasuredError, match="strides is .*, but must be a whole number from 1"):
        hr.track(
            files / "run.trc",
            forces=files / "run_grf.mot",
            static=files / "static.trc",
            runner=runner,
            strides=strides,
        )


@pytest.mark.parametrize("jobs", [0, 65, "two"])
def test_jobs_are_counted(files, jobs):
    with pytest.raises(MeasuredError, match="jobs is .*, but must be a whole number from 1 to 64"):
        hr.track(files / "run.trc", jobs=jobs)


def test_another_persons_forces_are_refused(files):
    with pytest.raises(MeasuredError, match=r"mass is 90 kg, but the forces of run.trc carry 70"):
        hr.track(
            files / "run.trc",
            forces=files / "run_grf.mot",
            runner=hr.Runner(height=1.75, mass=90.0),
        )


def test_angles_need_a_runner(angles, forces):
    with pytest.raises(MeasuredError, match="give a runner"):
        hr.track(angles=angles, forces=forces, speed=3.5)


def test_without_forces_a_mass_is_needed(files):
    with pytest.raises(MeasuredError, match=r"run\.trc has no forces that tell the runner's mass"):
        hr.track(files / "run.trc", static=files / "static.trc")


def test_what_was_not_measured_is_not_held_back(files):
    with pytest.raises(MeasuredError, match=r"run\.trc has no forces of the ground that could be"):
        hr.track(files / "run.trc", hold_back=True)


def test_the_command_speaks_in_sentences_and_writes_nothing(files, tmp_path, capsys):
    out = tmp_path / "out"
    args = ["track", "--markers", str(files / "run.trc"), "--strides", "many", "--out", str(out)]
    assert main(args) == 2
    assert "--strides is 'many', but must be a whole number from 1" in capsys.readouterr().err
    assert not out.exists()
    args = ["track", "--markers", str(files / "run.trc"), "--hold-back", "--out", str(out)]
    assert main(args) == 2
    assert "no forces of the ground that could be held back" in capsys.readouterr().err
    assert not out.exists()
    assert main(["track", "--markers", str(files / "static.trc"), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["status"] == "bad input"


def test_of_a_static_trial_is_told_what_matters_there():
    found = (
        Finding("warning", "no contact", "nobody is on a plate."),
        Finding("warning", "gaps", "2 markers have gaps."),
        Finding("error", "axes", "nothing is up."),
    )
    still = Recording("standing", (), findings=found)
    assert _of_standing(still) == ["in the static trial, 2 markers have gaps."]
    assert _of_standing(None) == []
