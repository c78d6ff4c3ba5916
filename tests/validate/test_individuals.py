"""Measured people one by one: cutting forces, and laying a run beside a person's strides."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from fake_motion import BRAKE, CONTACT, PEAK, STRIDE, fake_motion
from measured import strides_of

from hillrunner.errors import MeasuredError
from hillrunner.lab.force_strides import cut_forces
from hillrunner.lab.storage import Table, read_storage, write_storage
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion.library import load_shipped
from hillrunner.tell.tables.validation import individual_lines, individual_text, table_markdown
from hillrunner.tell.validation_shown import person_object
from hillrunner.validate import individuals
from hillrunner.validate.curves import ground_force
from hillrunner.validate.individuals import NO_OPENSIM, compare_person
from hillrunner.validate.people import Forces, Markers, Person, Trial, people
from hillrunner.validate.table import Table as Validated

MASS = 70.0


def recording(jitter: float = 0.0, rate: float = 1000.0, strides: int = 6) -> Table:
    """Half sines of both feet; every other stride's peak is higher, and the next lower."""
    time = np.arange(0.0, (strides + 0.5) * STRIDE, 1.0 / rate)
    columns = {}
    for foot, shift in (("R", 0.1), ("L", 0.1 + 0.5 * STRIDE)):
        number, place = np.divmod(time - shift, STRIDE)
        phase = place / CONTACT
        on = (phase <= 1.0) & (time >= shift)
        peak = (1.0 + jitter * (-1.0) ** number) * on
        columns |= {
            f"{foot}_vx": -BRAKE * MASS * GRAVITY * peak * np.sin(2 * np.pi * phase),
            f"{foot}_vy": PEAK * MASS * GRAVITY * peak * np.sin(np.pi * phase),
            f"{foot}_vz": 0.0 * time,
        }
    return Table("t", time, columns, None, {}, (), "made_up.mot")


def test_forces_are_cut_at_contact():
    strides = cut_forces(recording(), "R_v", "L_v", MASS)
    assert strides.mean.shape == (3, 101)
    assert strides.mean[1].max() == pytest.approx(PEAK, rel=0.01)
    assert strides.mean[0].min() == pytest.approx(-BRAKE, rel=0.02)
    assert strides.sd.max() < 0.02
    held = CONTACT * (1.0 - 2.0 / math.pi * math.asin(50.0 / (PEAK * MASS * GRAVITY)))
    for name, value in (
        ("stride_time", STRIDE),
        ("contact_time", held),
        ("flight_time", 0.5 * STRIDE - held),
    ):
        mean, sd = strides.timing[name]
        assert mean == pytest.approx(value, abs=0.002), name
        assert sd < 0.001


def test_spread_is_that_between_strides():
    strides = cut_forces(recording(jitter=0.1), "R_v", "L_v", MASS)
    peak = int(np.argmax(strides.mean[1]))
    # strides of +10 and -10 %, as many of one as of the other (within one), n - 1
    assert strides.sd[1, peak] == pytest.approx(0.1 * PEAK * math.sqrt(6 / 5), rel=0.06)


def test_slow_recordings_are_taken_as_they_are():
    strides = cut_forces(recording(rate=60.0), "R_v", "L_v", MASS)
    assert strides.timing["contact_time"][0] == pytest.approx(CONTACT, abs=0.02)


def test_forces_that_cannot_be_cut():
    with pytest.raises(MeasuredError, match="no column 'X_vx'"):
        cut_forces(recording(), "X_v", "L_v", MASS)
    with pytest.raises(MeasuredError, match="holds 1 whole strides"):
        cut_forces(recording(strides=1), "R_v", "L_v", MASS)


def test_ground_force_starts_at_contact():
    force = ground_force(fake_motion(points=300))
    assert force.shape == (3, 101)
    assert force[1].max() == pytest.approx(PEAK, rel=0.01)
    assert 0.0 < force[1, 0] < 0.2 and force[1, 2] > 0.2
    assert force[1, 50:99].max() == 0.0


def test_a_run_beside_itself_does_not_differ(tmp_path, monkeypatch):
    """Forces strung together from a motion's own stride, and its own angles."""
    motion = fake_motion(points=400)
    mass, folder = motion.runner.mass, tmp_path / "someone"
    folder.mkdir()
    force = ground_force(motion) * mass * GRAVITY
    time = np.arange(0.0, 5.0 * STRIDE, 0.002)
    phase = 100.0 * ((time - 0.05) % STRIDE) / STRIDE
    columns = {
        name + axis: np.interp((phase - later) % 100.0, np.arange(101.0), curve)
        for name, later in (("R_v", 0.0), ("L_v", 50.0))
        for axis, curve in zip("xyz", force, strict=True)
    }
    for name in ("grf.mot", "ik.mot"):
        write_storage(folder / name, "forces", time, columns, in_degrees=False)
    monkeypatch.setattr(individuals, "cut_strides", lambda _: strides_of(motion))

    files = {"angles": "ik.mot", "forces": Forces(file="grf.mot", right="R_v", left="L_v")}
    trial = Trial(speed=3.5, **files)
    person = Person(
        name="Someone",
        folder="someone",
        height=motion.runner.height,
        mass=mass,
        age=30,
        sex="male",
        source="itself",
        trial=(trial,),
    )
    result = compare_person(motion, person, trial, tmp_path)
    assert all(d.rms < 0.02 for d in result.forces.values()), result.forces  # the 50 Hz low-pass
    assert result.forces["y"].spread < 0.01
    assert result.angle_rms == pytest.approx(0.0, abs=1e-9)
    assert result.angle_spread == pytest.approx(math.degrees(0.02))
    assert set(result.timing) == {"stride_time", "contact_time", "flight_time"}
    for told in result.timing.values():
        assert told.simulated == pytest.approx(told.measured, abs=0.004)
    assert not result.why
    assert "Someone" in individual_text([result]) and len(individual_lines([result])) == 2
    plain = person_object(result)
    assert plain["person"] == "Someone" and plain["timing"]["contact_time"]["spread"] is not None


def test_markers_without_opensim_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(individuals, "opensim_python", lambda: None)
    markers = Markers(model="m", scale="s", static="t", ik="i", running="r")
    trial = Trial(speed=3.5, markers=markers)
    result = compare_person(load_shipped("run-3.5.nc"), people()[1], trial, tmp_path)
    assert result.why == [NO_OPENSIM] and not result.angles and not result.forces
    told = table_markdown(Validated(()), people=[result, result])  # two strides of one person
    assert told.count(people()[1].source) == 1


def test_a_missing_folder_is_told(tmp_path):
    person = people()[0]
    with pytest.raises(MeasuredError, match="cannot read"):
        compare_person(load_shipped("run-3.5.nc"), person, person.trial[0], tmp_path)


def test_the_three_runners_of_the_data(shared_data):
    """Their files are read, headers that lie included, and say what is known of them."""
    assert [(p.name, p.mass, p.height) for p in people()] == [
        ("RBDS 11", 75.0, 1.795),
        ("Rajagopal 01", 72.84, 1.80),
        ("Hamner 02", 65.9, 1.83),
    ]
    motion = load_shipped("run-4.nc")
    for person in people():
        for trial in person.trial:
            bare = trial.model_copy(update={"markers": None})
            result = compare_person(motion, person, bare, shared_data)
            assert set(result.forces) == set("xyz")
            contact = result.timing["contact_time"]
            assert 0.15 < contact.measured < 0.32 and 0.0 < contact.spread < 0.02
            assert result.forces["y"].spread < 0.1
            assert bool(result.angles) == bool(trial.angles)
            if result.angles:
                assert result.angles["knee_angle_r"].spread < 5.0
    hamner = read_storage(Path(shared_data) / "hamner2010_subject02" / "subject02_running_grf.mot")
    assert any("901 rows" in warning for warning in hamner.warnings)
    right = cut_forces(hamner, "ground_force_v", "1_ground_force_v", 65.9)
    assert 2.2 < right.mean[1].max() < 2.7
    assert right.mean[0, 10] < 0.0 < right.mean[0, 25]  # brakes, then propels


@pytest.mark.slow
def test_angles_from_markers(shared_data, opensim_python, monkeypatch):
    """OpenSim's own tools on the public recording: 1.5 cm RMS marker error, six strides."""
    monkeypatch.setenv("HILLRUNNER_OPENSIM_PYTHON", opensim_python)
    person = people()[1]
    result = compare_person(load_shipped("run-4.nc"), person, person.trial[0], shared_data)
    assert not result.why
    assert {"hip_flexion_r", "knee_angle_r", "ankle_angle_r"} <= set(result.angles)
    assert all(0.0 < d.spread < 6.0 for d in result.angles.values())
