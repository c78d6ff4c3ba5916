"""One member of a study: its values, and the job of solving it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hillrunner.batch.job import Job, Plain, Work


@dataclass(frozen=True)
class Member:
    """One member of a study.

    Attributes
    ----------
    number
        From 1.
    values
        By name of the input.
    sample, row
        As of :class:`~hillrunner.study.sampling.Draw`.
    order
        The tables of the design with these values.
    """

    number: int
    values: Mapping[str, Any]
    sample: str
    row: int
    order: Plain

    def job(self, work: Work) -> Job:
        """The job of solving it."""
        return Job(f"member-{self.number:05d}", work, self.order)
