"""What must hold of every long run, on runs that are really solved again as muscles tire."""

import json

import numpy as np
import pytest

from hillrunner import Motion, Runner, Settings, simulate
from hillrunner.groups import GROUPS
from hillrunner.motion import library
from hillrunner.tell.words.longrun import longrun_in_words
from hillrunner.worth.longrun.longrun import longrun
from hillrunner.worth.longrun.result import LongRun

pytestmark = pytest.mark.slow

SHIPPED = library.load_shipped("run-2.5.nc")  # 6:40 a kilometre
ME = SHIPPED.runner.changed(fitness={"race": "10 km", "time": "50:00"})
COARSE = Settings(mesh=15)


def marathon(start: Motion, steps: int = 3, runner: Runner = ME) -> LongRun:
    return longrun(runner, "marathon", pace="6:40", start=start, steps=steps, settings=COARSE)


@pytest.fixture(scope="module")
def fresh() -> Motion:
    return simulate(ME, SHIPPED.task, start=SHIPPED, settings=COARSE)


@pytest.fixture(scope="module")
def run(fresh) -> LongRun:
    return marathon(fresh)


def test_it_says_where_form_changes_most_and_what_runs_out(run):
    told = json.loads(run.to_json())["form_changes_most"]
    assert 0.0 <= told["from_km"] < told["to_km"] <= 42.195
    assert told["group"] in GROUPS
    assert told["kept"] < 1.0
    assert told["drive"]["tired"] > told["drive"]["fresh"]
    assert f"from km {told['from_km']:.1f} to {told['to_km']:.1f}" in longrun_in_words(run)


def test_more_stretches_change_it_by_less_than_one_percent(run, fresh):
    finer = marathon(fresh, steps=6)
    assert finer.finish_time == pytest.approx(run.finish_time, rel=0.01)
    ends = run.kilometres[-1], finer.kilometres[-1]
    assert ends[1].form == pytest.approx(ends[0].form, rel=0.01)
    for group, (left, *_) in ends[1].force_left.items():
        assert left == pytest.approx(ends[0].force_left[group][0], rel=0.01)


def test_stronger_muscles_never_tire_sooner_at_the_same_pace(run, fresh):
    stronger = ME.stronger({"all": 1.1})
    begins = simulate(stronger, fresh.task, start=fresh, settings=COARSE)
    later = marathon(begins, runner=stronger)
    force = np.array([m.max_force for m in SHIPPED.body.muscles])
    for one, other in zip(run.tired.points, later.tired.points, strict=True):
        left, more = ((p.state.force_left[0] * force).sum() / force.sum() for p in (one, other))
        assert more >= left
    # a group that swings the heavier legs may begin to tire a little sooner; none ends so
    ends = run.kilometres[-1].force_left, later.kilometres[-1].force_left
    assert all(ends[1][group][0] >= left for group, (left, *_) in ends[0].items())


def test_prices_tell_the_range_of_late_running_and_a_weaker_leg_leans_on_the_other(fresh):
    """12 km at once, as they are and with the left calves a tenth weaker."""
    me = ME.model_copy(update={"fitness": None})
    begins = Motion(fresh.data.assign_attrs(runner=me.model_dump_json()))
    solved = longrun(
        me, 12_000.0, pace="6:40", start=begins, steps=1, weaker=["left:calves"], settings=COARSE
    )
    assert solved.late is not None
    value, low, high = solved.cost_drift
    assert low <= value <= high and 0.0 < value < 6.0
    other = solved.others["left calves 10 % weaker"]
    assert other.right_share["achilles_force"][0] > 0.5
    assert solved.right_share == {}
