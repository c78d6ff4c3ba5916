"""Mechanics and energy of every solved motion that ships with the package.

Nothing here asks the solver: the laws are written anew from the stored time series. Each holds at
the middles of the intervals, with ``duration`` as the quadrature.
"""

import numpy as np
import pytest

from hillrunner.errors import MotionError
from hillrunner.model.mechanics.rigid_body import kinematics
from hillrunner.model.mechanics.supports import FRICTION
from hillrunner.motion.library import (
    load_shipped,
    nearest,
    shipped,
    shipped_bodies,
    shipped_lifts,
)
from hillrunner.motion.motion import Motion
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.tasks.run import Run
from hillrunner.tasks.sprint import Sprint
from hillrunner.tasks.squat import Squat

G = 9.80665
FLIGHT = 0.01  # m: a foot whose spheres are all higher than this is in the air


def test_motions_ship_with_the_package():
    assert shipped(), "no solved motion ships in hillrunner/motion/data: make them and add them"


@pytest.mark.parametrize("name", shipped_lifts())
def test_a_shipped_lift_is_held_up_by_the_ground_and_starts_its_like(name):
    """Over the repetition the ground carries body and bar, and their momentum comes back."""
    lift = load_shipped(name)
    assert lift.task == shipped_lifts()[name]
    start = nearest(lift.task.changed(load=lift.mass_carried + 1.0))
    assert start is not None and start.task == lift.task
    carried = (lift.body.mass + lift.mass_carried) * G * lift.stride_time
    impulse = over_stride(lift, lift["ground_force"].values.sum(axis=1))
    feet = {sphere.name for sphere in lift.body.contacts}
    if all(support.name in feet for support in lift.task.supports(lift.body)):
        assert np.abs(impulse - [0.0, carried, 0.0]).max() < 1e-3 * carried
        return
    rest = np.array([0.0, carried, 0.0]) - impulse  # what a seat or bench gives: it presses
    assert 0.0 < rest[1] < carried and abs(rest[0]) < FRICTION * rest[1]
    assert abs(rest[2]) < 1e-3 * carried


def test_a_name_that_does_not_ship_is_told_with_those_that_do():
    with pytest.raises(MotionError, match=r"'a.nc' ships; there are .*run-3.5.nc.*squat-90-140.nc"):
        load_shipped("a.nc")


@pytest.mark.parametrize("name", shipped_bodies())
def test_a_motion_of_another_body_ships_in_todays_settings_and_is_that_bodys_start(name):
    runner, task = shipped_bodies()[name]
    found = load_shipped(name)
    assert found.runner.has_body_of(runner) and found.task == task
    assert found.settings == Settings() and found.solver.residual < Settings().tolerance
    assert nearest(task, runner.changed(mass=runner.mass + 1.0)) is found


@pytest.mark.parametrize(
    ("runner", "mass"),
    [
        (Runner(height=1.58, mass=50, sex="female"), 52.0),
        (Runner(height=1.70, mass=66, sex="female"), 64.0),
        (Runner(height=1.70, mass=60), 64.0),
        (Runner(height=1.80, mass=78), 75.2),
        (Runner(height=1.92, mass=98), 90.0),
    ],
)
def test_a_sprint_starts_from_that_of_a_body_alike(runner, mass):
    start = nearest(Sprint(), runner)
    assert start is not None and start.runner.sex == runner.sex
    assert start.runner.mass == pytest.approx(mass, abs=0.5)


def test_a_first_answers_run_is_that_of_the_body_most_alike():
    small = Runner(height=1.58, mass=50, sex="female")
    assert nearest(Run(3.4), small) is load_shipped("run-3.5-female-52.nc")
    assert nearest(Run(3.5), Runner(height=1.8, mass=76)) is load_shipped("run-3.5.nc")


def test_other_runs_and_lifts_are_of_one_body():
    small = Runner(height=1.58, mass=50, sex="female")
    assert nearest(Run(3.5)) is load_shipped("run-3.5.nc")
    assert nearest(Run(3.0), small) is nearest(Run(3.0)) is load_shipped("run-3.nc")
    assert nearest(Squat(90.0), small) is nearest(Squat(90.0))
    assert nearest(Sprint()) is load_shipped("sprint.nc")


@pytest.fixture(scope="module", params=shipped())
def motion(request) -> Motion:
    return load_shipped(request.param)


def weight(motion: Motion) -> np.ndarray:
    """Force of gravity (N) in the ground's frame, whose x goes up the slope."""
    angle = np.arctan(motion.grade)
    return -motion.body.mass * G * np.array([np.sin(angle), np.cos(angle), 0.0])


def over_stride(motion: Motion, values: np.ndarray) -> np.ndarray:
    """Integral over the stride of values whose first axis is time."""
    return np.tensordot(motion["duration"].values, values, axes=1)


def positive_work(motion: Motion, power: np.ndarray) -> np.ndarray:
    return over_stride(motion, np.maximum(power, 0.0))


def muscle(motion: Motion, name: str) -> np.ndarray:
    """A muscle parameter, shape (muscles,)."""
    return np.array([getattr(m, name) for m in motion.body.muscles])


def sphere_heights(motion: Motion) -> np.ndarray:
    """Clearance (m) of the lowest point of each contact sphere, shape (time, spheres)."""
    heights = []
    for sphere in motion.body.contacts:
        turn = motion["segment_rotation"].sel(segment=sphere.segment).values
        centre = motion["segment_origin"].sel(segment=sphere.segment).values
        heights.append((centre + turn @ sphere.location)[:, 1] - sphere.radius)
    return np.stack(heights, axis=1)


def test_newtons_law_of_the_whole_body(motion):
    ground = motion["ground_force"].values.sum(axis=1)
    rate = motion.body.mass * motion["com_acceleration"].values
    assert np.abs(rate - ground - weight(motion)).max() < 1e-3 * motion.body.mass * G


def test_the_ground_carries_the_weight_over_a_stride(motion):
    impulse = over_stride(motion, motion["ground_force"].values.sum(axis=1))
    expected = -weight(motion) * motion.stride_time
    assert np.abs(impulse - expected).max() < 1e-3 * np.linalg.norm(expected)


def test_nothing_but_muscles_and_ligaments_moves_pelvis_and_legs(motion):
    pull = np.einsum("tmc,tm->tc", motion["moment_arm"].values, motion["tendon_force"].values)
    left = motion["joint_moment"].values - pull - motion["passive_moment"].values
    driven = {a.coordinate for a in motion.body.actuators}
    for i, coordinate in enumerate(motion.body.coordinates):
        worst = np.abs(left[:, i]).max()
        if coordinate.name in driven:
            continue
        limit = 1e-3 * motion.body.mass * G if coordinate.kind == "translation" else 0.05  # N, N m
        assert worst < limit, coordinate.name


def test_trunk_and_arms_stay_within_their_strength(motion):
    torque = np.abs(motion["actuator_torque"].values).max(axis=0)
    for actuator, worst in zip(motion.body.actuators, torque, strict=True):
        assert worst <= actuator.max_torque * (1.0 + 1e-3), actuator.coordinate


def test_tendons_give_back_what_they_take(motion):
    power = motion["tendon_force"].values * motion["tendon_velocity"].values
    net, stored = over_stride(motion, power), positive_work(motion, power)
    assert stored.sum() > 10.0  # J: running is elastic
    coarse = max(1.0, motion.speed / 5.0)  # faster, on the same mesh
    assert np.abs(net).sum() < 0.01 * coarse * stored.sum()
    for name, gain, work in zip(motion.body.muscle_names, net, stored, strict=True):
        if work > 0.02 * stored.sum():  # less is a brief pulse, on 30 intervals
            assert abs(gain) < 0.05 * coarse * work, name


def test_units_are_tendon_and_fibre_in_series(motion):
    force, length = motion["tendon_force"].values, motion["fibre_length"].values
    along = motion["muscle_tendon_length"].values - motion["tendon_length"].values
    cosine = along / length
    height = muscle(motion, "optimal_length") * np.sin(muscle(motion, "pennation"))
    assert np.allclose(np.hypot(along, height), length, rtol=1e-9)
    of_unit = force * motion["muscle_tendon_velocity"].values
    of_tendon = force * motion["tendon_velocity"].values
    of_fibre = force / cosine * motion["fibre_velocity"].values
    assert np.abs(of_unit - of_tendon - of_fibre).max() < 1e-6 * np.abs(of_unit).max()
    # the forces of the two are in equilibrium, to the solver's tolerance
    pull = (motion["active_force"].values + motion["passive_force"].values) * cosine
    assert (np.abs(pull - force) / muscle(motion, "max_force")).max() < 1e-3


def test_lengths_and_speeds_belong_together(motion):
    """Work of unit, tendon and joints by the chain rule: moment arms are those of the lengths."""
    arms, velocity = motion["moment_arm"].values, motion["velocity"].values
    expected = -np.einsum("tmc,tc->tm", arms, velocity)
    assert np.allclose(motion["muscle_tendon_velocity"].values, expected, atol=1e-9)


def test_muscles_stay_where_their_curves_hold(motion):
    activation = motion["activation"].values
    assert activation.min() >= 0.01 - 1e-6
    assert activation.max() <= 1.0 + 1e-6
    excitation = motion["excitation"].values
    assert excitation.min() > -1e-3
    assert excitation.max() < 1.0 + 1e-3
    normal = motion["fibre_length"].values / muscle(motion, "optimal_length")
    for name, low, high in zip(
        motion.body.muscle_names, normal.min(axis=0), normal.max(axis=0), strict=True
    ):
        assert low > 0.2 and high < 1.8, name
    assert (motion["tendon_force"].values >= -1e-6 * muscle(motion, "max_force")).all()


def test_joints_stay_in_the_range_their_muscles_were_fitted_for(motion):
    position = motion["position"].values
    for i, coordinate in enumerate(motion.body.coordinates):
        if coordinate.kind == "rotation":
            low, high = coordinate.range
            assert position[:, i].min() >= low - 1e-6, coordinate.name
            assert position[:, i].max() <= high + 1e-6, coordinate.name


def test_a_runner_in_the_air_feels_no_ground(motion):
    force = np.linalg.norm(motion["ground_force"].values.sum(axis=1), axis=-1)
    air = (sphere_heights(motion) > FLIGHT).all(axis=1)
    if motion.speed < 2.25:  # so slow that the optimum always keeps a foot on the ground
        assert not air.any()
        return
    # below 3.5 m/s the feet clear the ground by less than FLIGHT: no load, but no height
    assert force.min() < 50.0, "the runner never leaves the ground"
    if not air.any():
        return
    assert force[[0, -1]].max() < 0.01 * motion.body.mass * G, "the stride starts in flight"
    assert force[air].max() < 0.01 * motion.body.mass * G


def test_feet_sink_in_no_more_than_shoe_and_pad_give_way(motion):
    # under 2 kN 12 to 15 mm at the heel and 10 at the ball; up to 3 body weights are carried here
    for i, sphere in enumerate(motion.body.contacts):
        depth = -sphere_heights(motion)[:, i].min()
        assert depth < 0.75 * sphere.radius, f"{sphere.name} sinks in {1e3 * depth:.1f} mm"


def test_work_done_is_energy_gained(motion):
    """Over a whole stride kinetic energy is what it was, so all work adds up to nothing: of the
    joints, of gravity (up the slope) and of the ground (which takes what impact and slip waste)."""
    body = motion.body
    q, v = motion["position"].values, motion["velocity"].values
    frames = kinematics(body, list(q.T), list(v.T)).frames
    joints = (motion["joint_moment"].values * v).sum(axis=1)
    falling = motion["com_velocity"].values @ weight(motion)
    contact = np.zeros_like(falling)
    for sphere in body.contacts:
        frame = frames[sphere.segment]
        centre = np.stack(np.broadcast_arrays(*frame.point(sphere.location)), axis=1)
        point = centre.copy()
        point[:, 1] = 0.5 * (centre[:, 1] - sphere.radius)  # at half the depth
        arm = point - np.stack(np.broadcast_arrays(*frame.position), axis=1)
        spin = np.stack(np.broadcast_arrays(*frame.angular_velocity), axis=1)
        velocity = np.stack(np.broadcast_arrays(*frame.velocity), axis=1) + np.cross(spin, arm)
        force = motion["contact_force"].sel(sphere=sphere.name).values
        contact += (force * velocity).sum(axis=1)
    total = over_stride(motion, joints + falling + contact)
    assert over_stride(motion, contact) < 0.0  # the ground only takes
    assert abs(total) < 0.03 * positive_work(motion, joints)


def test_joint_work_is_that_of_muscles_ligaments_and_actuators(motion):
    v = motion["velocity"].values
    units = -motion["tendon_force"].values * motion["muscle_tendon_velocity"].values
    names = list(motion.body.coordinate_names)
    driven = [names.index(a.coordinate) for a in motion.body.actuators]
    parts = [
        units.sum(axis=1),
        (motion["passive_moment"].values * v).sum(axis=1),
        (motion["actuator_torque"].values * v[:, driven]).sum(axis=1),
    ]
    joints = (motion["joint_moment"].values * v).sum(axis=1)
    off = np.abs(sum(parts) - joints).max()
    assert off < 1e-3 * motion.body.mass * G * motion.speed  # the residual force at running speed
