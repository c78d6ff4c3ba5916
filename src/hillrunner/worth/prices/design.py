"""Where this body would best carry more muscle: a budget of muscle, spread for one aim.

Every muscle may grow within bounds, with the mass that goes with it, and all that is added may
weigh no more than a budget. The aim is a value of the optimal motion of the grown body: top speed,
energy or effort. Its exact slope in every muscle is a price
(:mod:`hillrunner.worth.prices.prices`), so
that the search (sequential quadratic programming, Kraft 1988) takes one warm solve a step, instead
of one a muscle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.checks import listed, show
from hillrunner.errors import HillrunnerError, SolveError
from hillrunner.groups import GROUPS
from hillrunner.motion.motion import Motion
from hillrunner.person.muscle_change import MuscleChange
from hillrunner.shown import Shown
from hillrunner.sides import stem
from hillrunner.solve.ipopt import Watcher
from hillrunner.solve.simulate import simulate
from hillrunner.worth.prices.prepared import generic_body, prepared
from hillrunner.worth.prices.prices import Aim, prices
from hillrunner.worth.prices.what_if import changed_runner

Array = NDArray[np.float64]

AIMS = ("effort", "energy", "speed")
LIMITS = {"budget": (0.001, 0.5), "most": (0.01, 1.0)}  # lowest and highest, as shares
STEPS = 12  # of the search, at most
ENOUGH = 2e-5  # relative gain of a step below which the search ends
LEAST = 5e-4  # growth below which a muscle counts as not grown


@dataclass(frozen=True)
class Design(Shown):
    """The best spread of a budget of muscle.

    Attributes
    ----------
    aim
        ``speed``, ``energy`` or ``effort``.
    before, after, evenly
        The motion as the body is, with the best spread, and with the same budget spread evenly over
        all leg muscle.
    growth
        By muscle, without its side: share added to force and mass, where it is not zero.
    added
        By muscle: mass (kg) added in both legs.
    budget
        Mass (kg) that might be added in all.
    values
        Of the aim: at the motions ``before``, ``evenly`` and ``after``.
    solves
        How often a motion was solved.
    """

    aim: str
    before: Motion
    after: Motion
    evenly: Motion
    growth: Mapping[str, float]
    added: Mapping[str, float]
    budget: float
    values: tuple[float, float, float]
    solves: int

    @property
    def unit(self) -> str:
        """Of the values."""
        return "m/s" if self.aim == "speed" else "J/kg/m"

    @property
    def change(self) -> MuscleChange:
        """The best spread as a change of the runner's muscles."""
        return MuscleChange(force={name: 1.0 + g for name, g in self.growth.items()})

    @property
    def added_by_group(self) -> dict[str, float]:
        """By muscle group: mass (kg) added in both legs."""
        group_of = {stem(muscle.name): muscle.group for muscle in self.before.body.muscles}
        return {
            group: sum(mass for name, mass in self.added.items() if group_of[name] == group)
            for group in GROUPS
        }


def design(
    motion: Motion,
    aim: Aim | None = None,
    *,
    budget: float = 0.05,
    most: float = 0.20,
    progress: Watcher | None = None,
) -> Design:
    """Spread a budget of muscle over the legs for one aim.

    Parameters
    ----------
    motion
        A solved motion of the default body, or of a measured person; it is first solved on to a
        tolerance of :data:`~hillrunner.worth.prices.prepared.TOLERANCE` if it is not there yet.
    aim
        ``speed`` of a sprint (the default there), ``energy`` (the default) or ``effort`` of a run.
    budget
        Mass that may be added in all, as a share of all leg muscle, 0.001 to 0.5.
    most
        Growth of a single muscle at most, 0.01 to 1; not less than ``budget``, which could not be
        spent then.
    progress
        Called at every iteration of every solve.

    Returns
    -------
    A local optimum of the spread, never worse than ``before`` (nothing added) or an even spread.

    Raises
    ------
    HillrunnerError
        If the aim does not fit the motion, or a number is out of range.
    MotionError
        If the motion is of another body.
    SolveError
        If the evenly grown body is not solved.
    """
    goal = _aim(motion, aim)
    _check_shares(budget, most)
    before = prepared(motion, progress=progress)
    search = _Search(before, goal, progress)
    whole = budget * search.mass.sum()
    room = {"type": "ineq", "fun": lambda g: 1.0 - search.mass @ g / whole}
    room["jac"] = lambda g: -search.mass / whole
    even = np.full(search.mass.size, budget)
    minimize(
        search.value,
        even,
        jac=search.slope,
        method="SLSQP",
        bounds=[(0.0, most)] * search.mass.size,
        constraints=[room],
        options={"maxiter": STEPS, "ftol": ENOUGH},
    )
    within = [g for g in search.solved if search.mass @ g <= whole * (1.0 + 1e-6)]
    best = min(within, key=search.value)
    grown = {n: float(g) for n, g in zip(search.names, best, strict=True) if g > LEAST}
    return Design(
        aim=goal,
        before=before,
        after=search.motion(best),
        evenly=search.motion(even),
        growth=grown,
        added={n: g * float(search.mass[search.names.index(n)]) for n, g in grown.items()},
        budget=float(whole),
        values=(search.aimed(np.zeros_like(even)), search.aimed(even), search.aimed(best)),
        solves=search.solves,
    )


def _aim(motion: Motion, aim: Aim | None) -> Aim:
    """The aim, if it fits the motion."""
    if aim is not None and aim not in AIMS:
        raise HillrunnerError(f"the aim is {show(aim)}, but must be one of {listed(AIMS)}.")
    kind = motion.task.kind
    if motion.seeks == "load":
        raise HillrunnerError(
            f"muscle can only be spread for a run or a sprint, and this motion is a {kind}."
        )
    allowed: tuple[Aim, ...] = ("speed",) if motion.seeks else ("energy", "effort")
    if aim is not None and aim not in allowed:
        raise HillrunnerError(
            f"the aim is {aim!r}, but of a {kind} it must be {' or '.join(allowed)}"
            f"{'' if motion.seeks else '; speed is the aim of a sprint'}."
        )
    return aim or allowed[0]


def _check_shares(budget: float, most: float) -> None:
    for what, value in (("budget", budget), ("most", most)):
        low, high = LIMITS[what]
        if not low <= value <= high:
            raise HillrunnerError(
                f"{what} is {100 * value:g} %, but must be from {100 * low:g} to {100 * high:g} %."
            )
    if most < budget:
        raise HillrunnerError(
            f"a budget of {100 * budget:g} % of all leg muscle cannot be spent if no muscle may "
            f"grow by more than {100 * most:g} %: allow {100 * budget:g} % or more, or spend less."
        )


class _Search:
    """The aim as a function of every muscle's growth; what was solved is kept."""

    def __init__(self, before: Motion, aim: Aim, progress: Watcher | None) -> None:
        self.before, self.aim, self.progress = before, aim, progress
        self.body = generic_body(before)
        mass: dict[str, float] = {}
        for muscle in before.body.muscles:
            mass[stem(muscle.name)] = mass.get(stem(muscle.name), 0.0) + muscle.mass
        self.names, self.mass = list(mass), np.array(list(mass.values()))
        self._motions: dict[bytes, Motion] = {self._key(np.zeros(len(mass))): before}
        self._last = before
        self.solves = 0

    @property
    def solved(self) -> list[Array]:
        """Every growth that was solved."""
        return [np.frombuffer(key) for key in self._motions]

    def motion(self, growth: Array) -> Motion:
        """The optimal motion of the body that has grown so."""
        key = self._key(growth)
        if key not in self._motions:
            self._motions[key] = self._last = self._solved(np.frombuffer(key))
        return self._motions[key]

    def _solved(self, growth: Array) -> Motion:
        grown = {n: 1.0 + float(g) for n, g in zip(self.names, growth, strict=True) if g > 0.0}
        if not grown:
            return self.before
        change = MuscleChange(force=grown)
        runner = changed_runner(self.before.runner, change)
        settings = self.before.settings
        for start in (self._last, self.before):
            self.solves += 1
            try:
                return simulate(
                    runner,
                    self.before.task,
                    start=start,
                    body=self.body,
                    settings=settings,
                    progress=self.progress,
                )
            except SolveError as error:
                failure = error
        raise failure

    def value(self, growth: Array) -> float:
        """What is minimised."""
        return self._sign * self.aimed(growth)

    def aimed(self, growth: Array) -> float:
        """The aim, in its own unit."""
        motion = self.motion(growth)
        if self.aim == "speed":
            return motion.speed
        if self.aim == "effort":
            return motion.minimised
        return spatiotemporal(motion).cost_of_transport

    def slope(self, growth: Array) -> Array:
        """Of :meth:`value`, in the growth of every muscle."""
        table = prices(self.motion(growth), of=self.aim)["stronger"].sel(place=self.names)
        return self._sign * np.asarray(table.values) / (1.0 + growth)

    @property
    def _sign(self) -> float:
        return -1.0 if self.aim == "speed" else 1.0

    @staticmethod
    def _key(growth: Array) -> bytes:
        return np.ascontiguousarray(np.round(np.maximum(growth, 0.0), 6)).tobytes()
