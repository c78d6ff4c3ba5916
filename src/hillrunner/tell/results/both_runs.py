"""Two runs of one result as JSON has them."""

from __future__ import annotations

from typing import Any

from hillrunner.analysis.analysis import Analysis
from hillrunner.analysis.compensation import QUANTITIES as DONE
from hillrunner.analysis.compensation import compensation
from hillrunner.errors import HillrunnerError
from hillrunner.motion.motion import Motion
from hillrunner.tell.results.comparison import comparison_object
from hillrunner.worth.compare import Comparison

KEYS = ("right", "left", "difference")


def both_runs(comparison: Comparison) -> dict[str, Any]:
    """Two runs side by side, and how the second one was solved.

    ``legs`` holds right and left of both runs (with units), ``muscles`` what each muscle does in
    a stride; None where they cannot be measured.
    """
    before, after = comparison.before, comparison.after
    return comparison_object(comparison) | {
        "speed": before.speed,
        "grade": before.grade,
        "tolerance": before.settings.tolerance,
        "solve_time": after.solver.solve_time,
        "iterations": after.solver.iterations,
        "legs": _legs(comparison.analyses),
        "muscles": _muscles(before, after),
    }


def _legs(analyses: tuple[Analysis, Analysis]) -> dict[str, Any] | None:
    """``right``, ``left`` and ``difference`` (%) by measure, with its ``unit``, of each run."""
    try:
        found = [analysis.asymmetry for analysis in analyses]
    except HillrunnerError:
        return None
    return {
        name: {
            measure: {"unit": unit, **dict(zip(KEYS, values, strict=True))}
            for measure, unit, *values in zip(
                *(one[key].values.tolist() for key in ("measure", "units", *KEYS)), strict=True
            )
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
    columns = (found[name].values.tolist() for name in names)
    return {
        muscle: dict(zip(names, values, strict=True))
        for muscle, *values in zip(found["muscle"].values.tolist(), *columns, strict=True)
    }
