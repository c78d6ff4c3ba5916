"""Lifts against OpenSim's inverse dynamics, on the files that are exported."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
from guessed_lift import guessed_lift

from hillrunner import Motion, export_opensim
from hillrunner.lab.storage import Table, read_storage
from hillrunner.model.body.default import default_body
from hillrunner.tasks.calf_raise import CalfRaise
from hillrunner.tasks.deadlift import Deadlift

MODEL = "RajagopalLaiUhlrich2023.osim"
SCRIPT = """
import sys
import opensim
opensim.Logger.setLevelString("Off")
model_path, folder, taller, weight, load, *places = sys.argv[1:]
model = opensim.Model(model_path)
model.updForceSet().clearAndDestroy()
model.updControllerSet().clearAndDestroy()
scales = opensim.ScaleSet()
for i in range(model.getBodySet().getSize()):
    scale = opensim.Scale()
    scale.setSegmentName(model.getBodySet().get(i).getName())
    scale.setScaleFactors(opensim.Vec3(float(taller)))
    scale.setApply(True)
    scales.cloneAndAppend(scale)
model.scale(model.initSystem(), scales, True, float(weight))
zero = opensim.Vec3(0)
for k in range(0, len(places), 5):
    segment, share, x, y, z = places[k], *map(float, places[k + 1 : k + 5])
    tiny = opensim.Inertia(1e-6, 1e-6, 1e-6, 0, 0, 0)
    bar = opensim.Body(f"bar_{k}", float(load) * share, zero, tiny)
    model.addBody(bar)
    at = opensim.Vec3(x, y, z)
    own = model.getBodySet().get(segment)
    model.addJoint(opensim.WeldJoint(f"weld_{k}", own, at, zero, bar, zero, zero))
model.finalizeConnections()
loads = opensim.ExternalLoads()
loads.setDataFileName(folder + "/ground_forces.mot")
for side in "rl":
    load = opensim.ExternalForce()
    load.setName("foot_" + side)
    load.set_applied_to_body("calcn_" + side)
    load.set_force_expressed_in_body("ground")
    load.set_point_expressed_in_body("ground")
    load.set_force_identifier("ground_force_" + side + "_v")
    load.set_point_identifier("ground_force_" + side + "_p")
    load.set_torque_identifier("ground_torque_" + side + "_")
    loads.cloneAndAppend(load)
loads.printToXML(folder + "/loads.xml")
model.initSystem()
model.printToXML(folder + "/model.osim")
tool = opensim.InverseDynamicsTool()
tool.setModelFileName(folder + "/model.osim")
tool.setCoordinatesFileName(folder + "/coordinates.mot")
tool.setExternalLoadsFileName(folder + "/loads.xml")
tool.setLowpassCutoffFrequency(-1.0)
table = opensim.TimeSeriesTable(folder + "/coordinates.mot")
times = table.getIndependentColumn()
tool.setStartTime(times[0])
tool.setEndTime(times[-1])
tool.setResultsDir(folder)
tool.setOutputGenForceFileName("moments.sto")
tool.run()
"""


def moments_by_opensim(lift: Motion, python: str, shared: Path, folder: Path) -> Table:
    """Generalised forces (N m, N) that OpenSim finds on the exported lift."""
    export_opensim(lift, folder)
    script = folder / "inverse_dynamics.py"
    script.write_text(SCRIPT, encoding="utf-8")
    size = lift.body.height / default_body().height, lift.body.mass
    places = [
        text
        for at in lift.task.carried(lift.body)
        for text in (at.segment, str(at.share), *map(str, at.location))
    ]
    numbers = [str(v) for v in (*size, lift.mass_carried)]
    command = [python, str(script), str(shared / "models" / MODEL), str(folder)]
    subprocess.run([*command, *numbers, *places], check=True, capture_output=True, timeout=300)
    return read_storage(folder / "moments.sto")


LIFTS = ("squat", "deadlift", "calf_raise")


@pytest.fixture(scope="module", params=LIFTS)
def lift(request, pytestconfig: pytest.Config) -> Motion:
    """The squat that the gallery shows, and other lifts as they are first guessed: inverse dynamics
    are of any movement."""
    if request.param == "squat":
        return Motion.load(pytestconfig.rootpath / "docs" / "gallery" / "squat.nc")
    return guessed_lift({"deadlift": Deadlift(60.0), "calf_raise": CalfRaise(60.0)}[request.param])


@pytest.fixture(scope="module")
def opensim(lift: Motion, opensim_python, shared_data: Path, tmp_path_factory) -> Table:
    folder = tmp_path_factory.mktemp(lift.task.kind)
    return moments_by_opensim(lift, opensim_python, shared_data, folder)


@pytest.mark.parametrize(
    "joint",
    ["hip_flexion_r", "knee_angle_r", "ankle_angle_r", "lumbar_extension", "arm_flex_r"],
)
def test_moments_are_those_of_opensim(lift: Motion, opensim: Table, joint: str):
    """Within 1 % of the largest: what is left comes from the tables, which are interpolated."""
    if joint == "arm_flex_r" and lift.task.carried(lift.body)[0].segment == "torso":
        pytest.skip("nothing is in the hands")
    theirs = opensim.columns[f"{joint}_moment"]
    if joint == "knee_angle_r":  # the patella moves with the knee
        theirs = theirs + opensim.columns["knee_angle_r_beta_force"]
    moment = lift["joint_moment"].sel(coordinate=joint).values
    ours = np.interp(opensim.time, lift["time"], moment)
    within = slice(5, -5)  # OpenSim's splines know no beginning and no end
    error = np.sqrt(np.mean((theirs - ours)[within] ** 2))
    assert error < 0.01 * np.abs(moment).max()
