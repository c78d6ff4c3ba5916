"""What the ground does to a run's energy: against the law's own pieces and the body's balance."""

import numpy as np
import pytest

from hillrunner.analysis.ground import ground_work
from hillrunner.errors import MotionError
from hillrunner.motion.library import load_shipped
from hillrunner.motion.motion import Motion
from hillrunner.sides import SIDES

MOTION = load_shipped("run-3.5.nc")


@pytest.fixture(scope="module")
def work():
    return ground_work(MOTION)


def test_damping_and_friction_take_energy(work):
    assert (work["stored"] >= 0.0).all()
    taken = float(work["friction"].sum())
    assert taken < -1.0
    assert (work["friction"] <= -0.02 * taken).all()  # above zero by the mesh alone
    parts = work["elastic"] + work["damping"] + work["friction"]
    for foot in SIDES:
        own = [name for name in work["sphere"].values if name.endswith(f"_{foot[0]}")]
        assert float(work["net"].sel(foot=foot)) == pytest.approx(
            float(parts.sel(sphere=own).sum())
        )


def test_both_feet_of_a_half_stride_do_the_same(work):
    right, left = (float(work["net"].sel(foot=foot)) for foot in SIDES)
    assert right == pytest.approx(left, rel=1e-4)


def test_it_is_the_work_of_the_forces_on_the_points_they_act_at(work):
    """Of a foot as a whole: the force on its segments, with the couple about their origins."""
    from hillrunner.analysis.free_body import contact_points, motion_kinematics, vectors

    state, count = motion_kinematics(MOTION), MOTION.data.sizes["time"]
    points, forces = contact_points(MOTION, state), MOTION["contact_force"].values
    total = 0.0
    for i, sphere in enumerate(MOTION.body.contacts):
        frame = state.frames[sphere.segment]
        spin, speed = (vectors(v, count) for v in (frame.angular_velocity, frame.velocity))
        arm = points[:, i] - vectors(frame.position, count)
        power = np.sum(forces[:, i] * speed, 1) + np.sum(np.cross(arm, forces[:, i]) * spin, 1)
        total += float(power @ MOTION["duration"].values)
    assert float(work["net"].sum()) == pytest.approx(total, rel=1e-9)


def test_one_leg_is_refused():
    alone = Motion(MOTION.data.isel(foot=[0]))
    with pytest.raises(MotionError, match="one leg only"):
        ground_work(alone)
