"""The verb ``strength``: strength factors of a runner's muscles from tests."""

from __future__ import annotations

import argparse
import json
import textwrap
from typing import Any

import hillrunner
from hillrunner.errors import HillrunnerError
from hillrunner.groups import GROUPS
from hillrunner.person.runner import Runner
from hillrunner.person.strength_tests import LIMITS, StrengthTests
from hillrunner.tell.plain import plain
from hillrunner.worth.strength.own_strength import OwnStrength, own_strength

FEW = 0.005  # shares below it are not told


def strength(options: argparse.Namespace) -> int:
    """Set tests against the model's muscles, and show what they say; flags go before the file."""
    runner = Runner.from_toml(options.runner)
    found = own_strength(runner, _tests(options, runner.tests))
    if options.json:
        print(json.dumps(strength_object(found), allow_nan=False))
    else:
        print(strength_table(found))
    return 0


def strength_object(found: OwnStrength) -> dict[str, Any]:
    """What ``--json`` prints."""
    told: dict[str, Any] = plain(
        {
            "status": "done",
            "factors": found.factors,
            "sd": found.sd,
            "informed": found.informed,
            "uninformed": list(found.uninformed),
            "tests": [vars(evidence) for evidence in found.evidence],
            "warnings": list(found.warnings),
            "assumptions": list(found.assumptions),
            "hillrunner_version": hillrunner.__version__,
        }
    )
    return told


def strength_table(found: OwnStrength) -> str:
    """The whole text: test by test, group by group, and what it rests on."""
    lines = [f"{'test':<22}{'':<10}{'ratio':>7}{'explained to':>14}   whose strength it is"]
    for one in found.evidence:
        shares = sorted(one.shares.items(), key=lambda item: -abs(item[1]))
        told = ", ".join(f"{group} {100 * x:.0f} %" for group, x in shares[:3] if abs(x) > FEW)
        value = f"{one.value:g} {one.unit}"
        lines.append(f"{one.test:<22}{value:<10}{one.ratio:>7.2f}{one.fitted:>14.2f}   {told}")
        if one.source:
            lines.append(f"  ({one.source}, not measured)")
    if not found.evidence:
        lines.append("none: muscle goes with height and mass")
    lines += ["", f"{'muscle group':<22}{'factor':>8}{'SD':>8}   told by the tests"]
    for group in GROUPS:
        lines.append(
            f"{group:<22}{found.factors[group]:>8.2f}{100 * found.sd[group]:>6.0f} %"
            f"   {100 * found.informed[group]:.0f} %"
        )
    lines.append("")
    if found.uninformed:
        lines.append(f"Next to nothing is told of: {', '.join(found.uninformed)}.")
    lines += [f"Warning: {warning}" for warning in found.warnings]
    lines += [f"Assumed: {assumption}." for assumption in found.assumptions]
    text = [
        textwrap.fill(line, 96, subsequent_indent="  ") if ":" in line else line for line in lines
    ]
    values = "\n".join(
        f'"{g}" = {x:.2f}' for g, x in found.factors.items() if g not in found.uninformed
    )
    return "\n".join([*text, "", "For the runner's file:", "[strength]", values]).rstrip()


def _tests(options: argparse.Namespace, own: StrengthTests | None) -> StrengthTests:
    """The tests of the runner's file, with those that flags give in their place."""
    told = own.model_dump() if own else {}
    flags = {name: getattr(options, name) for name in (*LIMITS, "training")}
    told |= {name: value for name, value in flags.items() if value is not None}
    torques = told.pop("isometric", {}) | _torques(options.isometric)
    return StrengthTests(**told, isometric=torques)


def _torques(texts: list[str] | None) -> dict[str, object]:
    torques: dict[str, object] = {}
    for text in texts or ():
        name, sign, amount = (part.strip() for part in text.partition("="))
        if not (name and sign and amount):
            raise HillrunnerError(
                f"--isometric is {text!r}, but must be a test and a torque in N m, as in "
                f"'knee extension=220'."
            )
        try:
            torques[name] = float(amount)
        except ValueError:
            torques[name] = amount
    return torques
