"""Two runs of one result as JSON has them."""

from __future__ import annotations

from typing import Any

from hillrunner.motion.motion import Motion
from hillrunner.worth.prices.side_by_side import SECTIONS, side_by_side

_READ = {
    "before": "before",
    "after": "after",
    "change": "change",
    "change_percent": "percent",
    "units": "unit",
    "labels": "label",
}


def both_runs(before: Motion, after: Motion) -> dict[str, Any]:
    """Two runs side by side, and how the second one was solved.

    ``before``, ``after``, ``change`` and ``change_percent`` each hold the sections ``cost``,
    ``form``, ``forces`` and ``loads``; ``units`` and ``labels`` say what the numbers are.
    """
    rows = side_by_side(before, after)
    sections = {
        name: {
            section: {row.key: getattr(row, attribute) for row in rows if row.section == section}
            for section in SECTIONS
        }
        for name, attribute in _READ.items()
    }
    return sections | {
        "speed": before.speed,
        "grade": before.grade,
        "tolerance": before.settings.tolerance,
        "solve_time": after.solver.solve_time,
        "iterations": after.solver.iterations,
    }
