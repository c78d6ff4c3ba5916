"""What the drive of a sprint does: top speed and form for more and less of it.

A sprint minimises effort less ``sprint_drive`` times speed, and nothing measured says how much
effort a sprinter takes on for speed. Starts from the shipped run at 6 m/s, each drive from the one
before. With ``--ship`` the sprint of the default drive becomes the one that comes with the package.
Writes ``results/sprint.json`` and ``results/sprint.md``.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import common

from hillrunner import Sprint, simulate
from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.errors import SolveError
from hillrunner.motion import library
from hillrunner.settings import Settings

DRIVES = (5.0, 10.0, 20.0)  # J/kg/m per m/s
COLUMNS = ("drive", "speed", "cadence", "contact_ms", "flight_ms", "peak_BW", "cost", "saturated")


def main() -> None:
    """Solve, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--mesh", type=int, default=30, help="intervals per step (30)")
    parser.add_argument("--drives", type=float, nargs="+", default=list(DRIVES))
    parser.add_argument("--ship", action="store_true", help="write the package's sprint.nc")
    options = parser.parse_args()
    common.one_core()
    motion = library.load_shipped("run-6.nc")
    records: list[dict[str, Any]] = []
    for drive in options.drives:
        settings = Settings(mesh=options.mesh, sprint_drive=drive)
        began = time.perf_counter()
        try:
            motion = simulate(common.example_runner(), Sprint(), start=motion, settings=settings)
        except SolveError as error:
            common.note(f"drive {drive:g}: {error}")
            continue
        found = spatiotemporal(motion)
        records.append(
            {
                "drive": drive,
                "speed": motion.speed,
                "cadence": found.cadence,
                "contact_ms": 1e3 * found.contact_time,
                "flight_ms": 1e3 * found.flight_time,
                "peak_BW": found.peak_vertical_force,
                "cost": found.cost_of_transport,
                "saturated": float((motion["activation"].values > 0.95).mean()),
                "iterations": motion.solver.iterations,
                "seconds": time.perf_counter() - began,
            }
        )
        if options.ship and settings == Settings():
            motion.save(common.SHIPPED / "sprint.nc")
        told = common.markdown(COLUMNS, [[f"{r[c]:.3g}" for c in COLUMNS] for r in records])
        common.keep("sprint", told, {"mesh": options.mesh, "sprints": records})


if __name__ == "__main__":
    main()
