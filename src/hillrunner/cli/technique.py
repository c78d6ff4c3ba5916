"""The verb ``technique``: what a way of running costs, against the free optimum."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import Any

from hillrunner.cli.asked import MEASURES, technique_for, wishes_of
from hillrunner.cli.folder import OutputFolder, slug
from hillrunner.cli.progress import ProgressLine
from hillrunner.cli.what_if import solved_again
from hillrunner.errors import HillrunnerError, SolveError
from hillrunner.lab.watch import WatchRun, beside, read_watch, same_speed
from hillrunner.motion.motion import Motion
from hillrunner.person.runner import Runner
from hillrunner.person.technique import Technique
from hillrunner.tasks.tasks import LIMITS
from hillrunner.tell.objects import comparison_object
from hillrunner.tell.plain import plain
from hillrunner.tell.tables.technique import price_table, technique_table, watch_table
from hillrunner.worth.compare import compare
from hillrunner.worth.prices.technique_price import (
    ALL,
    TOLERANCE,
    TechniquePrice,
    check_free,
    price_each,
    price_technique,
    technique_from_watch,
    technique_of,
)
from hillrunner.worth.prices.what_if import prepared


def run_technique(options: argparse.Namespace) -> int:
    """Price technique; every complaint about the input comes before the first solve.

    Of several prices those that are found are told, also where others are not (exit code 1).
    """
    base = Motion.load(options.base)
    check_free(base)
    wishes = wishes_of({name: getattr(options, name) for name in MEASURES})
    runner = Runner.from_toml(options.runner) if options.runner else None
    watch = read_watch(options.watch) if options.watch else None
    known = _known(runner, watch)
    if not wishes and not known.imposed:
        raise HillrunnerError(
            "no technique is asked for: give a flag such as --step-rate +5%, or --watch FILE.fit, "
            "or a --runner whose file says [technique]."
        )
    notes = _notes(base, runner, watch)
    technique_for(technique_of(base), wishes, known)  # complaints
    out = OutputFolder(options.out) if options.out else None
    with out or nullcontext():
        with ProgressLine() as progress:
            before = prepared(base, progress=progress)
            asked = technique_for(technique_of(before), wishes, known)
            prices: Mapping[str, TechniquePrice]
            failed: Mapping[str, SolveError] = {}
            if options.each:
                prices, failed = price_each(before, asked, progress=progress)
            else:
                prices = {_name(asked): price_technique(before, asked, progress=progress)}
        notes += _notes_of(prices)
        notes += [f"{name.replace('_', ' ')} has no price: {why}" for name, why in failed.items()]
        told = answer_object(prices, asked, watch, notes)
        told |= {"not_found": {name: str(why) for name, why in failed.items()}}
        text = json.dumps(told, allow_nan=False)
        if out:
            _write(out, prices, text)
    if options.json:
        for note in notes:
            print(f"hillrunner: {note}", file=sys.stderr)
        print(text)
        return int(bool(failed))
    parts = [technique_table(prices, asked)]
    free = _free(prices)
    if watch:
        parts.insert(0, watch_table(watch, beside(watch, free)))
    if notes:
        parts.insert(0, "\n".join(f"Note: {note}" for note in notes))
    parts += [price_table(name, price) for name, price in prices.items()]
    print("\n\n\n".join(parts))
    if out:
        print(f"\nFiles in {out.path}: {', '.join(sorted(p.name for p in out.path.iterdir()))}")
    return int(bool(failed))


def answer_object(
    prices: Mapping[str, TechniquePrice],
    asked: Technique,
    watch: WatchRun | None,
    notes: Sequence[str],
) -> dict[str, Any]:
    """What ``--json`` prints: as :func:`result_object`, or several of these under ``prices``."""
    told = [result_object(name, price, asked) for name, price in prices.items()]
    answer = told[0] if len(told) == 1 else {"status": "converged", "prices": told}
    return answer | {
        "watch": _watch_object(watch, _free(prices)) if watch else None,
        "notes": list(notes),
    }


def result_object(name: str, price: TechniquePrice, asked: Technique) -> dict[str, Any]:
    """What ``--json`` prints of one price.

    ``technique`` holds, by measure, its value in the free motion, what was asked for (null where
    nothing) and what the constrained motion has, in steps/min, deg and m. What it says of both
    runs, the free one before and the constrained one after, is as ``whatif`` has it.
    """
    imposed = asked.imposed if name == ALL else {name: asked.imposed[name]}
    found: dict[str, Any] = plain(
        {
            "status": price.motion.status.word,
            "price_of": name,
            "technique": {
                measure: {
                    "free": price.before.imposed[measure] / shown.si,
                    "asked": imposed[measure] / shown.si if measure in imposed else None,
                    "constrained": price.after.imposed[measure] / shown.si,
                    "unit": "steps/min" if measure == "step_rate" else shown.unit,
                }
                for measure, shown in MEASURES.items()
            },
            "effort_percent": price.effort,
            "metabolic_cost_percent": price.cost,
            "better_free_optimum_found": price.better_found,
            **comparison_object(compare(price.free, price.motion)),
            **solved_again(price.free, price.motion),
        }
    )
    return found


def _watch_object(watch: WatchRun, free: Motion) -> dict[str, Any]:
    rows = [
        {**vars(row), "difference": row.difference, "percent": row.percent}
        for row in beside(watch, free)
    ]
    found: dict[str, Any] = plain({**vars(watch), "beside": rows})
    return found


def _name(asked: Technique) -> str:
    """Of the price of everything that is asked for."""
    names = list(asked.imposed)
    return names[0] if len(names) == 1 else ALL


def _free(prices: Mapping[str, TechniquePrice]) -> Motion:
    """The free optimum that the last price is held against."""
    return list(prices.values())[-1].free


def _known(runner: Runner | None, watch: WatchRun | None) -> Technique:
    """How the runner runs now: by the watch, and by the file where the watch says nothing."""
    told = runner.technique.imposed if runner and runner.technique else {}
    return Technique(**(told | (technique_from_watch(watch).imposed if watch else {})))


def _notes(base: Motion, runner: Runner | None, watch: WatchRun | None) -> list[str]:
    """What is not as it should be with what was given."""
    notes = []
    own = base.runner
    if runner and not own.has_body_of(runner):
        notes.append(
            f"the motion is of another body ({own.sex}, {own.height:g} m, {own.mass:g} kg) "
            "than the runner's file describes: prices are of the motion's."
        )
    if not watch:
        return notes
    notes += [f"{watch.source}: {warning}" for warning in watch.warnings]
    if not same_speed(watch, base):
        low, high, _ = LIMITS["speed"]
        remedy = (
            f"solve a run at {watch.speed:.2g} m/s and start from that"
            if low <= watch.speed <= high
            else f"a run can be solved at {low:g} to {high:g} m/s"
        )
        notes.append(
            f"the watch's run is at {watch.speed:.2f} m/s and the motion at {base.speed:.2f} m/s: "
            "step rate and oscillation change with speed alone, so that these prices are not those "
            f"of the runner's own technique; {remedy}."
        )
    if watch.oscillation is not None:
        notes.append(
            "the watch's oscillation is that of a wrist or chest and is imposed on the centre of "
            "mass, which moves a little otherwise."
        )
    return notes


def _notes_of(prices: Mapping[str, TechniquePrice]) -> list[str]:
    """What the solves found that the question did not expect."""
    notes = []
    if any(price.better_found for price in prices.values()):
        notes.append(
            "a better free optimum was found on the way, and the prices are held against it."
        )
    below = [name for name, price in prices.items() if price.effort < -TOLERANCE]
    if below:
        notes.append(
            f"effort fell with {' and '.join(below)}, which no true free optimum allows: there is "
            "a better one that was not found, and the price is too low."
        )
    return notes


def _write(out: OutputFolder, prices: Mapping[str, TechniquePrice], text: str) -> None:
    _free(prices).save(out.parts / "before.nc")
    for name, price in prices.items():
        own = "after" if len(prices) == 1 else f"after-{slug(name.replace('_', '-'))}"
        price.motion.save(out.parts / f"{own}.nc")
    (out.parts / "result.json").write_text(text + "\n", encoding="utf-8")
    out.publish()
