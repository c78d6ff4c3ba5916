"""Both legs of two runs on their page, and who takes over from weaker muscles."""

from __future__ import annotations

from markupsafe import Markup

from hillrunner.analysis.analysis import Analysis
from hillrunner.errors import HillrunnerError
from hillrunner.tell.report.document import rendered
from hillrunner.tell.report.elements import Row, typeset
from hillrunner.tell.report.left_right import FOLDED
from hillrunner.tell.tables.left_right import compensation_rows
from hillrunner.tell.words.left_right import left_right, who_takes_over
from hillrunner.tell.words.two_runs import (
    legs_differ,
    other_symmetry,
    pair_changes,
    taken_over,
)

NOTE = (
    "Difference: right less left, in percent of their mean. A step is that of the foot that "
    "stands, from its contact to the other foot's."
)


def left_right_section(before: Analysis, after: Analysis, names: tuple[str, str]) -> Markup:
    """Both legs' numbers in both runs; empty where the legs of neither differ."""
    try:
        if not legs_differ(before, after):
            return Markup()
    except HillrunnerError:
        return Markup()
    columns = [f"{side}, {name}" for side in ("right", "left", "difference") for name in names]
    folded = [(title, _rows(before, after, section)) for title, section in FOLDED.items()]
    return rendered(
        "two_runs_left_right.html",
        sentences=[
            (name, sentence)
            for name, one in zip(names, (before, after), strict=True)
            if (sentence := left_right(one))
        ],
        head=["", "", *columns],
        steps=_rows(before, after, "step", "ground"),
        others=[(title, rows) for title, rows in folded if rows],
        note_text=" ".join(filter(None, [NOTE, other_symmetry(before.motion, after.motion)])),
    )


def _rows(before: Analysis, after: Analysis, *sections: str) -> list[Row]:
    rows: list[Row] = []
    for pair in pair_changes(before, after, *sections):
        fields = [
            typeset(getattr(one, side))
            for side in ("right", "left", "difference")
            for one in (pair.before, pair.after)
        ]
        rows.append((pair.label, [pair.unit, *fields]))
    return rows


def takeover_section(before: Analysis, after: Analysis) -> Markup:
    """Which muscles do more where others are weaker; empty where none is weaker."""
    found = taken_over(before.motion, after.motion)
    if found is None:
        return Markup()
    head, *rows = compensation_rows(found)
    return rendered(
        "two_runs_takeover.html",
        sentence=who_takes_over(found),
        head=head,
        rows=[(name, [typeset(cell) for cell in cells]) for name, *cells in rows],
    )
