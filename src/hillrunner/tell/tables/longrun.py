"""A long run as text for the terminal."""

from __future__ import annotations

from hillrunner.quantities import decimal, pace
from hillrunner.tell.tables.table import Line, table, wrapped
from hillrunner.tell.words.longrun import DRIFTS, course_in_words, limits, longrun_in_words
from hillrunner.worth.longrun.kilometres import Kilometre
from hillrunner.worth.longrun.result import LongRun

ROWS = 12  # kilometres that are shown
SHOWN = ("quadriceps", "hamstrings", "calves", "glutes")
HEAD = ("km", "pace", "grade", "steps/min", "contact", "flight", "knee", "J/kg/m", "% VO2max")
SHOWN_AS = {  # what drifts: factor, digits and unit
    "cadence": (1.0, 0, "steps/min"),
    "contact_time": (1000.0, 0, "ms"),
    "flight_time": (1000.0, 0, "ms"),
    "com_oscillation": (1000.0, 0, "mm"),
    "knee_flexion_stance": (1.0, 1, "deg"),
    "hip_extension": (1.0, 1, "deg"),
    "pelvic_drop": (1.0, 1, "deg"),
    "cost_of_transport": (1.0, 2, "J/kg/m"),
}


def longrun_table(run: LongRun) -> str:
    """The whole text."""
    notes = [wrapped(text, "- ") for text in limits(run)]
    said = [wrapped(text) for text in (longrun_in_words(run), course_in_words(run.course)) if text]
    return "\n\n".join([*said, _rows(run), _drift(run), "\n".join(notes)])


def _rows(run: LongRun) -> str:
    rows = run.kilometres
    every = -(-len(rows) // ROWS)
    shown = [row for i, row in enumerate(rows, 1) if i % every == 0 or i in (1, len(rows))]
    groups = [group for group in SHOWN if group in rows[0].force_left]
    return table([*HEAD, *groups], [_row(row, groups) for row in shown], ">" * (len(HEAD) + 4))


def _row(row: Kilometre, groups: list[str]) -> Line:
    form = row.form
    return [
        decimal(row.km, 0 if row.km == round(row.km) else 1),
        pace(row.speed),
        f"{decimal(100 * row.grade, 1)} %",
        decimal(form["cadence"]),
        f"{decimal(1000 * form['contact_time'])} ms",
        f"{decimal(1000 * form['flight_time'])} ms",
        f"{decimal(form['knee_flexion_stance'])} deg",
        decimal(form["cost_of_transport"], 2),
        "-" if row.vo2_fraction is None else decimal(100 * row.vo2_fraction),
        *(f"{decimal(100 * row.force_left[group][0])} %" for group in groups),
    ]


def _drift(run: LongRun) -> str:
    """What drifted, beside how much the course and the splits alone would have made of it."""
    first, last = run.kilometres[0], run.kilometres[-1]
    columns = [run.drift_percent]
    head = ["", f"km {decimal(first.km)}", "end", "first to last tenth of the way"]
    if run.tired.stopped is None and not (run.course.level and run.plan.even):
        columns.append(run.drift_percent_fresh)
        head.append("fresh")
    lines = []
    for name, (factor, digits, unit) in SHOWN_AS.items():
        if name in first.form:
            ends = (decimal(factor * row.form[name], digits) for row in (first, last))
            lines.append(
                [
                    f"{DRIFTS[name]}, {unit}",
                    *ends,
                    *(f"{decimal(one[name], 1, signed=True)} %" for one in columns),
                ]
            )
    return table(head, lines)
