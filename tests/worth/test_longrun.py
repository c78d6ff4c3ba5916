"""A long run: what is asked, what oxygen allows, and what is told by kilometre."""

import json
import math

import made_up_way
import numpy as np
import pytest
from made_up_course import gpx
from tiring_solve import RuleSolve

from hillrunner import Motion, Runner
from hillrunner.analysis.tissues import tissue_loads
from hillrunner.cli.main import main
from hillrunner.errors import MotionError, RunnerError, TaskError
from hillrunner.fatigue.losses import STATES, Strides, held, losses
from hillrunner.fatigue.march import Resolve
from hillrunner.groups import GROUPS
from hillrunner.lab.course_file import altitudes
from hillrunner.motion import library
from hillrunner.worth.longrun.kilometres import damage_by_tiring, loads_of
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
    assert list(fresh.drift_percent.values()) == pytest.approx([0.0] * 16, abs=1e-10)
    assert all(left == (1.0, 1.0, 1.0) for left in last.force_left.values())
    assert fresh.finish_time == fresh.finish_time_fresh


def test_drift_and_tired_muscles_are_told_apart(run):
    no_drift = far(drifts=False)
    shares = [[row.vo2_fraction for row in one.kilometres] for one in (no_drift, run)]
    assert shares[1][0] == pytest.approx(shares[0][0], rel=0.01)
    assert shares[1][-1] > 1.02 * shares[0][-1]
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


def test_a_course_is_run_grade_by_grade():
    """Up 3 % for half of it, down for the other half: uphill takes more of VO2max."""
    metres = np.arange(0.0, 10_001.0, 10.0)
    hill = altitudes(metres, 0.03 * np.minimum(metres, 10_000.0 - metres), "hill.gpx")
    run = far(distance=None, along=hill)
    assert run.course.metres == 10_000.0
    assert [row.grade for row in run.kilometres] == [0.03] * 5 + [-0.03] * 5
    assert "hill.gpx" in str(run) and "fresh" in str(run)
    assert json.loads(run.to_json())["course"]["climb_smoothed"] == pytest.approx(150.0, abs=5.0)
    with pytest.raises(TaskError, match="either a course or a profile"):
        far(along=hill, profile=[(1.0, 0.01)])
    with pytest.raises(TaskError, match="distance is missing"):
        far(distance=None)


def test_form_jumps_where_the_grade_does_and_force_goes_on():
    """Force left falls within a stretch also where the next one is run at another grade."""
    hilly = far(distance="10 km", profile=[(5.0, 0.05)], steps=1)
    left = [row.force_left["calves"][0] for row in hilly.kilometres]
    assert (np.diff(left) < 0.0).all()
    costs = [row.form["cost_of_transport"] for row in hilly.kilometres]
    assert len(set(costs[:5])) == 1
    assert costs[5] > costs[4]


def test_splits_are_run_and_end_as_asked():
    splits = [(4.25, "28:20"), (10.0, "1:11:27.5")]  # 6:40, then 7:30 a kilometre
    run = far(distance="10 km", pace=None, splits=splits)
    assert run.status == "held"
    assert run.finish_time == pytest.approx(4287.5)
    speeds = [row.speed for row in run.kilometres]
    assert speeds[:4] == pytest.approx([2.5] * 4)
    assert speeds[4] == pytest.approx(1000.0 / (0.25 * 400.0 + 0.75 * 450.0))
    assert speeds[5:] == pytest.approx([1000.0 / 450.0] * 5)
    assert run.speed_held == pytest.approx(10_000.0 / 4287.5)
    assert str(run).startswith("10 km by splits for 1:11:28")
    assert {point.motion.speed for point in run.tired.points} == {2.5, 1000.0 / 450.0}


def test_splits_that_oxygen_does_not_allow_slow_the_runner_where_they_do_not():
    demand = shipped_curve().anchored_to_population().demand(2.5)
    weak = fit(vo2max=1.01 * demand / held_fraction(0.4 * MARATHON))
    splits = [(20.0, "2:13:20"), (42.195, "5:08:55")]  # 6:40, then 7:55
    run = far(weak, pace=None, splits=splits)
    assert run.status == "slowed"
    assert run.limit.of == "oxygen" and run.limit.km < 20.0
    assert run.kilometres[-1].speed == pytest.approx(22195.0 / 10535.0)
    assert run.speed_held < run.asked.mean
    assert "with splits as even" in str(run).replace("\n", " ")


def test_damage_over_a_fresh_run_has_a_range_over_exponents():
    names = ("tibia_damage", "tibia_damage_low_exponent", "tibia_damage_high_exponent")
    fresh = dict(zip(names, (1.0, 2.0, 4.0), strict=True))
    growth = dict(zip(names, (1.1, 1.05, 1.3), strict=True))
    tired = {name: np.array([1.0, growth[name]]) * fresh[name] for name in names}
    more = damage_by_tiring(
        tired | {"tibia_stress": np.ones(2)}, {n: np.full(3, v) for n, v in fresh.items()}
    )
    assert list(more) == ["tibia"]
    assert more["tibia"] == pytest.approx(np.array([[0.0, 0.0, 0.0], [10.0, 5.0, 30.0]]))
    assert damage_by_tiring(tired, {name: np.full(3, 1e-9) for name in names}) == {}


def test_damage_is_counted_from_what_the_fresh_body_bears():
    """Hamstrings that pull as before do not count more because others could pull less."""
    rule = RuleSolve()
    rule.eased = 0.0  # half as strong, with the same force
    weaker = rule(FRESH, FRESH.task, np.full(len(FRESH.body.muscles), 0.5))
    before = loads_of(FRESH)
    assert loads_of(weaker)["bflh_damage"] > 2.0 * before["bflh_damage"]
    after = loads_of(weaker, tissue_loads(FRESH)["reference"])
    assert after == pytest.approx(before, rel=1e-6, nan_ok=True)


def test_published_drifts_can_be_held_against_it(run):
    strides = Strides([FRESH])
    known = {*run.drift_percent, *STATES}
    rows = [r for r in losses() if r.quantity in known and not r.slope]
    own = [r for r in rows if not (r.against and r.against.other_people)]
    judged = [held(row, strides, run.coefficients, run.drift_percent) for row in own]
    assert len(judged) > 15 and all(one is not None for one in judged)
    others = [held(r, strides, run.coefficients, run.drift_percent) for r in rows if r not in own]
    assert others and not any(others)


def test_steps_of_a_search_end_in_the_time_that_holds_its_share():
    metres = np.full(10, 1000.0)
    shares = np.linspace(0.8, 0.95, 10)
    found = finish(metres, np.full(10, 3.0), np.full(10, np.inf), shares)
    assert found.limit == pytest.approx(held_fraction(found.time))
    assert shares * found.speeds / 3.0 == pytest.approx(found.limit)


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
    assert "choices within a range" in text and "changes more than people's" not in text
    slow = str(hopeless())
    assert "where oxygen runs out" in slow
    stopped = str(far(solve=RuleSolve(too_fast=2.0)))
    assert "stopped at km 8.4" in stopped


def test_a_fast_runner_is_told_that_muscles_tire_too_much():
    fast = library.load_shipped("run-4.5.nc")
    me = fast.runner.changed(fitness={"race": "10 km", "time": "37:00"})
    run = longrun(me, "10 km", pace=1000.0 / 4.5, start=fast, steps=1, solve=RuleSolve())
    assert "form changes more than people's as muscles tire" in " ".join(str(run).split())


def test_json_is_what_was_promised(run):
    data = json.loads(run.to_json())
    assert {"status", "distance", "finish_time", "finish_time_fresh", "drift_percent"} <= set(data)
    assert data["buffer"] == {}
    row = data["kilometres"][-1]
    assert {
        "km", "speed", "grade", "cadence", "contact_time", "flight_time", "com_oscillation",
        "knee_flexion_stance", "hip_extension", "pelvic_drop", "cost_of_transport", "vo2_fraction",
        "force_left", "loads",
    } <= set(row)  # fmt: skip
    assert set(row["force_left"]) == set(GROUPS)
    assert sum(r["loads"]["tibia_damage"] for r in data["kilometres"]) == pytest.approx(
        data["loads"]["tibia_damage"]
    )


def written(path, kind: str):
    """A course of 3 km: without altitude, with a jump of 2 km, or up 2 %."""
    metres = np.arange(0.0, 3001.0, 10.0)
    places = metres + 2000.0 * ((kind == "JUMP") & (metres > 1500.0))
    path.write_bytes(gpx(places, None if kind == "FLAT" else 0.02 * metres))
    return path


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

    def test_a_course_and_splits_from_files_are_run_and_written(self, arguments, tmp_path, capsys):
        hill = written(tmp_path / "hill.gpx", "HILL")
        marks = tmp_path / "splits.csv"
        marks.write_text("km,time\n1,6:40\n3,20:50\n")
        out = tmp_path / "out"
        how = ["--course", str(hill), "--splits", str(marks), "--steps", "1", "--out", str(out)]
        assert main([*arguments, *how, "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["finish_time"] == pytest.approx(1250.0)
        assert [row["grade"] for row in told["kilometres"]] == [0.02] * 3
        names = {path.name for path in out.iterdir()}
        assert names == {
            *("longrun.html", "result.json", "start.nc", "fresh.nc", "tired.nc", "runs"),
        }

    def test_interrupted_it_says_where_it_goes_on(self, arguments, tmp_path, capsys, monkeypatch):
        out = tmp_path / "out"
        how = [
            *arguments,
            "--distance",
            "10km",
            "--pace",
            "6:40",
            "--steps",
            "2",
            "--out",
            str(out),
        ]
        rule = RuleSolve()

        def solve(_, *given):
            if rule.calls == 1:
                raise KeyboardInterrupt
            return rule(*given)

        monkeypatch.setattr(Resolve, "__call__", solve)
        assert main(how) == 130
        assert "the same command goes on from there" in capsys.readouterr().err
        assert [path.name for path in out.iterdir()] == ["runs"]
        rest = RuleSolve()
        monkeypatch.setattr(Resolve, "__call__", lambda _, *given: rest(*given))
        assert main(how) == 0
        assert rest.calls == 1

    @pytest.mark.parametrize(
        ("flags", "sentence"),
        [
            ([], "--distance is missing: give one, or a course"),
            (["--distance", "10km", "--splits", "5"], "cannot read --splits 5: no such file"),
            (["--distance", "10km", "--splits", "5,x"], "--splits' time at km 5 is 'x'"),
            (["--distance", "10km", "--splits", "a,25:00"], "--splits is 'a,25:00', but must be"),
            (["--distance", "10km", "--splits", "5,25:00"], "--splits end at km 5, but the last"),
            (["--course", "nowhere.gpx"], "nowhere.gpx: no such file"),
            (["--course", "FLAT"], "has no altitude in its 301 points"),
            (["--course", "JUMP"], "jumps for 2.0 km from km 1.5 on"),
            (["--course", "HILL", "--distance", "10km"], "is 3 km long, but must be within 3 %"),
            (["--course", "HILL", "--profile", "1,1%"], "either a course or a profile, not both"),
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
        files = {name: written(tmp_path / f"{name}.gpx", name) for name in ("FLAT", "JUMP", "HILL")}
        flags = [str(files.get(flag, flag)) for flag in flags]
        assert main([*arguments, *flags, "--out", str(out)]) == 2
        told = capsys.readouterr()
        assert sentence in told.err
        assert told.err.count("\n") == 1
        assert not out.exists() or not list(out.iterdir())


# -------------------------------------------------------------------------------- in one's own way


def own_way(speed: float = 2.5) -> Motion:
    return made_up_way.own_way(speed, "run-2.5.nc")


def test_it_is_run_in_ones_own_way_throughout():
    own = own_way()
    result = far(start=own)
    for march in (result.tired, result.fresh):
        assert march.points[0].motion.task == own.task
        for point in march.points:
            assert point.motion.task == own.task.changed(speed=point.motion.speed)
    assert result.finish_time == pytest.approx(MARATHON / 2.5, rel=1e-6)
    tired, fresh = (m.points[-1].motion for m in (result.tired, result.fresh))
    assert (tired.body.muscles[0].max_force) < fresh.body.muscles[0].max_force
    assert result.oxygen.vo2max == pytest.approx(far().oxygen.vo2max)  # fitness is the file's


def test_another_pace_is_begun_in_the_same_way():
    result = far(start=own_way(2.6))
    begin = result.tired.points[0].motion
    assert begin.task.kind == "own_run" and begin.speed == pytest.approx(2.5)


def test_what_a_runners_own_way_says_nothing_of_is_refused():
    with pytest.raises(
        TaskError, match=r"own way is known at 3\.5 m/s on a grade of 0 %, and says"
    ):
        far(start=own_way(3.5))
    with pytest.raises(TaskError, match=r"says nothing of 2\.5 m/s on 5 %: 0\.3 m/s may lie"):
        far(start=own_way(), profile=[(0.0, 0.0), (10.0, 0.05)])
    tall = fit(race="10 km", time="50:00").changed(height=1.95)
    with pytest.raises(MotionError, match="of another runner"):
        far(tall, start=own_way())
