"""The numbers of two motions side by side, for their page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup

from hillrunner.quantities import LOADS, QUANTITIES, TISSUES
from hillrunner.tell.report.document import rendered
from hillrunner.tell.report.elements import Row, named, plus, typeset, unit_of
from hillrunner.worth.compare import Change, Comparison, LoadChange

TILES = (
    "cost_of_transport",
    "cadence",
    "contact_time",
    "flight_time",
    "peak_vertical_force",
    "com_oscillation",
    "knee_stance_max",
)
FIRST = 12  # loads shown at once, as in the report of one run


class ChangeTile(NamedTuple):
    """A headline number of the motion after, and what it was before."""

    value: str
    unit: str
    label: str
    was: str


def headline(comparison: Comparison) -> list[ChangeTile]:
    """Tiles: the motion after, and by how much it differs."""
    tiles = []
    for key in TILES:
        row, quantity = comparison[key], QUANTITIES[key]
        before, after = (typeset(quantity.shown(x, finer=True)) for x in (row.before, row.after))
        percent = f" ({plus(row.percent, 1)}\u00a0%)" if quantity.percent else ""
        tiles.append(ChangeTile(after, unit_of(quantity), quantity.label, before + percent))
    return tiles


def number_table(comparison: Comparison, names: tuple[str, str], *, cost: bool = True) -> Markup:
    """Cost, form and forces; without ``cost``, where a page reckons that in another way."""
    parts = [("Cost", _rows(comparison.cost))] if cost else []
    parts += [("Form", _rows(comparison.form)), ("Forces", _rows(comparison.forces))]
    return rendered("two_runs_numbers.html", parts=parts, names=names)


def _rows(changes: Iterable[Change]) -> list[Row]:
    rows: list[Row] = []
    for row in changes:
        quantity = QUANTITIES[row.key]
        fields = [
            typeset(quantity.shown(row.before, finer=True)),
            typeset(quantity.shown(row.after, finer=True)),
            typeset(quantity.shown(row.change, finer=True, signed=True)),
            plus(row.percent, 1) if quantity.percent else "",
        ]
        rows.append((named(quantity), fields))
    return rows


def load_table(comparison: Comparison, names: tuple[str, str]) -> Markup:
    """Loads: peaks, sums of a kilometre, and sums weighted by damage."""
    damage = [
        (
            TISSUES[tissue.tissue].label,
            [plus(tissue.changes[which].percent, 0) for which in ("low", "middle", "high")],
        )
        for tissue in comparison.damage
    ]
    return rendered(
        "two_runs_loads.html",
        rows=[_load(load) for load in comparison.loads],
        damage=damage,
        names=names,
        first=FIRST,
    )


def _load(load: LoadChange) -> Row:
    quantity = LOADS[load.measure]
    return (
        named(quantity),
        [
            typeset(quantity.shown(load.peak.before)),
            typeset(quantity.shown(load.peak.after)),
            plus(load.peak.percent, 1),
            plus(load.per_km.percent, 1),
        ],
    )
