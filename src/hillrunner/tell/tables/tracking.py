"""Measured strides that were followed, as text for the terminal."""

from __future__ import annotations

import math

from hillrunner.quantities import decimal
from hillrunner.sides import SIDES
from hillrunner.tell.tables.table import Line, table, wrapped
from hillrunner.tell.words.tracking import angle_rms, believed
from hillrunner.tracking.loads import stride_loads
from hillrunner.tracking.track import Tracked


def tracking_table(result: Tracked) -> str:
    """The verdict first, then strides and loads."""
    parts = [_head(result)]
    parts += ["\n".join(wrapped(sentence, "- ") for sentence in believed(result))]
    parts += [_strides(result), _loads(result)]
    if result.notes:
        parts.append("\n".join(wrapped(note, "note: ") for note in result.notes))
    return "\n\n".join(parts)


def _head(result: Tracked) -> str:
    runner, one = result.runner, result.strides[0]
    what = (
        f"the mean of {result.averaged} strides"
        if result.averaged
        else f"{len(result.strides)} of {len(result.recording.steady)} steady strides"
    )
    return (
        f"{result.recording.name}: {what} at {one.motion.speed:.2f} m/s, of a runner of "
        f"{runner.height:.2f} m and {runner.mass:.1f} kg."
    )


def _strides(result: Tracked) -> str:
    lines: list[Line] = []
    for one in result.strides:
        quality = one.quality
        mm = 1000 * quality.marker_rms
        lines.append(
            [
                one.stride.side,
                decimal(one.stride.start, 3),
                decimal(one.stride.duration, 3),
                decimal(angle_rms(one), 1),
                "-" if math.isnan(mm) else decimal(mm),
                decimal(quality.residual_force[0], 0),
                decimal(quality.residual_moment[0], 1),
                decimal(one.motion.solver.solve_time),
            ]
        )
    head = ["stride", "start, s", "lasting, s", "angles off, deg", "markers off, mm"]
    head += ["residual, N", "N m", "solved in, s"]
    return table(head, lines)


def _loads(result: Tracked) -> str:
    lines: list[Line] = []
    names = ["achilles", "patellofemoral", "knee", "hip", "ankle"]
    for one in result.strides:
        for side in SIDES:
            loads = stride_loads(one, side)
            numbers = [loads.peak_vertical_force, *(loads.peak.get(n, math.nan) for n in names)]
            shown = ["-" if math.isnan(n) else decimal(n, 1) for n in numbers]
            lines.append([f"{one.stride.side} stride, {side} leg", *shown])
    head = ["largest, body weights", "ground", "Achilles", "kneecap", "knee", "hip", "ankle"]
    return table(head, lines)
