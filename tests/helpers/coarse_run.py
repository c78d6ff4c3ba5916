"""The run at 3.5 m/s on a coarse mesh: what tests start from, or solve again, in less time."""

from __future__ import annotations

import os
from pathlib import Path

from once import FOLDER, by_one

from hillrunner import Motion, Run, simulate
from hillrunner.motion.library import load_shipped

MESH = 12


def coarse_run() -> Motion:
    """Solved once in a run of the tests; a test that asks for it is marked slow."""
    path = Path(os.environ[FOLDER]) / "coarse-run.nc"
    runner = load_shipped("run-3.5.nc").runner
    by_one(path, lambda: simulate(runner, Run(3.5), mesh=MESH).save(path.with_suffix(".new")))
    return Motion.load(path)
