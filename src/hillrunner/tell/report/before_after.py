"""The numbers of two runs side by side, as HTML."""

from __future__ import annotations

import html
from collections.abc import Sequence

from hillrunner.tell.report.loads import FINER, UNITS
from hillrunner.tell.report.parts import digits3, folded, note, number, table
from hillrunner.tell.report.tables import SHOWN, Shown
from hillrunner.worth.prices.side_by_side import Row

OTHERS = {
    "m/s": Shown(1.0, "m/s", 2),
    "kg": Shown(1.0, "kg", 2),
    "J/m": Shown(1.0, "J/m", 1),
    "N m": Shown(1.0, "N\u00a0m", 0),
    "N": Shown(1.0, "N", 0),
}
TITLES = {"cost": "Cost", "form": "Form", "forces": "Forces"}
FINE = {"J/kg/m", "deg"}  # units shown with one decimal more: their changes are small
TILES = {
    "cost_of_transport": "cost of transport",
    "cadence": "cadence",
    "contact_time": "ground contact",
    "flight_time": "flight",
    "peak_vertical_force": "peak vertical force",
    "com_oscillation": "CoM oscillation",
    "knee_stance_max": "knee flexion in stance",
}
FIRST = 12  # loads shown at once, as in the report of one run


def headline(rows: Sequence[Row], names: tuple[str, str]) -> str:
    """Tiles: the run after, and by how much it differs."""
    by_key = {row.key: row for row in rows if row.section != "loads"}
    told = []
    for key, label in TILES.items():
        row = by_key[key]
        shown, digits = _shown(row)
        was = number(shown.factor * row.before, digits)
        told.append(
            f'<div class="tile"><b>{number(shown.factor * row.after, digits)}'
            f"<small>{shown.unit}</small></b><span>{label}</span>"
            f'<span class="was">{html.escape(names[0])}: {was}{_of(row)}</span></div>'
        )
    return "".join(told)


def _of(row: Row) -> str:
    return "" if row.unit == "deg" else f" ({_plus(row.percent, 1)}\u00a0%)"


def number_table(rows: Sequence[Row], names: tuple[str, str]) -> str:
    """Cost, form and forces."""
    parts = []
    for part, title in TITLES.items():
        head = (f"<b>{title}</b>", html.escape(names[0]), html.escape(names[1]), "change", "%")
        lines = [_line(row) for row in rows if row.section == part]
        parts.append(table(head, lines, "numbers"))
    return "".join(parts) + note(
        "Costs per kilogram are of the runner without changes, forces in body weights of the same. "
        "Angles are of the right leg."
    )


def _line(row: Row) -> tuple[str, list[str]]:
    shown, digits = _shown(row)
    values = [shown.factor * value for value in (row.before, row.after, row.change)]
    percent = "" if row.unit == "deg" else _plus(row.percent, 1)
    return (
        f"{row.label}, {shown.unit}",
        [number(values[0], digits), number(values[1], digits), _plus(values[2], digits), percent],
    )


def _shown(row: Row) -> tuple[Shown, int]:
    shown = {**SHOWN, **OTHERS}[row.unit]
    return shown, shown.digits + (row.unit in FINE)


def load_table(rows: Sequence[Row], names: tuple[str, str]) -> str:
    """Loads: peaks, sums of a kilometre, and sums weighted by damage."""
    by_key = {row.key: row for row in rows if row.section == "loads"}
    if not by_key:
        return note("This body has no tissues whose loads are known.")
    peaks = [row for key, row in by_key.items() if key.endswith(".peak")]
    head = (
        "",
        f"peak, {html.escape(names[0])}",
        f"peak, {html.escape(names[1])}",
        "peak, %",
        "a kilometre, %",
    )
    lines = [_load(row, by_key[f"{row.key.partition('.')[0]}.per_km"]) for row in peaks]
    tissues = dict.fromkeys(key.partition(".")[0] for key in by_key if ".damage_per_km." in key)
    damage = [
        (
            by_key[f"{tissue}.damage_per_km.middle"].label.partition(", damage-weighted")[0],
            [
                _plus(by_key[f"{tissue}.damage_per_km.{which}"].percent, 0)
                for which in ("low", "middle", "high")
            ],
        )
        for tissue in tissues
    ]
    shares = ("", "low exponent", "middle", "high exponent")
    return (
        table(head, lines[:FIRST], "loads")
        + (folded(f"{len(lines) - FIRST} more loads", table(head, lines[FIRST:], "loads")))
        + "<h3>Damage-weighted load of a kilometre <small>change, %; the exponents are "
        "unverified</small></h3>" + table(shares, damage, "loads")
    )


def _load(row: Row, per_km: Row) -> tuple[str, list[str]]:
    unit, factor = FINER.get(row.key.partition(".")[0], UNITS.get(row.unit, (row.unit, 1.0)))
    return (
        f"{row.label.removesuffix(', peak')}, {unit}",
        [
            digits3(factor * row.before),
            digits3(factor * row.after),
            _plus(row.percent, 1),
            _plus(per_km.percent, 1),
        ],
    )


def _plus(value: float, digits: int) -> str:
    """A change with its sign."""
    text = number(value, digits)
    return f"+{text}" if value > 0.0 and float(f"{value:.{digits}f}") else text
