"""Why the best plan has the exercises that it has, in sentences."""

from __future__ import annotations

from hillrunner.checks import listed
from hillrunner.quantities import decimal
from hillrunner.tell.words.wording import called
from hillrunner.worth.train.budget import (
    A_SET,
    ECONOMY,
    MOST_OF_ONE,
    REPETITIONS,
    RESERVE,
    SPEED,
    WARM_UP,
    Budget,
)

NAMED = 3  # groups that a sentence names


def why_these(budget: Budget) -> list[str]:
    """How the sets of a session were given out."""
    given = [f"{one.sets} of the {one.exercise}" for one in budget.ranking if one.sets]
    left = budget.sets - sum(one.sets for one in budget.ranking)
    said = [
        f"{budget.minutes:g} minutes allow {budget.sets} sets a session: {WARM_UP:g} to warm up, "
        f"{A_SET:g} for a set of {REPETITIONS} repetitions, {RESERVE} in reserve, and the rest "
        "after it."
    ]
    if given:
        said.append(
            f"The sets go where the next one serves most: {listed(given)}. Together "
            f"{_served(budget, budget.worth)}, to first order."
        )
    if left:
        others = "The others" if given else "All of them"
        said.append(f"{others} ({left}) serve nothing by this model, and are left out.")
    for one in budget.ranking:
        parts = [
            f"{called(group)} {_served(budget, value)}"
            for group, value in list(one.by_group.items())[:NAMED]
        ]
        by = f": {listed(parts)}" if parts else ""
        most = min(budget.sets, MOST_OF_ONE)
        said.append(f"{most} sets of {one.exercise} alone: {_served(budget, one.alone)}{by}.")
    said += [
        f"The {name} was not found and is left out: {why.why}"
        for name, why in budget.unsolved.items()
    ]
    return said


def _served(budget: Budget, value: float) -> str:
    """What a part is worth in a goal."""
    if budget.goal == SPEED:
        return f"{decimal(value, 3, signed=True)} m/s"
    words = ("cheaper", "dearer") if budget.goal == ECONOMY else ("less load", "more load")
    return f"{abs(value):.2f} % {words[0] if value >= 0.0 else words[1]}"
