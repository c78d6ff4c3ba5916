"""How a scaled body and angles from markers are shown: as text and as JSON."""

from __future__ import annotations

from typing import Any

from hillrunner.lab.kinematics.inverse_kinematics import InverseKinematics
from hillrunner.lab.kinematics.scaled import Scaled
from hillrunner.tell import show
from hillrunner.tell.jsonable import result_object
from hillrunner.tell.tables.kinematics import kinematics_table, scaled_table


@show.text.register
def _(result: Scaled) -> str:
    return scaled_table(result)


@show.text.register
def _(result: InverseKinematics) -> str:
    return kinematics_table(result)


@show.plain.register
def _(result: Scaled) -> dict[str, Any]:
    error = result.marker_error
    return result_object(
        {
            "height": result.body.height,
            "mass": result.body.mass,
            "by_height": result.by_height,
            "measures": [vars(one) for one in result.measures],
            "places": [place.model_dump() for place in result.places],
            "weights": dict(result.weights),
            "marker_error": None if error is None else _by_name(error),
            "notes": result.notes,
        }
    )


@show.plain.register
def _(result: InverseKinematics) -> dict[str, Any]:
    by_marker = result.by_marker
    held = result.coordinates
    names = [str(name) for name in held["coordinate"].values]
    return result_object(
        {
            "body": result.body.name,
            "marker_rms": result.rms,
            "markers": {
                name: {"rms": rms, "max": most}
                for name, rms, most in zip(
                    [str(name) for name in by_marker["marker"].values],
                    by_marker["rms"].values.tolist(),
                    by_marker["max"].values.tolist(),
                    strict=True,
                )
            },
            "worst_frames": result.worst_frames(),
            "time": held["time"].values.tolist(),
            "units": dict(zip(names, map(str, held["unit"].values), strict=True)),
            "coordinates": dict(zip(names, held.values.T.tolist(), strict=True)),
            "held": result.held,
            "at_range": dict(result.at_range),
            "unused": result.unused,
            "smoothness": result.smoothness,
            "warnings": result.warnings,
        }
    )


def _by_name(error: Any) -> dict[str, float]:
    return dict(zip(map(str, error["marker"].values), error.values.tolist(), strict=True))
