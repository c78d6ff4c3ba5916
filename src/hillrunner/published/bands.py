"""What is measured in people who run: the bands a simulated run is held against.

Grades are those of evidence: A read in the source itself, D computed from its authors' public
data, S read in a secondary text. A row without a spread has none published where we read it, and
nothing is said of inside or outside for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from hillrunner.quantities import QUANTITIES

Status = Literal["inside", "outside"]

ANGLE_TOLERANCE = 10.0  # deg; the spread of mean angles between laboratories
NEAR = 0.1  # m/s; how far a speed may be from that of a measurement

RUNNERS = "26 measured runners at 3.5 m/s"
FUKUCHI = "Fukuchi 2017, 10.7717/peerj.3298, 28 runners"
DORN = "Dorn 2012, 10.1242/jeb.064527, 9 runners"
MINETTI = "Minetti 2002, 10.1152/japplphysiol.01177.2001, 10 runners"


@dataclass(frozen=True)
class Band:
    """One measured quantity. ``low`` and ``high`` bound what counts as human, where known.

    Attributes
    ----------
    key
        Field of :class:`hillrunner.analysis.spatiotemporal.Spatiotemporal`, and of
        :data:`hillrunner.quantities.QUANTITIES`.
    mean, sd
        Of the people measured, in the quantity's unit; ``sd`` is None where it is not published.
    low, high
        Two SD to either side, or the published range, or the tolerance of angles.
    source, grade
        Who measured it and how we know.
    """

    key: str
    mean: float
    sd: float | None
    low: float | None
    high: float | None
    source: str
    grade: str

    @property
    def label(self) -> str:
        """For people."""
        return QUANTITIES[self.key].label

    @property
    def unit(self) -> str:
        """Of ``mean``, ``sd`` and the edges."""
        return QUANTITIES[self.key].unit

    def status(self, value: float) -> Status | None:
        """Whether ``value`` is within the band; None where there is no spread to tell by."""
        if self.low is None or self.high is None:
            return None
        return "inside" if self.low <= value <= self.high else "outside"


BANDED = (  # what is measured in people who run, in the order of tables
    "cadence",
    "contact_time",
    "flight_time",
    "peak_vertical_force",
    "peak_braking_force",
    "peak_propulsive_force",
    "com_oscillation",
    "cost_of_transport",
    "hip_flexion_max",
    "hip_flexion_min",
    "knee_contact",
    "knee_stance_max",
    "knee_swing_max",
    "ankle_dorsiflexion_max",
    "ankle_plantarflexion_max",
)


def _spread(key: str, mean: float, sd: float, source: str, grade: str) -> Band:
    return Band(key, mean, sd, mean - 2.0 * sd, mean + 2.0 * sd, source, grade)


def _range(key: str, mean: float, low: float, high: float, source: str, grade: str) -> Band:
    return Band(key, mean, None, low, high, source, grade)


def _alone(key: str, mean: float, source: str, grade: str) -> Band:
    return Band(key, mean, None, None, None, source, grade)


def _angle(key: str, mean: float) -> Band:
    low, high = mean - ANGLE_TOLERANCE, mean + ANGLE_TOLERANCE
    return Band(key, mean, None, low, high, RUNNERS, "D")


LEVEL: dict[float, tuple[Band, ...]] = {
    2.5: (_alone("cadence", 154.0, FUKUCHI, "S"),),
    3.5: (
        _spread("cadence", 172.0, 11.0, RUNNERS, "D"),
        _spread("contact_time", 0.224, 0.017, RUNNERS, "D"),
        _spread("flight_time", 0.127, 0.018, RUNNERS, "D"),
        _spread("peak_vertical_force", 2.55, 0.14, RUNNERS, "D"),
        _alone("peak_braking_force", -0.38, RUNNERS, "D"),
        _alone("peak_propulsive_force", 0.31, RUNNERS, "D"),
        _spread("com_oscillation", 0.089, 0.012, RUNNERS, "D"),
        _range("cost_of_transport", 4.15, 3.4, 4.6, RUNNERS, "D"),
        _angle("hip_flexion_max", 40.0),
        _angle("hip_flexion_min", -19.0),
        _angle("knee_contact", 15.0),
        _angle("knee_stance_max", 46.0),
        _angle("knee_swing_max", 108.0),
        _angle("ankle_dorsiflexion_max", 25.0),
        _angle("ankle_plantarflexion_max", -23.0),
    ),
    4.5: (_alone("cadence", 172.0, FUKUCHI, "S"),),
    5.2: (_alone("cadence", 176.0, DORN, "S"), _alone("contact_time", 0.188, DORN, "S")),
}


FASTEST_RUN = 6.5  # m/s
SPRINTS = {  # of Dorn's runners: speeds (m/s), and what was measured there
    "cadence": ((5.2, 7.0, 8.95), (176.0, 210.0, 262.0)),
    "contact_time": ((5.2, 7.0, 8.95), (0.188, 0.145, 0.118)),
}


def minetti_cost(grade: float) -> float:
    """Metabolic cost of running on a slope (J/kg/m) after Minetti et al. 2002.

    Parameters
    ----------
    grade
        Rise over run, -0.45 to 0.45.
    """
    powers = (3.6, 19.5, 46.3, -43.3, -30.4, 155.4)
    return sum(c * grade**k for k, c in enumerate(powers))


def _sprint_bands(speed: float) -> tuple[Band, ...]:
    """What is measured between the fast runs of Dorn 2012, and of sprinters at their top speed.

    No spread is published with either, so that they bound nothing.
    """
    return (
        _alone("cadence", float(np.interp(speed, *SPRINTS["cadence"])), DORN, "S"),
        _alone("contact_time", float(np.interp(speed, *SPRINTS["contact_time"])), DORN, "S"),
    )


def bands_for(speed: float, grade: float = 0.0) -> tuple[Band, ...]:
    """Measured bands at ``speed`` (m/s) and ``grade`` (rise over run), as far as there are any.

    Away from the measured speeds, and on slopes, only the cost of transport is known.
    """
    if grade:
        known = abs(grade) <= 0.45
        return (_alone("cost_of_transport", minetti_cost(grade), MINETTI, "S"),) if known else ()
    if speed > FASTEST_RUN:
        return _sprint_bands(speed)
    near = min(LEVEL, key=lambda measured: abs(measured - speed))
    rows = LEVEL[near] if abs(near - speed) <= NEAR else ()
    if any(row.key == "cost_of_transport" for row in rows):
        return rows
    return (*rows, _spread("cost_of_transport", 3.40, 0.24, MINETTI, "A"))
