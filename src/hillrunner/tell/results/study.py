"""How a study is shown: as text, as JSON, as a page, as a folder of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hillrunner.study.result import StudyResult
from hillrunner.tell import show
from hillrunner.tell.jsonable import jsonable_dataset, result_object
from hillrunner.tell.report.document import write_whole
from hillrunner.tell.report.study_page import study_page
from hillrunner.tell.tables.study import study_text


@show.text.register
def _(result: StudyResult) -> str:
    return study_text(result)


@show.plain.register
def _(result: StudyResult) -> dict[str, Any]:
    """The members themselves are in the data set."""
    return result_object(
        {
            "status": "done" if result.counts["converged"] else "no member converged",
            "design": result.design,
            "members": result.counts,
            "not_solved": result.reasons,
            "cpu_seconds": result.cpu_seconds,
            "units": {o.name: result.data[o.key].attrs["units"] for o in result.outputs},
            "distributions": jsonable_dataset(result.distributions),
            "regression": jsonable_dataset(result.regression),
            "sobol": jsonable_dataset(result.sobol) if result.sobol else None,
        }
    )


@show.page.register
def _(result: StudyResult, path: Path) -> Path:
    return write_whole(study_page(result), path)


@show.files.register
def _(result: StudyResult, folder: Path) -> None:
    result.save_data(folder / "study.nc")
    result.write(folder / "study.html")
