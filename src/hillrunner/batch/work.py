"""Doing a job anywhere: a text in, a text out.

This is all that another process or machine has to be able to call. Both texts are JSON: of a job
:meth:`~hillrunner.batch.job.Job.message`, of its end what :func:`ended` reads.
"""

from __future__ import annotations

import importlib
import json
import time
import traceback
from pathlib import Path
from typing import Any

from hillrunner.batch.job import Done, Job, Plain, Tell, Work
from hillrunner.errors import HillrunnerError, JobError, SolveError
from hillrunner.motion.solved import Status


def carry_out(message: str, tell: Tell) -> str:
    """Do the job of a message; never raises what the work raises.

    Parameters
    ----------
    message
        Of :meth:`~hillrunner.batch.job.Job.message`.
    tell
        Called with what the work says of how far it is.
    """
    began = time.monotonic()
    content: Plain = {"result": None, "error": None}
    try:
        job = json.loads(message)
        result = _imported(job["work"])(job["order"], tell)
        content["result"] = json.loads(json.dumps(result, allow_nan=False))
    except HillrunnerError as error:
        content["error"] = error_object(error)
    except Exception as error:
        content["error"] = error_object(_mistake(error))
    return json.dumps({**content, "seconds": time.monotonic() - began})


def ended(job: Job, text: str) -> Done:
    """How a job ended, by the text of :func:`carry_out`."""
    content = json.loads(text)
    error = error_from(content["error"]) if content["error"] else None
    missing = [path for path in job.keeps if not path.exists()]
    if error is None and missing:
        error = JobError(f"the work ended well, but did not leave the file {missing[0]}.")
    return Done(job, None if error else content["result"], error, content["seconds"])


def lost(job: Job, why: str, seconds: float) -> Done:
    """A job whose process or machine is gone: ``why`` says how, without a full stop."""
    return Done(job, None, JobError(f"the process that worked on it {why}."), seconds)


def error_object(error: HillrunnerError) -> Plain:
    """An error as JSON can hold it."""
    kind = type(error)
    status = getattr(error, "status", None)
    return {
        "class": f"{kind.__module__}:{kind.__qualname__}",
        "sentence": str(error),
        "status": status.word if isinstance(status, Status) else None,
        "notes": list(getattr(error, "__notes__", ())),
    }


def error_from(content: Plain) -> HillrunnerError:
    """The error of :func:`error_object`, of the same class."""
    try:
        kind = _named(content["class"])
    except (ImportError, AttributeError):
        kind = HillrunnerError
    if not (isinstance(kind, type) and issubclass(kind, HillrunnerError)):
        kind = HillrunnerError
    status = Status[content["status"].upper()] if content["status"] else None
    error: HillrunnerError
    if issubclass(kind, SolveError):
        error = kind(content["sentence"], status)
    else:
        error = kind(content["sentence"])
    for note in content["notes"]:
        error.add_note(note)
    return error


def _imported(name: str) -> Work:
    work: Work = _named(name)
    return work


def _named(name: str) -> Any:
    module, _, path = name.partition(":")
    found: Any = importlib.import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    return found


def _mistake(error: Exception) -> JobError:
    """What is wrong with the work, where and in one sentence; the traceback is its note."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    sentence = " ".join(str(error).split()).rstrip(".")
    kind = type(error).__name__
    told = JobError(
        f"its work has a mistake: {kind}{f': {sentence}' if sentence else ''} "
        f"({Path(where.filename).name}, line {where.lineno})."
    )
    told.add_note("".join(traceback.format_exception(error)))
    return told
