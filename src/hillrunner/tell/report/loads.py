"""Loads and cost, as sections of the report."""

from __future__ import annotations

import html

import xarray as xr

from hillrunner.analysis.analysis import Analysis
from hillrunner.analysis.energy import MODELS
from hillrunner.analysis.phases import PHASES
from hillrunner.errors import HillrunnerError
from hillrunner.model.body.pose import stem
from hillrunner.quantities import LOADS
from hillrunner.tell.report.parts import (
    Cell,
    bar,
    digits3,
    folded,
    heat_table,
    note,
    number,
    plots,
    section,
    table,
    typeset,
    unit_of,
)
from hillrunner.tell.words.wording import SIDE, plain_source

FIRST = 12  # measures shown at once: those of tendons, kneecap, shin bone and joints


def loads(analysis: Analysis) -> str:
    """Joint contact forces, and loads on tissues."""
    contact = analysis.joint_contact  # the section stands with these alone
    body = (
        "<h3>Joint contact forces <small>body weights</small></h3>"
        + plots("contacts")
        + note(_peaks(contact))
    )
    try:
        found = analysis.tissue_loads.sel(side=SIDE[0])
    except HillrunnerError as error:
        return section("Loads", "right leg", body + note(html.escape(str(error))))
    head = ("", "peak of a step", "body weights", "a kilometre", "damage-weighted, steps/km")
    rows = [_measure(found, name) for name in found["measure"].values.tolist()]
    note_of_damage = str(found["damage_per_km"].attrs["assumption"])
    body += (
        "<h3>Tissues</h3>"
        + plots("tissues")
        + table(head, rows[:FIRST], "loads")
        + folded(f"{len(rows) - FIRST} more loads", table(head, rows[FIRST:], "loads"))
        + note(
            f"{number(float(found['steps_per_km']))} steps of the leg a kilometre; a kilometre's "
            "load is the sum over them of load \u00d7 time. Ranges go over assumed sizes of "
            "tendon, cartilage and bone. Damage-weighted: as many steps at a reference load would "
            "count the same, for comparing runs of one body, never by itself; "
            f"{html.escape(note_of_damage)}. * rests on a number from memory that was not "
            "verified. Loads of a model, and no statement about injury."
        )
        + folded("What is assumed of each load", _assumptions(found))
    )
    return section("Loads", "right leg", body)


def _peaks(contact: xr.Dataset) -> str:
    """Of the joints but the kneecap, whose load is among those of the tissues."""
    peaks = [
        f"{joint} {quantity.with_unit(float(contact['peak'].sel(joint=name)))} "
        f"({number(float(contact['peak_bw'].sel(joint=name)), 1)} BW)"
        for name in contact["joint"].values.tolist()
        if name.endswith(f"_{SIDE[0]}")
        for joint in [stem(name)]
        if (quantity := LOADS.get(f"{joint}_contact"))
    ]
    return (
        f"Peaks: {', '.join(peaks)}. Reaction of the bones: ground, weight, inertia and every "
        "muscle that crosses the joint."
    )


def _measure(found: xr.Dataset, name: str) -> tuple[str, list[str]]:
    one, quantity = found.sel(measure=name), LOADS[name]
    unit = unit_of(quantity)
    peaks = (typeset(quantity.shown(float(one["peak"].sel(estimate=e)))) for e in ("low", "high"))
    peak = "\u2060\u2013\u2060".join(dict.fromkeys(peaks))
    per_km = quantity.per_kilometre().shown(float(one["per_km"].sel(estimate="middle")))
    star = "*" if str(one["measure_grade"].item()) == "M" else ""
    return (
        quantity.label + star,
        [
            f"{peak} <small>{unit}</small>",
            number(float(one["peak_body_weights"]), 1),
            f"{typeset(per_km)} <small>{unit}\u00b7s</small>",
            _damage(found, name),
        ],
    )


def _damage(found: xr.Dataset, measure: str) -> str:
    for tissue in found["tissue"].values.tolist():
        one = found.sel(tissue=tissue)
        if str(one["tissue_measure"].item()) == measure:
            damage = one["damage_per_km"]
            middle = digits3(float(damage.sel(estimate="middle", exponent="middle")))
            low, high = digits3(float(damage.min())), digits3(float(damage.max()))
            return f"{middle} <small>({low}\u2013{high})</small>"
    return ""


def _assumptions(found: xr.Dataset) -> str:
    lines = "".join(
        f"<dt>{html.escape(str(label))}</dt><dd>{html.escape(str(assumed))}</dd>"
        for label, assumed in zip(
            found["measure_label"].values, found["measure_assumption"].values, strict=True
        )
        if str(assumed) != "none"
    )
    references = "".join(
        f"<dt>reference, {html.escape(str(label))}</dt><dd>{html.escape(str(source))}</dd>"
        for label, source in zip(
            found["tissue_label"].values, found["tissue_reference_source"].values, strict=True
        )
    )
    return f'<dl class="assumed">{lines}{references}</dl>'


def cost(analysis: Analysis) -> str:
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
    for name, label in (("trunk_and_arms_cost", "trunk and arms"), ("basal_cost", "standing")):
        rows.append(_models(label, found[name].broadcast_like(like), gross, widest))
    for name, label in (("gross_cost", "gross"), ("net_cost", "net of standing")):
        values = [number(float(found[name].sel(model=m)), 2) for m in MODELS]
        rows.append((label, ["", f"<b>{values[0]}</b>", *values[1:]]))
    phases = found["group_phase_cost"].sel(model=MODELS[0]).sum("side")
    most = float(phases.max()) or 1.0
    cells = [
        (plain_source(g), [_spent(float(phases.sel(group=g, phase=p)), most) for p in PHASES])
        for g in order
    ]
    work = analysis.mechanical
    efficiency = float(work["apparent_efficiency"].sel(model=MODELS[0]))
    body = (
        '<div class="beside"><div><h3>By model of muscle energy <small>J/kg/m, both legs</small>'
        "</h3>"
        + table(("", "share", *MODELS), rows, "models")
        + "</div><div><h3>By phase of the own foot <small>J/kg/m</small></h3>"
        + heat_table(cells, css="single spent")
        + "</div></div>"
        + note(
            f"The run was solved with {MODELS[0]}; the other models are read off the same motion. "
            "Muscle-tendon units deliver "
            f"{number(float(work['muscle_tendon_work_positive']))} J and take up "
            f"{number(-float(work['muscle_tendon_work_negative']))} J a stride; delivered work is "
            f"{number(100 * efficiency)} % of what the muscles spend, elastic return included."
        )
    )
    return section("Energy", "metabolic cost of transport", body)


def _models(label: str, costs: xr.DataArray, gross: float, widest: float) -> tuple[str, list[str]]:
    values = [float(costs.sel(model=m)) for m in MODELS]
    share = values[0] / gross
    return label, [
        f"{bar(share / widest)}{number(100 * share)}&nbsp;%",
        *(number(value, 2) for value in values),
    ]


def _spent(value: float, most: float) -> Cell:
    return Cell(word=number(value, 2) if value >= 0.005 else "", heat=value / most)
