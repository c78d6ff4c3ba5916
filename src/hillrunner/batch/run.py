"""The one way to do many jobs: what is kept is taken, the rest is done, each is kept at once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from hillrunner.batch.executors import Executor, Here
from hillrunner.batch.job import Done, Job
from hillrunner.batch.processes import Processes
from hillrunner.batch.store import Store
from hillrunner.errors import JobError


@dataclass(frozen=True)
class Planned:
    """How many jobs there are, how many of them are kept already, and how many of these failed."""

    total: int
    kept: int
    failed: int

    @property
    def waiting(self) -> int:
        """How many are still to be done."""
        return self.total - self.kept


@dataclass(frozen=True)
class Running:
    """What a running job says of how far it is."""

    job: Job
    text: str


@dataclass(frozen=True)
class Ended:
    """The end of a job that was done now.

    Attributes
    ----------
    done
        How it ended.
    ended, total, failed
        Jobs that have ended, with those that were kept; all jobs; how many of the ended failed.
    spent, left
        Seconds since the run began, and an estimate of those that the rest will take.
    """

    done: Done
    ended: int
    total: int
    failed: int
    spent: float
    left: float


Event = Planned | Running | Ended
Watch = Callable[[Event], None]


def run(
    jobs: Iterable[Job],
    *,
    store: Store | None = None,
    executor: Literal["here", "processes"] | Executor | None = None,
    count: int = 1,
    watch: Watch | None = None,
) -> Iterator[Done]:
    """Do jobs; each comes back when it ends, those that the store holds first.

    A job that fails is a :class:`~hillrunner.batch.job.Done` with an error, and the others go on.
    What is done is in the store before it comes back. Ctrl-C, an error of the caller, or leaving
    the iterator ends what runs.

    Parameters
    ----------
    jobs
        No two of the same name.
    store
        Where results are taken from and kept; nothing is kept without one.
    executor
        ``"here"``, in this process; ``"processes"`` of this machine; or an object of one's own.
        By default here where ``count`` is 1, and in processes otherwise.
    count
        Processes at a time.
    watch
        Called with an event: once :class:`Planned`, then :class:`Running` and :class:`Ended`.

    Returns
    -------
    An iterator; jobs begin when it is gone through.

    Raises
    ------
    JobError
        If two jobs have one name, or ``executor`` and ``count`` do not go together.
    HillrunnerError
        If a result cannot be written to the store.
    KeyboardInterrupt
        If Ctrl-C was pressed.
    """
    todo = tuple(jobs)
    names = Counter(job.file_name.lower() for job in todo)  # some disks take these for one
    if twice := [job.name for job in todo if names[job.file_name.lower()] > 1]:
        raise JobError(f"two jobs are called {twice[0]!r}: give each a name of its own.")
    return _done(todo, store, _executor(executor, count), watch or (lambda event: None))


def _executor(executor: str | Executor | None, count: int) -> Executor:
    if executor == "processes" or (executor is None and count != 1):
        return Processes(count)
    if count != 1:
        raise JobError(f"{count} processes go with the executor 'processes' only.")
    if executor is None or executor == "here":
        return Here()
    if isinstance(executor, Executor):
        return executor
    raise JobError(f"the executor is {executor!r}, but must be 'here', 'processes' or an Executor.")


def _done(
    jobs: Sequence[Job], store: Store | None, executor: Executor, watch: Watch
) -> Iterator[Done]:
    began = time.monotonic()
    kept = [done for job in jobs if store and (done := store.kept(job))]
    names = {done.job.name for done in kept}
    todo = [job for job in jobs if job.name not in names]
    failed = sum(done.error is not None for done in kept)
    watch(Planned(len(jobs), len(kept), failed))
    yield from kept
    try:
        for job in todo:
            executor.submit(job)
        for number, done in enumerate(
            executor.ends(lambda job, text: watch(Running(job, text))), 1
        ):
            if store:
                store.keep(done)
            failed += done.error is not None
            spent = time.monotonic() - began
            left = spent / number * (len(todo) - number)
            watch(Ended(done, len(kept) + number, len(jobs), failed, spent, left))
            yield done
    finally:
        executor.close()
