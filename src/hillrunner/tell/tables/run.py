"""The run as a table for the terminal, beside what is measured in runners."""

from __future__ import annotations

import math

from hillrunner.analysis.spatiotemporal import Spatiotemporal
from hillrunner.lab.compare import Comparison
from hillrunner.lab.strides import MeasuredStrides
from hillrunner.motion.motion import Motion
from hillrunner.person.runner import Runner
from hillrunner.published.bands import Band
from hillrunner.quantities import QUANTITIES, Quantity, decimal, pace
from hillrunner.tell.tables.table import Line, table
from hillrunner.tell.words.origin import solve_in_words
from hillrunner.tell.words.shoe import shoe_words

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
    runner = motion.runner
    name = f"{runner.name}: " if runner.name else ""
    return (
        f"{name}{runner.sex}, {runner.age:g} years, {runner.height:g} m, {runner.mass:g} kg, "
        f"{motion.label} ({pace(motion.speed)} min/km)\n{_shod(runner)}" + solve_in_words(motion)
    )


def _shod(runner: Runner) -> str:
    return f"{shoe_words(runner.shoe)}\n" if runner.shoe else ""


def _numbers(
    summary: Spatiotemporal, bands: tuple[Band, ...], measured: MeasuredStrides | None
) -> str:
    by_key = {band.key: band for band in bands}
    yours = measured.summary() if measured else {}
    lines: list[Line] = []
    for block in ROWS:
        for key in block:
            quantity, value = QUANTITIES[key], getattr(summary, key)
            band = by_key.get(key)
            row = [quantity.label, quantity.shown_unit, quantity.shown(value)]
            row += [_band(band, quantity), (band.status(value) if band else None) or ""]
            lines.append([*row, quantity.shown(yours[key]) if key in yours else ""])
        lines.append("")
    sources = dict.fromkeys(band.source for band in bands)
    lines.append(
        f"measured runners: {'; '.join(sources)}"
        if sources
        else "no published measurements for this speed and grade"
    )
    head = ["", "", "this run", "measured: mean (range)", "", "you" if yours else ""]
    return table(head, lines, "<<><<>")


def _groups(summary: Spatiotemporal) -> str:
    rows = [
        [group, decimal(force), decimal(summary.peak_group_force_bw[group], 1)]
        for group, force in summary.peak_group_force.items()
    ]
    return table(["peak force of one leg", "N", "BW"], rows)


def _joints(comparison: Comparison) -> str:
    rows = [
        [name, *(decimal(math.degrees(x), 1) for x in (joint.rms, joint.rms_shifted, joint.spread))]
        for name, joint in comparison.coordinates.items()
    ]
    rows.append(["all", decimal(math.degrees(comparison.rms), 1)])
    head = ["your strides, deg", "RMS error", "in best timing", "spread of your strides"]
    return table(head, rows)


def _band(band: Band | None, quantity: Quantity) -> str:
    if band is None:
        return ""
    mean = quantity.shown(band.mean)
    if band.low is None or band.high is None:
        return mean
    return f"{mean} ({quantity.shown(band.low)} to {quantity.shown(band.high)})"
