"""A study as text for the terminal: how its numbers are spread, what moves them, who failed."""

from __future__ import annotations

from hillrunner.quantities import QUANTITIES, decimal
from hillrunner.study.outputs import Output
from hillrunner.study.result import StudyResult
from hillrunner.tell.tables.table import table, wrapped
from hillrunner.tell.words.study import (
    REGRESSION,
    SOBOL,
    TOO_FEW,
    design_line,
    failures,
    members_line,
    number,
    output_label,
    r_squared,
    shown,
    strongest_words,
)

HEAD = ("", "unit", "median", "5 %", "95 %", "R2", "moved most by")


def study_text(result: StudyResult) -> str:
    """The whole text."""
    parts = [f"{result.title}. {members_line(result)} {design_line(result)}"]
    lines = [_line(result, output) for output in shown(result)]
    if lines:
        parts.append(table(HEAD, lines, "<<>>>><"))
        if result.sobol is not None:
            parts.append(wrapped(f"Moved most by total Sobol index. {SOBOL}"))
        parts.append(wrapped(REGRESSION if result.fitted else TOO_FEW))
    parts += [
        wrapped(f"{count} {word}, the first: {reason}") for word, count, reason in failures(result)
    ]
    return "\n\n".join(parts)


def _line(result: StudyResult, output: Output) -> list[str]:
    spread = result.distributions["value"].sel(output=output.name)
    return [
        output_label(output),
        QUANTITIES[output.key].shown_unit,
        *(number(output, float(spread.sel(statistic=name))) for name in ("p50", "p5", "p95")),
        decimal(r_squared(result, output), 2),
        strongest_words(result, output),
    ]
