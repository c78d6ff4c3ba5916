"""A squat: where it begins, and that it converges from there."""

from __future__ import annotations

import numpy as np
import pytest
from usual_body import usual_body

from hillrunner import Motion, Runner, simulate
from hillrunner.errors import TaskError
from hillrunner.model.body.default import default_body
from hillrunner.model.mechanics.capacity import moment_arms
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.model.mechanics.recruitment import recruit
from hillrunner.model.mechanics.rigid_body import kinematics
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.settings import Settings
from hillrunner.solve.guess import carried_variables
from hillrunner.solve.program import program_for
from hillrunner.tasks.squat import Squat

BODY, USUAL = default_body(), usual_body()


@pytest.fixture(scope="module")
def kept(pytestconfig: pytest.Config) -> Motion:
    """The squat that the gallery shows: 20 kg, 90 deg, a second each way."""
    return Motion.load(pytestconfig.rootpath / "docs" / "gallery" / "squat.nc")


@pytest.mark.parametrize("load", [0.0, 80.0])
def test_the_guess_leaves_the_feet_where_they_are(load):
    q = Squat(load).guess(BODY).positions(np.linspace(0.0, 1.0, 9))
    frames = kinematics(BODY, list(q.T)).frames
    for sphere in BODY.contacts:
        x, y, z = frames[sphere.segment].point(sphere.location)
        assert np.ptp(x) < 0.01 and np.ptp(y) < 0.01 and np.ptp(z) < 0.02
        assert (y < sphere.radius).all()  # it touches the ground


def test_the_guess_is_carried():
    """Slowly enough, what neither muscles nor ground supply is a tenth of the weight at most."""
    task, settings = Squat(20.0, down=4.0, up=4.0), Settings()
    problem = program_for(USUAL, task, 40).posed(task, USUAL)
    x = carried_variables(problem, task.guess(USUAL), USUAL, task.world(USUAL, settings))
    g = problem.value(x, problem.parameters(USUAL, settings, task))[1]
    for row, value in enumerate(np.asarray(g).ravel()):
        if problem.row_name(row) in ("dynamics of pelvis_ty", "dynamics of knee_angle_r"):
            assert abs(value) < 0.1, problem.row_name(row)


@pytest.mark.parametrize("mesh", [8, 9, 12, 30])
def test_bounds_never_contradict_each_other(mesh):
    """Where the mesh is coarser than the tempo's points, too, and at the turn it is down."""
    task = Squat(20.0)
    problem = program_for(USUAL, task, mesh).posed(task, USUAL)
    lower, upper = problem.bounds(elastic=False)
    assert (lower <= upper).all()
    knee = USUAL.coordinate_names.index("knee_angle_r")
    assert problem.split(lower)[1][mesh, knee] == pytest.approx(np.deg2rad(90.0))


def test_recruited_muscles_supply_the_moments_with_the_least_effort():
    """They are met, muscles that cannot help rest, and those that do share the load."""
    zero = {name: np.zeros(2) for name in BODY.coordinate_names}
    postures = zero | {"knee_angle_r": np.array([0.3, 1.0]), "hip_flexion_r": np.array([0.3, 0.9])}
    moments = {"knee_angle_r": np.array([-60.0, -90.0]), "hip_flexion_r": np.array([-40.0, -30.0])}
    found = recruit(BODY, postures, {}, moments)
    assert ((found.activation > 0.0) & (found.activation <= 1.0)).all()
    idle = [not set(m.path.coordinates) & set(moments) for m in BODY.muscles]
    assert (found.activation[:, idle] < 0.011).all()
    vasti = [BODY.muscle_names.index(f"vas{which}_r") for which in ("lat", "med", "int")]
    assert (found.activation[:, vasti] > 0.02).all()
    arms = moment_arms(BODY, postures, tuple(moments))
    supplied = np.einsum("pcm,pm->pc", arms, found.force)
    assert np.allclose(supplied, np.stack(list(moments.values()), axis=1), atol=0.1)


def test_it_goes_down_and_up_as_asked(kept):
    assert kept.stride_time == pytest.approx(2.0)
    knee = np.rad2deg(kept["position"].sel(coordinate="knee_angle_r").values)
    assert 87.0 < knee.max() <= 90.1 and abs(float(kept["time"][knee.argmax()]) - 1.0) < 0.04
    assert knee.min() < 12.0


def test_the_feet_carry_body_and_bar(kept):
    """Over a repetition the ground's impulse is the weight's, and nothing else's."""
    force = kept["ground_force"].sum("foot")
    mean = (force * kept["duration"]).sum("time") / kept.stride_time
    weight = GRAVITY * (kept.body.mass + 20.0)
    assert float(mean.sel(axis="y")) == pytest.approx(weight, rel=2e-3)
    assert abs(float(mean.sel(axis="x"))) < 2e-3 * weight
    assert float(kept["ground_force"].sel(axis="y").min()) > 100.0
    left, right = (kept["ground_force"].sel(foot=foot, axis="y") for foot in ("left", "right"))
    assert np.allclose(left, right, rtol=1e-3)


@pytest.mark.slow
def test_how_deep_a_body_is_in_balance_is_told_where_that_is_not_as_deep_as_asked():
    """Without a bar the weight is too far back for ankles that stop at 35 deg; a bar helps."""
    told = str(Squat(0.0, depth=125.0).unreachable(BODY))
    assert told.startswith("no squat to 125 deg with 0 kg was found") and "to 120 deg" in told
    assert Squat(0.0, depth=120.0).unreachable(BODY) is None
    assert Squat(20.0, depth=125.0).unreachable(BODY) is None
    stiff = [
        law.model_copy(update={"upper": law.upper - np.deg2rad(5.0)})
        if law.coordinate.startswith("ankle")
        else law
        for law in BODY.passive
    ]
    stiffer = BODY.model_copy(update={"passive": tuple(stiff)})
    assert "was found" in str(Squat(0.0, depth=120.0).unreachable(stiffer))


def test_a_deeper_or_heavier_squat_has_no_unlike_legs():
    weak = Runner(height=1.795, mass=75.0, strength={"glutes": {"left": 0.7}})
    with pytest.raises(TaskError, match="left and right differ"):
        Squat().symmetry(runner_body(weak, Settings()))


@pytest.mark.slow
def test_on_the_usual_mesh_it_is_found_from_nothing(kept):
    """By way of a coarse mesh, and the same as from another squat."""
    squat = simulate(kept.runner, kept.task, start="cold")
    assert squat.solver.objective == pytest.approx(kept.solver.objective, rel=1e-4)
    assert squat.status.word == "converged" and squat.solver.starts_tried == 1
    knee = squat["joint_moment"].sel(coordinate="knee_angle_r")
    assert float(knee.min()) < -40.0  # N m, extending
