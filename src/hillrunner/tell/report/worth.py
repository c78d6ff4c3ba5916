"""What more of each muscle is worth, and the colours that say it.

Values are shown in steps, so that a colour can be found in the legend: blue helps, orange costs,
which people who confuse red and green tell apart.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hillrunner.tell.report.parts import number

Array = NDArray[np.float64]

CLASSES = 6  # colours on each side of nothing
PAD = 36.0  # beside the legend, for its outer figures
NICE = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.5, 10.0)  # steps of a scale

# Colours (red, green, blue) of nothing, of the most that helps and of the most that costs.
LIGHT = ((0xE6, 0xE4, 0xDF), (0x0B, 0x5F, 0x86), (0xB4, 0x43, 0x12))
DARK = ((0x3E, 0x45, 0x4E), (0x7C, 0xD4, 0xF5), (0xFF, 0x9A, 0x5C))


@dataclass(frozen=True)
class Worth:
    """What more of each muscle is worth.

    Attributes
    ----------
    title
        Of the map.
    values
        By the muscle's name without its side, in ``unit``.
    unit
        ``s``, for example.
    helps
        Sign of the values that are good for the runner: -1 of seconds, +1 of speed.
    also
        Another unit and what one ``unit`` is in it, for example ``("%", 100 / 2700)``.
    """

    title: str
    values: Mapping[str, float]
    unit: str
    helps: int = -1
    also: tuple[str, float] | None = None

    def told(self, value: float) -> str:
        """``-10.4 s (-0.39 %)``."""
        size = max((abs(v) for v in self.values.values()), default=0.0)
        text = f"{_signed(value, _digits(size))}\u00a0{self.unit}"
        if self.also:
            unit, factor = self.also
            text += f" ({_signed(factor * value, _digits(factor * size))}\u00a0{unit})"
        return text


def common_step(worths: Iterable[Worth]) -> float:
    """The step between two colours that fits the largest value, for maps that are compared."""
    most = max((abs(v) for w in worths for v in w.values.values()), default=0.0) / (CLASSES + 0.5)
    if most <= 0.0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(most))
    return power * next(n for n in NICE if n * power >= most * (1.0 - 1e-9))


def colour(worth: Worth, value: float | None, step: float) -> str:
    """Class of the colour of a value."""
    if value is None or not math.isfinite(value):
        return "none"
    k = min(round(abs(value) / step), CLASSES)
    return "n" if k == 0 else f"{'h' if value * worth.helps > 0.0 else 'c'}{k}"


def legend(worth: Worth, step: float) -> str:
    """The colours from what helps to what costs, with their values in one or two units."""
    wide, count = 38.0, 2 * CLASSES + 1
    units = [(worth.unit, 1.0), *([worth.also] if worth.also else [])]
    longest = len(f"+{step * CLASSES:.{_decimals(2.0 * step)}f} {worth.unit}")
    every = 2 if longest <= 8 else 3  # so that values do not run into each other
    parts = []
    for i in range(count):
        value = worth.helps * step * (CLASSES - i)
        x = PAD + wide * i
        css = colour(worth, value, step)
        parts.append(f'<rect class="{css}" x="{x:.1f}" y="20" width="{wide:g}" height="14"/>')
        for line, (unit, factor) in enumerate(units if i % every == 0 else ()):
            digits = _digits(factor * step * CLASSES) if line else _decimals(2.0 * step)
            shown = f"{_signed(factor * value, digits)}\u00a0{unit}"
            parts.append(f'<text x="{x + 0.5 * wide:.1f}" y="{51 + 19 * line}">{shown}</text>')
    whole = 2.0 * PAD + wide * count
    ends = (
        f'<text class="end" x="{PAD:g}" y="13" style="text-anchor: start">helps</text>'
        f'<text class="end" x="{whole - PAD:g}" y="13" style="text-anchor: end">costs</text>'
    )
    label = html.escape(f"Colours: blue helps, orange costs, a step is {step:g} {worth.unit}")
    return (
        f'<svg class="bodylegend" viewBox="0 0 {whole:g} 78" role="img" aria-label="{label}">'
        f"{ends}{''.join(parts)}</svg>"
    )


def colour_style() -> str:
    """The colours as a style sheet, for light and dark pages and for paper."""
    light, dark = _palette(LIGHT), _palette(DARK)
    return f"{light}@media (prefers-color-scheme: dark) {{ {dark} }}\n@media print {{ {light} }}\n"


def _palette(ends: Sequence[tuple[int, int, int]]) -> str:
    """``.h1`` to ``.h6`` help, ``.c1`` to ``.c6`` cost, ``.n`` is neither."""
    nothing, *full = (np.array(end, dtype=float) for end in ends)
    lines = [f".n {{ fill: {_hex(nothing)} }}"]
    for css, end in zip("hc", full, strict=True):
        for k in range(1, CLASSES + 1):
            share = 0.14 + 0.86 * k / CLASSES  # the least colour is told from none
            lines.append(f".{css}{k} {{ fill: {_hex(nothing + share * (end - nothing))} }}")
    return " ".join(lines) + "\n"


def _hex(colour: Array) -> str:
    return "#" + "".join(f"{round(float(c)):02x}" for c in colour)


def _digits(size: float) -> int:
    """Decimals with which values up to ``size`` show about three figures."""
    return 1 if size <= 0.0 else int(min(max(1 - math.floor(math.log10(size) + 0.3), 0), 4))


def _signed(value: float, digits: int) -> str:
    text = number(value, digits)
    return f"+{text}" if value > 0.0 and float(text.replace("\u2212", "-")) else text


def _decimals(step: float) -> int:
    """Decimals of the multiples of a nice step."""
    return next(n for n in range(9) if abs(round(step, n) - step) < 1e-9)
