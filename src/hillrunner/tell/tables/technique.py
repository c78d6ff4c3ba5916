"""Prices of technique as tables for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hillrunner.lab.watch import Beside, WatchRun
from hillrunner.person.technique import Technique
from hillrunner.quantities import QUANTITIES, TECHNIQUE, decimal
from hillrunner.tell.tables.comparison import comparison_table
from hillrunner.tell.tables.table import table, wrapped
from hillrunner.worth.prices.technique_price import ALL, TechniquePrice

TOGETHER = "all of these together"
MEANING = (
    "Effort is what the model minimises: energy and the avoidance of fatigue, together. The free "
    "optimum takes the least of it, so any technique that is set can only add to it. The "
    "metabolic cost may rise or fall. Differences below about 1 % may come from local optima."
)


def technique_table(prices: Mapping[str, TechniquePrice], asked: Technique) -> str:
    """What was requested, beside the free optimum, and what it costs: alone and all together."""
    one = list(prices.values())[-1]
    runner, free = one.free.runner, one.free
    name = f"{runner.name}: " if runner.name else ""
    rows = []
    for measure, value in asked.imposed.items():
        quantity = TECHNIQUE[measure]
        rows.append(
            [
                quantity.label,
                quantity.shown_unit,
                quantity.shown(one.before.imposed[measure]),
                quantity.shown(value),
                *_price(prices.get(measure)),
            ]
        )
    if len(asked.imposed) > 1:
        rows.append([TOGETHER, "", "", "", *_price(prices.get(ALL))])
    head = ["", "", "free", "set to", "effort, %", "metabolic cost, %"]
    return "\n".join(
        [
            f"{name}technique at {free.speed:.4g} m/s, grade {100 * free.grade:g} %, compared with "
            "the free run",
            f"both runs solved to a tolerance of {free.settings.tolerance:g}",
            "",
            table(head, rows, "<<>>>>"),
            "",
            wrapped(MEANING),
        ]
    )


def _price(price: TechniquePrice | None) -> list[str]:
    values = (price.effort, price.cost) if price else ()
    return [decimal(value, 2, signed=True) for value in values]


def price_table(name: str, price: TechniquePrice) -> str:
    """Both runs of one price, side by side."""
    before, after = price.before.imposed, price.after.imposed
    alone = name in TECHNIQUE
    measures = {name: TECHNIQUE[name]} if alone else TECHNIQUE
    changes = ", ".join(
        f"{quantity.label.lower()} {quantity.shown(before[key])} to "
        f"{quantity.with_unit(after[key])}"
        for key, quantity in measures.items()
    )
    solver = price.motion.solver
    head = "\n".join(
        [
            wrapped(changes if alone else f"all together: {changes}"),
            f"last solved in {solver.solve_time:.1f} s and {solver.iterations} iterations",
        ]
    )
    return "\n\n".join([head, comparison_table(price.comparison)])


def watch_table(watch: WatchRun, rows: Sequence[Beside]) -> str:
    """The watch's medians beside the simulated runner."""
    lines = []
    notes: dict[str, list[str]] = {}
    for row in rows:
        quantity = QUANTITIES[row.key]
        lines.append(
            [
                quantity.label,
                quantity.shown_unit,
                quantity.shown(row.measured),
                quantity.shown(row.simulated),
                quantity.shown(row.difference, signed=True),
                decimal(row.percent, 1, signed=True),
            ]
        )
        for note in filter(None, row.note.split("; ")):
            notes.setdefault(note, []).append(quantity.label)
    return "\n".join(
        [
            f"{watch.source}: medians of {watch.duration:.0f} s of steady running, beside the "
            "simulated runner",
            "",
            table(["", "", "watch", "simulated", "difference", "%"], lines, "<<>>>>"),
            *(
                wrapped(f"{'all' if len(of) == len(rows) else ', '.join(of).lower()}: {note}")
                for note, of in notes.items()
            ),
        ]
    )
