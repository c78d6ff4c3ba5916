"""A body scaled to a person, and angles from markers, as text for the terminal."""

from __future__ import annotations

import numpy as np

from hillrunner.lab.kinematics.inverse_kinematics import InverseKinematics
from hillrunner.lab.kinematics.scaled import Scaled
from hillrunner.quantities import decimal
from hillrunner.sides import SIDES
from hillrunner.tell.tables.table import table, wrapped

MARKERS = 8  # that are printed, those that fit worst


def scaled_table(scaled: Scaled) -> str:
    """What was measured, what was taken of it, and what is to be known."""
    body = scaled.body
    lines = [
        f"{body.name} as a person of {decimal(body.height, 2)} m and {decimal(body.mass, 1)} kg: "
        f"{decimal(scaled.by_height, 3)} times as tall.",
        "",
    ]
    rows = [
        [
            one.name,
            decimal(one.factor, 3),
            *(decimal(one.sides[side], 3) if side in one.sides else "" for side in SIDES),
            decimal(one.used, 3),
        ]
        for one in scaled.measures
    ]
    lines.append(table(["measured", "factor", *SIDES, "taken"], rows))
    if scaled.marker_error is not None and scaled.marker_error.size:
        off = float(np.sqrt((scaled.marker_error.values**2).mean()))
        lines += [
            "",
            f"Markers with a place of their own are {decimal(1000 * off)} mm from it; "
            f"{len(scaled.places) - scaled.marker_error.size} others were put where they are.",
        ]
    lines += [wrapped(note, "Note: ") for note in scaled.notes]
    return "\n".join(lines)


def kinematics_table(result: InverseKinematics) -> str:
    """How well the markers fit, by marker, and what is to be known."""
    by_marker = result.by_marker.isel(marker=slice(MARKERS))
    rows = [
        [str(name), decimal(1000 * rms, 1), decimal(1000 * most, 1)]
        for name, rms, most in zip(
            by_marker["marker"].values,
            by_marker["rms"].values,
            by_marker["max"].values,
            strict=True,
        )
    ]
    frames = ", ".join(f"{decimal(time, 3)} s" for time in result.worst_frames())
    size = result.data.sizes
    lines = [
        f"{size['coordinate']} coordinates of {result.body.name} from {size['marker']} markers in "
        f"{size['time']} frames: {decimal(1000 * result.rms, 1)} mm RMS.",
        "",
        table(["worst markers", "RMS mm", "max mm"], rows),
        "",
        f"Worst frames: {frames}.",
    ]
    return "\n".join([*lines, *(wrapped(text, "Warning: ") for text in result.warnings)])
