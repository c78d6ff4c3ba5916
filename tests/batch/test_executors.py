"""An executor of one's own."""

from __future__ import annotations

import queue
from concurrent.futures import Future, ThreadPoolExecutor, as_completed

from batch_work import fail, square

from hillrunner.batch.executors import Executor
from hillrunner.batch.job import Job
from hillrunner.batch.run import Running, run
from hillrunner.batch.store import Store
from hillrunner.batch.work import carry_out, ended, lost
from hillrunner.errors import JobError, SolveError


class Threads:
    """Jobs in a pool of threads, which stands in for machines; one of them is lost."""

    def __init__(self) -> None:
        self.futures: dict[Future[str], Job] = {}
        self.said: queue.Queue[tuple[Job, str]] = queue.Queue()
        self.closed = 0

    def submit(self, job):
        def work(message: str) -> str:
            if job.name == "lost":
                raise ConnectionError
            return carry_out(message, lambda text: self.said.put((job, text)))

        with ThreadPoolExecutor(1) as pool:
            self.futures[pool.submit(work, job.message())] = job

    def ends(self, tell):
        for future in as_completed(self.futures):
            while not self.said.empty():
                tell(*self.said.get())
            job = self.futures[future]
            yield lost(job, "is gone", 0.0) if future.exception() else ended(job, future.result())
        self.futures.clear()

    def close(self):
        self.closed += 1
        self.futures.clear()


def test_an_executor_of_ones_own(tmp_path):
    threads, events, store = Threads(), [], Store(tmp_path)
    assert isinstance(threads, Executor)
    jobs = [Job("three", square, {"x": 3}), Job("bad", fail, {"how": "solve"})]
    jobs.append(Job("lost", square, {"x": 5}))
    ends = {d.job.name: d for d in run(jobs, store=store, executor=threads, watch=events.append)}
    assert ends["three"].value() == {"square": 9}
    assert type(ends["bad"].error) is SolveError
    assert type(ends["lost"].error) is JobError
    assert [e.text for e in events if isinstance(e, Running)] == ["squaring 3"]
    assert [store.kept(job) is not None for job in jobs] == [True, True, False]
    assert threads.closed == 0  # it is its maker's to close


def test_a_run_that_is_cut_short_closes_it():
    threads = Threads()
    next(run([Job(f"{x}", square, {"x": x}) for x in (1, 2)], executor=threads))
    assert threads.closed == 1
