"""The verb ``validate``: how far the simulator can be believed, row by row."""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import hillrunner
from hillrunner.cli.flag_values import flag_jobs, flag_number
from hillrunner.cli.folder import OutputFolder
from hillrunner.errors import HillrunnerError
from hillrunner.files import slug
from hillrunner.person.runner import ASIDE, Runner
from hillrunner.published.rows import Condition, Row, conditions_of, published_rows
from hillrunner.tasks.tasks import LIMITS
from hillrunner.tell.report.validation_page import page
from hillrunner.tell.tables.validation import individual_text, table_markdown, table_text
from hillrunner.validate.individuals import Comparison, compare_person
from hillrunner.validate.people import Person, Trial, people
from hillrunner.validate.run import (
    Ask,
    Motions,
    collect,
    reference_runner,
    shipped_motions,
    stale,
)
from hillrunner.validate.solving import Event
from hillrunner.validate.table import Table, evaluate, table_object

FOLDER = Path("out") / "validate"
JOBS = 2
INTERRUPTED = 130
_SPARSE = 10.0  # s between lines about a solve that goes on


def validate(options: argparse.Namespace) -> int:
    """Collect the motions, hold the rows against them, and show and write the table."""
    began = time.perf_counter()
    rows = _rows(options.speeds)
    jobs = flag_jobs(options.jobs)
    folder = options.out or FOLDER
    data = options.individuals
    if options.quick and data:
        raise HillrunnerError("--quick solves nothing, and --individuals needs solves: choose one.")
    if data and not data.is_dir():
        raise HillrunnerError(f"cannot read the folder of data {data}: it is not there.")
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # one core a process
    with OutputFolder(folder) as out:
        try:
            motions, measured = _motions(rows, options.quick, folder / "motions", jobs, data)
        except KeyboardInterrupt:
            kept = len(list((folder / "motions").rglob("*.nc")))
            print(
                f"hillrunner: interrupted; {kept} solved motions are in {folder / 'motions'}, and "
                "the same command goes on from there.",
                file=sys.stderr,
            )
            return INTERRUPTED
        table = evaluate(rows, motions.motions, motions.failures)
        head = _head(motions)
        result = _object(table, motions, measured, time.perf_counter() - began)
        text = json.dumps(result, allow_nan=False)
        for name, content in (
            ("validate.json", text + "\n"),
            ("validate.html", page(table, head, measured)),
            ("validate.md", table_markdown(table, head, measured)),
        ):
            (out.parts / name).write_text(content, encoding="utf-8")
        out.publish()
    if options.json:
        print(text)
    else:
        parts = [head, table_text(table)]
        if measured:
            parts.append(individual_text(measured))
        print("\n\n".join(parts))
        print(f"\nFiles in {folder}: validate.html, validate.md, validate.json")
    return 0


def _rows(speeds: Sequence[Any] | None) -> tuple[Row, ...]:
    """All rows, or those whose conditions are all at the given speeds."""
    rows = published_rows()
    if speeds is None:
        return rows
    wanted = {flag_number("--speeds", speed, *LIMITS["speed"]) for speed in speeds}
    known = sorted({c.speed for c in conditions_of(rows) if not c.sprints})
    if strange := sorted(wanted - set(known)):
        raise HillrunnerError(
            f"--speeds has {strange[0]:g} m/s, but rows are published at "
            f"{', '.join(f'{speed:g}' for speed in known)} m/s."
        )
    return tuple(row for row in rows if all(c.speed in wanted for c in row.conditions))


def _motions(
    rows: Sequence[Row], quick: bool, folder: Path, jobs: int, data: Path | None
) -> tuple[Motions, list[Comparison]]:
    conditions = conditions_of(tuple(rows))
    runner = reference_runner()
    if quick:
        found = shipped_motions(conditions)
        if old := stale(found, runner):
            print(
                f"hillrunner: {len(old)} of {len(found.motions)} shipped motions were solved with "
                "another body or other settings than those of today.",
                file=sys.stderr,
            )
        return found, []
    measured = people() if data else ()
    own = [person for person in measured if not _same(person.runner, runner)]
    shared = [t.condition for p in measured if p not in own for t in p.trial]
    asks = [Ask(runner, _merged(conditions, shared), folder)]
    asks += [
        Ask(p.runner, tuple(trial.condition for trial in p.trial), folder / slug(p.name))
        for p in own
    ]
    reference, *others = collect(asks, jobs=jobs, watch=_Board())
    of = dict(zip((p.name for p in own), others, strict=True))
    compared = [
        _compared(of.get(person.name, reference), person, trial, data)
        for person in measured
        for trial in person.trial
        if data
    ]
    return reference, compared


def _same(one: Runner, other: Runner) -> bool:
    """Whether two people have the same body; age and what is told aside do not move anything."""
    return all(
        getattr(one, name) == getattr(other, name)
        for name in type(one).model_fields
        if name not in ("age", *ASIDE)
    )


def _merged(conditions: Sequence[Condition], more: Sequence[Condition]) -> tuple[Condition, ...]:
    return tuple({c.key: c for c in (*conditions, *more)}.values())


def _compared(motions: Motions, person: Person, trial: Trial, data: Path) -> Comparison:
    key = trial.condition.key
    if key in motions.failures:
        return Comparison(person, trial.speed, why=[f"not solved: {motions.failures[key]}"])
    return compare_person(motions.motions[key], person, trial, data)


class _Board:
    """Tells on standard error what is solved, and how long the rest may take."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._asked, self._done = 0, 0
        self._told: dict[str, float] = {}

    def __call__(self, event: Event) -> None:
        now = time.monotonic()
        if event.kind == "asked":
            self._asked = int(event.text)
            if self._asked:
                self._say(f"{self._asked} motions to solve")
            return
        if event.kind == "iteration":
            if now - self._told.setdefault(event.label, now) < _SPARSE:
                return
            self._told[event.label] = now
            self._say(f"{event.label}: {event.text}")
            return
        self._done += 1
        spent = now - self._began
        left = spent / self._done * (self._asked - self._done)
        ended = "solved" if event.kind == "solved" else f"given up: {event.text}"
        rest = f", about {left:.0f} s left" if self._asked > self._done else ""
        self._say(f"[{self._done}/{self._asked}] {event.label}: {ended} ({spent:.0f} s{rest})")

    @staticmethod
    def _say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)


def _head(motions: Motions) -> str:
    runner = reference_runner()
    count = len(motions.motions)
    fresh = sum(origin != "shipped" for origin in motions.origins.values())
    return (
        f"{count} motions of a {runner.sex}, {runner.height:g} m, {runner.mass:g} kg"
        f" ({count - fresh} shipped, {fresh} solved), hillrunner {hillrunner.__version__}."
    )


def _object(
    table: Table, motions: Motions, measured: Sequence[Comparison], seconds: float
) -> dict[str, Any]:
    return {
        **table_object(table),
        "individuals": [c.to_dict() for c in measured],
        "motions": [
            {
                "condition": str(Condition(speed=key[0], slope=key[1])),
                "speed": None if math.isinf(key[0]) else key[0],
                "slope": key[1],
                "origin": motions.origins[key],
            }
            for key in motions.motions
        ],
        "not_solved": {
            str(Condition(speed=key[0], slope=key[1])): why for key, why in motions.failures.items()
        },
        "seconds": seconds,
        "hillrunner_version": hillrunner.__version__,
    }
