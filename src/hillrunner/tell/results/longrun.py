"""How a long run is shown: as text, as JSON, as a folder of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hillrunner.tell import show
from hillrunner.tell.jsonable import result_object
from hillrunner.tell.report.two_runs_page import write_comparison
from hillrunner.tell.tables.longrun import longrun_table
from hillrunner.worth.longrun.kilometres import Kilometre
from hillrunner.worth.longrun.result import LongRun


@show.text.register
def _(result: LongRun) -> str:
    return longrun_table(result)


@show.plain.register
def _(result: LongRun) -> dict[str, Any]:
    limit = result.limit
    return result_object(
        {
            "status": result.status,
            "distance": result.course.metres,
            "finish_time": result.finish_time,
            "finish_time_fresh": result.finish_time_fresh,
            "finish_time_drift": result.finish_time_drift,
            "speed_asked": result.asked,
            "speed_held": result.speed_held,
            "limit": None
            if limit is None
            else {"of": limit.of, "km": limit.km, "weakest": limit.group},
            "kilometres": [
                _kilometre(row) | {"loads": {n: x[i] for n, x in result.loads.items()}}
                for i, row in enumerate(result.kilometres)
            ],
            "loads": {name: x.sum() for name, x in result.loads.items()},
            "drift_percent": result.drift_percent,
            "buffer": dict(result.buffer),
        }
    )


def _kilometre(row: Kilometre) -> dict[str, Any]:
    return {
        "km": row.km,
        "speed": row.speed,
        "grade": row.grade,
        **row.form,
        "vo2_fraction": row.vo2_fraction,
        "force_left": {group: value for group, (value, _, _) in row.force_left.items()},
        "force_left_range": {group: ends for group, (_, *ends) in row.force_left.items()},
    }


@show.files.register
def _(result: LongRun, folder: Path) -> None:
    first, last = result.tired.points[0].motion, result.tired.points[-1].motion
    first.save(folder / "fresh.nc")
    last.save(folder / "tired.nc")
    if first is not last and first.task == last.task:
        write_comparison(first, last, folder / "fresh-tired.html", names=("fresh", "tired"))
