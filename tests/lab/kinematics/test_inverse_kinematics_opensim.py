"""Our inverse kinematics against OpenSim's, on the same models and markers of two runners."""

from __future__ import annotations

import json
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

import hillrunner as hr
from hillrunner.lab.storage import read_storage

pytestmark = pytest.mark.slow

WORKER = Path(__file__).parents[2] / "helpers" / "opensim_ik.py"
END = 0.75  # s, a stride
HAMNER, RAJAGOPAL = "hamner2010_subject02", "rajagopal_subject01_run4"


def told(data: Path, who: str, folder: Path) -> dict[str, object]:
    """Where the files of a person are, laid out as their set-up files want it."""
    own = data / who
    if who == HAMNER:
        return {
            "scale": str(own / "Setup_Scale.xml"),
            "model": str(own / "subject02_scaled.osim"),
            "static": str(own / "subject02_static.trc"),
            "markers": str(own / "subject02_running.trc"),
            "ik": str(own / "Setup_IK.xml"),
        }
    for name in ("Scale", "ExpData"):
        (folder / name).mkdir()
    shutil.copyfile(data / "models" / "Rajagopal2016.osim", folder / "generic_unscaled.osim")
    shutil.copyfile(own / "scale_setup_run.xml", folder / "Scale" / "scale_setup_run.xml")
    shutil.copyfile(own / "static_run.trc", folder / "ExpData" / "static_run.trc")
    return {
        "scale": str(folder / "Scale" / "scale_setup_run.xml"),
        "static": str(own / "static_run.trc"),
        "markers": str(own / "motion_capture_run.trc"),
        "ik": str(own / "ik_setup_run.xml"),
    }


@pytest.fixture(scope="module", params=[HAMNER, RAJAGOPAL])
def person(request, opensim_python, shared_data, tmp_path_factory):
    """Files, our body and markers of OpenSim's own model, the recording, and OpenSim's angles."""
    folder = tmp_path_factory.mktemp(request.param)
    files = told(shared_data, request.param, folder)
    (folder / "told.json").write_text(json.dumps(files | {"folder": str(folder), "end": END}))
    command = [opensim_python, str(WORKER), str(folder / "told.json")]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    body, report = hr.import_opensim(folder / "model.osim", python=opensim_python, samples=20)
    run = hr.read(files["markers"]).recording
    return files, body, report.markers, run, read_storage(folder / "angles.mot")


def weights(setup: str, names: list[str]) -> dict[str, float]:
    """As OpenSim's set-up file has them; nothing for what it does not use."""
    tasks = ET.parse(setup).getroot().iter("IKMarkerTask")
    used = {
        task.get("name"): float(task.findtext("weight"))
        for task in tasks
        if task.findtext("apply").strip() == "true"
    }
    return {name: used.get(name, 0.0) for name in names}


def differences(found, table) -> dict[str, np.ndarray]:
    """Coordinate -> ours minus OpenSim's (deg) at its times."""
    off = {}
    for name, theirs in table.columns.items():
        if name not in found.body.coordinate_names or name.startswith("mtp"):
            continue
        ours = found.coordinates.sel(coordinate=name)
        if ours["unit"] == "rad":
            values = np.interp(table.time, ours["time"], np.rad2deg(ours))
            flexion = name.startswith("knee") and np.mean(values) * np.mean(theirs) < 0.0
            off[name] = values - (-theirs if flexion else theirs)
    return off


def rms(values) -> float:
    return float(np.sqrt(np.mean(np.square(values))))


@pytest.mark.parametrize("smoothness", [0.0, 1.0])
def test_angles_are_those_of_opensim(person, smoothness):
    files, body, places, run, table = person
    made = run.markers.sel(time=slice(0.0, END + 0.01))
    names = [str(name) for name in made["marker"].values]
    found = hr.lab.inverse_kinematics(
        made, body, places=places, weights=weights(files["ik"], names), smoothness=smoothness
    )
    off = {name: rms(values) for name, values in differences(found, table).items()}
    assert len(off) > 25
    assert np.mean(list(off.values())) < 0.1, off
    assert max(off.values()) < 0.5, off


def test_angles_of_our_own_scaled_body_have_their_shape(person):
    """Offsets are of where each body's markers sit; what moves must move alike."""
    files, _, _, run, table = person
    static = hr.read(files["static"]).recordings[0]
    scaled = hr.lab.scale(static, mass=70.0, height=1.8)
    made = run.markers.sel(time=slice(0.0, END + 0.01))
    found = hr.lab.inverse_kinematics(made, scaled)
    off = differences(found, table)
    legs = [name for name in off if name.startswith(("hip_flexion", "knee", "ankle"))]
    assert np.mean([np.std(off[name]) for name in legs]) < 3.5
    assert found.rms < 0.04
