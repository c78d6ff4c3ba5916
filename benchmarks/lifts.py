"""Lifts that ship, each solved again from itself with 5 % more: python benchmarks/lifts.py

5 % more of the load, or of the body's mass where there is none. One process, one after the other;
CPU seconds of the whole of ``simulate`` on one core. Run it twice: the first time puts the
program's functions into the cache.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from hillrunner import simulate
from hillrunner.errors import SolveError
from hillrunner.motion.library import load_shipped, shipped_lifts
from hillrunner.motion.motion import Motion
from hillrunner.tasks.lift import Lift

MORE = 0.05


@dataclass(frozen=True)
class Again:
    """How a lift was solved again: CPU seconds, iterations, and by which solver."""

    seconds: float
    iterations: int
    solver: str


def heavier(lift: Motion) -> Lift:
    """The same lift with 5 % more."""
    assert isinstance(lift.task, Lift)
    more = MORE * (lift.task.mass_carried or lift.runner.mass)
    return lift.task.changed(load=lift.task.mass_carried + more)


def again(name: str) -> Again:
    """Solve a shipped lift from itself with 5 % more.

    Raises
    ------
    SolveError
        If it does not converge.
    """
    lift = load_shipped(name)
    task = heavier(lift)
    begin = time.process_time()
    found = simulate(lift.runner, task, start=lift, settings=lift.settings)
    return Again(time.process_time() - begin, found.solver.iterations, found.solver.name)


def main() -> None:
    """The command: a table in Markdown."""
    print("| lift | CPU time | iterations | |\n|---|---|---|---|", flush=True)
    for name in shipped_lifts():
        task = heavier(load_shipped(name))
        try:
            one = again(name)
            print(
                f"| {task.label} | {one.seconds:.1f} s | {one.iterations} | {one.solver} |",
                flush=True,
            )
        except SolveError as error:
            print(f"| {task.label} | not solved | | {error} |", flush=True)


if __name__ == "__main__":
    main()
