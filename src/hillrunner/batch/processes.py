"""Jobs side by side in processes of this machine, one core each."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from hillrunner.batch.executors import JobTell
from hillrunner.batch.job import Done, Job
from hillrunner.batch.work import ended, lost
from hillrunner.batch.worker import serve
from hillrunner.errors import JobError
from hillrunner.files import part_of
from hillrunner.interruption import ctrl_c_noted

ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
_POLL = 0.2  # s between looks at Ctrl-C
_PATIENCE = 5.0  # s for a process to end before it is killed


@dataclass
class _Worker:
    """A process, and the job that it has now."""

    process: BaseProcess
    connection: Connection
    job: Job | None = None
    began: float = field(default_factory=time.monotonic)


class Processes:
    """Jobs in processes that are started anew (spawned) and do one job after another.

    Each runs on one core and ignores Ctrl-C from its first moment: that ends this process, which
    ends the others. A process that dies costs the job that it had, and is replaced. What one has
    built for a job serves the next, also of another run: close it when no more come, as with
    :func:`contextlib.closing`.

    Parameters
    ----------
    count
        Processes at a time.
    """

    def __init__(self, count: int) -> None:
        if count < 1:
            raise JobError(f"the number of processes is {count}, but must be at least 1.")
        self._count = count
        self._waiting: list[Job] = []
        self._workers: list[_Worker] = []

    def submit(self, job: Job) -> None:
        """Take on a job."""
        self._waiting.append(job)

    def ends(self, tell: JobTell) -> Iterator[Done]:
        """Do every job taken on.

        Raises
        ------
        KeyboardInterrupt
            If Ctrl-C came.
        """
        while True:
            with ctrl_c_noted():  # so that a process is never started and not known of
                self._hand_out()
                if not self._busy():
                    return
                heard = self._heard()
            for job, content in heard:
                if isinstance(content, Done):
                    yield content
                else:
                    tell(job, content)

    def close(self) -> None:
        """End every process, and what it was writing."""
        with ctrl_c_noted():
            self._waiting.clear()
            for worker in self._workers:
                worker.connection.close()
                worker.process.terminate()
            for worker in self._workers:
                worker.process.join(_PATIENCE)
                if worker.process.is_alive():
                    worker.process.kill()
                    worker.process.join()
                _clear(worker)
            self._workers.clear()

    def _busy(self) -> list[_Worker]:
        return [worker for worker in self._workers if worker.job]

    def _hand_out(self) -> None:
        """Give waiting jobs to processes that have none, starting them where there is room."""
        while self._waiting:
            worker = next((w for w in self._workers if w.job is None), None)
            if worker is None and len(self._workers) < self._count:
                worker = _started()
                self._workers.append(worker)
            if worker is None:
                return
            try:
                worker.connection.send_bytes(self._waiting[0].message().encode())
            except OSError:  # it died while it had nothing to do
                self._dismiss(worker)
                continue
            worker.job, worker.began = self._waiting.pop(0), time.monotonic()

    def _heard(self) -> list[tuple[Job, str | Done]]:
        """What running jobs say, and which have ended, since they were last listened to."""
        of: dict[object, _Worker] = {}
        for worker in self._busy():
            of[worker.connection] = of[worker.process.sentinel] = worker
        ready = wait([*of], timeout=_POLL)  # type: ignore[list-item]
        return [self._said(worker) for worker in {id(of[one]): of[one] for one in ready}.values()]

    def _said(self, worker: _Worker) -> tuple[Job, str | Done]:
        job = worker.job
        assert job is not None
        try:
            content = json.loads(worker.connection.recv_bytes()) if worker.connection.poll() else {}
        except (EOFError, OSError):
            content = {}
        if "text" in content:
            return job, content["text"]
        if "end" in content:
            worker.job = None
            return job, ended(job, content["end"])
        self._dismiss(worker)
        return job, lost(job, _how(worker.process.exitcode), time.monotonic() - worker.began)

    def _dismiss(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.connection.close()
        worker.process.join(_PATIENCE)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        _clear(worker)


def _started() -> _Worker:
    context = multiprocessing.get_context("spawn")
    mine, its = context.Pipe()
    process = context.Process(target=serve, args=(its,), daemon=True)
    with ctrl_c_blocked(), _environment(ONE_CORE):
        process.start()
    its.close()
    return _Worker(process, mine)


@contextmanager
def ctrl_c_blocked() -> Iterator[None]:
    """What starts in here does not get Ctrl-C; here it comes when the block ends."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # which would let Ctrl-C through again when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Environment variables for what starts in here."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _how(code: int | None) -> str:
    """How a process ended, in words."""
    if code is None or code >= 0:
        return f"ended with code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    memory = "; too little memory is the usual reason" if name == "SIGKILL" else ""
    return f"was ended by {name}{memory}"


def _clear(worker: _Worker) -> None:
    """Remove what a process was writing when it ended."""
    for path in worker.job.keeps if worker.job else ():
        if worker.process.pid is not None:
            part_of(path, worker.process.pid).unlink(missing_ok=True)
