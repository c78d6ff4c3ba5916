"""An estimate of strength as a table for the terminal: by test, by group, and what it rests on."""

from __future__ import annotations

import textwrap

from hillrunner.groups import GROUPS
from hillrunner.tell.words.strength import assumptions, says_nothing_of, source, warnings
from hillrunner.worth.strength.estimate import Strength

WIDTH = 96
FEW = 0.005  # shares below it are not shown
MOST_GROUPS = 3  # shown of a test
MEANING = (
    "needs: how many times as strong as the model's all muscles would have to be to do the same; "
    "explained: the same once the groups have the factors below, 1 if these explain the test."
)


def strength_table(strength: Strength) -> str:
    """The whole text."""
    parts = ["\n".join(_tests(strength)), "\n".join(_groups(strength))]
    sentences = [
        says_nothing_of(strength),
        *(f"Warning: {warning}" for warning in warnings(strength)),
        *(f"Assumed: {assumption}." for assumption in assumptions(strength)),
    ]
    parts.append("\n".join(textwrap.fill(s, WIDTH, subsequent_indent="  ") for s in sentences if s))
    values = (
        f'"{group}" = {factor:.2f}'
        for group, factor in strength.factors.items()
        if group not in strength.uninformed
    )
    parts.append("\n".join(["For the runner's file:", "[strength]", *values]))
    return "\n\n".join(parts)


def _tests(strength: Strength) -> list[str]:
    lines = [f"{'test':<22}{'':<10}{'needs':>7}{'explained':>14}   whose strength it is"]
    for one in strength.evidence:
        shares = sorted(one.shares.items(), key=lambda item: -abs(item[1]))
        groups = ", ".join(
            f"{group} {100 * share:.0f} %"
            for group, share in shares[:MOST_GROUPS]
            if abs(share) > FEW
        )
        value = f"{one.value:g} {one.unit}"
        lines.append(f"{one.test:<22}{value:<10}{one.ratio:>7.2f}{one.fitted:>14.2f}   {groups}")
        if one.typical_of:
            lines.append(f"  ({source(one)}, not measured)")
    if not strength.evidence:
        return [*lines, "none: muscle goes with height and mass"]
    return [*lines, *textwrap.wrap(MEANING, WIDTH)]


def _groups(strength: Strength) -> list[str]:
    lines = [f"{'muscle group':<22}{'factor':>8}{'SD':>8}   known from the tests"]
    for group in GROUPS:
        lines.append(
            f"{group:<22}{strength.factors[group]:>8.2f}{100 * strength.sd[group]:>6.0f} %"
            f"   {100 * strength.informed[group]:.0f} %"
        )
    return lines
