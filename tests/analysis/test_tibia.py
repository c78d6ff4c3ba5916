"""Load on the shin bone: beam stresses in closed form, free bodies that balance, mirrored legs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hillrunner.analysis.free_body import contact_points, distal_load, motion_kinematics
from hillrunner.analysis.tibia import BONES, HEIGHT, bone_length, tibia_section
from hillrunner.model.body.parts import subtree
from hillrunner.model.body.pose import euler
from hillrunner.model.physics.beam import Section, edge_stress, hollow_ellipse
from hillrunner.model.physics.spatial import slope_gravity
from hillrunner.motion.library import load_shipped
from hillrunner.motion.motion import Motion
from hillrunner.sides import SIDES, on_side, side_of

RING = hollow_ellipse(12.5e-3, 12.5e-3, 7.5e-3, 7.5e-3)
ELLIPSE = hollow_ellipse(14.5e-3, 11.5e-3, 8.5e-3, 6.0e-3)


@pytest.fixture(scope="module")
def run():
    return load_shipped("run-3.5.nc")


@pytest.fixture(scope="module")
def section(run):
    return tibia_section(run)


def changed(motion: Motion, **series: np.ndarray) -> Motion:
    """The motion with some of its series replaced."""
    data = motion.data.copy()
    for name, values in series.items():
        data[name] = (data[name].dims, np.broadcast_to(values, data[name].shape).copy())
    return Motion(data)


def still(motion: Motion, **series: np.ndarray) -> Motion:
    """The motion's postures held still, with no muscle and no ground but what is given."""
    nothing = ("velocity", "acceleration", "tendon_force", "contact_force")
    return changed(motion, **{**{name: np.zeros(1) for name in nothing}, **series})


def place(motion: Motion, segment: str, location) -> np.ndarray:
    """Ground position (time, 3) of a segment's point, from what the motion itself has stored."""
    turn = motion["segment_rotation"].sel(segment=segment).values
    return motion["segment_origin"].sel(segment=segment).values + turn @ np.asarray(location)


def centroid(motion: Motion, side: str) -> np.ndarray:
    joints = {j.child: j for j in motion.body.joints}
    knee = np.array(joints[on_side("tibia", side)].child_translation)
    ankle = np.array(joints[on_side("talus", side)].parent_translation)
    return ankle + HEIGHT * (knee - ankle)


def in_tibia(motion: Motion, side: str, vector: np.ndarray) -> np.ndarray:
    turn = motion["segment_rotation"].sel(segment=on_side("tibia", side)).values
    return np.einsum("tji,tj->ti", turn, vector)


def test_sections_of_the_reference_sheet():
    assert RING.area == pytest.approx(314e-6, rel=2e-3)
    assert RING.inertia_x == RING.inertia_z == pytest.approx(16690e-12, rel=1e-4)
    assert ELLIPSE.area == pytest.approx(364e-6, rel=2e-3)
    assert ELLIPSE.inertia_z == pytest.approx(24641e-12, rel=1e-4)
    assert ELLIPSE.inertia_x == pytest.approx(15878e-12, rel=1e-4)


@pytest.mark.parametrize("moments", [(60.0, 0.0), (0.0, -60.0), (36.0, 48.0)])
def test_ring_under_six_kilonewtons_and_sixty_newton_metres(moments):
    low, high = edge_stress(RING, -6000.0, *moments)
    assert 0.5 * (low + high) == pytest.approx(-19.1e6, rel=1e-3)
    assert 0.5 * (high - low) == pytest.approx(44.9e6, rel=1e-3)
    assert low / 17e9 == pytest.approx(-3767e-6, rel=1e-3)


@given(st.floats(-9e3, 9e3), st.floats(-150, 150), st.floats(-150, 150))
def test_edge_stress_is_the_extreme_over_the_whole_outline(axial, moment_x, moment_z):
    around = np.linspace(0, 2 * np.pi, 20001)
    x, z = ELLIPSE.half_x * np.cos(around), ELLIPSE.half_z * np.sin(around)
    stress = (
        axial / ELLIPSE.area - moment_z * x / ELLIPSE.inertia_z + moment_x * z / ELLIPSE.inertia_x
    )
    low, high = edge_stress(ELLIPSE, axial, moment_x, moment_z)
    assert low == pytest.approx(stress.min(), rel=1e-6, abs=1.0)
    assert high == pytest.approx(stress.max(), rel=1e-6, abs=1.0)


def test_scaled_and_reduced_sections():
    larger = hollow_ellipse(*(1.1 * np.array([14.5e-3, 11.5e-3, 8.5e-3, 6.0e-3])))
    scaled = ELLIPSE.scaled(1.1)
    for name in ("area", "inertia_x", "inertia_z", "half_x", "half_z"):
        assert getattr(scaled, name) == pytest.approx(getattr(larger, name))
    slender = RING.reduced(area=0.88, modulus=0.83)
    bent = edge_stress(slender, 0.0, 50.0, 0.0)[1] / edge_stress(RING, 0.0, 50.0, 0.0)[1]
    pressed = edge_stress(slender, -1.0, 0.0, 0.0)[0] / edge_stress(RING, -1.0, 0.0, 0.0)[0]
    assert bent == pytest.approx(1 / 0.83)
    assert pressed == pytest.approx(1 / 0.88)


@given(st.floats(0, 9e3), st.floats(-150, 150), st.floats(-150, 150))
def test_assumed_bones_are_ordered_for_every_load(press, moment_x, moment_z):
    def strain(section: Section, modulus: float) -> float:
        return -edge_stress(section, -press, moment_x, moment_z)[0] / modulus

    low, middle, high = (strain(*bone) for bone in BONES.values())
    assert low <= middle <= high


def test_load_across_a_free_joint_is_the_passive_moment(run):
    state = motion_kinematics(run)
    for child, parent, name in (
        ("talus_r", "tibia_r", "ankle_angle_r"),
        ("talus_l", "tibia_l", "ankle_angle_l"),
        ("calcn_r", "talus_r", "subtalar_angle_r"),
        ("toes_l", "calcn_l", "mtp_angle_l"),
    ):
        joint = next(j for j in run.body.joints if j.child == child)
        turn = run["segment_rotation"].sel(segment=parent).values
        axis = turn @ (euler(joint.parent_rotation) @ joint.axes[0].direction)
        load = distal_load(run, state, joint)
        left = np.einsum("ti,ti->t", load.moment, axis) * joint.axes[0].polynomial[1]
        index = run.body.coordinate_names.index(name)
        muscles = (run["moment_arm"].values[..., index] * run["tendon_force"].values).sum(axis=1)
        assert left == pytest.approx(muscles - run["joint_moment"].values[:, index], abs=1e-9)
        # Which is the passive moment but for what the solver leaves of the equations of motion.
        assert left == pytest.approx(-run["passive_moment"].values[:, index], abs=5e-3)
        assert np.abs(muscles).max() > 1


def test_without_muscles_it_is_inverse_dynamics(run):
    calm = changed(run, tendon_force=np.zeros(1))
    state = motion_kinematics(calm)
    for side in SIDES:
        joint = next(j for j in calm.body.joints if j.child == on_side("talus", side))
        turn = calm["segment_rotation"].sel(segment=on_side("tibia", side)).values
        axis = turn @ (euler(joint.parent_rotation) @ joint.axes[0].direction)
        load = distal_load(calm, state, joint)
        moment = run["joint_moment"].sel(coordinate=on_side("ankle_angle", side)).values
        assert np.einsum("ti,ti->t", load.moment, axis) == pytest.approx(-moment, abs=1e-9)
        assert np.abs(moment).max() > 100


def test_a_known_ground_force_and_the_weight_of_the_foot(run):
    push = np.array([-100.0, 900.0, 40.0])
    forces = np.zeros(run["contact_force"].shape)
    sphere = run["sphere"].values.tolist().index("ball_lateral_r")
    forces[:, sphere] = push
    posture = still(run, contact_force=forces)
    section = tibia_section(posture)

    own = posture.body.contacts[sphere]
    point = place(posture, own.segment, own.location)
    point[:, 1] = 0.5 * (point[:, 1] - own.radius)  # midway to the ground: see contact.py
    assert contact_points(posture, motion_kinematics(posture))[:, sphere] == pytest.approx(point)
    at = place(posture, "tibia_r", centroid(posture, "right"))
    force, moment = push + np.zeros_like(point), np.cross(point - at, push)
    weight = np.array(slope_gravity(posture.grade))
    for segment in posture.body.segments:
        if segment.name in ("talus_r", "calcn_r", "toes_r"):
            pull = segment.mass * weight
            force = force + pull
            moment = moment + np.cross(place(posture, segment.name, segment.com) - at, pull)
    mine = section.sel(side="right")
    assert mine["force"].values == pytest.approx(in_tibia(posture, "right", force), abs=1e-8)
    assert mine["moment"].values == pytest.approx(in_tibia(posture, "right", moment), abs=1e-8)
    assert mine["compression"].values == pytest.approx(in_tibia(posture, "right", force)[:, 1])
    bend = in_tibia(posture, "right", moment)[:, [0, 2]]
    assert mine["bending"].values == pytest.approx(np.linalg.norm(bend, axis=1))


@pytest.mark.parametrize("name", ["soleus_r", "tibant_r", "perlong_l", "fhl_l"])
def test_a_muscle_acts_on_the_section_along_the_stretch_that_crosses_it(run, name):
    """However it turns below: the part of a weightless cable below the cut carries no net load."""
    side, tension = side_of(name), 1000.0
    forces = np.zeros(run["tendon_force"].shape)
    forces[:, run.body.muscle_names.index(name)] = tension
    with_muscle, without = tibia_section(still(run, tendon_force=forces)), tibia_section(still(run))
    change = (with_muscle - without).sel(side=side)

    where = centroid(run, side)
    points = run.body.muscle(name).points
    foot = subtree(run.body, on_side("talus", side))
    below = [
        p.segment in foot or (p.segment == on_side("tibia", side) and p.location[1] < where[1])
        for p in points
    ]
    k = below.index(True)
    low, high = (place(run, p.segment, p.location) for p in (points[k], points[k - 1]))
    pull = tension * (high - low) / np.linalg.norm(high - low, axis=1)[:, None]
    moment = np.cross(low - place(run, on_side("tibia", side), where), pull)
    assert change["force"].values == pytest.approx(in_tibia(run, side, pull), abs=1e-8)
    # Their difference is the couple that restores the fitted moment arms: 4 mm and less.
    off = change["moment"].values - in_tibia(run, side, moment)
    assert np.linalg.norm(off, axis=1).max() < 6e-3 * tension


def test_legs_of_a_symmetric_stride_are_mirror_images(run, section):
    half = run.data.sizes["time"] // 2
    right, left = section.sel(side="right"), section.sel(side="left")
    flips = {"force": [1, 1, -1], "moment": [-1, -1, 1]}
    for name, sign in flips.items():
        later = np.roll(left[name].values, half, axis=0) * sign
        assert later == pytest.approx(right[name].values, abs=2e-3 * np.abs(later).max())
    for name in ("strain", "lowest_stress", "highest_stress"):
        later = np.roll(left[name].values, half, axis=0)
        assert later == pytest.approx(right[name].values, abs=2e-3 * np.abs(later).max())


def test_stress_follows_from_the_section_and_grows_with_slenderness(run, section):
    assert bone_length(run.body, "right") == pytest.approx(bone_length(run.body, "left"))
    size = bone_length(run.body, "right") / 0.40
    mine = section.sel(side="right")
    area = BONES["middle"].section.area * size**2
    mean = 0.5 * (mine["lowest_stress"] + mine["highest_stress"]).sel(estimate="middle")
    assert mean.values == pytest.approx(-mine["compression"].values / area)
    bend = 0.5 * (mine["highest_stress"] - mine["lowest_stress"]).sel(estimate="middle")
    modulus = 16690e-12 / 12.5e-3 * size**3
    assert bend.values == pytest.approx(mine["bending"].values / modulus, rel=1e-4)
    strain = mine["strain"].values
    assert (np.diff(strain, axis=1) > 0).all()
