"""The answer as text for the terminal, and as plain values for JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hillrunner.tell.words.answer import change_clock, clock, signed
from hillrunner.worth.answer.effects import PERCENTILES, Effect, RaceModel
from hillrunner.worth.answer.plausible import UNCERTAIN

WIDTH = 100
HEADINGS = {
    "muscle": "MUSCLE: strength and size",
    "strength without size": "STRENGTH WITHOUT SIZE",
    "tendon": "TENDON: stiffness",
    "aerobic": "AEROBIC CAPACITY",
    "technique": "TECHNIQUE: against the free optimum",
}
MISSING = "no interval"


@dataclass(frozen=True)
class Answer:
    """Everything that is shown.

    Attributes
    ----------
    title
        Who and what, in a sentence.
    model
        The race.
    effects
        Changes of muscle groups, oxygen and technique.
    muscles
        10 % more of every single muscle.
    sentences
        By heading.
    members
        ``asked``, ``converged``, ``not converged`` bodies of the ensemble.
    missing
        Why there are no intervals, in a sentence; empty where there are.
    top_speed
        Of the body (m/s); None where no sprint was solved.
    """

    title: str
    model: RaceModel
    effects: Sequence[Effect]
    muscles: Sequence[Effect]
    sentences: Mapping[str, Sequence[str]]
    members: Mapping[str, int]
    missing: str
    top_speed: float | None = None


def answer_text(answer: Answer) -> str:
    """The whole answer for the terminal."""
    race = answer.model.prediction
    said = dict(answer.sentences)
    parts = ["\n".join(_wrapped(s) for s in said.pop("Answer"))]
    parts.append(
        _wrapped(
            f"{answer.title} {answer.model.name}: {clock(race.time)} at {race.speed:.2f} m/s with "
            f"{race.vo2max:.1f} mL/kg/min. {answer.model.origin} {race.basis}"
        )
    )
    parts.append(_table(answer))
    for heading, lines in said.items():
        parts.append("\n".join([heading.upper(), *(_wrapped(line, "- ") for line in lines)]))
    return "\n\n".join(parts)


def _wrapped(text: str, mark: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark), break_on_hyphens=False
    )


def _table(answer: Answer) -> str:
    low, high = PERCENTILES
    head = f"{'':<34}{'time':>8}{'%':>7}  {f'{low:g} to {high:g} of 100 bodies':<24}"
    lines = [f"{head}{'energy %':>9}{'effort %':>10}{'top m/s':>9}  why this much"]
    for cause, heading in HEADINGS.items():
        mine = [e for e in answer.effects if e.change.cause == cause]
        if mine:
            lines += [heading, *(_line(e) for e in sorted(mine, key=lambda e: e.change.kind))]
    if answer.missing:
        lines.append(_wrapped(answer.missing))
    return "\n".join(lines)


def _line(effect: Effect) -> str:
    change = effect.change
    interval = (
        MISSING
        if effect.interval is None
        else f"{change_clock(effect.interval[0])} to {change_clock(effect.interval[1])}"
    )
    numbers = "".join(
        f"{'-' if value is None else signed(value):>{width}}"
        for value, width in ((effect.cost, 9), (effect.effort, 10), (effect.top_speed, 9))
    )
    return (
        f"  {change.label:<32}{change_clock(effect.seconds):>8}{signed(effect.percent):>7}  "
        f"{interval:<24}{numbers}  {change.kind}"
    )


def effect_object(effect: Effect) -> dict[str, Any]:
    """An effect for JSON: seconds, minutes and percent; null where there is no such number."""
    change = effect.change
    return {
        "cause": change.cause,
        "what": change.what,
        "amount": change.amount,
        "unit": change.unit,
        "kind": change.kind,
        "source": change.source,
        "grade": change.grade,
        "note": change.note,
        "metabolic_cost_percent": effect.cost,
        "effort_percent": effect.effort,
        "seconds": effect.seconds,
        "minutes": effect.seconds / 60.0,
        "time_percent": effect.percent,
        "seconds_interval": list(effect.interval) if effect.interval else None,
        "metabolic_cost_interval": list(effect.cost_interval) if effect.cost_interval else None,
        "top_speed": effect.top_speed,
        "top_speed_interval": list(effect.top_speed_interval)
        if effect.top_speed_interval
        else None,
        "peak_loads_percent": dict(effect.loads),
        "members": effect.members,
        "sprints": effect.sprints,
    }


def answer_object(answer: Answer) -> dict[str, Any]:
    """The whole answer for JSON, in SI units."""
    race = answer.model.prediction
    return {
        "answer": answer.sentences["Answer"][0],
        "title": answer.title,
        "race": {
            "name": answer.model.name,
            "distance": race.distance,
            "time": race.time,
            "speed": race.speed,
            "vo2max": race.vo2max,
            "vo2max_from": answer.model.origin,
            "cost_from": race.basis,
            "notes": list(race.notes),
        },
        "top_speed": answer.top_speed,
        "effects": [effect_object(e) for e in answer.effects],
        "muscles": [effect_object(e) for e in answer.muscles],
        "sentences": {name: list(lines) for name, lines in answer.sentences.items()},
        "ensemble": {
            **answer.members,
            "percentiles": list(PERCENTILES),
            "missing": answer.missing,
            "varied": [
                {
                    "what": u.label,
                    "setting": f"{u.part}.{u.field}",
                    "low": u.low,
                    "high": u.high,
                    "logarithmic": u.log,
                    "unit": u.unit,
                    "source": u.source,
                }
                for u in UNCERTAIN
            ],
        },
    }
