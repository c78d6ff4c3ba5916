"""What a runner prefers: a computed run's own stride, measured, prefers next to nothing; one that
leans prefers to lean; and without a change each is found again."""

import json

import numpy as np
import pytest
from measured_run import recorded

import hillrunner as hr
from hillrunner.cli.main import main
from hillrunner.errors import TaskError
from hillrunner.motion import library
from hillrunner.solve.interval import VELOCITY_SCALE
from hillrunner.tracking.measured_stride import measured_stride
from hillrunner.tracking.on_ground import node_values
from hillrunner.tracking.style import style
from hillrunner.worth.prices.prepared import generic_body

MESH = 12
TIGHT = 1e-6  # of the solver
SAME = 2e-4  # rad (a hundredth of a degree) and m: what the solver's tolerance leaves


@pytest.fixture(scope="module")
def run() -> hr.Motion:
    return library.nearest(hr.Run(3.5))


def test_a_run_that_nobody_measured_has_no_style(run):
    with pytest.raises(
        TaskError, match=r"of a measured stride that was followed, and this is none: run at 3.5"
    ):
        style(run)


def test_the_command_speaks_in_sentences_and_writes_nothing(run, tmp_path, capsys):
    path, out = run.save(tmp_path / "run.nc"), tmp_path / "out"
    assert main(["style", str(path), "--hold", "5", "--out", str(out)]) == 2
    assert "--hold is 5, but must be a number from 0.001 to 1" in capsys.readouterr().err
    assert main(["style", str(path), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["status"] == "bad input"
    assert main(["style", str(tmp_path / "none.nc")]) == 2
    assert not out.exists()


@pytest.fixture(scope="module")
def found(run):
    """A computed run, recorded with its trunk held 5 deg further forward than it ran."""
    coordinates, ground, stride = recorded(run, belt=True)
    coordinates.loc[{"coordinate": "lumbar_extension"}] -= np.deg2rad(5.0)
    measured = measured_stride(run.body, coordinates, stride, stride.start, run.speed, ground)
    settings = hr.Settings().changed(mesh=MESH, tolerance=TIGHT)
    followed = hr.simulate(run.runner, measured.task, start="cold", settings=settings)
    return style(followed)


@pytest.mark.slow
def test_without_a_change_the_stride_comes_back(found):
    own, ground = found.motion, found.ground.motion
    (q, v), (q0, v0) = (node_values(m, found.task.coordinates) for m in (own, ground))
    np.testing.assert_allclose(q, q0, rtol=0.0, atol=SAME)
    np.testing.assert_allclose(v, v0, rtol=0.0, atol=VELOCITY_SCALE * SAME)
    assert own.stride_time == pytest.approx(ground.stride_time, abs=1e-5)
    assert own["activation"].values == pytest.approx(ground["activation"].values, abs=2e-3)
    # and from elsewhere: there and back
    body = generic_body(own)
    more = hr.what_if(own, {"calves": 1.02})
    assert np.abs(more.after["position"].values - own["position"].values).max() > 2.0 * SAME
    back = hr.simulate(own.runner, own.task, body=body, start=more.after, settings=own.settings)
    np.testing.assert_allclose(back["position"].values, own["position"].values, atol=SAME)
    assert more.actual == pytest.approx(more.expected, abs=0.15 * abs(more.expected))


@pytest.mark.slow
def test_who_leans_prefers_to_lean(found):
    assert found.efforts[0] > found.efforts[1]
    saved = found.saved.sel(coordinate="lumbar_extension")
    assert (saved > 0.0).all()  # effort alone would have more extension, that is, less lean
    others = np.abs(found.saved.sel(coordinate=["hip_rotation_r", "ankle_angle_r"])).max()
    assert float(saved.max()) > 0.0 and np.isfinite(others)
    assert "Effort" in str(found) or "effort" in str(found)
    told = json.loads(found.to_json())
    assert told["effort"]["own"] == pytest.approx(found.efforts[0])
    assert set(told["saved_per_deg_or_cm"]) == set(found.task.coordinates)


@pytest.mark.slow
def test_it_is_saved_and_changed_again(found, tmp_path):
    path = found.motion.save(tmp_path / "own.nc")
    own = hr.Motion.load(path)
    assert own.task == found.task
    price = hr.prices(own)
    assert np.isfinite(price["stronger"]).all()
    assert price.attrs["value"] == pytest.approx(found.efforts[0], rel=1e-4)
    # of energy: without what is preferred, and without standing
    assert 0.8 < hr.prices(own, of="energy").attrs["value"] / found.costs[0] < 1.0
    quick = hr.technique(own, step_rate=1.02 * 120.0 / own.stride_time)
    assert quick.effort > -0.1
    assert quick.prices["step_rate"].motion.stride_time == pytest.approx(own.stride_time / 1.02)
