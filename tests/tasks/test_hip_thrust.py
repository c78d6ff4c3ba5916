"""A hip thrust: a body that lies, its back held by a bench."""

from __future__ import annotations

import numpy as np
import pytest
from usual_body import usual_body

from hillrunner import Motion, Run, Runner, simulate
from hillrunner.errors import TaskError
from hillrunner.model.body.default import default_body
from hillrunner.model.mechanics.ranges import root_ranges
from hillrunner.model.mechanics.rigid_body import centre_of_mass, kinematics
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.solve.program import program_for
from hillrunner.tasks.exercises import exercise
from hillrunner.tasks.hip_thrust import HipThrust
from hillrunner.tasks.squat import Squat
from hillrunner.training.stimulus import demand
from hillrunner.worth.train.lifts import lift_task

BODY, USUAL = default_body(), usual_body()
PHASES = np.linspace(0.0, 0.5, 6)
TASK = HipThrust(120.0)
RUNNER, MESH = Runner(height=1.795, mass=75.0), 8


@pytest.fixture(scope="module")
def thrust() -> Motion:
    """From the one that ships."""
    found = simulate(RUNNER, TASK, mesh=MESH)
    assert found.solver.started_from == "shipped motion: hip thrust to 65 deg with 140 kg"
    return found


def lowest_and_highest(task, name: str) -> tuple[float, float]:
    """Bounds (rad, m) of a coordinate in the program of a task."""
    problem = program_for(USUAL, task, 8).posed(task, USUAL)
    i = USUAL.coordinate_names.index(name)
    low, high = (
        problem.split(x)[1][:, problem.layout.position] for x in problem.bounds(elastic=False)
    )
    return float(low[:, i].min()), float(high[:, i].max())


def test_only_what_lies_may_be_turned_on_its_back():
    """Everyone else is as upright as before: within the body's own range of where it is."""
    own = root_ranges(USUAL)
    for task in (Run(3.5), Squat(60.0)):
        for name in ("pelvis_tilt", "pelvis_ty"):
            assert lowest_and_highest(task, name) == own[name], (task.kind, name)
    _, most = lowest_and_highest(TASK, "pelvis_tilt")
    assert most > 0.5 * np.pi > own["pelvis_tilt"][1]


def test_it_begins_level_and_sinks_between_bench_and_feet():
    motion = kinematics(BODY, list(TASK.guess(BODY).positions(PHASES).T))
    for support in TASK.supports(BODY):
        x, y, _ = motion.frames[support.segment].point(support.location)
        if "up" in support.held:
            assert np.ptp(y) < 0.01, support.name
        if "forward" in support.held:
            assert np.ptp(x) < 0.01, support.name
    hip, knee = (motion.frames[name].position[1] for name in ("femur_r", "tibia_r"))
    assert abs(hip[0] - knee[0]) < 0.02  # thighs level
    assert (np.diff(hip) < 0.0).all() and 0.15 < hip[-1] < hip[0] - 0.15
    (bar,) = TASK.carried(BODY)
    at = motion.frames["pelvis"].point(bar.location)[1]
    assert (at > hip).all() and at[-1] > 0.225  # the largest plates are above the floor


def test_it_is_known_by_name():
    assert exercise("hip-thrust", 20.0, depth=50.0) == HipThrust(20.0, depth=50.0)
    assert lift_task("hip thrust") == HipThrust("max")
    with pytest.raises(TaskError, match="depth is 100 deg of flexion of the hips"):
        HipThrust(20.0, depth=100.0)


def test_a_body_that_lacks_a_part_is_told():
    parts = tuple(s for s in BODY.segments if s.name != "torso")
    with pytest.raises(TaskError, match="hip thrust needs a segment 'torso'"):
        TASK.supports(BODY.model_copy(update={"segments": parts}))


@pytest.mark.slow
def test_moments_about_the_bench_vanish_over_a_repetition(thrust):
    """The bench's own force has none about its edge, where it holds: what feet and weight have
    comes back to nothing, whoever wrote the equations of motion."""
    body, q = thrust.body, thrust["position"].values
    motion = kinematics(body, list(q.T))
    edge = next(s for s in TASK.supports(body) if s.segment == "torso")
    forward, high = (motion.frames["torso"].point(edge.location)[i] for i in (0, 1))
    assert np.ptp(forward) < 2e-3 and np.ptp(high) < 2e-3
    (bar,) = TASK.carried(body)
    weight = GRAVITY * np.array([body.mass, thrust.mass_carried])
    ahead = [
        np.asarray(x) - forward
        for x in (
            centre_of_mass(body, motion)[0][0],
            motion.frames["pelvis"].point(bar.location)[0],
        )
    ]
    of_weight = -(weight[0] * ahead[0] + weight[1] * ahead[1])
    force, place = thrust["ground_force"].values, thrust["centre_of_pressure"].values
    of_feet = sum(
        (place[:, i, 0] - forward) * force[:, i, 1] - (place[:, i, 1] - high) * force[:, i, 0]
        for i in (0, 1)
    )
    duration = thrust["duration"].values
    left = float(duration @ (of_weight + of_feet)) / float(duration @ of_feet)
    assert abs(left) < 0.01
    share = float(duration @ force[:, :, 1].sum(axis=1)) / (weight.sum() * thrust.stride_time)
    assert 0.3 < share < 0.8  # the bench carries the rest


@pytest.mark.slow
def test_from_nothing_it_is_the_same(thrust):
    cold = simulate(RUNNER, TASK, start="cold", mesh=MESH)
    assert cold.solver.started_from == "cold" and cold.solver.starts_tried == 1
    assert cold.solver.objective == pytest.approx(thrust.solver.objective, rel=1e-5)


@pytest.mark.slow
def test_glutes_do_it_and_the_body_lies(thrust):
    asked = demand(thrust)
    share = asked["share"].groupby(asked["group"]).sum()
    assert float(share.sel(group="glutes")) == float(share.max())
    assert float(share.sel(group="calves")) < 0.05
    tilt = thrust["position"].sel(coordinate="pelvis_tilt").values
    low, high = TASK.ranges(BODY)["pelvis_tilt"]
    assert low + 0.05 < tilt.min() and 1.4 < tilt.max() < high - 0.05


@pytest.mark.slow
def test_feet_that_bear_nothing_are_no_lift(thrust):
    assert thrust.task.complaint(thrust.data) is None
    gone = thrust.data.assign(ground_force=0.0 * thrust["ground_force"])
    assert "leave the ground" in str(thrust.task.complaint(gone))
