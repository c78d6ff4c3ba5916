"""Two runs of one result as JSON has them."""

from __future__ import annotations

from typing import Any

from hillrunner.analysis.asymmetry import asymmetry
from hillrunner.analysis.compensation import QUANTITIES as DONE
from hillrunner.analysis.compensation import compensation
from hillrunner.errors import HillrunnerError
from hillrunner.motion.motion import Motion
from hillrunner.tell.results.comparison import comparison_object
from hillrunner.worth.compare import compare

KEYS = ("right", "left", "difference")


def both_runs(before: Motion, after: Motion) -> dict[str, Any]:
    """Two runs side by side, and how the second one was solved.

    ``legs`` holds right and left of both runs (with units), ``muscles`` what each muscle does in
    a stride; None where they cannot be measured.
    """
    return comparison_object(compare(before, after)) | {
        "speed": before.speed,
        "grade": before.grade,
        "tolerance": before.settings.tolerance,
        "solve_time": after.solver.solve_time,
        "iterations": after.solver.iterations,
        "legs": _legs(before, after),
        "muscles": _muscles(before, after),
    }


def _legs(before: Motion, after: Motion) -> dict[str, Any] | None:
    """``right``, ``left`` and ``difference`` (%) by measure, with its ``unit``, of each run."""
    try:
        found = [asymmetry(motion) for motion in (before, after)]
    except HillrunnerError:
        return None
    return {
        name: {
            measure: {
                "unit": str(one.sel(measure=measure)["units"].item()),
                **{key: float(one[key].sel(measure=measure)) for key in KEYS},
            }
            for measure in one["measure"].values.tolist()
        }
        for name, one in zip(("before", "after"), found, strict=True)
    }


def _muscles(before: Motion, after: Motion) -> dict[str, dict[str, float]] | None:
    """Strength (after over before), impulse (N s) and work (J) by muscle, in a stride."""
    try:
        found = compensation(before, after)
    except HillrunnerError:
        return None
    names = ["strength", *(f"{name}_{when}" for name in DONE for when in ("before", "after"))]
    return {
        muscle: {name: float(found[name].sel(muscle=muscle)) for name in names}
        for muscle in found["muscle"].values.tolist()
    }
