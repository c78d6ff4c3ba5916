"""Does the answer depend on the mesh? The same run on finer meshes, each started from the last.

Halving the intervals should change the cost by less than 1 % and the peak force by less than 3 %.
Writes ``results/mesh.json`` and ``results/mesh.md``.
"""

from __future__ import annotations

import argparse
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import common

from hillrunner import Run

AIMS = {"cost_of_transport": 0.01, "peak_vertical_force": 0.03}
SHOWN = (
    "cost_of_transport",
    "peak_vertical_force",
    "cadence",
    "contact_time",
    "com_oscillation",
    "knee_swing_max",
)


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--meshes", type=int, nargs="+", default=[25, 50, 100])
    parser.add_argument("--speed", type=float, default=common.SPEED, help="m/s (default 3.5)")
    parser.add_argument(
        "--tolerance", type=float, default=1e-6, help="of the solver; looser biases the cost"
    )
    parser.add_argument("--start", type=Path, help="motion to start the first mesh from")
    parser.add_argument("--settings", type=Path, help="JSON file instead of the default settings")
    parser.add_argument("--time-limit", type=float, default=1200.0, help="s, for each mesh")
    options = parser.parse_args()
    common.one_core()

    task = Run(options.speed)
    settings = common.load_settings(options.settings)
    motion = common.load_start(options.start)
    solved: list[dict[str, Any]] = []
    for mesh in sorted(options.meshes):
        common.note(f"{mesh} intervals")
        outcome = common.attempt(
            task,
            settings.changed(mesh=mesh, tolerance=options.tolerance),
            start=motion,
            time_limit=options.time_limit,
        )
        figures = {"mesh": mesh, "seconds": outcome.seconds, "why": outcome.why}
        solved.append(figures | {"solver": outcome.solver, "rows": outcome.rows})
        motion = outcome.motion or motion

    table = common.markdown(
        ["intervals", *SHOWN, "objective", "iterations", "s"],
        [
            [
                line["mesh"],
                *(line["rows"].get(key) for key in SHOWN),
                line["solver"].get("objective"),
                line["solver"].get("iterations", line["why"]),
                round(line["seconds"]),
            ]
            for line in solved
        ],
    )
    changes = []
    for coarse, fine in pairwise(line for line in solved if line["rows"]):
        for key, aim in AIMS.items():
            change = coarse["rows"][key] / fine["rows"][key] - 1.0
            changes.append(
                {"from": fine["mesh"], "to": coarse["mesh"], "row": key, "change": change}
                | {"aim": aim, "met": abs(change) < aim}
            )
    verdict = common.markdown(
        ["halving", "row", "change", "aim", ""],
        [
            [
                f"{c['from']} to {c['to']}",
                c["row"],
                f"{c['change']:+.2%}",
                f"{c['aim']:.0%}",
                "met" if c["met"] else "missed",
            ]
            for c in changes
        ],
    )
    text = f"{table}\n\n{verdict}"
    common.keep(
        "mesh",
        text,
        {
            "task": task.model_dump(mode="json"),
            "settings": settings.model_dump(mode="json"),
            "tolerance": options.tolerance,
            "solves": solved,
            "changes": changes,
        },
    )
    print(text)
    return 0 if all(line["rows"] for line in solved) else 1


if __name__ == "__main__":
    sys.exit(main())
