"""What more muscle does to loads, to first order, against runs solved again."""

import pytest

from hillrunner import MuscleChange
from hillrunner.analysis import spatiotemporal
from hillrunner.errors import BodyError
from hillrunner.motion import library
from hillrunner.worth.prices.response import LOADS, peak_loads, responses
from hillrunner.worth.prices.what_if import what_if


@pytest.fixture(scope="module")
def run():
    return library.load_shipped("run-3.5.nc")


def test_every_load_answers_and_nothing_else(run):
    found = responses(run, ["glutes"])
    assert list(found) == ["glutes"] and set(found["glutes"]) == set(LOADS)
    with pytest.raises(BodyError, match="unknown muscle or group 'glute'"):
        responses(run, ["glute"])


@pytest.mark.slow
def test_first_order_against_a_run_solved_again(run):
    step = 0.001  # 0.003 is no longer in proportion: the hip contact force bends

    def measure(motion):
        found = spatiotemporal(motion)
        return peak_loads(motion) | {
            "cadence": found.cadence,
            "contact": found.contact_time,
            "cost": found.cost_of_transport,
        }

    found = responses(run, ["quadriceps"], measure)["quadriceps"]
    more, less = (
        measure(what_if(run, MuscleChange(force={"quadriceps": 1.0 + by})).after)
        for by in (step, -step)
    )
    before = measure(run)
    for name, percent in found.items():
        difference = (more[name] - less[name]) / before[name] / (2.0 * step)
        assert difference == pytest.approx(percent, rel=0.1, abs=0.02), name
