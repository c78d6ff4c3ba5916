"""A forward lunge: one foot steps ahead, lands, bears, and pushes back."""

from __future__ import annotations

import numpy as np
import pytest

from hillrunner import Motion, Runner, simulate
from hillrunner.errors import TaskError
from hillrunner.model.body.default import default_body
from hillrunner.model.mechanics.rigid_body import kinematics
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.sides import on_side
from hillrunner.tasks.exercises import exercise
from hillrunner.tasks.held_feet import SOLE, standing_foot
from hillrunner.tasks.lunge import SLOW, STEP, Lunge, _moving
from hillrunner.tasks.task import HELD, held_row

BODY = default_body()
TASK = Lunge(20.0)
LASTS = TASK.duration(BODY)[0]
FRONT = standing_foot(BODY, "right", SOLE)[0]
LANDS, LEAVES = STEP / LASTS, 1.0 - STEP / LASTS


@pytest.fixture(scope="module")
def lunge() -> Motion:
    """From the lunge that ships: from nothing it takes ten times as long."""
    found = simulate(Runner(height=1.795, mass=75.0), TASK)
    assert found.solver.started_from == "shipped motion: lunge to 90 deg with 18.75 kg"
    return found


def sole(motion: Motion, side: str) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """How far forward and how high (m) the spheres of a foot are, by name without side."""
    frames = kinematics(motion.body, list(motion["position"].values.T)).frames
    found = {}
    for support in standing_foot(motion.body, side, SOLE):
        x, y, _ = frames[support.segment].point(support.location)
        found[support.name[:-2]] = (np.asarray(x), np.asarray(y) - support.below)
    return found


def test_steps_mirror_each_other_in_time_and_meet_the_tempo():
    phases = np.array([0.0, 0.5 * LANDS, LANDS, TASK.turn, LEAVES, 1.0 - 0.5 * LANDS])
    step, way = TASK._parts(phases)
    assert step == pytest.approx([0.0, 0.5, 1.0, 1.0, 1.0, 0.5])
    assert way == pytest.approx([0.0, 0.0, 0.0, 1.0, 0.0, 0.0], abs=1e-9)
    for mesh in (8, 60):
        shares = TASK.shares(BODY, mesh)
        nodes = np.cumsum(shares)
        assert nodes[-1] == pytest.approx(1.0)
        assert all(np.abs(nodes - phase).min() < 1e-9 for phase in (LANDS, TASK.turn, LEAVES))


@pytest.mark.parametrize("mesh", [30, 60, 120])
def test_on_every_mesh_the_foot_may_come_down_as_slowly_as_it_must(mesh):
    """It is asked once to be slow; from there on its least height must not ask for more."""
    shares = TASK.shares(BODY, mesh)
    middles = np.cumsum(shares) - 0.5 * shares
    before = middles < LANDS
    last = np.flatnonzero(before)[-1]
    assert before.sum() == (8 if mesh == 30 else 16 if mesh == 60 else 32)
    courses = TASK.courses(BODY)
    low, high = (HELD * bound for bound in courses[_moving(FRONT, "speed", "up")](middles))
    slow = high < 1.0
    assert slow.sum() == 1 and slow[last]
    assert (low[last], high[last]) == pytest.approx((-SLOW, SLOW))
    up = HELD * courses[held_row(FRONT, "up")](middles)[0]
    assert (up[last] - up[last + 1]) / ((LANDS - middles[last]) * LASTS) < SLOW


def test_the_guess_steps_over_the_ground_and_lands_a_stride_ahead():
    task = Lunge(20.0, front="left")
    phases = np.linspace(0.0, task.turn, 30)
    frames = kinematics(BODY, list(task.guess(BODY).positions(phases).T)).frames
    front, rear = (standing_foot(BODY, side, SOLE)[0] for side in ("left", "right"))
    at, other = (frames[s.segment].point(s.location) for s in (front, rear))
    assert np.ptp(other[0]) < 0.01 and np.ptp(other[1]) < 0.01
    assert (at[1] > front.below - 0.005).all() and at[1].max() > front.below + 0.05
    assert at[0][0] == pytest.approx(other[0][0], abs=0.01)
    assert at[0][-1] - other[0][-1] == pytest.approx(0.4 * BODY.height, abs=0.01)


def test_nothing_presses_a_foot_in_the_air():
    courses = TASK.courses(BODY)
    phases = np.array([0.5 * LANDS, TASK.turn, 1.0 - 0.5 * LANDS])
    for part in SOLE:
        _, most = courses[f"force on the right {part}"](phases)
        assert most[1] > 1.0 > 1e-2 > most[0] == most[2]
    _, most = courses["force on the left heel"](phases)
    assert most[1] < 1e-2  # the rear heel is up when deepest
    assert "force on the left ball_medial" not in courses


def test_it_is_known_by_name():
    made = exercise("lunge", 20.0, stride=0.45, front="left")
    assert made == Lunge(20.0, stride=0.45, front="left") and made.standing == ("right",)
    with pytest.raises(TaskError, match="depth is 30 deg of flexion of the front knee"):
        Lunge(20.0, depth=30.0)


@pytest.mark.slow
def test_the_front_foot_is_off_the_ground_lands_and_stays(lunge):
    """In the air it bears nothing and is over the ground; it comes down slowly and does not slide
    while it bears; and the rear foot never leaves the ground."""
    phase = (lunge["time"].values - 0.5 * lunge["duration"].values) / lunge.stride_time
    ends = lunge["time"].values / lunge.stride_time
    air = (ends < LANDS - 1e-3) | (phase > LEAVES + 1e-3)
    up = lunge["ground_force"].sel(axis="y") / (GRAVITY * (lunge.body.mass + TASK.load))
    assert float(up.sel(foot="right").values[air].max()) < 5e-3
    assert float(up.sel(foot="right").values[~air].max()) > 0.3
    assert float(up.sel(foot="left").min()) > 0.1
    front = sole(lunge, "right")
    ball, heel = front["ball_medial"], front["heel"]
    assert max(ball[1][air].max(), heel[1][air].max()) > 0.02
    assert min(y.min() for _, y in (ball, heel)) > -0.005
    stays = ~air
    assert np.ptp(ball[0][stays]) < 0.03 and ball[1][stays].max() < 0.025
    stride = TASK.stride * lunge.body.height
    assert ball[0][stays].mean() == pytest.approx(stride, abs=0.01)
    assert abs(ball[0][0]) < 0.05 and abs(ball[0][-1]) < 0.05  # beside the other


@pytest.mark.slow
def test_forces_carry_the_body_there_and_back(lunge):
    """Momentum comes back over the repetition: weight upwards, nothing forward."""
    force = lunge["ground_force"].values.sum(axis=1)
    impulse = lunge["duration"].values @ force
    weight = GRAVITY * (lunge.body.mass + TASK.load) * lunge.stride_time
    assert np.abs(impulse - [0.0, weight, 0.0]).max() < 2e-3 * weight
    forward = lunge["ground_force"].sel(axis="x", foot="right").values
    assert forward.min() < -50.0  # it is the front leg that pushes back
    knee = lunge["position"].sel(coordinate=on_side("knee_angle", "right")).values
    assert 85.0 < np.rad2deg(knee.max()) < 90.1
