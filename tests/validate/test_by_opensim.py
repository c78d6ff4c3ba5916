"""OpenSim's inverse dynamics and joint reactions of movements that hillrunner hands to it."""

from __future__ import annotations

import numpy as np
import pytest
from measured_run import recorded

import hillrunner as hr
from hillrunner.errors import MeasuredError
from hillrunner.model.body.default import default_body
from hillrunner.model.mechanics.measured_forces import measured_loads
from hillrunner.model.mechanics.rigid_body import inverse_dynamics, kinematics
from hillrunner.model.physics.spatial import slope_gravity
from hillrunner.motion import library
from hillrunner.tracking.measured_stride import measured_stride
from hillrunner.validate.by_opensim import MODEL, by_opensim, of_motion, of_stride
from hillrunner.validate.followed import MOMENTS, contact_apart, moments_apart

INTERVALS = 12


@pytest.fixture(scope="module")
def run() -> hr.Motion:
    return library.nearest(hr.Run(3.5))


@pytest.fixture(scope="module")
def factors(run):
    taller = run.body.height / default_body().height
    return {segment.name: np.full(3, taller) for segment in run.body.segments}


def test_a_measured_stride_needs_the_moments_that_opensim_finds(
    run, factors, opensim_python, shared_data
):
    """Its angles and its forces alone, before anything is solved."""
    coordinates, ground, stride = recorded(run, belt=True)
    task = measured_stride(run.body, coordinates, stride, stride.start, run.speed, ground).task
    moved = of_stride(task, task.forces, run.body, np.full(INTERVALS, 1.0 / INTERVALS))
    model = shared_data / "models" / MODEL
    found = by_opensim(moved, run.body, model, opensim_python, factors).moment
    edges = np.linspace(0.0, 1.0, INTERVALS + 1)
    state = kinematics(
        run.body,
        *(list(v.T) for v in (moved.positions, moved.velocities, moved.accelerations)),
    )
    loads = measured_loads(run.body, list(task.pushes(run.body, edges).likely.T))
    own = inverse_dynamics(run.body, state, slope_gravity(0.0), loads)
    mine = dict(zip(run.body.coordinate_names, own, strict=True))
    for name in (f"{stem}_{side}" for stem in MOMENTS for side in "rl"):
        most = np.abs(mine[name]).max()
        assert most > 20.0  # N m: a run
        assert np.abs(mine[name] - found[name]).max() < 0.02 * most, name
    unloaded = inverse_dynamics(run.body, state, slope_gravity(0.0))  # it would be seen
    ankle = run.body.coordinate_names.index("ankle_angle_r")
    assert np.abs(unloaded[ankle] - found["ankle_angle_r"]).max() > 20.0


@pytest.mark.slow
def test_a_persons_size_is_opensims_too(run, factors, opensim_python, shared_data):
    """A body that was scaled here, and the published model that OpenSim scales."""
    model = shared_data / "models" / MODEL
    found = by_opensim(of_motion(run), run.body, model, opensim_python, factors)
    assert all(one.rms < 0.02 for one in moments_apart(run, found).values())  # N m/kg
    for joint, one in contact_apart(run, found).items():
        assert one.rms < 0.03 * one.other, joint
        assert one.found == pytest.approx(one.other, rel=0.02), joint
    small = {name: 0.9 * own for name, own in factors.items()}
    other = by_opensim(of_motion(run), run.body, model, opensim_python, small)
    assert moments_apart(run, other)["knee_angle"].rms > 0.02


def test_a_missing_model_is_told(run, tmp_path):
    with pytest.raises(MeasuredError, match=f"there is no .*{MODEL}, which OpenSim needs"):
        by_opensim(of_motion(run), run.body, tmp_path / MODEL, "python")


def test_a_python_without_opensim_is_told(run, tmp_path):
    import sys

    (tmp_path / MODEL).write_text("<model/>")
    with pytest.raises(MeasuredError, match="OpenSim could not find moments"):
        by_opensim(of_motion(run), run.body, tmp_path / MODEL, sys.executable)
    with pytest.raises(MeasuredError, match="cannot run .*nowhere"):
        by_opensim(of_motion(run), run.body, tmp_path / MODEL, "/nowhere/python")
