"""Two runs of one result as JSON has them."""

from __future__ import annotations

from typing import Any

from hillrunner.motion.motion import Motion
from hillrunner.tell.results.comparison import comparison_object
from hillrunner.worth.compare import compare


def both_runs(before: Motion, after: Motion) -> dict[str, Any]:
    """Two runs side by side, and how the second one was solved."""
    return comparison_object(compare(before, after)) | {
        "speed": before.speed,
        "grade": before.grade,
        "tolerance": before.settings.tolerance,
        "solve_time": after.solver.solve_time,
        "iterations": after.solver.iterations,
    }
