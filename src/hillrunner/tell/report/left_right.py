"""Left against right on the page of a run: only where the two legs do different things."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from hillrunner.analysis.analysis import Analysis
from hillrunner.analysis.asymmetry import differs
from hillrunner.tell.report.document import rendered
from hillrunner.tell.report.elements import Row, typeset
from hillrunner.tell.words.left_right import Pair, left_right, pairs

HEAD = ("", "right", "left", "", "difference")
FOLDED = {
    "Joints": "joint",
    "Contact forces of joints": "contact",
    "Loads on tissues": "tissue",
    "Muscle groups": "muscle",
}
NOTE = (
    "Difference: right less left, in percent of their mean. A step is that of the foot that "
    "stands, from its contact to the other foot's. Work is of a stride; that of muscle groups is "
    "the sum over muscles with their tendons."
)


@dataclass(frozen=True)
class LeftRight:
    """What the section shows.

    Attributes
    ----------
    sentence
        What differs most.
    steps
        Of each foot's step and the ground under it.
    others
        The other numbers by the title they are folded under.
    """

    sentence: str
    steps: tuple[Pair, ...]
    others: dict[str, tuple[Pair, ...]]


def both_legs(analysis: Analysis) -> LeftRight | None:
    """The numbers of both legs; None where the solver leaves the difference open."""
    if not differs(analysis.asymmetry):
        return None
    others = {title: tuple(pairs(analysis, name)) for title, name in FOLDED.items()}
    return LeftRight(
        left_right(analysis),
        tuple(pairs(analysis, "step", "ground")),
        {title: some for title, some in others.items() if some},
    )


def left_right_section(analysis: Analysis) -> Markup:
    """Both legs' numbers side by side; empty where the solver leaves the difference open."""
    legs = both_legs(analysis)
    if legs is None:
        return Markup()
    return rendered(
        "left_right.html",
        sentence=legs.sentence,
        head=HEAD,
        steps=[_row(pair) for pair in legs.steps],
        others=[(title, [_row(pair) for pair in some]) for title, some in legs.others.items()],
        note_text=NOTE,
    )


def _row(pair: Pair) -> Row:
    return pair.label, [pair.right, pair.left, pair.unit, typeset(pair.difference)]
