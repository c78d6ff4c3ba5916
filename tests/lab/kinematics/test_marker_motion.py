"""Where markers are and how they move, against plain numpy and finite differences."""

from __future__ import annotations

import numpy as np
import pytest
from marked_body import places, postures

from hillrunner.lab.kinematics import least_squares
from hillrunner.lab.kinematics.least_squares import Problem
from hillrunner.lab.kinematics.marker_motion import carried_by, marker_motion, segment_frames
from hillrunner.model.body.default import default_body
from hillrunner.model.body.pose import segment_poses

STEP = 1e-6  # rad or m


@pytest.fixture(scope="module")
def body():
    return default_body()


def test_markers_are_where_their_segments_are(body):
    on, q = places(), postures(body, 4)
    motion = marker_motion(body, on, q)
    for row, here in zip(q, motion.positions, strict=True):
        poses = segment_poses(body, dict(zip(body.coordinate_names, row, strict=True)))
        for place, found in zip(on, here, strict=True):
            turn, origin = poses[place.segment]
            np.testing.assert_allclose(found, origin + turn @ place.location, atol=1e-12)
    turns, origins = segment_frames(body, "tibia_l", q)
    poses = segment_poses(body, dict(zip(body.coordinate_names, q[1], strict=True)))
    np.testing.assert_allclose(turns[1], poses["tibia_l"][0], atol=1e-12)
    np.testing.assert_allclose(origins[1], poses["tibia_l"][1], atol=1e-12)


def test_slopes_are_those_of_the_positions(body):
    on, q = places(toes=True), postures(body, 3, seed=1)
    slopes = marker_motion(body, on, q).slopes
    for k in range(q.shape[1]):
        nudge = STEP * np.eye(q.shape[1])[k]
        up, down = (marker_motion(body, on, q + s * nudge).positions for s in (1, -1))
        np.testing.assert_allclose(slopes[..., k], (up - down) / (2 * STEP), atol=1e-8)


def test_a_coordinate_carries_what_hangs_on_it(body):
    index = {name: i for i, name in enumerate(body.coordinate_names)}
    carries = carried_by(body)
    for above, below in (
        ("pelvis_tilt", "ankle_angle_l"),
        ("hip_flexion_r", "hip_rotation_r"),
        ("hip_rotation_r", "knee_angle_r"),
        ("lumbar_extension", "elbow_flex_r"),
    ):
        assert carries[index[above], index[below]] and not carries[index[below], index[above]]
    assert not carries[index["hip_flexion_r"], index["knee_angle_l"]]
    assert not carries[index["lumbar_extension"], index["hip_flexion_r"]]


def test_curves_are_those_of_the_gradient(body):
    """But for knees: their joint moves the shank by polynomials, whose own curves are left out."""
    on, q = places(toes=True), postures(body, 1, seed=2)
    random = np.random.default_rng(0)
    targets = marker_motion(body, on, q).positions + 0.05 * random.normal(size=(1, len(on), 3))
    targets[0, 3] = np.nan
    low, high = np.array([c.range for c in body.coordinates]).T
    problem = Problem(body, on, np.zeros(1), targets, np.ones(len(on)), low, high)
    here = least_squares._local(problem, q)
    knees = [i for i, name in enumerate(body.coordinate_names) if name.startswith("knee")]
    for k in set(range(q.shape[1])) - set(knees):
        nudge = STEP * np.eye(q.shape[1])[k]
        up, down = (least_squares._local(problem, q + s * nudge) for s in (1, -1))
        whole = (up.gradient - down.gradient)[0] / (2 * STEP)
        np.testing.assert_allclose(here.matrix[0, k] + here.curves[0, k], whole, atol=2e-3)
        np.testing.assert_allclose(
            (up.cost - down.cost)[0] / (4 * STEP), here.gradient[0, k], rtol=1e-4, atol=1e-2
        )
