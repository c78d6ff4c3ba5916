"""Joint mechanics: closed forms on a made-up motion, budgets that close on the shipped ones."""

import numpy as np
import pytest
from fake_motion import STRIDE, fake_motion

from hillrunner.analysis.free_body import contact_points, motion_kinematics, vectors
from hillrunner.analysis.joints import JOINTS, STANCE, joint_mechanics
from hillrunner.analysis.phases import stride_phases
from hillrunner.errors import BodyError
from hillrunner.model.mechanics.rigid_body import kinematics
from hillrunner.model.physics.spatial import slope_gravity
from hillrunner.motion.library import load_shipped
from hillrunner.motion.motion import Motion

LEVEL, UPHILL = "run-3.5.nc", "run-3.5-grade+0.10.nc"


@pytest.fixture(scope="module", params=[LEVEL, UPHILL])
def motion(request) -> Motion:
    return load_shipped(request.param)


@pytest.fixture(scope="module")
def measured(motion):
    return joint_mechanics(motion)


def changed(motion: Motion, name: str, coordinate: str, values) -> Motion:
    data = motion.data.copy(deep=True)
    data[name].loc[{"coordinate": coordinate}] = values
    return Motion(data)


# -- closed forms --------------------------------------------------------------------------------


def test_work_of_known_moments_and_angles():
    # Moment 100 sin p; hip 0.2 + 0.5 cos p, knee 0.9 + 0.8 sin p: the hip takes 50 pi, and the
    # knee gives and takes 80 J (p from 0 to 2 pi).
    found = joint_mechanics(fake_motion(points=400))
    work = found[["work_positive", "work_negative"]].sum("phase")
    hip, knee = (work.sel(coordinate=f"{name}_r") for name in ("hip_flexion", "knee_angle"))
    assert float(hip["work_negative"]) == pytest.approx(-50 * np.pi, rel=2e-3)
    assert float(hip["work_positive"]) == pytest.approx(0.0, abs=0.1)
    assert float(knee["work_positive"]) == pytest.approx(80.0, rel=2e-3)
    assert float(knee["work_negative"]) == pytest.approx(-80.0, rel=2e-3)


def test_peaks_are_per_body_mass():
    found = joint_mechanics(fake_motion(points=400, mass=60.0))
    knee = found.sel(coordinate="knee_angle_r")
    assert float(knee["moment_max"].max()) == pytest.approx(100 / 60, rel=1e-3)
    assert float(knee["moment_min"].min()) == pytest.approx(-100 / 60, rel=1e-3)
    # power 80 w sin p cos p
    assert float(knee["power_max"].max()) == pytest.approx(40 * 2 * np.pi / STRIDE / 60, rel=5e-3)


def test_what_a_body_does_not_have_is_not_a_number():
    found = joint_mechanics(fake_motion())
    assert np.isnan(found["pelvic_drop"]).all()
    assert set(found["joint"].values.tolist()) == {
        f"{name}_{side}" for name in ("hip", "knee", "ankle") for side in "rl"
    }


def test_a_body_without_joints_is_refused():
    motion = fake_motion()
    data = motion.data.copy()
    text = motion.body.model_dump_json()
    for name in ("hip_flexion", "knee_angle", "ankle_angle"):
        text = text.replace(f'"{name}', f'"un{name}')
    data.attrs["body"] = text
    renamed = [n if n.startswith("pelvis") else f"un{n}" for n in motion.body.coordinate_names]
    with pytest.raises(BodyError, match="has no joints that can be measured"):
        joint_mechanics(Motion(data.assign_coords(coordinate=renamed)))


def test_shares_of_legs_add_up_to_one(measured):
    share = measured["stance_share"]
    assert share.sum("leg_joint").values == pytest.approx(1.0)
    assert (share > 0).all()


def test_pelvic_drop_is_towards_the_swinging_leg(motion):
    # The right side lowest while the right foot stands, the left never lower than 0.02 rad.
    phases = stride_phases(motion)["weight"].sel(phase=list(STANCE)).sum("phase")
    right = phases.sel(foot="right").values > 0
    found = joint_mechanics(changed(motion, "position", "pelvis_list", np.where(right, 0.1, 0.02)))
    assert found["pelvic_drop"].values == pytest.approx([-0.1, 0.02])
    found = joint_mechanics(changed(motion, "position", "pelvis_list", np.where(right, -0.1, 0.02)))
    assert found["pelvic_drop"].values == pytest.approx([0.1, 0.02])


def test_a_symmetric_run_is_symmetric_and_another_is_not(motion, measured):
    assert np.abs(measured["asymmetry"]).max() < 1e-3  # of the solver's tolerance
    half = 0.5 * motion["joint_moment"].sel(coordinate="knee_angle_l")
    found = joint_mechanics(changed(motion, "joint_moment", "knee_angle_l", half))["asymmetry"]
    assert found.sel(pair="knee_angle", peak="moment") == pytest.approx(2 / 3, abs=1e-3)
    assert found.sel(pair="knee_angle", peak="power") == pytest.approx(2 / 3, abs=1e-3)
    assert found.sel(pair="knee_angle", peak="excursion") == pytest.approx(0.0, abs=1e-3)
    assert found.sel(pair="ankle_angle", peak="moment") == pytest.approx(0.0, abs=1e-3)


# -- budgets -------------------------------------------------------------------------------------


def test_joints_are_sums_of_their_coordinates(motion, measured):
    power = measured["power"]
    hip = power.sel(coordinate=[f"hip_{name}_r" for name in ("flexion", "adduction", "rotation")])
    assert np.allclose(measured["joint_power"].sel(joint="hip_r"), hip.sum("coordinate"))
    pelvis = [n for n in motion.body.coordinate_names if n.startswith("pelvis")]
    rest = power.sum("coordinate") - power.sel(coordinate=pelvis).sum("coordinate")
    assert np.allclose(measured["joint_power"].sum("joint"), rest)
    assert set(JOINTS) == {str(name).split("_")[0] for name in measured["joint"].values}


def test_work_of_phases_is_that_of_the_stride(motion, measured):
    whole = (measured["power"] * motion["duration"]).sum("time")
    parts = (measured["work_positive"] + measured["work_negative"]).sum("phase")
    assert np.allclose(parts, whole)
    assert (measured["work_positive"] >= 0).all() and (measured["work_negative"] <= 0).all()


def test_joint_power_is_that_of_muscles_ligaments_and_actuators(motion, measured):
    velocity = motion["velocity"]
    units = -(motion["tendon_force"] * motion["muscle_tendon_velocity"]).sum("muscle")
    passive = (motion["passive_moment"] * velocity).sum("coordinate")
    driven = velocity.sel(coordinate=motion["actuator"].values).values
    actuators = (motion["actuator_torque"].values * driven).sum(axis=1)
    off = measured["joint_power"].sum("joint") - units - passive - actuators
    # the solver's residual forces on the pelvis, at running speed
    assert np.abs(off).max() < 1e-3 * motion.body.mass * 9.81 * motion.speed


def energy(motion: Motion, q: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Kinetic and potential energy (J) of the whole body."""
    state, n = kinematics(motion.body, list(q.T), list(v.T)), len(q)
    gravity = np.array(slope_gravity(motion.grade))
    total = np.zeros(n)
    for segment in motion.body.segments:
        frame = state.frames[segment.name]
        xx, yy, zz, xy, xz, yz = segment.inertia
        inertia = np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
        turn = np.stack([vectors(row, n) for row in frame.rotation], axis=1)
        spin = np.einsum("tij,ti->tj", turn, vectors(frame.angular_velocity, n))
        velocity = vectors(frame.point_velocity(segment.com), n)
        total += 0.5 * segment.mass * (velocity**2).sum(axis=1)
        total += 0.5 * np.einsum("ti,ij,tj->t", spin, inertia, spin)
        total -= segment.mass * vectors(frame.point(segment.com), n) @ gravity
    return total


def test_power_of_joints_and_ground_is_the_rate_of_energy(motion, measured):
    q, v, a = (motion[name].values for name in ("position", "velocity", "acceleration"))
    h = 1e-6
    rate = (energy(motion, q + h * v, v + h * a) - energy(motion, q - h * v, v - h * a)) / (2 * h)
    state = motion_kinematics(motion)
    points, ground = contact_points(motion, state), np.zeros(len(q))
    for i, sphere in enumerate(motion.body.contacts):
        frame = state.frames[sphere.segment]
        arm = points[:, i] - vectors(frame.position, len(q))
        spin = vectors(frame.angular_velocity, len(q))
        velocity = vectors(frame.velocity, len(q)) + np.cross(spin, arm)
        ground += (motion["contact_force"].values[:, i] * velocity).sum(axis=1)
    power = measured["power"].sum("coordinate").values
    assert np.abs(power).max() > 500.0  # W
    assert np.abs(power + ground - rate).max() < 1e-4 * np.abs(power).max()
