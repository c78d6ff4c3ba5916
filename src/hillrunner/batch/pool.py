"""Independent pieces of work side by side, each in a process of its own."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from typing import Any

from hillrunner.errors import HillrunnerError, SolveError

Plain = dict[str, Any]  # what JSON could hold: all that goes from one process to another


def side_by_side(
    work: Callable[[Plain], Plain], orders: Sequence[Plain], jobs: int
) -> Iterator[tuple[int, Plain | HillrunnerError]]:
    """Do ``work`` on every order; each comes back with its number when it is done.

    What a piece of work complains of with a sentence comes back as that error. With one job, or
    one order, all is done in this process. Ctrl-C ends the processes.

    Parameters
    ----------
    work
        A function at the top of a module. Files are the place for what is large.
    orders
        What ``work`` is called with.
    jobs
        Processes at a time.
    """
    if min(jobs, len(orders)) <= 1:
        for number, order in enumerate(orders):
            yield number, _answer(work, order)
        return
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # one core a process
    pool = ProcessPoolExecutor(
        min(jobs, len(orders)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),
    )
    futures: dict[Future[Any], int] = {}
    try:
        for number, order in enumerate(orders):
            futures[pool.submit(_told, work, order)] = number
        for future in as_completed(futures):
            kind, sentence, found = future.result()
            error = SolveError if kind == SolveError.__name__ else HillrunnerError
            yield futures[future], error(sentence) if sentence else found
    finally:
        for process in list(pool._processes.values()):
            if any(not future.done() for future in futures):
                process.terminate()
        pool.shutdown(wait=True, cancel_futures=True)


def _answer(work: Callable[[Plain], Plain], order: Plain) -> Plain | HillrunnerError:
    try:
        return work(order)
    except HillrunnerError as error:
        return error


def _told(work: Callable[[Plain], Plain], order: Plain) -> tuple[str, str, Plain]:
    """In another process: errors come back as their kind and sentence."""
    found = _answer(work, order)
    if isinstance(found, HillrunnerError):
        return type(found).__name__, str(found), {}
    return "", "", found
