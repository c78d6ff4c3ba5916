"""The labelled stride made from solver variables: symmetry, period, units and mechanics.

Made from the first guess, which is no solution: what is tested here holds for any variables.
"""

import numpy as np
import pytest

from hillrunner.model.body.default import default_body
from hillrunner.model.physics.metabolism import landing_cost
from hillrunner.motion.schema import REQUIRED
from hillrunner.settings import Energy, Settings
from hillrunner.solve.guess import first_variables
from hillrunner.solve.program import program_for
from hillrunner.solve.record import UNLOADED, cycle_dataset
from hillrunner.tasks.run import Run

MESH = 8
SPEED, GRADE = 3.5, 0.1
BODY = default_body()
TASK = Run(SPEED, GRADE)
NAMES = BODY.coordinate_names


@pytest.fixture(scope="module")
def variables():
    problem = program_for(BODY, TASK, MESH).posed(TASK, BODY)
    x = first_variables(problem, TASK.guess(BODY))
    random = np.random.default_rng(2)
    time, nodes, _ = problem.split(x)
    nodes = nodes.copy()
    for part in (problem.layout.activation, problem.layout.strain):
        nodes[:, part] = random.uniform(0.1, 0.6, nodes[:, part].shape)
    return problem, problem.join(time, nodes)


@pytest.fixture(scope="module")
def stride(variables):
    problem, x = variables
    return cycle_dataset(problem, x, BODY, TASK.world(BODY, Settings()), Energy())


def test_times_are_the_middles_of_the_intervals(variables, stride):
    problem, x = variables
    duration, time = stride["duration"].values, stride["time"].values
    assert stride.sizes["time"] == 2 * MESH
    assert duration.sum() == pytest.approx(2.0 * x[0])
    assert time == pytest.approx(np.cumsum(duration) - 0.5 * duration)
    assert duration[:MESH] == pytest.approx(duration[MESH:])


def test_everything_a_motion_needs_is_there_with_units(stride):
    for name, dims in REQUIRED.items():
        assert stride[name].dims == dims, name
    for name, variable in stride.data_vars.items():
        assert variable.attrs["units"], name
        assert variable.attrs["long_name"], name
        if name != "centre_of_pressure":
            assert np.isfinite(variable.values).all(), name
    assert stride["time"].attrs["units"] == "s"


def mirrored(values: np.ndarray) -> np.ndarray:
    """Values a step earlier or later."""
    return np.roll(values, MESH, axis=0)


@pytest.mark.parametrize("name", ["velocity", "acceleration", "joint_moment", "passive_moment"])
def test_coordinates_are_mirror_symmetric(stride, name):
    index = [NAMES.index(c.mirror) for c in BODY.coordinates]
    sign = np.array([c.mirror_sign for c in BODY.coordinates])
    values = stride[name].values
    # the model's toe axes are mirror images to 1e-6 rad, which stiff contact makes 0.01 N of
    assert np.allclose(values, sign * mirrored(values)[:, index], rtol=1e-4, atol=1e-2)
    assert np.ptp(values) > 0


@pytest.mark.parametrize(
    "name", ["activation", "excitation", "tendon_force", "fibre_length", "metabolic_rate"]
)
def test_muscles_are_mirror_symmetric(stride, name):
    muscles = list(BODY.muscle_names)
    twin = [muscles.index(m[:-1] + {"r": "l", "l": "r"}[m[-1]]) for m in muscles]
    values = stride[name].values
    # some of the model's muscles have lengths that differ by 1e-6 of themselves between sides
    assert np.allclose(values, mirrored(values)[:, twin], rtol=1e-4, atol=1e-3)
    assert not np.allclose(values, values[:, twin])  # the legs do differ at an instant


def test_feet_and_space_are_mirror_symmetric(stride):
    flip = np.array([1.0, 1.0, -1.0])
    force = stride["ground_force"].values
    assert force[..., 1].max() > 100.0
    # the model's toe axes differ by 1e-6 between sides, which stiff friction turns into 0.01 N
    assert np.allclose(force, flip * mirrored(force)[:, ::-1], rtol=1e-5, atol=0.05)
    acceleration = stride["com_acceleration"].values
    assert np.allclose(acceleration, flip * mirrored(acceleration), atol=1e-4)
    travel = np.array([SPEED, 0.0, 0.0]) * stride["time"].values[:, None]
    com = stride["com_position"].values - travel
    assert np.allclose(com, flip * mirrored(com), atol=1e-6)


def test_the_stride_is_periodic_and_goes_forward(variables, stride):
    _, x = variables
    duration = stride["duration"].values[:, None]
    gain = (stride["velocity"].values * duration).sum(axis=0)
    expected = np.zeros(len(NAMES))
    expected[NAMES.index("pelvis_tx")] = SPEED * 2.0 * x[0]
    assert gain == pytest.approx(expected, abs=1e-9)
    assert (stride["acceleration"].values * duration).sum(axis=0) == pytest.approx(0.0, abs=1e-9)
    tx = stride["position"].values[:, NAMES.index("pelvis_tx")]
    assert (np.diff(tx) > 0).all()


def test_pelvis_forces_are_what_newton_lacks(stride):
    """On a slope: mass x acceleration = ground force + weight + what the pelvis is held by."""
    gravity = np.array(TASK.world(BODY, Settings()).gravity)
    assert gravity @ gravity == pytest.approx(9.80665**2)
    assert gravity[0] / gravity[1] == pytest.approx(GRADE)
    index = [NAMES.index(f"pelvis_t{axis}") for axis in "xyz"]
    held = stride["joint_moment"].values[:, index]
    ground = stride["ground_force"].values.sum(axis=1)
    expected = BODY.mass * (stride["com_acceleration"].values - gravity) - ground
    assert np.allclose(held, expected, rtol=1e-9, atol=1e-6)


def test_actuators_supply_what_is_left(stride):
    arms = stride["moment_arm"].values
    muscle = np.einsum("tmc,tm->tc", arms, stride["tendon_force"].values)
    left = stride["joint_moment"].values - muscle - stride["passive_moment"].values
    index = [NAMES.index(str(c)) for c in stride["actuator"].values]
    assert len(index) == len(BODY.actuators)
    assert np.allclose(stride["actuator_torque"].values, left[:, index], atol=1e-9)


def test_centre_of_pressure_and_free_moment_replace_the_spheres(stride):
    rotation, origin = stride["segment_rotation"], stride["segment_origin"]
    moments = np.zeros(stride["ground_force"].shape)
    total = np.zeros(stride["ground_force"].shape)
    for sphere in BODY.contacts:
        foot = 0 if sphere.segment.endswith("_r") else 1
        turn = rotation.sel(segment=sphere.segment).values
        at = origin.sel(segment=sphere.segment).values + turn @ sphere.location
        at[:, 1] = 0.0  # of the lever about the vertical only x and z matter
        force = stride["contact_force"].sel(sphere=sphere.name).values
        total[:, foot] += force
        moments[:, foot] += np.cross(at, force)
    ground, pressure = stride["ground_force"].values, stride["centre_of_pressure"].values
    assert np.allclose(ground, total)
    loaded = ground[..., 1] > UNLOADED
    assert loaded.any() and not loaded.all()
    assert (np.isnan(pressure).all(axis=-1) == ~loaded).all()
    replaced = np.cross(pressure[loaded], ground[loaded])
    replaced[:, 1] += stride["free_moment"].values[loaded]
    assert np.allclose(replaced, moments[loaded], atol=1e-6)
    assert (stride["free_moment"].values[~loaded] == 0.0).all()


def test_segments_are_rotations(stride):
    turn = stride["segment_rotation"].values
    assert np.allclose(turn @ np.swapaxes(turn, -1, -2), np.eye(3), atol=1e-12)
    assert np.allclose(np.linalg.det(turn), 1.0)


@pytest.mark.parametrize("task", [TASK, Run(SPEED, GRADE, stride="whole")])
def test_what_soft_tissue_loses_is_paid_once_a_landing(task):
    problem = program_for(BODY, task, MESH).posed(task, BODY)
    x = first_variables(problem, task.guess(BODY))
    told = [
        problem.parameters(BODY, Settings(energy=Energy(soft_tissue=share)), task)
        for share in (0.0, 1.0)
    ]
    none, all_of_it = (problem.value(x, p)[0] for p in told)
    steps = 1 if task is TASK else 2
    expected = steps * landing_cost(SPEED, 1.0) / (SPEED * x[0])
    assert all_of_it - none == pytest.approx(expected, rel=1e-9)
    slope = problem.gradient(x, told[1]) - problem.gradient(x, told[0])
    assert slope[0] == pytest.approx(-expected / x[0], rel=1e-6)
    assert np.abs(slope[1:]).max() < 1e-9
