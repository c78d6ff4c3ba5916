"""Every number of fatigue over hours in one table: its range, where it is from, what is a choice.

See :mod:`hillrunner.published.coefficient`. What is fitted comes from ``studies/fatigue.py``, whose
table says which rows were used, how well they are met, and how far each constant is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hillrunner.published.coefficient import Coefficient, drawn

Array = NDArray[np.float64]

FIT = "fitted to six losses of knee extensors in races, see studies/fatigue.py"

TABLE: Mapping[str, Coefficient] = {
    # central: the drive of all muscles
    "central_most": Coefficient(
        (0.19, 0.26, 0.45),
        "1",
        "D",
        f"{FIT}; low: 5 % of fits to rows within their errors; high: a choice, as beyond it loss "
        "and time constant rise together and only their ratio is known",
        "Part of all muscles' force that hours of racing take in the end.",
    ),
    "central_time": Coefficient(
        (1.4, 2.7, 8.0), "h", "D", f"{FIT}; range as above", "Time constant of that loss."
    ),
    "central_power": Coefficient(
        (1.0, 2.0, 4.0),
        "1",
        "choice",
        "at an easier pace people tire less than in proportion; no power was found",
        "How much less a pace below race effort takes: power of oxygen used over oxygen that can "
        "be held.",
    ),
    "central_in_running": Coefficient(
        (0.0, 0.0, 1.0),
        "1",
        "choice",
        "after a half-marathon quick submaximal contractions were as before while the largest ones "
        "had lost a fifth (Boccia 2018, PMC6207600); with 1 a marathon would be some 16 % dearer",
        "Part of the drive that is lost in the largest effort that is missing in running, too.",
    ),
    "central_recovery": Coefficient(
        (0.25, 1.0, 2.0),
        "days",
        "choice",
        "voluntary activation is back within one to two days of long races (from memory)",
        "Time constant of the return of drive.",
    ),
    # peripheral: each muscle by itself
    "peripheral_slope": Coefficient(
        (0.006, 0.013, 0.027),
        "kg/W",
        "D",
        f"{FIT}; range: 90 % of fits to rows within their errors",
        "Part of a muscle's force that a unit of eccentric load takes in the end, of small loads.",
    ),
    "peripheral_most": Coefficient(
        (0.15, 0.25, 0.40),
        "1",
        "choice",
        "the fitted rows hold a sixth of the load of small hip muscles in fast running; doublets "
        "fall by a quarter, and rarely more, in the longest races (from memory)",
        "Part of a muscle's force that the largest load takes in the end.",
    ),
    "peripheral_time": Coefficient(
        (0.25, 0.5, 1.5),
        "h",
        "choice",
        "all that is there after a half-marathon is there by then: the fitted rows, of 1.7 h and "
        "more, do not tell how much sooner",
        "Time constant of that loss.",
    ),
    "peripheral_recovery": Coefficient(
        (2.0, 4.0, 8.0),
        "days",
        "choice",
        "knee extensors are weaker for days after a marathon and for a week or two after "
        "mountain ultramarathons (from memory)",
        "Time constant of the muscles' own recovery.",
    ),
    "accustomed": Coefficient(
        (0.0, 1.2, 1.2),
        "1",
        "choice",
        "1.2: the load of the muscles of the runs that ship goes with their speed to that power, "
        "from 2.5 to 4.5 m/s (studies/fatigue.py), so that everybody's own marathon tires alike; "
        "0: muscles are used to nothing. Stretched again, fibres take much less harm: McHugh 2003",
        "How much less a load tires the muscles of those who race a marathon faster: power of "
        "their speed.",
    ),
    # what is not muscle
    "oxygen_drift": Coefficient(
        (0.0, 0.025, 0.05),
        "1",
        "choice",
        "fuel alone: from a respiratory quotient of 0.95 to one of 0.85, the same energy takes "
        "2.5 % more oxygen (4.985 and 4.862 kcal/L, Lusk's table, from memory); low: none of it; "
        "high: twice as much",
        "More oxygen for the same running after a marathon's distance, by fuel, heat, breathing: "
        "what tired muscles do not add.",
    ),
}


@dataclass(frozen=True)
class Coefficients:
    """Drawn values of :data:`TABLE`: arrays (1 + samples, 1), the first of each the middle."""

    central_most: Array
    central_time: Array
    central_power: Array
    central_in_running: Array
    central_recovery: Array
    peripheral_slope: Array
    peripheral_most: Array
    peripheral_time: Array
    peripheral_recovery: Array
    accustomed: Array
    oxygen_drift: Array

    @property
    def samples(self) -> int:
        """How many draws there are beside the middle."""
        return len(self.central_most) - 1

    def without_fatigue(self) -> Coefficients:
        """The same with muscles that do not tire."""
        none = np.zeros_like(self.central_most)
        return replace(self, central_most=none, peripheral_slope=none)

    def without_drift(self) -> Coefficients:
        """The same without what is not muscle."""
        return replace(self, oxygen_drift=np.zeros_like(self.oxygen_drift))

    def middle(self) -> Coefficients:
        """The middle values alone."""
        return Coefficients(**{name: value[:1] for name, value in vars(self).items()})


def draw(samples: int, seed: int) -> Coefficients:
    """Middle values, and ``samples`` draws of each coefficient."""
    return Coefficients(**drawn(TABLE, samples, seed))
