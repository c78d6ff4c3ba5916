"""One body that may be the runner's: solved, and what everything is worth in it, as plain numbers.

What is kept of a body is small and readable (a dict that goes into JSON), so that an ensemble can
be interrupted and go on, and be looked into.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xarray as xr

from hillrunner.errors import HillrunnerError, SolveError
from hillrunner.groups import GROUPS
from hillrunner.model.physics.metabolism import BASAL_RATE
from hillrunner.motion import library
from hillrunner.motion.motion import Motion
from hillrunner.person.muscle_change import ALL
from hillrunner.person.runner import Runner
from hillrunner.person.technique import Technique
from hillrunner.settings import Settings
from hillrunner.solve.simulate import simulate
from hillrunner.tasks.tasks import Run, Sprint
from hillrunner.worth.prices.prices import prices
from hillrunner.worth.prices.response import responses
from hillrunner.worth.prices.technique_price import price_technique, technique_of

KNOBS = ("stronger", "force", "mass", "carrying", "tendon_stiffness")
TIME_LIMIT = 600.0  # s, of one solve
HALVINGS = 2  # of the way to a body that is not reached at once


@dataclass(frozen=True)
class Asked:
    """A change of technique: ``relative`` says whether ``amount`` is % of the free motion's own.

    A ``target`` is no change, but what the measure is to be.
    """

    what: str  # a field of Technique
    amount: float
    relative: bool
    target: bool = False

    @property
    def key(self) -> str:
        """Its name among the results."""
        if self.target:
            return f"{self.what} of {self.amount:g}"
        return f"{self.what} {self.amount:+g}{' %' if self.relative else ''}"


@dataclass(frozen=True)
class BodyOrder:
    """A body to solve and to price.

    Attributes
    ----------
    name
        Of the result's file.
    runner, speed, settings
        Who runs, how fast (m/s, level), and with what settings.
    start
        File of the motion to start from; the nearest that ships if None.
    keep
        File for the motion; not kept if None.
    techniques
        What to impose on the run as well.
    sprints
        Whether the body's sprint is solved and priced, instead of its run.
    """

    name: str
    runner: Runner
    speed: float
    settings: Settings
    start: Path | None = None
    keep: Path | None = None
    techniques: tuple[Asked, ...] = ()
    sprints: bool = False


def priced(motion: Motion) -> dict[str, Any]:
    """What everything is worth in a motion, as plain numbers.

    Returns
    -------
    dict
        ``speed`` (m/s); ``cost`` and ``effort``: each ``value`` (J/kg/m) and, by knob of
        :data:`KNOBS` and place, ``prices`` as
        :func:`~hillrunner.worth.prices.prices.prices` of energy and
        effort give them; the value of ``cost`` is gross,
        with the standing rate, as races need it; ``elasticity``: percent more oxygen for
        one percent more speed, in this motion's own neighbourhood; ``muscle_mass`` (kg, both legs)
        by group; ``loads``: by place, % of peak loads for 1 % more muscle.
    """
    effort, cost = prices(motion), prices(motion, of="energy")
    running = float(cost.attrs["value"])  # without the rate of standing, which nothing moves
    gross = running + BASAL_RATE / motion.speed
    return {
        "speed": motion.speed,
        "cost": _plain(cost) | {"value": gross},
        "effort": _plain(effort),
        "elasticity": (running + motion.speed * float(cost["speed"])) / gross,
        "muscle_mass": {
            group: sum(m.mass for m in motion.body.muscles if m.group == group) for group in GROUPS
        },
        "loads": responses(motion, (ALL, *GROUPS)),
    }


def priced_sprint(motion: Motion) -> dict[str, Any]:
    """What everything is worth in a sprint, as plain numbers.

    Returns
    -------
    dict
        ``value``, the top speed (m/s), and, by knob of :data:`KNOBS` and place, ``prices`` as
        :func:`~hillrunner.worth.prices.prices.prices` of speed gives them.
    """
    return _plain(prices(motion, of="speed"))


def _plain(table: xr.Dataset) -> dict[str, Any]:
    places = [str(place) for place in table["place"].values]
    return {
        "value": float(table.attrs["value"]),
        "prices": {
            knob: dict(zip(places, table[knob].values.tolist(), strict=True)) for knob in KNOBS
        },
    }


def solve_body(order: BodyOrder) -> dict[str, Any]:
    """Solve a body and price it.

    Returns
    -------
    dict
        Of a run: what :func:`priced` gives, and ``techniques``: for each that was asked for,
        ``cost`` and ``effort`` in % of the free optimum, or ``why`` there is none. Of a sprint:
        ``sprint``, what :func:`priced_sprint` gives.

    Raises
    ------
    SolveError
        If the body's run, or sprint, does not converge.
    """
    task = Sprint() if order.sprints else Run(order.speed)
    start = Motion.load(order.start) if order.start else None
    motion = _reach(order, task, start or library.nearest(order.runner, task))
    if order.keep:
        motion.save(order.keep)
    if order.sprints:
        return {"sprint": priced_sprint(motion)}
    return {
        **priced(motion),
        "techniques": {asked.key: _technique(motion, asked) for asked in order.techniques},
    }


def _reach(order: BodyOrder, task: Run | Sprint, start: Motion | None) -> Motion:
    """Solve from ``start``, if need be by way of settings between its own and those asked for."""
    goal = order.settings
    try:
        return _solved(order, task, goal, start)
    except SolveError:
        if start is None or start.settings == goal:
            raise  # there is nothing in between
    own, motion, steps = start.settings, start, 2**HALVINGS
    for i in range(1, steps + 1):
        motion = _solved(order, task, between(own, goal, i / steps), motion)
    return motion


def _solved(
    order: BodyOrder, task: Run | Sprint, settings: Settings, start: Motion | None
) -> Motion:
    return simulate(
        order.runner,
        task,
        start=start,
        fallback=False,
        settings=settings,
        time_limit=TIME_LIMIT,
    )


def between(one: Settings, other: Settings, share: float) -> Settings:
    """Settings at ``share`` of the way, each positive number by its logarithm."""

    def mixed(a: Any, b: Any) -> Any:
        if isinstance(a, Mapping):
            return {key: mixed(a[key], b[key]) for key in a}
        if share >= 1.0 or a == b or isinstance(a, int):
            return b
        if a > 0.0 and b > 0.0:
            return math.exp((1.0 - share) * math.log(a) + share * math.log(b))
        return (1.0 - share) * a + share * b

    return Settings(**mixed(one.model_dump(), other.model_dump()))


def _technique(motion: Motion, asked: Asked) -> dict[str, Any]:
    try:
        own = technique_of(motion).imposed[asked.what]
        if asked.target:
            target = asked.amount
        else:
            target = own * (1.0 + 0.01 * asked.amount) if asked.relative else own + asked.amount
        found = price_technique(motion, Technique.model_validate({asked.what: target}))
    except HillrunnerError as error:
        return {"why": str(error)}
    return {"from": own, "to": target, "cost": found.cost, "effort": found.effort}
