"""How lifts side by side are shown: as text, as JSON, as a folder of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hillrunner.motion.solved import Status
from hillrunner.tell import show
from hillrunner.tell.jsonable import result_object
from hillrunner.tell.report.lift_page import write_lift
from hillrunner.tell.results.lift import by_leg
from hillrunner.tell.tables.lifts_beside import lifts_table
from hillrunner.worth.lifts_beside import LiftsBeside


@show.text.register
def _(result: LiftsBeside) -> str:
    return lifts_table(result)


@show.plain.register
def _(result: LiftsBeside) -> dict[str, Any]:
    lifts = [
        {
            "lift": name,
            "exercise": one.exercise,
            "status": one.motion.status.word,
            **by_leg(one),
        }
        for name, one in result.lifts.items()
    ]
    unsolved = [{"lift": name, "why": why} for name, why in result.unsolved.items()]
    return result_object({"status": Status.CONVERGED.word, "lifts": lifts, "unsolved": unsolved})


@show.files.register
def _(result: LiftsBeside, folder: Path) -> None:
    for name, one in result.lifts.items():
        stem = name.replace(" ", "-")
        one.motion.save(folder / f"{stem}.nc")
        write_lift(one, folder / f"{stem}.html")
