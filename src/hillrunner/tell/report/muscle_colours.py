"""A value for each muscle, such as what more of it changes, and the colours that show it.

Values are shown in steps, so that a colour can be found in the legend: blue helps, orange costs,
which people who confuse red and green tell apart.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from hillrunner.tell.report.document import rendered
from hillrunner.tell.report.elements import plus

CLASSES = 6  # colours on each side of nothing
PAD = 36.0  # beside the legend, for its outer figures
NICE = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.5, 10.0)  # steps of a scale


@dataclass(frozen=True)
class Worth:
    """A value for each muscle: what more of it is worth to the runner.

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
    ends
        What the colours stand for at either end.
    """

    title: str
    values: Mapping[str, float]
    unit: str
    helps: int = -1
    also: tuple[str, float] | None = None
    ends: tuple[str, str] = ("helps", "costs")

    def text(self, value: float) -> str:
        """``-10.4 s (-0.39 %)``."""
        size = max((abs(v) for v in self.values.values()), default=0.0)
        text = f"{plus(value, _digits(size))}\u00a0{self.unit}"
        if self.also:
            unit, factor = self.also
            text += f" ({plus(factor * value, _digits(factor * size))}\u00a0{unit})"
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


def legend(worth: Worth, step: float) -> Markup:
    """The colours from what helps to what costs, with their values in one or two units."""
    wide, count = 38.0, 2 * CLASSES + 1
    units = [(worth.unit, 1.0), *([worth.also] if worth.also else [])]
    longest = len(f"+{step * CLASSES:.{_decimals(2.0 * step)}f} {worth.unit}")
    every = 2 if longest <= 8 else 3  # so that values do not run into each other
    swatches, texts = [], []
    for i in range(count):
        value = worth.helps * step * (CLASSES - i)
        x = PAD + wide * i
        swatches.append((colour(worth, value, step), f"{x:.1f}"))
        for line, (unit, factor) in enumerate(units if i % every == 0 else ()):
            digits = _digits(factor * step * CLASSES) if line else _decimals(2.0 * step)
            shown = f"{plus(factor * value, digits)}\u00a0{unit}"
            texts.append((f"{x + 0.5 * wide:.1f}", 51 + 19 * line, shown))
    whole = 2.0 * PAD + wide * count
    return rendered(
        "map_legend.html",
        swatches=swatches,
        texts=texts,
        width=f"{wide:g}",
        whole=f"{whole:g}",
        left=f"{PAD:g}",
        right=f"{whole - PAD:g}",
        step=f"{step:g}\u00a0{worth.unit}",
        ends=worth.ends,
    )


def _digits(size: float) -> int:
    """Decimals with which values up to ``size`` show about three figures."""
    return 1 if size <= 0.0 else int(min(max(1 - math.floor(math.log10(size) + 0.3), 0), 4))


def _decimals(step: float) -> int:
    """Decimals of the multiples of a nice step."""
    return next(n for n in range(9) if abs(round(step, n) - step) < 1e-9)
