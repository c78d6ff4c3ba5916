"""Late running by its prices: ranges, and strength as a buffer."""

import json
from dataclasses import replace

import numpy as np
import pytest
from tiring_solve import RuleSolve

from hillrunner.errors import PlanError, RunnerError
from hillrunner.fatigue.coefficients import draw
from hillrunner.fatigue.march import Stretch, march
from hillrunner.groups import GROUPS
from hillrunner.motion import library
from hillrunner.tell.report.longrun_page import longrun_page
from hillrunner.worth.longrun.late import KNOBS, MORE, Late, late_prices
from hillrunner.worth.longrun.longrun import longrun
from hillrunner.worth.longrun.other_bodies import trained, weaker
from hillrunner.worth.train.asked import planned

FRESH = library.load_shipped("run-2.5.nc")
C = draw(30, 0)
MUSCLES = len(FRESH.body.muscles)
ONE = {"pace": "6:40", "start": FRESH, "solve": RuleSolve()}


@pytest.fixture(scope="module")
def run():
    stretches = [Stretch(10_000.0, FRESH.speed)] * 3
    return march(FRESH, stretches, C, solve=RuleSolve())


def late(run, **elasticity: float) -> Late:
    """All muscles alike: % of cost for 1 % more of all together."""
    shape = (len(run.points), MUSCLES)
    return Late({k: np.full(shape, elasticity.get(k, 0.0) / MUSCLES) for k in KNOBS})


def test_runs_without_multipliers_have_no_prices(run):
    assert late_prices(run) is None


def test_samples_differ_from_the_middle_and_not_at_the_start(run):
    percent = late(run, drive=-0.5).uncertain(run, C)
    assert (percent[0] == 0.0).all() and (percent[:, 0] == 0.0).all()
    assert np.ptp(percent[-1]) > 0.1


def test_more_muscle_is_its_price_at_the_start_and_tires_less_after(run):
    everything = np.full(MUSCLES, True)
    gain = late(run, stronger=-0.3, drive=-0.4).stronger(run, C, everything)
    assert gain[0] == pytest.approx(100.0 * np.log(MORE) * -0.3)
    assert (gain[1:] < gain[0]).all()
    none = late(run, stronger=-0.5, drive=-0.5).stronger(run, C, np.full(MUSCLES, False))
    assert none == pytest.approx(0.0, abs=1e-12)


def test_a_run_tells_ranges_and_buffers_where_prices_are_known():
    me = FRESH.runner.model_copy(update={"fitness": None}).changed(
        fitness={"race": "10 km", "time": "57:00"}
    )
    bare = longrun(me, "marathon", steps=3, **ONE)
    assert bare.finish_range is None and bare.cost_drift is None and bare.buffer_first_order == {}
    known = replace(bare, late=late(bare.tired, stronger=-0.4, drive=-0.6))
    low, high = known.finish_range
    assert low <= known.finish_time <= high and high - low > 60.0
    value, least, most = known.cost_drift
    assert least <= value <= most
    assert set(known.buffer_first_order) == set(GROUPS)
    cost = known.cost_ranges
    assert (cost[:, 1] <= cost[:, 0]).all() and (cost[:, 0] <= cost[:, 2]).all()
    assert bare.cost_ranges is None
    page = longrun_page(known)
    assert "Strength as a buffer" in page and "Strength as a buffer" not in longrun_page(bare)
    one = known.buffer_first_order["calves"]
    assert one.cost_end < one.cost_start < 0.0
    assert one.seconds[1] <= one.seconds[0] <= one.seconds[2] < 0.0
    told = json.loads(known.to_json())
    assert told["buffer"]["calves"] == pytest.approx(one.seconds[0])
    assert told["finish_time_range"] == pytest.approx([low, high])
    assert "By prices, 10 % more muscle" in " ".join(str(known).split())


def test_other_bodies_are_those_that_were_asked_for():
    name, less = weaker(FRESH.runner, "left:calves")
    assert name == "left calves 10 % weaker" and less.sided
    name, more = trained(FRESH, planned("heavy-legs", 8))
    assert name.startswith("after 8 weeks of heavy legs")
    assert any(factor > 1.02 for factor in more.changes[-1].force.values())
    with pytest.raises(RunnerError, match="that is weaker is 'brain', but must be one of"):
        longrun(FRESH.runner, "10 km", weaker=["brain"], **ONE)
    with pytest.raises(RunnerError, match="that is weaker is 'middle:calves'"):
        longrun(FRESH.runner, "10 km", weaker=["middle:calves"], **ONE)
    with pytest.raises(RunnerError, match="muscle group of a buffer is 'left:calves'"):
        longrun(FRESH.runner, "10 km", buffer=["left:calves"], **ONE)
    with pytest.raises(PlanError, match="nothing"):
        longrun(FRESH.runner, "10 km", plan="nothing", **ONE)
