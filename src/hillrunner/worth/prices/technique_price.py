"""What a way of running costs: technique imposed, and weighed against the free optimum."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.errors import SolveError, TaskError
from hillrunner.lab.watch import WatchRun, read_watch
from hillrunner.motion.motion import Motion
from hillrunner.person.runner import Runner
from hillrunner.person.technique import Technique
from hillrunner.shown import Shown
from hillrunner.solve.ipopt import Watcher
from hillrunner.solve.simulate import simulate
from hillrunner.worth.compare import Comparison, compare
from hillrunner.worth.prices.impose import (
    check_requested,
    impose,
    technique_from_watch,
    technique_of,
)
from hillrunner.worth.prices.prepared import generic_body, prepared

TOLERANCE = 0.1  # %, of the objective: what the solver's tolerance leaves open
ALL = "all"  # the price of all measures together
PASSES = 3  # over several techniques, until all agree on the free optimum


@dataclass(frozen=True)
class TechniquePrice(Shown):
    """What a technique costs against the free optimum.

    Attributes
    ----------
    requested
        What was imposed.
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

    requested: Technique
    before: Technique
    after: Technique
    effort: float
    cost: float
    free: Motion
    motion: Motion
    better_found: bool

    @cached_property
    def comparison(self) -> Comparison:
        """The free and the constrained motion side by side."""
        return compare(self.free, self.motion)


@dataclass(frozen=True)
class TechniquePrices(Shown):
    """What a requested technique costs: all of it together, or every measure alone as well.

    Attributes
    ----------
    requested
        What was imposed.
    prices
        By measure, or :data:`ALL` for several of them together; never empty.
    unsolved
        By the same names: why a price was not found.
    motion
        The motion that was asked about, solved closely enough; the free optimum that prices are
        held against is that of each price.
    watch
        The watch's run that was held beside it, if any.
    runner
        Whose technique was requested, if it was not given outright.
    """

    requested: Technique
    prices: Mapping[str, TechniquePrice]
    unsolved: Mapping[str, SolveError]
    motion: Motion
    watch: WatchRun | None = None
    runner: Runner | None = None

    def __getitem__(self, measure: str) -> TechniquePrice:
        return self.prices[measure]

    @property
    def free(self) -> Motion:
        """The free optimum that prices are held against."""
        return list(self.prices.values())[-1].free

    @property
    def effort(self) -> float:
        """Change (%) of the objective with all that was requested; NaN where not solved."""
        return self._together.effort if self._together else math.nan

    @property
    def cost(self) -> float:
        """Change (%) of the metabolic cost of transport with all that was requested, or NaN."""
        return self._together.cost if self._together else math.nan

    @property
    def _together(self) -> TechniquePrice | None:
        return self.prices.get(name_of(self.requested))


def technique(
    motion: Motion,
    requested: Technique | None = None,
    *,
    step_rate: float | None = None,
    trunk_lean: float | None = None,
    overstride: float | None = None,
    oscillation: float | None = None,
    watch: WatchRun | str | Path | None = None,
    runner: Runner | None = None,
    each: bool = False,
    progress: Watcher | None = None,
) -> TechniquePrices:
    """What a way of running costs in effort and energy, against the free optimum.

    Parameters
    ----------
    motion
        A run whose technique was left free: of the default body, or of a measured person in her own
        way (:mod:`hillrunner.tasks.own_run`).
    requested
        The technique to impose.
    step_rate, trunk_lean, overstride, oscillation
        The same, one by one: steps/min, rad, m and m, in place of what ``requested`` says.
    watch
        A watch's run, or its FIT file: step rate and oscillation where nothing else says them.
    runner
        Whose ``technique`` says the rest.
    each
        Also price every measure alone.
    progress
        Called at every iteration of every solve.

    Raises
    ------
    TaskError
        If the motion is a sprint or its technique was imposed, if nothing is requested, or if it
        is out of range.
    MeasuredError
        If the watch's file cannot be used.
    MotionError
        If the motion is of another body.
    SolveError
        If no price is found.
    """
    check_free(motion)
    watched = read_watch(watch) if isinstance(watch, str | Path) else watch
    given = {
        "step_rate": step_rate,
        "trunk_lean": trunk_lean,
        "overstride": overstride,
        "oscillation": oscillation,
    }
    whole = Technique(
        **usual_technique(runner, watched).imposed
        | (requested.imposed if requested else {})
        | {name: value for name, value in given.items() if value is not None}
    )
    check_requested(whole)
    motion.task.changed(technique=whole).symmetry(motion.body)  # complaints
    before = prepared(motion, progress=progress)
    if each:
        prices, unsolved = price_each(before, whole, progress=progress)
    else:
        price = price_technique(before, whole, progress=progress)
        prices, unsolved = {name_of(whole): price}, {}
    return TechniquePrices(whole, prices, unsolved, before, watched, runner)


def usual_technique(runner: Runner | None, watch: WatchRun | None) -> Technique:
    """How somebody runs now: by the watch, and as the runner says where the watch says nothing.

    Raises
    ------
    TaskError
        If the watch says what cannot be imposed.
    """
    said = runner.technique.imposed if runner and runner.technique else {}
    return Technique(**said | (technique_from_watch(watch).imposed if watch else {}))


def name_of(requested: Technique) -> str:
    """Of the price of everything that is requested: the one measure, or :data:`ALL`."""
    names = list(requested.imposed)
    return names[0] if len(names) == 1 else ALL


def check_free(base: Motion) -> None:
    """Complain if technique cannot be priced from a motion.

    Raises
    ------
    TaskError
        If it is no run, or its technique is imposed.
    """
    if not base.task.takes_technique:
        kind = base.task.kind
        raise TaskError(f"Technique can only be priced for a run, and this motion is a {kind}.")
    if base.task.imposed is not None:
        raise TaskError("This motion's technique was imposed already: start from a free run.")


def price_technique(
    base: Motion, technique: Technique, *, progress: Watcher | None = None
) -> TechniquePrice:
    """Impose a technique on a free motion, and weigh what it costs.

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
        return simulate(
            base.runner,
            base.task,
            start=start,
            body=generic_body(base),
            settings=settings,
            progress=progress,
        )

    free = solve_free(base)
    motion = impose(free, technique, progress=progress)
    better_found = False
    if _percent(_effort(free), _effort(motion)) < -TOLERANCE:
        other = solve_free(motion)
        better_found = _effort(other) < _effort(free)
        free = other if better_found else free
    return TechniquePrice(
        requested=technique,
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
    return motion.minimised


def price_each(
    base: Motion, technique: Technique, *, progress: Watcher | None = None
) -> tuple[Mapping[str, TechniquePrice], Mapping[str, SolveError]]:
    """The price of each imposed measure alone, by name, and of :data:`ALL` together if several.

    All are against one free optimum: where one of them leads to a better one, all are held
    against that, at most twice. One that is not found does not keep back the others.

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
    wanted = {**single, ALL: technique} if len(single) > 1 else single
    prices: dict[str, TechniquePrice] = {}
    failed: dict[str, SolveError] = {}
    for _ in range(PASSES):
        for name, one in wanted.items():
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
        raise SolveError(f"{name}: {why}" if len(wanted) > 1 else str(why), status=why.status)
    return prices, failed


def _percent(before: float, after: float) -> float:
    return 100.0 * (after / before - 1.0)
