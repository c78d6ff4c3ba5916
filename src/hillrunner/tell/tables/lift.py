"""A lift as text for the terminal."""

from __future__ import annotations

from hillrunner.analysis.lift import FULL
from hillrunner.model.body.anatomy import NAMES
from hillrunner.quantities import decimal
from hillrunner.sides import stem
from hillrunner.tell.tables.table import Line, table, wrapped
from hillrunner.tell.words.lift import largest_in_words, lift_in_words
from hillrunner.worth.lift import Lifted

FEW = 0.005  # kg: what is worth less is not listed


def lift_table(lifted: Lifted) -> str:
    """The whole text."""
    parts = [wrapped(lift_in_words(lifted)), _joints(lifted), _groups(lifted)]
    if lifted.most is not None:
        parts.insert(1, wrapped(largest_in_words(lifted)))
        parts.append(_worth(lifted))
    return "\n\n".join(parts)


def _joints(lifted: Lifted) -> str:
    numbers = lifted.numbers
    contact = {"knee cap": numbers.contact.get("patellofemoral")}
    lines: list[Line] = [
        [
            joint,
            decimal(moment, 2),
            decimal(numbers.work[joint], 2),
            _or_dash(numbers.contact.get(joint)),
        ]
        for joint, moment in numbers.peak_moment.items()
    ]
    lines += [[joint, "", "", _or_dash(value)] for joint, value in contact.items()]
    lines.append(["lower back", decimal(numbers.trunk_moment, 2)])
    head = ["one leg", "extensor moment, N m/kg", "positive work, J/kg", "contact force, BW"]
    return table(head, lines)


def _or_dash(value: float | None) -> str:
    return "-" if value is None else decimal(value, 1)


def _groups(lifted: Lifted) -> str:
    lines = [
        [group, decimal(force["force"]), f"{decimal(100 * force['relative'])} %"]
        for group, force in lifted.numbers.peak_force.items()
    ]
    full = [NAMES.get(stem(name), stem(name)) for name in lifted.numbers.full]
    told = table(["muscles of one leg", "peak force, N", "of what they hold"], lines)
    if not full:
        return told
    names = f"Fully active (over {FULL:g}) at some time: {', '.join(full)}."
    return f"{told}\n{wrapped(names)}"


def _worth(lifted: Lifted) -> str:
    worth = sorted(lifted.worth.items(), key=lambda item: -item[1])
    lines = [[group, f"{kilograms:+.2f} kg"] for group, kilograms in worth if abs(kilograms) > FEW]
    return table(["1 % more muscle of the", "largest load"], lines)
