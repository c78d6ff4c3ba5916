"""The answer as text for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from hillrunner.published.realistic_changes import Cause
from hillrunner.quantities import MISSING
from hillrunner.tell.tables.table import Line, table, wrapped
from hillrunner.tell.words.answer import TRAINING, missing_intervals, sentences, title
from hillrunner.tell.words.changes import HEADINGS, label, reason
from hillrunner.tell.words.clock import change_clock, signed
from hillrunner.tell.words.race import cost_from, oxygen_from, race_line
from hillrunner.worth.answer.answer import Answer
from hillrunner.worth.answer.effects import PERCENTILES, Effect

ALIGN = "<>><>>><"
INTERVAL = 3  # which column


def answer_text(answer: Answer) -> str:
    """The whole answer for the terminal."""
    said = sentences(answer)
    race = answer.race
    parts = ["\n".join(wrapped(s) for s in said.pop("Answer"))]
    parts.append(
        wrapped(
            f"{title(answer)} {race_line(race)} {oxygen_from(race)} {cost_from(race.curve.anchor)}"
        )
    )
    parts.append(_lines(TRAINING, said.pop(TRAINING)))
    parts.append(_effects(answer))
    for heading, lines in said.items():
        parts.append(_lines(heading, lines))
    return "\n\n".join(parts)


def _lines(heading: str, lines: Sequence[str]) -> str:
    return "\n".join([heading.upper(), *(wrapped(line, "- ") for line in lines)])


def _effects(answer: Answer) -> str:
    low, high = PERCENTILES
    interval = f"{low:g} to {high:g} of 100 bodies"
    head = ("", "time", "%", interval, "energy %", "effort %", "top m/s", "why this much")
    lines: list[Line] = []
    for cause, heading in HEADINGS.items():
        effects = [e for e in answer.effects if e.change.cause == cause]
        if effects:
            name, _, what = heading.partition(":")
            lines.append(f"{name.upper()}{f':{what}' if what else ''}")
            lines += map(_line, sorted(effects, key=lambda e: e.change.kind))
    missing = missing_intervals(answer)
    over_bodies = [e for e in answer.effects if e.change.cause != Cause.DURABILITY]
    if not any(effect.interval for effect in over_bodies):
        lines = [line if isinstance(line, str) else _without(line) for line in lines]
        shown = table(_without(head), lines, "".join(_without(ALIGN)))
    else:
        shown = table(head, lines, ALIGN)
    return "\n".join([shown, *([wrapped(missing)] if missing else [])])


def _without(cells: Sequence[str]) -> tuple[str, ...]:
    """A line without the column of intervals."""
    return (*cells[:INTERVAL], *cells[INTERVAL + 1 :])


def _line(effect: Effect) -> tuple[str, ...]:
    interval = "no interval"
    if effect.interval is not None:
        interval = " to ".join(map(change_clock, effect.interval))
    figures = (effect.cost, effect.effort, effect.top_speed)
    return (
        f"  {label(effect.change)}",
        change_clock(effect.seconds),
        signed(effect.percent),
        interval,
        *(MISSING if figure is None else signed(figure) for figure in figures),
        reason(effect.change),
    )
