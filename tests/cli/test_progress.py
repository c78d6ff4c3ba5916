"""What the command line says while many jobs run."""

from __future__ import annotations

import io
from types import SimpleNamespace

from hillrunner.batch.job import Done, Job
from hillrunner.batch.run import Ended, Planned, Running
from hillrunner.batch.work import carry_out
from hillrunner.cli import progress
from hillrunner.cli.progress import JobLines
from hillrunner.errors import SolveError
from hillrunner.worth.longrun.solves import Ahead

JOB = Job("3.5 m/s", carry_out, {})


def said(*events) -> str:
    stream = io.StringIO()
    lines = JobLines("motions to solve", "solved", stream)
    for event in events:
        lines(event)
    return stream.getvalue()


def test_a_line_for_what_is_planned_and_for_every_end():
    done, failed = Done(JOB, {}, None, 1.0), Done(JOB, None, SolveError("It fell over."), 1.0)
    text = said(
        Planned(total=4, kept=2, failed=0),
        Ended(done, ended=3, total=4, failed=0, spent=12.2, left=12.2),
        Ended(failed, ended=4, total=4, failed=1, spent=20.0, left=0.0),
    )
    assert text.splitlines() == [
        "2 motions to solve, 2 are there",
        "[3/4] 3.5 m/s: solved (12 s, about 12 s left)",
        "[4/4] 3.5 m/s: given up: It fell over (20 s)",
    ]


def test_nothing_is_said_where_nothing_is_to_be_done():
    assert said(Planned(total=4, kept=4, failed=0)) == ""


def test_a_running_job_speaks_now_and_then(monkeypatch):
    times = iter([0.0, 4.0, 11.0, 12.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(times))
    text = said(*(Running(JOB, f"iteration {i}") for i in (0, 10, 20, 30)))
    assert text == "3.5 m/s: iteration 20\n"


def test_a_line_says_how_many_runs_there_are_and_how_long_they_may_take():
    out = io.StringIO()
    step = SimpleNamespace(phase="from an earlier motion", iteration=3, residual=1e-3, elapsed=2.0)
    with progress.ProgressLine(out) as line:
        line.ahead(Ahead(0, 5, None))
        line(step)
        line.ahead(Ahead(3, 5, 95.0))
        line(step)
    first, second = out.getvalue().splitlines()
    assert first.startswith("run 1 of 5: from an earlier motion: iteration 3")
    assert second.startswith("run 4 of 5, about 1:35 left: from an earlier motion")
