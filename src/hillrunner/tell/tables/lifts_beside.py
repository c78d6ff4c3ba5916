"""Lifts side by side as text for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hillrunner.analysis.lift import LiftNumbers
from hillrunner.groups import GROUPS
from hillrunner.quantities import decimal
from hillrunner.tell.tables.table import Line, table, wrapped
from hillrunner.tell.words.lift import of_leg
from hillrunner.worth.lifts_beside import LiftsBeside

# What is told of each muscle group: title, key, digits, and by how much it is multiplied.
TOLD = (
    ("peak force, % of what the group holds", "relative", 0, 100.0),
    ("fibre length then, optimal lengths", "length", 2, 1.0),
    ("positive work, J/kg", "work", 2, 1.0),
)


def lifts_table(beside: LiftsBeside) -> str:
    """The whole text: joints, then muscle groups, a column for every lift and leg."""
    columns = legs_of(beside)
    head, parts = ["", *columns], _joints(columns)
    for title, key, digits, times in TOLD:

        def told(one: LiftNumbers, group: str, key: str = key, times: float = times) -> float:
            return times * one.peak_force[group][key]

        parts += ["", title, *_lines(GROUPS, columns, told, digits)]
    text = [table(head, parts)]
    text += [wrapped(f"Not found: {name}. {why}") for name, why in beside.unsolved.items()]
    return "\n\n".join(text)


def legs_of(beside: LiftsBeside) -> dict[str, LiftNumbers]:
    """Legs of lifts that are measured, by what heads their columns."""
    return {
        of_leg(leg) + name: numbers
        for name, lifted in beside.lifts.items()
        for leg, numbers in lifted.legs.items()
    }


def _joints(columns: dict[str, LiftNumbers]) -> list[Line]:
    first = next(iter(columns.values()))
    return [
        "largest extensor moment of one leg, N m/kg",
        *_lines(first.peak_moment, columns, lambda one, joint: one.peak_moment[joint], 2),
    ]


def _lines(
    names: Iterable[str], columns: dict[str, LiftNumbers], of: Callable[..., float], digits: int
) -> list[Line]:
    """A row a name."""
    lines: list[Line] = []
    for name in names:
        values = [of(one, name) for one in columns.values()]
        lines.append([f"  {name}", *(decimal(value, digits) for value in values)])
    return lines
