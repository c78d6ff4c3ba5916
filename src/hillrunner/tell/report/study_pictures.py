"""The pictures of a study: a histogram of a number, and a number against an input."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hillrunner.quantities import significant

Array = NDArray[np.float64]

WIDTH, HEIGHT = 240.0, 70.0  # of a histogram
SIDE = 150.0  # height of a scatter
LEAST, MOST = 5, 24  # bars


class Histogram(NamedTuple):
    """Bars, each ``(x, y, width, height)``, and where 5 %, half and 95 % of the members lie."""

    bars: list[tuple[str, str, str, str]]
    marks: list[str]
    low: str
    high: str
    label: str


class Scatter(NamedTuple):
    """Points, and the ends of both axes."""

    points: list[tuple[str, str]]
    across: tuple[str, str]
    up: tuple[str, str]
    label: str


def histogram(values: Array, marks: tuple[float, float, float], label: str) -> Histogram:
    """The picture of numbers that are all there."""
    low, high = float(values.min()), float(values.max())
    span = (high - low) or 1.0
    count = int(np.clip(np.sqrt(len(values)) * 1.5, LEAST, MOST))
    tall, _ = np.histogram(values, bins=count, range=(low, low + span))
    wide = WIDTH / count
    bars = []
    for i, number in enumerate(tall):
        height = HEIGHT * number / tall.max()
        bars.append((_at(i * wide), _at(HEIGHT - height), _at(wide - 1.0), _at(height)))
    return Histogram(
        bars,
        [_at(WIDTH * (mark - low) / span) for mark in marks],
        significant(low),
        significant(high),
        label,
    )


def scatter(across: Array, up: Array, shown: Callable[[float], str], label: str) -> Scatter:
    """The picture of every member that has both numbers; ``shown`` writes the upright one."""
    there = np.isfinite(across) & np.isfinite(up)
    x, y = across[there], up[there]
    ends = [(float(v.min()), float(v.max())) for v in (x, y)]
    places = [
        (v - low) / ((high - low) or 1.0) for v, (low, high) in zip((x, y), ends, strict=True)
    ]
    points = [(_at(WIDTH * a), _at(SIDE * (1.0 - b))) for a, b in zip(*places, strict=True)]
    return Scatter(
        points,
        (significant(ends[0][0]), significant(ends[0][1])),
        (shown(ends[1][0]), shown(ends[1][1])),
        label,
    )


def _at(value: float) -> str:
    return f"{value:.1f}"
