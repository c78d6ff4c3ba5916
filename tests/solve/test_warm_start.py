"""A motion as a start on another mesh: what stands stays where it stands."""

from __future__ import annotations

import numpy as np

from hillrunner import Motion
from hillrunner.solve.interval import VELOCITY_SCALE
from hillrunner.solve.program import program_for
from hillrunner.solve.warm_start import warm_start


def test_between_the_nodes_of_another_mesh_joints_follow_their_speeds(pytestconfig):
    """A knee that goes as a cosine, of which 60 nodes are known, at 80: within a cubic's error,
    h^4 / 384 of the fourth derivative, where straight lines miss h^2 / 8 of the second."""
    squat = Motion.load(pytestconfig.rootpath / "docs" / "gallery" / "squat.nc")
    mine, finer = (
        program_for(squat.body, squat.task, mesh).posed(squat.task, squat.body) for mesh in (30, 40)
    )
    way, whole = 0.5 * np.deg2rad(90.0), squat.stride_time
    rate, h = 2.0 * np.pi / whole, whole / mine.intervals
    knee = squat.body.coordinate_names.index("knee_angle_r")

    def course(phase):
        return way * (1.0 - np.cos(2.0 * np.pi * phase))

    duration, nodes, _ = mine.split(squat["warm_variables"].values.copy())
    nodes[:, mine.layout.position.start + knee] = course(mine.phases)
    speed = way * rate * np.sin(2.0 * np.pi * mine.phases)
    nodes[:, mine.layout.velocity.start + knee] = speed / VELOCITY_SCALE
    known = squat.data.assign(warm_variables=("warm_variable", mine.join(duration, nodes)))
    start = Motion(known)
    x, rows, bounds = warm_start(start, finer, start.runner, start.body, start.task)
    found = finer.split(x)[1][:, finer.layout.position.start + knee]
    assert rows is None and bounds is None and x[0] == duration
    off = np.abs(found - course(finer.phases)).max()
    assert 0.0 < off <= 1.01 * way * (rate * h) ** 4 / 384.0
