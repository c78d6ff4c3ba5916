"""Results in a folder: taken again where they are still those of the job, and only there."""

from __future__ import annotations

import json
import os

import pytest
from batch_work import die, fail, square, write

from hillrunner.batch import job as jobs_module
from hillrunner.batch.job import Job
from hillrunner.batch.run import Planned, run
from hillrunner.batch.store import Store
from hillrunner.errors import HillrunnerError, RunnerError, SolveError
from hillrunner.motion.solved import Status


def writing(folder, text: str = "one", **more) -> Job:
    path = folder / "left.txt"
    return Job("writing", write, {"path": str(path), "text": text}, keeps=(path,), **more)


def times(folder) -> int:
    return len((folder / "count").read_text())


def test_a_kept_result_is_not_computed_again(tmp_path):
    (first,) = run([writing(tmp_path)], store=Store(tmp_path / "kept"))
    events = []
    (again,) = run([writing(tmp_path)], store=Store(tmp_path / "kept"), watch=events.append)
    assert not first.kept and again.kept and times(tmp_path) == 1
    assert again.result == first.result == {"length": 3} and again.seconds == first.seconds
    assert events == [Planned(total=1, kept=1, failed=0)]


def test_a_run_goes_on_where_it_stopped(tmp_path):
    store = Store(tmp_path)
    each = [Job(f"{x}", square, {"x": x}) for x in range(5)]
    for done in run(each, store=store):
        if done.job.name == "2":
            break
    events = []
    ends = list(run(each, store=store, watch=events.append))
    assert [(done.job.name, done.kept) for done in ends] == [
        ("0", True),
        ("1", True),
        ("2", True),
        ("3", False),
        ("4", False),
    ]
    assert events[0] == Planned(total=5, kept=3, failed=0)
    assert events[-1].ended == 5


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "",
        lambda text: "[]",
        lambda text: "null",
        lambda text: text.replace("hillrunner-result", "something-else"),
        lambda text: text.replace('"result"', '"other"'),
        lambda text: text.replace('"length": 3', '"length"; 3'),
        lambda text: text.replace('"files": {', '"files": {"x": "y"}, "f": {'),
    ],
)
def test_a_damaged_file_does_not_count(tmp_path, damage):
    store, one = Store(tmp_path / "kept"), writing(tmp_path)
    list(run([one], store=store))
    text = store.path(one).read_text()
    assert damage(text) != text
    store.path(one).write_text(damage(text))
    assert store.kept(one) is None
    (again,) = run([one], store=store)
    assert not again.kept and times(tmp_path) == 2 and store.kept(one) is not None


def test_a_result_of_another_order_work_or_version_does_not_count(tmp_path, monkeypatch):
    store, one = Store(tmp_path / "kept"), writing(tmp_path)
    list(run([one], store=store))
    assert store.kept(one) is not None
    assert store.kept(writing(tmp_path, "other")) is None
    assert store.kept(Job(one.name, square, one.order, one.keeps)) is None
    monkeypatch.setattr(jobs_module, "__version__", "9.9.9")
    assert store.kept(one) is None


def test_what_a_result_depends_on_can_be_said(tmp_path):
    """Then the names of files do not matter, and what they hold does."""
    store = Store(tmp_path / "kept")
    list(run([writing(tmp_path, depends_on={"text": "one"})], store=store))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "left.txt").rename(tmp_path / "elsewhere" / "left.txt")
    assert store.kept(writing(tmp_path / "elsewhere", depends_on={"text": "one"})) is not None
    assert store.kept(writing(tmp_path / "elsewhere", depends_on={"text": "two"})) is None


def test_a_result_whose_file_is_gone_or_changed_does_not_count(tmp_path):
    store, one = Store(tmp_path / "kept"), writing(tmp_path)
    list(run([one], store=store))
    (tmp_path / "left.txt").write_text("two")
    assert store.kept(one) is None
    (tmp_path / "left.txt").unlink()
    assert store.kept(one) is None
    (again,) = run([one], store=store)
    assert not again.kept and (tmp_path / "left.txt").read_text() == "one"


@pytest.mark.parametrize(
    ("how", "kind", "status"),
    [("runner", RunnerError, None), ("solve", SolveError, Status.INFEASIBLE)],
)
def test_a_failure_is_kept_as_what_it_is(tmp_path, how, kind, status):
    store, one = Store(tmp_path), Job("bad", fail, {"how": how})
    (first,) = run([one], store=store)
    events = []
    (again,) = run([one], store=store, watch=events.append)
    assert again.kept and type(again.error) is kind and str(again.error) == str(first.error)
    assert getattr(again.error, "status", None) is status
    assert events == [Planned(total=1, kept=1, failed=1)]
    store.forget(one)
    assert store.kept(one) is None


@pytest.mark.parametrize("how", ["mistake", "time"])
def test_what_says_nothing_of_the_job_is_tried_again(tmp_path, how):
    store, one = Store(tmp_path), Job("bad", fail, {"how": how})
    (done,) = run([one], store=store)
    assert done.error is not None and store.kept(one) is None


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_a_job_whose_process_died_is_tried_again(tmp_path):
    store, one = Store(tmp_path), Job("bad", die, {"how": "killed"})
    (done,) = run([one], store=store, executor="processes")
    assert done.error is not None and store.kept(one) is None


def test_files_are_readable_and_whole(tmp_path):
    store, one = Store(tmp_path / "a" / "b"), Job("square of 3", square, {"x": 3})
    list(run([one], store=store))
    assert [path.name for path in store.folder.iterdir()] == ["square-of-3.json"]
    content = json.loads(store.path(one).read_text())
    assert content["name"] == "square of 3" and content["result"] == {"square": 9}
    assert content["order"] == {"x": 3} and content["work"] == "batch_work:square"
    assert content["key"] == one.key and content["error"] is None


def test_a_place_that_cannot_be_written_to_is_told_at_once(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(HillrunnerError, match=r"cannot write to the folder .*file"):
        Store(tmp_path / "file")
