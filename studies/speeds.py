"""One set of settings at every speed: 2 to 6 m/s by continuation, against the measured bands.

Starts at 3.5 m/s and steps outwards, each run started from the one before; a step that fails is
halved. With ``--again`` every shipped motion is solved once more from itself, which is what a small
change of the body asks for. With ``--ship`` the runs become the solved motions that come with the
package. Writes ``results/speeds.json`` and ``results/speeds.md`` after each run.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import common

from hillrunner import Motion, Run
from hillrunner.motion import library
from hillrunner.published.bands import BANDED, bands_for
from hillrunner.quantities import QUANTITIES
from hillrunner.settings import Settings

SPEEDS = (2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0)  # m/s
SMALLEST = {"speed": 0.1, "grade": 0.01}  # steps of continuation: m/s, rise over run


def file_name(task: Run) -> str:
    """Name of the shipped motion of a task."""
    grade = f"-grade{task.grade:+.2f}" if task.grade else ""
    return f"run-{task.speed:g}{grade}.nc"


class Continuation:
    """Runs reached one from another, and what is kept of them."""

    def __init__(self, settings: Settings, options: argparse.Namespace) -> None:
        self.settings = settings
        self.limit: float = options.time_limit
        self.folder: Path | None = common.SHIPPED if options.ship else options.out
        self.records: list[dict[str, Any]] = []

    def solve(self, task: Run, start: Motion | None, *, only_warm: bool) -> common.Outcome:
        """One run; its rows join the records."""
        common.note(f"{task.speed:g} m/s, grade {task.grade:g}")
        outcome = common.attempt(
            task, self.settings, start=start, only_warm=only_warm, time_limit=self.limit
        )
        self.records.append(
            {
                "speed": task.speed,
                "grade": task.grade,
                "seconds": outcome.seconds,
                "why": outcome.why,
                "solver": outcome.solver,
                "rows": outcome.rows,
            }
        )
        self.keep()
        return outcome

    def ship(self, motion: Motion) -> None:
        """Write a motion where it was asked for."""
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            common.note(f"  {motion.save(self.folder / file_name(motion.task))}")

    def walk(self, what: str, goals: list[float], start: Motion) -> None:
        """Change ``what`` of the task to each goal in turn, each from the last run that worked."""
        motion = start
        for goal in goals:
            step = goal - getattr(motion.task, what)
            while (reached := getattr(motion.task, what)) != goal:
                close = abs(goal - reached) <= 1.001 * abs(step)
                value = goal if close else round(reached + step, 4)
                task = Run(**motion.task.model_dump() | {what: value})
                outcome = self.solve(task, motion, only_warm=True)
                if outcome.motion is not None:
                    motion = outcome.motion
                    continue
                step *= 0.5
                if abs(step) < SMALLEST[what]:
                    return
            self.ship(motion)

    def table(self) -> str:
        """Every measured row of every run, marked where it is outside its band."""
        done = sorted(
            (r for r in self.records if r["rows"]), key=lambda r: (r["grade"], r["speed"])
        )
        head = ["row", *(_title(r) for r in done)]
        lines: list[list[object]] = []
        for key in BANDED:
            quantity = QUANTITIES[key]
            lines.append([f"{quantity.label} ({quantity.unit})", *(_cell(key, r) for r in done)])
        lines.append(["iterations", *(r["solver"]["iterations"] for r in done)])
        lines.append(["s", *(round(r["seconds"]) for r in done)])
        failed = [f"{_title(r)}: {r['why']}" for r in self.records if not r["rows"]]
        return "\n\n".join([common.markdown(head, lines), *failed])

    def keep(self) -> None:
        """Write the results so far."""
        common.keep(
            "speeds",
            self.table(),
            {"settings": self.settings.model_dump(mode="json"), "runs": self.records},
        )


def _title(record: dict[str, Any]) -> str:
    grade = f" {100 * record['grade']:+g} %" if record["grade"] else ""
    return f"{record['speed']:g} m/s{grade}"


def _cell(key: str, record: dict[str, Any]) -> str:
    value = record["rows"][key]
    bands = {band.key: band for band in bands_for(record["speed"], record["grade"])}
    if key not in bands:
        return f"{value:.3g}"
    band = bands[key]
    mark = " **out**" if band.status(value) == "outside" else ""
    return f"{value:.3g} ({band.mean:.3g}){mark}"


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--speeds", type=float, nargs="+", default=list(SPEEDS), help="m/s")
    parser.add_argument(
        "--grades", type=float, nargs="*", default=[], help="rise over run, at 3.5 m/s"
    )
    parser.add_argument("--mesh", type=int, help="intervals (default: the settings')")
    parser.add_argument("--start", type=Path, help="motion to start 3.5 m/s from")
    parser.add_argument("--cold", action="store_true", help="start 3.5 m/s cold")
    parser.add_argument("--settings", type=Path, help="JSON file instead of the default settings")
    parser.add_argument("--time-limit", type=float, default=300.0, help="s, for each solve")
    parser.add_argument("--out", type=Path, help="folder for the motions")
    parser.add_argument(
        "--ship", action="store_true", help="write the motions into the package instead"
    )
    parser.add_argument(
        "--again", action="store_true", help="only solve the shipped motions again, from themselves"
    )
    options = parser.parse_args()
    common.one_core()

    settings = common.load_settings(options.settings)
    if options.mesh:
        settings = settings.updated(mesh=options.mesh)
    runs = Continuation(settings, options)
    if options.again:
        for name in library.shipped():
            motion = library.load_shipped(name)
            outcome = runs.solve(motion.task, motion, only_warm=True)
            if outcome.motion is not None:
                runs.ship(outcome.motion)
        print(runs.table())
        return 0 if all(record["rows"] for record in runs.records) else 1
    if options.start is None and not options.cold:
        shipped = common.SHIPPED / file_name(Run(common.SPEED))
        options.start = shipped if shipped.exists() else None
    first = runs.solve(Run(common.SPEED), common.load_start(options.start), only_warm=False)
    if first.motion is None:
        common.note(first.why)
        return 1
    if common.SPEED in options.speeds:
        runs.ship(first.motion)
    below = sorted((s for s in options.speeds if s < common.SPEED), reverse=True)
    above = sorted(s for s in options.speeds if s > common.SPEED)
    runs.walk("speed", below, first.motion)
    runs.walk("speed", above, first.motion)
    runs.walk("grade", sorted(g for g in options.grades if g > 0), first.motion)
    runs.walk("grade", sorted((g for g in options.grades if g < 0), reverse=True), first.motion)
    print(runs.table())
    wanted = {*options.speeds} | {common.SPEED}
    reached = {r["speed"] for r in runs.records if r["rows"] and not r["grade"]}
    return 0 if wanted <= reached else 1


if __name__ == "__main__":
    sys.exit(main())
