"""What tiring is worth in a long race, in sentences."""

from __future__ import annotations

from hillrunner.checks import listed
from hillrunner.person.muscle_change import ALL
from hillrunner.published.realistic_changes import Cause, Kind
from hillrunner.quantities import decimal
from hillrunner.tell.words.clock import change_clock, clock, faster_or_slower, signed
from hillrunner.tell.words.race import named
from hillrunner.worth.answer.answer import Answer
from hillrunner.worth.answer.changes import ROUND
from hillrunner.worth.answer.effects import Effect

LATE = "Late in the race"
MORE = f"{ROUND:.0f} % more"
NAMED = 3  # groups that a sentence names
LEAST = 1.0  # s, below which a group is not named


def matters_most(answer: Answer) -> bool:
    """Whether durability moves the race more than equal steps of muscle, oxygen or technique do."""
    if answer.durability is None:
        return False
    own = abs(_whole(answer).seconds)
    others = [
        abs(effect.seconds)
        for effect in answer.effects
        if effect.change.cause == Cause.TECHNIQUE
        or (effect.change.kind == Kind.ROUND and effect.change.what in (ALL, "VO2max"))
        and effect.change.cause in (Cause.MUSCLE, Cause.STRENGTH, Cause.AEROBIC)
    ]
    return own > max(others, default=0.0)


def durability_sentence(answer: Answer) -> str:
    """The first sentence, where durability matters more than the rest."""
    effect = _whole(answer)
    return (
        f"Over {named(answer.race)} durability matters more to you than fresh muscle, "
        f"1 mL/kg/min of oxygen or technique: {MORE} leg muscle would tire less and leave you "
        f"{faster_or_slower(effect.seconds)}{_span(effect)}."
    )


def durability_sentences(answer: Answer) -> list[str]:
    """What tires, what that costs, and what more muscle is worth by it; none of a short race."""
    tiring = answer.durability
    if tiring is None:
        return []
    value, low, high = tiring.seconds
    cost = " to ".join(signed(one, 1) for one in tiring.late_cost[1:])
    most = sorted(tiring.lost, key=lambda group: -tiring.lost[group][0])[:NAMED]
    lost = listed(
        f"{group} ({decimal(100.0 * tiring.lost[group][0])} %, "
        f"{decimal(100.0 * tiring.lost[group][1])} to {decimal(100.0 * tiring.lost[group][2])})"
        for group in most
    )
    said = [
        f"Tired muscles cost you about {clock(value)} of it ({clock(low)} to {clock(high)}); "
        f"at the end they make running {signed(tiring.late_cost[0], 1)} % dearer ({cost}). The "
        "time above is that of people who tire, so this is part of it.",
        f"Of their own force most is lost by the {lost}.",
        _worth(answer),
        f"That {'is' if matters_most(answer) else 'is not'} more than equal steps of fresh muscle, "
        "oxygen and technique are worth. It is reckoned with prices of shipped long runs at tired "
        "muscles, and ranges are those of how muscles may tire, 5 to 95 %; hillrunner longrun "
        "solves your own.",
    ]
    return said


def _worth(answer: Answer) -> str:
    whole = _whole(answer)
    groups = sorted(
        (
            e
            for e in answer.effects
            if e.change.cause == Cause.DURABILITY and e.change.what != ALL and e.seconds < -LEAST
        ),
        key=lambda e: e.seconds,
    )[:NAMED]
    named = listed(f"{e.change.what} {change_clock(e.seconds)}" for e in groups)
    best = f"; most by {named}" if groups else ""
    return (
        f"{MORE} leg muscle tires less and is worth more late in the race: by that alone you would "
        f"be {faster_or_slower(whole.seconds)}{_span(whole)}{best}."
    )


def _whole(answer: Answer) -> Effect:
    return answer.effect(Cause.DURABILITY, ALL, Kind.ROUND)


def _span(effect: Effect) -> str:
    if effect.interval is None:
        return ""
    low, high = effect.interval
    return f" ({change_clock(low)} to {change_clock(high)})"
