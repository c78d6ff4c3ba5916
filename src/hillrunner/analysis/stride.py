"""What a motion must hold before anything can be measured in it."""

from __future__ import annotations

from hillrunner.errors import MotionError
from hillrunner.motion.motion import Motion

FOOT = {"r": "right", "l": "left"}  # of a side: the last letter of a muscle's or coordinate's name
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
    for foot in FOOT.values():
        if foot not in data["foot"].values:
            raise MotionError(
                f"this motion is that of one leg only: it has no {foot} foot, and both are needed."
            )
    sides = {
        side: {m.name[:-1] for m in motion.body.muscles if m.side == side and m.name[-2:-1] == "_"}
        for side in FOOT
    }
    for side, foot in FOOT.items():
        other = next(name for letter, name in sides.items() if letter != side)
        if missing := sorted(other - sides[side]):
            raise MotionError(
                f"this motion has a body of one leg only: on the {foot} it has no "
                f"{missing[0]}{side}, and every muscle must be there on both sides."
            )
