"""A lift in sentences."""

from __future__ import annotations

from hillrunner.worth.lift import Lifted, limiting


def lift_in_words(lifted: Lifted) -> str:
    """What was lifted, how deep, and how far the trunk leant."""
    task, numbers = lifted.motion.task, lifted.numbers
    name = task.called.capitalize()
    return (
        f"{name} with {numbers.load:.0f} kg in {lifted.motion.stride_time:g} s: knees bent by up "
        f"to {numbers.depth:.0f} deg, trunk leant forward by up to {numbers.trunk_lean:.0f} deg."
    )


def largest_in_words(lifted: Lifted) -> str:
    """The largest load and what limits it; empty where nobody asked."""
    if lifted.one_rep_max is None:
        return ""
    mass = lifted.motion.runner.mass
    return (
        f"Largest load: {lifted.one_rep_max:.0f} kg, {lifted.one_rep_max / mass:.2f} times the "
        f"body's mass, limited most by the {limiting(lifted.worth)}. The trunk, the grip and the "
        "balance of a beginner are no limits here, so that people lift less."
    )
