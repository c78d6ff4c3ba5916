"""Curves by week as pictures without a script: lines, bands, and the weeks that were solved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

WIDTH, HEIGHT = 300.0, 150.0  # of the field
PAD = 0.06  # of the span, above and below


class Line(NamedTuple):
    """A value by week, with its interval.

    Attributes
    ----------
    css, name
        How it looks and what it is called.
    values, low, high
        By week.
    """

    css: str
    name: str
    values: Array
    low: Array
    high: Array


class Mark(NamedTuple):
    """A week's column, which says its values to a pointer or a screen reader."""

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
    weeks: list[tuple[str, str]]  # across: place, text
    zero: str
    stop: str
    marks: list[Mark]
    last: str


def curves(
    title: str,
    unit: str,
    lines: list[Line],
    shown: Callable[[float], str],
    stop: int,
    solved: Iterable[int] = (),
    base: float | None = None,
) -> Curves:
    """The picture.

    Parameters
    ----------
    title, unit
        What the axis is of.
    lines
        At least one, all over the same weeks from 0.
    shown
        Writes a value.
    stop
        Last week of the plan; a line stands there where weeks come after it.
    solved
        Weeks with a dot on the first line.
    base
        A value that is always in sight, with a line across.
    """
    weeks = len(lines[0].values)
    every = np.concatenate([np.concatenate([one.low, one.values, one.high]) for one in lines])
    every = np.append(every, [] if base is None else base)
    low, high = float(every.min()), float(every.max())
    span = (high - low) or 1.0
    low, high = low - PAD * span, high + PAD * span

    def x(week: float) -> float:
        return WIDTH * week / max(weeks - 1, 1)

    def y(value: float) -> float:
        return HEIGHT * (high - value) / (high - low)

    def path(values: Array) -> str:
        return "L".join(f"{x(i):.1f} {y(v):.1f}" for i, v in enumerate(values))

    drawn = []
    for one in lines:
        back = "L".join(f"{x(i):.1f} {y(one.low[i]):.1f}" for i in reversed(range(weeks)))
        band = f"M{path(one.high)}L{back}Z"
        drawn.append((one.css, one.name, band, f"M{path(one.values)}"))
    wide = WIDTH / weeks
    marks = [
        Mark(f"{min(max(x(i) - 0.5 * wide, 0.0), WIDTH - wide):.1f}", f"{wide:.1f}", text)
        for i, text in enumerate(_said(lines, shown, weeks))
    ]
    step = _nice(high - low)
    ticks = np.arange(np.ceil(low / step), np.floor(high / step) + 0.5) * step
    across = max(1, -(-(weeks - 1) // 6))
    return Curves(
        title,
        unit,
        drawn,
        [(f"{x(i):.1f}", f"{y(lines[0].values[i]):.1f}") for i in solved],
        [(f"{y(v):.1f}", shown(v)) for v in ticks],
        [(f"{x(i):.1f}", str(i)) for i in range(0, weeks, across)],
        "" if base is None else f"{y(base):.1f}",
        f"{x(stop):.1f}" if stop < weeks - 1 else "",
        marks,
        _said(lines, shown, weeks)[stop],
    )


def _said(lines: list[Line], shown: Callable[[float], str], weeks: int) -> list[str]:
    return [
        f"Week {i}: "
        + "; ".join(
            f"{one.name} {shown(one.values[i])} ({shown(one.low[i])} to {shown(one.high[i])})"
            for one in lines
        )
        for i in range(weeks)
    ]


def _nice(span: float) -> float:
    """Distance of about four ticks: 1, 2 or 5 times a power of ten."""
    rough = span / 4.0
    power = 10.0 ** np.floor(np.log10(rough))
    return float(power * next(n for n in (1.0, 2.0, 5.0, 10.0) if n * power >= rough))
