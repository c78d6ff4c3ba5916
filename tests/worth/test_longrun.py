"""A long run: what is asked, what oxygen allows, and what is told by kilometre."""

import json
import math

import numpy as np
import pytest
from tiring_solve import RuleSolve

from hillrunner import Runner
from hillrunner.cli.main import main
from hillrunner.errors import MotionError, RunnerError, TaskError
from hillrunner.fatigue.losses import Strides, held, losses
from hillrunner.fatigue.march import Resolve
from hillrunner.groups import GROUPS
from hillrunner.motion import library
from hillrunner.worth.longrun.course import course, speed_asked
from hillrunner.worth.longrun.longrun import longrun
from hillrunner.worth.longrun.oxygen import finish
from hillrunner.worth.longrun.result import LongRun
from hillrunner.worth.race.aerobic import held_fraction
from hillrunner.worth.race.cost import shipped_curve
from hillrunner.worth.race.race_model import race_model

FRESH = library.load_shipped("run-2.5.nc")  # 6:40 a kilometre
MARATHON = 42195.0


def fit(**fitness) -> Runner:
    return FRESH.runner.model_copy(update={"fitness": None}).changed(fitness=fitness or None)


def far(runner: Runner | None = None, distance: str = "marathon", **how) -> LongRun:
    runner = runner or fit(race="10 km", time="50:00")
    usual = {"pace": "6:40", "start": FRESH, "steps": 5, "solve": RuleSolve()}
    return longrun(runner, distance, **(usual | how))


@pytest.fixture(scope="module")
def run() -> LongRun:
    return far()


def hopeless() -> LongRun:
    """At a pace that oxygen allows for part of the way only: it has 2 % to spare."""
    demand = shipped_curve().anchored_to_population().demand(2.5)
    return far(fit(vo2max=1.02 * demand / held_fraction(0.4 * MARATHON)))


def test_kilometres_add_up_to_the_distance(run):
    rows = run.kilometres
    assert len(rows) == 43
    assert sum(row.metres for row in rows) == pytest.approx(MARATHON)
    assert [row.km for row in rows[:3]] == pytest.approx([1.0, 2.0, 3.0])
    assert rows[-1].km == pytest.approx(42.195)
    time = sum(row.metres / row.speed for row in rows)
    assert time == pytest.approx(run.finish_time)


def test_force_is_lost_from_kilometre_to_kilometre(run):
    for group in GROUPS:
        left = np.array([row.force_left[group] for row in run.kilometres])
        assert (np.diff(left, axis=0) < 0.0).all()
        assert (left[:, 1] <= left[:, 0]).all()
        assert (left[:, 0] <= left[:, 2]).all()
        assert left[0].min() > 0.97


def test_a_pace_that_oxygen_allows_is_held_and_ends_as_asked(run):
    assert run.status == "held"
    assert run.limit is None
    assert run.finish_time == pytest.approx(400.0 * MARATHON / 1000.0)
    assert run.finish_time_fresh == run.finish_time_drift == pytest.approx(run.finish_time)
    assert run.speed_held == pytest.approx(2.5)


def test_a_pace_that_oxygen_does_not_allow_is_told_with_its_place():
    run = hopeless()
    assert run.status == "slowed"
    assert run.limit.of == "oxygen"
    assert 0.0 < run.limit.km < 42.195
    assert run.finish_time > run.finish_time_drift >= run.finish_time_fresh
    assert run.speed_held < 2.5
    limit = held_fraction(run.finish_time)
    shares = np.array([row.vo2_fraction for row in run.kilometres])
    assert shares.max() == pytest.approx(limit)
    before = [row for row in run.kilometres if row.km <= run.limit.km]
    assert all(row.vo2_fraction < limit and row.speed == 2.5 for row in before)


def test_muscles_that_give_up_are_told_and_have_no_finish():
    stopped = far(solve=RuleSolve(too_fast=2.0))
    assert stopped.status == "stopped"
    assert stopped.limit.of == "muscles"
    assert stopped.limit.km == pytest.approx(8.439)
    assert stopped.finish_time is None
    assert stopped.speed_held is None
    assert sum(row.metres for row in stopped.kilometres) == pytest.approx(8439.0)
    assert math.isfinite(stopped.finish_time_fresh)
    slower = far(solve=RuleSolve(too_fast=2.4))
    assert slower.status == "slowed"
    assert slower.limit.of == "muscles"
    assert slower.kilometres[-1].speed == pytest.approx(0.95 * 2.5)


def test_fresh_is_todays_run_at_every_kilometre():
    rule = RuleSolve()
    fresh = far(tires=False, drifts=False, solve=rule)
    assert rule.calls == 0
    first, last = fresh.kilometres[0], fresh.kilometres[-1]
    assert first.form == last.form
    assert list(fresh.drift_percent.values()) == pytest.approx([0.0] * 15, abs=1e-10)
    assert all(left == (1.0, 1.0, 1.0) for left in last.force_left.values())
    assert fresh.finish_time == fresh.finish_time_fresh


def test_drift_and_tired_muscles_are_told_apart(run):
    no_drift = far(drifts=False)
    shares = [[row.vo2_fraction for row in one.kilometres] for one in (no_drift, run)]
    assert shares[1][0] == pytest.approx(shares[0][0], rel=0.01)
    assert shares[1][-1] > 1.03 * shares[0][-1]
    alone = far(tires=False)
    assert alone.kilometres[-1].vo2_fraction < run.kilometres[-1].vo2_fraction


def test_without_a_pace_it_is_the_best_that_oxygen_allows():
    """The fresh time is that of the race model, at whose share of VO2max all of it is run."""
    me = fit(vo2max=38.0)
    best = race_model(shipped_curve(), "marathon", MARATHON, vo2max=38.0).prediction
    rule = RuleSolve()
    start = rule(FRESH, FRESH.task.changed(speed=best.speed), np.ones(len(FRESH.body.muscles)))
    run = far(me, pace=None, start=start, solve=rule)
    assert run.asked is None
    assert run.status == "held"
    assert run.finish_time_fresh == pytest.approx(best.time, rel=1e-6)
    assert run.finish_time > run.finish_time_drift > run.finish_time_fresh
    assert [row.vo2_fraction for row in run.kilometres] == pytest.approx(
        [held_fraction(run.finish_time)] * 43
    )


def test_without_oxygen_a_pace_is_run_and_no_share_told():
    run = far(fit())
    assert run.oxygen is None
    assert run.finish_time == pytest.approx(400.0 * 42.195)
    assert all(row.vo2_fraction is None for row in run.kilometres)
    with pytest.raises(RunnerError, match="no VO2max and no race is given"):
        far(fit(), pace=None)


def test_a_hill_is_run_where_it_is():
    hilly = far(distance="10 km", profile=[(4.0, 0.05), (6.0, 0.0)])
    assert [row.grade for row in hilly.kilometres] == [0.0] * 4 + [0.05] * 2 + [0.0] * 4


def test_published_drifts_can_be_held_against_it(run):
    strides = Strides([FRESH])
    judged = [held(row, strides, run.coefficients, run.drift_percent) for row in losses()[:-1]]
    assert all(one is not None for one in judged)


def test_steps_of_a_search_end_in_the_time_that_holds_its_share():
    metres = np.full(10, 1000.0)
    shares = np.linspace(0.8, 0.95, 10)
    found = finish(metres, np.full(10, 3.0), np.full(10, np.inf), shares)
    assert found.limit == pytest.approx(held_fraction(found.time))
    assert shares * found.speeds / 3.0 == pytest.approx(found.limit)


@pytest.mark.parametrize(
    ("given", "speed"),
    [
        ({"pace": "4:45"}, 1000 / 285),
        ({"pace": "5:00/km"}, 1000 / 300),
        ({"pace": 250}, 4.0),
        ({"time": "3:20"}, MARATHON / 12_000),
        ({"time": "3:20:00"}, MARATHON / 12_000),
        ({"time": 12_000}, MARATHON / 12_000),
        ({}, None),
    ],
)
def test_pace_and_time_are_read(given, speed):
    assert speed_asked(MARATHON, **given) == (None if speed is None else pytest.approx(speed))


def test_a_short_time_stays_minutes_and_seconds():
    assert speed_asked(10_000.0, time="42:30") == pytest.approx(10_000 / 2550)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"pace": "1:30"},
            r"'1:30', which is 11.11 m/s, but a run is at 2 to 6 m/s \(2:47",
        ),
        ({"time": "9:59:59"}, "time is '9:59:59', which is 1.17 m/s"),
        ({"pace": "fast"}, "pace is 'fast', but must be as 4:45"),
        ({"pace": "0:00"}, "pace is '0:00', but must be as 4:45"),
        ({"time": "soon"}, "time is 'soon', but must be as 42:30"),
        ({"time": "0:00"}, "time is '0:00', but must be more than nothing"),
        ({"pace": "5:00", "time": "3:30"}, "either a pace or a finish time"),
    ],
)
def test_a_pace_that_is_none_is_refused(given, sentence):
    with pytest.raises(TaskError, match=sentence):
        speed_asked(MARATHON, **given)


@pytest.mark.parametrize(
    ("profile", "sentence"),
    [
        ([(50.0, 0.0)], "profile's kilometre is 50, but must be a number from 0 to 42.195"),
        ([(42.195, 0.0)], "profile has a grade from km 42.195 on, where the marathon ends"),
        ([(5.0, 0.3)], "profile's grade from km 5 on is 0.3"),
        ([(5.0, 0.0), (5.0, 0.1)], "profile has km 5 after km 5"),
        ([(math.nan, 0.0)], "not a finite number"),
    ],
)
def test_a_profile_that_is_none_is_refused(profile, sentence):
    with pytest.raises(TaskError, match=sentence):
        course("marathon", profile)


@pytest.mark.parametrize("steps", [0, 51, 2.5, True])
def test_steps_are_a_few(steps):
    with pytest.raises(TaskError, match="steps is"):
        far(steps=steps)


def test_who_and_what_must_go_together():
    with pytest.raises(MotionError, match="of another runner"):
        far(Runner(height=1.6, mass=55.0))
    with pytest.raises(MotionError, match="must be a run at .* on the level"):
        far(pace="5:00")
    with pytest.raises(RunnerError, match="muscle group of a buffer is 'brain'"):
        far(buffer=["brain"])


def test_text_tells_outcome_force_and_limits(run):
    text = str(run)
    assert text.startswith("Marathon at 6:40 a kilometre: held to the end, 4:41:18.")
    assert "choices within a range" in text
    slow = str(hopeless())
    assert "where oxygen runs out" in slow
    stopped = str(far(solve=RuleSolve(too_fast=2.0)))
    assert "stopped at km 8.4" in stopped


def test_json_is_what_was_promised(run):
    data = json.loads(run.to_json())
    assert {"status", "distance", "finish_time", "finish_time_fresh", "drift_percent"} <= set(data)
    assert data["buffer"] == {}
    row = data["kilometres"][-1]
    assert {
        "km", "speed", "grade", "cadence", "contact_time", "flight_time", "com_oscillation",
        "knee_flexion_stance", "hip_extension", "cost_of_transport", "vo2_fraction", "force_left",
        "loads",
    } <= set(row)  # fmt: skip
    assert set(row["force_left"]) == set(GROUPS)
    assert sum(r["loads"]["tibia_damage"] for r in data["kilometres"]) == pytest.approx(
        data["loads"]["tibia_damage"]
    )


class TestCommandLine:
    @pytest.fixture
    def arguments(self, tmp_path, monkeypatch):
        """A command whose runs are solved by a rule, from a file."""
        rule = RuleSolve()
        monkeypatch.setattr(Resolve, "__call__", lambda _, *given: rule(*given))
        me = tmp_path / "me.toml"
        me.write_text(
            f"height = {FRESH.runner.height}\nmass = {FRESH.runner.mass}\n"
            '[fitness]\nrace = "10 km"\ntime = "50:00"\n'
        )
        start = FRESH.save(tmp_path / "start.nc")
        return ["longrun", str(me), "--start", str(start)]

    def test_it_tells_the_run(self, arguments, capsys):
        assert (
            main([*arguments, "--distance", "10km", "--pace", "6:40", "--steps", "2", "--json"])
            == 0
        )
        assert json.loads(capsys.readouterr().out)["status"] == "held"

    @pytest.mark.parametrize(
        ("flags", "sentence"),
        [
            (["--distance", "0"], "distance is 0 m, but must be"),
            (["--distance", "10km", "--pace", "1:00"], "--pace is '1:00', which is 16.67 m/s"),
            (["--distance", "10km", "--steps", "0"], "--steps is 0, but must be a whole number"),
            (["--distance", "10km", "--profile", "5"], "--profile is '5', but must be a kilometre"),
            (["--distance", "10km", "--profile", "5,30%"], "--profile's grade from km 5 on is 0.3"),
        ],
    )
    def test_bad_input_is_one_sentence_and_nothing_is_written(
        self, arguments, flags, sentence, tmp_path, capsys
    ):
        out = tmp_path / "out"
        assert main([*arguments, *flags, "--out", str(out)]) == 2
        told = capsys.readouterr()
        assert sentence in told.err
        assert told.err.count("\n") == 1
        assert not out.exists() or not list(out.iterdir())
