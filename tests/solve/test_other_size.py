"""A motion of one body becomes the start of another's: same movement, same belt, same footing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from coarse_run import MESH, coarse_run

from hillrunner import Run, Runner, simulate
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.model.mechanics.rigid_body import kinematics
from hillrunner.motion import library
from hillrunner.motion.motion import Motion
from hillrunner.settings import Settings
from hillrunner.solve.interval import VELOCITY_SCALE
from hillrunner.solve.other_size import pressed, resized
from hillrunner.solve.program import program_for
from hillrunner.solve.transcription import Transcription

ME = Runner(height=1.795, mass=75.0)
TASK = Run(3.5)
OTHERS = (
    Runner(height=1.60, mass=52.0, sex="female"),
    Runner(height=1.90, mass=100.0),
    Runner(height=1.795, mass=75.0, segment_lengths={"thigh": 0.48, "shank": 0.40}),
)


def body_of(runner: Runner) -> Body:
    return runner_body(runner, Settings())


@pytest.fixture(scope="module")
def start() -> Motion:
    return library.load_shipped("run-3.5.nc")


@pytest.fixture(scope="module")
def problem(start) -> Transcription:
    """What is asked of it here, layout and rows, is the same for all bodies."""
    return program_for(start.body, TASK, start.settings.mesh).posed(TASK, start.body)


def kept(start: Motion) -> list[np.ndarray]:
    names = "warm_variables", "warm_row_multipliers", "warm_bound_multipliers"
    return [start.data[name].values for name in names]


def for_body(start, problem, after, x=None):
    mine, rows, bounds = kept(start)
    law = TASK.world(after, Settings()).contact
    x = mine if x is None else x
    return resized(x, rows, bounds, problem, start.body, after, law)


def test_a_bodys_own_motion_stays_as_it_is(start, problem):
    for found, was in zip(for_body(start, problem, start.body), kept(start), strict=True):
        np.testing.assert_allclose(found, was, rtol=1e-12, atol=1e-12)


def test_there_and_back_is_where_it_was(start, problem):
    law = TASK.world(start.body, Settings()).contact
    for runner in OTHERS:
        other = body_of(runner)
        there = for_body(start, problem, other)
        back = resized(*there, problem, other, start.body, law)
        for found, was in zip(back, kept(start), strict=True):
            np.testing.assert_allclose(found, was, rtol=1e-9, atol=1e-9)


def feet_of(body: Body, problem: Transcription, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates, and the forward speed of every sphere's centre (m/s), (spheres, nodes)."""
    _, nodes, _ = problem.split(x)
    q, v = nodes[:, problem.layout.position], VELOCITY_SCALE * nodes[:, problem.layout.velocity]
    frames = kinematics(body, list(q.T), list(v.T)).frames
    speeds = []
    for sphere in body.contacts:
        frame = frames[sphere.segment]
        arm = np.array([np.asarray(row) for row in frame.point(sphere.location)])
        arm = arm - np.array([np.broadcast_to(p, len(q)) for p in frame.position])
        turning = np.array([np.broadcast_to(w, len(q)) for w in frame.angular_velocity])
        speeds.append(frame.velocity[0] + turning[1] * arm[2] - turning[2] * arm[1])
    return q, np.array(speeds)


def test_the_movement_is_the_same_and_the_feet_go_as_fast(start, problem):
    small = body_of(OTHERS[0])
    ratio = 1.60 / 1.795
    x, _, _ = for_body(start, problem, small)
    before, after = kept(start)[0], x
    angles = [c.kind != "translation" for c in small.coordinates]
    q0, speeds0 = feet_of(start.body, problem, before)
    q, speeds = feet_of(small, problem, after)
    np.testing.assert_array_equal(q[:, angles], q0[:, angles])
    assert after[0] == pytest.approx(ratio * before[0])
    np.testing.assert_allclose(speeds, speeds0, rtol=1e-9, atol=1e-9)
    # muscles do what they did
    nodes0, nodes = problem.split(before)[1], problem.split(after)[1]
    for part in (problem.layout.activation, problem.layout.strain):
        np.testing.assert_array_equal(nodes[:, part], nodes0[:, part])


@pytest.mark.parametrize("runner", OTHERS)
def test_the_feet_press_as_many_body_weights(start, problem, runner):
    after = body_of(runner)
    law = TASK.world(after, Settings()).contact
    x, _, _ = for_body(start, problem, after)
    per_mass = []
    for body, one in ((start.body, kept(start)[0]), (after, x)):
        q = problem.split(one)[1][:, problem.layout.position]
        per_mass.append(pressed(body, q, law) / body.mass)
    assert per_mass[1] == pytest.approx(per_mass[0], rel=1e-9)
    assert 5.0 < per_mass[1] < 20.0  # N/kg: about the weight, for it carries the body in a step


def test_a_duration_that_is_given_is_kept(start, problem):
    x0 = kept(start)[0]
    timed = replace(problem, duration=(x0[0], x0[0]))
    x, _, _ = for_body(start, timed, body_of(OTHERS[0]))
    assert x[0] == x0[0]
    names = start.body.coordinate_names
    knee = problem.layout.coordinates + names.index("knee_angle_r")
    nodes0, nodes = problem.split(x0)[1], problem.split(x)[1]
    np.testing.assert_array_equal(nodes[:, knee], nodes0[:, knee])


def test_a_row_is_worth_what_it_was(start, problem):
    """Velocities that are not the rates of positions cost the same, whatever the size."""
    x = kept(start)[0].copy()
    velocities = problem.split(x)[1][:, problem.layout.velocity]
    velocities += 0.1 * np.random.default_rng(1).normal(size=velocities.shape)
    new, rows, _ = for_body(start, problem, body_of(OTHERS[0]), x)
    p = problem.parameters(start.body, Settings(), TASK)
    count = len(problem.ends.rows)  # an interval's; what rows of posture say comes after them all
    names = [problem.row_name(i) for i in range(count)]
    of_speed = np.zeros(problem.lower_rows.size, bool)
    of_speed[: problem.intervals * count] = np.tile(
        [name.startswith("velocity of") for name in names], problem.intervals
    )
    worth = [
        (problem.value(one, p)[1] * y)[of_speed] for one, y in ((x, kept(start)[1]), (new, rows))
    ]
    assert np.abs(worth[0]).max() > 1e-3
    np.testing.assert_allclose(worth[1], worth[0], rtol=1e-6, atol=1e-9)


@pytest.mark.slow
def test_a_small_womans_run_is_found_by_newtons_method():
    """From another body's on the same mesh, with its multipliers."""
    woman = Runner(height=1.60, mass=52.0, sex="female")
    found = simulate(woman, TASK, start=coarse_run(), mesh=MESH)
    assert found.solver.name == "newton" and found.solver.starts_tried == 1
    assert found.solver.residual < Settings().tolerance
    time, force = found.data["duration"], found.data["ground_force"].sel(axis="y").sum("foot")
    weight = 52.0 * 9.80665
    assert float((time * force).sum() / time.sum()) == pytest.approx(weight, rel=1e-3)
