"""How what-ifs are shown: as text, as JSON, as a page, as a folder of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hillrunner.files import slug
from hillrunner.person.muscle_change import KNOBS, MuscleChange
from hillrunner.person.shoe import Shoe
from hillrunner.tell import show
from hillrunner.tell.jsonable import result_object
from hillrunner.tell.report.two_runs_page import comparison_page
from hillrunner.tell.results.both_runs import both_runs
from hillrunner.tell.tables.what_if import change_words, what_if_table
from hillrunner.worth.prices.what_if import WhatIf, WhatIfs


@show.text.register
def _(result: WhatIf) -> str:
    return what_if_table(result)


@show.text.register
def _(result: WhatIfs) -> str:
    return "\n\n\n".join(map(what_if_table, result.results))


@show.plain.register
def _(result: WhatIf) -> dict[str, Any]:
    return result_object(
        {
            "status": result.after.status.word,
            "changed": _changed(result.change),
            **both_runs(result.comparison),
            "effort_expected": result.expected,
        }
    )


def _changed(change: MuscleChange | Shoe) -> dict[str, Any]:
    if isinstance(change, Shoe):
        return {"shoe": change.model_dump()}
    return {knob: dict(getattr(change, knob)) for knob in KNOBS}


@show.plain.register
def _(result: WhatIfs) -> dict[str, Any]:
    if len(result.results) == 1:
        return show.plain(result.results[0])
    return {"status": "converged", "what_ifs": [show.plain(one) for one in result.results]}


@show.page.register
def _(result: WhatIf, path: Path) -> Path:
    words = change_words(result.change)
    return comparison_page(result.comparison, path, title=words[0].upper() + words[1:])


@show.files.register
def _(result: WhatIf, folder: Path) -> None:
    _write(WhatIfs((result,)), folder)


@show.files.register
def _(result: WhatIfs, folder: Path) -> None:
    _write(result, folder)


def _write(result: WhatIfs, folder: Path) -> None:
    result.results[0].before.save(folder / "before.nc")
    for one in result.results:
        which = "" if len(result.results) == 1 else f"-{slug(change_words(one.change))}"
        one.after.save(folder / f"after{which}.nc")
        one.write(folder / f"before-after{which}.html")
