"""Where form changes most along a long run, and which muscle runs out of what there.

Form with tired muscles is held against form without at the same place, so that hills and splits
drop out. Between two places where the run was solved, what tiring did to it is a change of each
quantity per kilometre. The stretch with most of it, all quantities taken together, is where form
changes most; the muscle group whose drive had to rise most there, as its force fell, is the one
that runs out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hillrunner.fatigue.march import March, Point
from hillrunner.fatigue.tired_body import kept_of
from hillrunner.motion.motion import Motion
from hillrunner.sides import stem
from hillrunner.worth.longrun.kilometres import forms_of, group_weights
from hillrunner.worth.longrun.pacing import KILOMETRE, SHORTFALL

Array = NDArray[np.float64]

ANGLES = ("knee_flexion_stance", "hip_extension", "pelvic_drop")
PER_DEGREE = 2.0  # %: a degree counts as much as that of a time or a length, a choice, as a knee
# in stance is flexed by some fifty degrees
NO_FORM = ("cost_of_transport",)
LEAST = 0.1  # % all along: less is no change


@dataclass(frozen=True)
class Breakdown:
    """The stretch of a long run in which tiring changes form most.

    Attributes
    ----------
    begin, end
        Where it begins and ends, m.
    quantity
        Of form, the one that changes most there.
    change
        By quantity what tiring changes within the stretch: %, of angles deg.
    group
        The muscle group whose drive rises most there.
    muscle
        The muscle of that group, without its side, whose own drive rises most, by its force.
    drive
        Of that muscle: its largest activation in the stride, fresh and at the end of the stretch.
    kept
        Part of its force that this muscle still has in running, at the end of the stretch.
    """

    begin: float
    end: float
    quantity: str
    change: Mapping[str, float]
    group: str
    muscle: str
    drive: tuple[float, float]
    kept: float


def breakdown(tired: March, fresh: March) -> Breakdown | None:
    """Where form changes most by tiring; None where it hardly does, or too little was run.

    Parameters
    ----------
    tired, fresh
        The same course with muscles that tire and with muscles that do not.
    """
    pairs = _pairs(tired, fresh)
    if len(pairs) < 2:
        return None
    here, there = (forms_of(points) for points in zip(*pairs, strict=True))
    forms = [_by_tiring(one, other) for one, other in zip(here, there, strict=True)]
    places = [one.metres for one, _ in pairs]
    amounts = [
        sum(abs(after[name] - before[name]) * weight(name) for name in after)
        for before, after in zip(forms[:-1], forms[1:], strict=True)
    ]
    if max(amounts) < LEAST:
        return None
    lengths = np.diff(places) / KILOMETRE
    i = int(np.argmax(np.array(amounts) / lengths))
    change = {name: forms[i + 1][name] - forms[i][name] for name in forms[i + 1]}
    group, muscle = _runs_out(pairs[i], pairs[i + 1])
    spent, unspent = (point.motion for point in pairs[i + 1])
    return Breakdown(
        begin=places[i],
        end=places[i + 1],
        quantity=max(change, key=lambda name: abs(change[name]) * weight(name)),
        change=change,
        group=group,
        muscle=stem(spent.body.muscle_names[muscle]),
        drive=(float(_drive(unspent)[muscle]), float(_drive(spent)[muscle])),
        kept=float(kept_of(spent.body, unspent.body)[muscle]),
    )


def _pairs(tired: March, fresh: March) -> list[tuple[Point, Point]]:
    """Places at which both were solved, at the same speed."""
    known = {point.metres: point for point in fresh.points}
    return [
        (point, known[point.metres])
        for point in tired.points
        if point.metres in known
        and math.isclose(point.motion.speed, known[point.metres].motion.speed, rel_tol=SHORTFALL)
    ]


def _by_tiring(tired: Mapping[str, float], fresh: Mapping[str, float]) -> dict[str, float]:
    """What tiring has changed of form: %, of angles deg."""
    return {
        name: tired[name] - fresh[name]
        if name in ANGLES
        else 100.0 * (tired[name] / fresh[name] - 1.0)
        for name in tired
        if name not in NO_FORM and (name in ANGLES or fresh[name] > 0.0)
    }


def weight(name: str) -> float:
    """By which a change of a quantity (%, deg) counts beside others."""
    return PER_DEGREE if name in ANGLES else 1.0


def _drive(motion: Motion) -> Array:
    """Largest activation of each muscle in the stride."""
    return np.asarray(motion["activation"].max("time"))


def _runs_out(before: tuple[Point, Point], after: tuple[Point, Point]) -> tuple[str, int]:
    """The group whose drive rises most by tiring, and the muscle that does most of it."""
    rise = _more(*after) - _more(*before)
    weights = group_weights(after[1].motion.body)
    group = max(weights, key=lambda name: float(rise @ weights[name]))
    own = np.where(weights[group] > 0.0, rise * weights[group], -np.inf)
    return group, int(np.argmax(own))


def _more(tired: Point, fresh: Point) -> Array:
    return _drive(tired.motion) - _drive(fresh.motion)
