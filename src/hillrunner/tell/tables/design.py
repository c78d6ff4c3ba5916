"""A design as a table for the terminal: what it is worth, and which muscles."""

from __future__ import annotations

from hillrunner.worth.prices.design import Design

AIMS = {
    "speed": "top speed",
    "energy": "metabolic cost of the same run",
    "effort": "effort of the same run",
}


def design_table(design: Design) -> str:
    """The whole text: what it is worth, and which muscles."""
    before, evenly, after = design.values
    used = sum(design.added.values())
    lines = [
        f"{design.budget:.2f} kg of leg muscle to spread for {AIMS[design.aim]}; {used:.2f} kg is "
        "used",
        "",
        f"{'':<34}{design.unit:>10}{'change':>10}{'%':>8}",
    ]
    for label, value in (
        ("as the body is", before),
        ("spread evenly over all leg muscle", evenly),
        ("spread best", after),
    ):
        change = value - before
        lines.append(f"{label:<34}{value:>10.3f}{change:>+10.3f}{100 * change / before:>+8.2f}")
    lines += ["", f"{'muscle, both legs':<34}{'added %':>10}{'added kg':>10}"]
    for name, mass in sorted(design.added.items(), key=lambda item: -item[1]):
        lines.append(f"{name:<34}{100 * design.growth[name]:>10.1f}{mass:>10.3f}")
    if not design.added:
        lines.append("none: more of any muscle makes it worse")
    lines += ["", f"{'muscle group':<34}{'share %':>10}{'added kg':>10}"]
    for group, mass in design.added_by_group.items():
        share = 100 * mass / used if used else 0.0
        lines.append(f"{group:<34}{share:>10.0f}{mass:>10.3f}")
    lines += [
        "",
        f"a local optimum, from {design.solves} solved motions; added muscle is carried and makes "
        "heat",
    ]
    return "\n".join(lines)
