"""How fast muscles tire over hours: the constants that meet what knee extensors lose in races.

Fits ``central_most``, ``central_time`` and ``peripheral_slope`` of
``src/hillrunner/fatigue/coefficients.py`` to the rows of ``fatigue/losses.toml`` that are marked as
used for central or peripheral loss, all alike, by least squares of percentage points; everything
else stays at its middle. Eccentric loads are those of the fresh runs that ship, between their
speeds. All other rows are tests. Ranges are the 5 and 95 % of fits to rows moved within their
standard errors, at speeds, peripheral time constants and what muscles are used to within their
ranges. Also told: what other
weights of relative force would do, and how load grows with speed (the high end of ``accustomed``).
Solves nothing; writes ``results/fatigue.md`` and ``.json``.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import replace

import common
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from hillrunner.fatigue.coefficients import TABLE, Coefficients, draw
from hillrunner.fatigue.load import POWER
from hillrunner.fatigue.losses import Loss, Strides, held, losses, predicted
from hillrunner.motion import library
from hillrunner.tasks.run import Run

Array = NDArray[np.float64]

FITTED = ("central_most", "central_time", "peripheral_slope")
BOUNDS = ((0.05, 0.9), (0.5, 30.0), (1e-4, 1.0))
# Where a source tells neither SD nor people: what is usual of the others, a choice.
SD, PEOPLE = 14.0, 21
SEED = 0
POWERS = (POWER, 1.0, 2.0)  # of relative force
SPEEDS = (2.5, 3.0, 3.5, 4.0, 4.5)  # m/s: between them load grows
HEAD_FIT = ("power", "constant", "fitted", "5 %", "95 %", "left, points", "in the table")
HEAD_ROWS = ("row", "of", "published, %", "model", "5 %", "95 %", "agrees", "used as")


def used() -> list[Loss]:
    """The rows that the constants are fitted to."""
    return [row for row in losses() if "peripheral" in row.used or "central" in row.used]


def with_values(c: Coefficients, values: Array) -> Coefficients:
    """Coefficients with the fitted ones in place."""
    return replace(c, **{n: np.full((1, 1), v) for n, v in zip(FITTED, values, strict=True)})


def residuals(
    values: Array, rows: list[Loss], means: Array, speeds: Array, strides: Strides, c: Coefficients
) -> Array:
    """Model less published (points)."""
    trial = with_values(c, values)
    said = [predicted(r, strides, trial, v)[0] for r, v in zip(rows, speeds, strict=True)]
    return np.array(said) - means


def fit(
    rows: list[Loss], means: Array, speeds: Array, strides: Strides, c: Coefficients
) -> tuple[Array, float]:
    """The constants, and the root mean square of what is left (points)."""
    first = [TABLE[name].values[1] for name in FITTED]
    low, high = np.transpose(BOUNDS)
    found = least_squares(
        residuals, first, bounds=(low, high), x_scale=first, args=(rows, means, speeds, strides, c)
    )
    return found.x, math.sqrt(2.0 * found.cost / len(rows))


def spread(rows: list[Loss], strides: Strides, c: Coefficients, times: int) -> tuple[Array, Array]:
    """Fits within what is known of rows, speeds and the peripheral time constant: 5 and 95 %."""
    random = np.random.default_rng(SEED)
    error = np.array([(r.sd or SD) / math.sqrt(r.people or PEOPLE) for r in rows])
    means = np.array([r.mean for r in rows])
    races = sorted({(r.distance, r.speed) for r in rows})
    found = []
    for _ in range(times):
        speed = {d: random.triangular(*v) if v[0] < v[2] else v[1] for d, v in races}
        other = replace(
            c,
            **{
                name: np.full((1, 1), random.triangular(*TABLE[name].values))
                for name in ("peripheral_time", "accustomed")
            },
        )
        moved = means + error * random.standard_normal(len(rows))
        found.append(
            fit(rows, moved, np.array([speed[r.distance] for r in rows]), strides, other)[0]
        )
    low, high = np.quantile(found, (0.05, 0.95), axis=0)
    return low, high


def growth(strides: Strides) -> float:
    """With which power of speed the load of all muscles grows on the level."""
    every = strides.weight(None)
    loads = [float(strides.load(speed, 0.0) @ every) for speed in SPEEDS]
    return float(np.polyfit(np.log(SPEEDS), np.log(loads), 1)[0])


def shipped_strides(power: float) -> Strides:
    """Loads of the runs that ship, by a power of relative force."""
    runs = [name for name, task in library.shipped().items() if isinstance(task, Run)]
    return Strides((library.load_shipped(name) for name in runs), power)


def fitted_table(strides: dict[float, Strides], c: Coefficients, times: int) -> tuple[str, list]:
    """What each weight of relative force leads to."""
    rows = used()
    means = np.array([row.mean for row in rows])
    speeds = np.array([row.speed[1] for row in rows])
    lines, kept = [], []
    for power, one in strides.items():
        values, left = fit(rows, means, speeds, one, c)
        own = power == POWER
        low, high = spread(rows, one, c, times) if own else (None, None)
        for i, name in enumerate(FITTED):
            ends = (float(low[i]), float(high[i])) if own else (None, None)
            lines.append((power, name, float(values[i]), *ends, left, TABLE[name].values[1]))
            kept.append(dict(zip(HEAD_FIT, lines[-1], strict=True)))
    return common.markdown(HEAD_FIT, lines), kept


def row_table(strides: Strides, c: Coefficients) -> tuple[str, list]:
    """Every row that needs no solved long run, beside the model with the table's constants."""
    lines = []
    for row in losses():
        one = held(row, strides, c)
        if one is not None:
            band = row.band or (row.mean, row.direction)
            published = " to ".join(f"{x:g}" if isinstance(x, float) else x for x in band if x)
            kind = "fitted" if row.used else "counted" if row.counted else "apart"
            inside = "yes" if one.agrees else "no"
            lines.append(
                (row.name, row.quantity, published, one.value, one.low, one.high, inside, kind)
            )
    kept = [dict(zip(HEAD_ROWS, line, strict=True)) for line in lines]
    return common.markdown(HEAD_ROWS, lines), kept


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=100, help="fits for the ranges (default 100)")
    options = parser.parse_args()
    common.one_core()
    strides = {power: shipped_strides(power) for power in POWERS}
    fits, fit_data = fitted_table(strides, draw(0, SEED), options.times)
    rows, row_data = row_table(strides[POWER], draw(500, SEED))
    names = "\n".join(f"- {row.name}: {row.mean:g} % ({row.source})" for row in used())
    grows = growth(strides[POWER])
    said = f"The load of all muscles grows with speed to the power {grows:.2f}."
    text = f"Fitted to\n\n{names}\n\n{fits}\n\n{said}\n\n{rows}"
    data = {"fits": fit_data, "rows": row_data, "load_with_speed": grows}
    common.keep("fatigue", text, data)
    print(text)


if __name__ == "__main__":
    main()
