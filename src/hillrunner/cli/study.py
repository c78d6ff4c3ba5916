"""The verb ``study``: a designed population of runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from hillrunner.batch.cluster import Cluster
from hillrunner.batch.job import Work
from hillrunner.cli.flag_values import MOST_JOBS, flag_jobs
from hillrunner.cli.folder import OutputFolder
from hillrunner.cli.output import finish
from hillrunner.cli.progress import JobLines
from hillrunner.errors import HillrunnerError
from hillrunner.files import slug
from hillrunner.interruption import INTERRUPTED
from hillrunner.study.data_set import CONVERGED
from hillrunner.study.study import MEMBERS, Study

EXECUTORS = ("processes", "dask")
UNSOLVED = 1  # no member converged


def study(options: argparse.Namespace, work: Work | None = None) -> int:
    """Solve every member, each by ``work``; every complaint about the input comes first.

    The data set is written also where no member converged, for it says why (exit code 1).
    """
    design = Study.read(options.design)
    folder = options.out or Path("out") / f"study-{slug(design.name or options.design.stem)}"
    with _where(options, folder) as how, OutputFolder(folder) as out:
        try:
            watch = JobLines("members to solve", "solved")
            result = design.run(folder, watch=watch, work=work, **how)
        except KeyboardInterrupt:
            solved = len(list((folder / MEMBERS).glob("*.json")))
            print(
                f"hillrunner: interrupted: {solved} of {len(design.members)} members are in "
                f"{folder / MEMBERS}, and the same command goes on from there.",
                file=sys.stderr,
            )
            return INTERRUPTED
        finish(result, out, as_json=options.json)
    return 0 if result.counts[CONVERGED] else UNSOLVED


@contextmanager
def _where(options: argparse.Namespace, folder: Path) -> Iterator[dict[str, Any]]:
    """What :meth:`~hillrunner.study.study.Study.run` is to be told of executor and count; a cluster
    is closed at the end."""
    executor, address = options.executor or EXECUTORS[0], options.address
    if executor not in EXECUTORS:
        raise HillrunnerError(f"--executor is {executor!r}, but must be processes or dask.")
    if address and executor != "dask":
        raise HillrunnerError("--address goes with --executor dask only.")
    if address and options.jobs is not None:
        raise HillrunnerError(
            "give either --address or --jobs: a cluster has as many workers as were started on it."
        )
    jobs = flag_jobs(options.jobs, MOST_JOBS)
    if executor == "processes":
        yield {"executor": executor, "count": jobs}
        return
    with closing(Cluster(folder / MEMBERS, address, jobs)) as cluster:
        yield {"executor": cluster}
