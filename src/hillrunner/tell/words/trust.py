"""Where the model is stretched, in sentences: one for every edge that a motion passes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from hillrunner.analysis.validity import EDGES, FIBRE_RANGE, SATURATED, Edge, OutOfRange
from hillrunner.checks import listed
from hillrunner.sides import LEFT, opposite, other_side, side_of, stem

_BEGINNINGS: dict[Edge, str] = {
    "fibre length": f"Fibres outside {FIBRE_RANGE[0]:g} to {FIBRE_RANGE[1]:g} optimal lengths",
    "activation": f"Muscles at {100 * SATURATED:g} % activation or more",
    "coordinate": "Joints on a bound that the solver sets",
    "depth": "Contact spheres deeper in the ground than their radius",
}
_NO_FLIGHT = (
    "There is no flight phase: one foot or the other always is on the ground, so this is "
    "grounded running or walking."
)


def trust_in_words(facts: Iterable[OutOfRange]) -> list[str]:
    """One sentence for every edge that is passed, none if all is well.

    Moments are in % of the stride from contact of the own foot; what is the same on both sides is
    said once.
    """
    facts = list(facts)
    sentences = []
    for edge in EDGES:
        some = [fact for fact in facts if fact.edge == edge]
        if not some:
            continue
        if edge == "flight":
            sentences.append(_no_flight(some))
        else:
            sentences.append(f"{_BEGINNINGS[edge]}: {listed(_by_name(some))}.")
    return sentences


def _no_flight(facts: list[OutOfRange]) -> str:
    if len(facts) > 1:
        return _NO_FLIGHT
    side = facts[0].foot
    return (
        f"There is no flight after the {side} foot's contact: the {opposite(side)} foot is on the "
        "ground before it leaves."
    )


def _figures(fact: OutOfRange) -> str:
    share = f"for {100 * fact.share:.0f} % of the stride"
    at = f"at {fact.at:.0f} % of the stride"
    if fact.edge == "fibre length":
        return f"{fact.value:.2f} {at}"
    if fact.edge == "activation":
        return at
    if fact.edge == "coordinate":
        rad = fact.unit == "rad"
        return f"{np.rad2deg(fact.limit):.0f} deg {share}" if rad else f"{fact.limit:.2f} m {share}"
    return f"{1000 * fact.value:.0f} mm, radius {1000 * fact.limit:.0f} mm"


def _by_name(facts: list[OutOfRange]) -> list[str]:
    """``name (figures)``, once where both sides have the same figures."""
    figures = {fact.part: _figures(fact) for fact in facts}
    names = []
    for name, text in figures.items():
        both = name != other_side(name) and figures.get(other_side(name)) == text
        if both and side_of(name) == LEFT:
            continue
        names.append(f"{stem(name)} on both sides ({text})" if both else f"{name} ({text})")
    return names
