"""What must hold of every long run, on runs that are really solved again as muscles tire."""

import pytest

from hillrunner import simulate
from hillrunner.motion import library
from hillrunner.worth.longrun.longrun import longrun
from hillrunner.worth.longrun.result import LongRun

pytestmark = pytest.mark.slow

FRESH = library.load_shipped("run-2.5.nc")  # 6:40 a kilometre
ME = FRESH.runner.changed(fitness={"race": "10 km", "time": "50:00"})


def marathon(steps: int, **whose) -> LongRun:
    return longrun(
        whose.get("runner", ME),
        "marathon",
        pace="6:40",
        start=whose.get("start", FRESH),
        steps=steps,
    )


@pytest.fixture(scope="module")
def run() -> LongRun:
    return marathon(2)


def test_more_stretches_change_it_by_less_than_one_percent(run):
    finer = marathon(4)
    assert finer.finish_time == pytest.approx(run.finish_time, rel=0.01)
    ends = run.kilometres[-1], finer.kilometres[-1]
    assert ends[1].form == pytest.approx(ends[0].form, rel=0.01)
    for group, (left, *_) in ends[1].force_left.items():
        assert left == pytest.approx(ends[0].force_left[group][0], rel=0.01)


def test_stronger_muscles_never_tire_sooner_at_the_same_pace(run):
    stronger = ME.stronger({"all": 1.1})
    later = marathon(2, runner=stronger, start=simulate(stronger, FRESH.task, start=FRESH))
    for row, before in zip(later.kilometres, run.kilometres, strict=True):
        for group, (left, *_) in row.force_left.items():
            assert left >= before.force_left[group][0]
