"""How prices of technique are shown: as text, as JSON, as a folder of files."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from hillrunner.files import slug
from hillrunner.lab.watch import WatchRun, beside
from hillrunner.motion.motion import Motion
from hillrunner.tell import show
from hillrunner.tell.jsonable import result_object
from hillrunner.tell.results.both_runs import both_runs
from hillrunner.tell.tables.technique import price_table, technique_table, watch_table
from hillrunner.tell.words.technique import notes
from hillrunner.worth.prices.technique_price import TechniquePrice, TechniquePrices, name_of

UNITS = {  # in which JSON has each measure, and how much of it in SI units (steps/min) that is
    "step_rate": ("steps/min", 1.0),
    "trunk_lean": ("deg", math.radians(1.0)),
    "overstride": ("m", 1.0),
    "oscillation": ("m", 1.0),
}


@show.text.register
def _(result: TechniquePrice) -> str:
    return price_table(name_of(result.requested), result)


@show.text.register
def _(result: TechniquePrices) -> str:
    parts = ["\n".join(f"Note: {note}" for note in notes(result))]
    if result.watch:
        parts.append(watch_table(result.watch, beside(result.watch, result.free)))
    parts.append(technique_table(result.prices, result.requested))
    parts += [price_table(name, price) for name, price in result.prices.items()]
    return "\n\n\n".join(filter(None, parts))


@show.plain.register
def _(result: TechniquePrice) -> dict[str, Any]:
    return _price_object(name_of(result.requested), result)


@show.plain.register
def _(result: TechniquePrices) -> dict[str, Any]:
    prices = [_price_object(name, price) for name, price in result.prices.items()]
    whole = prices[0] if len(prices) == 1 else {"status": "converged", "prices": prices}
    return whole | {
        "watch": _watch_object(result.watch, result.free) if result.watch else None,
        "notes": notes(result),
        "not_found": {name: str(why) for name, why in result.unsolved.items()},
    }


def _price_object(name: str, price: TechniquePrice) -> dict[str, Any]:
    """One price; what it says of both runs is as a what-if has it.

    ``technique`` holds, by measure, its value in the free motion, what was requested (``asked``,
    null where nothing) and what the constrained motion has.
    """
    imposed = price.requested.imposed
    return result_object(
        {
            "status": price.motion.status.word,
            "price_of": name,
            "technique": {
                measure: {
                    "free": price.before.imposed[measure] / size,
                    "asked": imposed[measure] / size if measure in imposed else None,
                    "constrained": price.after.imposed[measure] / size,
                    "unit": unit,
                }
                for measure, (unit, size) in UNITS.items()
            },
            "effort_percent": price.effort,
            "metabolic_cost_percent": price.cost,
            "better_free_optimum_found": price.better_found,
            **both_runs(price.comparison),
        }
    )


def _watch_object(watch: WatchRun, free: Motion) -> dict[str, Any]:
    rows = [
        {**vars(row), "difference": row.difference, "percent": row.percent}
        for row in beside(watch, free)
    ]
    return {**vars(watch), "beside": rows}


@show.files.register
def _(result: TechniquePrices, folder: Path) -> None:
    result.free.save(folder / "before.nc")
    for name, price in result.prices.items():
        which = "" if len(result.prices) == 1 else f"-{slug(name.replace('_', '-'))}"
        price.motion.save(folder / f"after{which}.nc")
