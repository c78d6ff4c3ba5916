"""The verb ``whatif``: the same run with other muscles, side by side."""

from __future__ import annotations

import argparse
import json
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import hillrunner
from hillrunner.batch.pool import Plain
from hillrunner.batch.pool import side_by_side as at_once
from hillrunner.cli.folder import OutputFolder, slug
from hillrunner.cli.numbers import flag_jobs
from hillrunner.cli.places import KNOB_OF, change_of
from hillrunner.cli.progress import ProgressLine
from hillrunner.errors import HillrunnerError
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.changed_body import muscle_factors
from hillrunner.motion.motion import Motion
from hillrunner.person.muscle_change import KNOBS, MuscleChange
from hillrunner.tell.objects import comparison_object
from hillrunner.tell.plain import plain
from hillrunner.tell.report.two_runs_page import write_comparison
from hillrunner.tell.tables.what_if import change_words, what_if_table
from hillrunner.worth.compare import compare
from hillrunner.worth.prices.what_if import WhatIf, expected_change, prepared, what_if


def run_what_if(options: argparse.Namespace) -> int:
    """Solve the changed runs; every complaint about the input comes before the first solve."""
    base = Motion.load(options.base)
    body = Body.load(options.body) if options.body else None
    whole = change_of({flag: getattr(options, _field(flag)) for flag in KNOB_OF})
    if not whole.places:
        raise HillrunnerError("nothing is changed: give --muscle NAME=+10% at least once.")
    muscle_factors(base.body, [whole])  # unknown names
    changes = _each(whole) if options.each else [whole]
    jobs = flag_jobs(options.jobs)
    out = OutputFolder(options.out) if options.out else None
    with out or nullcontext(), tempfile.TemporaryDirectory() as scratch:
        with ProgressLine() as progress:
            before = prepared(base, body=body, progress=progress)
            results = _solve(before, changes, body, options.body, jobs, Path(scratch), progress)
        told = [result_object(result) for result in results]
        answer = told[0] if len(told) == 1 else {"status": "converged", "what_ifs": told}
        text = json.dumps(answer, allow_nan=False)
        if out:
            _write(out, before, results, text)
    if options.json:
        print(text)
    else:
        print("\n\n\n".join(what_if_table(result) for result in results))
        if out:
            print(f"\nFiles in {out.path}: {', '.join(sorted(p.name for p in out.path.iterdir()))}")
    return 0


def result_object(result: WhatIf) -> dict[str, Any]:
    """What ``--json`` prints of one change: SI units, angles in deg, null for what is not.

    What it says of both runs is that of :func:`hillrunner.tell.objects.comparison_object`.
    """
    found: dict[str, Any] = plain(
        {
            "status": result.after.status.word,
            "changed": {knob: dict(getattr(result.change, knob)) for knob in KNOBS},
            **comparison_object(compare(result.before, result.after)),
            "effort_expected": result.expected,
            **solved_again(result.before, result.after),
        }
    )
    return found


def solved_again(before: Motion, after: Motion) -> dict[str, Any]:
    """At what speed (m/s) and grade two runs are, how exactly, and what the second one took."""
    return {
        "speed": before.speed,
        "grade": before.grade,
        "tolerance": before.settings.tolerance,
        "solve_time": after.solver.solve_time,
        "iterations": after.solver.iterations,
        "hillrunner_version": hillrunner.__version__,
    }


def _field(flag: str) -> str:
    return flag.removeprefix("--").replace("-", "_")


def _each(whole: MuscleChange) -> list[MuscleChange]:
    """Every entry as a change of its own."""
    return [
        MuscleChange(**{knob: {place: value}})
        for knob in KNOBS
        for place, value in getattr(whole, knob).items()
    ]


def _solve(
    before: Motion,
    changes: list[MuscleChange],
    body: Body | None,
    body_file: Path | None,
    jobs: int,
    scratch: Path,
    progress: ProgressLine,
) -> list[WhatIf]:
    if len(changes) == 1 or jobs == 1:
        return [what_if(before, c, body=body, progress=progress) for c in changes]
    start = before.save(scratch / "before.nc")
    orders: list[Plain] = [
        {
            "start": str(start),
            "body": str(body_file) if body_file else None,
            "change": change.model_dump(mode="json"),
            "path": str(scratch / f"{number}.nc"),
        }
        for number, change in enumerate(changes)
    ]
    afters: dict[int, Motion] = {}
    for number, found in at_once(solve_apart, orders, jobs):
        if isinstance(found, HillrunnerError):
            raise type(found)(f"{change_words(changes[number])}: {found}")
        afters[number] = Motion.load(found["path"])
    return [
        WhatIf(change, before, afters[number], expected_change(before, change))
        for number, change in enumerate(changes)
    ]


def solve_apart(order: Plain) -> Plain:
    """In a process of its own: one what-if from and to files."""
    body = Body.load(order["body"]) if order["body"] else None
    result = what_if(Motion.load(order["start"]), MuscleChange(**order["change"]), body=body)
    return {"path": str(result.after.save(order["path"]))}


def _write(out: OutputFolder, before: Motion, results: list[WhatIf], text: str) -> None:
    before.save(out.parts / "before.nc")
    for result in results:
        told = change_words(result.change)
        which = "" if len(results) == 1 else f"-{slug(told)}"
        result.after.save(out.parts / f"after{which}.nc")
        page = out.parts / f"before-after{which}.html"
        write_comparison(before, result.after, page, title=told[0].upper() + told[1:])
    (out.parts / "result.json").write_text(text + "\n", encoding="utf-8")
    out.publish()
