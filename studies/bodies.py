"""Runs and sprints of other bodies that come with the package, for bodies like them to start from.

Each is solved from the default body's: a sprint has several optima, 2 or 3 % of speed apart, and so
they are of one kind. Writes ``bodies.json`` and the motions into the package.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

import common

from hillrunner import Run, Runner, Sprint, simulate
from hillrunner.files import whole_file
from hillrunner.motion import library

# Women and men about whom others are, in size: (sex, height in m, mass in kg).
BODIES = (
    ("female", 1.68, 64.0),
    ("female", 1.60, 52.0),
    ("male", 1.73, 64.0),
    ("male", 1.86, 90.0),
)
TASKS = {"run-3.5": Run(3.5), "sprint": Sprint()}  # what a first answer solves, by file name


def main() -> None:
    """Solve, and write what ships."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", choices=TASKS, help="leave the others as they are")
    options = parser.parse_args()
    common.one_core()
    index: dict[str, Any] = {}
    for what, task in TASKS.items():
        start = library.load_shipped(f"{what}.nc")
        for sex, height, mass in BODIES:
            name = f"{what}-{sex}-{mass:g}.nc"
            said = {"sex": sex, "height": height, "mass": mass}
            index[name] = {"task": task.model_dump(mode="json", exclude_none=True), "runner": said}
            if options.only in (None, what):
                motion = simulate(Runner(**said), task, start=start)
                motion.save(common.SHIPPED / name)
                common.note(f"{name}: {motion.solver.iterations} iterations")
    rows = ",\n".join(f" {json.dumps(name)}: {json.dumps(row)}" for name, row in index.items())
    with whole_file(common.SHIPPED / "bodies.json") as part:
        part.write_text(f"{{\n{rows}\n}}\n")


if __name__ == "__main__":
    main()
