"""Curves by week or kilometre as pictures without a script: lines, bands, and what was solved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

WIDTH, HEIGHT = 300.0, 150.0  # of the field
PAD = 0.06  # of the span, above and below


class Line(NamedTuple):
    """A value by week or kilometre, with its interval.

    Attributes
    ----------
    css, name
        How it looks and what it is called.
    values, low, high
        By place.
    """

    css: str
    name: str
    values: Array
    low: Array
    high: Array


class Mark(NamedTuple):
    """A column, which says its values to a pointer or a screen reader."""

    x: str
    width: str
    text: str


class Curves(NamedTuple):
    """The picture of lines that share an axis."""

    title: str
    unit: str
    lines: list[tuple[str, str, str, str]]  # css, name, band, path
    dots: list[tuple[str, str]]
    ticks: list[tuple[str, str]]  # upright: place, text
    along: list[tuple[str, str]]  # across: place, text
    zero: str
    stop: str
    marks: list[Mark]
    last: str


def curves(
    title: str,
    unit: str,
    lines: list[Line],
    shown: Callable[[float], str],
    stop: int | None = None,
    solved: Iterable[int] = (),
    base: float | None = None,
    least: float = 0.0,
    count: tuple[str, int] = ("Week", 0),
) -> Curves:
    """The picture.

    Parameters
    ----------
    title, unit
        What the axis is of.
    lines
        At least one, all over the same places.
    shown
        Writes a value.
    stop
        Last place that counts, of an index; a line stands there where others come after it.
    solved
        Places with a dot on the first line.
    base
        A value that is always in sight, with a line across.
    least
        That the axis spans, so that what hardly changes looks like it.
    count
        What the places are called, and the number of the first.
    """
    places = len(lines[0].values)
    stop = places - 1 if stop is None else stop
    called, first = count
    every = np.concatenate([np.concatenate([one.low, one.values, one.high]) for one in lines])
    every = np.append(every, [] if base is None else base)
    low, high = float(every.min()), float(every.max())
    span = (high - low) or 1.0
    more = max(PAD * span, 0.5 * (least - span))
    low, high = low - more, high + more

    def x(place: float) -> float:
        return WIDTH * place / max(places - 1, 1)

    def y(value: float) -> float:
        return HEIGHT * (high - value) / (high - low)

    def path(values: Array) -> str:
        return "L".join(f"{x(i):.1f} {y(v):.1f}" for i, v in enumerate(values))

    drawn = []
    for one in lines:
        back = "L".join(f"{x(i):.1f} {y(one.low[i]):.1f}" for i in reversed(range(places)))
        band = f"M{path(one.high)}L{back}Z"
        drawn.append((one.css, one.name, band, f"M{path(one.values)}"))
    wide = WIDTH / places
    said = _said(lines, shown, called, first)
    marks = [
        Mark(f"{min(max(x(i) - 0.5 * wide, 0.0), WIDTH - wide):.1f}", f"{wide:.1f}", text)
        for i, text in enumerate(said)
    ]
    step = nice(high - low)
    ticks = np.arange(np.ceil(low / step), np.floor(high / step) + 0.5) * step
    across = steps_across(places - 1)
    numbers = range(first + -first % across, first + places, across)
    return Curves(
        title,
        unit,
        drawn,
        [(f"{x(i):.1f}", f"{y(lines[0].values[i]):.1f}") for i in solved],
        [(f"{y(v):.1f}", shown(v)) for v in ticks],
        [(f"{x(number - first):.1f}", str(number)) for number in numbers],
        "" if base is None else f"{y(base):.1f}",
        f"{x(stop):.1f}" if stop < places - 1 else "",
        marks,
        said[stop],
    )


def _said(lines: list[Line], shown: Callable[[float], str], called: str, first: int) -> list[str]:
    def told(one: Line, i: int) -> str:
        text = f"{one.name} {shown(one.values[i])}"
        if one.low is one.values:
            return text
        return f"{text} ({shown(one.low[i])} to {shown(one.high[i])})"

    return [
        f"{called} {first + i}: " + "; ".join(told(one, i) for one in lines)
        for i in range(len(lines[0].values))
    ]


def steps_across(span: int) -> int:
    """Places between two numbers: as few as fit, of many of them 5 or 10."""
    rough = max(1, -(-span // 6))
    return rough if rough < 5 else 5 if rough == 5 else 10 * -(-rough // 10)


def nice(span: float) -> float:
    """Distance of about four ticks: 1, 2 or 5 times a power of ten."""
    rough = span / 4.0
    power = 10.0 ** np.floor(np.log10(rough))
    return float(power * next(n for n in (1.0, 2.0, 5.0, 10.0) if n * power >= rough))
