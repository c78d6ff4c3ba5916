"""What the drive of a sprint does: top speed and form for more and less of it.

A sprint minimises effort less ``sprint_drive`` times speed, and nothing measured says how much
effort a sprinter takes on for speed. Starts from the shipped run at 6 m/s, each drive from the one
before. With ``--ship`` the sprint of the default drive becomes the one that comes with the package.
``--bodies`` makes the sprints of other bodies that come with it instead, from that one: a sprint
has several optima, 2 or 3 % of speed apart, and so they are of one kind.
Writes ``results/sprint.json`` and ``results/sprint.md``.
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

import common

from hillrunner import Runner, Sprint, simulate
from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.errors import SolveError
from hillrunner.files import whole_file
from hillrunner.motion import library
from hillrunner.settings import Settings

# Women and men about whom others are, in size: (sex, height in m, mass in kg).
BODIES = (
    ("female", 1.68, 64.0),
    ("female", 1.60, 52.0),
    ("male", 1.73, 64.0),
    ("male", 1.86, 90.0),
)
DRIVES = (5.0, 10.0, 20.0)  # J/kg/m per m/s
COLUMNS = ("drive", "speed", "cadence", "contact_ms", "flight_ms", "peak_BW", "cost", "saturated")


def main() -> None:
    """Solve, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--mesh", type=int, default=30, help="intervals per step (30)")
    parser.add_argument("--drives", type=float, nargs="+", default=list(DRIVES))
    parser.add_argument("--ship", action="store_true", help="write the package's sprint.nc")
    parser.add_argument("--bodies", action="store_true", help="write the package's other sprints")
    options = parser.parse_args()
    common.one_core()
    if options.bodies:
        return _other_bodies()
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


def _other_bodies() -> None:
    """Solve sprints of other bodies and add them to what ships."""
    index: dict[str, Any] = {}
    start = library.load_shipped("sprint.nc")
    for sex, height, mass in BODIES:
        name = f"sprint-{sex}-{mass:g}.nc"
        motion = simulate(Runner(height=height, mass=mass, sex=sex), Sprint(), start=start)
        motion.save(common.SHIPPED / name)
        said = {"sex": sex, "height": height, "mass": mass}
        index[name] = {"task": {"kind": "sprint", "grade": 0.0}, "runner": said}
        common.note(f"{name}: {motion.speed:.2f} m/s, {motion.solver.iterations} iterations")
    rows = ",\n".join(f" {json.dumps(name)}: {json.dumps(row)}" for name, row in index.items())
    with whole_file(common.SHIPPED / "bodies.json") as part:
        part.write_text(f"{{\n{rows}\n}}\n")


if __name__ == "__main__":
    main()
