"""A stride of a recording becomes a cycle, and what it was is found again."""

import numpy as np
import pytest
from measured_run import recorded

import hillrunner as hr
from hillrunner.errors import MeasuredError, TaskError
from hillrunner.model.mechanics.measured_forces import EACH
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion import library
from hillrunner.tasks.track import Track
from hillrunner.tracking.ground_speed import ground_speed
from hillrunner.tracking.measured_stride import mean_stride, measured_stride, right_contact_in


@pytest.fixture(scope="module")
def motion() -> hr.Motion:
    return library.nearest(hr.Run(3.5))


@pytest.fixture(scope="module", params=[True, False], ids=["belt", "overground"])
def measured(request, motion):
    coordinates, ground, stride = recorded(motion, request.param)
    return measured_stride(motion.body, coordinates, stride, stride.start, motion.speed, ground)


def test_a_cycle_is_the_motion_it_was_recorded_of(motion, measured):
    names = list(measured.task.coordinates)
    toes = {"mtp_angle_r", "mtp_angle_l"}
    assert set(names) == set(motion["coordinate"].values.tolist()) - toes
    phase = (motion["time"].values - motion["time"].values[0]) / motion.stride_time
    start = measured.stride.start - 0.5 * 0.18 / 2 * motion.stride_time
    shift = (motion["time"].values[0] - start) / motion.stride_time
    q = motion["position"].sel(coordinate=names).values.copy()
    q[:, names.index("pelvis_tx")] -= motion.speed * motion["time"].values
    for name in ("pelvis_tx", "pelvis_tz"):
        q[:, names.index(name)] -= q[:, names.index(name)].mean()
    off = measured.task.measured(phase + shift) - q
    for name in ("pelvis_tx", "pelvis_tz"):
        off[:, names.index(name)] -= off[:, names.index(name)].mean()
    assert np.abs(off).max() < 0.02  # of curves that were sampled by straight pieces


def test_forces_carry_the_weight_and_go_nowhere(motion, measured):
    forces = np.asarray(measured.task.forces)
    up = forces[:, 1] + forces[:, EACH + 1]
    assert up.mean() == pytest.approx(1.0, abs=0.01)
    assert (forces[:, 0] + forces[:, EACH]).mean() == pytest.approx(0.0, abs=0.01)
    peak = motion["ground_force"].sel(foot="right", axis="y").max() / (motion.body.mass * GRAVITY)
    assert forces[:, 1].max() == pytest.approx(float(peak), rel=0.03)


def test_moments_are_those_of_force_and_place(motion, measured):
    """About a point under the foot, what is left is the free moment alone."""
    forces = np.asarray(measured.task.forces)
    right = forces[:, :EACH]
    loaded = right[:, 1] > 0.5
    # the moment about x and z of a force on the ground gives its place
    z = right[loaded, 3] / right[loaded, 1] * -1.0
    x = right[loaded, 5] / right[loaded, 1]
    assert np.abs(z).max() < 0.25
    assert np.ptp(x) < motion.speed * 0.3
    assert (np.diff(x) < 0.02).all()  # the ground moves back under the body


def test_intervals_of_any_mesh_get_the_whole_impulse(motion, measured):
    whole = np.asarray(measured.task.forces).mean(axis=0)
    for mesh in (7, 60):
        edges = np.append(0.0, np.cumsum(measured.task.shares(motion.body, mesh)))
        pushes = measured.task.pushes(motion.body, edges)
        np.testing.assert_array_equal(pushes.least, pushes.most)
        assert np.diff(edges) @ pushes.most == pytest.approx(whole, abs=1e-12)


def test_where_it_was_is_told_again(measured):
    stride = measured.stride
    time = np.linspace(stride.start, stride.end - 1e-6, 50)
    cycle = measured.task.measured(measured.cycle_phase(time))
    again = measured.recorded(cycle, time)
    along = list(measured.task.coordinates).index("pelvis_tx")
    gone = again[-1, along] - again[0, along]
    assert gone == pytest.approx(measured.missing[along], abs=0.05)


def test_the_mean_of_a_stride_and_itself_is_it(measured):
    mean = mean_stride([measured, measured])
    assert mean.task == measured.task


def test_the_right_contact_of_a_left_stride_is_within_it(measured):
    left = measured.stride.__class__("left", 1.0, 1.7)
    assert right_contact_in(left, [0.6, 1.33, 2.0]) == 1.33
    assert right_contact_in(left, []) == 1.35


def test_without_forces_the_pelvis_is_as_high_as_the_floor_says(motion):
    coordinates, ground, stride = recorded(motion, belt=True)
    coordinates.loc[{"coordinate": "pelvis_ty"}] += 0.4  # of a floor that lies there

    def cut(**how):
        return measured_stride(motion.body, coordinates, stride, stride.start, motion.speed, **how)

    alone, held = cut(), cut(ground=ground, hold_back=True)
    assert alone.task == held.task
    assert alone.task.forces is None
    assert alone.held_back is None
    assert alone.task.floor(motion.body) == pytest.approx(0.0, abs=1e-6)
    up = list(alone.task.coordinates).index("pelvis_ty")
    height = motion["position"].sel(coordinate="pelvis_ty").values
    assert np.asarray(alone.task.positions)[:, up].mean() == pytest.approx(height.mean(), abs=0.02)
    # what is held back is the same forces, on a floor that lies at their feet
    told = cut(ground=ground).task.forces
    np.testing.assert_array_equal(np.array(held.held_back)[:, :3], np.array(told)[:, :3])
    time = stride.start + np.array([0.1, 0.2])
    again = alone.recorded(alone.task.measured(alone.cycle_phase(time)), time)
    known = coordinates.sel(coordinate="pelvis_ty").interp(time=time)
    np.testing.assert_allclose(again[:, up], known, atol=2e-3)


@pytest.mark.parametrize("name", ["knee_angle_l", "pelvis_ty"])
def test_without_forces_it_must_be_known_where_feet_are(motion, name):
    coordinates, _, stride = recorded(motion, belt=True)
    one = coordinates.drop_sel(coordinate=[name])
    with pytest.raises(MeasuredError, match=f"{name} was not measured, and without forces"):
        measured_stride(motion.body, one, stride, stride.start, motion.speed)


def test_the_ground_is_as_fast_as_feet_that_stand(motion):
    for belt in (True, False):
        coordinates, _, stride = recorded(motion, belt)
        assert ground_speed(motion.body, coordinates, [stride]) == pytest.approx(3.5, rel=0.03)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("lasting", 2.0, "lasting is 2 s, but must be a number from 0.3 to 1.4 s"),
        ("speed", "fast", "speed is 'fast'"),
        ("positions", ((0.0,),) * 5, "positions must be 20 rows at least of"),
        ("forces", ((0.0,) * 11,) * 30, "forces must be 20 rows at least of 12 numbers"),
        ("forces", ((float("nan"),) * 12,) * 30, "not finite"),
    ],
)
def test_what_is_no_stride_is_refused(measured, field, value, said):
    with pytest.raises(TaskError, match=said):
        measured.task.changed(**{field: value})


def test_a_body_without_the_coordinates_is_refused(measured, motion):
    other = Track(
        speed=3.0,
        lasting=0.7,
        coordinates=("wing_r",),
        positions=tuple((0.0,) for _ in range(20)),
        forces=tuple((0.0,) * 12 for _ in range(20)),
    )
    with pytest.raises(TaskError, match="none of the coordinates"):
        other.pull(motion.body)
