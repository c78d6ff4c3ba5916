"""The list of measures, and a motion with its analyses, each computed when first needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.analysis.analysis import Analysis
from hillrunner.analysis.lift import LiftNumbers, lift_numbers
from hillrunner.checks import unknown_name
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion.motion import Motion
from hillrunner.motion.phase import contact_time
from hillrunner.published.rows import RowsError
from hillrunner.sides import RIGHT
from hillrunner.worth.prices.prices import prices

Array = NDArray[np.float64]
STANCE = ["loading", "mid-stance", "push-off"]
SWING = ["early swing", "late swing"]
SIDE = RIGHT  # whose measures are held against people's


class Measured(Analysis):
    """The analyses of a motion, its prices, and what measures need besides.

    Parameters
    ----------
    motion : Motion
        A solved stride.
    """

    def __init__(self, motion: Motion) -> None:
        super().__init__(motion)
        self.mass = motion.runner.mass
        self.weight = motion.runner.mass * GRAVITY  # N

    @cached_property
    def contact(self) -> float:
        """When the right foot meets the ground (s)."""
        return contact_time(self.motion, SIDE)

    @cached_property
    def prices(self) -> xr.Dataset:
        """Of the metabolic cost; takes seconds."""
        return prices(self.motion, of="energy")

    @cached_property
    def speed_prices(self) -> xr.Dataset:
        """Of a sprint's top speed; takes seconds."""
        return prices(self.motion, of="speed")

    @cached_property
    def lift(self) -> LiftNumbers:
        """Of a lift, on the leg that is held against people's."""
        return lift_numbers(self.motion, SIDE)

    def during(self, phases: list[str]) -> Array:
        """Seconds of each point that belong to phases of the right foot (time,)."""
        weight = self.stride_phases["weight"].sel(foot=SIDE, phase=phases)
        return np.asarray(weight.sum("phase").values)

    def inside(self, phases: list[str]) -> NDArray[np.bool_]:
        """Points of which at least half belongs to phases of the right foot (time,)."""
        return self.during(phases) >= 0.5 * self.motion["duration"].values

    def percent_after_contact(self, time: float) -> float:
        """% of the stride from the contact of the right foot to ``time`` (s), 0 to 100."""
        period = self.motion.stride_time
        return 100.0 * ((time - self.contact) % period) / period


Function = Callable[[Measured, str], float]


@dataclass(frozen=True)
class Measurement:
    """A function of a motion, its unit, and what it can be of.

    Attributes
    ----------
    function
        (motion, of) -> value in ``unit``.
    of
        What the measure can be of; empty where it needs no such word.
    """

    name: str
    function: Function
    unit: str
    of: tuple[str, ...]


_MEASUREMENTS: dict[str, Measurement] = {}


def measures(unit: str, *of: str) -> Callable[[Function], Function]:
    """Enter a function into the list under its own name."""

    def enter(function: Function) -> Function:
        name = function.__name__
        _MEASUREMENTS[name] = Measurement(name, function, unit, of)
        return function

    return enter


def measurement(name: str, of: str = "") -> Measurement:
    """The measurement of a name.

    Raises
    ------
    RowsError
        If there is none, or it cannot be of ``of``.
    """
    if name not in _MEASUREMENTS:
        raise RowsError(unknown_name("measure", name, of, _MEASUREMENTS))
    found = _MEASUREMENTS[name]
    if (of or found.of) and of not in found.of:
        allowed = ", ".join(found.of) or "nothing"
        raise RowsError(f"measure {name} has of = {of!r}, but of must be one of: {allowed}.")
    return found
