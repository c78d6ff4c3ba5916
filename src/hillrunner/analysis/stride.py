"""What a motion must hold before anything can be measured in it."""

from __future__ import annotations

from hillrunner.errors import MotionError
from hillrunner.motion.motion import Motion
from hillrunner.sides import SIDES, opposite, other_side, side_of

POINTS = 5  # the least that tell the phases of a stride apart


def require_stride(motion: Motion) -> None:
    """Refuse a motion that no analysis of a stride can use.

    Raises
    ------
    MotionError
        If the stride is empty or of no duration, or if a foot or the muscles of a leg are missing.
    """
    data = motion.data
    points = data.sizes.get("time", 0)
    if points < POINTS or not float(data["duration"].sum()) > 0:
        raise MotionError(
            f"this motion is an empty stride of {points} points and {motion.stride_time:g} s: it "
            f"must have at least {POINTS} points and last longer than 0 s."
        )
    for foot in SIDES:
        if foot not in data["foot"].values:
            raise MotionError(
                f"this motion is that of one leg only: it has no {foot} foot, and both are needed."
            )
    names = motion.body.muscle_names
    for side in SIDES:
        missing = {other_side(name) for name in names if side_of(name) == opposite(side)}
        if missing := missing.difference(names):
            raise MotionError(
                f"this motion has a body of one leg only: on the {side} it has no "
                f"{min(missing)}, and every muscle must be there on both sides."
            )
