"""Ctrl-C ends a run and all of its processes, whenever it comes; so does the parent's death."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")

RUN = """
import sys
from pathlib import Path
from batch_work import nap
from hillrunner.batch.job import Job
from hillrunner.batch.run import Ended, Running, run
from hillrunner.batch.store import Store

def tell(event):
    if isinstance(event, Running):
        print(event.text, flush=True)

if __name__ == "__main__":
    seconds = float(sys.argv[2])
    jobs = [Job(f"nap-{i}", nap, {"seconds": seconds}) for i in range(200)]
    print("begun", flush=True)
    try:
        for done in run(jobs, store=Store(Path(sys.argv[1])), count=2, watch=tell):
            assert done.error is None, done.error
    except KeyboardInterrupt:
        print("interrupted", flush=True)
        sys.exit(130)
    print("lost", flush=True)
"""


@pytest.fixture
def started(tmp_path):
    """Starts the program above, as the head of a group of processes, as a terminal does."""
    script = tmp_path / "many.py"
    script.write_text(RUN)
    running = []

    def start(seconds: float) -> subprocess.Popen:
        child = subprocess.Popen(
            [sys.executable, str(script), str(tmp_path / "kept"), f"{seconds}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        running.append(child)
        return child

    yield start
    for child in running:
        if is_alive(child.pid):
            os.killpg(child.pid, signal.SIGKILL)
        child.communicate()


def is_alive(group: int) -> bool:
    """Whether a process of the group is still there."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def gone(group: int, within: float = 30.0) -> bool:
    end = time.monotonic() + within
    while is_alive(group) and time.monotonic() < end:
        time.sleep(0.05)
    return not is_alive(group)


def test_ctrl_c_at_any_moment_ends_everything_and_keeps_what_is_done(started, tmp_path):
    """Also while processes are being started, which takes most of the first second."""
    moments = random.Random(4)
    for i in range(4):
        child = started(0.02)
        assert child.stdout.readline() == "begun\n"
        time.sleep(moments.uniform(0.0, 2.0))
        os.killpg(child.pid, signal.SIGINT)  # to every process, as a terminal does
        out, err = child.communicate(timeout=60)
        assert out.splitlines()[-1] == "interrupted", f"press {i} was lost"
        assert child.returncode == 130 and err == ""
        assert gone(child.pid)
    for path in (tmp_path / "kept").iterdir():
        assert json.loads(path.read_text())["result"] == {}


def test_ctrl_c_does_not_wait_for_the_work(started):
    child = started(600.0)
    while child.stdout.readline() != "asleep\n":
        assert child.poll() is None
    began = time.monotonic()
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert out.splitlines()[-1] == "interrupted" and err == ""
    assert gone(child.pid) and time.monotonic() - began < 60.0


def test_processes_end_with_a_parent_that_is_killed(started):
    child = started(600.0)
    while child.stdout.readline() != "asleep\n":
        assert child.poll() is None
    child.kill()
    child.wait()
    assert gone(child.pid)
