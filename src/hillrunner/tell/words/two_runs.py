"""Both legs of two runs, and who takes over between them, as people read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import xarray as xr

from hillrunner.analysis.analysis import Analysis
from hillrunner.analysis.asymmetry import differs
from hillrunner.analysis.compensation import compensation
from hillrunner.errors import MotionError
from hillrunner.motion.motion import Motion
from hillrunner.tasks.task import Symmetry
from hillrunner.tell.words.left_right import Pair, pairs

WEAKER = 1.0 - 1e-9  # of the strength before; above is rounding


@dataclass(frozen=True)
class PairChange:
    """One number of both legs, before and after.

    Attributes
    ----------
    label, unit
        What it is, and the unit of the figures.
    before, after
        The figures.
    """

    label: str
    unit: str
    before: Pair
    after: Pair


def legs_differ(before: Analysis, after: Analysis) -> bool:
    """Whether right and left do different things, in one run or in both."""
    return any(own_steps(a.motion) and differs(a.asymmetry) for a in (before, after))


def own_steps(motion: Motion) -> bool:
    """Whether right and left have steps of their own, or one mirrors the other."""
    return motion.task.symmetry(motion.body) is Symmetry.NONE


def pair_changes(before: Analysis, after: Analysis, *sections: str) -> Iterator[PairChange]:
    """What both runs have in some sections of
    :func:`hillrunner.analysis.asymmetry.asymmetry`."""
    old = {pair.label: pair for pair in pairs(before, *sections)}
    for pair in pairs(after, *sections):
        if pair.label in old:
            yield PairChange(pair.label, pair.unit, old[pair.label], pair)


def other_symmetry(before: Motion, after: Motion) -> str:
    """What to know where only one of two runs has left and right steps of its own; else empty."""
    own = [own_steps(motion) for motion in (before, after)]
    if own[0] == own[1]:
        return ""
    which = "after" if own[1] else "before"
    return (
        f"Only the run {which} has left and right steps of its own, and those of the other mirror "
        "each other: that alone makes a run a percent or two cheaper, whatever else differs."
    )


def taken_over(before: Motion, after: Motion) -> xr.Dataset | None:
    """:func:`hillrunner.analysis.compensation.compensation`, where some muscle is weaker after
    than before; None where none is, or the bodies have different muscles."""
    muscles = zip(before.body.muscles, after.body.muscles, strict=False)
    if not any(new.max_force < WEAKER * old.max_force for old, new in muscles):
        return None
    try:
        return compensation(before, after)
    except MotionError:
        return None
