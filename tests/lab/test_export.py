"""The tables for OpenSim: right numbers at equal times, and OpenSim itself loads them."""

import json
import os
import subprocess

import numpy as np
import pytest
from fake_motion import BRAKE, CONTACT, GRAVITY, PEAK, STRIDE, TOUCH, fake_motion

from hillrunner import export_opensim
from hillrunner.errors import MeasuredError
from hillrunner.lab.export import periodic_bounded, periodic_smooth
from hillrunner.lab.storage import read_storage

FILES = ["coordinates.mot", "activations.sto", "muscle_forces.sto", "ground_forces.mot"]


@pytest.fixture(scope="module")
def motion():
    return fake_motion(points=200)


@pytest.fixture(scope="module")
def written(motion, tmp_path_factory):
    folder = tmp_path_factory.mktemp("opensim")
    return {path.name: path for path in export_opensim(motion, folder)}


def test_the_folder_is_made(motion, tmp_path):
    written = export_opensim(motion, tmp_path / "not" / "yet")
    assert [path.name for path in written] == FILES and all(path.is_file() for path in written)
    with pytest.raises(MeasuredError, match="cannot make the folder .*: not a directory"):
        export_opensim(motion, written[0] / "deeper")
    with pytest.raises(MeasuredError, match="cannot make the folder .*: file exists"):
        export_opensim(motion, written[0])


def test_four_files(written):
    assert list(written) == FILES


def test_coordinates(motion, written):
    table = read_storage(written["coordinates.mot"])
    assert table.in_degrees and not table.warnings
    assert tuple(table.columns) == motion.body.coordinate_names
    np.testing.assert_allclose(np.diff(table.time), STRIDE / (table.time.size - 1))
    assert table.time[0] == 0 and table.time[-1] == pytest.approx(STRIDE)
    angle = 2 * np.pi * table.time / STRIDE
    knee = np.rad2deg(0.9 + 0.8 * np.sin(angle))
    np.testing.assert_allclose(table.columns["knee_angle_r"], knee, atol=1e-3)
    along = 3.5 * table.time + 0.01 * np.sin(2 * angle)
    np.testing.assert_allclose(table.columns["pelvis_tx"], along, atol=1e-6)


def test_activations_and_forces(motion, written):
    activation = read_storage(written["activations.sto"])
    force = read_storage(written["muscle_forces.sto"])
    assert tuple(activation.columns) == tuple(force.columns) == motion.body.muscle_names
    angle = 2 * np.pi * activation.time / STRIDE
    wanted = 0.5 + 0.45 * np.sin(angle)
    np.testing.assert_allclose(activation.columns["soleus_r"], wanted, atol=2e-3)
    np.testing.assert_allclose(force.columns["soleus_r"], 2000 * wanted, atol=4)


def test_ground_forces(written):
    table = read_storage(written["ground_forces.mot"])
    weight = 75 * GRAVITY
    for side, touch in (("r", TOUCH), ("l", TOUCH + STRIDE / 2)):
        up, along = (table.columns[f"ground_force_{side}_v{axis}"] for axis in "yx")
        phase = (table.time - touch) / CONTACT
        on = (phase > 0.1) & (phase < 0.9)
        wanted = PEAK * weight * np.sin(np.pi * phase[on])
        np.testing.assert_allclose(up[on], wanted, rtol=0.01)
        wanted = -BRAKE * weight * np.sin(2 * np.pi * phase[on])
        np.testing.assert_allclose(along[on], wanted, atol=0.02 * weight)
        assert (up >= 0).all() and np.abs(up[(phase < -0.05) | (phase > 1.05)]).max() == 0
        place = table.columns[f"ground_force_{side}_px"][on]
        np.testing.assert_allclose(place, 3.5 * touch + 0.25 * phase[on], atol=1e-3)
        assert not table.columns[f"ground_torque_{side}_x"].any()


def test_curves_pass_the_points_and_stay_between_them():
    time = np.array([0.1, 0.25, 0.3, 0.6, 0.9])
    values = np.array([0.0, 0.0, 1.0, 1.0, 0.2])
    at = np.linspace(-1, 2, 400)
    for curve in (periodic_smooth, periodic_bounded):
        np.testing.assert_allclose(curve(time, values, 1.0, time), values, atol=1e-12)
        np.testing.assert_allclose(curve(time, values, 1.0, time + 1.0), values, atol=1e-12)
    bounded = periodic_bounded(time, values, 1.0, at[(at > -0.1) & (at < 1.1)])
    assert bounded.min() >= 0 and bounded.max() <= 1


def test_opensim_loads_them(written, opensim_python):
    code = """
import json, sys, opensim
told = {}
for path in sys.argv[1:]:
    table = opensim.TimeSeriesTable(path)
    told[path.rsplit('/', 1)[-1]] = [
        table.getNumRows(), list(table.getColumnLabels()), opensim.Storage(path).isInDegrees()
    ]
print('TOLD' + json.dumps(told))
"""
    done = subprocess.run(
        [opensim_python, "-c", code, *map(str, written.values())],
        capture_output=True,
        text=True,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.split("TOLD")[1])
    assert list(told) == FILES
    for name, (rows, labels, in_degrees) in told.items():
        table = read_storage(written[name])
        assert rows == table.time.size
        assert labels == list(table.columns)
        assert in_degrees == table.in_degrees
