"""Numbers as pages have them, and the cells that tables of pages are made of.

Numbers are rounded by :mod:`hillrunner.quantities`; here they only get their typography.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from hillrunner.quantities import MISSING, Quantity, decimal, significant
from hillrunner.tell.report.document import rendered

_MINUS = str.maketrans("-", "\u2212")
_RAISED = str.maketrans(
    "-0123456789", "\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
)


class Field(NamedTuple):
    """One field of a table that is more than its text."""

    text: str
    small: str = ""
    strong: bool = False
    share: float | None = None  # 0 to 1, drawn as a bar


class Cell(NamedTuple):
    """One field of a heat table."""

    word: str = ""
    figures: str = ""
    heat: float = 0.0  # 0 to 1
    css: str = ""
    hint: str = ""


Row = tuple[str, Sequence[str | Field]]  # of a table: its name and its fields
HeatRow = tuple[str, Sequence[Cell]]


def typeset(text: str) -> str:
    """A number as a page has it: a true minus, powers of ten raised, a dash for what is not."""
    if text == MISSING:
        return "\u2013"
    mantissa, _, power = text.partition("e")
    raised = f"\u00b710{str(int(power)).translate(_RAISED)}" if power else ""
    return mantissa.translate(_MINUS) + raised


def unit_of(quantity: Quantity) -> str:
    """The shown unit as a page has it."""
    return quantity.shown_unit.replace("deg", "\u00b0").replace(" ", "\u00a0")


def named(quantity: Quantity) -> str:
    """``Contact time, ms``."""
    return f"{quantity.label}, {unit_of(quantity)}"


def number(value: float, digits: int = 0) -> str:
    """As people write it; a dash for what does not exist."""
    return typeset(decimal(value, digits))


def digits3(value: float) -> str:
    """With three significant digits."""
    return typeset(significant(value))


def plus(value: float, digits: int) -> str:
    """A change with its sign."""
    return typeset(decimal(value, digits, signed=True))


def signed(value: float, least: float) -> str:
    """``+12`` or ``-3.4``, or nothing where it is smaller than ``least``."""
    return "" if abs(value) < least else plus(value, 0 if abs(value) >= 9.95 else 1)


def share(value: float) -> float:
    """``value`` as a share that can be drawn, 0 to 1."""
    return min(max(value, 0.0), 1.0)


def note(text: str) -> str:
    """Small print; ``text`` is HTML."""
    return str(rendered("note.html", text=Markup(text)))


def folded(summary: str, body: str) -> str:
    """What is opened by a click; ``body`` is HTML."""
    return str(rendered("folded.html", summary=summary, body=Markup(body)))
