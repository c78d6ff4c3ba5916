"""Technique measured on a motion, and imposed on it.

Step rate is a fixed step time, trunk lean a mean over the step. Over-stride and oscillation belong
to instants of the step, foot contact and the highest and lowest points, which move when the motion
does: they are imposed at the instants of the motion before, and again until these stay.
"""

from __future__ import annotations

import numpy as np

from hillrunner.analysis.steps import step_numbers
from hillrunner.errors import SolveError, TaskError
from hillrunner.lab.watch import WatchRun
from hillrunner.model.body.parts import leg
from hillrunner.motion.motion import Motion
from hillrunner.motion.phase import at_times, contact_time
from hillrunner.person.technique import Events, Technique
from hillrunner.sides import RIGHT, SIDES, Side
from hillrunner.solve.continuation import by_halves, reach
from hillrunner.solve.ipopt import Watcher
from hillrunner.solve.posture import TRUNK, check_posture
from hillrunner.worth.prices.prepared import generic_body

ROUNDS = 5  # solves after which the timing within the step must have settled
EXACT = {  # how near the motion's own technique must be to the one requested
    "step_rate": 0.1,  # steps/min
    "trunk_lean": 0.002,  # rad
    "overstride": 0.002,  # m
    "oscillation": 0.001,  # m
}


def technique_of(motion: Motion) -> Technique:
    """How a motion runs: every measure of a :class:`Technique`, and when.

    Over-stride and oscillation are means of both steps; events are those of the right foot's.

    Raises
    ------
    MotionError
        If a foot never or always is on the ground.
    TaskError
        If the motion is outside what can be imposed, or its body has no trunk or ankle.
    """
    check_posture(motion.body, Technique(trunk_lean=0.0, overstride=0.0))
    data, step = motion.data, 0.5 * motion.stride_time
    share = data["duration"].values / motion.stride_time
    pitch = sum(data["position"].sel(coordinate=name).values for name in TRUNK)
    height = data["com_position"].sel(axis="y").values
    landing = contact_time(motion, RIGHT)
    phase = np.mod(data["time"].values / step, 1.0)
    return Technique(
        step_rate=60.0 / step,
        trunk_lean=-float(share @ pitch) - float(np.arctan(motion.grade)),
        overstride=sum(_overstride(motion, side) for side in SIDES) / len(SIDES),
        oscillation=float(step_numbers(motion)["com_oscillation"].mean()),
        events=Events(
            contact=(landing / step + 1.0) % 2.0 - 1.0,
            lowest=float(phase[np.argmin(height)]),
            highest=float(phase[np.argmax(height)]),
        ),
    )


def _overstride(motion: Motion, side: Side) -> float:
    """How far (m) the ankle is ahead of the centre of mass as its foot meets the ground."""
    segment = leg(motion.body, side).ankle_bone
    ankle = motion["segment_origin"].sel(segment=segment, axis="x").values
    ahead = ankle - motion["com_position"].sel(axis="x").values
    return float(at_times(motion, ahead, np.array([contact_time(motion, side)]))[0])


def technique_from_watch(run: WatchRun) -> Technique:
    """The part of technique that a watch records: step rate and oscillation.

    A watch's oscillation is that of the wrist or chest, which is not quite the centre of mass's.

    Raises
    ------
    TaskError
        If the watch says what cannot be imposed.
    """
    try:
        return Technique(step_rate=run.cadence, oscillation=run.oscillation)
    except TaskError as error:
        raise TaskError(f"{run.source} cannot be imposed: {error}") from None


def impose(base: Motion, technique: Technique, *, progress: Watcher | None = None) -> Motion:
    """The best way to run as ``base`` does, but with ``technique``.

    Parameters
    ----------
    base
        A solved motion: its runner, body, speed, grade and settings are kept.
    technique
        What is to be imposed; its events are determined here.
    progress
        Called at every iteration of every solve.

    Returns
    -------
    A motion whose own technique is the one requested, within :data:`EXACT`.

    Raises
    ------
    TaskError
        If nothing is requested.
    SolveError
        If a solve does not converge, or the timing of foot contact does not settle.
    """
    check_requested(technique)
    motion, off = base, ""
    for _ in range(ROUNDS):
        motion = _towards(motion, technique, progress)
        off = _off(technique, technique_of(motion))
        if not off:
            return motion
    raise SolveError(
        f"The timing of foot contact kept shifting after {ROUNDS} solves: {off}. Request a smaller "
        f"change of technique."
    )


def _towards(start: Motion, technique: Technique, progress: Watcher | None) -> Motion:
    """Solve with ``technique`` at the instants of ``start``, if need be by way of half of it."""

    def solve(begin: Motion, wanted: Technique) -> Motion:
        timed = wanted.changed(events=technique_of(begin).events)
        task = begin.task.changed(technique=timed)
        body = generic_body(begin)
        return reach(begin, begin.runner, task, body=body, halvings=0, progress=progress)

    def halfway(begin: Motion, wanted: Technique) -> Technique:
        here = technique_of(begin).imposed
        return Technique(**{name: 0.5 * (here[name] + x) for name, x in wanted.imposed.items()})

    return by_halves(start, technique, solve, halfway)


def _off(requested: Technique, own: Technique) -> str:
    """What a motion's technique misses of what was requested; empty where nothing."""
    for name, value in requested.imposed.items():
        if abs(own.imposed[name] - value) > EXACT[name]:
            return f"{name} is {own.imposed[name]:.4g} and not {value:.4g} as requested"
    return ""


def check_requested(requested: Technique) -> None:
    """Complain if nothing is requested.

    Raises
    ------
    TaskError
    """
    if not requested.imposed:
        raise TaskError(
            "no technique is requested: give a step rate, trunk lean, over-stride or oscillation."
        )
