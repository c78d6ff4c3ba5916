"""A runner's race: oxygen from a VO2max or a race that was run, and the anchored cost."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from hillrunner.errors import RunnerError
from hillrunner.person.fitness import Race
from hillrunner.worth.race.aerobic import (
    DISTANCES,
    Prediction,
    anchored_to_race,
    fraction_elasticity,
    predict,
    vo2max_from_race,
)
from hillrunner.worth.race.cost import LEAST_ELASTICITY, CostCurve
from hillrunner.worth.race.economy import PeoplesDemand

Array = NDArray[np.float64]

GRID = 9  # races between which times are interpolated, to a millisecond


class OxygenFrom(StrEnum):
    """Where a runner's VO2max comes from."""

    VO2MAX_AND_RACE = "VO2max and race"  # both the runner's own; their cost follows
    VO2MAX = "VO2max"  # the runner's own, with the average runner's cost
    RACE = "race"  # it follows from the race, with the average runner's cost


@dataclass(frozen=True)
class RaceModel:
    """A runner's race.

    Attributes
    ----------
    name
        Of the distance.
    curve
        Anchored cost.
    prediction
        The race as the runner is.
    oxygen_from
        Where the VO2max comes from.
    """

    name: str
    curve: CostCurve
    prediction: Prediction
    oxygen_from: OxygenFrom

    @property
    def marathon_speed(self) -> float:
        """The speed (m/s) at which the runner could race a marathon."""
        return predict(DISTANCES["marathon"], self.prediction.vo2max, self._peoples).speed

    def seconds_of_cost(self, percent: float) -> float:
        """Change of race time (s) if running cost ``percent`` more, at every speed."""
        return self.with_cost(percent).time - self.prediction.time

    def with_cost(self, percent: float) -> Prediction:
        """The race if running cost ``percent`` more at every speed, whose oxygen grows with speed
        as people's does (:class:`~hillrunner.worth.race.economy.PeoplesDemand`)."""
        race, own = self.prediction, self._peoples
        more = PeoplesDemand(own.factor * (1.0 + 0.01 * percent))
        return predict(race.distance, race.vo2max, more)

    def with_vo2max(self, vo2max: float) -> Prediction:
        """The race with another VO2max (mL/kg/min), where oxygen grows with speed as people's does.

        Raises
        ------
        RunnerError
            If nobody has such a VO2max.
        """
        return predict(self.prediction.distance, vo2max, self._peoples)

    def times_of_cost(self, percents: Array) -> Array:
        """Times (s) of :meth:`with_cost` for an array of any shape, interpolated to a
        millisecond."""
        low, high = float(percents.min()), float(percents.max())
        grid = np.linspace(low, high, GRID) if high > low else np.array([low, low + 1.0])
        times = [self.with_cost(float(percent)).time for percent in grid]
        return np.asarray(CubicSpline(grid, times)(percents))

    def slope_factor(self, elasticity: float) -> float | None:
        """By what every change of time would be multiplied if oxygen grew with speed otherwise.

        ``elasticity`` is percent more oxygen for one percent more speed, in place of people's. None
        where it is so small that a race would have several speeds.
        """
        race = self.prediction
        held = fraction_elasticity(race.time)
        if elasticity < LEAST_ELASTICITY:
            return None
        return (self._peoples.elasticity(race.speed) + held) / (elasticity + held)

    @property
    def _peoples(self) -> PeoplesDemand:
        """People's demand, scaled to meet the race's oxygen at its speed: it comes out the same."""
        race = self.prediction
        return PeoplesDemand(race.oxygen / PeoplesDemand().demand(race.speed))


def check_oxygen(vo2max: float | None, race: Race | None) -> None:
    """Complain if neither is given: no VO2max of the population was found to stand in.

    Raises
    ------
    RunnerError
    """
    if race is None and vo2max is None:
        raise RunnerError(
            "no VO2max and no race is given, but one of them is needed: a VO2max such as "
            "50 mL/kg/min, or a race such as 10 km in 45:00, also in [fitness] of the "
            "runner's file."
        )


def race_model(
    curve: CostCurve,
    name: str,
    distance: float,
    *,
    vo2max: float | None = None,
    race: Race | None = None,
) -> RaceModel:
    """The race over ``distance`` (m) of a runner with a VO2max (mL/kg/min), a race, or both.

    Raises
    ------
    RunnerError
        If neither is given, or they do not go together.
    """
    check_oxygen(vo2max, race)
    if race is not None and vo2max is not None:
        anchored, oxygen = anchored_to_race(curve, race, vo2max), OxygenFrom.VO2MAX_AND_RACE
    else:
        anchored, oxygen = curve.anchored_to_population(), OxygenFrom.VO2MAX
    if vo2max is None:
        assert race is not None
        vo2max, oxygen = vo2max_from_race(race, anchored), OxygenFrom.RACE
    return RaceModel(name, anchored, predict(distance, vo2max, anchored), oxygen)
