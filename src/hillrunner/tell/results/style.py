"""How a runner's own way is shown: as text, JSON, a page and files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from hillrunner.lab.angles import PLACE
from hillrunner.tell import show
from hillrunner.tell.jsonable import result_object
from hillrunner.tell.report.run_page import write_report
from hillrunner.tell.report.two_runs_page import comparison_page
from hillrunner.tell.tables.style import style_table
from hillrunner.tell.words.style import in_degrees, said_of
from hillrunner.tracking.style import Style
from hillrunner.worth.compare import compare


@show.text.register
def _(result: Style) -> str:
    return style_table(result)


@show.plain.register
def _(result: Style) -> dict[str, Any]:
    motion, saved = result.motion, result.saved
    return result_object(
        {
            "status": motion.status.word,
            "speed": motion.speed,
            "grade": motion.grade,
            "stride_time": {"own": motion.stride_time, "measured": result.followed.stride_time},
            "hold": result.task.hold,
            "effort": dict(zip(("own", "least"), result.efforts, strict=True)),
            "cost_of_transport": dict(zip(("own", "least"), result.costs, strict=True)),
            "angle_rms": {n: float(np.rad2deg(v)) for n, v in result.off.items() if n not in PLACE},
            "place_rms": {n: v for n, v in result.off.items() if n in PLACE},
            "saved_per_deg_or_cm": {
                str(name): {
                    str(part): in_degrees(
                        result, str(name), float(saved.sel(coordinate=name, part=part))
                    )
                    for part in saved["part"].values
                }
                for name in saved["coordinate"].values
            },
            "saved_per_second_of_stride": result.saved_by_time,
            "said": said_of(result),
            "body_hash": motion.body_hash,
        }
    )


@show.page.register
def _(result: Style, path: Path) -> Path:
    return comparison_page(
        compare(result.ground.least, result.motion),
        path,
        title="The run of least effort, and the runner's own way",
        names=("least effort", "own way"),
    )


@show.files.register
def _(result: Style, folder: Path) -> None:
    result.motion.save(folder / "own.nc")
    result.ground.least.save(folder / "least.nc")
    write_report(result.motion, folder / "report.html")
    result.write(folder / "least-own.html")
