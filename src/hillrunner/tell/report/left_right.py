"""Left against right on the page of a run: only where the two legs do different things."""

from __future__ import annotations

import html

from hillrunner.analysis.analysis import Analysis
from hillrunner.analysis.asymmetry import differs
from hillrunner.tell.report.parts import folded, note, section, table
from hillrunner.tell.words.left_right import Pair, left_right, pairs

HEAD = ("", "right", "left", "", "difference")
FOLDED = {
    "Joints": ("joint",),
    "Contact forces of joints": ("contact",),
    "Loads on tissues": ("tissue",),
    "Muscle groups": ("muscle",),
}


def left_right_section(analysis: Analysis) -> str:
    """Both legs' numbers side by side; empty where the solver leaves the difference open."""
    if not differs(analysis.asymmetry):
        return ""
    body = f"<p>{html.escape(left_right(analysis))}</p>"
    body += table(HEAD, map(_row, pairs(analysis, "step", "ground")), "sides")
    for title, names in FOLDED.items():
        if rows := pairs(analysis, *names):
            body += folded(title, table(HEAD, map(_row, rows), "sides"))
    body += note(
        "Difference: right less left, in percent of their mean. A step is that of the foot that "
        "stands, from its contact to the other foot's. Work is of a stride; that of muscle groups "
        "is the sum over muscles with their tendons."
    )
    return section("Left and right", "each leg in its own step", body)


def _row(pair: Pair) -> tuple[str, list[str]]:
    fields = (pair.right, pair.left, pair.unit, pair.difference.replace("-", "\u2212"))
    return pair.label, [html.escape(field) for field in fields]
