"""Results of jobs in a folder, one whole file each, so that many jobs can go on where they stopped.

What is kept is small and readable, and used again only for a job of the same key
(:attr:`~hillrunner.batch.job.Job.key`) whose files are still the same.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from hillrunner import __version__
from hillrunner.batch.job import Done, Job
from hillrunner.batch.work import error_from, error_object
from hillrunner.errors import HillrunnerError, JobError, SolveError
from hillrunner.files import whole_file, why_not
from hillrunner.motion.solved import Status

FORMAT = "hillrunner-result"


class Store:
    """The results in a folder, which is made where it is not there.

    Raises
    ------
    HillrunnerError
        If the folder cannot be written to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        probe = folder / ".writable.part"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise _unwritable(folder, error) from None

    def path(self, job: Job) -> Path:
        """The file of a job's result."""
        return self.folder / job.file_name

    def kept(self, job: Job) -> Done | None:
        """The result that is kept for a job; None where there is none that counts.

        A file that is damaged or of another key does not count, nor one whose job left files that
        are not the same any more.
        """
        try:
            content = json.loads(self.path(job).read_text(encoding="utf-8"))
            if content["format"] != FORMAT or content["key"] != job.key:
                return None
            error = error_from(content["error"]) if content["error"] else None
            result = None if error else dict(content["result"])
            same = {path.name: content["files"].get(path.name) for path in job.keeps}
            if error is None and same != _digests(job):
                return None
            return Done(job, result, error, float(content["seconds"]), kept=True)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def keep(self, done: Done) -> None:
        """Keep how a job ended, unless that says nothing of the job.

        A process that died, a mistake in the work and a time limit are no results: the next run
        tries again.

        Raises
        ------
        HillrunnerError
            If the file cannot be written.
        """
        error, job = done.error, done.job
        if isinstance(error, JobError):
            return
        if isinstance(error, SolveError) and error.status is Status.TIME:
            return
        content = {
            "format": FORMAT,
            "hillrunner_version": __version__,
            "name": job.name,
            "key": job.key,
            "work": job.work_name,
            "order": job.order,
            "seconds": done.seconds,
            "result": done.result,
            "error": error_object(error) if error else None,
            "files": {} if error else _digests(job),
        }
        try:
            with whole_file(self.path(job)) as part:
                part.write_text(json.dumps(content, allow_nan=False) + "\n", encoding="utf-8")
        except OSError as problem:
            raise _unwritable(self.folder, problem) from None

    def forget(self, job: Job) -> None:
        """Let the next run do the job again."""
        self.path(job).unlink(missing_ok=True)


def _digests(job: Job) -> dict[str, str]:
    """SHA-256 of every file that a job leaves.

    Raises
    ------
    OSError
        If one is not there.
    """
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in job.keeps}


def _unwritable(folder: Path, error: OSError) -> HillrunnerError:
    return HillrunnerError(f"cannot write to the folder {folder}: {why_not(error)}.")
