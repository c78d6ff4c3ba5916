"""A real member of a study: solved, changed, measured."""

from __future__ import annotations

import numpy as np
import pytest

from hillrunner import Study, prices
from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.analysis.tissues import tissue_loads
from hillrunner.model.physics.metabolism import BASAL_RATE
from hillrunner.motion import library
from hillrunner.quantities import QUANTITIES
from hillrunner.study.keys import OF_ONE_LEG, OF_THE_RUNNER
from hillrunner.study.measures import measures


def test_measures_are_those_of_the_analyses():
    motion = library.load_shipped("run-3.5.nc")
    found, summary = measures(motion), spatiotemporal(motion)
    assert set(found.runner) == set(OF_THE_RUNNER)
    assert set(found.legs["left"]) == set(found.legs["right"])
    assert set(found.legs["left"]) == {key for key in OF_ONE_LEG if key != "ankle_contact.peak"}
    assert found.runner["cadence"] == summary.cadence
    assert found.runner["effort"] == motion.solver.objective
    net = summary.cost_of_transport - BASAL_RATE / 3.5
    assert found.runner["net_cost"] == pytest.approx(net, rel=1e-9)
    assert found.legs["right"]["knee_swing_max"] == summary.knee_swing_max
    assert found.legs["left"]["knee_swing_max"] == pytest.approx(summary.knee_swing_max, rel=1e-6)
    peak = tissue_loads(motion)["peak"].sel(measure="tibia_strain", estimate="middle", side="left")
    assert found.legs["left"]["tibia_strain.peak"] == float(peak)
    worth = prices(motion, of="energy")["stronger"].sel(place="calves")
    assert found.runner["energy_price_of_calves"] == pytest.approx(float(worth), rel=1e-9)
    assert all(key in QUANTITIES for key in (*OF_THE_RUNNER, *OF_ONE_LEG))


@pytest.mark.slow
def test_a_body_solved_by_another_process_with_more_muscle_in_the_end(tmp_path):
    """One, for solves side by side are those of a validation (tests/validate)."""
    study = Study(
        method="full factorial",
        runner={"height": 1.795, "mass": [76]},
        task={"speed": 3.5},
        change={"force": {"all": 1.1}},
        settings={"mesh": 30},
    )
    data = study.run(tmp_path, executor="processes", count=1).data
    assert data["status"].values.tolist() == ["converged"], data["reason"].values
    assert (data["iterations"] > 0).all() and (data["cpu_seconds"] > 0.0).all()
    cost = data["cost_of_transport"]
    assert cost.dims == ("member", "state") and ((cost > 2.0) & (cost < 4.0)).all()
    energy = data["energy_per_distance"].sel(state="before").values
    assert energy == pytest.approx(cost.sel(state="before") * data["runner.mass"], rel=1e-12)
    # the stride mirrors itself, so that both knees bear the same, and more than the body's weight
    peak = data["knee_contact.peak"].sel(state="before")
    assert peak.sel(side="left").values == pytest.approx(peak.sel(side="right").values, rel=1e-4)
    assert (peak.min("side") > 9.81 * data["runner.mass"]).all()
    # stronger muscle lowers the effort, by about its price
    effort = data["effort"].sel(state="after") - data["effort"].sel(state="before")
    price = 0.1 * data["effort_price_of_all"].sel(state="before")
    assert (effort < 0.0).all() and effort.values == pytest.approx(price.values, rel=0.3)
    added = data["body_mass"].sel(state="after") - data["body_mass"].sel(state="before")
    assert (added > 0.5).all() and not np.isnan(data["energy_price_of_all"]).any()
