"""The verb ``answer``: does leg muscle help this runner?"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict

from hillrunner.batch.job import Work
from hillrunner.batch.run import Watch
from hillrunner.cli.flag_values import flag_jobs, flag_number, flag_start, flag_whole
from hillrunner.cli.folder import OutputFolder
from hillrunner.cli.progress import JobLines
from hillrunner.errors import HillrunnerError, SolveError
from hillrunner.files import slug
from hillrunner.interruption import INTERRUPTED
from hillrunner.motion.motion import Motion
from hillrunner.person.fitness import LIMITS
from hillrunner.person.muscle_change import ALL, MuscleChange
from hillrunner.person.runner import Runner
from hillrunner.tell.report.two_runs_page import write_comparison
from hillrunner.worth.answer.answer import MOST_BODIES, Answer, runners_race
from hillrunner.worth.answer.answer import answer as answer_for
from hillrunner.worth.answer.changes import ROUND
from hillrunner.worth.prices.what_if import WhatIf, what_if

BODIES = 30


class Question(TypedDict):
    """What is given of race and oxygen, as :func:`hillrunner.answer` takes it."""

    distance: str | None
    race: tuple[str, str] | None
    vo2max: float | None


class Solving(TypedDict):
    """Where what is solved goes and begins, and by how many processes."""

    folder: Path
    processes: int
    watch: Watch
    start: Motion | None


def answer(
    options: argparse.Namespace,
    works: tuple[Work, Work] | None = None,
    changed: Callable[[Motion, MuscleChange], WhatIf] = what_if,
) -> int:
    """Weigh muscle, oxygen and technique; every complaint about the input comes first.

    The first answer is of the runner's own run and sprint; techniques and plausible bodies refine
    it. All are solved by ``works``. ``changed`` solves the run with more muscle.
    """
    runner, question = Runner.from_toml(options.runner), _question(options)
    folder = options.out or Path("out") / f"answer-{slug(runner.name) or 'runner'}"
    bodies, solving = _bodies(options), _solving(options, folder / "bodies")
    runners_race(runner, **question)
    with OutputFolder(folder) as out:
        try:
            result = answer_for(runner, **question, **solving, works=works)
            _publish(out, result)
            if bodies is not None:
                if not options.json:
                    print(f"{result}\n\n{_announced(bodies, folder)}\n", flush=True)
                result = answer_for(runner, **question, **solving, bodies=bodies, works=works)
                _publish(out, result)
        except KeyboardInterrupt:
            _say(
                f"interrupted: what was answered is in {folder}, what was solved in "
                f"{solving['folder']}, and the same command goes on from there."
            )
            return INTERRUPTED
        if bodies is not None:
            _before_after(out, result, changed)
    if options.json:
        print(result.to_json())
    else:
        names = sorted(p.name for p in folder.iterdir() if p.is_file())
        print(f"{result}\n\nFiles in {folder}: {', '.join(names)}")
    return 0


def _question(options: argparse.Namespace) -> Question:
    if options.race and len(options.race) > 1:
        raise HillrunnerError(
            f"--race is given {len(options.race)} times, but an answer starts from one race: give "
            "the one that tells most."
        )
    vo2max = options.vo2max
    return {
        "distance": options.distance,
        "race": tuple(options.race[0]) if options.race else None,
        "vo2max": None if vo2max is None else flag_number("--vo2max", vo2max, *LIMITS["VO2max"]),
    }


def _bodies(options: argparse.Namespace) -> int | None:
    """Plausible bodies to solve; None for a quick answer."""
    if not options.quick:
        bodies = BODIES if options.bodies is None else options.bodies
        return flag_whole("--bodies", bodies, 0, MOST_BODIES)
    if options.bodies is not None:
        raise HillrunnerError(
            "--quick and --bodies do not go together: the quick answer solves no plausible bodies."
        )
    return None


def _solving(options: argparse.Namespace, folder: Path) -> Solving:
    return {
        "folder": folder,
        "processes": flag_jobs(options.jobs),
        "watch": JobLines("runs and sprints to solve", "solved"),
        "start": flag_start(options),
    }


def _publish(out: OutputFolder, result: Answer) -> None:
    """Write the answer as page and JSON."""
    (out.parts / "answer.json").write_text(result.to_json() + "\n", encoding="utf-8")
    result.write(out.parts / "answer.html")
    out.publish()


def _before_after(
    out: OutputFolder, result: Answer, changed: Callable[[Motion, MuscleChange], WhatIf]
) -> None:
    """A page of the runner's run before and after more muscle, one over the other."""
    try:
        after = changed(result.run, MuscleChange(force={ALL: 1.0 + 0.01 * ROUND})).after
    except SolveError as error:
        _say(f"no run with more muscle is shown: {error}")
        return
    names = ("as you are", f"{ROUND:.0f} % more leg muscle")
    write_comparison(result.run, after, out.parts / "before-after.html", names=names)
    out.publish()


def _announced(bodies: int, folder: Path) -> str:
    return (
        f"This first answer is in {folder}; solving techniques and {bodies} plausible bodies\n"
        "refines it. Ctrl-C keeps what is solved."
    )


def _say(sentence: str) -> None:
    print(f"hillrunner: {sentence}", file=sys.stderr, flush=True)
