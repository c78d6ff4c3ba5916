"""Weeks of training in sentences: what they are worth first, what is not known last."""

from __future__ import annotations

import math
from collections.abc import Mapping

import xarray as xr

from hillrunner.checks import listed
from hillrunner.person.muscle_change import ALL
from hillrunner.published.realistic_changes import BLAGROVE
from hillrunner.quantities import decimal
from hillrunner.tell.words.answer import LOAD_WORDS
from hillrunner.tell.words.best_plan import why_these
from hillrunner.tell.words.clock import change_clock, clock, faster_or_slower
from hillrunner.tell.words.own_way import at_speed, is_own, own_way_sentences
from hillrunner.tell.words.race import named
from hillrunner.tell.words.wording import called
from hillrunner.training.adaptation import ESTIMATES
from hillrunner.training.coefficients import TABLE
from hillrunner.training.plan import Sets
from hillrunner.training.repetitions import share_at
from hillrunner.worth.answer.effects import FEWEST
from hillrunner.worth.answer.priced_body import Unsolved
from hillrunner.worth.race.economy import SOURCE
from hillrunner.worth.train.train import SolvedWeek, Trained

VALUE, LOW, HIGH = ESTIMATES
NAMED = 3  # groups or loads that a sentence names
LEAST = 0.05  # %, below which a change is called none
LOAD = 0.5  # %, of a load, the same
LIMITS = (
    "Loads are those of a model, a step: they diagnose nothing and predict no injury. Exercise "
    "programmes did not change how often endurance runners were injured (Wu 2024).",
    "What else training does is not in the model: fatigue over hours, recovery, a finish, and "
    "how well this runner tolerates the plan.",
)

Triple = tuple[float, float, float]


def triple(values: xr.DataArray, **where: object) -> Triple:
    """Value, low and high of a quantity that has nothing but ``estimate`` left."""
    one = values.sel(where)
    value, low, high = (float(one.sel(estimate=name)) for name in ESTIMATES)
    return value, low, high


def percent_of(factor: xr.DataArray) -> xr.DataArray:
    """Factors as changes in percent."""
    return 100.0 * (factor - 1.0)


def title(result: Trained) -> str:
    """``Twelve weeks before the season``, or what is trained."""
    name = result.plan.name or "a plan of strength training"
    return name[:1].upper() + name[1:]


def subtitle(result: Trained) -> str:
    """Who trains, how much, beside which running."""
    runner, plan = result.runner, result.plan
    name = f"{runner.name}: " if runner.name else ""
    after = f", and {_weeks(plan.weeks_after)} without it" if plan.weeks_after else ""
    return (
        f"{name}{runner.sex}, {runner.age:g} years, {runner.height:g} m, {runner.mass:g} kg; "
        f"{_weeks(plan.weeks)} with {_times(plan.sessions)} a week, beside {plan.running:g} km of "
        f"running{after}."
    )


def sentences(result: Trained) -> dict[str, list[str]]:
    """Everything that is said, by heading, the answer first."""
    return {
        "Answer": [first_sentence(result), *_against_trials(result)],
        **({"Why these exercises": why_these(result.budget)} if result.budget else {}),
        "What becomes of the muscles": [*_lifts(result), *_grows(result), *_mass(result)],
        "What it does to running": [*_economy(result), *_sprint(result), *_loads(result)],
        **({"After stopping": after} if (after := _after(result)) else {}),
        "How far to believe it": [*_basis(result), *_intervals(result), *LIMITS],
    }


def first_sentence(result: Trained) -> str:
    """What the plan is worth at its end, with intervals."""
    plan, last = result.plan, result.last
    economy = triple(result.table["economy_percent"], week=last)
    lifts = [
        f"your {name} from {one.one_rep_max:.0f} to {_maximum(result, name, last)[0]:.0f} kg"
        for name, one in result.lifts.items()
    ]
    head = f"{_weeks(plan.weeks)} of this plan"
    takes = f" take {listed(lifts)}," if lifts else ""
    makes = f"make running {_cheaper(economy[0])} ({_span(economy)})"
    if result.race is None:
        return f"{head}{takes} and {makes}." if takes else f"{head} {makes}."
    before = triple(result.table["race_time"], week=0)[0]
    seconds = tuple(x - before for x in triple(result.table["race_time"], week=last))
    told = faster_or_slower(seconds[0])
    ends = f"{change_clock(seconds[1])} to {change_clock(seconds[2])}"
    over = f"over {named(result.race)} ({ends}, 5 to 95 %)"
    return f"{head}{takes} {makes}, and leave you {told} {over}."


def _against_trials(result: Trained) -> list[str]:
    """Where the model does not find what trials found."""
    economy = triple(result.table["economy_percent"], week=result.last)[0]
    if not result.lifts or economy < -LEAST:
        return []
    return [
        "Trials disagree with that: strength training made people's running 2 to 8 % cheaper "
        f"({BLAGROVE}), in some not at all. The model knows the muscle and the tendon, and not "
        "what else is learnt."
    ]


def _lifts(result: Trained) -> list[str]:
    """How much of a lift's gain is muscle, and how much is skill, which stays with the lift."""
    said = []
    last = result.last
    table = result.adaptation.table
    for name, one in result.lifts.items():
        gain = triple(percent_of(table["one_rep_max"]).sel(lift=name), week=last)
        skill = triple(percent_of(table["skill"]).sel(lift=name), week=last)
        said.append(
            f"The {name} rises by {gain[0]:.0f} % ({gain[1]:.0f} to {gain[2]:.0f}). Of that "
            f"{skill[0]:.0f} % are skill of this lift, which does not go along to running; and "
            f"your own mass, which you lift too, does not rise."
        )
        if one.one_rep_max < one.able:
            said.append(
                f"This body's {name}, as simulated, is {one.able:.0f} kg; yours is taken as the "
                f"same share of it at every load. `hillrunner strength` fits the body to tests."
            )
    return said


def _grows(result: Trained) -> list[str]:
    """Which groups get stronger, by size and by drive."""
    table = result.adaptation.groups.sel(week=result.last)
    force = {
        str(group): triple(percent_of(table["force"]), group=group)
        for group in table["group"].values
        if group != ALL
    }
    most = sorted(force, key=lambda group: -force[group][0])
    named = [group for group in most if force[group][0] >= LEAST][:NAMED]
    if not named:
        return ["No muscle changes by what can be seen."]
    told = [
        f"{called(group)} (strength {decimal(force[group][0], 1, signed=True)} %, size "
        f"{decimal(triple(percent_of(table['size']), group=group)[0], 1, signed=True)} %)"
        for group in named
    ]
    tendon = {
        str(group): triple(percent_of(table["tendon_stiffness"]), group=group)[0]
        for group in table["group"].values
        if group != ALL
    }
    stiff = max(tendon, key=lambda group: tendon[group])
    more = (
        f"The tendons of {called(stiff)} stiffen most, by {tendon[stiff]:.0f} %."
        if tendon[stiff] >= LEAST
        else "No tendon is strained enough to stiffen."
    )
    return [f"Most is gained by {listed(told)}.", more]


def _mass(result: Trained) -> list[str]:
    value, low, high = triple(result.table["body_mass_percent"], week=result.last)
    kilograms = 0.01 * value * result.runner.mass
    return [
        f"The muscle that is added weighs {kilograms:.1f} kg, {value:.1f} % of your mass "
        f"({low:.1f} to {high:.1f}), and is carried and fed in the run."
    ]


def _economy(result: Trained) -> list[str]:
    said = []
    for week in result.solved:
        said.append(_held(week, result.last))
    for number, why in result.unsolved.items():
        said.append(f"The run of week {number} could not be solved again: {why.why}")
    if result.race is not None:
        before, after = (
            triple(result.table["race_time"], week=week)[0] for week in (0, result.last)
        )
        said.append(
            f"Over {named(result.race)} that is {clock(after)} instead of {clock(before)}, by how "
            f"people's oxygen grows with speed ({SOURCE})."
        )
    return said


def _held(week: SolvedWeek, last: int) -> str:
    when = f"week {week.week}" + ("" if week.week <= last else ", after the plan")
    return (
        f"The run was solved again with the muscles of {when}: it is "
        f"{_cheaper(week.economy_percent)}, where prices expect {_cheaper(week.expected_percent)}."
    )


def _sprint(result: Trained) -> list[str]:
    if isinstance(result.sprint, Unsolved):
        return [f"Top speed has no figure: {result.sprint.why}"]
    before = triple(result.table["top_speed"], week=0)[0]
    value, low, high = (x - before for x in triple(result.table["top_speed"], week=result.last))
    return [
        f"Top speed goes from {before:.2f} to {before + value:.2f} m/s "
        f"({decimal(low, 2, signed=True)} to {decimal(high, 2, signed=True)} m/s), by the sprint's "
        "prices, to first order."
    ]


def _loads(result: Trained) -> list[str]:
    percent = result.table["loads_percent"].sel(week=result.last)
    loads = {str(name): triple(percent, load=name)[0] for name in percent["load"].values}
    most = sorted(loads, key=lambda name: -abs(loads[name]))
    named = [
        f"{LOAD_WORDS.get(name, name)} {decimal(loads[name], 1, signed=True)} %"
        for name in most
        if abs(loads[name]) >= LOAD
    ][:NAMED]
    if not named:
        return ["Peak loads on joints and tissues hardly change in the run."] if loads else []
    return [f"Peak loads in the run change most at the {listed(named)}."]


def _after(result: Trained) -> list[str]:
    """What is left after stopping."""
    plan = result.plan
    if not plan.weeks_after:
        return []
    end, table = plan.weeks + plan.weeks_after, result.adaptation.groups.sel(group=ALL)
    kept = []
    for name, words in (("force", "strength"), ("size", "size")):
        there, left = (triple(percent_of(table[name]), week=week)[0] for week in (plan.weeks, end))
        if there >= LEAST:
            kept.append(f"{100.0 * left / there:.0f} % of the gain in {words}")
    if not kept:
        return []
    return [
        f"{_weeks(plan.weeks_after)} after the last session {listed(kept)} of all leg "
        "muscle are left."
    ]


def _basis(result: Trained) -> list[str]:
    """What the figures are of."""
    choices = sum(one.choice for one in TABLE.values())
    said = [
        "Which muscles train is read off the simulated lifts; what weeks change in them are "
        f"published coefficients, of which {choices} of {len(TABLE)} are choices with a range.",
        "What a week is worth to the run is by prices at "
        f"{at_speed(result.run, result.body.speed)}, to first order"
        + (", moved evenly to what was found where it was solved again." if result.solved else "."),
    ]
    said += own_way_sentences(result.run, result.sprint, result.ensemble.runs)
    if is_own(result.run) and result.lifts:
        said.append("The lifts are those of least effort of the same body.")
    strong = [one for one in result.lifts.values() if one.one_rep_max == one.able]
    if strong:
        said.append(
            "Largest loads are the body's, held by nothing but its legs: people who are not used "
            "to a lift do less. Give your own with --one-rep-max, or in [tests]."
        )
    if result.stand_in is not None:
        said.append(f"The run is that of the shipped motions' body: {result.stand_in.why}")
    if result.race is None:
        said.append("No race is asked for, and none is in the runner's file.")
    return said


def _intervals(result: Trained) -> list[str]:
    """What the intervals are over."""
    count = result.adaptation.samples.sizes["sample"] - 1
    bodies = result.ensemble.runs
    if bodies >= FEWEST:
        return [
            f"Intervals are 5 to 95 % of {count} plausible responders, run and race also of "
            f"{bodies} plausible bodies."
        ]
    return [
        f"Intervals are 5 to 95 % of {count} plausible responders; that bodies differ in what a "
        "muscle is worth to their run is not in them (--bodies solves plausible ones)."
    ]


def plan_lines(result: Trained) -> list[tuple[str, list[str]]]:
    """The plan, week by week: which week, and what is done of each exercise in a session."""
    names = [one.name for one in result.plan.exercises]
    lines = []
    for week in range(1, result.plan.weeks + 1):
        by_name = {sets.exercise: sets for sets in result.plan.in_week(week)}
        lines.append((str(week), [_sets(result, week, by_name.get(name)) for name in names]))
    return lines


def _sets(result: Trained, week: int, sets: Sets | None) -> str:
    if sets is None:
        return "none"
    number = sets.count / result.plan.sessions
    low, high = math.floor(number), math.ceil(number)  # half of an odd number: by turns
    told = f"{low if low == high else f'{low} or {high}'} x {sets.repetitions:g}"
    maximum = _maximum(result, sets.exercise, week - 1)[0]
    if sets.share is not None:
        return f"{told} at {100.0 * sets.share:.0f} % ({sets.share * maximum:.0f} kg)"
    reserve = sets.reserve or 0.0
    share = float(share_at(sets.repetitions + reserve))
    return f"{told}, {decimal(reserve, 1)} in reserve (about {share * maximum:.0f} kg)"


def _maximum(result: Trained, name: str, week: int) -> Triple:
    return triple(result.adaptation.table["one_rep_max_kg"].sel(lift=name), week=week)


def shown_weeks(result: Trained, most: int = 9) -> list[int]:
    """Weeks for a short table: the first and last, those solved, and some between."""
    end = result.plan.weeks + result.plan.weeks_after
    step = max(1, -(-end // (most - 1)))
    wanted = {0, result.last, end, *range(0, end + 1, step), *(one.week for one in result.solved)}
    return sorted(wanted)


def _cheaper(percent: float) -> str:
    if abs(percent) < LEAST:
        return "as cheap as before"
    return f"{abs(percent):.1f} % {'cheaper' if percent < 0.0 else 'dearer'}"


def _span(values: Triple) -> str:
    return f"{decimal(values[1], 1, signed=True)} to {decimal(values[2], 1, signed=True)} %"


def _weeks(number: int) -> str:
    return f"{number} week" + ("" if number == 1 else "s")


def _times(number: int) -> str:
    return f"{number} session" + ("" if number == 1 else "s")


def sources(result: Trained) -> list[Mapping[str, object]]:
    """Everything that the figures rest on: the plan, every coefficient, and how time follows."""
    plan = result.plan
    found: list[Mapping[str, object]] = []
    if plan.source:
        found.append({"what": "plan", "source": plan.source, "note": plan.note})
    for name, one in TABLE.items():
        low, value, high = one.values
        found.append(
            {
                "what": name.replace("_", " "),
                "source": one.source,
                "grade": one.grade,
                "choice": one.choice,
                "value": value,
                "low": low,
                "high": high,
                "unit": one.unit,
                "note": one.about,
            }
        )
    found.append({"what": "economy to time", "source": SOURCE, "grade": "S"})
    return found
