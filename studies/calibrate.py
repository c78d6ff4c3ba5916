"""Chooses the settings nobody can measure, so that the default body runs like people at 3.5 m/s.

A coordinate search (or a grid) over effort weights, running strength, calf tendon strain and
contact. Every candidate is a solved run, started from the best one so far. It is scored by
``sum(((value - mean) / SD)^2)`` over the rows in FITTED only; every other measured row is reported
as a test of the choice, and so are the other speeds (``speeds.py``), which play no part here.

Each candidate becomes one line of ``results/calibrate.jsonl``: knobs, all settings, all rows. An
interrupted search goes on where it stopped: what is in ``results/calibrate`` is not solved again,
unless by another version. The best settings go to ``results/calibrate-settings.json``, which the
other studies take as ``--settings``.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import math
import sys
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import common

from hillrunner import Motion, Run, simulate
from hillrunner.batch.job import Done, Job, Plain, Tell
from hillrunner.batch.processes import Processes
from hillrunner.batch.run import run
from hillrunner.batch.store import Store
from hillrunner.batch.telling import iterations
from hillrunner.settings import Settings

FITTED = (
    "cadence",
    "contact_time",
    "com_oscillation",
    "peak_vertical_force",
    "cost_of_transport",
    "knee_swing_max",
    "hip_flexion_max",
    "hip_flexion_min",
)
UNSOLVED = 1e6  # score of settings without a converged run
START_STEP = 1.0  # of the search, in powers of the knobs' factors; halved down to this:
LAST_STEP = 0.25
GAIN = 0.01  # relative; a smaller improvement of the score does not count


@dataclass(frozen=True)
class Knob:
    """A setting that may be turned: multiplied by ``factor`` within what is believable."""

    low: float
    high: float
    factor: float
    reason: str


KNOBS = {
    "effort.activation": Knob(0.3, 300.0, 3.0, "what people minimise beside energy is not known"),
    "muscles.strength": Knob(
        1.0, 1.5, 1.1, "forces follow the muscle volumes of young adults who were no runners"
    ),
    "muscles.calf_tendon_strain": Knob(
        0.049, 0.10, 1.2, "published simulations take 4.9 % to 10 % for the triceps surae"
    ),
    "contact.dissipation": Knob(1.0, 2.0, 1.4, "published simulations take 1 to 2 s/m"),
    "contact.stiffness": Knob(1.0e6, 1.0e7, 1.6, "published simulations take 1e6 to 1e7 N/m2"),
    "effort.actuator": Knob(
        0.1, 30.0, 3.0, "trunk and arms stand for muscles that are not modelled"
    ),
    "effort.posture": Knob(
        0.0, 10.0, 2.0, "people hold the pelvis level; nothing in the model says why"
    ),
    "effort.acceleration": Knob(0.005, 1.0, 3.0, "smoothness; should not decide the gait"),
    "effort.activation_rate": Knob(0.001, 0.3, 3.0, "smoothness; should not decide the gait"),
    "effort.strain_rate": Knob(0.001, 0.3, 3.0, "smoothness; should not decide the gait"),
}
DEFAULT_KNOBS = tuple(KNOBS)[:6]

Values = dict[str, float]


def with_values(settings: Settings, values: Values) -> Settings:
    """Settings with some knobs turned."""
    table = settings.model_dump()
    for name, value in values.items():
        part, field = name.split(".")
        table[part][field] = value
    return Settings(**table)


def values_of(settings: Settings, names: Iterable[str]) -> Values:
    """Where the knobs stand."""
    return {
        name: getattr(getattr(settings, name.split(".")[0]), name.split(".")[1]) for name in names
    }


def turned(values: Values, name: str, steps: float) -> Values | None:
    """One knob turned by ``steps`` of its factor; None at the end of its range."""
    knob = KNOBS[name]
    value = min(max(values[name] * knob.factor**steps, knob.low), knob.high)
    value = float(f"{value:.4g}")
    return None if math.isclose(value, values[name], rel_tol=1e-3) else values | {name: value}


def score(rows: dict[str, float]) -> float:
    """Sum of squared deviations, in SD, of the fitted rows."""
    if not rows:
        return UNSOLVED
    away = common.deviations(rows)
    return sum(away[key] ** 2 for key in FITTED)


def solve(order: Plain, tell: Tell) -> Plain:
    """Solve a candidate and save its motion; returns its log line.

    Raises
    ------
    SolveError
        If it does not converge.
    """
    start = Motion.load(order["start"]) if order["start"] else None
    settings = Settings(**order["settings"])
    motion = simulate(
        common.example_runner(),
        Run(common.SPEED),
        start=start,
        fallback=start is None,
        settings=settings,
        time_limit=order["time_limit"],
        progress=iterations(tell),
    )
    motion.save(order["path"])
    rows = common.rows(motion)
    return {
        "settings": order["settings"],
        "score": score(rows),
        "rows": rows,
        "iterations": motion.solver.iterations,
        "objective": motion.solver.objective,
        "start_objective": start.solver.objective if start else None,
    }


class Search:
    """Candidates solved, logged and compared; knows the best."""

    def __init__(self, settings: Settings, names: list[str], options: argparse.Namespace) -> None:
        self.settings, self.names = settings, names
        self.limit: float = options.time_limit
        self.budget: float = options.budget
        self.began = time.monotonic()
        self.folder = common.RESULTS
        self.store = Store(self.folder / "calibrate")
        self.log = self.folder / "calibrate.jsonl"
        self.best_motion = self.folder / "calibrate-best.nc"
        self.records: dict[str, Plain] = {}
        self.start: Path | None = self.best_motion if self.best_motion.exists() else options.start
        self.at_once: int = options.jobs
        self.processes = Processes(self.at_once)

    @property
    def best(self) -> Plain | None:
        """The log line with the lowest score."""
        good = [record for record in self.records.values() if record["rows"]]
        return min(good, key=lambda record: record["score"]) if good else None

    def out_of_time(self) -> bool:
        """Whether the budget is used up."""
        return time.monotonic() - self.began > self.budget

    def evaluate(self, candidates: list[Values]) -> list[float]:
        """Scores of candidates, as many at a time as there are processes."""
        jobs = [self._job(values) for values in candidates]
        todo = [job for job in jobs if job.name not in self.records]
        while todo and not self.out_of_time():
            batch, todo = todo[: self.at_once], todo[self.at_once :]
            for done in run(
                batch, store=self.store, executor=self.processes, watch=common.note_job
            ):
                self._add(done)
        return [self.records[j.name]["score"] if j.name in self.records else UNSOLVED for j in jobs]

    def _job(self, values: Values) -> Job:
        """A candidate; where it starts from decides how long it takes, not what it is."""
        settings = with_values(self.settings, values).model_dump(mode="json")
        name = hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:12]
        order = {
            "settings": settings,
            "start": str(self.start) if self.start else None,
            "path": str(self.store.folder / f"{name}.nc"),
            "time_limit": self.limit,
        }
        return Job(name, solve, order, depends_on={"settings": settings})

    def _add(self, done: Done) -> None:
        """Log a candidate; its motion becomes the start of the next if it is the best."""
        before, settings = self.best, done.job.order["settings"]
        record = dict(done.result or {"settings": settings, "score": UNSOLVED, "rows": {}})
        values = values_of(Settings(**settings), self.names)
        record |= {"why": str(done.error or ""), "seconds": round(done.seconds, 1), "knobs": values}
        self.records[done.job.name] = record
        if not done.kept:
            with self.log.open("a", encoding="utf-8") as log:
                log.write(json.dumps(record) + "\n")
        told = ", ".join(f"{name} {value:g}" for name, value in values.items())
        common.note(f"score {record['score']:.4g} in {record['seconds']:.0f} s: {told}")
        motion = Path(done.job.order["path"])
        if record["rows"] and (before is None or record["score"] < before["score"]):
            if motion.exists():
                motion.replace(self.best_motion)
                self.start = self.best_motion
            self.report()
        motion.unlink(missing_ok=True)

    def coordinate(self) -> None:
        """Turn one knob at a time, up and down; finer steps where nothing helps."""
        values = values_of(self.settings, self.names)
        lowest = self.evaluate([values])[0]
        step = START_STEP
        while step >= LAST_STEP and not self.out_of_time():
            improved = False
            for name in self.names:
                tries = [turned(values, name, sign * step) for sign in (1.0, -1.0)]
                candidates = [candidate for candidate in tries if candidate]
                before = lowest
                for i in range(0, len(candidates), self.at_once):
                    batch = candidates[i : i + self.at_once]
                    for candidate, reached in zip(batch, self.evaluate(batch), strict=True):
                        if reached < lowest * (1.0 - GAIN):
                            values, lowest, improved = candidate, reached, True
                    if lowest < before:
                        break  # this way helps: the other will not
            if not improved:
                step *= 0.5

    def grid(self, axes: dict[str, list[float]]) -> None:
        """Every combination of the given values."""
        self.evaluate(
            [dict(zip(axes, point, strict=True)) for point in itertools.product(*axes.values())]
        )

    def report(self) -> str:
        """Write the best settings and the table of rows; returns the table."""
        best = self.best
        if best is None:
            return "No candidate has a converged run."
        common.write(
            self.folder / "calibrate-settings.json", json.dumps(best["settings"], indent=1) + "\n"
        )
        away = common.deviations(best["rows"])
        lines = []
        for key, band in common.BANDS.items():
            value = best["rows"][key]
            inside = band.status(value)
            use = "fitted" if key in FITTED else "test"
            lines.append(
                [f"{band.label} ({band.unit})", use, value, band.mean, away.get(key), inside]
            )
        table = common.markdown(["row", "used as", "value", "people", "SD away", ""], lines)
        knobs = common.markdown(
            ["setting", "value", "range", "why it may be turned"],
            [
                [name, value, f"{KNOBS[name].low:g} to {KNOBS[name].high:g}", KNOBS[name].reason]
                for name, value in values_of(Settings(**best["settings"]), KNOBS).items()
            ],
        )
        solved = sum(bool(r["rows"]) for r in self.records.values())
        head = (
            f"{len(self.records)} candidates, {solved} converged; best score {best['score']:.4g}."
        )
        text = f"{head}\n\n{table}\n\n{knobs}"
        common.keep("calibrate", text, {"fitted": FITTED, "best": best})
        return text


def axis(text: str) -> tuple[str, list[float]]:
    """``NAME=V1,V2,...`` of the command line."""
    name, _, numbers = text.partition("=")
    if name not in KNOBS:
        raise argparse.ArgumentTypeError(f"{name} is no knob; there are {', '.join(KNOBS)}.")
    try:
        return name, [float(number) for number in numbers.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not NAME=V1,V2,... with numbers.") from None


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--knobs", nargs="+", choices=KNOBS, default=list(DEFAULT_KNOBS), metavar="NAME"
    )
    parser.add_argument(
        "--grid", nargs="+", type=axis, metavar="NAME=V1,V2", help="a grid, not a search"
    )
    parser.add_argument("--mesh", type=int, default=30, help="intervals (default 30)")
    parser.add_argument("--settings", type=Path, help="JSON file to begin with")
    parser.add_argument("--start", type=Path, help="motion to begin with")
    parser.add_argument("--jobs", type=int, default=1, help="candidates at a time, one core each")
    parser.add_argument("--budget", type=float, default=3600.0, help="s, for the whole search")
    parser.add_argument("--time-limit", type=float, default=120.0, help="s, for each candidate")
    options = parser.parse_args()
    settings = common.load_settings(options.settings).updated(mesh=options.mesh)
    grid = dict(options.grid) if options.grid else None
    search = Search(settings, list(grid or options.knobs), options)
    with closing(search.processes):
        if grid:
            search.grid(grid)
        else:
            search.coordinate()
    print(search.report())
    return 0 if search.best else 1


if __name__ == "__main__":
    sys.exit(main())
