"""A lift in sentences."""

from __future__ import annotations

from hillrunner.checks import listed
from hillrunner.tasks.lift import ONE
from hillrunner.worth.lift import Lifted, limiting


def lift_in_words(lifted: Lifted) -> str:
    """What was lifted, how deep, and how far the trunk leant."""
    task, numbers = lifted.motion.task, lifted.numbers
    name = task.called.capitalize()
    if len(lifted.legs) == 1:
        bent, carried = f"knees bent by up to {numbers.depth:.0f} deg", ""
    else:
        legs = lifted.legs.items()
        knees = listed(f"{one.depth:.0f} deg ({leg}, {one.side})" for leg, one in legs)
        shares = listed(f"{100 * one.share:.0f} % are on the {leg} foot" for leg, one in legs)
        bent, carried = f"knees bent by up to {knees}", f" Of the weight, {shares}."
    return (
        f"{name} with {numbers.load:.0f} kg in {lifted.motion.stride_time:g} s: {bent}, trunk "
        f"{lean_in_words(numbers.trunk_lean)}.{carried}"
    )


def lean_in_words(lean: float) -> str:
    """The trunk's largest lean (deg, forward); of a body that lies it is backward at all times."""
    if lean < 0.0:
        return f"leant back by at least {-lean:.0f} deg"
    return f"leant forward by up to {lean:.0f} deg"


def of_leg(leg: str) -> str:
    """What is said before what belongs to a leg; nothing where both do the same."""
    return "" if leg == ONE else f"{leg} leg, "


def largest_in_words(lifted: Lifted) -> str:
    """The largest load and what limits it; empty where nobody asked."""
    if lifted.one_rep_max is None:
        return ""
    mass = lifted.motion.runner.mass
    return (
        f"Largest load: {lifted.one_rep_max:.0f} kg, {lifted.one_rep_max / mass:.2f} times the "
        f"body's mass, limited most by the {limiting(lifted.worth)}. The trunk, the grip and the "
        "balance of a beginner are no limits here, so that people lift less."
    )
