"""An estimate of strength as text for the terminal: by test, by group, and what it rests on."""

from __future__ import annotations

from hillrunner.groups import GROUPS
from hillrunner.quantities import decimal
from hillrunner.tell.tables.table import Line, table, wrapped
from hillrunner.tell.words.strength import assumptions, says_nothing_of, source, warnings
from hillrunner.worth.strength.estimate import Evidence, Strength

FEW = 0.005  # shares below it are not shown
MOST_GROUPS = 3  # shown of a test
MEANING = (
    "needs: how many times as strong the model's muscles would all have to be to do the same; "
    "after fitting: the same once the groups have the factors below, 1 where they explain the test."
)


def strength_table(strength: Strength) -> str:
    """The whole text."""
    sentences = [
        says_nothing_of(strength) if strength.evidence else "",
        *(f"Warning: {warning}" for warning in warnings(strength)),
        *(f"Assumed: {assumption}." for assumption in assumptions(strength)),
    ]
    values = (
        f"{_key(group)} = {factor:.2f}"
        for group, factor in strength.factors.items()
        if group not in strength.uninformed
    )
    parts = [
        _tests(strength),
        _groups(strength),
        "\n".join(wrapped(sentence) for sentence in sentences if sentence),
    ]
    if strength.evidence:
        told = "For the runner's file (groups that are not listed stay at 1):"
        parts.append("\n".join([told, "[strength]", *values]))
    return "\n\n".join(parts)


def _key(name: str) -> str:
    """A name as a key of a TOML file."""
    return f'"{name}"' if " " in name else name


def _tests(strength: Strength) -> str:
    lines: list[Line] = []
    for one in strength.evidence:
        value = f"{one.value:g} {one.unit}"
        numbers = [decimal(one.ratio, 2), decimal(one.fitted, 2)]
        lines.append([one.test, value, *numbers, _shares(one)])
        if one.typical_of:
            lines.append(f"  ({source(one)}, not measured)")
    head = ["test", "", "needs", "after fitting", "limited by"]
    if not lines:
        return table(head, ["no test is given: muscle goes with height and mass"], "<<>><")
    return f"{table(head, lines, '<<>><')}\n{wrapped(MEANING)}"


def _shares(evidence: Evidence) -> str:
    """The groups whose strength a test is most."""
    shares = sorted(evidence.shares.items(), key=lambda item: -abs(item[1]))
    return ", ".join(
        f"{group} {100 * share:.0f} %" for group, share in shares[:MOST_GROUPS] if abs(share) > FEW
    )


def _groups(strength: Strength) -> str:
    return table(
        ["muscle group", "factor", "SD", "known from tests"],
        [
            [
                group,
                decimal(strength.factors[group], 2),
                f"{decimal(100 * strength.sd[group])} %",
                f"{decimal(100 * strength.informed[group])} %",
            ]
            for group in GROUPS
        ],
    )
