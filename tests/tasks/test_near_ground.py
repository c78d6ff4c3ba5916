"""When soles can press, and what they likely push with, of a computed run without its forces."""

import numpy as np
import pytest
from measured_run import recorded

import hillrunner as hr
from hillrunner.model.mechanics.rigid_body import centre_of_mass
from hillrunner.model.mechanics.supports import EDGES
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion import library
from hillrunner.tasks.near_ground import NEAR, Cycle, can_press, floor_height, likely_pushes
from hillrunner.tasks.track import Track
from hillrunner.tracking.measured_stride import measured_stride

DOWN = (0.0, -GRAVITY, 0.0)
PARTS = 100


@pytest.fixture(scope="module")
def run() -> hr.Motion:
    return library.nearest(hr.Run(3.5))


@pytest.fixture(scope="module")
def task(run) -> Track:
    """The run's angles alone."""
    coordinates, _, stride = recorded(run, belt=True)
    return measured_stride(run.body, coordinates, stride, stride.start, run.speed).task


@pytest.fixture(scope="module")
def cycle(run, task) -> Cycle:
    return Cycle(run.body, lambda phase: task.pull(run.body).at(phase)[0], task.speed, task.lasting)


def forces(pushes: np.ndarray) -> np.ndarray:
    """(intervals, feet, 3) body weights."""
    return (pushes.reshape(len(pushes), 2, -1, len(EDGES)) @ np.array(EDGES)).sum(axis=2)


def known(run: hr.Motion, task: Track, edges: np.ndarray) -> np.ndarray:
    """The run's own, (intervals, feet, 3) body weights."""
    coordinates, ground, stride = recorded(run, belt=True)
    own = measured_stride(run.body, coordinates, stride, stride.start, run.speed, ground).task
    return own.pushes(run.body, edges).likely.reshape(-1, 2, 6)[..., :3]


def test_who_stands_can_press_and_who_flies_or_swings_cannot(run, task, cycle):
    can = can_press(cycle, PARTS).reshape(PARTS, 2, -1).any(axis=2)
    up = known(run, task, np.linspace(0.0, 1.0, PARTS + 1))[..., 1]
    assert can[up > 0.1].all()  # of body weight
    assert not can.all(axis=1).any()  # never both, in running
    assert not can[[0, PARTS // 2]].any()  # in the middle of a flight
    assert can.mean() < 1.8 * (up > 0.1).mean()


def test_where_the_floor_is_is_nothing_to_who_can_press(cycle):
    def raised(phase: np.ndarray) -> np.ndarray:
        q = cycle.positions(phase).copy()
        q[:, cycle.body.coordinate_names.index("pelvis_ty")] += 0.3
        return q

    higher = Cycle(cycle.body, raised, cycle.speed, cycle.lasting)
    assert floor_height(higher, PARTS) == pytest.approx(floor_height(cycle, PARTS) + 0.3)
    np.testing.assert_array_equal(can_press(higher, PARTS), can_press(cycle, PARTS))


def test_a_floor_is_where_the_soles_were(cycle):
    assert floor_height(cycle, PARTS) == pytest.approx(0.0, abs=1e-3)
    at, _ = cycle.sole(cycle.motion(np.linspace(0.0, 1.0, PARTS)), "right")
    assert at[..., 1].min() < NEAR


def test_likely_pushes_are_about_what_pushed(run, task):
    edges = np.linspace(0.0, 1.0, 61)
    likely = forces(task.pushes(run.body, edges).likely)
    there = known(run, task, edges)
    assert np.corrcoef(likely[..., 1].ravel(), there[..., 1].ravel())[0, 1] > 0.95


def test_without_bounds_they_are_all_that_the_motion_needs(cycle):
    """Newton's law: the mass times what its centre's acceleration is above free fall."""
    edges = np.linspace(0.15, 0.25, 6)  # in stance
    count = can_press(cycle, 1).shape[1] * len(EDGES)
    found = forces(likely_pushes(cycle, DOWN, edges, np.full((5, count), 100.0))).sum(axis=1)
    motion = cycle.motion(0.5 * (edges[1:] + edges[:-1]))
    acceleration = np.stack(centre_of_mass(cycle.body, motion)[2], axis=1)
    needed = (acceleration - DOWN) / GRAVITY
    np.testing.assert_allclose(found, needed, atol=0.05)
