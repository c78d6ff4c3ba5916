"""A design as text for the terminal: what it is worth, and which muscles."""

from __future__ import annotations

from hillrunner.quantities import decimal, percent_of
from hillrunner.tell.tables.table import table, wrapped
from hillrunner.worth.prices.design import Design

AIMS = {
    "speed": "top speed",
    "energy": "metabolic cost of the same run",
    "effort": "effort of the same run",
}


def design_table(design: Design) -> str:
    """The whole text."""
    used = sum(design.added.values())
    return "\n\n".join(
        [
            f"{design.budget:.2f} kg of leg muscle to spread for {AIMS[design.aim]}; {used:.2f} kg "
            "is used",
            _values(design),
            _muscles(design),
            _groups(design, used),
            wrapped(
                f"a local optimum, from {design.solves} solved motions; added muscle is carried "
                "and makes heat"
            ),
        ]
    )


def _values(design: Design) -> str:
    labels = ("as the body is", "spread evenly over all leg muscle", "spread best")
    before = design.values[0]
    return table(
        ["", design.unit, "change", "%"],
        [
            [
                label,
                decimal(value, 3),
                decimal(value - before, 3, signed=True),
                decimal(percent_of(value - before, before), 2, signed=True),
            ]
            for label, value in zip(labels, design.values, strict=True)
        ],
    )


def _muscles(design: Design) -> str:
    return table(
        ["muscle, both legs", "added %", "added kg"],
        [
            [name, decimal(100 * design.growth[name], 1), decimal(mass, 3)]
            for name, mass in sorted(design.added.items(), key=lambda item: -item[1])
        ]
        or ["none: more of any muscle makes it worse"],
    )


def _groups(design: Design, used: float) -> str:
    return table(
        ["muscle group", "share %", "added kg"],
        [
            [group, decimal(100 * mass / used if used else 0.0), decimal(mass, 3)]
            for group, mass in design.added_by_group.items()
        ],
    )
