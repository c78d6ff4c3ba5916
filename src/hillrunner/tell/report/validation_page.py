"""The table as one offline HTML page: a dot against its band a row, and curves over people's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hillrunner.motion.motion import Motion
from hillrunner.published.rows import SUBJECTS, Condition, Published, Source
from hillrunner.tell.report.curves_beside import curves_beside
from hillrunner.tell.report.document import embedded, rendered, scripts, styles
from hillrunner.tell.report.dots import Dots, Scale, dots
from hillrunner.tell.tables.followed import TITLE as TITLE_FOLLOWED
from hillrunner.tell.tables.followed import followed_blocks, followed_why
from hillrunner.tell.tables.validation import (
    HOW,
    band_words,
    individual_lines,
    number,
    sd_words,
    summary_words,
    value_words,
    verdict_words,
)
from hillrunner.validate.followed import Followed
from hillrunner.validate.individuals import Comparison
from hillrunner.validate.table import Result, Table, causes

TITLE = "How far the simulator can be believed"
HONEST = (
    "Computed, not measured: every dot is a run that was solved for, nothing was tracked. The "
    "bands are of other people. A simulated load is a load in this model; it predicts no injury."
)


class ResultRow(NamedTuple):
    """One row of the table as it is shown."""

    css: str
    note: str
    quantity: str
    place: str
    picture: Dots
    value: str
    band: str
    verdict: str
    sd: str
    source: Source
    grade: str


def page(
    table: Table,
    subtitle: str,
    people: Sequence[Comparison] = (),
    motions: Mapping[Condition, Motion] | None = None,
    followed: Sequence[Followed] = (),
) -> str:
    """The page.

    Parameters
    ----------
    table : Table
    subtitle : str
        What was simulated, in a sentence.
    people : sequence of Comparison
        Measured people one by one, where there are any.
    motions : mapping
        Motions by condition, whose curves are drawn over people's; none if not given.
    followed : sequence of Followed
        Strides of measured people that were followed, where there are any.

    Returns
    -------
    str
        A whole HTML document.
    """
    scores = table.scores()
    curves = curves_beside(motions or {})
    head, *lines = individual_lines(people) if people else [()]
    notes = dict.fromkeys(
        (r.row.quantity, r.row.source.name, text)
        for r in table.results
        for text in (r.row.note, r.row.disputed, r.row.apart)
        if text
    )
    whole = rendered(
        "validation.html",
        title=TITLE,
        subtitle=subtitle,
        style=styles("style.css", "validation.css"),
        tiles=[
            (len(table.inside), len(table.judged), "of all counted rows inside"),
            *((inside, counted, subject) for subject, (inside, counted) in scores.items()),
        ],
        subjects=[
            (subject, scores[subject], [_row(r) for r in table.of(subject) if r.counts])
            for subject in SUBJECTS
            if subject in scores
        ],
        curves=curves,
        data=embedded({"charts": [chart for speed in curves for chart in speed.charts]}),
        script=scripts("plots.js", "curves.js"),
        causes=list(causes(table)),
        people_head=head,
        people=lines,
        why=[f"{c.person.name}, {c.speed:g} m/s: {why}" for c in people for why in c.why],
        followed_title=TITLE_FOLLOWED,
        followed=followed_blocks(followed) if followed else [],
        followed_why=followed_why(followed),
        apart=[_row(r) for r in table.apart],
        sources=list(dict.fromkeys(r.row.source for r in table.results)),
        notes=list(notes),
        summary=summary_words(table),
        footer=[HOW, HONEST],
    )
    return str(whole)


def _row(result: Result) -> ResultRow:
    row = result.row
    unit = "" if row.unit == "1" else f" {row.unit}"
    verdict = verdict_words(result)
    if not result.counts and result.value is not None:
        verdict = f"apart, {verdict}" if verdict else "apart"
    return ResultRow(
        css="apart" if not result.counts else "in" if result.inside else "out",
        note=row.note,
        quantity=row.quantity,
        place=row.place,
        picture=_picture(result),
        value=f"{value_words(result)}{unit}",
        band=band_words(row),
        verdict=verdict,
        sd="" if result.sd_away is None else f"{sd_words(result)} SD",
        source=row.source,
        grade=row.grade,
    )


def _picture(result: Result) -> Dots:
    """The dot against its band; what it says is in the label too."""
    row = result.row
    label = (
        f"{row.quantity}, {row.place}: {number(result.value)}, published {band_words(row)}, "
        f"{verdict_words(result) or 'no band'}"
    )
    outside = result.counts and not result.inside
    return dots(scale_of(row), result.value, outside=outside, label=label)


def scale_of(row: Published) -> Scale:
    """Where values lie beside what is published of a row."""
    return Scale(*row.band, row.mean)
