"""What a way of running costs: technique measured, imposed, and weighed against the free optimum.

Step rate is a fixed step time, trunk lean a mean over the step. Over-stride and oscillation belong
to moments of the step, foot contact and the highest and lowest points, which move when the motion
does: they are imposed at the moments of the motion before, and again until the moments stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.errors import SolveError, TaskError
from hillrunner.lab.watch import WatchRun
from hillrunner.motion.motion import Motion
from hillrunner.motion.phase import at_times, contact_time
from hillrunner.person.technique import Events, Technique
from hillrunner.solve.continuation import by_halves, reach
from hillrunner.solve.ipopt import Watcher
from hillrunner.solve.posture import TRUNK, ankle_segment, check_posture
from hillrunner.solve.simulate import simulate
from hillrunner.tasks.run import Run

TOLERANCE = 0.1  # %, of the objective: what the solver's tolerance leaves open
ALL = "all"  # the price of all measures together
PASSES = 3  # over several techniques, until all agree on the free optimum
ROUNDS = 5  # solves after which the moments of the step must have settled
EXACT = {  # how near the motion's own technique must be to what was asked
    "step_rate": 0.1,  # steps/min
    "trunk_lean": 0.002,  # rad
    "overstride": 0.002,  # m
    "oscillation": 0.001,  # m
}


def technique_of(motion: Motion) -> Technique:
    """How a motion runs: every measure of a :class:`Technique`, and when.

    Raises
    ------
    MotionError
        If the right foot never meets the ground.
    TaskError
        If the motion is outside what can be imposed, or its body has no trunk or ankle.
    """
    check_posture(motion.body, Technique(trunk_lean=0.0, overstride=0.0))
    data, step = motion.data, 0.5 * motion.stride_time
    share = data["duration"].values / motion.stride_time
    pitch = sum(data["position"].sel(coordinate=name).values for name in TRUNK)
    ankle = data["segment_origin"].sel(segment=ankle_segment(motion.body), axis="x").values
    ahead = ankle - data["com_position"].sel(axis="x").values
    height = data["com_position"].sel(axis="y").values
    landing = contact_time(motion, "right")
    phase = np.mod(data["time"].values / step, 1.0)
    return Technique(
        step_rate=60.0 / step,
        trunk_lean=-float(share @ pitch) - float(np.arctan(motion.grade)),
        overstride=float(at_times(motion, ahead, np.array([landing]))[0]),
        oscillation=float(np.ptp(height)),
        events=Events(
            contact=(landing / step + 1.0) % 2.0 - 1.0,
            lowest=float(phase[np.argmin(height)]),
            highest=float(phase[np.argmax(height)]),
        ),
    )


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
        What is to be imposed; its events are found here.
    progress
        Called at every iteration of every solve.

    Returns
    -------
    A motion whose own technique is the one asked for, within :data:`EXACT`.

    Raises
    ------
    TaskError
        If nothing is imposed.
    SolveError
        If a solve does not converge, or the moments of the step do not settle.
    """
    if not technique.imposed:
        raise TaskError(
            "no technique is imposed: give a step rate, trunk lean, over-stride or oscillation."
        )
    motion, off = base, ""
    for _ in range(ROUNDS):
        motion = _towards(motion, technique, progress)
        off = _off(technique, technique_of(motion))
        if not off:
            return motion
    raise SolveError(
        f"the moments of the step did not settle within {ROUNDS} solves: {off}. Ask for a smaller "
        f"change of technique."
    )


def _towards(start: Motion, technique: Technique, progress: Watcher | None) -> Motion:
    """Solve with ``technique`` at the moments of ``start``, if need be by way of half of it."""

    def solve(begin: Motion, wanted: Technique) -> Motion:
        asked = wanted.changed(events=technique_of(begin).events)
        task = Run(begin.speed, begin.grade, technique=asked)
        return reach(begin, begin.runner, task, halvings=0, progress=progress)

    def halfway(begin: Motion, wanted: Technique) -> Technique:
        own = technique_of(begin).imposed
        return Technique(**{name: 0.5 * (own[name] + x) for name, x in wanted.imposed.items()})

    return by_halves(start, technique, solve, halfway)


def _off(asked: Technique, own: Technique) -> str:
    """What a motion's technique misses of what was asked; empty where nothing."""
    for name, value in asked.imposed.items():
        if abs(own.imposed[name] - value) > EXACT[name]:
            return f"{name} is {own.imposed[name]:.4g} where {value:.4g} was asked"
    return ""


@dataclass(frozen=True)
class TechniquePrice:
    """What a technique costs against the free optimum.

    Attributes
    ----------
    before, after
        Technique of the free and of the constrained motion.
    effort
        Change (%) of the objective, which is what the runner is supposed to minimise: energy plus
        what avoids fatigue. Not below zero but for the solver's tolerance.
    cost
        Change (%) of the metabolic cost of transport alone, which may have either sign.
    free, motion
        The free optimum it was held against, and the constrained motion.
    better_found
        Whether the way to the constrained motion led to a better free optimum than the one that
        the question started from; ``free`` then is that one.
    """

    before: Technique
    after: Technique
    effort: float
    cost: float
    free: Motion
    motion: Motion
    better_found: bool


def check_free(base: Motion) -> None:
    """Complain if technique cannot be priced from a motion.

    Raises
    ------
    TaskError
        If it is a sprint, or its technique is imposed.
    """
    if base.seeks is not None:
        raise TaskError("this motion is a sprint, but technique is priced in a run at a speed.")
    if base.task.imposed is not None:
        raise TaskError("this motion's technique is imposed already: start from a free one.")


def price_technique(
    base: Motion, technique: Technique, *, progress: Watcher | None = None
) -> TechniquePrice:
    """Impose a technique on a free motion, and tell what it costs.

    The free motion is solved again first, so that both are solved alike. There are several local
    optima: should the constrained motion be better than the free one, the free one is looked for
    again from there, for what is free can do what is constrained.

    Raises
    ------
    TaskError
        If ``base`` is a sprint or itself constrained, or nothing is imposed.
    SolveError
        As of :func:`impose`.
    """
    check_free(base)
    settings = base.settings

    def solve_free(start: Motion) -> Motion:
        task = Run(base.speed, base.grade)
        return simulate(base.runner, task, start=start, settings=settings, progress=progress)

    free = solve_free(base)
    motion = impose(free, technique, progress=progress)
    better_found = False
    if _percent(_effort(free), _effort(motion)) < -TOLERANCE:
        other = solve_free(motion)
        better_found = _effort(other) < _effort(free)
        free = other if better_found else free
    return TechniquePrice(
        before=technique_of(free),
        after=technique_of(motion),
        effort=_percent(_effort(free), _effort(motion)),
        cost=_percent(
            spatiotemporal(free).cost_of_transport, spatiotemporal(motion).cost_of_transport
        ),
        free=free,
        motion=motion,
        better_found=better_found,
    )


def _effort(motion: Motion) -> float:
    return motion.solver.objective


def price_each(
    base: Motion, technique: Technique, *, progress: Watcher | None = None
) -> tuple[Mapping[str, TechniquePrice], Mapping[str, SolveError]]:
    """The price of each imposed measure alone, by name, and of :data:`ALL` together if several.

    All are against one free optimum: where one of them leads to a better one, all are held
    against that, at most twice. What is not found does not keep the others from being told.

    Returns
    -------
    Prices that were found, and why others were not, by name.

    Raises
    ------
    TaskError
        As of :func:`price_technique`.
    SolveError
        If no price is found.
    """
    single = {
        name: Technique.model_validate({name: value}) for name, value in technique.imposed.items()
    }
    asked = {**single, ALL: technique} if len(single) > 1 else single
    prices: dict[str, TechniquePrice] = {}
    failed: dict[str, SolveError] = {}
    for _ in range(PASSES):
        for name, one in asked.items():
            if name in failed:
                continue
            try:
                prices[name] = price_technique(base, one, progress=progress)
            except SolveError as error:
                failed[name] = error
                prices.pop(name, None)
        better = [price.free for price in prices.values() if price.better_found]
        if not better:
            break
        base = min(better, key=_effort)
    if not prices:
        name, why = next(iter(failed.items()))
        raise SolveError(f"{name}: {why}" if len(asked) > 1 else str(why), status=why.status)
    return prices, failed


def _percent(before: float, after: float) -> float:
    return 100.0 * (after / before - 1.0)
