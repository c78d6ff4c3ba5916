"""The verb ``train``: what weeks of strength training are worth."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hillrunner.batch.job import Work
from hillrunner.cli.flag_values import flag_jobs, flag_number, flag_whole
from hillrunner.cli.folder import OutputFolder
from hillrunner.cli.output import finish
from hillrunner.cli.progress import JobLines
from hillrunner.errors import HillrunnerError
from hillrunner.files import slug
from hillrunner.person.fitness import LIMITS as FITNESS
from hillrunner.person.runner import Runner
from hillrunner.training.adaptation import YEARS
from hillrunner.training.plan import LIMITS, Plan
from hillrunner.worth.answer.answer import MOST_BODIES
from hillrunner.worth.train.train import known_maxima, planned, weeks_to_solve
from hillrunner.worth.train.train import train as trained

INTERRUPTED = 130


def train(options: argparse.Namespace, works: tuple[Work, Work, Work] | None = None) -> int:
    """Solve the plan's lifts and what follows, by ``works``; complaints about the input first."""
    runner = Runner.from_toml(options.runner)
    plan, how = _asked(options, runner)
    named = slug(plan.name) or slug(Path(options.plan).stem)
    folder = options.out or Path("out") / f"train-{slug(runner.name) or 'runner'}-{named}"
    with OutputFolder(folder) as out, _bodies(folder / "bodies") as bodies:
        try:
            watch = JobLines("lifts, runs and sprints to solve", "solved")
            result = trained(runner, plan, **how, folder=bodies, watch=watch, works=works)
        except KeyboardInterrupt:
            print(
                f"hillrunner: interrupted: what was solved is in {bodies}, and the same command "
                "goes on from there.",
                file=sys.stderr,
            )
            return INTERRUPTED
        finish(result, out, as_json=options.json)
    return 0


def _asked(options: argparse.Namespace, runner: Runner) -> tuple[Plan, dict[str, Any]]:
    """The plan, and everything else that was asked for, once it is known to be possible."""
    weeks = _weeks("--weeks", options.weeks, "weeks")
    plan = planned(_plan(options.plan), weeks, _weeks("--after", options.after, "weeks_after"))
    if options.quick and options.solve:
        raise HillrunnerError("--quick and --solve do not go together: --quick solves no week.")
    numbers = {
        "--vo2max": (options.vo2max, FITNESS["VO2max"]),
        "--training-age": (options.training_age or 0.0, (*YEARS, "years")),
    }
    vo2max, age = (
        None if value is None else flag_number(flag, value, *limits)
        for flag, (value, limits) in numbers.items()
    )
    end = plan.weeks + plan.weeks_after
    solve = [flag_whole("--solve", week, 1, end) for week in options.solve or ()]
    try:
        own = known_maxima(runner, plan, _loads(options.one_rep_max or ()))
    except HillrunnerError as error:
        raise type(error)(str(error).replace("one_rep_max", "--one-rep-max")) from None
    return plan, {
        "race": options.race,
        "vo2max": vo2max,
        "one_rep_max": own,
        "training_age": age,
        "solve": () if options.quick else weeks_to_solve(plan, solve or None),
        "bodies": flag_whole("--bodies", options.bodies or 0, 0, MOST_BODIES),
        "processes": flag_jobs(options.jobs),
    }


def _plan(text: str) -> Plan:
    """The plan in a file, or that ships under a name."""
    path = Path(text)
    return Plan.from_toml(path) if path.suffix or path.exists() else Plan.shipped(text)


def _weeks(flag: str, value: object, field: str) -> int | None:
    low, high, _ = LIMITS[field]
    return None if value is None else flag_whole(flag, value, int(low), int(high))


def _loads(texts: Sequence[str]) -> dict[str, float]:
    """Largest loads, each written as ``half squat=100``."""
    loads: dict[str, float] = {}
    for text in texts:
        name, equals, load = text.partition("=")
        try:
            loads[name.strip().replace("_", " ")] = float(load)
        except ValueError:
            equals = ""
        if not equals:
            raise HillrunnerError(
                f"--one-rep-max is {text!r}, but must be an exercise and kilograms, as "
                "'half squat=100'."
            )
    return loads


@contextmanager
def _bodies(folder: Path) -> Iterator[Path]:
    """Where what is solved is kept; if the work fails, nothing remains that was not there."""
    there = folder.exists()
    try:
        yield folder
    except HillrunnerError:
        if not there:
            shutil.rmtree(folder, ignore_errors=True)
        raise
