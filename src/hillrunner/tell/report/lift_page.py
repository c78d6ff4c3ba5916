"""The page of a lift: the lifter in 3-D with the bar, and what the leg carries."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from hillrunner.analysis.analysis import Analysis
from hillrunner.quantities import decimal
from hillrunner.sides import RIGHT
from hillrunner.tasks.lift import Lift
from hillrunner.tell.report.charts import charts
from hillrunner.tell.report.document import (
    SCRIPTS,
    embedded,
    rendered,
    scripts,
    styles,
    write_whole,
)
from hillrunner.tell.report.frames import frame_times, frames_of
from hillrunner.tell.report.furniture import furniture
from hillrunner.tell.report.run_numbers import Tile
from hillrunner.tell.report.run_page import provenance
from hillrunner.tell.report.scene import bar
from hillrunner.tell.words.lift import largest_in_words, lift_in_words, of_leg
from hillrunner.tell.words.origin import IN_SHORT
from hillrunner.worth.lift import Lifted

HONEST = (
    "Computed, not measured: the lift on this page is the solution of an optimal control problem "
    "for a model of this body; nothing was tracked or animated. Tempo and way are given, all else "
    "is found. {alike}{ground}, and trunk and arms are driven by torques instead of muscles; the "
    "trunk does not give way. This is no medical advice."
)
SOFT = "The feet meet a slightly soft ground"
HELD = "What stands or sits does not move and is pressed within friction"
ALIKE = "Left and right do the same by assumption. "

HEAD, WORTH = "group", "1 % more muscle, kg"
HEADS = ["peak force, N", "of what it holds"]
BY_LEG = ["N", "share"]  # the same, where two legs are side by side

HINT = (
    "Move over any curve to stop the lifter there. Drag the lifter to turn it. 0 % is where {what}."
)
UNLOADED = 20.0  # N, of a foot in the air


def write_lift(lifted: Lifted, path: str | Path) -> Path:
    """Write the page of a lift; the file appears whole or not at all.

    Raises
    ------
    MotionError
        If the file cannot be written.
    """
    motion = lifted.motion
    drawn = frames_of(motion, around=furniture(motion))
    apart = isinstance(motion.task, Lift) and motion.task.apart
    drawn["scene"]["capsules"] += bar(motion, apart)
    drawn["charts"] = charts(Analysis(motion), frame_times(motion))
    name, runner = motion.task.called, motion.runner
    title = f"{name} with {motion.mass_carried:.0f} kg"
    who = f"{runner.sex}, {runner.age:g} years, {runner.height:g} m, {runner.mass:g} kg"
    text = rendered(
        "lift.html",
        title=f"{runner.name}, {title}" if runner.name else title[0].upper() + title[1:],
        subtitle=f"{who} \u00b7 {IN_SHORT['computed']}",
        style=styles("style.css"),
        names=None,
        hint=HINT.format(what=beginning(motion["ground_force"].sel(axis="y", foot=RIGHT).values)),
        tiles=_tiles(lifted),
        sentences=[lift_in_words(lifted), largest_in_words(lifted)],
        several=len(lifted.legs) > 1,
        heads=_heads(lifted),
        rows=_groups(lifted),
        honest=HONEST.format(
            alike=ALIKE if len(lifted.legs) == 1 else "",
            ground=HELD if motion.task.supports(motion.body) else SOFT,
        ),
        provenance=provenance(motion, honest=False),
        data=embedded(drawn),
        script=scripts(*SCRIPTS),
    )
    return write_whole(text, Path(path))


def beginning(up: np.ndarray) -> str:
    """What happens at 0 %, by the force (N) on the right foot: it lands there, if it ever does."""
    lands = up.min() < UNLOADED < up.max()
    return "the right foot lands" if lands else "the repetition begins and ends"


def _tiles(lifted: Lifted) -> list[Tile]:
    """Headline numbers."""
    numbers = lifted.numbers
    found = [Tile(decimal(numbers.load), "kg", "load")]
    found += [
        Tile(decimal(moment, 2), "N m/kg", f"{of_leg(leg)}{joint}, extensor moment")
        for leg, one in lifted.legs.items()
        for joint, moment in one.peak_moment.items()
    ]
    if len(lifted.legs) > 1:
        leg, one = next(iter(lifted.legs.items()))
        found.append(Tile(decimal(100 * one.share), "%", f"of the weight on the {leg} foot"))
    lean = numbers.trunk_lean
    back = "trunk leant back, least" if lean < 0.0 else "trunk lean"
    found.append(Tile(decimal(abs(lean)), "deg", back))
    if "patellofemoral" in numbers.contact:
        found.append(Tile(decimal(numbers.contact["patellofemoral"], 1), "BW", "kneecap force"))
    return found


def _groups(lifted: Lifted) -> list[tuple[str, list[str]]]:
    """Peak force of the muscle groups, and what they are worth where that is known."""
    rows = []
    for group in lifted.numbers.peak_force:
        fields = []
        for one in lifted.legs.values():
            force = one.peak_force[group]
            fields += [decimal(force["force"]), f"{decimal(100 * force['relative'])}\u00a0%"]
        if lifted.worth:
            fields.append(f"{lifted.worth[group]:+.2f}")
        rows.append((group, fields))
    return rows


def _heads(lifted: Lifted) -> list[str]:
    """Of the columns of :func:`_groups`."""
    own = HEADS if len(lifted.legs) == 1 else BY_LEG
    heads = [f"{of_leg(leg)}{head}" for leg in lifted.legs for head in own]
    return [HEAD, *heads, *([WORTH] if lifted.worth else [])]
