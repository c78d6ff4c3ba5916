"""How many repetitions people can do at a share of their one-repetition maximum (1RM).

Means of 952 tests on 7,289 people (Nuzzo 2024, 10.1007/s40279-023-01937-7): bench press 8.8 at 80 %
and 14.08 at 70 % of 1RM, leg press 13.1 and 18.96. Sex, age and training do not move them, the
exercise does. For all others the authors give a general curve. Its values were not at hand: it is
taken halfway between the two, which are its range. The form of the curve is ours: it is 1 at 1RM,
passes through both points, has no end towards no load and an inverse in closed form. Far below 60 %
of 1RM it is an extrapolation.
"""

from __future__ import annotations

import math
from typing import Any

Number = Any  # float or numpy array

POINTS = (0.80, 0.70)  # share of 1RM
BENCH_PRESS = (8.8, 14.08)  # repetitions there; at 90 % the curve has 4.6, the source about 4
LEG_PRESS = (13.1, 18.96)
GENERAL = 0.5  # of the way from bench press to leg press, in logarithms: a choice, from 0 to 1
# Standard deviation between people over repetitions beyond the first: 2.51 at 80 % of 1RM.
SPREAD = 0.25
FAILURE = 10.0  # rating of perceived exertion (RPE) of a set after which none is left


def _curve(repetitions: tuple[float, float]) -> tuple[float, float]:
    """Scale and exponent of ``1 + scale (1/share - 1)^exponent`` through both points."""
    x, y = ([1.0 / p - 1.0 for p in POINTS], [r - 1.0 for r in repetitions])
    exponent = math.log(y[1] / y[0]) / math.log(x[1] / x[0])
    return y[0] / x[0] ** exponent, exponent


def _between(towards_leg_press: Number) -> tuple[Number, Number]:
    (a, m), (b, n) = _curve(BENCH_PRESS), _curve(LEG_PRESS)
    scale = a * (b / a) ** towards_leg_press
    return scale, m + (n - m) * towards_leg_press


def repetitions_at(share: float, towards_leg_press: Number = GENERAL) -> Number:
    """Repetitions to failure at ``share`` (above 0, to 1) of 1RM; ever more towards no load.

    Parameters
    ----------
    share
        Load over 1RM.
    towards_leg_press
        0 is the bench press, 1 the leg press, 0.5 any other exercise.
    """
    scale, exponent = _between(towards_leg_press)
    return 1.0 + scale * (1.0 / share - 1.0) ** exponent


def share_at(repetitions: float, towards_leg_press: Number = GENERAL) -> Number:
    """Share of 1RM at which ``repetitions`` (1 or more) lead to failure.

    The inverse of :func:`repetitions_at`.
    """
    scale, exponent = _between(towards_leg_press)
    return 1.0 / (1.0 + ((repetitions - 1.0) / scale) ** (1.0 / exponent))


def most_repetitions(share: float) -> float:
    """What hardly anybody exceeds: two standard deviations above bench press and leg press."""
    able = max(repetitions_at(share, exercise) for exercise in (0.0, 1.0))
    return 1.0 + (1.0 + 2.0 * SPREAD) * (able - 1.0)


def in_reserve(rpe: float) -> float:
    """Repetitions in reserve (RIR) at a rating of perceived exertion: 10 - RPE.

    Zourdos 2016, 10.1519/JSC.0000000000001049.
    """
    return FAILURE - rpe
