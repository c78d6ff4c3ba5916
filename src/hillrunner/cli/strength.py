"""The verb ``strength``: strength factors of a runner's muscles from tests."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

import hillrunner as hr
from hillrunner.cli.output import finish
from hillrunner.errors import HillrunnerError
from hillrunner.person.strength_tests import LIMITS


def strength(options: argparse.Namespace) -> int:
    """Set tests against the model's muscles; tests of flags go before those of the file."""
    runner = hr.Runner.from_toml(options.runner)
    given = {name: getattr(options, name) for name in (*LIMITS, "training")}
    result = hr.strength(runner, **given, isometric=_torques(options.isometric))
    finish(result, None, as_json=options.json)
    return 0


def _torques(texts: Sequence[str] | None) -> dict[str, Any]:
    """Torques of isometric tests: numbers, or text for the test's own complaint."""
    torques: dict[str, float | str] = {}
    for text in texts or ():
        name, sign, amount = (part.strip() for part in text.partition("="))
        if not (name and sign and amount):
            raise HillrunnerError(
                f"--isometric is {text!r}, but must be a test and a torque in N m, as in "
                "'knee extension=220'."
            )
        try:
            torques[name] = float(amount)
        except ValueError:
            torques[name] = amount
    return torques
