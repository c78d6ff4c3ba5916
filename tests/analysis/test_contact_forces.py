"""Joint contact forces against statics, Newton's law, closed forms and published fits."""

import time

import numpy as np
import pytest
from fake_motion import fake_motion

from hillrunner.analysis.contact_forces import (
    JOINTS,
    is_ball,
    joint_contact,
    kneecap,
    steered,
)
from hillrunner.analysis.free_body import (
    distal_load,
    motion_kinematics,
    rotations,
    vectors,
)
from hillrunner.errors import BodyError
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.rigid_body import kinematics
from hillrunner.model.physics.spatial import GRAVITY, slope_gravity
from hillrunner.motion.library import load_shipped
from hillrunner.motion.motion import Motion
from hillrunner.sides import SIDES, on_side, stem

BONES = {"hip": "femur", "knee": "tibia", "ankle": "talus", "patellofemoral": "patella"}


@pytest.fixture(scope="module")
def motion() -> Motion:
    return load_shipped("run-3.5.nc")


def with_forces(motion: Motion, **forces: float) -> Motion:
    """The motion with no muscle pulling but some, with a constant force (N)."""
    data = motion.data.copy(deep=True)
    data["tendon_force"].values[:] = 0.0
    for name, force in forces.items():
        data["tendon_force"].loc[{"muscle": name}] = force
    return Motion(data)


# -- closed forms --------------------------------------------------------------------------------


def test_a_line_is_found_from_its_moment():
    random = np.random.default_rng(3)
    point = random.normal(size=(200, 3))
    line = random.normal(size=(200, 3))
    line /= np.linalg.norm(line, axis=1, keepdims=True)
    near = line + 0.1 * random.normal(size=line.shape)
    clear = np.abs((line * point).sum(axis=1)) > 0.5 * np.linalg.norm(point, axis=1)
    assert clear.sum() > 50  # elsewhere the other of the two lines may be nearer
    moment = np.cross(point, line)
    assert np.allclose(steered(near, point, moment)[clear], line[clear])
    # a part along the point is no line's moment; too large a moment gets what there is of it
    assert np.allclose(steered(near, point, moment + 0.3 * point)[clear], line[clear])
    far = steered(near, point, 50.0 * moment)
    assert np.allclose(np.linalg.norm(far, axis=1), 1.0)
    assert np.allclose((far * point).sum(axis=1), 0.0)
    assert ((far * np.cross(moment, point)).sum(axis=1) > 0).all()


def test_a_hanging_leg_pulls_with_its_weight(motion):
    """At rest, unloaded: each joint holds what hangs below it, upwards in the ground's frame."""
    data = with_forces(motion).data
    for name in ("velocity", "acceleration", "contact_force"):
        data[name].values[:] = 0.0
    still = Motion(data)
    found = joint_contact(still)["force"]
    state = motion_kinematics(still)
    mass = {s.name: s.mass for s in motion.body.segments}
    below = ["talus", "calcn", "toes"]
    hung = {
        "ankle": below,
        "knee": ["tibia", *below],
        "hip": ["femur", "patella", "tibia", *below],
        "patellofemoral": ["patella"],
    }
    for joint, parts in hung.items():
        turn = rotations(state.frames[f"{BONES[joint]}_r"], len(data["time"]))
        force = np.einsum("tij,tj->ti", turn, found.sel(joint=f"{joint}_r").values)
        held = GRAVITY * sum(mass[f"{part}_r"] for part in parts)
        assert np.allclose(force, [0.0, held, 0.0], atol=1e-9), joint


def test_a_vastus_presses_the_kneecap_by_the_angle_it_is_bent_to(motion):
    force = 1000.0
    with_, without = with_forces(motion, vasint_r=force), with_forces(motion)
    added = joint_contact(with_)["force"] - joint_contact(without)["force"]
    points = [p.segment for p in motion.body.muscle("vasint_r").points]
    assert points == ["femur_r", "femur_r", "patella_r", "patella_r", "tibia_r"]
    state = motion_kinematics(motion)
    above, top, bottom, below = (
        vectors(state.frames[p.segment].point(p.location), motion.data.sizes["time"])
        for p in motion.body.muscle("vasint_r").points[1:]
    )
    up, down = above - top, below - bottom
    cosine = (up * down).sum(axis=1)
    cosine = cosine / np.linalg.norm(up, axis=1) / np.linalg.norm(down, axis=1)
    # two equal pulls with an angle between them
    expected = force * np.sqrt(2.0 + 2.0 * cosine)
    assert np.linalg.norm(added.sel(joint="patellofemoral_r"), axis=1) == pytest.approx(expected)
    assert np.linalg.norm(added.sel(joint="knee_r"), axis=1) == pytest.approx(force)
    assert np.allclose(added.sel(joint=["hip_r", "ankle_r", "knee_l"]), 0.0, atol=1e-9)


def test_both_hips_carry_the_trunk(motion):
    """With no muscle across, hips and trunk obey Newton with the whole body's own acceleration."""
    found = joint_contact(with_forces(motion))["force"]
    state = motion_kinematics(motion)
    n = motion.data.sizes["time"]
    gravity = np.array(slope_gravity(motion.grade))
    on_legs, mass = np.zeros((n, 3)), 0.0
    accelerated = motion.body.mass * motion["com_acceleration"].values
    for side in SIDES:
        turn = rotations(state.frames[on_side("femur", side)], n)
        on_legs += np.einsum("tij,tj->ti", turn, found.sel(joint=on_side("hip", side)).values)
    leg = ("femur", "patella", "tibia", "talus", "calcn", "toes")
    for segment in motion.body.segments:
        if stem(segment.name) in leg:
            frame = state.frames[segment.name]
            rise = vectors(frame.point_acceleration(segment.com), n)
            accelerated = accelerated - segment.mass * rise
            mass += segment.mass
    held = accelerated - (motion.body.mass - mass) * gravity
    assert np.abs(held).max() > 300.0
    assert np.allclose(-on_legs, held, atol=1e-3 * motion.body.mass * GRAVITY)


def test_ankle_and_shin_bone_tell_the_same_load(motion):
    found, state = joint_contact(motion)["force"], motion_kinematics(motion)
    joint = next(j for j in motion.body.joints if j.child == "talus_r")
    turn = rotations(state.frames["talus_r"], motion.data.sizes["time"])
    force = np.einsum("tij,tj->ti", turn, found.sel(joint="ankle_r").values)
    assert np.allclose(force, -distal_load(motion, state, joint).force, atol=1e-6)


def test_only_the_hips_are_balls(motion):
    balls = {j.child for j in motion.body.joints if is_ball(j)}
    assert {"femur_r", "femur_l"} <= balls
    assert balls.isdisjoint({"pelvis", "tibia_r", "patella_r", "talus_r"})


# -- what a reader gets --------------------------------------------------------------------------


def test_left_is_right_half_a_stride_later(motion):
    found = joint_contact(motion)
    half = motion.data.sizes["time"] // 2
    for joint in JOINTS:
        right, left = (found["force"].sel(joint=on_side(joint, s)).values for s in SIDES)
        mirrored = np.roll(left, half, axis=0) * [1.0, 1.0, -1.0]
        assert np.allclose(right, mirrored, atol=2e-3 * float(found["peak"].max())), joint
    assert np.allclose(np.linalg.norm(found["force"], axis=-1), found["magnitude"])


def test_kneecap_force_is_near_van_eijdens_where_the_knee_is_loaded(motion):
    for name in ("run-3.5.nc", "run-6.nc"):
        found = kneecap(load_shipped(name))
        loaded = (found["quadriceps"] > 1000.0) & (np.rad2deg(found["flexion"]) < 60.0)
        assert int(loaded.sum()) > 5
        ratio = (found["ratio"] / found["van_eijden"]).where(loaded)
        assert float(ratio.min()) > 0.94 and float(ratio.max()) < 1.05


def test_patellar_tendon_as_a_lever_balances_the_kneecap(motion):
    """The share found at the shank is the one at which both tendons balance on the moving kneecap,
    as far as the drawn tendon keeps its length (it shortens by a tenth of what it moves)."""
    found = kneecap(motion)
    n, names = motion.data.sizes["time"], motion.body.coordinate_names
    speed = [float(name == "knee_angle_r") for name in names]
    frames = kinematics(motion.body, list(motion["position"].values.T), speed).frames
    above, below = np.zeros(n), np.zeros(n)
    for name in ("recfem_r", "vasint_r", "vaslat_r", "vasmed_r"):
        points = motion.body.muscle(name).points
        on = [i for i, p in enumerate(points) if p.segment == "patella_r"]
        force = motion["tendon_force"].sel(muscle=name).values
        at = [vectors(frames[p.segment].point(p.location), n) for p in points]
        for i, j, power in ((on[0], on[0] - 1, above), (on[-1], on[-1] + 1, below)):
            line = (at[j] - at[i]) / np.linalg.norm(at[j] - at[i], axis=1, keepdims=True)
            moved = vectors(frames["patella_r"].point_velocity(points[i].location), n)
            power += force * (line * moved).sum(axis=1)
    flexion, quadriceps = (
        found[name].sel(side="right").values for name in ("flexion", "quadriceps")
    )
    loaded = (quadriceps > 500.0) & (np.rad2deg(flexion) < 60.0)
    assert loaded.sum() > 5
    share = found["balanced_tendon"].sel(side="right").values[loaded]
    assert share == pytest.approx((-above / below)[loaded], abs=0.04)
    assert (share > 0.8).all() and (share < 0.95).all()


def test_it_takes_less_than_half_a_second(motion):
    _ = motion.body
    start = time.process_time()
    joint_contact(motion)
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("name", ["run-2.nc", "run-6.nc", "run-3.5-grade-0.10.nc"])
def test_bones_press_and_do_not_pull(name):
    motion = load_shipped(name)
    found = joint_contact(motion)
    stance = motion["ground_force"].sel(foot="right", axis="y").values > 500.0
    for joint in ("knee_r", "ankle_r"):  # downwards on shank and talus
        assert (found["force"].sel(joint=joint, axis="y").values[stance] < 0.0).all()
    assert found["peak_bw"].values == pytest.approx(
        found["peak"].values / (motion.runner.mass * GRAVITY)
    )


def test_a_body_without_kneecaps_has_the_other_joints():
    motion = fake_motion()
    found = joint_contact(motion)
    assert found["joint"].values.tolist() == [
        on_side(joint, side) for side in SIDES for joint in ("hip", "knee", "ankle")
    ]
    with pytest.raises(BodyError, match="patella_r"):
        kneecap(motion)


def test_a_body_without_legs_is_refused():
    motion = fake_motion()
    text = motion.body.model_dump_json()
    for name in ("hip_flexion", "knee_angle", "ankle_angle"):
        text = text.replace(name, f"my_{name}")
    body = Body.model_validate_json(text)
    data = motion.data.copy()
    data.attrs.update(body=body.model_dump_json(), body_hash=body.hash)
    with pytest.raises(BodyError, match="no joints with a contact force"):
        joint_contact(Motion(data))
