"""What can be believed of measured strides that were followed, in sentences."""

from __future__ import annotations

import numpy as np

from hillrunner.checks import listed, some_of
from hillrunner.lab.angles import PLACE
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.tracking.track import Tracked, TrackedStride

# What the field asks of a simulation of measured movement: Hicks et al. 2015, J Biomech Eng
# 137:020905 (10.1115/1.4029304).
GOOD_ANGLE, FAIR_ANGLE = 2.0, 5.0  # deg, root mean square
GOOD_MARKER, FAIR_MARKER = 0.02, 0.04  # m, the same
GOOD_FORCE = 0.05  # of the largest force of the ground
GOOD_MOMENT = 0.01  # of that force times the height of the centre of mass
COM_HEIGHT = 0.55  # of standing height
LESS = 0.1  # by which an ankle's moment is smaller than as measured, before it is told: a choice
RESERVE = 0.05  # of the largest net moment
# How far forces that were found were off those of plates (studies/without_forces.py).
PEOPLE = 3
FORCES_OFF = {"vertical": 0.2, "fore": 0.09, "side": 0.05}  # body weights, their mean


def believed(result: Tracked) -> list[str]:
    """One sentence for each thing that decides what of it can be believed."""
    ones = result.strides
    said = [_followed(ones), _residual(result), _reserve(ones)]
    if found(result):
        said.insert(1, _forces(ones))
    said += _feet(ones)
    if saturated := sorted({name for one in ones for name in one.quality.saturated}):
        said.append(
            f"Wholly active at times: {some_of(saturated, 6)}. But for strength that was given "
            "or found, the body has that of people of its size and not this runner's, and angles "
            "that are a little off ask for forces that were not there: what these muscles did is "
            "uncertain."
        )
    if result.recording.movement == "walking":
        said.append("This is walking, and the body's muscles were chosen for running.")
    said.append(
        "How a joint's moment is shared between its muscles is found by least effort: muscles that "
        "worked against each other are not seen, so that forces of muscles and joints are lower "
        "bounds where a runner is stiff or tired."
    )
    return said


def found(result: Tracked) -> bool:
    """Whether the ground's forces were looked for too."""
    return result.strides[0].motion.task.pushed == "sought"


def angle_rms(one: TrackedStride) -> float:
    """Root mean square distance of all angles (deg)."""
    return float(np.rad2deg(one.quality.angles))


def _followed(ones: tuple[TrackedStride, ...]) -> str:
    rms = max(angle_rms(one) for one in ones)
    by_name = {
        name: max(np.rad2deg(one.quality.angle_rms[name]) for one in ones)
        for name in ones[0].quality.angle_rms
        if name not in PLACE
    }
    worst = max(by_name, key=lambda name: by_name[name])
    markers = [one.quality.marker_rms for one in ones if np.isfinite(one.quality.marker_rms)]
    by_markers = f", and its markers by {1000 * max(markers):.0f} mm" if markers else ""
    furthest = max(markers, default=0.0)
    if rms <= GOOD_ANGLE and furthest <= GOOD_MARKER:
        how = "within what markers can tell"
    elif rms <= FAIR_ANGLE and furthest <= FAIR_MARKER:
        how = "about what markers can tell"
    else:
        how = "more than can be believed"
    return (
        f"The motion is off what was measured by {rms:.1f} deg (root mean square; most {worst}, "
        f"{by_name[worst]:.1f}){by_markers}: {how} ({GOOD_ANGLE:g} deg and "
        f"{1000 * GOOD_MARKER:.0f} mm are good, {FAIR_ANGLE:g} and "
        f"{1000 * FAIR_MARKER:.0f} the most)."
    )


def _forces(ones: tuple[TrackedStride, ...]) -> str:
    """Where the ground's forces are from, and how far off they may be."""
    others = listed([f"{value:g} ({name})" for name, value in FORCES_OFF.items()])
    said = (
        "The ground's forces are found from the motion alone, as what soles can push with: of "
        f"{PEOPLE} people whose force plates were kept aside, they were off by {others} body "
        "weights (root mean square, in stance)"
    )
    off = [(one.quality.force_rms, one.motion.body.mass * GRAVITY) for one in ones]
    here = [
        {name: value / weight for name, value in rms.items()}
        for rms, weight in off
        if rms is not None
    ]
    if here:
        most = [f"{max(one[name] for one in here):.2f} ({name})" for name in FORCES_OFF]
        said += f", and here by {listed(most)}"
    return f"{said}. What they leave unexplained is then no proof of them."


def _residual(result: Tracked) -> str:
    ones = result.strides
    weight = ones[0].motion.body.mass * GRAVITY
    peak = max(one.quality.residual_force[1] / one.quality.peak_force for one in ones)
    rms = max(one.quality.residual_force[0] for one in ones) / weight
    arm = COM_HEIGHT * result.runner.height
    turn = max(one.quality.residual_moment[0] / one.quality.peak_force / arm for one in ones)
    good = peak <= GOOD_FORCE and turn <= GOOD_MOMENT
    fits = "fit together" if good else "do not quite fit together"
    if found(result):
        fits = "explain each other" if good else "do not quite explain each other"
    return (
        f"Forces and angles {fits}: unexplained at the pelvis are {100 * rms:.1f} % of body weight "
        f"(at most {100 * peak:.1f} % of the largest force of the ground; the field asks for "
        f"{100 * GOOD_FORCE:g}) and a moment of {100 * turn:.1f} % of that force times the height "
        f"of the centre of mass (asked: {100 * GOOD_MOMENT:g})."
    )


def _feet(ones: tuple[TrackedStride, ...]) -> list[str]:
    """Where the feet had to go for the ankles to hold; nothing where they hold as measured."""
    pairs = [(one.quality.feet, one.motion.body.mass) for one in ones]
    known = [(feet, mass) for feet, mass in pairs if feet is not None]
    if not known:
        return []
    feet, mass = min(known, key=lambda one: one[0].ankle / one[0].ankle_measured)
    less = 1.0 - feet.ankle / feet.ankle_measured
    if less < LESS:
        return []
    return [
        f"The ankles have {feet.ankle / mass:.1f} N m/kg at most, and by the angles and forces as "
        f"measured they would have {feet.ankle_measured / mass:.1f}: a foot is "
        f"{1000.0 * feet.ahead:.0f} mm further ahead than the markers have it. Either calves are "
        "stronger than they were taken to be, or plates and markers do not fit together; in the "
        "first case loads of calves, Achilles tendons and ankles are as much too small."
    ]


def _reserve(ones: tuple[TrackedStride, ...]) -> str:
    needed: dict[str, float] = {}
    for one in ones:
        for name, value in one.quality.reserve.items():
            if value > RESERVE * one.quality.peak_moment:
                needed[name] = max(value, needed.get(name, 0.0))
    if not needed:
        return "The muscles supply every moment of the legs."
    shares = listed([f"{name} {value:.0f} N m" for name, value in needed.items()])
    return (
        f"Muscles do not supply all: missing are {shares} at most, so that forces of the muscles "
        "there are not to be believed."
    )
