"""Where jobs are done: in this process, in others on this machine, or on a cluster.

An executor is a small thing, so that one of one's own can be added without a change elsewhere. It
sends :meth:`Job.message <hillrunner.batch.job.Job.message>` to wherever there is room, has
:func:`~hillrunner.batch.work.carry_out` called with it there, and makes a ``Done`` of the text that
comes back with :func:`~hillrunner.batch.work.ended`, or of what became of the worker with
:func:`~hillrunner.batch.work.lost`. :class:`~hillrunner.batch.processes.Processes` is one, and
:class:`~hillrunner.batch.cluster.Cluster`, by Dask; there, files that jobs leave must be on a disk
that all machines share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, runtime_checkable

from hillrunner.batch.job import Done, Job
from hillrunner.batch.work import carry_out, ended

JobTell = Callable[[Job, str], None]


@runtime_checkable
class Executor(Protocol):
    """Does jobs and says how they ended."""

    def submit(self, job: Job) -> None:
        """Take on a job; it may begin at once, or when :meth:`ends` is called."""

    def ends(self, tell: JobTell) -> Iterator[Done]:
        """Every job taken on, once, as it ends.

        A job whose process or machine dies ends too, and the others go on. ``tell`` is called in
        the caller's thread with what running jobs say.
        """

    def close(self) -> None:
        """End what still waits or runs, and return when it is gone; then it can take on jobs anew.

        A run that is cut short, as by Ctrl-C, calls it; otherwise who made the executor does.
        """


class Here:
    """One job after another, in this process."""

    def __init__(self) -> None:
        self._waiting: list[Job] = []

    def submit(self, job: Job) -> None:
        """Take on a job."""
        self._waiting.append(job)

    def ends(self, tell: JobTell) -> Iterator[Done]:
        """Do every job taken on."""
        while self._waiting:
            job = self._waiting.pop(0)

            def say(text: str, job: Job = job) -> None:
                tell(job, text)

            yield ended(job, carry_out(job.message(), say))

    def close(self) -> None:
        """Forget what waits."""
        self._waiting.clear()
