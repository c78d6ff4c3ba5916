"""What trainings, shoes and added mass are worth: small changes of the body, priced in a motion.

The change is taken to first order, with the runner free to run a little differently
(:func:`hillrunner.worth.prices.prices.prices`): derivative of the metabolic cost, times the
change.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from hillrunner.model.mechanics.in_shoe import sole_of
from hillrunner.person.shoe import SHOES, Shoe
from hillrunner.validate.measures.registry import Measured, measures
from hillrunner.worth.prices.prices import SOLE
from hillrunner.worth.race.cost import energy_per_oxygen


@dataclass(frozen=True)
class Step:
    """One knob turned.

    Attributes
    ----------
    knob, place
        A price's name and place; ``segment_mass`` and a segment; ``sole`` and what of it.
    amount
        Share of the whole (0.1 is 10 % more); of ``segment_mass`` kg on each side; of ``sole`` the
        logarithm of a factor.
    """

    knob: str
    place: str
    amount: float


def _other_sole(before: Shoe, after: Shoe) -> tuple[Step, ...]:
    one, other = sole_of(before), sole_of(after)
    return tuple(
        Step("sole", name, math.log(getattr(other, name) / getattr(one, name))) for name in SOLE
    )


CHANGES: dict[str, tuple[Step, ...]] = {
    "calf training": (Step("drive", "calves", 0.07), Step("tendon_stiffness", "calves", 0.16)),
    "stronger legs": (Step("drive", "all", 0.1),),
    "stronger and larger legs": (Step("stronger", "all", 0.1),),
    "stiffer leg tendons": (Step("tendon_stiffness", "all", 0.1),),
    "stiffer soleus tendon": (Step("tendon_stiffness", "soleus", 0.1),),
    "stiffer gasmed tendon": (Step("tendon_stiffness", "gasmed", 0.1),),
    "stiffer gaslat tendon": (Step("tendon_stiffness", "gaslat", 0.1),),
    "heavier feet": (Step("segment_mass", "calcn", 0.1),),
    "super shoe for racing flat": _other_sole(SHOES["racing flat"], SHOES["super shoe"]),
}


@measures("%", *CHANGES)
def cost_change(run: Measured, of: str) -> float:
    """Of the gross cost, the rate of standing included, as oxygen uptake is measured."""
    return 100.0 * _change(run, of) / run.spatiotemporal.cost_of_transport


@measures("mL/kg/min", *CHANGES)
def oxygen_change(run: Measured, of: str) -> float:
    """Of the oxygen uptake at this speed."""
    return 60.0 * run.motion.speed * _change(run, of) / energy_per_oxygen()


def _change(run: Measured, of: str) -> float:
    """Of the metabolic cost (J/kg/m)."""
    total = 0.0
    for step in CHANGES[of]:
        price = run.prices[step.knob]
        total += step.amount * float(price.sel({price.dims[0]: step.place}))
    return total
