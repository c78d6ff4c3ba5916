"""Another body's run and sprint from the shipped ones: Newton's method against IPOPT.

A sprint starts from that of the body most alike; none of those that ship is solved again here.

Both begin with the same variables and multipliers, the movement of the shipped motion in the other
body's size, in one process, one after the other. What builds the body's functions is told apart.
"""

from __future__ import annotations

import time
from typing import Any

from near import by_both

from hillrunner import Run, Runner, Sprint
from hillrunner.groups import GROUPS
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.motion import library
from hillrunner.settings import Settings
from hillrunner.solve.attempts import FAR, FAR_SEEKING
from hillrunner.solve.program import program_for
from hillrunner.tasks.task import Task

WOMAN = Runner(height=1.60, mass=52.0, sex="female")
CASES: dict[str, tuple[Runner, Task]] = {
    "52 kg, 1.60 m, f": (WOMAN, Run(3.5)),
    "45 kg, 1.50 m, f": (Runner(height=1.50, mass=45.0, sex="female"), Run(3.0)),
    "60 kg, 1.70 m, f": (Runner(height=1.70, mass=60.0, sex="female"), Run(4.0)),
    "75 kg, 1.80 m": (Runner(height=1.80, mass=75.0), Run(4.5)),
    "90 kg, 1.90 m": (Runner(height=1.90, mass=90.0), Run(3.5)),
    "100 kg, 1.85 m": (Runner(height=1.85, mass=100.0), Run(2.5)),
    "70 kg, 1.75 m, weak": (
        Runner(height=1.75, mass=70.0, strength=dict.fromkeys(GROUPS, 0.8)),
        Run(3.5),
    ),
    "sprint, 56 kg, 1.62 m, f": (Runner(height=1.62, mass=56.0, sex="female"), Sprint()),
    "sprint, 70 kg, 1.72 m, f": (Runner(height=1.72, mass=70.0, sex="female"), Sprint()),
    "sprint, 83 kg, 1.78 m": (Runner(height=1.78, mass=83.0), Sprint()),
}


def own_bodies(mesh: int) -> dict[str, Any]:
    """CPU seconds and iterations of every case by both solvers."""
    results = {}
    for name, (runner, task) in CASES.items():
        start, settings = library.nearest(task, runner), Settings(mesh=mesh)
        assert start is not None
        began = time.process_time()
        program_for(runner_body(runner, settings), task, mesh).functions.prepare()
        build = time.process_time() - began
        most = FAR_SEEKING if isinstance(task, Sprint) else FAR
        results[name] = by_both(start, runner, task, settings, most) | {"build_seconds": build}
    return results
