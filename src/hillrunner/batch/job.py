"""A job to be done among many, and how it ended."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hillrunner import __version__
from hillrunner.errors import HillrunnerError, JobError

Plain = dict[str, Any]  # what JSON can hold
Tell = Callable[[str], None]
LONGEST = 200  # bytes of a name that a file takes over; disks allow 255
Work = Callable[[Plain, Tell], Plain]


@dataclass(frozen=True)
class Job:
    """Something to compute that depends on nothing but its order.

    Attributes
    ----------
    name
        Label, unique in a run; also of its file in a store.
    work
        Function at the top of a module, that any process can import: takes the order and a function
        to call with a text that says how far it is, and returns the result. What it cannot do it
        raises as a :class:`~hillrunner.errors.HillrunnerError`.
    order
        What ``work`` is called with; JSON can hold it. What is large goes by files.
    keeps
        Files that ``work`` leaves. A kept result does not count where one of them is gone or is not
        the same any more.
    depends_on
        What the result depends on, where that is not the order as it stands: the name of a folder
        does not matter, the contents of a file do.
    """

    name: str
    work: Work
    order: Plain
    keeps: tuple[Path, ...] = ()
    depends_on: Plain | None = None

    def __post_init__(self) -> None:
        if not self.name:
            raise JobError("a job has no name, but needs one.")
        if not re.fullmatch(r"[\w.]+", getattr(self.work, "__qualname__", "")):
            raise JobError(
                f"the work of job {self.name!r} must be a function at the top of a module, so that "
                "another process can import it."
            )
        self.message()

    @property
    def work_name(self) -> str:
        """Where the work is: module and name, with a colon between them."""
        return f"{self.work.__module__}:{self.work.__qualname__}"

    @property
    def key(self) -> str:
        """What the result depends on, as 16 hexadecimal digits.

        Of the work's name, hillrunner's version and the order, or ``depends_on`` instead of that.
        """
        of = self.order if self.depends_on is None else self.depends_on
        text = json.dumps([self.work_name, __version__, of], sort_keys=True, allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def file_name(self) -> str:
        """The name as that of a file."""
        return f"{safe_name(self.name)}.json"

    def message(self) -> str:
        """Work and order as JSON, which is all that goes to another process."""
        try:
            return json.dumps({"work": self.work_name, "order": self.order}, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise JobError(f"JSON cannot hold the order of job {self.name!r}: {error}.") from None


@dataclass(frozen=True)
class Done:
    """How a job ended: with a result, or with an error and None.

    Attributes
    ----------
    job
        What was to be done.
    result
        What the work returned.
    error
        Why there is no result: what the work raised, of the same class; a
        :class:`~hillrunner.errors.JobError` where its process died or the work has a mistake.
    seconds
        What the work took, also where it is kept from an earlier run.
    kept
        Whether it was taken from a store.
    """

    job: Job
    result: Plain | None
    error: HillrunnerError | None
    seconds: float
    kept: bool = False

    def value(self) -> Plain:
        """The result.

        Raises
        ------
        HillrunnerError
            The error, where there is no result.
        """
        if self.error is not None:
            raise self.error
        assert self.result is not None
        return self.result


def safe_name(text: str) -> str:
    """A text as the name of a file: signs that a disk or a shell may not like become ``-``."""
    safe = re.sub(r"[^\w.+-]+", "-", text).strip("-.")
    if safe and len(safe.encode()) <= LONGEST:
        return safe
    return safe[:20] + hashlib.sha256(text.encode()).hexdigest()[:16]
