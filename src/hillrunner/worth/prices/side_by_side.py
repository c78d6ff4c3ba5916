"""Two runs side by side: form, cost, forces and loads, before and after a change."""

from __future__ import annotations

from dataclasses import dataclass

import xarray as xr

from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.analysis.tissues import compare_tissues, tissue_loads
from hillrunner.errors import HillrunnerError
from hillrunner.motion.motion import Motion
from hillrunner.published.bands import LABELS
from hillrunner.sides import RIGHT, Side

SECTIONS = ("cost", "form", "forces", "loads")
COST = {
    "cost_of_transport": ("Cost of transport", "J/kg/m"),
    "effort": ("Effort of running", "J/kg/m"),
    "energy_per_distance": ("Energy for a metre", "J/m"),
    "body_mass": ("Body mass", "kg"),
}
FORM = (
    "cadence",
    "step_length",
    "contact_time",
    "flight_time",
    "com_oscillation",
    "hip_flexion_max",
    "hip_flexion_min",
    "knee_contact",
    "knee_stance_max",
    "knee_swing_max",
    "ankle_dorsiflexion_max",
    "ankle_plantarflexion_max",
)
FORCES = ("peak_vertical_force", "peak_braking_force", "peak_propulsive_force")
MOMENTS = {
    "peak_hip_extension_moment": "Peak hip extension moment",
    "peak_knee_extension_moment": "Peak knee extension moment",
    "peak_plantarflexion_moment": "Peak plantarflexion moment",
}
STEP_LENGTH = ("Step length", "m")


@dataclass(frozen=True)
class Row:
    """One number of both runs.

    Attributes
    ----------
    section
        One of :data:`SECTIONS`.
    key, label, unit
        For programs and people.
    before, after
        In ``unit``.
    """

    section: str
    key: str
    label: str
    unit: str
    before: float
    after: float

    @property
    def change(self) -> float:
        """After minus before."""
        return self.after - self.before

    @property
    def percent(self) -> float:
        """Change in percent of the size of ``before``; NaN where that is zero."""
        return 100.0 * self.change / abs(self.before) if self.before else float("nan")


def side_by_side(before: Motion, after: Motion, side: Side = RIGHT) -> list[Row]:
    """Every number of two motions that both have, section by section.

    Costs per kilogram are per kilogram of the runner without changes, forces in body weights of
    the same. Angles, moments, muscles and loads are those of the leg on ``side``; damage-weighted
    loads of both are counted from the reference of ``before``. No load is a statement about injury.
    """
    tables = [_loads_of(motion, side) for motion in (before, after)]
    first, second = tables
    if first is not None and second is not None:
        ratio = compare_tissues(before, after)["damage_ratio"].sel(side=side, estimate="middle")
        second["damage_per_km"] = first["damage_per_km"] * ratio
    one, other = (
        {**_run(motion, side), **_loads(table)}
        for motion, table in zip((before, after), tables, strict=True)
    )
    return [
        Row(section, key, *told[:2], told[2], other[section, key][2])
        for (section, key), told in one.items()
        if (section, key) in other
    ]


def effort_of(motion: Motion) -> float:
    """The effort of running (J/kg/m): what a run minimises, and what a sprint takes on."""
    drive = motion.task.goal(motion.settings).drive
    return motion.solver.objective + drive * (motion.speed - motion.task.pace)


def _run(motion: Motion, side: Side) -> dict[tuple[str, str], tuple[str, str, float]]:
    """Label, unit and value of cost, form and forces, by section and key."""
    summary = spatiotemporal(motion, side)
    cost = {
        "cost_of_transport": summary.cost_of_transport,
        "effort": effort_of(motion),
        "energy_per_distance": summary.cost_of_transport * motion.runner.mass,
        "body_mass": motion.body.mass,
    }
    told = {("cost", key): (*COST[key], value) for key, value in cost.items()}
    told["form", "speed"] = ("Speed", "m/s", motion.speed)
    for key in FORM:
        told["form", key] = (*LABELS.get(key, STEP_LENGTH), float(getattr(summary, key)))
    for key in FORCES:
        told["forces", key] = (*LABELS[key], float(getattr(summary, key)))
    for key, label in MOMENTS.items():
        told["forces", key] = (label, "N m", float(getattr(summary, key)))
    for group, force in sorted(summary.peak_group_force.items()):
        key = f"peak_force_of_{group.replace(' ', '_')}"
        told["forces", key] = (f"Peak force of {group}, one leg", "N", float(force))
    return told


def _loads_of(motion: Motion, side: Side) -> xr.Dataset | None:
    """The tissues' loads of one leg; None where the body has no such tissues."""
    try:
        return tissue_loads(motion).sel(side=side, estimate="middle")
    except HillrunnerError:
        return None


def _loads(table: xr.Dataset | None) -> dict[tuple[str, str], tuple[str, str, float]]:
    """Label, unit and value of every load, by section and key."""
    told: dict[tuple[str, str], tuple[str, str, float]] = {}
    if table is None:
        return told
    for measure in table["measure"].values.tolist():
        own = table.sel(measure=measure)
        label, unit = str(own["measure_label"].item()), str(own["measure_units"].item())
        plain = "" if unit == "1" else f"{unit} "
        told["loads", f"{measure}.peak"] = (f"{label}, peak", unit, float(own["peak"]))
        per_km = (f"{label}, per kilometre", f"{plain}s/km", float(own["per_km"]))
        told["loads", f"{measure}.per_km"] = per_km
    for tissue in table["tissue"].values.tolist():
        own = table.sel(tissue=tissue)
        for exponent in table["exponent"].values.tolist():
            power = float(own["exponent_value"].sel(exponent=exponent))
            told["loads", f"{tissue}.damage_per_km.{exponent}"] = (
                f"{own['tissue_label'].item()}, damage-weighted per kilometre, "
                f"exponent {power:g} (unverified)",
                "1/km",
                float(own["damage_per_km"].sel(exponent=exponent)),
            )
    return told
