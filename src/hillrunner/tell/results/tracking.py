"""How measured strides that were followed are shown: as text, JSON, a page and files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from hillrunner.lab.angles import PLACE
from hillrunner.lab.export import export_opensim
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.sides import SIDES
from hillrunner.tell import show
from hillrunner.tell.jsonable import result_object
from hillrunner.tell.report.run_page import write_report
from hillrunner.tell.tables.tracking import tracking_table
from hillrunner.tell.words.tracking import believed, found
from hillrunner.tracking.feet import Feet
from hillrunner.tracking.loads import stride_loads
from hillrunner.tracking.track import Tracked, TrackedStride


@show.text.register
def _(result: Tracked) -> str:
    return tracking_table(result)


@show.plain.register
def _(result: Tracked) -> dict[str, Any]:
    return result_object(
        {
            "status": result.strides[0].motion.status.word,
            "runner": result.runner.model_dump(mode="json"),
            "speed": result.strides[0].motion.speed,
            "movement": result.recording.movement,
            "averaged": result.averaged,
            "forces": "found" if found(result) else "measured",
            "strides": [_stride(one) for one in result.strides],
            "believed": believed(result),
            "notes": result.notes,
            "body_hash": result.strides[0].motion.body_hash,
        }
    )


def _feet(feet: Feet | None, mass: float) -> dict[str, float] | None:
    """m, and N m/kg."""
    if feet is None:
        return None
    return {
        "ahead": feet.ahead,
        "ankle": feet.ankle / mass,
        "ankle_measured": feet.ankle_measured / mass,
    }


def _stride(one: TrackedStride) -> dict[str, Any]:
    quality, weight = one.quality, one.motion.body.mass * GRAVITY
    both = {side: stride_loads(one, side) for side in SIDES}
    own = both[one.stride.side]
    return {
        "side": one.stride.side,
        "start": one.stride.start,
        "duration": one.stride.duration,
        "angle_rms": {
            name: float(np.rad2deg(value))
            for name, value in quality.angle_rms.items()
            if name not in PLACE
        },
        "place_rms": {n: v for n, v in quality.angle_rms.items() if n in PLACE},
        "marker_rms": quality.marker_rms,
        "residual_force": _rms_and_max(quality.residual_force, weight),
        "residual_moment": _rms_and_max(quality.residual_moment, quality.peak_moment),
        "reserve": quality.reserve,
        "force_rms": _body_weights(quality.force_rms, weight),
        "saturated": quality.saturated,
        "feet": _feet(quality.feet, one.motion.body.mass),
        "peak_vertical_force": own.peak_vertical_force,
        "peak": own.peak,
        "legs": {
            side: {"peak_vertical_force": loads.peak_vertical_force, "peak": loads.peak}
            for side, loads in both.items()
        },
        "moments": {
            name: {"min": low, "max": high}
            for loads in both.values()
            for name, (low, high) in loads.moments.items()
        },
        "solve_time": one.motion.solver.solve_time,
    }


def _body_weights(forces: Mapping[str, float] | None, weight: float) -> dict[str, float] | None:
    """Where forces were found, and others held back."""
    return None if forces is None else {name: force / weight for name, force in forces.items()}


def _rms_and_max(values: tuple[float, float], whole: float) -> dict[str, float]:
    """In percent of ``whole``."""
    return {"rms": 100.0 * values[0] / whole, "max": 100.0 * values[1] / whole}


@show.page.register
def _(result: Tracked, path: Path) -> Path:
    return write_report(result.strides[0].motion, path)


@show.files.register
def _(result: Tracked, folder: Path) -> None:
    for i, one in enumerate(result.strides, start=1):
        place = folder / f"stride-{i}"
        place.mkdir(exist_ok=True)
        one.motion.save(place / "motion.nc")
        write_report(one.motion, place / "report.html")
        tables = place / "opensim"
        tables.mkdir(exist_ok=True)
        export_opensim(one.motion, tables)
    if result.kinematics is not None:
        result.kinematics.write_mot(folder / "angles.mot")
