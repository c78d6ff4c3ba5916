"""How much of something is much: realistic changes of muscle, aerobic capacity and technique.

To weigh causes against each other each needs a change that is as likely as the others': one
standard deviation among people, or what twelve weeks of training do. Few of these numbers were
found; where there is none the entry says so and has no value, and where only something near it is
known (another duration, another population, a difference between groups) the entry says what.
Every number is as its source gives it: nothing is scaled to twelve weeks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from hillrunner.checks import listed, show
from hillrunner.errors import TaskError
from hillrunner.groups import GROUPS
from hillrunner.published.bands import LEVEL

Grade = Literal["A", "D", "S", "none"]


class Cause(StrEnum):
    """What makes a runner faster or slower."""

    MUSCLE = "muscle"  # strength and size together
    STRENGTH = "strength without size"
    TENDON = "tendon"  # its stiffness
    AEROBIC = "aerobic"  # oxygen uptake
    ECONOMY = "economy"
    TECHNIQUE = "technique"
    DURABILITY = "durability"  # what tires, and what strength is worth late in a long race


class Kind(StrEnum):
    """What makes a change one to weigh: the first three are published, the others are not."""

    SPREAD = "population SD"
    TRAINED = "12 weeks of training"
    STAND_IN = "stand-in"  # published, but neither of the two that are wanted
    ROUND = "round number"  # to compare by
    OWN = "the runner's own"  # what the runner says of themselves


PUBLISHED = (Kind.SPREAD, Kind.TRAINED, Kind.STAND_IN)


@dataclass(frozen=True)
class RealisticChange:
    """One realistic change.

    Attributes
    ----------
    cause
        Of what kind of thing it is a change.
    what
        The quantity: a muscle group, ``VO2max``, ``step rate`` ...
    kind
        What makes it realistic, one of :data:`PUBLISHED`.
    value
        In ``unit``, for a change upwards; None where no good number exists.
    sd
        Standard deviation of the change among people, in ``unit``; None where not given.
    unit
        ``%`` of the quantity, or an absolute unit.
    source, grade
        Who found it, and how we know (A read in the source, D computed from its data).
    note
        What the number is and is not, in a sentence.
    """

    cause: Cause
    what: str
    kind: Kind
    value: float | None
    sd: float | None
    unit: str
    source: str
    grade: Grade
    note: str


MANDIC = "Mandic 2020, 10.1038/s41598-020-59267-x, 26 men and women, MRI"
ALBRACHT = "Albracht & Arampatzis 2013, 10.1007/s00421-012-2585-4, 13 trained and 13 controls"
SCHOENFELD = "Schoenfeld 2017, 10.1080/02640414.2016.1210197, 34 groups of 15 studies"
BLAGROVE = "Blagrove 2018, 10.1007/s40279-017-0835-7, 24 studies"
HANDSFIELD = "Handsfield 2017, 10.1111/sms.12723, 15 sprinters"
JONES = "Jones 2021, 10.1152/japplphysiol.00647.2020, 16 world-class men"
MINETTI = "Minetti 2002, 10.1152/japplphysiol.01177.2001, 10 mountain runners"
DI_PRAMPERO = "di Prampero 1986, 36 runners"
LIEBERMAN = "Lieberman 2015, 10.1242/jeb.125500, 14 runners"
HEIDERSCHEIT = "Heiderscheit 2011, 10.1249/MSS.0b013e3181ebedf4, 45 runners"
BOHM = "Bohm 2015, 10.1186/s40798-015-0009-9, 27 studies"

SIZE_PER_SET = 0.37  # % of muscle size for each extra weekly set, over 8 to 12 weeks (SCHOENFELD)
NONE = "no good number was found"


def _missing(cause: Cause, what: str, kind: Kind, unit: str, note: str) -> RealisticChange:
    return RealisticChange(cause, what, kind, None, None, unit, NONE, "none", note)


def _muscle(group: str) -> tuple[RealisticChange, ...]:
    spread = _missing(
        Cause.MUSCLE,
        group,
        Kind.SPREAD,
        "%",
        f"The spread of {group} volume or strength among runners of one height and mass was not "
        f"found.",
    )
    if group == "quadriceps":
        trained = RealisticChange(
            Cause.MUSCLE,
            group,
            Kind.TRAINED,
            5.1,
            5.5,
            "%",
            MANDIC,
            "A",
            "Volume of the quadriceps after 8 weeks of resistance training.",
        )
    elif group == "calves":
        trained = RealisticChange(
            Cause.MUSCLE,
            group,
            Kind.TRAINED,
            7.0,
            None,
            "%",
            ALBRACHT,
            "A",
            "Strength of the plantarflexors after 14 weeks; part of a gain in strength is not "
            "muscle but its use.",
        )
    else:
        trained = _missing(
            Cause.MUSCLE,
            group,
            Kind.TRAINED,
            "%",
            f"No training study of the {group} was found; what one more weekly set does to "
            f"muscles in general is size_per_sets().",
        )
    return spread, trained


def _technique() -> Iterator[RealisticChange]:
    measured = {band.key: band for band in LEVEL[3.5]}
    for what, key, factor, unit in (
        ("step rate", "cadence", 1.0, "steps/min"),
        ("oscillation", "com_oscillation", 1.0, "m"),
    ):
        band = measured[key]
        assert band.sd is not None
        yield RealisticChange(
            Cause.TECHNIQUE,
            what,
            Kind.SPREAD,
            factor * band.sd,
            None,
            unit,
            band.source,
            "D",
            f"At 3.5 m/s, about a mean of {band.mean:g} {unit}.",
        )
    for what, unit in (("over-stride", "m"), ("trunk lean", "rad")):
        yield _missing(
            Cause.TECHNIQUE, what, Kind.SPREAD, unit, f"The spread of {what} was not found."
        )
    for what, unit in (
        ("step rate", "steps/min"),
        ("oscillation", "m"),
        ("over-stride", "m"),
        ("trunk lean", "rad"),
    ):
        yield _missing(
            Cause.TECHNIQUE,
            what,
            Kind.TRAINED,
            unit,
            f"What weeks of practice do to {what} was not found.",
        )
    yield RealisticChange(
        Cause.TECHNIQUE,
        "step rate",
        Kind.STAND_IN,
        5.0,
        None,
        "%",
        HEIDERSCHEIT,
        "A",
        "What runners were asked to do and did at once, not what training does.",
    )
    yield RealisticChange(
        Cause.TECHNIQUE,
        "over-stride",
        Kind.STAND_IN,
        -5.9,
        None,
        "%",
        LIEBERMAN,
        "A",
        "Distance from hip to foot at landing, when 10 steps/min more are taken at 3 m/s.",
    )


REALISTIC: tuple[RealisticChange, ...] = (
    *(change for group in GROUPS for change in _muscle(group)),
    RealisticChange(
        Cause.MUSCLE,
        "all",
        Kind.STAND_IN,
        22.0,
        None,
        "%",
        HANDSFIELD,
        "A",
        "Leg muscle for height and mass of college sprinters over others: a difference between "
        "groups, chosen and trained for years, not a standard deviation.",
    ),
    RealisticChange(
        Cause.TENDON,
        "calves",
        Kind.TRAINED,
        16.0,
        None,
        "%",
        ALBRACHT,
        "A",
        f"Stiffness of the triceps surae's tendon after 14 weeks; over studies the effect is "
        f"0.70 SD [0.51 to 0.88] ({BOHM}), and it is slower than muscle's.",
    ),
    _missing(
        Cause.TENDON, "calves", Kind.SPREAD, "%", "The spread of tendon stiffness was not found."
    ),
    RealisticChange(
        Cause.AEROBIC,
        "VO2max",
        Kind.SPREAD,
        5.7,
        None,
        "mL/kg/min",
        JONES,
        "A",
        "Among world-class men (mean 71.0); the spread among other runners was not found, and it "
        "must be larger.",
    ),
    _missing(
        Cause.AEROBIC,
        "VO2max",
        Kind.TRAINED,
        "mL/kg/min",
        f"What weeks of running do to VO2max was not found; strength training leaves it as it is "
        f"({BLAGROVE}).",
    ),
    RealisticChange(
        Cause.ECONOMY,
        "cost of running",
        Kind.SPREAD,
        100.0 * 0.017 / 0.179,
        None,
        "%",
        DI_PRAMPERO,
        "A",
        f"7 % among ten mountain runners ({MINETTI}), 10 % among world-class men ({JONES}).",
    ),
    RealisticChange(
        Cause.ECONOMY,
        "cost of running",
        Kind.TRAINED,
        -4.0,
        None,
        "%",
        ALBRACHT,
        "A",
        f"With 14 weeks of plantarflexor training, at 3.0 and 3.5 m/s; strength training of any "
        f"kind 2 to 8 % ({BLAGROVE}). An outcome to hold the model against, not an input.",
    ),
    *_technique(),
)


def realistic_change(what: str, kind: str, cause: Cause | None = None) -> RealisticChange:
    """The realistic change of a quantity; its ``value`` is None where no good number exists.

    Parameters
    ----------
    what
        A muscle group, ``all`` (leg muscle), ``VO2max``, ``cost of running``, ``step rate``,
        ``oscillation``, ``over-stride`` or ``trunk lean``.
    kind
        ``population SD``, ``12 weeks of training`` or ``stand-in``.
    cause
        Tells the tendon of a muscle group (``tendon``) from its muscle, which is meant where
        nothing is said.

    Raises
    ------
    TaskError
        If there is no such entry.
    """
    if kind not in PUBLISHED:
        raise TaskError(
            f"the kind of change is {show(kind)}, but must be one of {listed(PUBLISHED)}."
        )
    known = [
        change
        for change in REALISTIC
        if change.kind == kind
        and (change.cause == cause if cause else change.cause != Cause.TENDON)
    ]
    for change in known:
        if change.what == what:
            return change
    names = dict.fromkeys(change.what for change in known)
    of = f" ({cause})" if cause else ""
    raise TaskError(
        f"no realistic change of {show(what)}{of} by {kind} is listed; there are {listed(names)}."
    )


def size_per_sets(weekly_sets: float) -> float:
    """Percent of muscle size that ``weekly_sets`` more sets a week add over 8 to 12 weeks.

    0.37 % for each (Schoenfeld 2017, 10.1080/02640414.2016.1210197). It is a straight line, and
    returns diminish (Pelland 2024), so beyond 20 sets, a limit of ours, it is refused.

    Raises
    ------
    TaskError
        If the sets are not from 0 to 20.
    """
    if not 0.0 <= weekly_sets <= 20.0:
        raise TaskError(f"weekly sets are {show(weekly_sets)}, but must be a number from 0 to 20.")
    return SIZE_PER_SET * weekly_sets


def trained_by_sets(group: str, weekly_sets: float) -> RealisticChange:
    """What ``weekly_sets`` more sets a week stand in for, where a group's training was not studied.

    Raises
    ------
    TaskError
        As :func:`size_per_sets`.
    """
    return RealisticChange(
        Cause.MUSCLE,
        group,
        Kind.STAND_IN,
        size_per_sets(weekly_sets),
        None,
        "%",
        SCHOENFELD,
        "A",
        f"{weekly_sets:g} more sets a week, over 8 to 12 weeks: of muscles in general.",
    )
