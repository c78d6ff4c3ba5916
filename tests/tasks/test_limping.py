"""A runner with one weak side, solved over a whole stride: kept beside the gallery page on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hillrunner import Motion, Status, simulate
from hillrunner.analysis import asymmetry, compensation
from hillrunner.motion.library import load_shipped
from hillrunner.tasks.task import Symmetry


@pytest.fixture(scope="module")
def limping() -> Motion:
    folder = Path(__file__).parents[2] / "docs" / "gallery"
    return Motion.load(folder / "left_glutes.nc")


def test_it_is_a_whole_stride_of_a_runner_with_a_weak_side(limping):
    assert limping.runner.sided and limping.status is Status.CONVERGED
    assert limping.task.symmetry(limping.body) is Symmetry.NONE
    assert limping.data.sizes["time"] == 2 * limping.settings.mesh
    right, left = (limping.body.muscle(f"glmax2_{side}").max_force for side in "rl")
    assert left == pytest.approx(0.7 * right)


def test_the_weak_hip_does_less_and_others_take_over(limping):
    table = asymmetry(limping)
    for measure in ("hip extension_moment", "hip abduction_moment"):
        assert float(table["difference"].sel(measure=measure)) > 5.0, measure  # right above left
    change = compensation(load_shipped("run-3.5.nc"), limping)["group_impulse_change"]
    left = change.sel(side="left")
    assert float(left.sel(group="glutes")) < -20.0  # N s a stride
    assert sum(float(left.sel(group=g)) for g in ("quadriceps", "hamstrings", "hip flexors")) > 10.0


@pytest.mark.slow
def test_it_is_still_an_optimum(limping):
    again = simulate(limping.runner, limping.task, start=limping)
    assert again.solver.iterations <= 5
    assert again.solver.objective == pytest.approx(limping.solver.objective, rel=1e-6)
