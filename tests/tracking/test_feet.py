"""Feet that are elsewhere than measured take moment off the ankles: so much, and it is said."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from measured_run import recorded

import hillrunner as hr
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion import library
from hillrunner.tell.words import tracking as words
from hillrunner.tracking.feet import Feet, feet_of
from hillrunner.tracking.measured_stride import measured_stride


@pytest.fixture(scope="module")
def run() -> hr.Motion:
    return library.nearest(hr.Run(3.5))


@pytest.fixture(scope="module")
def task(run):
    """A computed run's own angles and forces, as measured."""
    coordinates, ground, stride = recorded(run, belt=True)
    return measured_stride(run.body, coordinates, stride, stride.start, run.speed, ground).task


def followed(run: hr.Motion, task, ahead: float) -> hr.Motion:
    """As measured, but ``ahead`` (m) of it."""
    data = run.data.copy(deep=True)
    edges = np.append(0.0, np.cumsum(data["duration"].values)) / run.stride_time
    phase = 0.5 * (edges[1:] + edges[:-1])
    q = task.pull(run.body).at(phase)[0]
    q[:, run.body.coordinate_names.index("pelvis_tx")] += ahead + run.speed * data["time"].values
    data["position"].values[:] = q
    return hr.Motion(data.assign_attrs(task=task.model_dump_json()))


@pytest.mark.parametrize("ahead", [0.0, 0.03, -0.01])
def test_feet_are_as_far_ahead_as_they_were_moved(run, task, ahead):
    found = feet_of(followed(run, task, ahead))
    assert found.ahead == pytest.approx(ahead, abs=1e-4)
    ankles = run["joint_moment"].sel(coordinate=["ankle_angle_r", "ankle_angle_l"]).values
    assert found.ankle == pytest.approx(np.abs(ankles).max())
    # of the same angles under the same forces, by the task alone
    assert found.ankle_measured == pytest.approx(np.abs(ankles).max(), rel=0.08)


def test_forces_that_press_further_ahead_ask_more_of_the_ankles(run, task):
    """By the vertical force times the distance."""
    table = np.array(task.forces)
    by = 0.02
    for at in (0, 6):  # of each foot: moment about the side axis is place times vertical force
        table[:, at + 5] += by * table[:, at + 1]
    other = task.changed(forces=tuple(map(tuple, table.tolist())))
    before, after = (feet_of(followed(run, one, 0.0)) for one in (task, other))
    more = (after.ankle_measured - before.ankle_measured) / (run.body.mass * GRAVITY)
    assert by * 1.5 < more < by * table[:, 1].max() * 1.05


def test_nothing_is_told_of_forces_that_were_sought(run, task):
    assert feet_of(followed(run, task.changed(forces=None), 0.0)) is None
    assert feet_of(run) is None


def test_only_what_matters_is_said():
    def one(feet: Feet | None) -> SimpleNamespace:
        body = SimpleNamespace(body=SimpleNamespace(mass=70.0))
        return SimpleNamespace(quality=SimpleNamespace(feet=feet), motion=body)

    less = Feet(ahead=0.033, ankle=175.0, ankle_measured=238.0)
    (said,) = words._feet((one(None), one(replace(less, ankle=230.0)), one(less)))
    assert "have 2.5 N m/kg at most" in said and "would have 3.4" in said and "33 mm" in said
    assert words._feet((one(None), one(replace(less, ankle=230.0)))) == []
