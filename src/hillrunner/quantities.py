"""What each quantity is called, its unit, how it is shown, and which direction of it is good.

One table for terminal, pages and files: a number is rounded here and nowhere else, so that it
reads the same wherever it is shown.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from hillrunner.groups import GROUPS

Good = Literal["higher", "lower"]

MISSING = "-"  # shown for what does not exist
FIGURES = 3  # significant digits of quantities without decimals of their own


@dataclass(frozen=True)
class Quantity:
    """One quantity.

    Attributes
    ----------
    label
        For people, as a row of a table is headed.
    unit
        Of the values that are computed and stored: SI, but deg, steps/min and body weights (BW)
        where :class:`hillrunner.analysis.spatiotemporal.Spatiotemporal` has these; "1" for a share.
    shown_unit
        For people; plain ASCII.
    factor
        From ``unit`` to ``shown_unit``.
    digits
        Decimals shown; None for three significant digits.
    good
        The direction a runner wants, where there is one; loads have none, since no load is a
        statement about injury.
    finer
        Decimals more where two values are held against each other.
    percent
        Whether a change in percent means something: not of an angle, whose zero is a definition.
    """

    label: str
    unit: str
    shown_unit: str
    factor: float
    digits: int | None
    good: Good | None = None
    finer: int = 0
    percent: bool = True

    def shown(self, value: float, *, finer: bool = False, signed: bool = False) -> str:
        """A ``value`` in ``unit`` as people read it, without its unit.

        Parameters
        ----------
        finer
            With the decimals of a comparison.
        signed
            With a plus where it is above zero.
        """
        value = self.factor * value
        if self.digits is None:
            return significant(value, signed=signed)
        return decimal(value, self.digits + (self.finer if finer else 0), signed=signed)

    def with_unit(self, value: float) -> str:
        """``236 ms``."""
        return f"{self.shown(value)} {self.shown_unit}".rstrip()

    @property
    def named(self) -> str:
        """``Contact time, ms``."""
        return f"{self.label}, {self.shown_unit}" if self.shown_unit else self.label

    def per_kilometre(self) -> Quantity:
        """Its integral over time, summed over a kilometre."""
        plain = "" if self.unit == "1" else f"{self.unit} "
        return replace(
            self,
            label=f"{self.label}, per kilometre",
            unit=f"{plain}s/km",
            shown_unit=f"{self.shown_unit} s",
            digits=None,
        )


def decimal(value: float, digits: int = 0, *, signed: bool = False) -> str:
    """``value`` with that many decimals; never a zero with a sign."""
    if not math.isfinite(value):
        return MISSING
    text = f"{value:.{digits}f}"
    if float(text) == 0.0:
        return text.lstrip("-")
    return f"+{text}" if signed and value > 0.0 else text


def significant(value: float, *, signed: bool = False) -> str:
    """``value`` with three significant digits, in powers of ten (``1.2e+07``) where it is far."""
    if not math.isfinite(value) or value == 0.0:
        return decimal(value)
    size = math.floor(math.log10(abs(value)))
    if size >= 5 or size < -3:
        return f"{value:+.1e}" if signed else f"{value:.1e}"
    return decimal(round(value, FIGURES - 1 - size), max(FIGURES - 1 - size, 0), signed=signed)


def percent_of(change: float, before: float) -> float:
    """A change in percent of the size of what was before; NaN where that is zero."""
    return 100.0 * change / abs(before) if before else math.nan


def pace(speed: float) -> str:
    """The pace of a ``speed`` (m/s) as runners say it, ``4:46`` (min/km)."""
    seconds = round(1000.0 / speed)
    return f"{seconds // 60}:{seconds % 60:02d}"


def _angle(label: str) -> Quantity:
    return Quantity(label, "deg", "deg", 1.0, 0, finer=1, percent=False)


def _weights(label: str) -> Quantity:
    return Quantity(label, "BW", "BW", 1.0, 2)


def _moment(label: str) -> Quantity:
    return Quantity(label, "N m", "N m", 1.0, 0)


def _force(label: str) -> Quantity:
    return Quantity(label, "N", "kN", 1e-3, 2)


def _stress(label: str) -> Quantity:
    return Quantity(label, "Pa", "MPa", 1e-6, 1)


def _strain(label: str) -> Quantity:
    return Quantity(label, "1", "%", 100.0, 2)


def _distance(label: str) -> Quantity:
    return Quantity(label, "m", "mm", 1e3, 0)


def _cost(label: str) -> Quantity:
    return Quantity(label, "J/kg/m", "J/kg/m", 1.0, 2, good="lower", finer=1)


_HAMSTRINGS = {
    "bflh": "biceps femoris long head",
    "semimem": "semimembranosus",
    "semiten": "semitendinosus",
}

COST = {
    "cost_of_transport": _cost("Cost of transport"),
    "net_cost": _cost("Cost of transport, net of standing"),
    "effort": _cost("Effort of running"),
    "energy_per_distance": Quantity("Energy for a metre", "J/m", "J/m", 1.0, 1, good="lower"),
    "body_mass": Quantity("Body mass", "kg", "kg", 1.0, 2),
}
FORM = {
    "speed": Quantity("Speed", "m/s", "m/s", 1.0, 2, good="higher", finer=1),
    "cadence": Quantity("Cadence", "steps/min", "/min", 1.0, 0),
    "step_length": Quantity("Step length", "m", "m", 1.0, 3),
    "contact_time": Quantity("Contact time", "s", "ms", 1e3, 0),
    "flight_time": Quantity("Flight time", "s", "ms", 1e3, 0),
    "com_oscillation": _distance("CoM oscillation"),
    "hip_flexion_max": _angle("Hip flexion, max"),
    "hip_flexion_min": _angle("Hip flexion, min"),
    "knee_contact": _angle("Knee at contact"),
    "knee_stance_max": _angle("Knee in stance, max"),
    "knee_swing_max": _angle("Knee in swing, max"),
    "ankle_dorsiflexion_max": _angle("Ankle dorsiflexion, max"),
    "ankle_plantarflexion_max": _angle("Ankle plantarflexion"),
}
FORCES = {
    "peak_vertical_force": _weights("Peak vertical force"),
    "peak_braking_force": _weights("Peak braking force"),
    "peak_propulsive_force": _weights("Peak propulsive force"),
    "peak_hip_extension_moment": _moment("Peak hip extension moment"),
    "peak_knee_extension_moment": _moment("Peak knee extension moment"),
    "peak_plantarflexion_moment": _moment("Peak plantarflexion moment"),
}
GROUP_FORCES = {
    f"peak_force_of_{group.replace(' ', '_')}": Quantity(
        f"Peak force of {group}, one leg", "N", "N", 1.0, 0
    )
    for group in GROUPS
}
PRICES = {  # of all leg muscle or a group, stronger and with the mass that goes with it
    f"{aim}_price_of_{place.replace(' ', '_')}": Quantity(
        f"Price of {place if place != 'all' else 'all leg muscle'}, {aim}",
        "J/kg/m",
        "J/kg/m per 100 %",
        1.0,
        3,
    )
    for aim in ("effort", "energy")
    for place in ("all", *GROUPS)
}
TECHNIQUE = {
    "step_rate": Quantity("Step rate", "steps/min", "/min", 1.0, 1),
    "trunk_lean": Quantity("Trunk lean", "rad", "deg", math.degrees(1.0), 1, percent=False),
    "overstride": _distance("Over-stride"),
    "oscillation": _distance("Oscillation"),
}
LOADS = {
    "achilles_force": _force("Achilles tendon force"),
    "achilles_stress": _stress("Achilles tendon stress"),
    "achilles_strain": _strain("Achilles tendon strain"),
    "patellofemoral_force": _force("patellofemoral joint force"),
    "patellofemoral_stress": _stress("patellofemoral joint stress"),
    "patellar_tendon_force": _force("patellar tendon force"),
    "tibia_compression": _force("compression of the tibia at its distal third"),
    "tibia_bending": _moment("bending moment of the tibia at its distal third"),
    "tibia_stress": _stress("largest compressive stress in the tibia at its distal third"),
    "tibia_strain": Quantity(
        "largest strain in the tibia at its distal third", "1", "microstrain", 1e6, 0
    ),
    "knee_contact": _force("knee (tibiofemoral) contact force"),
    "hip_contact": _force("hip contact force"),
    "ankle_contact": _force("ankle contact force"),
    "iliotibial_strain": _strain("iliotibial path strain in stance"),
    "iliotibial_strain_rate": Quantity(
        "iliotibial path strain rate in stance", "1/s", "%/s", 100.0, 1
    ),
    "iliotibial_band_strain": _strain("iliotibial band strain in stance, of the band alone"),
    **{
        f"{muscle}_strain": _strain(f"{label} muscle-tendon strain in late swing")
        for muscle, label in _HAMSTRINGS.items()
    },
    **{
        f"{muscle}_fibre_strain": _strain(f"{label} fibre strain in late swing")
        for muscle, label in _HAMSTRINGS.items()
    },
    **{
        f"{muscle}_force": _force(f"{label} force in late swing")
        for muscle, label in _HAMSTRINGS.items()
    },
}

TISSUES = {  # steps of a kilometre at the tissue's reference load that would count the same
    tissue: Quantity(label, "1/km", "/km", 1.0, None)
    for tissue, label in {
        "achilles_tendon": "Achilles tendon",
        "patellofemoral_joint": "patellofemoral joint",
        "patellar_tendon": "patellar tendon",
        "tibia": "tibia, distal third",
        "knee": "knee cartilage",
        "hip": "hip cartilage",
        "iliotibial_band": "iliotibial band",
        **_HAMSTRINGS,
    }.items()
}

QUANTITIES: Mapping[str, Quantity] = MappingProxyType(
    {
        **COST,
        **FORM,
        **FORCES,
        **GROUP_FORCES,
        **PRICES,
        **TECHNIQUE,
        "duty_factor": Quantity("Duty factor", "1", "", 1.0, 3),
        **{f"{name}.peak": replace(q, label=f"{q.label}, peak") for name, q in LOADS.items()},
        **{f"{name}.per_km": q.per_kilometre() for name, q in LOADS.items()},
        **{
            f"{name}.damage_per_km": replace(q, label=f"{q.label}, damage-weighted per kilometre")
            for name, q in TISSUES.items()
        },
    }
)
