"""The analyses of a motion as tables for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import xarray as xr

from hillrunner.analysis.analysis import Analysis
from hillrunner.analysis.energy import MODELS
from hillrunner.analysis.induced import MOVERS, OTHER_SOURCES
from hillrunner.errors import HillrunnerError
from hillrunner.quantities import LOADS, TISSUES, decimal, significant
from hillrunner.sides import LEFT, side_of, stem
from hillrunner.tell.tables.left_right import left_right_rows
from hillrunner.tell.tables.table import table
from hillrunner.tell.words.trust import trust_in_words
from hillrunner.tell.words.wording import COSTS, SIDE, plain_source

STORED = 0.5  # J: tendons that store less are left to --json
SHARE = 0.005  # body weights: less rounds to nothing


def tables(analysis: Analysis) -> list[str]:
    """Every table that this motion and its body have something for."""
    found = []
    for make in _TABLES:
        try:
            if text := make(analysis):
                found.append(text)
        except HillrunnerError as error:
            found.append(f"{make.__doc__}: {error}")
    return found


def _titled(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return f"{title}\n{table(head, rows)}"


def _work(cell: xr.Dataset) -> str:
    """``braking +1.0 -23.1``: what is done there, and the work of the whole unit (J)."""
    works = [float(cell[f"muscle_tendon_work_{sign}"]) for sign in ("positive", "negative")]
    figures = [f"{work:+.1f}" if abs(work) >= 0.05 else "0" for work in works]
    return " ".join([str(cell["doing"].item()), *figures])


def _roles(analysis: Analysis) -> str:
    """Roles by phase"""
    groups, muscles = analysis.group_roles.sel(side=SIDE), analysis.muscle_roles
    phases = groups["phase"].values.tolist()
    rows = [
        [group, *(_work(groups.sel(group=group, phase=phase)) for phase in phases)]
        for group in groups["group"].values.tolist()
    ]
    for muscle in analysis.motion.body.muscles:
        if muscle.side == SIDE:
            one = muscles.sel(muscle=muscle.name)
            rows.append([muscle.name, *(_work(one.sel(phase=phase)) for phase in phases)])
    title = (
        "What the muscles of the right leg do; work of muscle and tendon together, delivered and "
        "absorbed, J"
    )
    return _titled(title, ["", *phases], rows)


def _movers(analysis: Analysis) -> str:
    """Who moves the body"""
    both = (analysis.induced_shares, analysis.induced_shares_rolling)
    directions = (("y", "stance"), ("x", "braking"), ("x", "propulsion"))
    columns = [
        shares["contribution_bw"].sel(phase=phase, axis=axis)
        for axis, phase in directions
        for shares in both
    ]
    rows = []
    for source in (*MOVERS, *OTHER_SOURCES[2:]):
        values = [float(column.sel(source_group=source)) for column in columns]
        if np.nanmax(np.abs([*values, 0.0])) >= SHARE:
            rows.append([plain_source(source), *(decimal(value, 2) for value in values)])
    rows.append(["the body's own", *(decimal(float(column.sum()), 2) for column in columns)])
    head = ["", "up", "rolling", "forward, braking", "rolling", "forward, propelling", "rolling"]
    title = (
        "Who moves the centre of mass in stance, mean body weights; beside it with feet that roll "
        "on their centre of pressure"
    )
    return _titled(title, head, rows)


def _springs(analysis: Analysis) -> str:
    """Springs"""
    found = analysis.springs
    names = [
        m.name
        for m in analysis.motion.body.muscles
        if m.side == SIDE and float(found["energy_stored"].sel(muscle=m.name)) >= STORED
    ]
    names.sort(key=lambda name: -float(found["energy_stored"].sel(muscle=name)))
    rows = []
    for name in names:
        one = found.sel(muscle=name)
        rows.append(
            [
                name,
                *(decimal(float(one[key]), 1) for key in ("energy_stored", "energy_returned")),
                decimal(100 * float(one["peak_strain"]), 1),
                decimal(100 * float(one["tendon_share"])),
            ]
        )
    achilles = found.sel(side=SIDE)
    if np.isfinite(float(achilles["achilles_energy"])):
        keys = ("achilles_energy", "achilles_energy_returned")
        share = decimal(100 * float(achilles["achilles_tendon_share"]))
        rows.append(
            ["Achilles in all", *(decimal(float(achilles[key]), 1) for key in keys), "", share]
        )
    head = ["", "stored J", "returned J", "strain %", "share of work %"]
    return _titled("Tendons of the right leg as springs, a stride", head, rows)


def _joints(analysis: Analysis) -> str:
    """Joints"""
    found, mass = analysis.joint_mechanics, analysis.motion.runner.mass
    rows = []
    for joint in found["joint"].values.tolist():
        if side_of(joint) == LEFT:
            continue
        one = found.sel(joint=joint)
        values = (
            float(one["joint_work_positive"].sum()),
            float(one["joint_work_negative"].sum()),
            float(one["joint_power_max"].max()),
            float(one["joint_power_min"].min()),
        )
        rows.append([stem(joint), *(decimal(value, 1) for value in values)])
    head = ["", "delivered J", "absorbed J", "highest W/kg", "lowest W/kg"]
    lines = [
        _titled("Work and power of joints of the right leg, trunk and arms, a stride", head, rows)
    ]
    stance = found.sel(foot=SIDE)
    shares = ", ".join(
        f"{name} {100 * float(stance['stance_share'].sel(leg_joint=name)):.0f} %"
        for name in stance["leg_joint"].values.tolist()
        if np.isfinite(float(stance["stance_share"].sel(leg_joint=name)))
    )
    if shares:
        work = mass * float(stance["stance_work_positive"].sum())
        lines.append(f"positive work in stance, {work:.0f} J: {shares}")
    drop = np.rad2deg(found["pelvic_drop"].values)
    if np.isfinite(drop).all():
        lines.append(f"pelvic drop in stance: right {drop[0]:.1f} deg, left {drop[1]:.1f} deg")
    return "\n".join(lines)


def _contact(analysis: Analysis) -> str:
    """Joint contact forces"""
    found = analysis.joint_contact
    rows = [
        [
            _joint_name(name),
            LOADS[f"{stem(name)}_contact"].shown(float(found["peak"].sel(joint=name))),
            decimal(float(found["peak_bw"].sel(joint=name)), 1),
        ]
        for name in found["joint"].values.tolist()
        if f"{stem(name)}_contact" in LOADS
    ]
    return _titled("Peak contact forces of joints", ["", "kN", "body weights"], rows)


def _joint_name(name: str) -> str:
    """``hip, right``."""
    return f"{stem(name)}, {'left' if name.endswith('_l') else 'right'}"


def _tissues(analysis: Analysis) -> str:
    """Loads on tissues"""
    found = analysis.tissue_loads.sel(side=SIDE)
    rows = []
    for name in found["measure"].values.tolist():
        one, quantity = found.sel(measure=name), LOADS[name]
        peaks = (quantity.shown(float(one["peak"].sel(estimate=e))) for e in ("low", "high"))
        rows.append(
            [
                quantity.named,
                " to ".join(dict.fromkeys(peaks)),
                decimal(float(one["peak_body_weights"]), 1),
                quantity.per_kilometre().shown(float(one["per_km"].sel(estimate="middle"))),
                str(one["measure_grade"].item()),
            ]
        )
    head = ["", "peak", "body weights", "a km, times s", "grade"]
    first = _titled("Loads on tissues of the right leg (M: from memory, not verified)", head, rows)
    rows = []
    for name in found["tissue"].values.tolist():
        one = found.sel(tissue=name)
        damage = one["damage_per_km"]
        rows.append(
            [
                TISSUES[name].label,
                TISSUES[name].shown(float(damage.sel(estimate="middle", exponent="middle"))),
                f"{significant(float(damage.min()))} to {significant(float(damage.max()))}",
                f"{float(one['exponent_value'].min()):g} to {float(one['exponent_value'].max()):g}",
            ]
        )
    head = ["", "steps", "range", "exponent"]
    title = (
        "Damage-weighted load, steps a km at the reference load: only for comparing runs of one "
        "body; exponents are from memory"
    )
    return f"{first}\n\n{_titled(title, head, rows)}\n{found.attrs['note']}."


def _energy(analysis: Analysis) -> str:
    """Energy"""
    found = analysis.energy
    rows = []
    for group in found["group"].values.tolist():
        cost = found["group_cost"].sel(group=group).sum("side")
        phases = found["group_phase_cost"].sel(group=group, model=MODELS[0]).sum("side")
        rows.append(
            [
                group,
                *(decimal(float(cost.sel(model=m)), 3) for m in MODELS),
                *(decimal(float(value), 3) for value in phases.values),
            ]
        )
    blank = [""] * found.sizes["phase"]
    for name, label in (COSTS | {"gross_cost": "gross", "net_cost": "net"}).items():
        values = found[name].broadcast_like(found["gross_cost"])
        rows.append([label, *(decimal(float(values.sel(model=m)), 3) for m in MODELS), *blank])
    head = ["", *MODELS, *found["phase"].values.tolist()]
    title = f"Cost, J/kg/m, both legs, by three models of muscle energy; by phase after {MODELS[0]}"
    return _titled(title, head, rows)


def _validity(analysis: Analysis) -> str:
    """Validity"""
    warnings = trust_in_words(analysis.warnings) or [
        "Nothing leaves the range the model can be trusted in."
    ]
    return "\n".join(["Where the model is stretched", *warnings])


def _left_right(analysis: Analysis) -> str:
    """Left and right"""
    head, *rows = left_right_rows(analysis) or [[""]]
    title = "Left and right; difference of right less left over their mean"
    return _titled(title, head, rows) if rows else ""


_TABLES: tuple[Callable[[Analysis], str], ...] = (
    _roles,
    _movers,
    _springs,
    _joints,
    _contact,
    _tissues,
    _energy,
    _left_right,
    _validity,
)
