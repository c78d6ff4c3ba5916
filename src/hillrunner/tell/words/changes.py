"""What is weighed, in words: what a change is called, why it is this large, who says so."""

from __future__ import annotations

import math

from hillrunner.person.muscle_change import ALL
from hillrunner.published.realistic_changes import Cause, Kind
from hillrunner.worth.answer.changes import Change

HEADINGS = {
    Cause.MUSCLE: "Muscle: strength and size",
    Cause.STRENGTH: "Strength without size",
    Cause.TENDON: "Tendon: stiffness",
    Cause.AEROBIC: "Aerobic capacity",
    Cause.TECHNIQUE: "Technique: against the free run",
    Cause.DURABILITY: "Durability: late in the race, beside what the muscle is worth fresh",
}


REASONS = {Kind.STAND_IN: "nearest published", Kind.ROUND: "for comparison"}


def reason(change: Change) -> str:
    """Why a change is as large as it is: ``12 weeks of training``."""
    return REASONS.get(change.kind, str(change.kind))


def place(what: str) -> str:
    """A place of muscle: ``calves``, ``all leg muscle``, ``other leg muscle``."""
    return f"{what} leg muscle" if what in (ALL, "other") else what


def label(change: Change) -> str:
    """As ``calves +7 %``."""
    if change.kind == Kind.OWN:
        if change.unit == "rad":
            return f"own {change.what} of {math.degrees(change.amount):.3g} deg"
        return f"own {change.what} of {change.amount:.4g} {change.unit}"
    return f"{place(change.what)} {change.amount:+.3g} {change.unit}"


def source(change: Change) -> str:
    """Who measured it; empty where nobody did."""
    return change.published.source if change.published else ""


def grade(change: Change) -> str:
    """How we know; empty where nothing was measured."""
    return change.published.grade if change.published else ""


def note(change: Change) -> str:
    """What the amount is and is not, in a sentence."""
    if change.published:
        return change.published.note
    if change.kind == Kind.OWN:
        return "As the runner runs, against the model's free run."
    if change.cause == Cause.DURABILITY:
        return "A round number, to compare: what it tires less, and is worth more late in the race."
    if change.cause == Cause.AEROBIC:
        return "A round number, to compare; what weeks of training do to VO2max was not found."
    return "A round number, to compare."
