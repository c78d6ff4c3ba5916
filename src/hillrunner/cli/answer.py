"""The verb ``answer``: does leg muscle help this runner?"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import hillrunner
from hillrunner.cli.answer_bodies import full_notes, solved
from hillrunner.cli.flag_values import flag_jobs, flag_number, flag_whole
from hillrunner.cli.folder import OutputFolder
from hillrunner.errors import SolveError
from hillrunner.files import slug
from hillrunner.groups import GROUPS
from hillrunner.motion import library
from hillrunner.motion.motion import Motion
from hillrunner.person.fitness import Fitness, Race, distance_of, seconds_of
from hillrunner.person.muscle_change import ALL, MuscleChange
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.solve.simulate import runner_body
from hillrunner.tasks.tasks import LIMITS, Run
from hillrunner.tell.jsonable import jsonable
from hillrunner.tell.report.answer_page import page
from hillrunner.tell.report.two_runs_page import write_comparison
from hillrunner.tell.tables.answer import Answer, answer_object, answer_text
from hillrunner.tell.words.answer import sentences
from hillrunner.worth.answer.bodies import priced, priced_sprint
from hillrunner.worth.answer.effects import (
    ROUND,
    RaceModel,
    aerobic_changes,
    check_oxygen,
    effects,
    race_model,
    realistic_muscle,
    round_muscle,
    technique_changes,
)
from hillrunner.worth.prices.what_if import what_if
from hillrunner.worth.race.cost import CostCurve

MEMBERS = 30
DISTANCE = "10 km"
INTERRUPTED = 130


def answer(options: argparse.Namespace) -> int:
    """Weigh muscle, oxygen and technique; every complaint about the input comes first.

    The first answer, from shipped motions, is there within seconds; what is solved for the runner
    and for plausible bodies refines it.
    """
    runner = Runner.from_toml(options.runner)
    told = runner.fitness or Fitness()
    race, vo2max = _race(options.race) or told.raced, told.vo2max
    if options.vo2max is not None:
        vo2max = flag_number("--vo2max", options.vo2max, 15, 100)
    raced = options.race[0] if options.race else told.race
    name, distance = distance_of(options.distance or raced or DISTANCE)
    asked = MEMBERS if options.members is None else options.members
    count, jobs = flag_whole("--members", asked, 0, 500), flag_jobs(options.jobs)
    check_oxygen(vo2max, race)
    model = race_model(_curve(), name, distance, vo2max=vo2max, race=race)
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # one core a process
    folder = options.out or Path("out") / f"answer-{slug(runner.name) or 'runner'}"
    with OutputFolder(folder) as out:
        result = _first(runner, model)
        text = _publish(out, result, runner, quick=True)
        if not options.quick:
            if not options.json:
                print(answer_text(result))
                print(
                    f"\nThis first answer is in {folder}; solving the runner's own body and {count}"
                )
                print("plausible ones refines it. Ctrl-C keeps what is solved.\n", flush=True)
            try:
                result, base = _full(runner, model, count, jobs, folder / "bodies")
            except KeyboardInterrupt:
                print(
                    f"hillrunner: interrupted; the first answer is in {folder}, what was solved is "
                    f"in {folder / 'bodies'}, and the same command goes on from there.",
                    file=sys.stderr,
                )
                return INTERRUPTED
            text = _publish(out, result, runner, quick=False)
            _overlay(base, out)
    if options.json:
        print(text)
    else:
        print(answer_text(result))
        names = sorted(p.name for p in folder.iterdir() if p.is_file())
        print(f"\nFiles in {folder}: {', '.join(names)}")
    return 0


def _first(runner: Runner, model: RaceModel) -> Answer:
    """The answer by shipped motions and their prices."""
    motion = library.nearest(runner, Run(_held(model.prediction.speed)))
    assert motion is not None
    base = priced(motion) | {"sprint": priced_sprint(library.load_shipped(library.SPRINT))}
    missing = "Intervals are missing: the first answer prices one body only."
    return _result(runner, model, base, [], [], 0, _quick_notes(motion, runner), missing)


def _full(
    runner: Runner, model: RaceModel, count: int, jobs: int, folder: Path
) -> tuple[Answer, Motion]:
    """The answer by the runner's own body and plausible ones, and the runner's own run."""
    found = solved(runner, _held(model.prediction.speed), count, jobs, folder)
    notes, missing = full_notes(count, found, technique_changes(runner.technique))
    result = _result(
        runner, model, found.base, found.bodies, found.sprints, found.failed, notes, missing
    )
    return result, Motion.load(found.run)


def _overlay(run: Motion, out: OutputFolder) -> None:
    """A page of the runner's run before and after more muscle, one over the other."""
    change = MuscleChange(force={ALL: 1.0 + 0.01 * ROUND})
    try:
        after = what_if(run, change).after
    except SolveError as error:
        print(f"hillrunner: no run with more muscle is shown: {error}", file=sys.stderr)
        return
    names = ("as you are", f"{ROUND:.0f} % more leg muscle")
    write_comparison(run, after, out.parts / "before-after.html", names=names)
    out.publish()


def _result(
    runner: Runner,
    model: RaceModel,
    base: dict[str, Any],
    bodies: list[dict[str, Any]],
    sprints: list[dict[str, Any]],
    failed: int,
    notes: list[str],
    missing: str,
) -> Answer:
    changes = [*realistic_muscle(), *round_muscle(), *aerobic_changes()]
    changes += technique_changes(runner.technique)
    found = effects(model, base, changes, bodies, sprints)
    places = [p for p in base["cost"]["prices"]["stronger"] if p not in (ALL, *GROUPS)]
    return Answer(
        title=_title(runner, base),
        model=model,
        effects=found,
        muscles=effects(model, base, round_muscle(places), bodies, sprints),
        sentences=sentences(model, base, found, [*notes, *model.prediction.notes]),
        members={
            "asked": len(bodies) + failed,
            "converged": len(bodies),
            "not converged": failed,
        },
        missing=missing,
        top_speed=base.get("sprint", {}).get("value"),
    )


def _publish(out: OutputFolder, result: Answer, runner: Runner, *, quick: bool) -> str:
    """Write the answer as page and JSON; returns the JSON."""
    told = {
        **answer_object(result),
        "quick": quick,
        "runner": runner.model_dump(mode="json"),
        "hillrunner_version": hillrunner.__version__,
    }
    text = json.dumps(jsonable(told), allow_nan=False)
    (out.parts / "answer.json").write_text(text + "\n", encoding="utf-8")
    (out.parts / "answer.html").write_text(
        page(result, runner_body(runner, Settings())), encoding="utf-8"
    )
    out.publish()
    return text


def _held(speed: float) -> float:
    """The speed that is solved for: the race's, as far as it can be."""
    low, high, _ = LIMITS["speed"]
    return min(max(round(speed, 2), low), high)


@lru_cache(maxsize=1)
def _curve() -> CostCurve:
    """How cost depends on speed, from the shipped level motions of today's settings."""
    now = Settings()
    motions = []
    for name in library.shipped():
        if "grade" in name or name == library.SPRINT:
            continue
        motion = library.load_shipped(name)
        own = motion.settings.updated(tolerance=now.tolerance)
        if motion.grade == 0.0 and motion.task.technique is None and own == now:
            motions.append(motion)
    return CostCurve.from_motions(motions)


def _quick_notes(motion: Motion, runner: Runner) -> list[str]:
    notes = [
        f"This is the first answer: prices of the shipped run at {motion.speed:g} m/s and of the "
        "shipped sprint, without intervals and without technique. Without --quick these are solved."
    ]
    own = motion.runner
    if not own.has_body_of(runner):
        notes.append(
            f"The percentages are of the shipped motions' body ({own.sex}, {own.height:g} m, "
            f"{own.mass:g} kg), not yet of this runner's."
        )
    return notes


def _title(runner: Runner, base: dict[str, Any]) -> str:
    name = f"{runner.name}: " if runner.name else ""
    return (
        f"{name}{runner.sex}, {runner.age:g} years, {runner.height:g} m, {runner.mass:g} kg, "
        f"muscle priced at {base['speed']:g} m/s."
    )


def _race(given: Sequence[str] | None) -> Race | None:
    if not given:
        return None
    _, distance = distance_of(given[0])
    return Race(distance, seconds_of(given[1]))
