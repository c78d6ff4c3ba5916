"""The numbers of two runs side by side, as HTML."""

from __future__ import annotations

import html
from collections.abc import Sequence

from hillrunner.quantities import LOADS, QUANTITIES, TISSUES, decimal
from hillrunner.tell.report.parts import folded, named, note, table, typeset, unit_of
from hillrunner.worth.compare import Change, Comparison, LoadChange

TITLES = {"cost": "Cost", "form": "Form", "forces": "Forces"}
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


def headline(comparison: Comparison, names: tuple[str, str]) -> str:
    """Tiles: the run after, and by how much it differs."""
    tiles = []
    for key in TILES:
        row, quantity = comparison[key], QUANTITIES[key]
        was = typeset(quantity.shown(row.before, finer=True))
        percent = f" ({_plus(row.percent, 1)}\u00a0%)" if quantity.percent else ""
        tiles.append(
            f'<div class="tile"><b>{typeset(quantity.shown(row.after, finer=True))}'
            f"<small>{unit_of(quantity)}</small></b><span>{quantity.label}</span>"
            f'<span class="was">{html.escape(names[0])}: {was}{percent}</span></div>'
        )
    return "".join(tiles)


def number_table(comparison: Comparison, names: tuple[str, str]) -> str:
    """Cost, form and forces."""
    parts = []
    for part, title in TITLES.items():
        head = (f"<b>{title}</b>", html.escape(names[0]), html.escape(names[1]), "change", "%")
        rows: Sequence[Change] = getattr(comparison, part)
        parts.append(table(head, [_line(row) for row in rows], "numbers"))
    return "".join(parts) + note(
        "Costs per kilogram are of the runner without changes, forces in body weights of the same. "
        "Angles are of the right leg."
    )


def _line(row: Change) -> tuple[str, list[str]]:
    quantity = QUANTITIES[row.key]
    return (
        named(quantity),
        [
            typeset(quantity.shown(row.before, finer=True)),
            typeset(quantity.shown(row.after, finer=True)),
            typeset(quantity.shown(row.change, finer=True, signed=True)),
            _plus(row.percent, 1) if quantity.percent else "",
        ],
    )


def load_table(comparison: Comparison, names: tuple[str, str]) -> str:
    """Loads: peaks, sums of a kilometre, and sums weighted by damage."""
    if not comparison.loads:
        return note("This body has no tissues whose loads are known.")
    head = (
        "",
        f"peak, {html.escape(names[0])}",
        f"peak, {html.escape(names[1])}",
        "peak, %",
        "a kilometre, %",
    )
    lines = [_load(load) for load in comparison.loads]
    damage = [
        (
            TISSUES[tissue.tissue].label,
            [_plus(tissue.changes[which].percent, 0) for which in ("low", "middle", "high")],
        )
        for tissue in comparison.damage
    ]
    shares = ("", "low exponent", "middle", "high exponent")
    return (
        table(head, lines[:FIRST], "loads")
        + (folded(f"{len(lines) - FIRST} more loads", table(head, lines[FIRST:], "loads")))
        + "<h3>Damage-weighted load of a kilometre <small>change, %; the exponents are "
        "unverified</small></h3>" + table(shares, damage, "loads")
    )


def _load(load: LoadChange) -> tuple[str, list[str]]:
    quantity = LOADS[load.measure]
    return (
        named(quantity),
        [
            typeset(quantity.shown(load.peak.before)),
            typeset(quantity.shown(load.peak.after)),
            _plus(load.peak.percent, 1),
            _plus(load.per_km.percent, 1),
        ],
    )


def _plus(value: float, digits: int) -> str:
    """A change with its sign."""
    return typeset(decimal(value, digits, signed=True))
