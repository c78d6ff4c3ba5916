"""Where form changes most along a long run, and which muscle runs out there."""

from dataclasses import replace

import pytest

from hillrunner import Motion
from hillrunner.fatigue.coefficients import draw
from hillrunner.fatigue.march import March, Point
from hillrunner.fatigue.tired_body import power_with_rest
from hillrunner.fatigue.tiring import fresh
from hillrunner.motion import library
from hillrunner.worth.longrun.breakdown import breakdown
from hillrunner.worth.longrun.kilometres import form_of

FRESH = library.load_shipped("run-3.5.nc")
STATE = fresh(len(FRESH.body.muscles), draw(0, 0))
PLACES = (0.0, 4000.0, 8000.0, 10_000.0)


def changed(slower: float = 1.0, group: str = "", drive: float = 0.0, kept: float = 1.0) -> Motion:
    """The same stride, slower, with more drive of a group that has lost force."""
    body, activation = FRESH.body, FRESH["activation"].copy()
    for muscle in body.muscles:
        if muscle.group == group:
            here = {"muscle": muscle.name}
            activation.loc[here] = activation.loc[here] + drive
    muscles = tuple(
        m.model_copy(update={"max_force": m.max_force * (kept if m.group == group else 1.0)})
        for m in body.muscles
    )
    tired = body.model_copy(update={"muscles": muscles})
    data = FRESH.data.assign(activation=activation, duration=slower * FRESH["duration"])
    return Motion(
        data.assign_coords(time=slower * data["time"]).assign_attrs(
            body=tired.model_dump_json(), body_hash=tired.hash
        )
    )


def run(*motions: Motion) -> March:
    rest = [replace(POINT, metres=at, motion=one) for at, one in zip(PLACES, motions, strict=True)]
    return March(tuple(rest), PLACES[-1])


POINT = Point(0.0, 0.0, FRESH, STATE, power_with_rest(FRESH, FRESH.body))
EVEN = run(FRESH, FRESH, FRESH, FRESH)


def test_it_is_where_form_changes_most_a_kilometre():
    little, more = changed(1.01, "calves", 0.02, 0.95), changed(1.02, "calves", 0.05, 0.9)
    one = breakdown(run(FRESH, little, little, more), EVEN)
    assert one is not None
    assert (one.begin, one.end) == (8000.0, 10_000.0)  # as much as in the first four, in two
    before, after = (form_of(replace(POINT, motion=m)) for m in (little, more))
    fresh_form = form_of(POINT)
    for name in ("cadence", "contact_time", "flight_time"):
        percent = 100.0 * (after[name] - before[name]) / fresh_form[name]
        assert one.change[name] == pytest.approx(percent)
    assert one.change["contact_time"] > 0.5 > -0.5 > one.change["cadence"]
    assert one.change["hip_extension"] == pytest.approx(0.0, abs=1e-9)
    assert one.quantity in ("contact_time", "flight_time", "cadence")


def test_the_group_that_is_driven_more_runs_out():
    tired = [changed(1.01 + 0.01 * i, "quadriceps", 0.05 * i, 1.0 - 0.1 * i) for i in range(3)]
    one = breakdown(run(FRESH, *tired), EVEN)
    assert one is not None
    assert one.group == "quadriceps"
    assert one.muscle in ("recfem", "vasint", "vaslat", "vasmed")
    assert one.kept == pytest.approx(0.8)
    assert one.drive[1] - one.drive[0] == pytest.approx(0.1)


def test_hills_alone_change_nothing():
    hilly = run(FRESH, changed(1.03), changed(0.98), FRESH)
    assert breakdown(hilly, hilly) is None
    assert breakdown(EVEN, EVEN) is None


def test_a_run_that_stopped_at_once_has_no_such_place():
    assert breakdown(March(EVEN.points[:1], 0.0), EVEN) is None


def test_places_run_slower_than_asked_are_left_out():
    slow = Motion(FRESH.data.assign_attrs(speed=0.95 * FRESH.speed))
    slow_task = Motion(
        slow.data.assign_attrs(task=FRESH.task.changed(speed=0.95 * FRESH.speed).model_dump_json())
    )
    one = breakdown(run(FRESH, changed(1.02, "glutes", 0.1, 0.9), slow_task, slow_task), EVEN)
    assert one is not None
    assert one.end == 4000.0
