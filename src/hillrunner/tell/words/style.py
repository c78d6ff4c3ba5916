"""What a runner does that effort alone does not explain, in sentences."""

from __future__ import annotations

import numpy as np

from hillrunner.checks import listed
from hillrunner.lab.angles import PLACE
from hillrunner.tracking.style import Style

MOST = 5  # that are named
LEAST = 0.001  # of the effort for a degree, below which nothing is named


def said_of(result: Style) -> list[str]:
    """One sentence for each thing that is to be known."""
    own, least = result.efforts
    spent, cheapest = result.costs
    return [
        _near(result),
        f"It takes {own:.2f} J/kg/m of effort, and the run of least effort of the same body at "
        f"this speed {least:.2f} ({_percent(least, own)}); of energy it takes {spent:.2f} J/kg/m, "
        f"and that run {cheapest:.2f} ({_percent(cheapest, spent)}).",
        _explained(result),
        "What is preferred stands for all that effort leaves out: habit, comfort, joints that are "
        "spared; but also for what is wrong with markers, with the body's size and its strength.",
        f"When something changes, the stride is held to itself with {result.task.hold:g} of the "
        "curvature of following measured strides: changes are those of a runner who keeps that "
        "much to her way.",
    ]


def in_degrees(result: Style, name: str, value: float) -> float:
    """Per rad or m, as per deg or cm."""
    return value * (0.01 if name in PLACE else float(np.deg2rad(1.0)))


def _percent(value: float, other: float) -> str:
    return f"{100.0 * (value / other - 1.0):+.1f} %"


def _near(result: Style) -> str:
    angles = {name: np.rad2deg(value) for name, value in result.off.items() if name not in PLACE}
    rms = float(np.sqrt(np.mean(np.square(list(angles.values())))))
    worst = max(angles, key=lambda name: angles[name])
    took, measured = result.motion.stride_time, result.followed.stride_time
    return (
        f"On the ground of computed runs the stride is off what was measured by {rms:.1f} deg "
        f"(root mean square; most {worst}, {angles[worst]:.1f}), and takes {took:.3f} s (measured: "
        f"{measured:.3f})."
    )


def _explained(result: Style) -> str:
    saved, effort = result.saved, result.efforts[0]
    found = []
    for name in saved["coordinate"].values.tolist():
        if name in PLACE:
            continue
        for part in saved["part"].values.tolist():
            value = in_degrees(result, name, float(saved.sel(coordinate=name, part=part)))
            found.append((abs(value) / effort, value / effort, name, part))
    found = [one for one in sorted(found, reverse=True) if one[0] >= LEAST][:MOST]
    if not found:
        return (
            "Effort alone explains this stride: no degree of any joint would save a tenth of 1 %."
        )
    named = [
        f"{name} in {part} {'more' if value > 0.0 else 'less'} ({100.0 * size:.1f} %)"
        for size, value, name, part in found
    ]
    rate = -result.saved_by_time * 0.01 * result.motion.stride_time / effort
    step = (
        f"; one percent {'more' if rate > 0.0 else 'fewer'} steps a minute would save "
        f"{100.0 * abs(rate):.1f} %"
    )
    return (
        "What effort alone does not explain, the largest first, with what one degree kept through "
        f"that part would save: effort would have {listed(named)}{step}."
    )
