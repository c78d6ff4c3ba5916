"""Two motions side by side: as text, as JSON, as a page and as files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hillrunner.quantities import QUANTITIES
from hillrunner.tell import show
from hillrunner.tell.jsonable import result_object
from hillrunner.tell.report.two_runs_numbers import number_table
from hillrunner.tell.report.two_runs_page import comparison_page
from hillrunner.tell.tables.comparison import comparison_table
from hillrunner.worth.compare import Change, Comparison

SECTIONS = ("cost", "form", "forces", "loads")
NAMES = ("before", "after")


@show.text.register
def _(result: Comparison) -> str:
    return comparison_table(result)


@show.plain.register
def _(result: Comparison) -> dict[str, Any]:
    return result_object(comparison_object(result))


@show.html.register
def _(result: Comparison) -> str:
    return str(number_table(result, NAMES))


@show.page.register
def _(result: Comparison, path: Path) -> Path:
    return comparison_page(result, path, names=NAMES)


def comparison_object(comparison: Comparison) -> dict[str, dict[str, dict[str, Any]]]:
    """The numbers of two motions, in SI units (angles in deg), with what they are called.

    ``before``, ``after``, ``change`` and ``change_percent`` each hold the sections ``cost``,
    ``form``, ``forces`` and ``loads``; ``units`` and ``labels`` say what the numbers are.
    """
    rows = list(_rows(comparison))
    read: dict[str, Callable[[str, Change], Any]] = {
        "before": lambda _, row: row.before,
        "after": lambda _, row: row.after,
        "change": lambda _, row: row.change,
        "change_percent": lambda _, row: row.percent,
        "units": lambda _, row: QUANTITIES[row.key].unit,
        "labels": lambda more, row: QUANTITIES[row.key].label + more,
    }
    return {name: _sections(rows, one) for name, one in read.items()}


_Row = tuple[str, str, str, Change]  # section, key, what is added to the label, and the numbers


def _rows(comparison: Comparison) -> Iterator[_Row]:
    for section in SECTIONS[:3]:
        for row in getattr(comparison, section):
            yield section, row.key, "", row
    for load in comparison.loads:
        yield "loads", load.peak.key, "", load.peak
        yield "loads", load.per_km.key, "", load.per_km
    for tissue in comparison.damage:
        for which, row in tissue.changes.items():
            more = f", exponent {tissue.exponents[which]:g} (unverified)"
            yield "loads", f"{row.key}.{which}", more, row


def _sections(rows: list[_Row], read: Callable[[str, Change], Any]) -> dict[str, dict[str, Any]]:
    return {
        section: {key: read(more, row) for name, key, more, row in rows if name == section}
        for section in SECTIONS
    }
