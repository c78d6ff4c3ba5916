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
from hillrunner.answer.cost import CostCurve
from hillrunner.answer.ensemble import CONVERGED, Tally, kept, plausible_settings, solve_bodies
from hillrunner.answer.member import Asked, BodyOrder, priced, priced_sprint, solve_body
from hillrunner.answer.text import Answer, answer_object, answer_text
from hillrunner.answer.verdict import (
    FEWEST,
    RaceModel,
    aerobic_changes,
    check_oxygen,
    effects,
    race_model,
    realistic_muscle,
    round_muscle,
    technique_changes,
)
from hillrunner.answer.words import sentences
from hillrunner.changes import ALL
from hillrunner.checks import number_in
from hillrunner.cli.folder import OutputFolder, slug
from hillrunner.cli.plain import plain
from hillrunner.errors import HillrunnerError, SolveError
from hillrunner.fitness import Race, distance_of, seconds_of
from hillrunner.groups import GROUPS
from hillrunner.motion import library
from hillrunner.motion.motion import Motion
from hillrunner.motion.settings import Settings
from hillrunner.motion.tasks import LIMITS, Run
from hillrunner.report.answer_page import page
from hillrunner.runner import ASIDE, Runner

MEMBERS = 30
JOBS = 2
DISTANCE = "10 km"
INTERRUPTED = 130
OF_MEMBERS = (Asked("step_rate", 5.0, True),)  # technique that every body is asked for


def answer(options: argparse.Namespace) -> int:
    """Weigh muscle, oxygen and technique; every complaint about the input comes first.

    The first answer, from shipped motions, is there within seconds; what is solved for the runner
    and for plausible bodies refines it.
    """
    runner = Runner.from_toml(options.runner)
    race = _race(options.race)
    vo2max = None if options.vo2max is None else _number("--vo2max", options.vo2max, 15, 100)
    name, distance = distance_of(options.distance or (options.race and options.race[0]) or DISTANCE)
    count = _whole("--members", options.members, MEMBERS, 0, 500)
    jobs = _whole("--jobs", options.jobs, min(JOBS, os.cpu_count() or 1), 1, 64)
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
                result = _full(runner, model, count, jobs, folder / "bodies")
            except KeyboardInterrupt:
                print(
                    f"hillrunner: interrupted; the first answer is in {folder}, what was solved is "
                    f"in {folder / 'bodies'}, and the same command goes on from there.",
                    file=sys.stderr,
                )
                return INTERRUPTED
            text = _publish(out, result, runner, quick=False)
    if options.json:
        print(text)
    else:
        print(answer_text(result))
        print(f"\nFiles in {folder}: answer.html, answer.json")
    return 0


def _first(runner: Runner, model: RaceModel) -> Answer:
    """The answer by shipped motions and their prices."""
    motion = library.nearest(runner, Run(_held(model.prediction.speed)))
    assert motion is not None
    base = priced(motion) | {"sprint": priced_sprint(library.load_shipped(library.SPRINT))}
    missing = "Intervals are missing: the first answer prices one body only."
    return _result(runner, model, base, [], 0, _quick_notes(motion, runner), missing)


def _full(runner: Runner, model: RaceModel, count: int, jobs: int, folder: Path) -> Answer:
    """The answer by the runner's own body and plausible ones."""
    base, bodies, failed = _solved(runner, model.prediction.speed, count, jobs, folder)
    notes, missing = _full_notes(count, bodies, failed)
    return _result(runner, model, base, bodies, failed, [*notes, *_unsolved(base)], missing)


def _result(
    runner: Runner,
    model: RaceModel,
    base: dict[str, Any],
    bodies: list[dict[str, Any]],
    failed: int,
    notes: list[str],
    missing: str,
) -> Answer:
    changes = [*realistic_muscle(), *round_muscle(), *aerobic_changes()]
    changes += [change for change, _ in technique_changes()]
    found = effects(model, base, changes, bodies)
    places = [p for p in base["cost"]["prices"]["stronger"] if p not in (ALL, *GROUPS)]
    return Answer(
        title=_title(runner, base),
        model=model,
        effects=found,
        muscles=effects(model, base, round_muscle(places), bodies),
        sentences=sentences(model, base, found, [*notes, *model.prediction.notes]),
        members={
            "asked": len(bodies) + failed,
            "converged": len(bodies),
            "not converged": failed,
        },
        missing=missing,
    )


def _publish(out: OutputFolder, result: Answer, runner: Runner, *, quick: bool) -> str:
    """Write the answer as page and JSON; returns the JSON."""
    told = {
        **answer_object(result),
        "quick": quick,
        "runner": runner.model_dump(mode="json"),
        "hillrunner_version": hillrunner.__version__,
    }
    text = json.dumps(plain(told), allow_nan=False)
    (out.parts / "answer.json").write_text(text + "\n", encoding="utf-8")
    (out.parts / "answer.html").write_text(page(result), encoding="utf-8")
    out.publish()
    return text


def _solved(
    runner: Runner, speed: float, count: int, jobs: int, folder: Path
) -> tuple[dict[str, Any], list[dict[str, Any]], int]:
    """The runner's own body, the plausible ones that converged, and how many did not.

    At the speed of the nearest shipped motion, from where every body is within reach.
    """
    settings, keep = Settings(), folder / "base.nc"
    near = library.nearest(runner, Run(_held(speed)))
    assert near is not None

    def order(
        name: str, own: Settings, start: Path | None, *asked: Asked, sprints: bool = True
    ) -> BodyOrder:
        kept_as = None if start else keep
        return BodyOrder(name, runner, near.speed, own, start, kept_as, asked, sprints)

    first = order("base", settings, None)
    if kept(first, folder) is None:
        print(
            f"hillrunner: solving the runner's own run at {near.speed:g} m/s, and sprint",
            file=sys.stderr,
            flush=True,
        )
    (base,) = solve_bodies([first], solve_body, folder)
    if base["status"] != CONVERGED or not keep.exists():
        (folder / "base.json").unlink(missing_ok=True)  # the next try is a new one
        raise SolveError(f"the runner's own run was not found: {base.get('why', 'start again.')}")
    drawn = plausible_settings(count, settings) if count else []
    orders = [
        order(f"body-{i + 1:03d}", varied, keep, *OF_MEMBERS) for i, varied in enumerate(drawn)
    ]
    styles = [
        order(f"technique-{asked.key.replace(' ', '-')}", settings, keep, asked, sprints=False)
        for _, asked in technique_changes()
    ]
    found = solve_bodies([*styles, *orders], solve_body, folder, jobs=jobs, watch=_tell)
    imposed, bodies = found[: len(styles)], found[len(styles) :]
    own = base["result"]
    for one in imposed:
        own["techniques"].update(one.get("result", {}).get("techniques", {}))
    good = [one["result"] for one in bodies if one["status"] == CONVERGED]
    return own, good, len(bodies) - len(good)


def _tell(tally: Tally) -> None:
    rest = f", about {tally.left:.0f} s left" if tally.left else ""
    lost = f", {tally.failed} not converged" if tally.failed else ""
    print(
        f"[{tally.done}/{tally.total}] {tally.name} ({tally.spent:.0f} s{rest}{lost})",
        file=sys.stderr,
        flush=True,
    )


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
        own = Settings.model_validate(motion.settings).model_copy(
            update={"tolerance": now.tolerance}
        )
        if motion.grade == 0.0 and motion.task.technique is None and own == now:
            motions.append(motion)
    return CostCurve.from_motions(motions)


def _quick_notes(motion: Motion, runner: Runner) -> list[str]:
    notes = [
        f"This is the first answer: prices of the shipped run at {motion.speed:g} m/s and of the "
        "shipped sprint, without intervals and without technique. Without --quick these are solved."
    ]
    one, other = (r.model_dump(exclude={"age", *ASIDE}) for r in (motion.runner, runner))
    if one != other:
        own = motion.runner
        notes.append(
            f"The percentages are of the shipped motions' body ({own.sex}, {own.height:g} m, "
            f"{own.mass:g} kg), not yet of this runner's."
        )
    return notes


def _full_notes(count: int, bodies: list[dict[str, Any]], failed: int) -> tuple[list[str], str]:
    notes, good = [], len(bodies)
    if count:
        notes.append(
            f"Intervals: {good} of {count} plausible bodies were solved"
            + (f"; {failed} did not converge and are not used." if failed else ".")
        )
        still = sum("value" not in body["sprint"] for body in bodies)
        if still:
            notes.append(f"Of {still} of these bodies no sprint was found.")
    missing = ""
    if good < FEWEST:
        missing = f"Intervals are missing: they need {FEWEST} solved bodies, and there are {good}."
    else:
        notes.append(
            "Technique other than a higher step rate was solved for in one body only, and has no "
            "interval; nor has aerobic capacity, whose worth does not depend on the body."
        )
    return notes, missing


def _unsolved(base: dict[str, Any]) -> list[str]:
    """What technique could not be solved for, and why."""
    notes = []
    for change, asked in technique_changes():
        why = base["techniques"].get(asked.key, {"why": "its process ended early."}).get("why")
        if why:
            notes.append(f"{change.label.capitalize()} has no figure: {why}")
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


def _number(what: str, value: object, low: float, high: float, unit: str = "") -> float:
    try:
        return number_in(what, value, low, high, unit)
    except ValueError as error:
        raise HillrunnerError(str(error)) from None


def _whole(flag: str, value: object, default: int, low: int, high: int) -> int:
    if value is None:
        return default
    number = _number(flag, value, low, high)
    if number != int(number):
        raise HillrunnerError(
            f"{flag} is {number:g}, but must be a whole number from {low} to {high}."
        )
    return int(number)
