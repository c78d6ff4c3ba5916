"""Figures of an analysis as parts of sentences, in words that follow from the numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import xarray as xr

from hillrunner.analysis.analysis import Analysis
from hillrunner.analysis.induced import OTHER_LEG, ranking
from hillrunner.analysis.muscles import RESTING
from hillrunner.checks import listed
from hillrunner.model.body.anatomy import NAMES
from hillrunner.motion.motion import Motion
from hillrunner.sides import RIGHT, stem

SIDE = RIGHT  # whose roles and loads are reported; where the legs differ, the tables have both

# What is worth a word. Choices of this program.
COUNTS = 0.1  # of the largest part of an account: less is not named by itself
LITTLE = 0.5  # J, net work below which a group neither takes up nor delivers
NAMED = 3  # how many names a sentence lists before it counts the others

_JOINTS = {"mtp_angle": "toe joint", "subtalar_angle": "subtalar joint", "knee_angle": "knee"}
# What of a gross cost is not leg muscles': with them it adds up.
COSTS = {
    "trunk_and_arms_cost": "trunk and arms",
    "soft_tissue_cost": "soft tissue at landings",
    "basal_cost": "standing",
}
_WHERE = {"medial": "inner", "lateral": "outer"}  # of contact spheres, as ball_medial
_SOURCES = {
    "other": "other muscles",
    "passive": "ligaments and joint limits",
    "velocity": "velocity terms",
    "contact": "landing",
    "residual": "left over by the solver",
}


def ground(motion: Motion) -> str:
    """``At 3.5 m/s up a slope of 5 %``."""
    grade = motion.grade
    way = f"{'up' if grade > 0 else 'down'} a slope of {abs(100 * grade):g} %"
    return f"At {motion.speed:.4g} m/s {way if grade else 'on the level'}"


def plain_name(name: str) -> str:
    """A muscle, coordinate or contact sphere as people call it, whatever its side."""
    own = stem(name)
    part, _, side = own.rpartition("_")
    if side in _WHERE:
        return f"{_WHERE[side]} {part}"
    return NAMES.get(own, _JOINTS.get(own, own.replace("_", " "))).split(",")[0]


def some(names: list[str]) -> str:
    """The first names, and how many more there are."""
    names = list(dict.fromkeys(names))
    if len(names) <= NAMED + 1:
        return listed(names)
    return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"


def percent(share: float) -> str:
    """``0.573`` as ``57 %``."""
    return f"{100 * share:.0f} %"


def joules(value: float) -> str:
    """Work with two digits that matter."""
    return f"{value:.0f}" if abs(value) >= 9.95 else f"{value:.1f}"


def work(analysis: Analysis, group: str, phases: Iterable[str]) -> str:
    """What a group of the right leg does in some phases, as the predicate of a sentence.

    Net works of fibres and tendons add up to that of the whole; so do the parts reported.
    """
    roles = analysis.group_roles.sel(side=SIDE, group=group, phase=list(phases))
    lasting = analysis.stride_phases["weight"].sel(foot=SIDE, phase=list(phases)).sum("time")
    force = float((roles["force"].values * lasting.values).sum() / lasting.sum())
    pull = f"{force / 1000:.1f} kN on average"
    if (roles["doing"] == RESTING).all():
        return f"rest ({pull})"
    whole, fibre, tendon = (
        float((roles[f"{part}_work_positive"] + roles[f"{part}_work_negative"]).sum())
        for part in ("muscle_tendon", "fibre", "tendon")
    )
    edge = max(LITTLE, COUNTS * max(abs(fibre), abs(tendon)))
    if abs(whole) < edge:
        return f"pull with {pull} and little net work"
    return _account(whole, fibre, tendon, edge)


def _account(whole: float, fibre: float, tendon: float, edge: float) -> str:
    """Net works (J) in words; what is smaller than ``edge`` is left out."""
    total, fibres, tendons = (f"{joules(abs(v))} J" for v in (whole, fibre, tendon))
    verb = "deliver" if whole > 0 else "take up"
    if min(abs(fibre), abs(tendon)) <= edge:
        place = "fibres" if abs(fibre) > abs(tendon) else "tendons"
        return f"{verb} {total} {'from' if whole > 0 else 'in'} their {place}"
    if (fibre > 0) == (tendon > 0):
        return f"{verb} {total} (fibres {fibres}, tendons {tendons})"
    if whole < 0 < fibre:
        return f"store {tendons} in their tendons ({fibres} of it from their own fibres)"
    if whole < 0 < tendon:
        return f"take up {fibres} in their fibres ({tendons} of it from their own tendons)"
    if fibre > 0:
        return f"deliver {fibres} with their fibres ({tendons} of it into their own tendons)"
    return f"give back {tendons} from their tendons ({fibres} of it into their own fibres)"


class Share(NamedTuple):
    """What one group does for the body, in mean body weights."""

    group: str
    value: float


def leaders(shares: xr.Dataset, role: str) -> list[Share]:
    """The groups that do most for a role, the largest first; none where nobody does.

    At most three, each with at least a tenth of what all that do it do together.

    Raises
    ------
    MotionError
        If there is no braking, or no propulsion.
    """
    doers = [Share(*pair) for pair in ranking(shares, role) if pair[1] > 0]
    total = sum(share.value for share in doers)
    return [share for share in doers if share.value > COUNTS * total][:NAMED]


def named_shares(shares: list[Share], unit: str) -> str:
    """``the calves (0.76 body weights) and the quadriceps (0.35)``."""
    if not shares:
        return "no muscle group"
    return listed(
        f"{called(share.group)} ({share.value:.2f}{'' if i else unit})"
        for i, share in enumerate(shares)
    )


def called(group: str) -> str:
    """A group with its article."""
    name = plain_source(group)
    return name if name.startswith("other") else f"the {name}"


def plain_source(source: str) -> str:
    """A source of acceleration, or a group, as people call it."""
    own = source.removesuffix(OTHER_LEG)
    return _SOURCES.get(own, own) + source[len(own) :]
