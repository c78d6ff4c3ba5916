"""The answer in sentences: the first one first, and what the model cannot tell last."""

from __future__ import annotations

from collections.abc import Sequence

from hillrunner.checks import listed
from hillrunner.person.muscle_change import ALL
from hillrunner.published.realistic_changes import Cause, Kind
from hillrunner.tell.words.answer_durability import (
    LATE,
    durability_sentence,
    durability_sentences,
    matters_most,
)
from hillrunner.tell.words.answer_training import training_sentence, training_sentences
from hillrunner.tell.words.changes import label, place, reason
from hillrunner.tell.words.clock import change_clock, faster_or_slower, signed
from hillrunner.tell.words.own_way import at_speed, is_own, own_way_sentences
from hillrunner.tell.words.race import caveats, named
from hillrunner.worth.answer.answer import Answer
from hillrunner.worth.answer.changes import ROUND
from hillrunner.worth.answer.effects import FEWEST, Effect
from hillrunner.worth.answer.priced_body import Unsolved
from hillrunner.worth.race.economy import SOURCE

SMALL = 0.1  # % of cost or time, below which a change is called none
NAMED = 3  # muscles or groups that a sentence names
LEAST = 0.01  # % of cost or effort, below which a group is not named
SLOW = 0.005  # m/s of top speed, the same
RELIEF = 0.3  # % of a load, the same
LOAD_WORDS = {  # of worth.prices.response.LOADS
    "patellofemoral_force": "kneecap",
    "achilles_force": "Achilles tendon",
    "tibia_stress": "shin bone",
    "knee_contact": "knee",
    "hip_contact": "hip",
    "bflh_force": "outer hamstring",
}
TRAINING = "What twelve weeks of training do"
MORE = f"{ROUND:.0f} % more"
LEARNS = "Every figure assumes that the runner learns to run with the new muscles in the best way."
LEARNS_OWN = (
    "Every figure assumes that the runner learns to run with the new muscles in the best way that "
    "keeps to what is preferred."
)
LIMITS = (
    "Effects of muscle are extrapolated from a small change; 10 % is far for some.",
    "Muscle counts by its volume, so its heat grows with its mass; whether trained fibres make as "
    "much heat per kilogram as others is not known to the model.",
    "What else strength training does is not in the model: recovery, power for a finish, how well "
    "a runner tolerates the training.",
    "Loads are those of a model: they diagnose nothing and predict no injury. In endurance "
    "runners, exercise programmes did not change how often they were injured (Wu 2024).",
    "A sprint here is steady and on the level: nothing is said of starts and finishes.",
    "The share of VO2max that can be held is that of good runners (Daniels and Gilbert 1979).",
)


def title(answer: Answer) -> str:
    """Who, and at what speed muscle was priced, in a sentence."""
    runner = answer.runner
    name = f"{runner.name}: " if runner.name else ""
    return (
        f"{name}{runner.sex}, {runner.age:g} years, {runner.height:g} m, {runner.mass:g} kg; "
        f"effects of muscle are those at {at_speed(answer.run, answer.body.speed)}."
    )


def sentences(answer: Answer) -> dict[str, list[str]]:
    """The whole answer by heading, the first sentence first."""
    leads = [training_sentence(answer), muscle_sentence(answer)]
    if matters_most(answer):
        leads.insert(0, durability_sentence(answer))
    late = durability_sentences(answer)
    return {
        "Answer": leads,
        TRAINING: training_sentences(answer),
        "Which muscles, for what": [*_which(answer), *_faster(answer), *_loaded(answer)],
        "What it costs": _carried(answer),
        **({LATE: late} if late else {}),
        "Against oxygen and technique": _others(answer),
        "What the model cannot tell": [
            *_basis(answer),
            *own_way_sentences(answer.run, answer.sprint, answer.ensemble.runs),
            *_intervals(answer),
            *_unsolved(answer),
            *caveats(answer.race.prediction),
            _slope(answer),
            LEARNS_OWN if is_own(answer.run) else LEARNS,
            *LIMITS,
        ],
    }


def muscle_sentence(answer: Answer) -> str:
    """Does leg muscle by itself help this runner's race? Plainly."""
    size, strength = (_round(answer, cause) for cause in (Cause.MUSCLE, Cause.STRENGTH))
    cost, race = size.cost or 0.0, f"over {named(answer.race)}"
    more = f"{MORE} leg muscle"
    would = f"with {more} you would be {_worth(size)}"
    if _divided(size):
        head = (
            f"Whether bigger legs help {race} the model cannot say: with {more} plausible bodies "
            f"disagree ({_span(size)})"
        )
    elif abs(cost) < SMALL:
        head = f"Bigger legs make hardly any difference {race}: {would}"
    elif cost < 0.0:
        head = f"Yes, leg muscle helps {race}: {would}"
    else:
        head = f"No, bigger legs alone do not help {race}: {would}"
    gain = strength.cost or 0.0
    same = "the same strength without the size"
    if _divided(strength):
        who = "they" if _divided(size) else "plausible bodies"
        tail = f"about {same} {who} disagree: you would be {_worth(strength)}"
    elif gain < -SMALL:
        without = same if cost >= -SMALL else "the same strength without the added mass"
        tail = f"with {without} you would be {_worth(strength)}"
    elif gain > SMALL:
        tail = f"{same} does not help either: you would be {_worth(strength)}"
    else:
        tail = f"{same} makes hardly any difference: you would be {_worth(strength)}"
    return f"{head}; {tail}."


def missing_intervals(answer: Answer) -> str:
    """Why there are no intervals, in a sentence; empty where there are."""
    if answer.quick:
        return "Intervals are missing in the table: the first answer prices one body only."
    if answer.ensemble.enough:
        return ""
    return (
        f"Intervals are missing: they need {FEWEST} solved bodies, and there are "
        f"{answer.ensemble.runs}."
    )


def _span(effect: Effect) -> str:
    """The interval in words, or nothing."""
    if effect.interval is None:
        return ""
    low, high = effect.interval
    return f"{change_clock(low)} to {change_clock(high)} over {effect.members} bodies"


def _round(answer: Answer, cause: Cause) -> Effect:
    """The effect of a round number of all leg muscle."""
    return answer.effect(cause, ALL, Kind.ROUND)


def _groups(answer: Answer, cause: Cause) -> list[Effect]:
    """Effects of a round number of each muscle group."""
    return [
        effect
        for effect in answer.effects
        if (effect.change.cause, effect.change.kind) == (cause, Kind.ROUND)
        and effect.change.what != ALL
    ]


def _divided(effect: Effect) -> bool:
    """Whether plausible bodies disagree about the sign."""
    return effect.interval is not None and effect.interval[0] < 0.0 < effect.interval[1]


def _worth(effect: Effect) -> str:
    time, energy = signed(effect.percent, 1), signed(effect.cost or 0.0, 1)
    span = _span(effect)
    return (
        f"{faster_or_slower(effect.seconds)} (time {time} %, energy {energy} %"
        f"{f'; {span}' if span else ''})"
    )


def _basis(answer: Answer) -> list[str]:
    """What the quick answer rests on."""
    if not answer.quick:
        return []
    speed, other = answer.body.speed, answer.run.runner
    said = [
        f"This is the first answer: from one run at {speed:g} m/s and one sprint, without "
        "intervals over bodies and without technique. The full answer adds these."
    ]
    if answer.stand_in is not None:
        said.append(
            f"The figures are of the shipped motions' body ({other.sex}, {other.height:g} m, "
            f"{other.mass:g} kg), not of this runner's: {answer.stand_in.why}"
        )
    return said


def _intervals(answer: Answer) -> list[str]:
    """What the intervals rest on."""
    if answer.quick:
        return []
    said, ensemble = [], answer.ensemble
    if ensemble.ordered:
        said.append(
            f"Intervals: {ensemble.runs} of {ensemble.ordered} plausible bodies were solved"
            + (
                f"; {ensemble.failed} did not converge and are not used."
                if ensemble.failed
                else "."
            )
        )
    if ensemble.enough:
        said.append(
            "Technique other than a higher step rate was solved for in one body only, and has no "
            "interval; nor has aerobic capacity, whose worth does not depend on the body."
        )
    if ensemble.sprints:
        said.append(f"Top speed: the sprints of {ensemble.sprints} of them were solved.")
    return said


def _unsolved(answer: Answer) -> list[str]:
    """What technique could not be solved for, and why."""
    return [
        f"{label(change).capitalize()} has no figure: {why.why}"
        for change, why in answer.without_figure
    ]


def _slope(answer: Answer) -> str:
    factor = answer.slope_factor
    made = "have no answer" if factor is None else f"be {factor:.2f} times as large"
    return (
        f"Cost becomes time by how people's oxygen grows with speed ({SOURCE}), not one to one; "
        f"with the slope of this one simulated motion all changes of time would {made}."
    )


def _which(answer: Answer) -> list[str]:
    """In which groups strength saves energy, muscle eases running, and muscle costs energy."""

    def cost(effect: Effect) -> float:
        return effect.cost or 0.0

    def effort(effect: Effect) -> float:
        return effect.effort or 0.0

    muscle, strength = _groups(answer, Cause.MUSCLE), _groups(answer, Cause.STRENGTH)
    said = []
    for begins, ranked, figure in (
        ("Strength without size saves most energy in", sorted(strength, key=cost), cost),
        (
            "More muscle eases running most (effort: energy, fatigue and posture together) in",
            sorted(muscle, key=effort),
            effort,
        ),
    ):
        best = [e for e in ranked if figure(e) < -LEAST][:NAMED]
        if best:
            named = listed(f"{_place(e)} ({signed(figure(e))} %)" for e in best)
            said.append(f"{begins} {named}, for {MORE} of each.")
    worst = [e for e in sorted(muscle, key=cost, reverse=True) if cost(e) > LEAST][:NAMED]
    if worst:
        named = listed(f"{_place(e)} ({signed(cost(e))} %)" for e in worst)
        said.append(f"More muscle costs most energy in {named}, for {MORE} of each.")
    size = _round(answer, Cause.MUSCLE)
    if cost(size) * effort(size) < 0.0:
        said.append(
            f"{MORE} of all leg muscle changes energy by {signed(cost(size), 1)} % and effort by "
            f"{signed(effort(size), 1)} %: the model's runner uses strength to run less tired, not "
            f"only cheaper, so the two signs differ. Race time here follows the energy."
        )
    return said


def _place(effect: Effect) -> str:
    return place(effect.change.what)


def _faster(answer: Answer) -> list[str]:
    """What muscle does to top speed."""
    if isinstance(answer.sprint, Unsolved):
        longer = " The full answer looks for it for longer." if answer.quick else ""
        return [f"Top speed has no figure: {answer.sprint.why}{longer}"]
    size, force = (_round(answer, cause) for cause in (Cause.MUSCLE, Cause.STRENGTH))
    said = [
        f"Top speed ({answer.top_speed:.2f} m/s in the model): {MORE} leg muscle is "
        f"{_speed(size)}{_speeds(size)}, the same strength without the size "
        f"{_speed(force)}{_speeds(force)}."
    ]
    ranked = sorted(_groups(answer, Cause.MUSCLE), key=lambda e: -(e.top_speed or 0.0))
    best = [e for e in ranked if (e.top_speed or 0.0) > SLOW][:NAMED]
    worst = [e for e in reversed(ranked) if (e.top_speed or 0.0) < -SLOW][:NAMED]
    for begins, these in (
        ("More muscle raises top speed most in", best),
        ("More muscle lowers top speed in", worst),
    ):
        if these:
            named = listed(f"{_place(e)} ({_speed(e)})" for e in these)
            said.append(f"{begins} {named}, for {MORE} of each.")
    return said


def _speed(effect: Effect) -> str:
    return f"{signed(effect.top_speed or 0.0)} m/s"


def _speeds(effect: Effect) -> str:
    if effect.top_speed_interval is None:
        return ""
    low, high = effect.top_speed_interval
    return f" ({signed(low)} to {signed(high)} over {effect.sprints} bodies)"


def _loaded(answer: Answer) -> list[str]:
    """What more muscle does to peak loads in the same run."""
    said = []
    size = _round(answer, Cause.MUSCLE)
    if size.loads:
        named = listed(
            f"{LOAD_WORDS[name]} {signed(value, 0)} %" for name, value in size.loads.items()
        )
        said.append(f"Peak loads at the same speed, with {MORE} leg muscle: {named}.")
    relief = sorted(
        (value, f"{LOAD_WORDS[name]} by {_place(effect)} ({signed(value, 1)} %)")
        for effect in _groups(answer, Cause.MUSCLE)
        for name, value in effect.loads.items()
        if value < -RELIEF
    )
    if relief:
        named = listed(words for _, words in relief[:NAMED])
        said.append(f"Load is lowered most, for {MORE} of one group: {named}.")
    return said


def _carried(answer: Answer) -> list[str]:
    whole, cost = sum(answer.body.muscle_mass.values()), answer.body.cost
    carrying, heat, force = (
        cost.percent("carrying", ALL, ROUND),
        cost.percent("heat", ALL, ROUND),
        cost.percent("force", ALL, ROUND),
    )
    return [
        f"{MORE} leg muscle is {0.01 * ROUND * whole:.1f} kg. Carrying it costs "
        f"{signed(carrying, 1)} % of energy and its heat {signed(heat, 1)} %; its "
        f"strength gives {signed(force, 1)} %."
    ]


def _others(answer: Answer) -> list[str]:
    said = [
        f"{e.change.amount:g} {e.change.unit} more VO2max ({reason(e.change)}): "
        f"{faster_or_slower(e.seconds)} (time {signed(e.percent, 1)} %)."
        for e in _of(answer, Cause.AEROBIC)
    ]
    technique = _of(answer, Cause.TECHNIQUE)
    said += [
        f"{label(e.change).capitalize()}: {_worth(e)}, against the free run." for e in technique
    ]
    if not technique:
        said.append("Technique is not part of this answer: it was not solved for.")
    return said


def _of(answer: Answer, cause: Cause) -> Sequence[Effect]:
    return [effect for effect in answer.effects if effect.change.cause == cause]
