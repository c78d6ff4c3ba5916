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
        **result.numbers.to_dict(),
        "solve_time": motion.solver.solve_time,
        "body_hash": motion.body_hash,
    }
    if most is not None:
        fields |= {"one_rep_max": result.one_rep_max, "worth": result.worth}
    return result_object(fields)


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
