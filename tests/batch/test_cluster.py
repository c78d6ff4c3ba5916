"""Jobs by Dask, on a real cluster of two processes: one of them is killed, and nothing is lost."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import closing

import pytest
from batch_work import counted, fail, shape, surroundings

from hillrunner.batch import cluster
from hillrunner.batch.cluster import Cluster
from hillrunner.batch.executors import Executor
from hillrunner.batch.job import Job
from hillrunner.batch.run import Ended, Running, run
from hillrunner.batch.store import Store
from hillrunner.errors import JobError, RunnerError, SolveError
from hillrunner.motion.solved import Status

posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("cluster")


@pytest.fixture(scope="module")
def two(place):
    """Two processes that serve all tests of this file."""
    with closing(Cluster(place / "left", count=2)) as executor:
        yield executor


def jobs_of(folder, *names: str) -> list[Job]:
    return [Job(name, counted, {"folder": str(folder), "name": name}) for name in names]


def lines(path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def test_results_and_errors_are_what_they_are_elsewhere(two):
    assert isinstance(two, Executor)
    order = {"pair": (1, 2), "none": None, "whole": 3}
    jobs = [Job("shape", shape, order)]
    jobs += [Job(how, fail, {"how": how}) for how in ("runner", "solve", "mistake")]
    ends = {done.job.name: done for done in run(jobs, executor=two)}
    assert ends["shape"].value()["pair"] == [1, 2]
    kinds = {"runner": RunnerError, "solve": SolveError, "mistake": JobError}
    assert {name: type(ends[name].error) for name in kinds} == kinds
    assert ends["solve"].error.status is Status.INFEASIBLE


@posix
def test_one_core_a_process_and_no_ctrl_c(two):
    (done,) = run([Job("surroundings", surroundings, {})], executor=two)
    assert done.value()["threads"] == ["1", "1"] and done.value()["blocked"]
    assert done.value()["process"] != os.getpid()


@posix
def test_of_two_workers_one_is_killed_and_nothing_is_lost_or_done_twice(two, tmp_path):
    """The killed one is at work on ``held``, which begins anew; what has ended is not touched."""
    names = ["held", *(f"job-{i}" for i in range(8))]
    hold = tmp_path / "held.hold"
    hold.touch()
    store, said, killed = Store(tmp_path / "kept"), [], []

    def watch(event):
        if isinstance(event, Running):
            said.append(event.text)
        if isinstance(event, Ended) and event.ended == 3:
            while not lines(tmp_path / "held.begun"):
                time.sleep(0.02)
            killed.append(int(lines(tmp_path / "held.begun")[0]))
            os.kill(killed[0], signal.SIGKILL)
            hold.unlink()

    ends = list(run(jobs_of(tmp_path, *names), store=store, executor=two, watch=watch))
    assert killed and sorted(done.job.name for done in ends) == sorted(names)
    assert [done.error for done in ends] == [None] * len(names)
    assert {done.job.name: done.value() for done in ends} == {n: {"name": n} for n in names}
    assert {n: len(lines(tmp_path / f"{n}.done")) for n in names} == dict.fromkeys(names, 1)
    assert len(lines(tmp_path / "held.begun")) == 2
    assert lines(tmp_path / "held.done") != [str(killed[0])]
    assert "job-7 has begun" in said
    assert all(store.kept(job) for job in jobs_of(tmp_path, *names))


def test_what_a_worker_has_left_is_taken(two, place, tmp_path):
    """As where it died between the end of the work and the arrival of the result here."""
    (job,) = jobs_of(tmp_path, "left")
    left = two._left(job)
    left.write_text('{"result": {"name": "from the dead"}, "error": null, "seconds": 7.0}')
    (done,) = run([job], executor=two)
    assert done.value() == {"name": "from the dead"} and done.seconds == 7.0
    assert not left.exists() and not lines(tmp_path / "left.begun")


@posix
def test_a_run_that_is_cut_short_ends_what_runs(tmp_path):
    (tmp_path / "held.hold").touch()
    executor = Cluster(tmp_path / "left", count=1)
    ends = run(jobs_of(tmp_path, "first", "held"), executor=executor)
    assert next(ends).job.name == "first"
    while not lines(tmp_path / "held.begun"):
        time.sleep(0.02)
    ends.close()
    process = int(lines(tmp_path / "held.begun")[0])
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    assert not list((tmp_path / "left").iterdir())


def test_no_scheduler_and_no_dask_are_a_sentence_each(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "ANSWER_TIME", 0.5)
    away = Cluster(tmp_path, "tcp://127.0.0.1:9")
    with pytest.raises(JobError, match="no Dask scheduler answers at tcp://127.0.0.1:9"):
        list(run(jobs_of(tmp_path, "one"), executor=away))
    with pytest.raises(JobError, match="number of processes is 0"):
        Cluster(tmp_path, count=0)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(JobError, match=r'not installed.*pip install "hillrunner\[cluster\]"'):
        Cluster(tmp_path)


def test_a_cluster_by_its_address_is_used_and_left_running(tmp_path, two):
    list(run(jobs_of(tmp_path, "before"), executor=two))  # it is there
    other = Cluster(tmp_path / "left", two._own.scheduler_address)
    (done,) = run(jobs_of(tmp_path, "there"), executor=other)
    assert done.value() == {"name": "there"}
    other.close()
    (done,) = run(jobs_of(tmp_path, "after"), executor=two)
    assert done.value() == {"name": "after"}


def test_workers_of_another_version_are_refused(tmp_path, two, monkeypatch):
    list(run(jobs_of(tmp_path, "before"), executor=two))
    monkeypatch.setattr(cluster, "__version__", "0.0")
    other = Cluster(tmp_path / "left", two._own.scheduler_address)
    with pytest.raises(JobError, match="have hillrunner .*, but need 0.0"):
        list(run(jobs_of(tmp_path, "one"), executor=other))
