"""Phases of the stride: half-sine feet whose phases are known, odd forces, and shipped runs."""

import numpy as np
import pytest
from fake_motion import CONTACT, GRAVITY, PEAK, STRIDE, TOUCH, fake_motion
from hypothesis import given
from hypothesis import strategies as st

from hillrunner import Motion
from hillrunner.analysis.phases import PHASES, phase_weights, stride_phases
from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.analysis.stride import require_stride
from hillrunner.errors import MotionError
from hillrunner.motion.library import load_shipped

RIGHT, LEFT = 0, 1
EDGE = np.arcsin(50 / (PEAK * 75 * GRAVITY)) / np.pi * CONTACT  # s, below the contact threshold


@pytest.fixture(scope="module")
def motion():
    return fake_motion(points=400)


def pushed(motion: Motion, along=None, up=None) -> Motion:
    """The motion with other forces: functions of (force, stance phase 0..1 or NaN), both feet."""
    data = motion.data.copy(deep=True)
    force = data["ground_force"].values
    for foot in (RIGHT, LEFT):
        phase = ((data["time"].values - TOUCH - foot * STRIDE / 2) % STRIDE) / CONTACT
        phase = np.where(phase <= 1, phase, np.nan)
        for axis, change in ((0, along), (1, up)):
            if change:
                force[:, foot, axis] = np.nan_to_num(change(force[:, foot, axis], phase))
    return Motion(data)


def test_of_half_sine_feet(motion):
    phases = stride_phases(motion)
    start, end = phases["start"].values, phases["end"].values
    for foot, touch in ((RIGHT, TOUCH), (LEFT, TOUCH + STRIDE / 2)):
        on, off = touch + EDGE, touch + CONTACT - EDGE
        assert start[foot, 0] == pytest.approx(on, abs=3e-4)
        # The full sine of braking and propulsion, low-passed: its peak moves by 1 ms at most.
        assert end[foot, 0] == pytest.approx(touch + CONTACT / 4, abs=2e-3)
        assert end[foot, 1] == pytest.approx(touch + CONTACT / 2, abs=3e-4)
        assert end[foot, 2] == pytest.approx(off, abs=3e-4)
        assert end[foot, 3] == pytest.approx((off + on + STRIDE) / 2, abs=3e-4)
        assert end[foot, 4] == pytest.approx(start[foot, 0] + STRIDE)
    assert end[:, :-1] == pytest.approx(start[:, 1:])
    assert tuple(phases["phase"].values) == PHASES


def test_every_instant_has_one_phase(motion):
    phases = stride_phases(motion)
    weight = phases["weight"].transpose("foot", "phase", "time").values
    assert np.abs(weight.sum(axis=1) - motion["duration"].values).max() < 1e-15
    assert weight.sum(axis=2) == pytest.approx((phases["end"] - phases["start"]).values, abs=1e-14)
    assert ((weight > 0).sum(axis=1) <= 2).all()  # an interval is shared by two phases at most


def test_a_muscle_has_the_phases_of_its_own_foot(motion):
    weight = stride_phases(motion)["weight"]
    own = phase_weights(motion, ["soleus_l", "vaslat_r"], "muscle")
    assert own.dims == ("muscle", "phase", "time")
    assert own.sel(muscle="soleus_l").values == pytest.approx(weight.sel(foot="left").values)
    assert own.sel(muscle="vaslat_r").values == pytest.approx(weight.sel(foot="right").values)


def test_an_impact_does_not_end_loading(motion):
    def with_impact(force, phase):
        return force - 1.5 * force.max() * np.exp(-(((phase - 0.03) / 0.015) ** 2))

    spiked = pushed(motion, along=with_impact)
    hardest = [m["ground_force"].values[:, RIGHT, 0].argmin() for m in (motion, spiked)]
    assert motion["time"].values[hardest] == pytest.approx(
        [TOUCH + CONTACT / 4, TOUCH + 0.03 * CONTACT], abs=2e-3
    )
    before, after = (stride_phases(m)["end"].values[RIGHT, 0] for m in (motion, spiked))
    assert after == pytest.approx(before, abs=0.012)


@pytest.mark.parametrize("sign", (-1, 1))
def test_a_slope_without_change_of_sign(motion, sign):
    one_way = pushed(motion, along=lambda f, p: sign * (200 + 0.3 * sign * f) * np.sin(np.pi * p))
    assert (sign * one_way["ground_force"].sel(axis="x") >= 0).all()
    phases = stride_phases(one_way)
    assert ((phases["end"] - phases["start"]) > 0.005).all()
    # square to the mean force it is that of the level, whose sign changes in the middle
    assert phases["end"].values[RIGHT, 1] == pytest.approx(TOUCH + CONTACT / 2, abs=3e-4)


def test_a_scuffing_toe_is_no_foot_strike(motion):
    data = motion.data.copy(deep=True)
    scuff = (np.abs(data["time"].values - 0.45) < 0.01) * 80.0
    data["ground_force"].values[:, RIGHT, 1] += scuff
    assert stride_phases(Motion(data))["start"].values == pytest.approx(
        stride_phases(motion)["start"].values
    )


@given(st.lists(st.floats(-500, 500), min_size=24, max_size=24))
def test_any_fore_aft_force_gives_five_phases(along):
    data = fake_motion(points=24).data
    data["ground_force"].values[:, RIGHT, 0] = along
    phases = stride_phases(Motion(data))
    length = (phases["end"] - phases["start"]).values
    assert (length > 0).all()
    assert length.sum(axis=1) == pytest.approx(STRIDE)
    assert phases["weight"].sum("phase").values == pytest.approx(
        np.tile(data["duration"].values, (2, 1)), abs=1e-14
    )


def test_no_or_permanent_contact_is_refused(motion):
    with pytest.raises(MotionError, match="right foot is never on the ground"):
        stride_phases(pushed(motion, up=lambda force, phase: 0 * force))
    with pytest.raises(MotionError, match="right foot is always on the ground"):
        stride_phases(pushed(motion, up=lambda force, phase: force + 400))


def test_half_a_motion_is_refused(motion):
    with pytest.raises(MotionError, match="empty stride of 0 points"):
        require_stride(Motion(motion.data.isel(time=slice(0, 0))))
    with pytest.raises(MotionError, match="has no left foot"):
        require_stride(Motion(motion.data.sel(foot=["right"])))
    body = motion.body
    right = [m for m in body.muscles if m.side == "right"]
    one_leg = body.model_copy(update={"muscles": tuple(right)})
    data = motion.data.sel(muscle=[m.name for m in right])
    with pytest.raises(MotionError, match="on the left it has no bflh_l"):
        stride_phases(Motion(data.assign_attrs(body=one_leg.model_dump_json())))


@pytest.mark.parametrize("name", ("run-2.nc", "run-3.5.nc", "run-3.5-grade+0.10.nc", "run-6.nc"))
def test_of_solved_runs(name):
    run = load_shipped(name)
    phases = stride_phases(run)
    length = (phases["end"] - phases["start"]).values
    assert length[:, :3].sum(axis=1).mean() == pytest.approx(spatiotemporal(run).contact_time)
    assert length[RIGHT] == pytest.approx(length[LEFT], abs=2e-4)
    shift = phases["start"].values[LEFT] - phases["start"].values[RIGHT]
    assert shift % run.stride_time == pytest.approx(run.stride_time / 2, rel=1e-5)
    # braking before the change, propulsion after it: impulses of the force itself
    along = run["ground_force"].sel(foot="right", axis="x")
    impulse = (along * phases["weight"].sel(foot="right")).sum("time").values
    assert impulse[0] < 0 and impulse[0] + impulse[1] < 0 < impulse[2]
