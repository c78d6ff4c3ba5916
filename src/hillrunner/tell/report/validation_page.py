"""The table as one HTML page that asks the network for nothing: a dot against its band a row."""

from __future__ import annotations

import html
from collections.abc import Sequence
from importlib import resources

from hillrunner.published.rows import SUBJECTS, Row, Source
from hillrunner.tell.tables.validation import (
    HOW,
    band_words,
    individual_lines,
    number,
    sd_words,
    summary_words,
    verdict_words,
)
from hillrunner.validate.individuals import Comparison
from hillrunner.validate.table import Result, Table, causes

TITLE = "How far the simulator can be believed"
HONEST = (
    "Computed, not measured: every dot is a run that was solved for, nothing was tracked. The "
    "bands are of other people. A simulated load is a load in this model; it predicts no injury."
)
_SPAN = 100.0  # half of the picture's width
_HALF = 45.0  # half of a band with two edges
_HIGH = 22.0


def page(table: Table, subtitle: str, people: Sequence[Comparison] = ()) -> str:
    """The page.

    Parameters
    ----------
    table : Table
    subtitle : str
        What was simulated, in a sentence.
    people : sequence of Comparison
        Measured people one by one, where there are any.

    Returns
    -------
    str
        A whole HTML document.
    """
    cards = [_subject(table, subject) for subject in SUBJECTS if subject in table.scores()]
    cards += [_why(table), _people(people), _apart(table), _sources(table)]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{TITLE}</title><style>{_style()}</style></head><body>"
        f'<header class="page"><p class="brand">hillrunner</p><h1>{TITLE}</h1>'
        f'<p class="sub">{html.escape(subtitle)}</p></header>'
        f'<main class="page">{_tiles(table)}<p class="key">{_KEY}</p>{"".join(cards)}</main>'
        f'<footer class="page"><p>{html.escape(HOW)}</p><p>{HONEST}</p></footer></body></html>\n'
    )


_KEY = (
    '<span class="sample"></span>inside<span class="sample off"></span>outside'
    '<span class="sample band"></span>what is published; the line in it is the mean, and an open '
    "end a direction. Dots at the very edge of a picture lie beyond it."
)


def _style() -> str:
    shared = resources.files("hillrunner.tell.report") / "assets" / "style.css"
    own = resources.files("hillrunner.tell.report") / "assets" / "validation.css"
    return shared.read_text(encoding="utf-8") + own.read_text(encoding="utf-8")


def _tiles(table: Table) -> str:
    tiles = [(len(table.inside), len(table.judged), "of all counted rows inside")]
    tiles += [(inside, counted, subject) for subject, (inside, counted) in table.scores().items()]
    return (
        '<div class="tiles scores">'
        + "".join(
            f'<div class="tile"><b>{inside}<small>of {counted}</small></b>'
            f"<span>{label}</span></div>"
            for inside, counted, label in tiles
        )
        + "</div>"
    )


def _card(title: str, inner: str, small: str = "") -> str:
    small = f"<small>{html.escape(small)}</small>" if small else ""
    return f'<section class="card"><h2>{html.escape(title)}{small}</h2>{inner}</section>'


def _subject(table: Table, subject: str) -> str:
    inside, counted = table.scores()[subject]
    rows = "".join(_row(r) for r in table.of(subject) if r.counts)
    return _card(
        subject.capitalize(), f'<div class="rows">{rows}</div>', f"{inside} of {counted} inside"
    )


def _apart(table: Table) -> str:
    if not table.apart:
        return ""
    rows = "".join(_row(r) for r in table.apart)
    return _card(
        "Listed apart",
        f'<div class="rows">{rows}</div>',
        "not counted: from memory, or without a published spread",
    )


def _row(result: Result) -> str:
    row = result.row
    kind = "" if not result.counts else " in" if result.inside else " out"
    unit = "" if row.unit == "1" else f" {row.unit}"
    sd = f"<small>{sd_words(result)} SD</small>" if result.sd_away is not None else ""
    note = f' title="{html.escape(row.note, quote=True)}"' if row.note else ""
    verdict = verdict_words(result)
    if not result.counts and result.value is not None:
        verdict = f"apart, {verdict}" if verdict else "apart"
    return (
        f'<div class="row{kind or " apart"}"><div class="what"{note}><b>{html.escape(row.quantity)}'
        f"</b> <span>{html.escape(row.place)}</span></div>{_picture(result)}"
        f'<div class="value"><b>{number(result.value)}{html.escape(unit)}</b>'
        f"<span>{html.escape(band_words(row))}</span></div>"
        f'<div class="verdict">{verdict}{sd}</div>'
        f'<div class="from">{_link(row.source)} ({row.grade})</div></div>'
    )


def _picture(result: Result) -> str:
    """The dot against its band; what it says is in the label too."""
    row = result.row
    label = (
        f"{row.quantity}, {row.place}: {number(result.value)}, published {band_words(row)}, "
        f"{verdict_words(result) or 'no band'}"
    )
    parts = [_line("axis", -_SPAN, _SPAN, 0.5 * _HIGH), _band(row)]
    if row.mean is not None:
        at = place_of(row, row.mean)
        parts.append(f'<line class="mid" x1="{at:.1f}" x2="{at:.1f}" y1="4" y2="18"/>')
    if result.value is not None:
        at = place_of(row, result.value)
        if result.counts and not result.inside:
            tips = f"{at - 6:.1f},11 {at:.1f},5 {at + 6:.1f},11 {at:.1f},17"
            parts.append(f'<polygon class="sim" points="{tips}"/>')
        else:
            parts.append(f'<circle class="sim" cx="{at:.1f}" cy="11" r="4.6"/>')
    return (
        f'<svg viewBox="{-_SPAN - 8} 0 {2 * _SPAN + 16} {_HIGH}" role="img" '
        f'aria-label="{html.escape(label, quote=True)}">{"".join(parts)}</svg>'
    )


def _line(kind: str, x1: float, x2: float, y: float) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" x2="{x2:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'


def _band(row: Row) -> str:
    low, high = row.band
    if low is None and high is None:
        return ""
    left = -_SPAN if low is None else place_of(row, low)
    right = _SPAN if high is None else place_of(row, high)
    band = f'<rect class="range" x="{left:.1f}" y="6" width="{right - left:.1f}" height="10"/>'
    edges = [x for x, edge in ((left, low), (right, high)) if edge is not None]
    return band + "".join(
        f'<line class="edge" x1="{x:.1f}" x2="{x:.1f}" y1="6" y2="16"/>' for x in edges
    )


def place_of(row: Row, value: float) -> float:
    """Where a value lies in the picture, -100 to 100.

    A band with two edges takes up the same middle part in every picture; one with a single edge
    has it in the middle, and the whole half is a change by as much as the edge (or, of an edge
    at zero, by any amount). Without a band the mean is in the middle.
    """
    low, high = row.band
    if low is not None and high is not None:
        share = (value - 0.5 * (low + high)) / (0.5 * (high - low))
        return max(-_SPAN, min(_SPAN, _HALF * share))
    centre = next(x for x in (low, high, row.mean) if x is not None)
    step = abs(centre) or 2.0 * abs(value) or 1.0
    return max(-_SPAN, min(_SPAN, _SPAN * (value - centre) / step))


def _link(source: Source) -> str:
    name = html.escape(source.name)
    return f'<a href="https://doi.org/{html.escape(source.doi)}">{name}</a>' if source.doi else name


def _why(table: Table) -> str:
    if not table.outside:
        return ""
    items = "".join(
        f"<li><b>{html.escape(quantity)}</b> ({html.escape(where)}): {html.escape(why)}</li>"
        for quantity, where, why in causes(table)
    )
    return _card("Outside, and why", f'<ul class="why">{items}</ul>', "as far as we know")


def _people(people: Sequence[Comparison]) -> str:
    if not people:
        return ""
    head, *lines = individual_lines(people)

    def cells(tag: str, line: Sequence[str]) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(c)}</{tag}>" for c in line) + "</tr>"

    table = (
        f"<thead>{cells('th', head)}</thead><tbody>{''.join(cells('td', x) for x in lines)}</tbody>"
    )
    notes = "".join(
        f'<p class="note">{html.escape(f"{c.person.name}, {c.speed:g} m/s: {why}")}</p>'
        for c in people
        for why in c.why
    )
    return _card(
        "Measured people one by one",
        f'<div class="wide"><table>{table}</table></div>{notes}',
        "RMS difference (spread of their own strides); times simulated / measured",
    )


def _sources(table: Table) -> str:
    items = "".join(
        f"<li><b>{_link(source)}</b> {html.escape(source.about)}</li>"
        for source in dict.fromkeys(r.row.source for r in table.results)
    )
    notes = dict.fromkeys(
        (r.row.quantity, r.row.source.name, text)
        for r in table.results
        for text in (r.row.note, r.row.apart)
        if text
    )
    told = "".join(
        f"<li><b>{html.escape(quantity)}</b> ({html.escape(name)}) {html.escape(text)}</li>"
        for quantity, name, text in notes
    )
    return _card(
        "Sources and notes", f'<ul class="sources">{items}{told}</ul>', summary_words(table)
    )
