"""A motion with settings far from those of the motion it starts from: by way of those between."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from hillrunner.errors import SolveError
from hillrunner.motion.motion import Motion
from hillrunner.settings import Settings

HALVINGS = 2  # of the way to settings that are not reached at once

Solve = Callable[[Settings, Motion | None], Motion]


def reach(solve: Solve, goal: Settings, start: Motion | None) -> Motion:
    """The motion with settings ``goal``, solved from ``start``, if need be in several steps.

    Parameters
    ----------
    solve
        Solves with the settings it is given, from the motion it is given.

    Raises
    ------
    SolveError
        If the goal is not reached, nor a step on the way to it.
    """
    try:
        return solve(goal, start)
    except SolveError:
        if start is None or start.settings == goal:
            raise  # there is nothing in between
    origin, motion, steps = start.settings, start, 2**HALVINGS
    for i in range(1, steps + 1):
        motion = solve(between(origin, goal, i / steps), motion)
    return motion


def between(one: Settings, other: Settings, share: float) -> Settings:
    """Settings at ``share`` of the way, each positive number by its logarithm."""

    def mixed(a: Any, b: Any) -> Any:
        if isinstance(a, Mapping):
            return {key: mixed(a[key], b[key]) for key in a}
        if share >= 1.0 or a == b or isinstance(a, int):
            return b
        if a > 0.0 and b > 0.0:
            return math.exp((1.0 - share) * math.log(a) + share * math.log(b))
        return (1.0 - share) * a + share * b

    return Settings(**mixed(one.model_dump(), other.model_dump()))
