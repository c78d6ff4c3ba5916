"""Left against right, and who takes over, in words: labels, figures and sentences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from hillrunner.analysis.analysis import Analysis
from hillrunner.analysis.asymmetry import LEFT_OPEN, differs
from hillrunner.checks import listed
from hillrunner.sides import RIGHT, SIDES, side_of
from hillrunner.tell.words.wording import plain_name

# How many a sentence names. Choices of this program.
NAMED = 4
TAKERS = 3
ALIKE = 1e-3  # of the largest change of impulse: legs that mirror each other, but for rounding

# Of people's units: name, factor and decimals.
_UNITS = {
    "s": ("ms", 1e3, 0),
    "m": ("m", 1.0, 3),
    "N": ("N", 1.0, 0),
    "N s": ("N s", 1.0, 1),
    "N m": ("N m", 1.0, 0),
    "N m s": ("N m s", 1.0, 1),
    "W": ("W", 1.0, 0),
    "J": ("J", 1.0, 1),
    "Pa": ("MPa", 1e-6, 1),
    "Pa s": ("MPa s", 1e-6, 2),
    "1": ("", 1.0, 3),
}
_QUANTITIES = {
    "step_time": "Time to the other foot's contact",
    "contact_time": "Ground contact",
    "flight_time": "Flight after it",
    "duty_factor": "Contact, share of the stride",
    "step_length": "Travel in the step",
    "com_oscillation": "CoM oscillation in the step",
    "peak_vertical_force": "Peak vertical force",
    "peak_braking_force": "Peak braking force",
    "peak_propulsive_force": "Peak propulsive force",
    "vertical_impulse": "Vertical impulse",
    "braking_impulse": "Braking impulse",
    "propulsive_impulse": "Propulsive impulse",
    "extension_moment": "extension moment",
    "flexion_moment": "flexion moment",
    "abduction_moment": "abduction moment",
    "plantarflexion_moment": "plantarflexion moment",
    "power": "peak power",
    "work_positive": "work given",
    "work_negative": "work taken",
    "contact_force": "contact force, peak",
    "contact_impulse": "contact force, impulse",
    "peak": "peak",
    "impulse": "impulse",
    "peak_force": "peak force",
    "force_impulse": "impulse of force",
    "activation": "mean activation",
}
_PARTS = {"patellofemoral": "kneecap"}
_BETWEEN = {"joint": " ", "contact": " ", "tissue": ", ", "muscle": ", "}

# What a sentence picks from, and how it is called there.
_STEP = {
    "contact_time": "ground contact",
    "flight_time": "flight",
    "peak_vertical_force": "peak ground force",
    "braking_impulse": "braking",
    "propulsive_impulse": "propulsion",
    "hip extension_moment": "hip extension moment",
    "knee extension_moment": "knee extension moment",
    "ankle plantarflexion_moment": "plantarflexion moment",
    "achilles_force peak": "Achilles tendon force",
    "patellofemoral_force peak": "kneecap force",
}


@dataclass(frozen=True)
class Pair:
    """One number of both legs as people read it.

    Attributes
    ----------
    label, unit
        What it is, and the unit of the figures.
    right, left
        Figures.
    difference
        Right less left over their mean, ``+12 %``.
    """

    label: str
    unit: str
    right: str
    left: str
    difference: str


def pairs(analysis: Analysis, *sections: str) -> list[Pair]:
    """The measures of :func:`hillrunner.analysis.asymmetry.asymmetry` in some of its sections."""
    found = analysis.asymmetry
    tissues = analysis.find("tissue_loads")
    names = {} if tissues is None else _labels(tissues)
    rows = []
    for k in np.flatnonzero(found["section"].isin(list(sections)).values):
        one = found.isel(measure=int(k))
        part, quantity, units = (str(one[n].item()) for n in ("part", "quantity", "units"))
        unit, factor, digits = _UNITS.get(units, (units, 1.0, 3))
        right, left = (f"{factor * float(one[side]):.{digits}f}" for side in SIDES)
        what = _QUANTITIES.get(quantity, quantity.replace("_", " "))
        between = _BETWEEN.get(str(one["section"].item()), "")
        label = names.get(part, _PARTS.get(part, part)) + between + what
        rows.append(
            Pair(
                label[0].upper() + label[1:],
                unit,
                right,
                left,
                f"{float(one['difference']):+.1f} %",
            )
        )
    return rows


def left_right(analysis: Analysis) -> str:
    """One sentence on where the left leg differs from the right, empty where neither does.

    Differences are in percent of the mean of both; those of muscle groups are of the impulse of
    their force.
    """
    found = analysis.asymmetry
    if not differs(found):
        return ""
    difference = -found["difference"]  # of the left
    by_name = dict(zip(found["measure"].values.tolist(), difference.values.tolist(), strict=True))
    steps = [(label, by_name[name]) for name, label in _STEP.items() if name in by_name]
    groups = [
        (f"impulse of the {str(part)}", value)
        for part, quantity, value in zip(
            found["part"].values, found["quantity"].values, difference.values, strict=True
        )
        if quantity == "force_impulse" and part != "other"
    ]
    parts = []
    for some in (steps, groups):
        large = sorted(
            (pair for pair in some if abs(pair[1]) > LEFT_OPEN), key=lambda p: -abs(p[1])
        )
        parts += [f"{label} {_more(value)}" for label, value in large[:NAMED]]
    if not parts:
        return "Left and right differ, but in nothing of weight."
    return f"The left leg against the right, in percent of their mean: {listed(parts)}."


def who_takes_over(found: xr.Dataset) -> str:
    """One sentence on :func:`hillrunner.analysis.compensation.compensation`.

    Groups that grew weaker are named first, then the muscles that pull more than before: the
    largest gains of impulse, of muscles that are not stronger than they were. Where both legs
    change alike, no side is named.
    """
    alike = legs_change_alike(found)
    if alike:
        found = of_right_leg(found)
    weaker = [
        f"the {'' if alike else f'{side} '}{group} {_percent(float(one['group_strength']) - 1.0)}"
        for side in found["side"].values.tolist()
        for group in found["group"].values.tolist()
        for one in [found.sel(side=side, group=group)]
        if float(one["group_strength"]) < 1.0
    ]
    gains = [
        (name, one)
        for name in found["muscle"].values[np.argsort(found["rank"].values)].tolist()
        for one in [found.sel(muscle=name)]
        if float(one["impulse_change"]) > 0.0 and float(one["strength"]) <= 1.0
    ][:TAKERS]
    if not gains:
        return "No muscle pulls more than before."
    takers = listed(
        f"{plain_name(name) if alike else _sided(name)} {float(one['impulse_change']):+.0f} N s "
        f"({float(one['impulse_percent']):+.0f} %)"
        for name, one in gains
    )
    with_whom = f"With {listed(weaker)}, most" if weaker else "Most"
    where = " in each leg" if alike else ""
    return f"{with_whom} is taken over{where}, by impulse of force in a stride, by {takers}."


def legs_change_alike(found: xr.Dataset) -> bool:
    """Whether what the left leg's groups gain or lose is what the right leg's do."""
    right, left = (found["group_impulse_change"].sel(side=side).values for side in SIDES)
    return bool(np.allclose(right, left, rtol=ALIKE, atol=ALIKE * float(np.abs(right).max())))


def of_right_leg(found: xr.Dataset) -> xr.Dataset:
    """The right leg's muscles and groups alone."""
    names = [n for n in found["muscle"].values.tolist() if side_of(n) == RIGHT]
    return found.sel(muscle=names, side=[RIGHT])


def _labels(tissues: xr.Dataset) -> dict[str, str]:
    words = (tissues["measure"].values.tolist(), tissues["measure_label"].values.tolist())
    return dict(zip(*words, strict=True))


def _sided(name: str) -> str:
    side = side_of(name)
    return f"{side} {plain_name(name)}" if side else plain_name(name)


def _percent(change: float) -> str:
    return f"{100 * abs(change):.0f} % {'stronger' if change > 0 else 'weaker'}"


def _more(value: float) -> str:
    return f"{abs(value):.0f} % {'more' if value > 0 else 'less'}"
