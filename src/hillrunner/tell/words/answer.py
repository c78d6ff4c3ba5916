"""The answer in sentences: the first one first, and what the model cannot tell last."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from hillrunner.checks import listed
from hillrunner.person.muscle_change import ALL
from hillrunner.published.realistic_changes import BLAGROVE, realistic_change
from hillrunner.worth.answer.effects import ROUND, Effect, RaceModel, seconds_of_cost, slope_factor

SMALL = 0.1  # % of cost or time, below which a change is called none
NAMED = 3  # muscles or groups that a sentence names
SLOW = 0.005  # m/s of top speed, below which a change is not named
RELIEF = 0.3  # % of a load, the same
LOAD_WORDS = {  # of answer.response.LOADS
    "patellofemoral_force": "kneecap",
    "achilles_force": "Achilles tendon",
    "tibia_stress": "shin bone",
    "knee_contact": "knee",
    "hip_contact": "hip",
    "bflh_force": "outer hamstring",
}
LIMITS = (
    "Every figure assumes that the runner learns to run with the new muscles in the best way.",
    "Effects of muscle are first-order: a small change, extrapolated; 10 % is far for some.",
    "Muscle counts by its volume, so its heat grows with its mass; whether trained fibres make as "
    "much heat per kilogram as others is not known to the model.",
    "What else strength training does is not in the model: fatigue over hours, recovery, power "
    "for a finish, how well the nerves use a muscle, how well a runner stands the training.",
    "Loads are those of a model: they diagnose nothing and predict no injury. In endurance "
    "runners, exercise programmes did not change how often they were injured (Wu 2024).",
    "A sprint here is steady and on the level: nothing is said of starts and finishes.",
    "The share of VO2max that can be held is that of good runners (Daniels and Gilbert 1979).",
)


def clock(seconds: float) -> str:
    """``42:30`` or ``3:05:09``."""
    whole = round(abs(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


def change_clock(seconds: float) -> str:
    """``-0:42`` is 42 s faster."""
    if round(abs(seconds)) == 0:
        return "0:00"
    return f"{'-' if seconds < 0 else '+'}{clock(seconds)}"


def signed(value: float, digits: int = 2) -> str:
    """``+0.70``; nothing is ``0.00``, without a sign."""
    text = f"{value:+.{digits}f}"
    return text[1:] if float(text) == 0.0 else text


def between(effect: Effect) -> str:
    """The interval in words, or nothing."""
    if effect.interval is None:
        return ""
    low, high = effect.interval
    return f" ({change_clock(low)} to {change_clock(high)} over {effect.members} bodies)"


def find(effects: Sequence[Effect], cause: str, what: str, kind: str | None = None) -> Effect:
    """The effect of that change.

    Raises
    ------
    KeyError
        If there is none.
    """
    for effect in effects:
        change = effect.change
        if (change.cause, change.what) == (cause, what) and kind in (None, change.kind):
            return effect
    raise KeyError((cause, what, kind))


def first_sentence(model: RaceModel, effects: Sequence[Effect]) -> str:
    """Does leg muscle help this runner's race? Plainly."""
    size = find(effects, "muscle", ALL, "round number")
    strength = find(effects, "strength without size", ALL, "round number")
    cost = size.cost or 0.0
    race = f"over {model.name}"
    more = f"{ROUND:.0f} % more leg muscle"
    if _divided(size):
        head = (
            f"Whether bigger legs help {race} the model cannot say: with {more} plausible bodies "
            f"disagree{between(size)}"
        )
    elif abs(cost) < SMALL:
        head = f"Bigger legs make hardly any difference {race}: {more} is {_worth(size)}"
    elif cost < 0.0:
        head = f"Yes, leg muscle helps {race}: {more} is {_worth(size)}"
    else:
        head = f"No, bigger legs alone do not help {race}: {more} is {_worth(size)}"
    if _divided(strength):
        who = "they" if _divided(size) else "plausible bodies"
        tail = f"on the same strength without the size {who} disagree, {_worth(strength)}."
    elif (strength.cost or 0.0) < -SMALL:
        tail = (
            f"the same strength without the size would help, {_worth(strength)}."
            if cost >= -SMALL
            else f"without the added mass it would be {_worth(strength)}."
        )
    else:
        tail = f"nor does the same strength without the size, {_worth(strength)}."
    return f"{head}; {tail}"


def _divided(effect: Effect) -> bool:
    """Whether plausible bodies disagree about the sign."""
    return effect.interval is not None and effect.interval[0] < 0.0 < effect.interval[1]


def _worth(effect: Effect) -> str:
    return (
        f"{change_clock(effect.seconds)} ({signed(effect.percent, 1)} % of the time, "
        f"{signed(effect.cost or 0.0, 1)} % of the energy){between(effect)}"
    )


def sentences(
    model: RaceModel,
    body: Mapping[str, Any],
    effects: Sequence[Effect],
    notes: Sequence[str] = (),
) -> dict[str, list[str]]:
    """The whole answer by heading, the first sentence first.

    Parameters
    ----------
    model
        The race.
    body
        The runner's body, as of :func:`~hillrunner.worth.answer.bodies.priced`.
    effects
        Of :func:`~hillrunner.worth.answer.effects.realistic_muscle`, ``round_muscle``,
        ``aerobic_changes`` and, where it was computed, ``technique_changes``.
    notes
        What else limits this answer.
    """
    return {
        "Answer": [first_sentence(model, effects)],
        "Which muscles, for what": [*_which(effects), *_faster(body, effects), *_loaded(effects)],
        "What it costs": _carried(body, effects),
        "Against oxygen and technique": _others(model, body, effects),
        "What the model cannot tell": [*notes, _slope(model, body), *LIMITS],
    }


def _slope(model: RaceModel, body: Mapping[str, Any]) -> str:
    factor = slope_factor(model, body)
    made = "have no answer" if factor is None else f"be {factor:.2f} times as large"
    return (
        "Times take cost not to depend on speed, as people's hardly does (Minetti 2002); with the "
        f"slope of this one simulated motion all changes of time would {made}."
    )


def _which(effects: Sequence[Effect]) -> list[str]:
    def ranked(cause: str, key: str) -> list[Effect]:
        mine = [
            e
            for e in effects
            if e.change.cause == cause and e.change.kind == "round number" and e.change.what != ALL
        ]
        return sorted(mine, key=lambda e: getattr(e, key) or 0.0)

    told = []
    for cause, key, words in (
        ("strength without size", "cost", "Energy: strength saves most in"),
        (
            "muscle",
            "effort",
            "Holding form (effort, energy and fatigue together): muscle relieves most in",
        ),
    ):
        helping = [e for e in ranked(cause, key) if (getattr(e, key) or 0.0) < -0.01]
        if helping:
            named = listed(f"{_place(e)} ({getattr(e, key):+.2f} %)" for e in helping[:NAMED])
            told.append(f"{words} {named}, for {ROUND:.0f} % more of each.")
    worst = [e for e in reversed(ranked("muscle", "cost")) if (e.cost or 0.0) > 0.01]
    if worst:
        named = listed(f"{_place(e)} ({e.cost:+.2f} %)" for e in worst[:NAMED])
        told.append(f"Dearest to have more of, in energy: {named}.")
    size = find(effects, "muscle", ALL, "round number")
    if (size.cost or 0.0) * (size.effort or 0.0) < 0.0:
        told.append(
            f"All leg muscle moves energy by {size.cost:+.1f} % and effort by {size.effort:+.1f} "
            f"%: the model's runner spends strength on running less tired, not only cheaper, so "
            f"the two signs differ. Race time here follows the energy."
        )
    return told


def _place(effect: Effect) -> str:
    what = effect.change.what
    return "other leg muscle" if what == "other" else what


def _faster(body: Mapping[str, Any], effects: Sequence[Effect]) -> list[str]:
    """What muscle does to top speed."""
    sprint = body.get("sprint", {})
    if "value" not in sprint:
        return [f"Top speed has no figure: {sprint.get('why', 'no sprint was solved.')}"]
    size = find(effects, "muscle", ALL, "round number")
    force = find(effects, "strength without size", ALL, "round number")
    assert size.top_speed is not None and force.top_speed is not None
    told = [
        f"Top speed ({sprint['value']:.2f} m/s in the model): {ROUND:.0f} % more leg muscle is "
        f"{size.top_speed:+.2f} m/s{_speeds(size)}, the same strength without the size "
        f"{force.top_speed:+.2f} m/s{_speeds(force)}."
    ]
    groups = [
        e
        for e in effects
        if (e.change.cause, e.change.kind) == ("muscle", "round number") and e.change.what != ALL
    ]
    ranked = sorted(groups, key=lambda e: -(e.top_speed or 0.0))
    best = [e for e in ranked if (e.top_speed or 0.0) > SLOW][:NAMED]
    worst = [e for e in reversed(ranked) if (e.top_speed or 0.0) < -SLOW][:NAMED]
    for words, these in (
        ("more muscle of each is worth most in", best),
        ("more muscle slows in", worst),
    ):
        if these:
            named = listed(f"{_place(e)} ({e.top_speed:+.2f} m/s)" for e in these)
            told.append(f"For top speed, {words} {named}.")
    return told


def _speeds(effect: Effect) -> str:
    if effect.top_speed_interval is None:
        return ""
    low, high = effect.top_speed_interval
    return f" ({low:+.2f} to {high:+.2f} over {effect.sprints} bodies)"


def _loaded(effects: Sequence[Effect]) -> list[str]:
    """What more muscle does to peak loads in the same run."""
    told = []
    size = find(effects, "muscle", ALL, "round number")
    if size.loads:
        named = listed(f"{LOAD_WORDS[name]} {value:+.0f} %" for name, value in size.loads.items())
        told.append(f"Peak loads at the same speed, with {ROUND:.0f} % more leg muscle: {named}.")
    relief = []
    for effect in effects:
        change = effect.change
        if (change.cause, change.kind) == ("muscle", "round number") and change.what != ALL:
            for name, value in effect.loads.items():
                if value < -RELIEF:
                    relief.append(
                        (value, f"{LOAD_WORDS[name]} by {_place(effect)} ({value:+.1f} %)")
                    )
    if relief:
        told.append(
            f"Load is lowered most, for {ROUND:.0f} % more of one group: "
            f"{listed(words for _, words in sorted(relief)[:NAMED])}."
        )
    return told


def _carried(body: Mapping[str, Any], effects: Sequence[Effect]) -> list[str]:
    whole = sum(body["muscle_mass"].values())
    cost = body["cost"]
    carrying = ROUND * cost["prices"]["carrying"][ALL] / cost["value"]
    mass = ROUND * cost["prices"]["mass"][ALL] / cost["value"]
    force = find(effects, "strength without size", ALL, "round number").cost or 0.0
    return [
        f"{ROUND:.0f} % more leg muscle is {0.01 * ROUND * whole:.1f} kg. Carrying it costs "
        f"{carrying:+.1f} % of energy and its heat {mass - carrying:+.1f} %; its strength gives "
        f"{force:+.1f} %."
    ]


def _others(model: RaceModel, body: Mapping[str, Any], effects: Sequence[Effect]) -> list[str]:
    told = []
    for effect in effects:
        change = effect.change
        if change.cause == "aerobic":
            told.append(
                f"{change.amount:g} {change.unit} more VO2max ({change.kind}): "
                f"{change_clock(effect.seconds)} ({effect.percent:+.1f} %){between(effect)}."
            )
    technique = [e for e in effects if e.change.cause == "technique"]
    for effect in technique:
        told.append(
            f"{effect.change.label.capitalize()}: {_worth(effect)}, against the free optimum."
        )
    if not technique:
        told.append("Technique is not part of this answer: it was not solved for.")
    known = realistic_change("cost of running", "12 weeks of training")
    if known.value is not None and math.isfinite(known.value):
        seconds = seconds_of_cost(model, known.value)
        told.append(
            f"Measured, not simulated: strength training made running {-known.value:g} % cheaper "
            f"({known.source}; 2 to 8 % over {BLAGROVE}), which would be "
            f"{change_clock(seconds)} here. Where the model finds less for muscle, it disagrees."
        )
    return told
