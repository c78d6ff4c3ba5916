"""How an answer is shown: as text, as JSON, as a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hillrunner.tell import show
from hillrunner.tell.answer_json import answer_object
from hillrunner.tell.report.answer_page import answer_page
from hillrunner.tell.report.document import write_whole
from hillrunner.tell.tables.answer import answer_text
from hillrunner.worth.answer.answer import Answer


@show.text.register
def _(answer: Answer) -> str:
    return answer_text(answer)


@show.plain.register
def _(answer: Answer) -> dict[str, Any]:
    return answer_object(answer)


@show.page.register
def _(answer: Answer, path: Path) -> Path:
    return write_whole(answer_page(answer), path)
