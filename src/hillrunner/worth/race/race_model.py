"""A runner's race: oxygen from a VO2max or a race that was run, and the anchored cost."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hillrunner.errors import RunnerError
from hillrunner.person.fitness import Race
from hillrunner.worth.race.aerobic import (
    Prediction,
    anchored_to_race,
    fraction_elasticity,
    predict,
    vo2max_from_race,
)
from hillrunner.worth.race.cost import LEAST_ELASTICITY, CostCurve


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

    def seconds_of_cost(self, percent: float) -> float:
        """Change of race time (s) if running cost ``percent`` more, at every speed."""
        return self.with_cost(percent).time - self.prediction.time

    def with_cost(self, percent: float) -> Prediction:
        """The race if running cost ``percent`` more, with a cost that does not depend on speed."""
        race = self.prediction
        near = self.curve.flat(race.speed).scaled(1.0 + 0.01 * percent)
        return predict(race.distance, race.vo2max, near)

    def with_vo2max(self, vo2max: float) -> Prediction:
        """The race with another VO2max (mL/kg/min), with a cost that does not depend on speed.

        Raises
        ------
        RunnerError
            If nobody has such a VO2max.
        """
        race = self.prediction
        return predict(race.distance, vo2max, self.curve.flat(race.speed))

    def slope_factor(self, elasticity: float) -> float | None:
        """By what every change of time would be multiplied if cost depended on speed.

        ``elasticity`` is percent more oxygen for one percent more speed. None where it is so small
        that a race would have several speeds.
        """
        held = fraction_elasticity(self.prediction.time)
        return (1.0 + held) / (elasticity + held) if elasticity >= LEAST_ELASTICITY else None


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
