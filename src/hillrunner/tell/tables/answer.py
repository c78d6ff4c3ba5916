"""The answer as text for the terminal."""

from __future__ import annotations

import textwrap

from hillrunner.tell.words.answer import missing_intervals, sentences, title
from hillrunner.tell.words.changes import HEADINGS, label
from hillrunner.tell.words.clock import change_clock, signed
from hillrunner.tell.words.race import cost_from, oxygen_from, race_line
from hillrunner.worth.answer.answer import Answer
from hillrunner.worth.answer.effects import PERCENTILES, Effect

WIDTH = 100
MISSING = "no interval"


def answer_text(answer: Answer) -> str:
    """The whole answer for the terminal."""
    said = sentences(answer)
    race = answer.race
    parts = ["\n".join(_wrapped(s) for s in said.pop("Answer"))]
    parts.append(
        _wrapped(
            f"{title(answer)} {race_line(race)} {oxygen_from(race)} {cost_from(race.curve.anchor)}"
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
        effects = [e for e in answer.effects if e.change.cause == cause]
        if effects:
            name, _, what = heading.partition(":")
            lines.append(f"{name.upper()}{f':{what}' if what else ''}")
            lines += map(_line, sorted(effects, key=lambda e: e.change.kind))
    if missing := missing_intervals(answer):
        lines.append(_wrapped(missing))
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
        f"  {label(change):<32}{change_clock(effect.seconds):>8}{signed(effect.percent):>7}  "
        f"{interval:<24}{numbers}  {change.kind}"
    )
