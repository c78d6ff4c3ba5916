"""How a design is shown: as text, as JSON, as a folder of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hillrunner.tell import show
from hillrunner.tell.jsonable import result_object
from hillrunner.tell.tables.design import design_table
from hillrunner.worth.prices.design import Design


@show.text.register
def _(result: Design) -> str:
    return design_table(result)


@show.plain.register
def _(result: Design) -> dict[str, Any]:
    before, evenly, after = result.values
    return result_object(
        {
            "status": result.after.status.word,
            "aim": result.aim,
            "unit": result.unit,
            "before": before,
            "evenly": evenly,
            "after": after,
            "growth": result.growth,
            "added_mass": result.added,
            "added_mass_of_groups": result.added_by_group,
            "budget": result.budget,
            "speed_before": result.before.speed,
            "speed_after": result.after.speed,
            "solves": result.solves,
        }
    )


@show.files.register
def _(result: Design, folder: Path) -> None:
    result.before.save(folder / "before.nc")
    result.after.save(folder / "after.nc")
