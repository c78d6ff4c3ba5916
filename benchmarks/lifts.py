"""Lifts from the nearest that ships: python benchmarks/lifts.py [--cold] [NAME ...]

Each exercise at another load than the shipped one, of the shipped lifts' body and of a woman of
58 kg and 1.66 m. One process, one after the other; CPU seconds of ``simulate`` on one core, once
the program's functions are there (the first time of a kind takes 8 to 11 s more). With ``--cold``
each is also found from nothing.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping

from hillrunner import Runner, Settings, simulate
from hillrunner.errors import HillrunnerError
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.motion.library import load_shipped, shipped_lifts
from hillrunner.solve.program import program_for
from hillrunner.tasks.exercises import EXERCISES, exercise

# kg: of the shipped lifts' body, and of the woman
LOADS: Mapping[str, tuple[float, float]] = {
    "squat": (100.0, 75.0),
    "deadlift": (30.0, 29.0),
    "calf-raise": (50.0, 60.0),
    "seated-calf-raise": (40.0, 25.0),
    "hip-thrust": (100.0, 85.0),
    "split-squat": (30.0, 25.0),
    "step-up": (25.0, 14.5),
    "lunge": (10.0, 14.5),
}
LIMIT = 900.0  # s


def solved(runner: Runner, name: str, load: float, start: str) -> str:
    """CPU time and iterations, or why there are none, and where it came from."""
    task, settings = exercise(name, load), Settings()
    program_for(runner_body(runner, settings), task, settings.mesh).functions.prepare()
    begin = time.process_time()
    try:
        found = simulate(runner, task, start=start, time_limit=LIMIT)
    except HillrunnerError as error:
        return f"{time.process_time() - begin:.0f} s, not found: {error}"
    took = f"{time.process_time() - begin:.0f} s, {found.solver.iterations}"
    fell_back = start != "cold" and found.solver.started_from == "cold"
    return f"{took} (from nothing)" if fell_back else took


def main() -> None:
    """The command: a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="exercises (default all)")
    parser.add_argument("--cold", action="store_true", help="also from nothing")
    options = parser.parse_args()
    people = {
        "75 kg, 1.795 m, m": load_shipped(next(iter(shipped_lifts()))).runner,
        "58 kg, 1.66 m, f": Runner(height=1.66, mass=58.0, sex="female"),
    }
    ways = ["nearest", *(["cold"] if options.cold else [])]
    print("| lift | " + " | ".join(f"{who}, {way}" for who in people for way in ways) + " |")
    print("|---" * (1 + len(people) * len(ways)) + "|", flush=True)
    for name in options.names or EXERCISES:
        loads = zip(people.values(), LOADS[name], strict=True)
        cells = [solved(who, name, load, way) for who, load in loads for way in ways]
        kilograms = " and ".join(f"{load:g}" for load in LOADS[name])
        print(f"| {name}, {kilograms} kg | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
