"""What the studies share: the runner, one solve and its rows, tables and files."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import hillrunner
from hillrunner import Motion, Run, Runner, simulate
from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.batch.job import Tell
from hillrunner.batch.run import Ended, Event, Running
from hillrunner.batch.telling import iterations
from hillrunner.errors import SolveError
from hillrunner.files import whole_file
from hillrunner.published.bands import BANDED, LEVEL, Band
from hillrunner.published.rows import Condition, published_rows
from hillrunner.settings import Settings
from hillrunner.validate.table import Table, evaluate

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results"
SHIPPED = ROOT / "src" / "hillrunner" / "motion" / "data"
SPEED = 3.5  # m/s, where most is measured
BANDS: dict[str, Band] = {band.key: band for band in LEVEL[SPEED]}
ANGLE_SD = 5.0  # deg; two of these are the tolerance of angles


def example_runner() -> Runner:
    """The measured runner in ``examples/``."""
    return Runner.from_toml(ROOT / "examples" / "runner.toml")


def one_core() -> None:
    """Keep this process on one core, where the system lets us."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def note(text: str) -> None:
    """Tell what is going on, on standard error."""
    print(text, file=sys.stderr, flush=True)


def note_job(event: Event) -> None:
    """Tell what many jobs do, on standard error."""
    if isinstance(event, Running):
        note(f"  {event.job.name}: {event.text}")
    elif isinstance(event, Ended):
        error = event.done.error
        note(f"[{event.ended}/{event.total}] {event.done.job.name}: {error or 'done'}")


@dataclass(frozen=True)
class Outcome:
    """One solve: a motion, or the sentence that says why there is none."""

    motion: Motion | None
    why: str
    seconds: float

    @property
    def rows(self) -> dict[str, float]:
        """Every measured row by name; empty where there is no motion."""
        return rows(self.motion) if self.motion else {}

    @property
    def solver(self) -> dict[str, Any]:
        """The solver's figures; empty where there is no motion."""
        return self.motion.solver.model_dump(mode="json") if self.motion else {}


def rows(motion: Motion) -> dict[str, float]:
    """Every row of the measured table, and the step length (SI units, deg)."""
    measured = spatiotemporal(motion).to_dict()
    return {key: float(measured[key]) for key in (*BANDED, "step_length")}  # type: ignore[arg-type]


def attempt(
    task: Run,
    settings: Settings,
    *,
    start: Motion | None = None,
    only_warm: bool = False,
    time_limit: float | None = None,
    runner: Runner | None = None,
    tell: Tell = note,
) -> Outcome:
    """Solve from a motion, or cold without one; a solve that does not converge is an outcome too.

    ``only_warm`` gives up where the motion leads nowhere, instead of going on with cold starts: for
    continuation, where a smaller change is the better remedy.
    """
    began = time.perf_counter()
    why = ""
    ways: list[Motion | Literal["cold"]] = [start or "cold"]
    if start is not None and not only_warm:
        ways.append("cold")
    for way in ways:
        try:
            motion = simulate(
                runner or example_runner(),
                task,
                start=way,
                time_limit=time_limit,
                settings=settings,
                progress=iterations(tell),
            )
        except SolveError as error:
            why = str(error)
        else:
            return Outcome(motion, "", time.perf_counter() - began)
    return Outcome(None, why, time.perf_counter() - began)


def spread(band: Band) -> float | None:
    """Standard deviation to score a row with: a quarter of the accepted range without one."""
    if band.sd is not None:
        return band.sd
    if band.low is None or band.high is None:
        return None
    return 0.25 * (band.high - band.low)


def deviations(measured: dict[str, float]) -> dict[str, float]:
    """(value - mean) / SD of every row at 3.5 m/s that has a spread."""
    return {
        key: (measured[key] - band.mean) / sd
        for key, band in BANDS.items()
        if key in measured and (sd := spread(band)) is not None
    }


def markdown(head: Sequence[str], body: Iterable[Sequence[object]]) -> str:
    """A Markdown table; numbers with three or four digits."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(_cell(value) for value in line) + " |" for line in body]
    return "\n".join(lines)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def options_of(about: str | None, name: str) -> argparse.Namespace:
    """What a study of many variants is asked: where motions go, which is made, and how exactly."""
    parser = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path("out", name), help="where motions go")
    parser.add_argument("--tolerance", type=float, default=1e-4, help="of the solves (1e-4)")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    return options


def file_stem(variant: str) -> str:
    """A variant's name in those of files."""
    return variant.replace(", ", "-").replace(" ", "_")


def rows_at(motions: Mapping[float, Motion]) -> Table:
    """Published rows that need no runs but these on the level, by speed, and no price."""
    at = {Condition(speed=speed): motion for speed, motion in motions.items()}
    rows = [
        row
        for row in published_rows()
        if set(row.conditions) <= set(at) and row.subject != "strength and performance"
    ]
    return evaluate(rows, at)


def keep(name: str, text: str, data: dict[str, Any]) -> None:
    """Keep a study's table and its figures under ``results/``."""
    RESULTS.mkdir(exist_ok=True)
    whole = {"hillrunner_version": hillrunner.__version__, **data}
    write(RESULTS / f"{name}.json", json.dumps(whole, indent=1) + "\n")
    write(RESULTS / f"{name}.md", text + "\n")


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8")


def load_settings(path: Path | None) -> Settings:
    """Settings of a JSON file; the package's where none is given."""
    return Settings.model_validate_json(path.read_text()) if path else Settings()


def load_start(path: Path | None) -> Motion | None:
    """A motion to start from, where one is given."""
    return Motion.load(path) if path else None
