"""Which muscles support, brake and propel the centre of mass, by induced accelerations.

With the ground as the motion's own contact law has it; other idealisations of the contact share the
work out differently (see :mod:`hillrunner.analysis.induced`).
"""

from __future__ import annotations

from hillrunner.analysis.induced import ranking
from hillrunner.groups import GROUPS
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.validate.measures.registry import Measured, measures

ARMS = "arms"
ROLES = ("support", "braking", "propulsion")


@measures("m/s2", *GROUPS)
def braking_lead(run: Measured, of: str) -> float:
    return _lead(run, of, "braking")


@measures("m/s2", *GROUPS)
def propulsion_lead(run: Measured, of: str) -> float:
    return _lead(run, of, "propulsion")


@measures("m/s2", *GROUPS)
def support_lead(run: Measured, of: str) -> float:
    return _lead(run, of, "support")


@measures("m/s2", *GROUPS)
def early_support_lead(run: Measured, of: str) -> float:
    return _lead(run, of, "support", "early stance")


@measures("m/s2", *GROUPS)
def late_support_lead(run: Measured, of: str) -> float:
    return _lead(run, of, "support", "push-off")


@measures("%")
def arm_share(run: Measured, _: str) -> float:
    """The largest share of the arms in what muscles, trunk and arms together, each taken
    positive, do for support, braking or propulsion."""
    shares = []
    for role in ROLES:
        ranked = dict(ranking(run.induced_shares, role))
        shares.append(abs(ranked[ARMS]) / sum(abs(value) for value in ranked.values()))
    return 100.0 * max(shares)


def _lead(run: Measured, group: str, role: str, phase: str | None = None) -> float:
    """Mean acceleration by a group beyond that of the largest other one (m/s2)."""
    ranked = dict(ranking(run.induced_shares, role, phase))
    own = ranked.pop(group)
    return GRAVITY * (own - max(ranked.values()))
