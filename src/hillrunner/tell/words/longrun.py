"""A long run in sentences."""

from __future__ import annotations

from hillrunner.fatigue.coefficients import TABLE
from hillrunner.lab.course_file import climb
from hillrunner.model.body.anatomy import NAMES
from hillrunner.quantities import decimal, pace
from hillrunner.tell.words.clock import change_clock, clock
from hillrunner.tell.words.own_way import RELATIVE, is_own
from hillrunner.tell.words.wording import called
from hillrunner.worth.longrun.breakdown import ANGLES, weight
from hillrunner.worth.longrun.course import Course
from hillrunner.worth.longrun.pacing import KILOMETRE, Pacing
from hillrunner.worth.longrun.result import LongRun

SHARED = {  # loads whose part on the right leg is told
    "achilles_force": "Achilles tendon",
    "patellofemoral_force": "kneecap",
    "tibia_stress": "shin bone",
}
NAMED = 3  # muscle groups, or changes of form, that a sentence names
DRIFTS = {  # what drifts, by the names of a kilometre
    "cadence": "cadence",
    "contact_time": "contact time",
    "flight_time": "flight time",
    "com_oscillation": "oscillation",
    "knee_flexion_stance": "knee flexion in stance",
    "hip_extension": "hip extension",
    "pelvic_drop": "pelvic drop",
    "cost_of_transport": "cost (muscles alone)",
}
TRUST = (
    "How muscles tire over hours is fitted to what knee extensors of a few dozen runners lost in "
    "races; that other muscles follow the work their fibres take in is a choice of this program.",
    "That quadriceps lose more than calves was used to choose what tires a muscle.",
    "The oxygen that can be held is that of people who tire, so part of what tiredness costs is "
    "counted twice; differences between runs mean more than finish times.",
)
FAST = 4.0  # m/s, from which tired form changes more than people's: a choice
TIRES_TOO_MUCH = (
    "At this speed the model's form changes more than people's as muscles tire: it makes 10 km at "
    "4.5 m/s 7 % dearer in the end, with a flight 4 % shorter, where people's technique is kept."
)


def limits(run: LongRun) -> tuple[str, ...]:
    """How far a run is to be believed."""
    fast = (TIRES_TOO_MUCH,) if run.start.speed >= FAST else ()
    own = (RELATIVE,) if is_own(run.start) else ()
    return (*own, *TRUST, *fast, choices())


def longrun_in_words(run: LongRun) -> str:
    """How it went, in the first sentence, and why."""
    parts = [
        *(_outcome(run), _why(run), _known(run), _weakest(run), *_form(run), _legs(run)),
        _worth(run),
        *_others(run),
    ]
    return " ".join(part for part in parts if part)


def course_in_words(course: Course) -> str:
    """How far the course goes up, before and after smoothing; empty where all is level."""
    if course.level:
        return ""
    known, heights = course.altitudes, course.heights
    if known is None:
        return f"All ups of the course together are {decimal(climb(heights))} m."
    return (
        f"{known.source}: {decimal(known.length / KILOMETRE, 2)} km; all ups together are "
        f"{decimal(climb(known.recorded))} m as recorded, {decimal(climb(known.smoothed))} m "
        "smoothed (running median over 110 m, polynomial of second order over 310 m), and "
        f"{decimal(climb(heights))} m as run, at one grade each kilometre, in steps of half a "
        "percent."
    )


def title(run: LongRun) -> str:
    """What is run: ``Marathon at 5:00 a kilometre``."""
    return f"{run.course.name[0].upper()}{run.course.name[1:]}{_asked(run.asked)}"


def _outcome(run: LongRun) -> str:
    name = title(run)
    limit = run.limit
    if run.finish_time is None:
        assert limit is not None
        return (
            f"{name}: stopped at km {decimal(limit.km, 1)}: with the force that is left, least in "
            f"the {limit.group}, no way to run at this speed, or a tenth slower, was found."
        )
    time = clock(run.finish_time)
    if limit is None:
        held = "held to the end" if run.asked else "the best that oxygen allows"
        return f"{name}: {held}, {time}."
    assert run.speed_held is not None
    out = (
        "oxygen runs out"
        if limit.of == "oxygen"
        else f"the muscles cannot hold it, the {limit.group} least of all"
    )
    where = f"held to km {decimal(limit.km, 1)}, where {out}" if limit.km else f"{out} at once"
    held = "" if run.asked is None or run.asked.even else " on average, with splits as even,"
    return f"{name}: {where}: {time}; {pace(run.speed_held)}{held} could be held all the way."


def _asked(asked: Pacing | None) -> str:
    if asked is None:
        return ""
    if asked.even:
        return f" at {pace(asked.mean)} a kilometre"
    return f" by splits for {clock(asked.clock(asked.metres))}"


def _why(run: LongRun) -> str:
    if run.finish_time is None:
        return ""
    if run.oxygen is None:
        return "Neither VO2max nor race is known, so that oxygen is not reckoned with."
    if round(run.finish_time) == round(run.finish_time_fresh):
        return "With nothing that tires it would be the same."
    return (
        f"With nothing that tires it would be {clock(run.finish_time_fresh)}, and "
        f"{clock(run.finish_time_drift)} with muscles that do not tire but oxygen that drifts for "
        "other reasons."
    )


def _weakest(run: LongRun) -> str:
    left = run.kilometres[-1].force_left
    group = min(left, key=lambda name: left[name][0])
    value, low, high = (decimal(100 * x) for x in left[group])
    if left[group][0] == 1.0:
        return ""
    return f"At the end the {group} have {value} % of their force ({low} to {high})."


def _form(run: LongRun) -> list[str]:
    """Where form changes most, and why."""
    one = run.breakdown
    if one is None:
        return []
    begin, end = (decimal(at / KILOMETRE, 1) for at in (one.begin, one.end))
    most = sorted(one.change, key=lambda name: -abs(one.change[name]) * weight(name))[:NAMED]
    told = ", ".join(
        f"{DRIFTS[name]} {decimal(one.change[name], 1, signed=True)} "
        f"{'deg' if name in ANGLES else '%'}"
        for name in most
    )
    name = NAMES.get(one.muscle, one.muscle)
    before, after, kept = (decimal(100 * x) for x in (*one.drive, one.kept))
    return [
        f"Tiring changes form most from km {begin} to {end}: {told}.",
        f"There {called(one.group)} have to be driven harder most of all: {name}, with {kept} % of "
        f"its force left, to {after} % of its most in each stride ({before} % fresh).",
    ]


def _known(run: LongRun) -> str:
    """How far finish and drift are known."""
    parts = []
    if run.finish_range is not None and round(run.finish_range[0]) != round(run.finish_range[1]):
        low, high = (clock(one) for one in run.finish_range)
        parts.append(f"By how muscles and oxygen may tire it is {low} to {high}.")
    if run.cost_drift is not None:
        value, least, most = (decimal(one, 1, signed=True) for one in run.cost_drift)
        parts.append(
            f"Tired muscles make the end {value} % dearer than fresh ones do ({least} to {most})."
        )
    return " ".join(parts)


def _worth(run: LongRun) -> str:
    """What more muscle changes: as solved, and to first order."""
    told = [f"{group} {change_clock(seconds)}" for group, seconds in run.buffer.items()]
    said = [f"Ten percent more muscle would change the finish: {', '.join(told)}."] if told else []
    first = run.buffer_first_order
    best = sorted(first, key=lambda group: first[group].cost_end - first[group].cost_start)[:NAMED]
    if best:
        named = ", ".join(
            f"{group} ({decimal(first[group].cost_start, 2, signed=True)} % of cost at the start, "
            f"{decimal(first[group].cost_end, 2, signed=True)} % at the end)"
            for group in best
        )
        said.append(f"By prices, 10 % more muscle is worth most more late than fresh in {named}.")
    return " ".join(said)


def _legs(run: LongRun) -> str:
    """How load goes over from one leg to the other, where they differ."""
    shares = {name: run.right_share[name] for name in SHARED if name in run.right_share}
    if not shares:
        return ""
    told = ", ".join(
        f"{SHARED[name]} from {decimal(100 * x[0], 1)} to {decimal(100 * x[-1], 1)} %"
        for name, x in shares.items()
    )
    return f"The right leg's part of load goes from start to end: {told}."


def _others(run: LongRun) -> list[str]:
    """The same run of the runner's other bodies."""
    said = []
    for name, one in run.others.items():
        how = "stopped" if one.finish_time is None else clock(one.finish_time)
        if one.finish_time is not None and run.finish_time is not None:
            how = f"{how} ({change_clock(one.finish_time - run.finish_time)})"
        dearer = one.drift_percent["cost_of_transport"] - run.drift_percent["cost_of_transport"]
        said.append(
            f"{name[0].upper()}{name[1:]}: {how}; the drift of cost differs by "
            f"{decimal(dearer, 1, signed=True)} points."
        )
        if legs := _legs(one):
            said.append(legs)
    return said


def choices() -> str:
    """How many coefficients are choices."""
    ours = sum(one.choice for one in TABLE.values())
    return f"{ours} of the {len(TABLE)} coefficients are choices within a range, none published."
