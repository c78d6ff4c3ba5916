"""Pieces of HTML that the report's sections are made of."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hillrunner.analysis.phases import PHASES
from hillrunner.quantities import MISSING, Quantity, decimal, significant


class Cell(NamedTuple):
    """One field of a heat table."""

    word: str = ""
    figures: str = ""
    heat: float = 0.0  # 0 to 1
    css: str = ""
    hint: str = ""


def typeset(text: str) -> str:
    """A number as a page has it: a true minus, powers of ten raised, a dash for what is not."""
    if text == MISSING:
        return "\u2013"
    mantissa, _, power = text.partition("e")
    minus = str.maketrans("-", "\u2212")
    raised = f"\u00b710<sup>{str(int(power)).translate(minus)}</sup>" if power else ""
    return mantissa.translate(minus) + raised


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
    """With about three digits that matter."""
    return typeset(significant(value))


def signed(value: float, least: float) -> str:
    """``+12`` or ``-3.4``, or nothing where it is smaller than ``least``."""
    if abs(value) < least:
        return ""
    digits = 0 if abs(value) >= 9.95 else 1
    return ("+" if value > 0 else "") + number(value, digits)


def section(title: str, small: str, body: str) -> str:
    """A card of the page."""
    return f'<section class="card"><h2>{title} <small>{small}</small></h2>{body}</section>'


def note(text: str) -> str:
    """Small print; ``text`` is HTML."""
    return f'<p class="note">{text}</p>'


def folded(summary: str, body: str) -> str:
    """What is opened by a click."""
    return f"<details><summary>{html.escape(summary)}</summary>{body}</details>"


def table(head: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]], css: str = "") -> str:
    """A table of figures, each row a name (plain text) and its fields (HTML).

    On a narrow screen a row becomes its name with the fields below.
    """
    first, *others = head
    top = "".join(f"<th>{h}</th>" for h in others)
    lines = "".join(
        f"<tr><th>{html.escape(name)}</th>{''.join(f'<td>{field}</td>' for field in fields)}</tr>"
        for name, fields in rows
    )
    return (
        f'<div class="wide"><table class="stack {css}" style="--n:{len(others)}"><thead><tr>'
        f"<th>{first}</th>{top}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def heat_table(
    rows: Iterable[tuple[str, Sequence[Cell]]], when: Sequence[str] = (), css: str = ""
) -> str:
    """A row for each name (plain text), a field for each phase of the stride."""
    times = when or [""] * len(PHASES)
    head = "".join(f"<th>{p}<small>{w}</small></th>" for p, w in zip(PHASES, times, strict=True))
    lines = "".join(
        f"<tr><th>{html.escape(name)}</th>{''.join(map(_field, cells))}</tr>"
        for name, cells in rows
    )
    return (
        f'<div class="wide"><table class="heat {css}"><thead><tr><th></th>{head}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def _field(cell: Cell) -> str:
    hint = f' title="{html.escape(cell.hint)}"' if cell.hint else ""
    word = f"<b>{cell.word}</b>" if cell.word else ""
    figures = f"<span>{cell.figures}</span>" if cell.figures else ""
    heat = min(max(cell.heat, 0.0), 1.0)
    return f'<td class="{cell.css}" style="--a:{heat:.2f}"{hint}>{word}{figures}</td>'


def bar(share: float) -> str:
    """A bar of that share of the whole width."""
    return f'<i class="bar" style="--w:{100 * min(max(share, 0.0), 1.0):.1f}%"></i>'


def plots(identifier: str, columns: str = "four") -> str:
    """Where the scripts put the charts of that name."""
    return f'<div class="grid {columns}" id="{identifier}"></div>'


def key(*entries: tuple[str, str]) -> str:
    """What the colours mean: (css, words)."""
    told = " ".join(f'<span><i class="{css}"></i>{words}</span>' for css, words in entries)
    return f'<p class="key">{told}</p>'
