"""A measured runner's own way as what answers and training start from: who may, and what is solved
then."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from made_up_bodies import failing_work, run_work, sprint, sprint_work
from made_up_training import SQUAT, lift_work
from made_up_training import sprint_work as trained_sprint
from made_up_way import own_run_work, own_trained_work, own_way

from hillrunner import Motion, Plan, Runner, answer, train
from hillrunner.cli.answer import answer as answer_verb
from hillrunner.cli.arguments import parse
from hillrunner.cli.main import main
from hillrunner.errors import MotionError, SolveError, TaskError
from hillrunner.motion import library
from hillrunner.person.technique import Technique
from hillrunner.settings import Settings
from hillrunner.tell.words import own_way as words
from hillrunner.tell.words import training
from hillrunner.worth.answer import training as standard
from hillrunner.worth.answer.answer import Answer
from hillrunner.worth.answer.body_job import BodyOrder
from hillrunner.worth.answer.priced_body import Unsolved
from hillrunner.worth.prices.prepared import TOLERANCE, generic_body
from hillrunner.worth.start import MeasuredBody, OwnWay, begins_with
from hillrunner.worth.start import own_way as started
from hillrunner.worth.train.best import best
from hillrunner.worth.train.lifts import LiftOrder, lift_task
from hillrunner.worth.train.train import trained_way

ME = Runner(height=1.78, mass=74.0, fitness={"race": "10 km", "time": "45:00"})  # 3.70 m/s
PLAN = Plan(weeks=4, running=40, exercises=[SQUAT])
ANSWERED = (own_run_work, sprint_work)
TRAINED = (own_trained_work, trained_sprint, lift_work)


FEW = 8  # responders: intervals are of no matter here


@pytest.fixture
def few(monkeypatch) -> None:
    monkeypatch.setattr(standard, "RESPONDERS", FEW)


@pytest.fixture(scope="module")
def own() -> Motion:
    return own_way()


def imposed(motion: Motion) -> Motion:
    task = motion.task.changed(technique=Technique(step_rate=170.0))
    return Motion(motion.data.assign_attrs(task=task.model_dump_json()))


def test_who_runs_has_the_size_that_was_measured_and_keeps_fitness(own):
    way = started(own, ME, 3.7)
    assert (way.runner.height, way.runner.mass) == (own.runner.height, own.runner.mass)
    assert way.runner.fitness == ME.fitness
    assert way.task == own.task
    assert started(own, ME, 3.8).task == own.task.changed(speed=3.8)
    assert started(own, ME).task.speed == own.speed
    assert way.body.hash == generic_body(own).hash  # before strength, which the runner has


def test_strength_that_forces_told_of_is_the_runners_where_nothing_else_is_said(own):
    """Whose file says nothing of calves has those that a followed stride asked for."""
    strong = own.runner.changed(strength={"calves": 1.04})
    told = Motion(own.data.assign_attrs(runner=strong.model_dump_json()))
    who, _ = begins_with(told, ME, None)
    assert dict(who.strength) == {"calves": 1.04} and who.fitness == ME.fitness
    with pytest.raises(MotionError, match="what is said of strength"):
        begins_with(told, ME.changed(strength={"calves": 0.9}), None)
    with pytest.raises(MotionError, match="what is said of strength"):
        begins_with(told, ME.changed(strength={"glutes": 1.1}), None)


def test_settings_are_the_motions_at_a_tolerance_for_prices(own):
    loose = own.settings.changed(tolerance=1e-3, mesh=17)
    way = OwnWay(own.runner, own.body, own.task, Motion(_with(own, loose)))
    assert (way.settings.tolerance, way.settings.mesh) == (TOLERANCE, 17)


def _with(motion: Motion, settings: Settings):
    return motion.data.assign_attrs(settings=settings.model_dump_json())


@pytest.mark.parametrize(
    ("start", "runner", "error", "said"),
    [
        (
            lambda: library.load_shipped("run-3.5.nc"),
            ME,
            MotionError,
            r"is a run at 3\.5 m/s, but must be a measured runner's own way: what starts from",
        ),
        (
            lambda: library.load_shipped("sprint.nc"),
            ME,
            MotionError,
            r"is a .*, but must be a run at a speed, or a runner's own\.",
        ),
        (lambda: imposed(own_way()), ME, TaskError, "technique was imposed already"),
        (
            own_way,
            ME.changed(height=1.95),
            MotionError,
            r"of another runner \(1\.7591 m, 73\.16 kg\): height and mass may be 5 % off",
        ),
        (own_way, ME.stronger({"calves": 1.1}), MotionError, "of another runner"),
        (
            lambda: own_way(4.1),
            ME,
            TaskError,
            r"known at 4\.1 m/s on a grade of 0 %, and says nothing of 3\.7 m/s on 0 %: 0\.3 m/s",
        ),
    ],
)
def test_what_cannot_be_started_from_is_one_sentence(start, runner, error, said, tmp_path):
    begin = start()
    with pytest.raises(error, match=said):
        answer(runner, start=begin, folder=tmp_path / "a", works=(failing_work, failing_work))
    with pytest.raises(error, match=said):
        train(runner, PLAN, start=begin, folder=tmp_path / "t", works=TRAINED)
    with pytest.raises(error, match=said):
        best(runner, start=begin, folder=tmp_path / "b", works=TRAINED)
    assert not list(tmp_path.iterdir())


def order(folder: Path, name: str) -> dict:
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["order"]


@pytest.fixture(scope="module")
def answered(own, tmp_path_factory) -> tuple[Answer, Path]:
    """A full answer and its folder."""
    folder = tmp_path_factory.mktemp("answer")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(standard, "RESPONDERS", FEW)
        return answer(ME, start=own, bodies=2, folder=folder, works=ANSWERED), folder


def test_an_answer_solves_runs_in_ones_own_way_and_sprints_of_the_same_body(own, answered):
    found, folder = answered
    assert found.run.task == own.task and found.runner.height == own.runner.height
    kept = str(folder / "own-way.nc")
    assert Motion.load(kept).task == own.task
    runs = ["own-run", "middle-run", "body-001", "body-002"]
    sprints = ["own-sprint", "middle-sprint"]
    for name in (*runs, *sprints):
        asked = order(folder, name)
        assert asked["measured"] == {"motion": kept, "hash": generic_body(own).hash}, name
        assert asked["settings"]["mesh"] == own.settings.mesh
        assert asked["task"]["kind"] == ("own_run" if name in runs else "sprint")
    assert order(folder, "own-run")["start"] == kept
    assert order(folder, "own-sprint")["start"] is None
    assert order(folder, "middle-run")["start"] == str(folder / "own-run.nc")
    assert order(folder, "own-run")["task"]["speed"] == pytest.approx(3.7)
    assert order(folder, "body-001")["task"] == order(folder, "own-run")["task"]
    strengths = {order(folder, name)["settings"]["muscles"]["strength"] for name in runs}
    assert len(strengths) >= 3  # plausible bodies are other ones


def test_an_answer_says_what_of_the_own_way_holds(answered, few):
    found, _ = answered
    told = json.loads(found.to_json())
    said = told["sentences"]["What the model cannot tell"]
    assert told["run"] == "own" and told["speed"] == found.body.speed
    assert "in your own way of running" in told["title"]
    assert words.RELATIVE in said and words.SPRINT in said and words.BODIES in said
    least = answer(ME, bodies=0, works=(run_work, sprint_work))
    told = json.loads(least.to_json())
    assert told["run"] == "computed" and "own way of running" not in json.dumps(told["sentences"])


def test_of_a_sprint_that_was_not_found_and_of_no_bodies_nothing_is_said(own):
    why = Unsolved("it was not found.")
    assert words.own_way_sentences(own, why) == [words.RELATIVE]
    assert words.own_way_sentences(own, sprint()) == [words.RELATIVE, words.SPRINT]
    assert words.own_way_sentences(library.load_shipped("run-3.5.nc"), sprint(), 30) == []


def test_what_is_kept_of_a_run_of_least_effort_is_not_taken_for_the_own_one(own, tmp_path):
    runs = [
        BodyOrder(own.runner, own.task, own.settings, measured=measured).job("a", own_run_work)
        for measured in (None, MeasuredBody(tmp_path / "a.nc", "1"), MeasuredBody(tmp_path, "2"))
    ]
    assert len({job.key for job in runs}) == 3
    again = BodyOrder.of(runs[1].order)
    assert again.measured == MeasuredBody(tmp_path / "a.nc", "1")
    elsewhere = replace(again, measured=MeasuredBody(tmp_path / "b.nc", "1"))
    assert elsewhere.job("b", own_run_work).key == runs[1].key


def test_nobody_elses_run_stands_in_for_the_own_one(own, tmp_path):
    with pytest.raises(SolveError, match="own run could not be solved"):
        answer(ME, start=own, folder=tmp_path, works=(failing_work, sprint_work))


def test_training_starts_from_the_own_way_with_lifts_of_the_same_body(own, tmp_path):
    how = {"solve": (), "folder": tmp_path, "works": TRAINED, "samples": FEW}
    found = train(ME, PLAN, start=own, **how)
    assert found.run.task == own.task and found.runner.mass == own.runner.mass
    for name in ("own-run", "own-sprint", "lift-half-squat"):
        assert order(tmp_path, name)["measured"]["hash"] == generic_body(own).hash
    said = training.sentences(found)["How far to believe it"]
    assert words.RELATIVE in said and words.SPRINT in said
    assert "The lifts are those of least effort of the same body." in said
    assert any("m/s, in your own way of running" in one for one in said)
    assert json.loads(found.to_json())["run"] == "own"
    chosen = best(ME, exercises=("half squat",), minutes=15, start=own, **how)
    assert chosen.run.task == own.task
    # where no race is asked for, at its own speed
    assert trained_way(own_way(4.1), ME, None).task.speed == 4.1


def test_a_kept_lift_of_another_body_is_not_taken(own, tmp_path):
    lift, how = lift_task("half squat"), (0.8, own.settings, tmp_path / "lift.nc")
    keys = {
        LiftOrder(own.runner, lift, *how, measured=measured).job("a", lift_work).key
        for measured in (None, MeasuredBody(tmp_path, "1"), MeasuredBody(tmp_path, "2"))
    }
    assert len(keys) == 3


def test_the_commands_start_from_it_and_speak_in_sentences(own, few, tmp_path, capsys):
    file, out = tmp_path / "me.toml", tmp_path / "out"
    file.write_text('height = 1.78\nmass = 74\n[fitness]\nrace = "10 km"\ntime = "45:00"\n')
    least = library.load_shipped("run-3.5.nc").save(tmp_path / "least.nc")
    for verb in (["answer"], ["train", "--plan", "heavy-legs"]):
        flags = [str(file), "--jobs", "1", "--out", str(out)]
        assert main([*verb[:1], *flags, *verb[1:], "--start", str(least)]) == 2
        error = capsys.readouterr().err
        assert "but must be a measured runner's own way" in error and error.count("\n") == 1
        assert main([*verb[:1], *flags, *verb[1:], "--start", str(tmp_path / "no.nc")]) == 2
        assert capsys.readouterr().err.count("\n") == 1
        assert not out.exists()
    path = own.save(tmp_path / "own.nc")
    flags = ["answer", str(file), "--quick", "--jobs", "1", "--json", "--out", str(out)]
    assert answer_verb(parse([*flags, "--start", str(path)]), ANSWERED) == 0
    assert json.loads(capsys.readouterr().out)["run"] == "own"
    assert "in your own way of running" in (out / "answer.html").read_text(encoding="utf-8")
