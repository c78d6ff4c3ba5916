"""A what-if as text for the terminal: what was changed, and both motions side by side."""

from __future__ import annotations

from hillrunner.person.muscle_change import ALL, MuscleChange
from hillrunner.person.places import parted
from hillrunner.person.shoe import Shoe
from hillrunner.quantities import decimal
from hillrunner.tasks.task import Symmetry
from hillrunner.tell.tables.comparison import comparison_table
from hillrunner.tell.words.shoe import shoe_words
from hillrunner.worth.prices.what_if import WhatIf

WORDS = {
    "force": "force capacity",
    "drive": "drive",
    "mass": "mass",
    "tendon_stiffness": "tendon stiffness",
    "fibre_length": "fibre length",
    "slow_fraction": "share of slow fibres",
}


def change_words(change: MuscleChange | Shoe) -> str:
    """``force capacity of glutes +10 %, tendon stiffness of left calves -5 %``."""
    if isinstance(change, Shoe):
        return shoe_words(change)
    parts = []
    for knob, word in WORDS.items():
        for place, value in getattr(change, knob).items():
            side, name = parted(place)
            if name == ALL:
                where = f"every muscle of the {side} leg" if side else "every leg muscle"
            else:
                where = f"{side} {name}" if side else name
            percent = 100.0 * (value if knob == "slow_fraction" else value - 1.0)
            unit = "points" if knob == "slow_fraction" else "%"
            parts.append(f"{word} of {where} {percent:+g} {unit}")
    return ", ".join(parts)


def what_if_table(result: WhatIf) -> str:
    """The whole text of one what-if."""
    return "\n\n".join([_head(result), comparison_table(result.comparison)])


def _head(result: WhatIf) -> str:
    before, solver = result.before, result.after.solver
    runner = before.runner
    name = f"{runner.name}: " if runner.name else ""
    lines = [
        f"{name}{change_words(result.change)}, at {before.speed:.4g} m/s, "
        f"grade {100 * before.grade:g} %",
        f"solved again in {solver.solve_time:.1f} s and {solver.iterations} iterations, "
        f"both runs to a tolerance of {before.settings.tolerance:g}",
    ]
    if before.task.symmetry(before.body) is Symmetry.NONE:
        lines.append("both runs have left and right steps of their own")
    what = f"effort less drive for {before.seeks}" if before.seeks else "effort"
    if result.expected is not None:
        change, estimate = (decimal(x, 4, signed=True) for x in (result.actual, result.expected))
        lines.append(
            f"{what} changed by {change} J/kg/m; the first-order estimate from the prices of the\n"
            f"run before was {estimate}"
        )
    return "\n".join(lines)
