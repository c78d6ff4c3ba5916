"""A lift as text for the terminal."""

from __future__ import annotations

from hillrunner.analysis.lift import FULL, LiftNumbers
from hillrunner.model.body.anatomy import NAMES
from hillrunner.quantities import decimal
from hillrunner.sides import stem
from hillrunner.tell.tables.table import Line, table, wrapped
from hillrunner.tell.words.lift import largest_in_words, lift_in_words
from hillrunner.tell.words.origin import solve_in_words
from hillrunner.worth.lift import Lifted

FEW = 0.005  # kg: what is worth less is not listed


def lift_table(lifted: Lifted) -> str:
    """The whole text."""
    told = f"{wrapped(lift_in_words(lifted))}\n{wrapped(solve_in_words(lifted.motion))}"
    parts = [told, _joints(lifted), _groups(lifted)]
    if lifted.most is not None:
        parts.insert(1, wrapped(largest_in_words(lifted)))
        parts.append(_worth(lifted))
    return "\n\n".join(parts)


def _joints(lifted: Lifted) -> str:
    lines: list[Line] = []
    head = ["", "extensor moment, N m/kg", "positive work, J/kg", "contact force, BW"]
    for leg, numbers in lifted.legs.items():
        lines.append([f"{leg} leg"])
        for joint, moment in numbers.peak_moment.items():
            work, contact = decimal(numbers.work[joint], 2), numbers.contact.get(joint)
            lines.append([f"  {joint}", decimal(moment, 2), work, _or_dash(contact)])
        lines.append(["  knee cap", "", "", _or_dash(numbers.contact.get("patellofemoral"))])
    lines.append(["lower back", decimal(lifted.numbers.trunk_moment, 2)])
    return table(head, lines)


def _or_dash(value: float | None) -> str:
    return "-" if value is None else decimal(value, 1)


def _groups(lifted: Lifted) -> str:
    return "\n\n".join(_groups_of(leg, numbers) for leg, numbers in lifted.legs.items())


def _groups_of(leg: str, numbers: LiftNumbers) -> str:
    lines = [
        [group, decimal(force["force"]), f"{decimal(100 * force['relative'])} %"]
        for group, force in numbers.peak_force.items()
    ]
    full = [NAMES.get(stem(name), stem(name)) for name in numbers.full]
    told = table([f"muscles, {leg} leg", "peak force, N", "of what they hold"], lines)
    if not full:
        return told
    names = f"Fully active (over {FULL:g}) at some time: {', '.join(full)}."
    return f"{told}\n{wrapped(names)}"


def _worth(lifted: Lifted) -> str:
    worth = sorted(lifted.worth.items(), key=lambda item: -item[1])
    lines = [[group, f"{kilograms:+.2f} kg"] for group, kilograms in worth if abs(kilograms) > FEW]
    return table(["1 % more muscle of the", "largest load"], lines)
