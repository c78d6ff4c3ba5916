"""Where a motion is from: computed from nothing, or how much of it was measured."""

from __future__ import annotations

from typing import Literal

from hillrunner.motion.motion import Motion

# Computed; angles and forces of the ground measured; angles alone; or only held near to them, on
# the ground of computed runs.
Origin = Literal["computed", "measured", "sought", "own"]

IN_SHORT: dict[Origin, str] = {
    "computed": "computed from the body, not measured",
    "measured": "angles and the ground's forces as measured, muscles computed",
    "sought": "angles as measured, the ground's forces and muscles computed",
    "own": "held near a measured stride; angles, the ground's forces and muscles computed",
}


def origin_of(motion: Motion) -> Origin:
    """Where it is from."""
    if motion.task.pushed is not None:
        return motion.task.pushed
    return "own" if motion.task.of_a_person else "computed"


def solve_in_words(motion: Motion) -> str:
    """How it was found: in which time, from which start."""
    solver = motion.solver
    several = solver.starts_tried > 1
    agree = f"; {solver.starts_agreed} of {solver.starts_tried} starts agree" if several else ""
    return (
        f"{motion.status.word} in {solver.solve_time:.0f} s and {solver.iterations} iterations "
        f"(start: {solver.started_from}){agree}"
    )


def in_short(*motions: Motion) -> str:
    """The same in a few words, of one motion or several: of the one of which most was measured."""
    order: list[Origin] = ["measured", "sought", "own", "computed"]
    return IN_SHORT[min((origin_of(motion) for motion in motions), key=order.index)]
