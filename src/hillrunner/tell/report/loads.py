"""Loads and cost, as sections of the report."""

from __future__ import annotations

from typing import NamedTuple

import xarray as xr
from markupsafe import Markup

from hillrunner.analysis.analysis import Analysis
from hillrunner.analysis.energy import MODELS
from hillrunner.analysis.phases import PHASES
from hillrunner.errors import HillrunnerError
from hillrunner.quantities import LOADS, TISSUES
from hillrunner.sides import side_of, stem
from hillrunner.tell.report.document import rendered
from hillrunner.tell.report.elements import (
    Cell,
    Field,
    Row,
    digits3,
    number,
    share,
    typeset,
    unit_of,
)
from hillrunner.tell.words.wording import COSTS, SIDE, plain_source

FIRST = 12  # measures shown at once: those of tendons, kneecap, shin bone and joints


class Tissues(NamedTuple):
    """What is known of the loads on tissues."""

    rows: list[Row]
    steps: str
    damage_note: str
    assumptions: list[tuple[str, str]]
    references: list[tuple[str, str]]


def loads(analysis: Analysis) -> Markup:
    """Joint contact forces, and loads on tissues."""
    peaks = _peaks(analysis.joint_contact)  # the section stands with these alone
    tissues, why = None, ""
    try:
        tissues = _tissues(analysis.tissue_loads.sel(side=SIDE))
    except HillrunnerError as error:
        why = str(error)
    return rendered("loads.html", peaks=peaks, tissues=tissues, why=why, first=FIRST)


def _tissues(found: xr.Dataset) -> Tissues:
    return Tissues(
        rows=[_measure(found, name) for name in found["measure"].values.tolist()],
        steps=number(float(found["steps_per_km"])),
        damage_note=str(found["damage_per_km"].attrs["assumption"]),
        assumptions=[
            (LOADS[name].label, str(assumed))
            for name, assumed in zip(
                found["measure"].values.tolist(), found["measure_assumption"].values, strict=True
            )
            if str(assumed) != "none"
        ],
        references=[
            (TISSUES[name].label, str(source))
            for name, source in zip(
                found["tissue"].values.tolist(),
                found["tissue_reference_source"].values,
                strict=True,
            )
        ],
    )


def _peaks(contact: xr.Dataset) -> str:
    """Of the joints but the kneecap, whose load is among those of the tissues."""
    peaks = [
        f"{joint} {quantity.with_unit(float(contact['peak'].sel(joint=name)))} "
        f"({number(float(contact['peak_bw'].sel(joint=name)), 1)} BW)"
        for name in contact["joint"].values.tolist()
        if side_of(name) == SIDE
        for joint in [stem(name)]
        if (quantity := LOADS.get(f"{joint}_contact"))
    ]
    return ", ".join(peaks)


def _measure(found: xr.Dataset, name: str) -> Row:
    one, quantity = found.sel(measure=name), LOADS[name]
    unit = unit_of(quantity)
    peaks = (typeset(quantity.shown(float(one["peak"].sel(estimate=e)))) for e in ("low", "high"))
    peak = "\u2060\u2013\u2060".join(dict.fromkeys(peaks))
    per_km = quantity.per_kilometre().shown(float(one["per_km"].sel(estimate="middle")))
    star = "*" if str(one["measure_grade"].item()) == "M" else ""
    return (
        quantity.label + star,
        [
            Field(peak, small=unit),
            number(float(one["peak_body_weights"]), 1),
            Field(typeset(per_km), small=f"{unit}\u00b7s"),
            _damage(found, name),
        ],
    )


def _damage(found: xr.Dataset, measure: str) -> str | Field:
    measures = found["tissue_measure"].values.tolist()
    if measure not in measures:
        return ""
    damage = found["damage_per_km"].isel(tissue=measures.index(measure))
    middle = digits3(float(damage.sel(estimate="middle", exponent="middle")))
    low, high = digits3(float(damage.min())), digits3(float(damage.max()))
    return Field(middle, small=f"({low}\u2013{high})")


def cost(analysis: Analysis) -> Markup:
    """Where the energy goes, by models of muscle energy, groups and phases."""
    found = analysis.energy
    groups = found["group_cost"].sum("side")
    gross = float(found["gross_cost"].sel(model=MODELS[0]))
    widest = float(groups.sel(model=MODELS[0]).max()) / gross or 1.0
    order = sorted(
        groups["group"].values.tolist(),
        key=lambda g: -float(groups.sel(group=g, model=MODELS[0])),
    )
    rows = [_models(plain_source(g), groups.sel(group=g), gross, widest) for g in order]
    like = found["gross_cost"]
    for name, label in COSTS.items():
        rows.append(_models(label, found[name].broadcast_like(like), gross, widest))
    for name, label in (("gross_cost", "gross"), ("net_cost", "net of standing")):
        values = [number(float(found[name].sel(model=m)), 2) for m in MODELS]
        rows.append((label, ["", Field(values[0], strong=True), *values[1:]]))
    phases = found["group_phase_cost"].sel(model=MODELS[0]).sum("side")
    most = float(phases.max()) or 1.0
    cells = [
        (plain_source(g), [_spent(float(phases.sel(group=g, phase=p)), most) for p in PHASES])
        for g in order
    ]
    work = analysis.mechanical
    efficiency = float(work["apparent_efficiency"].sel(model=MODELS[0]))
    return rendered(
        "cost.html",
        models=list(MODELS),
        phases=PHASES,
        rows=rows,
        groups=cells,
        delivered=number(float(work["muscle_tendon_work_positive"])),
        absorbed=number(-float(work["muscle_tendon_work_negative"])),
        efficiency=number(100 * efficiency),
    )


def _models(label: str, costs: xr.DataArray, gross: float, widest: float) -> Row:
    values = [float(costs.sel(model=m)) for m in MODELS]
    part = values[0] / gross
    return label, [
        Field(f"{number(100 * part)}\u00a0%", share=share(part / widest)),
        *(number(value, 2) for value in values),
    ]


def _spent(value: float, most: float) -> Cell:
    return Cell(word=number(value, 2) if value >= 0.005 else "", heat=share(value / most))
