"""Prices of technique as tables for the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from hillrunner.cli.technique_notation import MEASURES
from hillrunner.lab.watch import Beside, WatchRun
from hillrunner.person.technique import Technique
from hillrunner.tell.tables.run import SHOWN
from hillrunner.tell.tables.what_if import UNITS, loads_table, numbers_table
from hillrunner.worth.prices.side_by_side import side_by_side
from hillrunner.worth.prices.technique_price import ALL, TechniquePrice

TOGETHER = "all of these together"
SHARE = ("", 1.0, 3)  # a share of one


def technique_table(prices: Mapping[str, TechniquePrice], asked: Technique) -> str:
    """What was asked for, beside the free optimum, and what it costs: alone and all together."""
    one = list(prices.values())[-1]
    runner, free = one.free.runner, one.free
    name = f"{runner.name}: " if runner.name else ""
    lines = [
        f"{name}technique at {free.speed:.4g} m/s, grade {100 * free.grade:g} %, held against the "
        "free optimum",
        f"both runs solved to a tolerance of {free.settings.tolerance:g}",
        "",
        f"{'':<22}{'':<8}{'free':>9}{'asked':>9}{'effort, %':>12}{'metabolic cost, %':>20}",
    ]
    for measure, value in asked.imposed.items():
        shown = MEASURES[measure]
        before, after = (x / shown.si for x in (one.before.imposed[measure], value))
        lines.append(
            f"{shown.label:<22}{shown.unit:<8}{before:>9.{shown.decimals}f}"
            f"{after:>9.{shown.decimals}f}{_price(prices.get(measure))}".rstrip()
        )
    if len(asked.imposed) > 1:
        lines.append(f"{TOGETHER:<22}{'':<26}{_price(prices.get(ALL))}".rstrip())
    lines += ["", *textwrap.wrap(_meaning(), 96)]
    return "\n".join(lines)


def _price(price: TechniquePrice | None) -> str:
    return f"{price.effort + 0.0:>+12.2f}{price.cost + 0.0:>+20.2f}" if price else ""


def _meaning() -> str:
    return (
        "Effort is what the runner is taken to minimise, energy and avoidance of fatigue: what is "
        "free takes the least, so that imposing a technique can only add to it. Metabolic cost "
        "alone may go either way. Below about 1 % it is within what separates one local optimum "
        "from another."
    )


def price_table(name: str, price: TechniquePrice) -> str:
    """Both runs of one price, side by side."""
    before, after = price.before.imposed, price.after.imposed
    names = MEASURES if name not in MEASURES else {name: MEASURES[name]}
    title = "all together" if name not in MEASURES else MEASURES[name].label.lower()
    told = ", ".join(
        f"{shown.label.lower()} {before[key] / shown.si:.{shown.decimals}f} to "
        f"{after[key] / shown.si:.{shown.decimals}f} {shown.unit}"
        for key, shown in names.items()
    )
    solver = price.motion.solver
    rows = side_by_side(price.free, price.motion)
    head = "\n".join(
        [
            *textwrap.wrap(f"{title}: {told}" if name not in MEASURES else told, 96),
            f"last solved in {solver.solve_time:.1f} s and {solver.iterations} iterations",
        ]
    )
    return "\n\n".join([head, numbers_table(rows), loads_table(rows)])


def watch_table(watch: WatchRun, rows: Sequence[Beside]) -> str:
    """The watch's medians beside the simulated runner."""
    units = {**UNITS, "1": SHARE}
    lines = [
        f"{watch.source}: medians of {watch.duration:.0f} s of steady running, beside the "
        "simulated runner",
        "",
        f"{'':<22}{'':<8}{'watch':>9}{'simulated':>12}{'difference':>12}{'%':>8}",
    ]
    notes: dict[str, list[str]] = {}
    for row in rows:
        unit, factor, decimals = units.get(row.unit) or SHOWN[row.unit]
        numbers = [x * factor for x in (row.measured, row.simulated, row.difference)]
        lines.append(
            f"{row.label:<22}{unit:<8}{numbers[0]:>9.{decimals}f}{numbers[1]:>12.{decimals}f}"
            f"{numbers[2] + 0.0:>+12.{decimals}f}{row.percent + 0.0:>+8.1f}"
        )
        for note in row.note.split("; "):
            notes.setdefault(note, []).append(row.label)
    notes.pop("", None)
    for note, labels in notes.items():
        where = "all" if len(labels) == len(rows) else ", ".join(labels).lower()
        lines += textwrap.wrap(f"{where}: {note}", 96, subsequent_indent="  ")
    return "\n".join(lines)
