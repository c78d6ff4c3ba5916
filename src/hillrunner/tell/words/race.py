"""A race in words: where its oxygen and its cost come from, and what weakens the prediction."""

from __future__ import annotations

from hillrunner.quantities import pace
from hillrunner.tell.words.clock import clock
from hillrunner.worth.race.aerobic import Caveat, Prediction
from hillrunner.worth.race.cost import HUMAN_COST, POPULATIONS, Anchor
from hillrunner.worth.race.race_model import OxygenFrom, RaceModel


def race_line(race: RaceModel) -> str:
    """``10 km: 45:00 (4:30 min/km, 3.70 m/s) with a VO2max of 47.6 mL/kg/min.``"""
    one = race.prediction
    return (
        f"{race.name}: {clock(one.time)} ({pace(one.speed)} min/km, {one.speed:.2f} m/s) with a "
        f"VO2max of {one.vo2max:.1f} mL/kg/min."
    )


def named(race: RaceModel) -> str:
    """``10 km``, ``the half marathon``."""
    return f"the {race.name}" if race.name.endswith("marathon") else race.name


def oxygen_from(race: RaceModel) -> str:
    """Where the VO2max comes from, in a sentence."""
    if race.oxygen_from == OxygenFrom.VO2MAX_AND_RACE:
        return "VO2max and race are the runner's own."
    if race.oxygen_from == OxygenFrom.VO2MAX:
        return "The VO2max is the runner's own."
    return (
        f"The race suggests a VO2max of {race.prediction.vo2max:.1f} mL/kg/min, for a runner of "
        f"average economy."
    )


def cost_from(anchor: Anchor) -> str:
    """What the cost of running is made to meet, in a sentence or two."""
    if anchor.cost is None:
        return (
            "The cost is the simulation's own, which is lower than people's: speeds are too fast."
        )
    begins = f"The simulated cost is scaled by {anchor.factor:.2f} to"
    only = "only its changes are the simulation's."
    if anchor.race is None:
        spread = f" (SD {100.0 * anchor.sd:.0f} %)" if anchor.sd else ""
        who = POPULATIONS[anchor.name].source
        return (
            f"{begins} the {anchor.cost:.2f} J/kg/m at {anchor.speed:g} m/s{spread}, measured in "
            f"people ({who}); {only}"
        )
    low, high = HUMAN_COST
    odd = (
        ""
        if anchor.usual
        else f" That is outside the {low:.2f} to {high:.2f} J/kg/m usually measured."
    )
    return (
        f"{begins} the {anchor.cost:.2f} J/kg/m that follow from {anchor.race.distance:g} m in "
        f"{anchor.race.time:g} s with a VO2max of {anchor.vo2max:g} mL/kg/min; {only}{odd}"
    )


def caveats(race: Prediction) -> list[str]:
    """What weakens a prediction, in sentences."""
    said = {
        Caveat.OUTSIDE_SPEEDS: f"{race.speed:.2f} m/s is outside the speeds whose cost was "
        "computed: the cost of the nearest one was used.",
        Caveat.CONSTANT_COST: "The cost is taken not to depend on speed.",
        Caveat.LONG_RACE: "The share of VO2max that is held beyond 4 hours is extrapolated.",
    }
    return [said[caveat] for caveat in race.caveats]
