"""A validation as text, JSON, Markdown and a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hillrunner
from hillrunner.errors import HillrunnerError
from hillrunner.files import whole_file, why_not
from hillrunner.tell import show
from hillrunner.tell.report.validation_page import page
from hillrunner.tell.tables.validation import individual_text, table_markdown, table_text
from hillrunner.validate.table import table_object
from hillrunner.validate.validation import Validation


def head(validation: Validation) -> str:
    """What was run, and by whom."""
    runner = validation.runner
    count = len(validation.motions.motions)
    fresh = sum(origin != "shipped" for origin in validation.motions.origins.values())
    return (
        f"{count} motions of a {runner.sex}, {runner.height:g} m, {runner.mass:g} kg"
        f" ({count - fresh} shipped, {fresh} solved), hillrunner {hillrunner.__version__}."
    )


def stale_note(validation: Validation) -> str:
    """A sentence about shipped motions that are not those of today; empty where there are none."""
    if not validation.stale:
        return ""
    return (
        f"{len(validation.stale)} of {len(validation.motions.motions)} shipped motions were solved "
        "with another body or other settings than those of today."
    )


@show.text.register
def _(validation: Validation) -> str:
    parts = [head(validation), table_text(validation.table)]
    if validation.individuals:
        parts.append(individual_text(validation.individuals))
    return "\n\n".join(parts)


@show.plain.register
def _(validation: Validation) -> dict[str, Any]:
    motions = validation.motions
    return {
        **table_object(validation.table),
        "individuals": [comparison.to_dict() for comparison in validation.individuals],
        "motions": [
            {
                "condition": str(condition),
                "speed": condition.speed,
                "slope": condition.slope,
                "origin": motions.origins[condition],
            }
            for condition in motions.motions
        ],
        "not_solved": {str(condition): why for condition, why in motions.failures.items()},
        "seconds": validation.seconds,
        "hillrunner_version": hillrunner.__version__,
    }


@show.page.register
def _(validation: Validation, path: Path) -> Path:
    try:
        with whole_file(path) as part:
            text = page(validation.table, head(validation), validation.individuals)
            part.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise HillrunnerError(f"cannot write {path}: {why_not(error)}.") from None
    return path


def markdown(validation: Validation) -> str:
    """The validation as a Markdown document."""
    return table_markdown(validation.table, head(validation), validation.individuals)
