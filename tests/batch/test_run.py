"""Many jobs, in this process or in others: results, failures, events."""

from __future__ import annotations

import os
from contextlib import closing

import pytest
from batch_work import OddError, die, fail, shape, square, surroundings

from hillrunner.batch.executors import Here
from hillrunner.batch.job import Job, safe_name
from hillrunner.batch.processes import Processes
from hillrunner.batch.run import Ended, Planned, Running, run
from hillrunner.errors import JobError, RunnerError, SolveError
from hillrunner.motion.solved import Status

posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")


@pytest.fixture(scope="module")
def processes():
    """Two processes that serve all tests of this file."""
    with closing(Processes(2)) as executor:
        yield executor


@pytest.fixture(params=["here", "processes"])
def executor(request):
    return Here() if request.param == "here" else request.getfixturevalue("processes")


def squares(*numbers: int) -> list[Job]:
    return [Job(f"square of {x}", square, {"x": x}) for x in numbers]


def failing(how: str, **more) -> Job:
    return Job(how, fail, {"how": how}, **more)


def test_every_job_comes_back_once(executor):
    ends = {done.job.name: done for done in run(squares(3, -1, 4, 1, 5), executor=executor)}
    assert {name: done.value()["square"] for name, done in ends.items()} == {
        f"square of {x}": x * x for x in (3, -1, 4, 1, 5)
    }
    assert all(done.seconds >= 0.0 and not done.kept for done in ends.values())


def test_orders_and_results_are_what_json_makes_of_them(executor):
    order = {"pair": (1, 2), "none": None, "whole": 3, "number": 0.1}
    (done,) = run([Job("shape", shape, order)], executor=executor)
    types = {"pair": "list", "none": "NoneType", "whole": "int", "number": "float"}
    assert done.result == {"types": types, "pair": [1, 2]}


def test_errors_come_back_as_what_they_are(executor):
    jobs = [failing(how) for how in ("runner", "solve", "odd", "fine")]
    ends = {done.job.name: done for done in run(jobs, executor=executor)}
    assert ends["fine"].error is None and ends["fine"].result == {"fine": True}
    kinds = {"runner": RunnerError, "solve": SolveError, "odd": OddError}
    assert {name: type(ends[name].error) for name in kinds} == kinds
    assert str(ends["runner"].error) == "height is 17 m, but must be from 1.2 to 2.2 m."
    assert ends["solve"].error.status is Status.INFEASIBLE
    assert ends["odd"].error.status is Status.NEAR
    assert all(ends[name].result is None for name in kinds)
    with pytest.raises(SolveError, match="It fell over"):
        ends["solve"].value()


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("mistake", r"its work has a mistake: IndexError: .* \(batch_work.py, line \d+\)"),
        ("no JSON", "its work has a mistake: TypeError"),
        ("not finite", "its work has a mistake: ValueError"),
    ],
)
def test_a_mistake_in_the_work_is_a_failure_too(executor, how, said):
    mistaken, fine = sorted(
        run([failing(how), failing("fine")], executor=executor),
        key=lambda done: done.job.name == "fine",
    )
    assert type(mistaken.error) is JobError and fine.error is None
    with pytest.raises(JobError, match=said):
        mistaken.value()
    assert "Traceback" in mistaken.error.__notes__[0]


def test_a_file_that_was_to_be_left_and_is_not_there(executor, tmp_path):
    (done,) = run([failing("no file", keeps=(tmp_path / "motion.nc",))], executor=executor)
    assert done.result is None and "did not leave the file" in str(done.error)


def test_events_say_how_many_what_and_how_long(executor):
    events = []
    list(run([*squares(2, 3), failing("solve")], executor=executor, watch=events.append))
    assert events[0] == Planned(total=3, kept=0, failed=0) and events[0].waiting == 3
    texts = {event.text for event in events if isinstance(event, Running)}
    assert texts == {"squaring 2", "squaring 3"}
    ends = [event for event in events if isinstance(event, Ended)]
    assert [event.ended for event in ends] == [1, 2, 3]
    assert ends[-1].failed == 1 and ends[-1].left == 0.0
    assert all(event.total == 3 and event.spent >= 0.0 for event in ends)
    told = [event.job.name for event in events if isinstance(event, Running)]
    assert set(told) == {"square of 2", "square of 3"}


@posix
@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("killed", "the process that worked on it was ended by SIGKILL; too little memory"),
        ("segfault", "the process that worked on it was ended by SIGSEGV"),
        ("exit", "the process that worked on it ended with code 3"),
    ],
)
def test_a_process_that_dies_costs_its_own_job_only(processes, how, said):
    jobs = [Job("bad", die, {"how": how})]
    jobs += [Job(f"good {i}", die, {"how": ""}) for i in range(3)]
    ends = {done.job.name: done for done in run(jobs, executor=processes)}
    assert type(ends["bad"].error) is JobError and said in str(ends["bad"].error)
    assert all(ends[f"good {i}"].error is None for i in range(3))


@posix
def test_what_a_dead_process_was_writing_goes(processes, tmp_path):
    path = tmp_path / "motion.nc"
    order = {"how": "while it writes", "path": str(path)}
    (done,) = run([Job("half", die, order, keeps=(path,))], executor=processes)
    assert type(done.error) is JobError
    assert list(tmp_path.iterdir()) == []


@posix
def test_processes_have_one_core_and_leave_ctrl_c_to_the_parent(monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "4")
    (done,) = run([Job("around", surroundings, {})], executor="processes")
    around = done.value()
    assert around["threads"] == ["1", "1"]
    assert around["ignores"] and not around["blocked"]
    assert around["process"] != os.getpid()
    assert "OMP_NUM_THREADS" not in os.environ and os.environ["OPENBLAS_NUM_THREADS"] == "4"


def test_here_is_this_process():
    (done,) = run([Job("around", die, {"how": ""})])
    assert done.value() == {"process": os.getpid()}


@posix
def test_processes_serve_one_run_after_another(processes):
    first, second = (
        next(run([Job("who", die, {"how": ""})], executor=processes)).value() for _ in range(2)
    )
    # leaving the iterator ends the run, and with it the processes
    assert first != second
    third, fourth = (
        [done.value() for done in run([Job("who", die, {"how": ""})], executor=processes)]
        for _ in range(2)
    )
    assert third == fourth


def test_leaving_the_iterator_leaves_the_rest_undone():
    done = []
    for end in run(squares(1, 2, 3)):
        done.append(end.job.name)
        break
    assert done == ["square of 1"]


def test_what_cannot_be_run_is_told_before_anything_is_done():
    with pytest.raises(JobError, match="two jobs are called 'square of 1'"):
        run(squares(1, 2, 1))
    with pytest.raises(JobError, match="two jobs are called"):
        run([Job("a b", square, {"x": 1}), Job("A-b", square, {"x": 1})])
    with pytest.raises(JobError, match="2 processes go with the executor 'processes' only"):
        run(squares(1), executor="here", count=2)
    with pytest.raises(JobError, match="2 processes go with"):
        run(squares(1), executor=Here(), count=2)
    with pytest.raises(JobError, match="the executor is 'dusk', but must be 'here'"):
        run(squares(1), executor="dusk")
    for executor in (None, "processes"):
        with pytest.raises(JobError, match="number of processes is 0, but must be at least 1"):
            run(squares(1), executor=executor, count=0)


def test_what_is_no_job_is_told_at_once():
    with pytest.raises(JobError, match="top of a module"):
        Job("local", lambda order, tell: {}, {})
    with pytest.raises(JobError, match="JSON cannot hold the order of job 'set'"):
        Job("set", square, {"x": {1}})
    with pytest.raises(JobError, match="JSON cannot hold"):
        Job("inf", square, {"x": float("inf")})
    with pytest.raises(JobError, match="no name"):
        Job("", square, {})


def test_names_become_names_of_files():
    assert safe_name("RBDS 11, 3.5 m/s +10 %") == "RBDS-11-3.5-m-s-+10"
    assert safe_name("../../etc/passwd") == "etc-passwd"
    assert safe_name("Ünal") == "Ünal"
    for strange in ("///", "x" * 300, "ü" * 150):
        assert 16 <= len(safe_name(strange).encode()) <= 60
    assert safe_name("///") != safe_name("//")
