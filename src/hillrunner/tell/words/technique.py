"""What must be said beside prices of technique, in sentences."""

from __future__ import annotations

from hillrunner.checks import listed
from hillrunner.lab.watch import same_speed
from hillrunner.tasks.run import LIMITS
from hillrunner.worth.prices.technique_price import TOLERANCE, TechniquePrices


def notes(result: TechniquePrices) -> list[str]:
    """What is not as it should be with what was given, and what solving it showed."""
    return [*_of_input(result), *_of_prices(result)]


def _of_input(result: TechniquePrices) -> list[str]:
    said = []
    motion, watch = result.motion, result.watch
    ran = motion.runner
    if result.runner and not ran.has_body_of(result.runner):
        said.append(
            f"the motion belongs to a different body ({ran.sex}, {ran.height:g} m, {ran.mass:g} "
            "kg) than the runner's file describes: the prices are those of the motion's body."
        )
    if not watch:
        return said
    said += [f"{watch.source}: {warning}" for warning in watch.warnings]
    if not same_speed(watch, motion):
        low, high, _ = LIMITS["speed"]
        remedy = (
            f"solve a run at {watch.speed:.2g} m/s and start from that"
            if low <= watch.speed <= high
            else f"a run can be solved at {low:g} to {high:g} m/s"
        )
        said.append(
            f"the watch's run is at {watch.speed:.2f} m/s and the motion at {motion.speed:.2f} "
            "m/s: step rate and oscillation change with speed alone, so these prices are not those "
            f"of the runner's present technique; {remedy}."
        )
    if watch.oscillation is not None:
        said.append(
            "the watch's oscillation is that of a wrist or chest and is imposed on the centre of "
            "mass, which moves a little differently."
        )
    return said


def _of_prices(result: TechniquePrices) -> list[str]:
    said = []
    if any(price.better_found for price in result.prices.values()):
        said.append("a better free run turned up on the way, and the prices are compared with it.")
    below = [name for name, price in result.prices.items() if price.effort < -TOLERANCE]
    if below:
        said.append(
            f"effort fell with {listed(name.replace('_', ' ') for name in below)}, which no true "
            "optimum allows: a better free run must exist, and the price is too low."
        )
    return said + [
        f"{name.replace('_', ' ')} has no price: {why}" for name, why in result.unsolved.items()
    ]
