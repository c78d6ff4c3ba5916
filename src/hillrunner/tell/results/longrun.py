"""How a long run is shown: as text, as JSON, as a folder of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hillrunner.lab.course_file import climb
from hillrunner.tell import show
from hillrunner.tell.jsonable import result_object
from hillrunner.tell.report.document import write_whole
from hillrunner.tell.report.longrun_page import last_motions, longrun_page
from hillrunner.tell.tables.longrun import longrun_table
from hillrunner.tell.words.origin import origin_of
from hillrunner.worth.longrun.course import Course
from hillrunner.worth.longrun.kilometres import Kilometre, damage_by_tiring
from hillrunner.worth.longrun.pacing import KILOMETRE
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
            "run": origin_of(result.start),
            "distance": result.course.metres,
            "finish_time": result.finish_time,
            "finish_time_fresh": result.finish_time_fresh,
            "finish_time_drift": result.finish_time_drift,
            "speed_asked": None if result.asked is None else result.asked.mean,
            "speed_held": result.speed_held,
            "limit": None
            if limit is None
            else {"of": limit.of, "km": limit.km, "weakest": limit.group},
            "kilometres": [
                _kilometre(row)
                | {"loads": {n: x[i] for n, x in result.loads.items()}}
                | _shares(result, i)
                for i, row in enumerate(result.kilometres)
            ],
            "loads": {name: x.sum() for name, x in result.loads.items()},
            "damage_percent": _damage(result),
            "form_changes_most": _breakdown(result),
            "drift_percent": result.drift_percent,
            "drift_percent_fresh": result.drift_percent_fresh,
            "buffer": _buffer(result),
            "buffer_solved": sorted(result.buffer),
            "buffer_range": {n: one.seconds[1:] for n, one in result.buffer_first_order.items()},
            "buffer_cost_percent": {
                n: {"start": one.cost_start, "end": one.cost_end}
                for n, one in result.buffer_first_order.items()
            },
            "finish_time_range": result.finish_range,
            "cost_drift_percent": result.cost_drift,
            "others": {
                name: {
                    "status": one.status,
                    "finish_time": one.finish_time,
                    "finish_time_fresh": one.finish_time_fresh,
                    "drift_percent": one.drift_percent,
                    "right_share": {
                        n: [float(x[0]), float(x[-1])] for n, x in one.right_share.items()
                    },
                }
                for name, one in result.others.items()
            },
            "course": _course(result.course),
        }
    )


def _damage(result: LongRun) -> dict[str, dict[str, float]]:
    """Damage-weighted steps of the whole run over those of the same way without tiring (%)."""
    fresh = {name: x[: len(result.kilometres), None] for name, x in result.loads_fresh.items()}
    tired = {name: x[:, None] for name, x in result.loads.items()}
    whole = [{name: x.sum(0) for name, x in loads.items()} for loads in (tired, fresh)]
    return {
        name: dict(zip(("value", "low", "high"), map(float, row[0]), strict=True))
        for name, row in damage_by_tiring(*whole).items()
    }


def _breakdown(result: LongRun) -> dict[str, Any] | None:
    one = result.breakdown
    if one is None:
        return None
    return {
        "from_km": one.begin / KILOMETRE,
        "to_km": one.end / KILOMETRE,
        "quantity": one.quantity,
        "change": dict(one.change),
        "group": one.group,
        "muscle": one.muscle,
        "drive": {"fresh": one.drive[0], "tired": one.drive[1]},
        "kept": one.kept,
    }


def _buffer(result: LongRun) -> dict[str, float]:
    """s for 10 % more of each group: solved where that was asked for, else to first order."""
    first = {name: one.seconds[0] for name, one in result.buffer_first_order.items()}
    return first | dict(result.buffer)


def _shares(result: LongRun, i: int) -> dict[str, Any]:
    """The right leg's part of loads in a kilometre, where the legs differ."""
    return (
        {"right_share": {n: x[i] for n, x in share.items()}}
        if (share := result.right_share)
        else {}
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


@show.page.register
def _(result: LongRun, path: Path) -> Path:
    return write_whole(longrun_page(result), path)


@show.files.register
def _(result: LongRun, folder: Path) -> None:
    fresh, tired = last_motions(result)
    result.write(folder / "longrun.html")
    result.start.save(folder / "start.nc")
    fresh.save(folder / "fresh.nc")
    tired.save(folder / "tired.nc")


def _course(course: Course) -> dict[str, Any] | None:
    known = course.altitudes
    if known is None:
        return None
    return {
        "source": known.source,
        "length": known.length,
        "climb_recorded": climb(known.recorded),
        "climb_smoothed": climb(known.smoothed),
    }
