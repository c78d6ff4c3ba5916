"""Answer and training that really start from an own way of running: one that leans."""

from __future__ import annotations

import numpy as np
import pytest
from coarse_run import MESH, coarse_run
from made_up_training import SQUAT, lift_work, sprint_work
from made_up_way import TRUNK, own_task

from hillrunner import Motion, Plan, answer, simulate, train
from hillrunner.motion import library
from hillrunner.worth.answer.body_job import solve_run

pytestmark = pytest.mark.slow

RUN = library.load_shipped("run-3.5.nc")
ME = RUN.runner.changed(fitness={"race": "10 km", "time": "46:30"})  # 3.58 m/s
LEAN = np.deg2rad(5.0)
WORKS = (solve_run, sprint_work)  # the sprint is made up


def leans(motion: Motion, than: Motion = RUN) -> float:
    """How much further ahead (rad) the trunk is held, in the mean."""
    both = [
        (m["duration"] / m.stride_time * m["position"].sel(coordinate=TRUNK)).sum()
        for m in (than, motion)
    ]
    return float(both[0] - both[1])


@pytest.fixture(scope="module")
def own() -> Motion:
    return simulate(ME, own_task(RUN, 3.5, LEAN), start=coarse_run(), mesh=MESH)


def test_the_run_and_a_trained_week_stay_in_the_own_way(own, tmp_path):
    assert leans(own) > 0.5 * LEAN
    found = answer(ME, start=own, folder=tmp_path, works=WORKS)
    assert found.run.task == own.task.changed(speed=found.run.speed)
    assert found.run.speed == pytest.approx(3.58, abs=0.01)
    assert found.run.settings.mesh == MESH
    assert abs(leans(found.run, own)) < 0.1 * LEAN
    assert np.isfinite([one.seconds for one in found.effects]).all()

    plan, works = Plan(weeks=6, running=40, exercises=[SQUAT]), (*WORKS, lift_work)
    trained = train(ME, plan, start=own, folder=tmp_path, works=works, samples=8)
    (week,) = trained.solved
    assert trained.run.task == found.run.task == week.motion.task  # kept, and solved again
    assert abs(leans(week.motion, own)) < 0.2 * LEAN
    assert week.economy_percent == pytest.approx(week.expected_percent, abs=1.0)
    assert week.economy_percent != 0.0
