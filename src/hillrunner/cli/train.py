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
from hillrunner.checks import listed
from hillrunner.cli.flag_values import flag_jobs, flag_number, flag_start, flag_whole
from hillrunner.cli.folder import OutputFolder
from hillrunner.cli.output import finish
from hillrunner.cli.progress import JobLines
from hillrunner.errors import HillrunnerError
from hillrunner.files import slug
from hillrunner.interruption import INTERRUPTED
from hillrunner.person.fitness import LIMITS as FITNESS
from hillrunner.person.runner import Runner
from hillrunner.tell.words.answer import LOAD_WORDS
from hillrunner.training.adaptation import YEARS
from hillrunner.training.plan import LIMITS, Plan
from hillrunner.worth.answer.answer import MOST_BODIES
from hillrunner.worth.train.asked import known_maxima, planned, weeks_to_solve
from hillrunner.worth.train.best import WEEKS, best
from hillrunner.worth.train.budget import ECONOMY, MINUTES, SPEED
from hillrunner.worth.train.train import train as trained

BEST_ONLY = ("goal", "sessions", "minutes", "exercise", "running")  # flags


def train(options: argparse.Namespace, works: tuple[Work, Work, Work] | None = None) -> int:
    """Solve the plan's lifts and what follows, by ``works``; complaints about the input first."""
    runner = Runner.from_toml(options.runner)
    named, asked = _best(options) if options.best else _planned(options, runner)
    how = _how(options, asked.get("weeks"), asked.get("plan"))
    folder = options.out or Path("out") / f"train-{slug(runner.name) or 'runner'}-{named}"
    with OutputFolder(folder) as out, _bodies(folder / "bodies") as bodies:
        try:
            watch = JobLines("lifts, runs and sprints to solve", "solved")
            with _flag_of_loads():
                found = best if options.best else trained
                result = found(runner, **asked, **how, folder=bodies, watch=watch, works=works)
        except KeyboardInterrupt:
            print(
                f"hillrunner: interrupted: what was solved is in {bodies}, and the same command "
                "goes on from there.",
                file=sys.stderr,
            )
            return INTERRUPTED
        finish(result, out, as_json=options.json)
    return 0


def _planned(options: argparse.Namespace, runner: Runner) -> tuple[str, dict[str, Any]]:
    """What the folder is called after, and the plan and all that belongs to it."""
    for flag in BEST_ONLY:
        if getattr(options, flag) is not None:
            raise HillrunnerError(f"--{flag} goes with --best only: a plan says that itself.")
    if options.plan is None:
        raise HillrunnerError("--plan is missing: give a plan, or --best.")
    weeks = flag_weeks("--weeks", options.weeks, "weeks")
    plan = planned(
        plan_from(options.plan), weeks, flag_weeks("--after", options.after, "weeks_after")
    )
    with _flag_of_loads():
        own = known_maxima(runner, plan, _loads(options.one_rep_max or ()))
    bodies = flag_whole("--bodies", options.bodies or 0, 0, MOST_BODIES)
    named = slug(plan.name) or slug(Path(options.plan).stem)
    return named, {"plan": plan, "one_rep_max": own, "bodies": bodies}


def _best(options: argparse.Namespace) -> tuple[str, dict[str, Any]]:
    """What the folder is called after, and what the best plan is found by."""
    for flag in ("plan", "bodies"):
        if getattr(options, flag) is not None:
            raise HillrunnerError(f"--best and --{flag} do not go together.")
    given: dict[str, float | None] = {
        "weeks": flag_weeks("--weeks", options.weeks, "weeks"),
        "weeks_after": flag_weeks("--after", options.after, "weeks_after"),
        "sessions": flag_weeks("--sessions", options.sessions, "sessions"),
    }
    for flag, limits in (("minutes", MINUTES), ("running", LIMITS["running"])):
        value = getattr(options, flag)
        given[flag] = None if value is None else flag_number(f"--{flag}", value, *limits)
    asked: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    goal = _goal(options.goal or "race")
    loads = _loads(options.one_rep_max or ())
    names = [name.replace("_", " ") for name in options.exercise or ()] or None
    named = f"best-{slug(options.goal or 'race')}"
    return named, asked | {"goal": goal, "one_rep_max": loads, "exercises": names}


def _goal(text: str) -> str:
    """A goal, from what people call it."""
    called = {"race": ECONOMY, "top speed": SPEED}
    called |= {words.lower(): name for name, words in LOAD_WORDS.items()}
    if text.lower() not in called:
        raise HillrunnerError(f"--goal is {text!r}, but must be one of {listed(called)}.")
    return called[text.lower()]


def _how(options: argparse.Namespace, weeks: int | None, plan: Plan | None) -> dict[str, Any]:
    """Everything that does not depend on which plan it is."""
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
    frame = plan or Plan(weeks=weeks or WEEKS, weeks_after=int(options.after or 0))
    end = frame.weeks + frame.weeks_after
    solve = [flag_whole("--solve", week, 1, end) for week in options.solve or ()]
    return {
        "race": options.race,
        "vo2max": vo2max,
        "training_age": age,
        "solve": () if options.quick else weeks_to_solve(frame, solve or None),
        "processes": flag_jobs(options.jobs),
        "start": flag_start(options),
    }


@contextmanager
def _flag_of_loads() -> Iterator[None]:
    """Complaints of one_rep_max name the flag."""
    try:
        yield
    except HillrunnerError as error:
        raise type(error)(str(error).replace("one_rep_max", "--one-rep-max")) from None


def plan_from(text: str) -> Plan:
    """The plan in a file, or that ships under a name."""
    path = Path(text)
    return Plan.from_toml(path) if path.suffix or path.exists() else Plan.shipped(text)


def flag_weeks(flag: str, value: object, field: str) -> int | None:
    """Weeks of a plan that a flag gives; None where it does not."""
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
