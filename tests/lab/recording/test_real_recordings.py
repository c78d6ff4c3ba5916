"""Real recordings, and files with troubles that people really had."""

from __future__ import annotations

import csv

import numpy as np
import pytest

import hillrunner as hr
from hillrunner.lab.recording.axes import Cloud
from hillrunner.lab.recording.steps import contacts_by_markers
from hillrunner.sides import SIDES

RAJAGOPAL = ("static_run.trc", "grf_run.mot", "motion_capture_run.trc")
HAMNER = (
    "subject02_running.trc",
    "subject02_running_grf.mot",
    "subject02_running_ik.mot",
    "subject02_static.trc",
)


@pytest.fixture(scope="module")
def readings(shared_data):
    """Three measured runners, by name."""
    folders = {
        "rbds": ("rbds_S011", ("RBDS011runT35.c3d", "RBDS011static.c3d")),
        "rajagopal": ("rajagopal_subject01_run4", RAJAGOPAL),
        "hamner": ("hamner2010_subject02", HAMNER),
    }
    return {
        name: hr.read([shared_data / folder / file for file in files])
        for name, (folder, files) in folders.items()
    }


@pytest.mark.parametrize(
    ("name", "speed", "mass", "stride", "count", "feet"),
    [
        # Speeds, masses and strides as their publications and tables have them.
        ("rbds", (3.559, 0.03), (0.975 * 75.0, 0.5), (0.700, 0.003), 84, {"1": "both"}),
        ("rajagopal", (3.85, 0.05), (72.84, 0.7), (0.687, 0.005), 12, {"R": "right", "L": "left"}),
        (
            "hamner",
            (3.96, 0.02),
            (65.9, 0.3),
            (0.689, 0.005),
            27,
            {"ground_force": "right", "1_ground_force": "left"},
        ),
    ],
)
def test_measured_runners(readings, name, speed, mass, stride, count, feet):
    one = readings[name].recording
    assert one.movement == "running" and one.errors == () and one.cut_by == "forces"
    assert one.speed == pytest.approx(speed[0], abs=speed[1])
    assert one.mass == pytest.approx(mass[0], abs=mass[1])
    for side in SIDES:
        assert one.stride_time(side)[0] == pytest.approx(stride[0], abs=stride[1])
    assert len(one.steady) == len(one.strides) == count
    assert one.plates_by_foot == feet
    assert (one.axes.up, one.axes.forward) == ("+y", "+x")
    static = readings[name].static
    assert static is not None and static.errors == ()
    # A subject of Rajagopal's faces along z when standing; all face x once turned.
    toe = "mt1_r" if name == "rbds" else "toe_r"
    by_landmark = static.markers.set_index(marker="landmark").mean("time")
    ahead = by_landmark.sel(marker=toe) - by_landmark.sel(marker="heel_r")
    assert float(ahead.sel(axis="x")) > 0.1 > abs(float(ahead.sel(axis="z")))


def test_contacts_of_the_treadmill_are_those_of_its_table(readings, shared_data):
    one = readings["rbds"].recording
    with (shared_data / "rbds_S011" / "rbds_trial_metrics.csv").open() as file:
        row = next(r for r in csv.DictReader(file) if (r["subject"], r["speed"]) == ("11", "3.5"))
    whole = [contact for contact in one.contacts if contact.whole]
    assert len(whole) == int(row["ncontacts"])
    lasting = 1000.0 * np.array([contact.off - contact.on for contact in whole])
    assert lasting.mean() == pytest.approx(float(row["tc_ms"]), abs=1.0)
    assert {contact.side for contact in whole} == set(SIDES)
    sides = [contact.side for contact in whole]
    assert all(a != b for a, b in zip(sides, sides[1:], strict=False))


@pytest.mark.parametrize("name", ["rbds", "rajagopal", "hamner"])
def test_contacts_by_markers_are_those_by_forces_within_what_is_stated(readings, shared_data, name):
    one = readings[name].recording
    landmark = {
        str(m): str(mark)
        for m, mark in zip(
            one.markers["marker"].values, one.markers["landmark"].values, strict=True
        )
    }
    cloud = Cloud(one.markers, landmark)
    errors = []
    for side in SIDES:
        seen = np.array(contacts_by_markers(cloud, side))
        for contact in one.contacts:
            if contact.side == side and contact.whole:
                away = seen - contact.on
                nearest = away[np.abs(away).argmin()]
                errors += [nearest] if abs(nearest) < 0.1 else []
    assert len(errors) > 0.9 * sum(contact.whole for contact in one.contacts)
    assert abs(float(np.mean(errors))) < 0.015
    assert float(np.std(errors)) < 0.010


def test_a_lying_header_and_an_absent_marker_are_told(readings):
    sentences = readings["hamner"].recording.warnings
    assert any("says 901 rows, but there are 601" in sentence for sentence in sentences)
    assert any("L.Bicep is missing nearly always" in sentence for sentence in sentences)
    assert readings["hamner"].recording.coordinates["unit"].values.tolist().count("m") == 3


def test_squats_on_three_plates(shared_data):
    folder = shared_data / "squat_opencap_S4"
    files = [folder / f"Subject4_squats1{end}" for end in (".trc", "_grf.mot", "_ik.mot")]
    one = hr.read(files).recording
    assert one.movement == "other" and one.errors == () and one.strides == ()
    assert one.marker_set == "OpenCap's markers"
    assert one.plates_by_foot == {"1": "right", "2": "left", "3": "none"}
    assert 55 < one.mass < 65
    knee = one.coordinates.sel(coordinate="knee_angle_r")
    assert 70 < np.rad2deg(float(knee.max())) < 130  # radians in the file

    video = hr.read(folder / "opencap_squats1_videoAndMocap.mot").recording
    assert video.movement == "other" and 70 < np.rad2deg(float(video.coordinates.max())) < 130


@pytest.mark.parametrize(("speed", "stride"), [("T25", 0.76), ("T35", 0.70), ("T45", 0.6467)])
def test_angles_alone_are_cut_into_the_strides_of_both_feet(shared_data, speed, stride):
    one = hr.read(shared_data / "rbds_S011" / f"RBDS011_{speed}_ik_complex.mot").recording
    assert one.cut_by == "coordinates" and one.movement == "running"
    for side in SIDES:
        assert one.stride_time(side)[0] == pytest.approx(stride, abs=0.01)


@pytest.mark.parametrize(
    "case", ["m01_negknee", "m02_lie", "m03_t0", "m07_dup", "m12_fs30", "m16_rows"]
)
def test_headers_and_formats_in_circulation(shared_cases, case):
    one = hr.read(shared_cases / "18-header-and-format" / f"{case}.mot").recording
    assert one.movement == "running" and one.errors == ()
    assert one.stride_time("right")[0] == pytest.approx(0.6601, abs=0.002)
    knee = np.rad2deg(one.coordinates.sel(coordinate="knee_angle_r"))
    assert float(knee.max()) == pytest.approx(107.7, abs=0.8)


HALF = """
[csv]
duration = 0.35
mass = 70.0
[csv.coordinates]
columns = "angle.{name}[rad] mean"
unit = "rad"
[csv.forces]
columns = "GRF.GRF_{axis}_{name}[BW] mean"
unit = "BW"
"""


@pytest.mark.parametrize("subject", ["001", "002", "003"])
def test_half_a_cycle_of_a_table_is_refused(shared_data, tmp_path, subject):
    (tmp_path / "map.toml").write_text(HALF)
    file = shared_data / "biomac" / f"RBDS{subject}runT35.csv"
    one = hr.read(file, map=tmp_path / "map.toml").recordings[0]
    assert one.movement == "running" and "no whole stride" in one.errors[-1]
    assert one.plates_by_foot["r"] == "right"


def test_a_watch_file_is_read_beside(shared_data):
    reading = hr.read(shared_data / "fit" / "garmin-fenix-5-run.fit")
    assert reading.watches[0].cadence == 179.5 and reading.errors == ()
    assert "179.5 steps/min" in str(reading)


def test_a_file_of_another_format_hides_no_other(shared_data):
    folder = shared_data / "rajagopal_subject01_run4"
    reading = hr.read([folder / "motion_capture_run.trc", folder / "emg_run.mat"])
    assert reading.recordings[0].errors == () and len(reading.errors) == 1
    assert "emg_run.mat: its name must end in .c3d, .trc, .mot, .sto, .csv" in reading.errors[0]
