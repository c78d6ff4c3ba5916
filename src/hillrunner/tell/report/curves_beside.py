"""The curves of motions over those of people who ran as fast, for the plots of a page."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from hillrunner.errors import HillrunnerError
from hillrunner.motion.motion import Motion
from hillrunner.motion.phase import stance
from hillrunner.published.curves import CURVES, published_curves
from hillrunner.published.rows import Condition
from hillrunner.sides import RIGHT
from hillrunner.tell.report.charts import Chart, series_of
from hillrunner.tell.report.frames import ANGLES
from hillrunner.validate.curves import motion_curve

TITLES = ANGLES | {"vertical_force": "Force, up", "forward_force": "Force, forward"}
READ = {"deg": (1, 10.0), "BW": (2, 0.2)}  # unit: decimals that are read, and least height


class Beside(NamedTuple):
    """One speed: the id of the place of its plots, what it is called, and what is drawn there."""

    into: str
    name: str
    charts: list[Chart]


def curves_beside(motions: Mapping[Condition, Motion]) -> list[Beside]:
    """Every curve at every speed on level ground that has a motion and people's curves.

    A motion that has none, as one whose foot never leaves the ground, is left out.
    """
    found = []
    for speed in published_curves()["speed"].values.tolist():
        motion, into = motions.get(Condition(speed=speed)), f"curves-{speed:g}"
        if motion is None:
            continue
        with suppress(HillrunnerError):  # the rows say so
            charts = [_chart(into, motion, name) for name in CURVES]
            found.append(Beside(into, f"{speed:g} m/s", charts))
    return found


def _chart(into: str, motion: Motion, name: str) -> Chart:
    people = published_curves().sel(speed=motion.speed, curve=name)
    unit = CURVES[name]
    digits, span = READ[unit]
    on, off = stance(motion, RIGHT)
    mine = series_of("r", "simulated", motion_curve(motion, name), digits + 1)
    mean, sd = (series_of("m", "people", people[k].values, digits + 1) for k in ("mean", "sd"))
    return {
        "into": into,
        "title": f"{TITLES[name]}, {unit}",
        "digits": digits,
        "span": span,
        "stance": [[0.0, round(100.0 * (off - on) / motion.stride_time, 2)]],
        "series": [mine, mean | {"sd": sd["values"]}],
    }
