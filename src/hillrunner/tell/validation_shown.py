"""A validation as text, JSON, Markdown and a page."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import hillrunner
from hillrunner.errors import HillrunnerError
from hillrunner.files import whole_file, why_not
from hillrunner.tell import show
from hillrunner.tell.jsonable import jsonable
from hillrunner.tell.report.validation_page import page
from hillrunner.tell.tables.followed import followed_text
from hillrunner.tell.tables.validation import individual_text, table_markdown, table_text
from hillrunner.training.trials import unfed
from hillrunner.validate.followed import Followed, spreads
from hillrunner.validate.individuals import Comparison, Difference, TimeDifference
from hillrunner.validate.table import Result, Table, cause_of
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


def not_fed(validation: Validation) -> list[str]:
    """Trials of training that are known and were left out, and why; none where all were."""
    if not any(result.row.subject == "training" for result in validation.table.results):
        return []
    return [f"- {one.name} ({one.source}): {one.why}." for one in unfed()]


@show.text.register
def _(validation: Validation) -> str:
    parts = [head(validation), table_text(validation.table)]
    if lines := not_fed(validation):
        parts.append("\n".join(["TRIALS OF TRAINING THAT CANNOT BE FED", *lines]))
    if validation.individuals:
        parts.append(individual_text(validation.individuals))
    if validation.followed:
        parts.append(followed_text(validation.followed))
    return "\n\n".join(parts)


@show.plain.register
def _(validation: Validation) -> dict[str, Any]:
    motions = validation.motions
    return {
        **table_object(validation.table),
        "individuals": [person_object(comparison) for comparison in validation.individuals],
        "followed": [followed_object(one) for one in validation.followed],
        "spread": {name: vars(one) for name, one in spreads(validation.followed).items()},
        "motions": [
            {
                "condition": str(condition),
                "speed": condition.speed,
                "slope": condition.slope,
                "origin": motions.origins[condition],
            }
            for condition in motions.motions
        ],
        "trials_not_fed": not_fed(validation),
        "not_solved": {str(condition): why for condition, why in motions.failures.items()},
        "seconds": validation.seconds,
        "hillrunner_version": hillrunner.__version__,
    }


def table_object(table: Table) -> dict[str, Any]:
    """The table as one plain object: ``rows``, ``counted``, ``inside``, ``subjects``, ..."""
    return {
        "counted": len(table.judged),
        "inside": len(table.inside),
        "subjects": {
            subject: {"inside": inside, "counted": counted}
            for subject, (inside, counted) in table.scores().items()
        },
        "rows": [row_object(result) for result in table.results],
        "left_out": [row.name for row in table.left_out],
    }


def row_object(result: Result) -> dict[str, Any]:
    """A row as plain data, for JSON."""
    row = result.row
    low, high = row.band
    return {
        "name": row.name,
        "subject": row.subject,
        "quantity": row.quantity,
        "condition": row.place,
        "unit": row.unit,
        "mean": row.mean,
        "sd": row.sd,
        "low": low,
        "high": high,
        "simulated": result.value,
        "simulated_interval": result.interval,
        "counted": result.counts,
        "inside": result.inside,
        "sd_away": result.sd_away,
        "beyond": result.beyond,
        "source": row.source.name,
        "doi": row.source.doi,
        "grade": row.grade,
        "note": row.note,
        "cause": cause_of(result),
        "apart": row.apart,
        "disputed": row.disputed,
    }


def person_object(comparison: Comparison) -> dict[str, Any]:
    """One person at one speed as plain data; angles in deg, forces in body weights, times in s."""

    def plain(parts: Mapping[str, Difference | TimeDifference]) -> dict[str, Any]:
        return {
            name: {k: v if math.isfinite(v) else None for k, v in vars(part).items()}
            for name, part in parts.items()
        }

    return {
        "person": comparison.person.name,
        "speed": comparison.speed,
        "source": comparison.person.source,
        "angles": plain(comparison.angles),
        "angle_rms": comparison.angle_rms,
        "angle_spread": comparison.angle_spread,
        "arm_rms": comparison.arm_rms,
        "forces": plain(comparison.forces),
        "timing": plain(comparison.timing),
        "not_compared": comparison.why,
    }


def followed_object(one: Followed) -> dict[str, Any]:
    """One person's followed strides as plain data, in the units of
    :class:`~hillrunner.validate.followed.Followed`."""
    plain: dict[str, Any] = jsonable(asdict(one))
    return plain


@show.page.register
def _(validation: Validation, path: Path) -> Path:
    try:
        with whole_file(path) as part:
            text = page(
                validation.table,
                head(validation),
                validation.individuals,
                validation.motions.motions,
                validation.followed,
            )
            part.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise HillrunnerError(f"cannot write {path}: {why_not(error)}.") from None
    return path


def markdown(validation: Validation) -> str:
    """The validation as a Markdown document."""
    text = table_markdown(
        validation.table, head(validation), validation.individuals, validation.followed
    )
    lines = not_fed(validation)
    return (
        "\n".join([text, "## Trials of training that cannot be fed", "", *lines, ""])
        if lines
        else text
    )
