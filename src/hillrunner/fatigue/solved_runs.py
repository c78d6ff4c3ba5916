"""Long runs that were solved once and ship as figures: what tired muscles do to form and cost.

They are of the shipped runs' body, made by ``studies/long_runs.py``, which says with what. Between
their points a figure is on the straight line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

import numpy as np

from hillrunner.errors import MotionError

FILE = "solved_runs.json"


@dataclass(frozen=True)
class SolvedRun:
    """The figures of a long run on the level.

    Attributes
    ----------
    name
        As ``marathon, 3 m/s``.
    speed
        m/s.
    stronger
        Factor on the force of all muscles, with their mass; 1 of the runner as they are.
    metres
        Where it was solved, from 0 to its end.
    figures
        By quantity, its value at these places.
    whole
        Figures of the run as a whole.
    prices
        By muscle without its side: % of cost for 1 % more of it that works (``drive`` of
        :func:`~hillrunner.worth.prices.prices.prices`), at these places; empty where nothing was
        priced.
    """

    name: str
    speed: float
    stronger: float
    metres: tuple[float, ...]
    figures: Mapping[str, tuple[float, ...]]
    whole: Mapping[str, float]
    prices: Mapping[str, tuple[float, ...]]

    def at(self, quantity: str, metres: float) -> float:
        """A figure at a place.

        Raises
        ------
        MotionError
            If the run is shorter, or has no such figure.
        """
        if quantity not in self.figures or metres > self.metres[-1] * (1.0 + 1e-6):
            raise MotionError(
                f"the run {self.name!r} says nothing of {quantity} at {metres:.0f} m."
            )
        return float(np.interp(metres, self.metres, self.figures[quantity]))

    def change(self, quantity: str, metres: float) -> float:
        """Change (%) since the start, of what :meth:`at` tells."""
        return 100.0 * (self.at(quantity, metres) / self.at(quantity, 0.0) - 1.0)


@dataclass(frozen=True)
class SolvedRuns:
    """Some long runs of one body, and what it was solved with.

    Attributes
    ----------
    body_hash, settings
        Of the fresh runs.
    runs
        One by one.
    """

    body_hash: str
    settings: Mapping[str, object]
    runs: tuple[SolvedRun, ...]

    def nearest(self, speed: float, metres: float, stronger: float = 1.0) -> SolvedRun:
        """The run nearest in speed (m/s) that is long enough, the shortest of several.

        Raises
        ------
        MotionError
            If there is none.
        """
        there = [
            run
            for run in self.runs
            if run.metres[-1] * (1.0 + 1e-6) >= metres and run.stronger == stronger
        ]
        if not there:
            raise MotionError(f"no run of {metres:.0f} m was solved.")
        return min(there, key=lambda run: (abs(run.speed - speed), run.metres[-1]))


@lru_cache(maxsize=1)
def shipped_runs() -> SolvedRuns:
    """The runs that ship."""
    with resources.as_file(resources.files("hillrunner.fatigue") / FILE) as path:
        return read_runs(path)


def read_runs(path: Path) -> SolvedRuns:
    """The runs of a file that ``studies/long_runs.py`` wrote."""
    data = json.loads(path.read_text(encoding="utf-8"))
    runs = tuple(
        SolvedRun(
            name=one["name"],
            speed=one["speed"],
            stronger=one["stronger"],
            metres=tuple(one["metres"]),
            figures={name: tuple(values) for name, values in one["figures"].items()},
            whole=one["whole"],
            prices={muscle: tuple(values) for muscle, values in one["prices"].items()},
        )
        for one in data["runs"]
    )
    return SolvedRuns(data["body_hash"], data["settings"], runs)
