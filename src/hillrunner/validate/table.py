"""Rows held against motions: simulated value, inside or outside, and by how much."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hillrunner.errors import HillrunnerError
from hillrunner.motion.motion import Motion
from hillrunner.published.rows import SUBJECTS, Condition, Published, Row, RowsError
from hillrunner.validate.measures import Measured, measurement


@dataclass(frozen=True)
class Result:
    """A row and what the simulation says of it.

    Attributes
    ----------
    value
        Simulated, in the row's unit; None where there is none.
    why
        The sentence that says why there is none.
    interval
        5 and 95 % of plausible people, in the row's unit; None where one body alone was simulated.
    """

    row: Published
    value: float | None
    why: str = ""
    interval: tuple[float, float] | None = None

    @property
    def inside(self) -> bool | None:
        """Whether the value is within the band; None where there is no value or no band."""
        if self.value is None or self.row.band == (None, None):
            return None
        low, high = self.row.band
        return (low is None or self.value >= low) and (high is None or self.value <= high)

    @property
    def counts(self) -> bool:
        """Whether the row is one of those judged."""
        return self.row.counted

    @property
    def sd_away(self) -> float | None:
        """Distance from the published mean in its SD; None where no SD is published."""
        if self.value is None or self.row.sd is None or self.row.mean is None:
            return None
        return (self.value - self.row.mean) / self.row.sd

    @property
    def beyond(self) -> float | None:
        """How far the value is past the nearer edge of the band (row's unit), 0 inside."""
        if self.value is None or self.inside is None:
            return None
        low, high = self.row.band
        below = self.value - low if low is not None and self.value < low else 0.0
        above = self.value - high if high is not None and self.value > high else 0.0
        return below + above


@dataclass(frozen=True)
class Table:
    """All results, and what of the rows was left out because its conditions were not wanted."""

    results: tuple[Result, ...]
    left_out: tuple[Published, ...] = ()

    @property
    def judged(self) -> tuple[Result, ...]:
        """The counted rows."""
        return tuple(r for r in self.results if r.counts)

    @property
    def apart(self) -> tuple[Result, ...]:
        """The rows that are shown and not counted."""
        return tuple(r for r in self.results if not r.counts)

    @property
    def inside(self) -> tuple[Result, ...]:
        """The counted rows that are inside."""
        return tuple(r for r in self.judged if r.inside)

    @property
    def outside(self) -> tuple[Result, ...]:
        """The counted rows that are outside or could not be simulated."""
        return tuple(r for r in self.judged if not r.inside)

    def with_results(self, more: tuple[Result, ...]) -> Table:
        """The table with results that are not of motions."""
        return replace(self, results=(*self.results, *more))

    def of(self, subject: str) -> tuple[Result, ...]:
        """The results of one subject: quantities in the file's order, each by slope and speed."""
        own = [r for r in self.results if r.row.subject == subject]
        first = {r.row.quantity: i for i, r in reversed(list(enumerate(own)))}

        def order(r: Result) -> tuple[int, float, float]:
            return first[r.row.quantity], *r.row.order

        return tuple(sorted(own, key=order))

    def scores(self) -> dict[str, tuple[int, int]]:
        """Subject -> (inside, counted), for the subjects that have counted rows."""
        found = {
            subject: (
                sum(bool(r.inside) for r in self.of(subject) if r.counts),
                sum(r.counts for r in self.of(subject)),
            )
            for subject in SUBJECTS
        }
        return {subject: score for subject, score in found.items() if score[1]}


def evaluate(
    rows: Sequence[Row],
    motions: Mapping[Condition, Motion],
    failures: Mapping[Condition, str] | None = None,
) -> Table:
    """Hold rows against motions.

    Parameters
    ----------
    rows : sequence of Row
    motions : mapping
        Motions by condition.
    failures : mapping, optional
        Why there is no motion though one was wanted, by condition. Rows that need it stay
        in the table without a value, and are not inside; rows of conditions in neither mapping
        are left out.

    Raises
    ------
    RowsError
        If a row names a measure that there is not, or gives it another unit.
    """
    failures = failures or {}
    check_measures(rows)
    runs = {key: Measured(motion) for key, motion in motions.items()}
    results, left_out = [], []
    for row in rows:
        keys = row.conditions
        if any(key not in runs and key not in failures for key in keys):
            left_out.append(row)
            continue
        lost = next((key for key in keys if key in failures), None)
        if lost is not None:
            results.append(Result(row, None, f"{lost} was not solved: {failures[lost]}"))
            continue
        results.append(_result(row, [runs[key] for key in keys]))
    return Table(tuple(results), tuple(left_out))


def check_measures(rows: Sequence[Row]) -> None:
    """Complain of a measure that there is not, or that has another unit than its row.

    Raises
    ------
    RowsError
    """
    for row in rows:
        found = measurement(row.measure, row.of)
        unit = {"ratio": "1", "percent": "%"}.get(row.relation or "", found.unit)
        if unit != row.unit:
            raise RowsError(
                f"row {row.name} is in {row.unit!r}, but its measure {row.measure} gives {unit!r}."
            )


def _result(row: Row, runs: Sequence[Measured]) -> Result:
    function = measurement(row.measure, row.of).function
    try:
        values = [function(run, row.of) for run in runs]
    except HillrunnerError as error:
        return Result(row, None, str(error))
    value = values[0]
    if row.relation == "difference":
        value = values[0] - values[1]
    elif row.relation is not None:
        ratio = values[0] / values[1] if values[1] else math.nan
        value = ratio if row.relation == "ratio" else 100.0 * (ratio - 1.0)
    if not math.isfinite(value):
        return Result(row, None, f"{row.measure} is not a finite number at {row.place}.")
    return Result(row, value)


def cause_of(result: Result) -> str:
    """The likely cause of a counted row that is not inside; empty for all others."""
    if not result.counts or result.inside:
        return ""
    return result.why or result.row.cause


def causes(table: Table) -> list[tuple[str, str, str]]:
    """Quantity, places and likely cause of the rows outside; rows that share both go together."""
    places: dict[tuple[str, str], list[str]] = {}
    for result in table.outside:
        key = (result.row.quantity, cause_of(result) or "No cause known.")
        places.setdefault(key, []).append(result.row.place)
    return [(q, ", ".join(dict.fromkeys(where)), why) for (q, why), where in places.items()]
