"""What the standard plan is worth, in sentences: it leads the answer."""

from __future__ import annotations

from hillrunner.checks import listed
from hillrunner.published.realistic_changes import BLAGROVE, Cause
from hillrunner.quantities import decimal
from hillrunner.tell.words.clock import change_clock, faster_or_slower, signed
from hillrunner.tell.words.race import named
from hillrunner.tell.words.wording import called
from hillrunner.training.trials import trials
from hillrunner.worth.answer.answer import Answer
from hillrunner.worth.answer.training import Estimate

SMALL = 0.1  # % of cost, below which a change is called none
NAMED = 3  # groups that a sentence names
NUMBERS = {12: "Twelve"}


def training_sentence(answer: Answer) -> str:
    """What twelve weeks of the standard plan are worth in the race, with their interval."""
    training = answer.training
    weeks = NUMBERS.get(training.plan.weeks, str(training.plan.weeks))
    return (
        f"{weeks} weeks of {training.plan.name} would leave you "
        f"{faster_or_slower(training.seconds.value)} over {named(answer.race)} "
        f"({_clock(training.seconds)}, 5 to 95 % of {over(answer)}; "
        f"energy {signed(training.cost.value, 1)} %)."
    )


def over(answer: Answer) -> str:
    """What the interval of training is over."""
    training = answer.training
    bodies = f" and {training.bodies} plausible bodies" if training.bodies else ""
    return f"{training.responders} plausible responders{bodies}"


def training_sentences(answer: Answer) -> list[str]:
    """What the plan is, what it does to the muscles and to running, and what trials found."""
    return [
        _plan(answer),
        _muscles(answer),
        *_saves(answer),
        *_sprint(answer),
        _trials(answer),
        *_tendon(answer),
        _basis(answer),
    ]


def _plan(answer: Answer) -> str:
    plan = answer.training.plan
    done = listed(
        f"{one.sets[1]:g} sets of {one.repetitions[1]:g} in the {one.name}"
        for one in plan.exercises
    )
    return (
        f"The plan: {plan.sessions} sessions a week of {done}, close to failure, beside "
        f"{plan.running:g} km of running ({plan.source})."
    )


def _muscles(answer: Answer) -> str:
    training = answer.training
    most = sorted(training.strength, key=lambda group: -training.strength[group].value)[:NAMED]
    groups = listed(
        f"{called(group)} by {training.strength[group].value:.0f} % (size "
        f"{training.size[group].value:.0f} %)"
        for group in most
    )
    lifts = listed(
        f"the {name} rises by {one.value:.0f} % ({one.low:.0f} to {one.high:.0f})"
        for name, one in training.lifts.items()
    )
    mass = training.body_mass
    kilograms = 0.01 * mass.value * answer.runner.mass
    return (
        f"{lifts[:1].upper()}{lifts[1:]}, part of it skill that stays with the lift. Strength of "
        f"muscle rises most in {groups}; what is added weighs {kilograms:.1f} kg."
    )


def _saves(answer: Answer) -> list[str]:
    parts = answer.training.cost_by_group
    ranked = sorted(parts, key=lambda group: parts[group])
    named = [
        f"{called(group)} ({signed(parts[group], 1)} %)"
        for group in ranked[:NAMED]
        if parts[group] < -SMALL
    ]
    value, low, high = (signed(one, 1) for one in answer.training.cost)
    said = f"The energy of running changes by {value} % ({low} to {high})"
    return [f"{said}; most is saved in {listed(named)}." if named else f"{said}."]


def _sprint(answer: Answer) -> list[str]:
    top = answer.training.top_speed
    if top is None:
        return []
    low, high = (decimal(x, 2, signed=True) for x in (top.low, top.high))
    return [f"Top speed: {signed(top.value)} m/s ({low} to {high})."]


def _trials(answer: Answer) -> str:
    """Whether people's trials say the same, sign first."""
    known = answer.trial.published
    assert known.value is not None
    worth = faster_or_slower(answer.trial.seconds)
    found = (
        f"strength training made people's running 2 to 8 % cheaper in most trials ({BLAGROVE}; "
        f"{-known.value:g} % in {known.source}, which would be {worth} here)"
    )
    cost = answer.training.cost.value
    if cost > -SMALL:
        return (
            f"Trials disagree with that in sign: {found}. The model knows the muscle and the "
            f"tendon, and not what else is learnt."
        )
    return f"Measured, not simulated: {found}, and not in all: {_found()}."


def _found() -> str:
    """What became of the cost of running in trials of heavy training that were read."""
    fell: dict[str, str] = {}
    stayed: list[str] = []
    for trial in trials():
        for one in trial.outcomes:
            if one.quantity != "economy" or not trial.plan.exercises or not trial.counts(one):
                continue
            if one.direction != "down":
                stayed.append(trial.name)
            elif one.mean is not None and trial.name not in fell:
                fell[trial.name] = f"{trial.name} ({signed(one.mean, 1)} %)"
    return f"it fell in {listed(fell.values())}, and not in {listed(dict.fromkeys(stayed))}"


def _tendon(answer: Answer) -> list[str]:
    """Where stiffer calf tendons cost more in the model, against the trial that stiffened them."""
    tendon = answer.effect(Cause.TENDON, "calves")
    if tendon.cost is None or tendon.cost <= 0.0:
        return []
    known = answer.trial.published
    return [
        f"Trials disagree in sign about the calf's tendons: {tendon.change.amount:g} % stiffer, "
        f"they make running {signed(tendon.cost, 1)} % dearer in the model; people's became "
        f"{-(known.value or 0.0):g} % cheaper with that and stronger calves ({known.source})."
    ]


def _basis(answer: Answer) -> str:
    training = answer.training
    who = training.lifter
    again = (
        f"Which muscles the plan trains is read off a simulated lift of a man of {who.height:g} m "
        f"and {who.mass:g} kg, scaled to your muscles, and its worth is by prices, to first order: "
        "hillrunner train solves your own lifts, and the run again."
    )
    return f"{again} You are taken to be new to heavy training; years of it leave less to gain."


def _clock(seconds: Estimate) -> str:
    return f"{change_clock(seconds.low)} to {change_clock(seconds.high)}"
