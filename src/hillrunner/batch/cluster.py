"""Jobs on a cluster by Dask: machines that a scheduler knows, or processes of this machine.

A worker leaves each result in a folder the moment it has it. Where it dies before the result has
come here, Dask gives the job to another one, which finds the result and does not do the work again;
a job that was under way begins anew. Needs the extra ``cluster``.
"""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from hillrunner import __version__
from hillrunner.batch.executors import JobTell
from hillrunner.batch.job import Done, Job, safe_name
from hillrunner.batch.processes import ONE_CORE, ctrl_c_blocked
from hillrunner.batch.work import carry_out, ended, lost
from hillrunner.errors import JobError
from hillrunner.files import whole_file

INSTALL = 'pip install "hillrunner[cluster]"'
TOPIC = "hillrunner"  # of what running jobs say
ANSWER_TIME = 20.0  # s for a scheduler to answer
_POLL = 0.2  # s between looks at Ctrl-C


class Cluster:
    """Jobs by Dask.

    Parameters
    ----------
    folder
        Where workers leave what they have done, on a disk that all machines share; what has come
        here is removed from it.
    address
        Of a scheduler, as ``tcp://10.0.0.1:8786``. Its workers need the same version of hillrunner,
        and do one job at a time each with ``dask worker --nthreads 1``. If not given, worker
        processes are started on this machine, one core each.
    count
        Processes to start, without an address.

    Raises
    ------
    JobError
        If Dask is not installed. When jobs begin: if no scheduler answers, or its workers have
        another version of hillrunner.
    """

    def __init__(self, folder: Path, address: str | None = None, count: int = 1) -> None:
        if count < 1:
            raise JobError(f"the number of processes is {count}, but must be at least 1.")
        self._distributed = _distributed()
        self._folder = folder.resolve()
        self._address, self._count = address, count
        self._waiting: list[Job] = []
        self._client: Any = None
        self._own: Any = None
        self._futures: dict[Any, Job] = {}

    def submit(self, job: Job) -> None:
        """Take on a job."""
        self._waiting.append(job)

    def ends(self, tell: JobTell) -> Iterator[Done]:
        """Do every job taken on.

        Raises
        ------
        JobError
            See :class:`Cluster`.
        KeyboardInterrupt
            If Ctrl-C came.
        """
        if not self._waiting:
            return
        client = self._connected()
        heard: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        client.subscribe_topic(TOPIC, lambda event: heard.put(("text", event[1])))
        began, jobs = time.monotonic(), {job.name: job for job in self._waiting}
        for job in self._waiting:
            future = client.submit(_at_worker, job.message(), job.name, str(self._left(job)))
            self._futures[future] = job
            future.add_done_callback(lambda future: heard.put(("end", future)))
        self._waiting.clear()
        while self._futures:
            try:
                what, content = heard.get(timeout=_POLL)
            except queue.Empty:
                continue
            if what == "text":
                if content[0] in jobs:
                    tell(jobs[content[0]], content[1])
                continue
            job = self._futures.pop(content)
            done = _done(job, content, time.monotonic() - began)
            self._left(job).unlink(missing_ok=True)
            content.release()
            yield done

    def close(self) -> None:
        """Cancel what waits. Processes of this machine are ended; workers elsewhere finish what
        they are at, and the next run finds it."""
        self._waiting.clear()
        with ctrl_c_blocked():
            if self._client is not None:
                self._client.cancel(list(self._futures), force=True)
                self._client.close()
            if self._own is not None:
                self._own.close()
        self._futures.clear()
        self._client = self._own = None

    def _left(self, job: Job) -> Path:
        """Where a worker leaves the result of a job."""
        return self._folder / f".{safe_name(job.name)}-{job.key}.done"

    def _connected(self) -> Any:
        if self._client is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            with ctrl_c_blocked():  # so that workers do not get it: they end with this process
                self._client = self._there() if self._address else self._here()
        return self._client

    # No client is the default one: xarray would ask its scheduler for a lock to write a file.

    def _here(self) -> Any:
        self._own = self._distributed.LocalCluster(
            n_workers=self._count,
            threads_per_worker=1,
            processes=True,
            dashboard_address="127.0.0.1:0",  # any free port
            memory_limit=0,  # a solve that is large is no reason to end it
            silence_logs=logging.CRITICAL,
            env=ONE_CORE,
        )
        return self._distributed.Client(self._own, set_as_default=False)

    def _there(self) -> Any:
        try:
            client = self._distributed.Client(
                self._address, timeout=ANSWER_TIME, set_as_default=False
            )
        except (OSError, ValueError):
            raise JobError(
                f"no Dask scheduler answers at {self._address}: start one with dask scheduler, and "
                "workers with dask worker."
            ) from None
        try:
            versions = set(client.run(_version).values())
        except Exception as error:  # as where a worker has no hillrunner to import
            client.close()
            raise JobError(f"the workers at {self._address} cannot be used: {error}.") from None
        if other := versions - {__version__}:
            client.close()
            raise JobError(
                f"workers at {self._address} have hillrunner {other.pop()}, but need {__version__}."
            )
        return client


def _distributed() -> ModuleType:
    try:
        return import_module("distributed")
    except ImportError:
        raise JobError(f"Dask is not installed, which a cluster needs: {INSTALL}.") from None


def _at_worker(message: str, name: str, place: str) -> str:
    """Do a job, or take what a worker has left of it."""
    from distributed import get_worker

    path = Path(place)
    if path.exists():
        return path.read_text(encoding="utf-8")
    worker = get_worker()
    text = carry_out(message, lambda said: worker.log_event(TOPIC, [name, said]))
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8")
    return text


def _done(job: Job, future: Any, seconds: float) -> Done:
    try:
        return ended(job, future.result())
    except Exception as error:  # of Dask: what the work itself raises is in the text
        why = f"is gone ({type(error).__name__})"
        return lost(job, why, seconds)


def _version() -> str:
    return __version__
