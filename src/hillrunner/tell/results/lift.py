"""How a lift is shown: as text, as JSON, as a page, as a folder of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hillrunner.lab.export import export_opensim
from hillrunner.tell import show
from hillrunner.tell.jsonable import result_object
from hillrunner.tell.report.lift_page import write_lift
from hillrunner.tell.tables.lift import lift_table
from hillrunner.worth.lift import Lifted

WHOLE = ("load", "trunk_lean", "trunk_moment")  # of the body, not of a leg


@show.text.register
def _(result: Lifted) -> str:
    return lift_table(result)


@show.plain.register
def _(result: Lifted) -> dict[str, Any]:
    motion, most = result.motion, result.most
    fields: dict[str, Any] = {
        "status": motion.status.word,
        "exercise": result.exercise,
        "mass": motion.runner.mass,
        **by_leg(result),
        "solve_time": motion.solver.solve_time,
        "started_from": motion.solver.started_from,
        "body_hash": motion.body_hash,
    }
    if most is not None:
        fields |= {"one_rep_max": result.one_rep_max, "worth": result.worth}
    return result_object(fields)


def by_leg(result: Lifted) -> dict[str, Any]:
    """Fields of the numbers; of legs that do unlike things, by leg what is a leg's own."""
    legs = {name: numbers.to_dict() for name, numbers in result.legs.items()}
    one = next(iter(legs.values()))
    if len(legs) == 1:
        return one
    return {
        field: value if field in WHOLE else {name: leg[field] for name, leg in legs.items()}
        for field, value in one.items()
    }


@show.page.register
def _(result: Lifted, path: Path) -> Path:
    return write_lift(result, path)


@show.files.register
def _(result: Lifted, folder: Path) -> None:
    result.motion.save(folder / "motion.nc")
    write_lift(result, folder / "report.html")
    tables = folder / "opensim"
    tables.mkdir(exist_ok=True)
    export_opensim(result.motion, tables)
