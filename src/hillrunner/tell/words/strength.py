"""What an estimate of strength rests on, in sentences."""

from __future__ import annotations

import math

from hillrunner.checks import listed
from hillrunner.person.runner import STRENGTH
from hillrunner.worth.strength.estimate import (
    ERROR,
    SPREAD,
    Assumption,
    Contradiction,
    Evidence,
    Strength,
)

ASSUMPTIONS = {
    Assumption.GROUP_SPREAD: (
        f"groups differ by {100 * (math.exp(SPREAD) - 1):.0f} % before any test (without a source)"
    ),
    Assumption.TEST_ERROR: (
        f"a test and the model in it are off by {100 * ERROR:.0f} % (without a source)"
    ),
    Assumption.TYPICAL_SQUAT: (
        "typical squats by training are from memory, not verified against a source"
    ),
    Assumption.TYPICAL_OF_BOTH: (
        "what is typical of these runners is known for men and women together only"
    ),
}


def source(evidence: Evidence) -> str:
    """What a value is that was not measured on the runner; empty where it was."""
    return f"typical of {evidence.typical_of} people" if evidence.typical_of else ""


def assumptions(strength: Strength) -> list[str]:
    """What went in that was not measured and has no verified source."""
    return [ASSUMPTIONS[one] for one in strength.assumptions]


def warnings(strength: Strength) -> list[str]:
    """Tests that contradict each other, and factors beyond what a runner may have."""
    low, high = STRENGTH
    return [*map(_contradiction, strength.contradictions)] + [
        f"the strength of {group} comes out as {strength.factors[group]:.2f}, beyond what a runner "
        f"may have ({low:g} to {high:g})."
        for group in strength.beyond
    ]


def _contradiction(pair: Contradiction) -> str:
    one, other = (f"{e.test} of {e.value:g} {e.unit}" for e in (pair.one, pair.other))
    return (
        f"{one} and {other} contradict each other: the first requires {pair.one.ratio:.2f} times "
        f"the model's strength, the second {pair.other.ratio:.2f}; one of them is wrong, or the "
        "model is."
    )


def says_nothing_of(strength: Strength) -> str:
    """Which groups the tests say almost nothing about, in a sentence; empty where none."""
    if not strength.uninformed:
        return ""
    return f"These tests say almost nothing about {listed(strength.uninformed)}."
