"""A what-if as a table for the terminal: before, after, change."""

from __future__ import annotations

import math

from hillrunner.person.muscle_change import ALL, MuscleChange
from hillrunner.tell.tables.run import SHOWN
from hillrunner.worth.prices.side_by_side import Row, side_by_side
from hillrunner.worth.prices.what_if import WhatIf

WORDS = {
    "force": "force capacity",
    "mass": "mass",
    "tendon_stiffness": "tendon stiffness",
    "fibre_length": "fibre length",
    "slow_fraction": "share of slow fibres",
}
UNITS = {  # stored unit: shown unit, factor, decimals
    **SHOWN,
    "m/s": ("m/s", 1.0, 3),
    "kg": ("kg", 1.0, 2),
    "J/m": ("J/m", 1.0, 1),
    "N m": ("N m", 1.0, 0),
    "N": ("N", 1.0, 0),
    "Pa": ("MPa", 1e-6, 1),
    "1": ("%", 100.0, 2),
    "1/s": ("%/s", 100.0, 1),
}
FINE = {"cost_of_transport", "effort"}  # shown with one decimal more: their changes are small
TITLES = {"cost": "cost", "form": "form", "forces": "forces"}


def change_words(change: MuscleChange) -> str:
    """``force capacity of glutes +10 %, tendon stiffness of calves -5 %``."""
    parts = []
    for knob, word in WORDS.items():
        for place, value in getattr(change, knob).items():
            where = "every leg muscle" if place == ALL else place
            percent = 100.0 * (value if knob == "slow_fraction" else value - 1.0)
            unit = "points" if knob == "slow_fraction" else "%"
            parts.append(f"{word} of {where} {percent:+g} {unit}")
    return ", ".join(parts)


def what_if_table(result: WhatIf) -> str:
    """The whole text of one what-if."""
    rows = side_by_side(result.before, result.after)
    return "\n\n".join([_head(result), numbers_table(rows), loads_table(rows)])


def _head(result: WhatIf) -> str:
    before, solver = result.before, result.after.solver
    runner = before.runner
    name = f"{runner.name}: " if runner.name else ""
    lines = [
        f"{name}{change_words(result.change)}, at {before.speed:.4g} m/s, "
        f"grade {100 * before.grade:g} %",
        f"solved again in {solver.solve_time:.1f} s and {solver.iterations} iterations, "
        f"both runs to a tolerance of {before.settings.tolerance:g}",
    ]
    what = "effort less drive for speed" if before.task.kind == "sprint" else "effort"
    if result.expected is not None:
        lines.append(
            f"{what} changed by {result.actual:+.4f} J/kg/m, where the prices of the run before "
            f"expect {result.expected:+.4f} to first order"
        )
    return "\n".join(lines)


def numbers_table(rows: list[Row]) -> str:
    """Cost, form and forces of both runs."""
    lines = [f"{'':<36}{'':<8}{'before':>9}{'after':>9}{'change':>10}{'%':>8}"]
    for section in TITLES:
        for row in rows:
            if row.section != section:
                continue
            unit, factor, decimals = UNITS[row.unit]
            decimals += row.key in FINE
            before, after, change = (
                _number(x * factor, decimals) for x in (row.before, row.after, row.change)
            )
            percent = "" if row.unit == "deg" else _signed(row.percent, 1)
            sign = "+" if row.change > 0 else ""
            line = f"{row.label:<36}{unit:<8}{before:>9}{after:>9}{sign + change:>10}{percent:>8}"
            lines.append(line.rstrip())
        lines.append("")
    return "\n".join(lines).rstrip()


def loads_table(rows: list[Row]) -> str:
    """Peaks and sums of every load, and the damage that is counted from the peaks."""
    by_key = {row.key: row for row in rows if row.section == "loads"}
    if not by_key:
        return "loads: this body has no such tissues"
    lines = [
        f"{'peak loads of one leg (no statement about injury)':<60}{'before':>9}{'after':>9}"
        f"{'%':>8}{'% per km':>10}"
    ]
    for key, row in by_key.items():
        name, _, kind = key.partition(".")
        if kind != "peak":
            continue
        unit, factor, decimals = UNITS[row.unit]
        label = f"{row.label.removesuffix(', peak')}, {unit}"
        lines.append(
            f"{label:<60}{_number(row.before * factor, decimals):>9}"
            f"{_number(row.after * factor, decimals):>9}{_signed(row.percent, 1):>8}"
            f"{_signed(by_key[f'{name}.per_km'].percent, 1):>10}"
        )
    lines.append("")
    lines.append("damage-weighted load per kilometre, % (over a range of unverified exponents)")
    tissues = dict.fromkeys(key.partition(".")[0] for key in by_key if ".damage_per_km." in key)
    for tissue in tissues:
        low, middle, high = (
            by_key[f"{tissue}.damage_per_km.{which}"] for which in ("low", "middle", "high")
        )
        label = middle.label.partition(", damage-weighted")[0]
        span = f"({_signed(low.percent, 0)} to {_signed(high.percent, 0)})"
        lines.append(f"{label:<60}{_signed(middle.percent, 0):>9}  {span}")
    return "\n".join(lines)


def _number(value: float, decimals: int) -> str:
    return f"{value + 0.0:.{decimals}f}" if math.isfinite(value) else "-"


def _signed(value: float, decimals: int) -> str:
    return f"{value + 0.0:+.{decimals}f}" if math.isfinite(value) else "-"
