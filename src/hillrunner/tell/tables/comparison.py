"""Two motions side by side as tables for the terminal: before, after, change."""

from __future__ import annotations

from collections.abc import Iterable

from hillrunner.errors import HillrunnerError
from hillrunner.quantities import LOADS, QUANTITIES, TISSUES, decimal
from hillrunner.tell.tables.left_right import compensation_rows, left_right_change_rows
from hillrunner.tell.tables.table import Line, table, wrapped
from hillrunner.tell.words.left_right import who_takes_over
from hillrunner.tell.words.two_runs import legs_differ, other_symmetry, taken_over
from hillrunner.worth.compare import Change, Comparison


def comparison_table(comparison: Comparison) -> str:
    """The whole text."""
    parts = [
        takeover_words(comparison),
        wrapped(other_symmetry(comparison.before, comparison.after)),
        numbers_table(comparison),
        loads_table(comparison),
        legs_table(comparison),
        takeover_table(comparison),
    ]
    return "\n\n".join(part for part in parts if part)


def takeover_words(comparison: Comparison) -> str:
    """Who takes over from weaker muscles, in a sentence; empty where none is weaker."""
    found = taken_over(comparison.before, comparison.after)
    return "" if found is None else wrapped(who_takes_over(found))


def legs_table(comparison: Comparison) -> str:
    """Both legs of both motions; empty where the legs of neither differ."""
    before, after = comparison.analyses
    try:
        if not legs_differ(before, after):
            return ""
    except HillrunnerError:
        return ""
    head, *rows = left_right_change_rows(before, after, "step", "ground", "joint")
    title = "left and right; %: right less left, over their mean"
    return "\n".join([title, table(head, rows, "<<>>>>>>")])


def takeover_table(comparison: Comparison) -> str:
    """The muscles whose impulse changes most, where some muscle is weaker."""
    found = taken_over(comparison.before, comparison.after)
    if found is None:
        return ""
    head, *rows = compensation_rows(found)
    title = "change of what each muscle does in a stride; strength: force capacity over before"
    return "\n".join([title, table(head, rows)])


def numbers_table(comparison: Comparison) -> str:
    """Cost, form and forces of both motions."""
    lines: list[Line] = [*_rows(comparison.cost), "", *_rows(comparison.form), ""]
    lines += _rows(comparison.forces)
    return table(["", "", "before", "after", "change", "%"], lines, "<<>>>>")


def _rows(changes: Iterable[Change]) -> list[Line]:
    rows: list[Line] = []
    for row in changes:
        quantity = QUANTITIES[row.key]
        rows.append(
            [
                quantity.label,
                quantity.shown_unit,
                quantity.shown(row.before, finer=True),
                quantity.shown(row.after, finer=True),
                quantity.shown(row.change, finer=True, signed=True),
                decimal(row.percent, 1, signed=True) if quantity.percent else "",
            ]
        )
    return rows


def loads_table(comparison: Comparison) -> str:
    """Peaks and sums of every load, and the damage that is counted from the peaks."""
    if not comparison.loads:
        return "loads: this body has no such tissues"
    peaks = [
        [
            LOADS[load.measure].named,
            LOADS[load.measure].shown(load.peak.before),
            LOADS[load.measure].shown(load.peak.after),
            decimal(load.peak.percent, 1, signed=True),
            decimal(load.per_km.percent, 1, signed=True),
        ]
        for load in comparison.loads
    ]
    head = [
        "peak loads of one leg (no statement about injury)",
        "before",
        "after",
        "%",
        "% per km",
    ]
    damage = []
    for tissue in comparison.damage:
        low, middle, high = (
            decimal(tissue.changes[which].percent, 0, signed=True)
            for which in ("low", "middle", "high")
        )
        damage.append([TISSUES[tissue.tissue].label, middle, f"({low} to {high})"])
    title = "damage-weighted load per kilometre, % (for a range of assumed exponents)"
    return "\n\n".join([table(head, peaks), "\n".join([title, table(["", "", ""], damage, "<><")])])
