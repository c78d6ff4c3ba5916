"""Jobs that each leave one motion: all of them, or the first error."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from hillrunner.batch.job import Job
from hillrunner.batch.run import run
from hillrunner.motion.motion import Motion


def motions_of(jobs: Sequence[Job], count: int) -> list[Motion]:
    """The motions at the ``path`` that each job returns, in the order of the jobs.

    Parameters
    ----------
    count
        Processes at a time.

    Raises
    ------
    HillrunnerError
        Of the first job that fails, of the same class and status; the sentence begins with its
        name.
    """
    found: dict[str, Motion] = {}
    for done in run(jobs, count=count):
        if done.error:
            error = copy(done.error)
            error.args = (f"{done.job.name}: {error}",)
            raise error
        found[done.job.name] = Motion.load(done.value()["path"])
    return [found[job.name] for job in jobs]
