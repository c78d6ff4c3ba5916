"""The run as a table for the terminal, beside what is measured in people."""

from __future__ import annotations

import math

import numpy as np

from hillrunner.analysis.spatiotemporal import Spatiotemporal
from hillrunner.lab.compare import Comparison
from hillrunner.lab.strides import MeasuredStrides
from hillrunner.motion.motion import Motion
from hillrunner.published.bands import LABELS, Band

ROWS = (  # what the table holds, in order; blank lines between blocks
    (
        "cadence",
        "step_length",
        "contact_time",
        "flight_time",
        "com_oscillation",
    ),
    ("peak_vertical_force", "peak_braking_force", "peak_propulsive_force"),
    ("cost_of_transport",),
    (
        "hip_flexion_max",
        "hip_flexion_min",
        "knee_contact",
        "knee_stance_max",
        "knee_swing_max",
        "ankle_dorsiflexion_max",
        "ankle_plantarflexion_max",
    ),
)
MORE_LABELS = {"step_length": ("Step length", "m")}
# Stored unit -> shown unit, factor, decimals.
SHOWN = {
    "steps/min": ("/min", 1.0, 0),
    "s": ("ms", 1e3, 0),
    "m": ("m", 1.0, 3),
    "BW": ("BW", 1.0, 2),
    "J/kg/m": ("J/kg/m", 1.0, 2),
    "deg": ("deg", 1.0, 0),
}


def result_table(
    motion: Motion,
    summary: Spatiotemporal,
    bands: tuple[Band, ...],
    measured: MeasuredStrides | None = None,
    comparison: Comparison | None = None,
) -> str:
    """The whole text: who and how, the numbers, the muscle groups, and your own strides."""
    parts = [_head(motion), _numbers(summary, bands, measured), _groups(summary)]
    if comparison:
        parts.append(_joints(comparison))
    return "\n\n".join(parts)


def _head(motion: Motion) -> str:
    runner, solver = motion.runner, motion.solver
    name = f"{runner.name}: " if runner.name else ""
    pace = round(1000.0 / motion.speed)
    verb = "sprinting" if motion.task.kind == "sprint" else "running"
    return (
        f"{name}{runner.sex}, {runner.age:g} years, {runner.height:g} m, {runner.mass:g} kg, "
        f"{verb} at {motion.speed:.4g} m/s ({pace // 60}:{pace % 60:02d} min/km), "
        f"grade {100 * motion.grade:g} %\n"
        f"{motion.status.word} in {solver.solve_time:.0f} s and {solver.iterations} iterations "
        f"(start: {solver.started_from}); "
        f"{solver.starts_agreed} of {solver.starts_tried} starts agree"
    )


def _numbers(
    summary: Spatiotemporal, bands: tuple[Band, ...], measured: MeasuredStrides | None
) -> str:
    by_key = {band.key: band for band in bands}
    yours = measured.summary() if measured else {}
    head = f"{'':<42}{'this run':>9}   {'people: mean (range)':<23}{'':<8}"
    lines = [head + (f"{'you':>8}" if yours else "")]
    for block in ROWS:
        for key in block:
            label, unit = LABELS[key] if key in LABELS else MORE_LABELS[key]
            shown, factor, decimals = SHOWN[unit]
            value = getattr(summary, key)
            line = f"{label:<34}{shown:<8}{_number(value * factor, decimals):>9}   "
            band = by_key.get(key)
            status = band.status(value) if band else None
            line += f"{_band(band, factor, decimals):<23}{status or '':<8}"
            if key in yours:
                line += f"{_number(yours[key] * factor, decimals):>8}"
            lines.append(line.rstrip())
        lines.append("")
    sources = dict.fromkeys(band.source for band in bands)
    lines.append(f"people: {'; '.join(sources)}" if sources else "people: none measured like this")
    return "\n".join(lines)


def _groups(summary: Spatiotemporal) -> str:
    lines = [f"{'peak force of one leg':<34}{'N':>8}{'BW':>9}"]
    for group, force in summary.peak_group_force.items():
        lines.append(f"{group:<34}{force:>8.0f}{summary.peak_group_force_bw[group]:>9.1f}")
    return "\n".join(lines)


def _joints(comparison: Comparison) -> str:
    lines = [
        f"{'your strides, deg':<22}{'RMS error':>10}{'best aligned':>14}{'your own spread':>17}"
    ]
    for name, joint in comparison.coordinates.items():
        rms, shifted, spread = np.rad2deg([joint.rms, joint.rms_shifted, joint.spread])
        lines.append(f"{name:<22}{rms:>10.1f}{shifted:>14.1f}{spread:>17.1f}")
    lines.append(f"{'all':<22}{math.degrees(comparison.rms):>10.1f}")
    return "\n".join(lines)


def _band(band: Band | None, factor: float, decimals: int) -> str:
    if band is None:
        return ""
    text = _number(band.mean * factor, decimals)
    if band.low is None or band.high is None:
        return text
    low, high = (_number(edge * factor, decimals) for edge in (band.low, band.high))
    return f"{text} ({low} to {high})"


def _number(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}" if math.isfinite(value) else "-"
