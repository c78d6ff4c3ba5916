"""Priced bodies without a solve: what an answer rests on, made up."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import lru_cache

from hillrunner.batch.job import Plain, Tell
from hillrunner.errors import SolveError
from hillrunner.groups import GROUPS
from hillrunner.motion import library
from hillrunner.motion.solved import Status
from hillrunner.person.muscle_change import ALL
from hillrunner.person.runner import Runner
from hillrunner.sides import RIGHT, stem
from hillrunner.worth.answer.answer import Answer, weighed
from hillrunner.worth.answer.body_job import BodyOrder
from hillrunner.worth.answer.ensemble import SolvedBodies
from hillrunner.worth.answer.plausible import UNCERTAIN
from hillrunner.worth.answer.priced_body import (
    PricedBody,
    PricedSprint,
    Prices,
    TechniqueResult,
    Unsolved,
)
from hillrunner.worth.race.race_model import RaceModel

RUNNER = Runner(height=1.795, mass=75.0)
# The strongest sixth of bodies is not solved, nor the strongest third of sprints.
(STRENGTH,) = (one for one in UNCERTAIN if one.field == "strength")
RUNS, SPRINTS = STRENGTH.at(5.0 / 6.0), STRENGTH.at(2.0 / 3.0)
UNMET = "the equations could not be met."


@lru_cache(maxsize=1)
def members() -> dict[str, tuple[str, ...]]:
    """The muscles of each group of the default body, without side."""
    muscles = [m for m in library.load_shipped("run-3.5.nc").body.muscles if m.side == RIGHT]
    return {group: tuple(stem(m.name) for m in muscles if m.group == group) for group in GROUPS}


def table(value: float, stronger: float, drive: float) -> Prices:
    """Prices of all muscle, an eighth of them in each group, and as much in each of its muscles."""

    def places(x: float) -> dict[str, float]:
        own = {name: x / 8.0 / len(names) for names in members().values() for name in names}
        return {ALL: x, **{group: x / 8.0 for group in GROUPS}, **own}

    return Prices(
        value,
        {
            "stronger": places(stronger),
            "drive": places(drive),
            "force": places(drive - 0.4),
            "heat": places(0.4),
            "carrying": places(stronger - drive),
            "tendon_stiffness": places(0.1),
        },
    )


def body(stronger: float = 0.6, drive: float = -0.9, elasticity: float = 1.0) -> PricedBody:
    """A body's prices (J/kg/m per 1)."""
    return PricedBody(
        speed=3.7,
        cost=table(2.8, stronger, drive),
        effort=table(4.9, -2.0, -4.0),
        elasticity=elasticity,
        muscle_mass=dict.fromkeys(GROUPS, 2.0),
        loads={place: {"knee_contact": 0.5, "achilles_force": -0.2} for place in (ALL, *GROUPS)},
        techniques={"step_rate +5 %": TechniqueResult(170.0, 178.5, 1.0, 0.5)},
    )


def sprint(faster: float = 1.6) -> PricedSprint:
    """A sprint's prices (m/s per 1)."""
    return PricedSprint(table(8.8, faster, 2.0 * faster))


def made_up_answer(
    model: RaceModel,
    own: PricedBody | None = None,
    *,
    runner: Runner = RUNNER,
    top: PricedSprint | Unsolved | None = None,
    first: bool = False,
    stand_in: Unsolved | None = None,
    bodies: tuple[PricedBody, ...] = (),
    sprints: tuple[PricedSprint, ...] = (),
    ordered: int | None = None,
) -> Answer:
    """The answer that follows from these bodies; the run is a shipped one."""
    count = len(bodies) if ordered is None else ordered
    run = library.load_shipped("run-3.5.nc")
    return weighed(
        runner,
        model,
        SolvedBodies(run, own or body(), top or sprint(), first, bodies, sprints, count, stand_in),
    )


def run_work(order: Plain, tell: Tell) -> Plain:
    """Prices by how strong muscle is; strong bodies and a wider oscillation are not solved."""
    asked = BodyOrder.of(order)
    strength = asked.settings.muscles.strength
    if asked.keep:
        library.load_shipped("run-3.5.nc").save(asked.keep)
    elif strength > RUNS:
        raise SolveError(UNMET)
    techniques = {
        change.key: Unsolved("it did not settle.")
        if change.key.startswith("oscillation +")
        else TechniqueResult(1.0, change.of(1.0), min(change.amount, 10.0) * strength, 1.0)  # %
        for change in asked.techniques
    }
    return asdict(replace(body(stronger=0.6 * strength), techniques=techniques))


def sprint_work(order: Plain, tell: Tell) -> Plain:
    """As :func:`run_work`, of sprints."""
    asked = BodyOrder.of(order)
    strength = asked.settings.muscles.strength
    if asked.keep:
        library.load_shipped("sprint.nc").save(asked.keep)
    elif strength > SPRINTS:
        raise SolveError(UNMET)
    return asdict(sprint(1.6 * strength))


def slow_work(order: Plain, tell: Tell) -> Plain:
    """Nothing converges in less than two minutes."""
    if BodyOrder.of(order).time_limit < 120.0:
        raise SolveError("the time limit came first.", status=Status.TIME)
    return sprint_work(order, tell)


def failing_work(order: Plain, tell: Tell) -> Plain:
    """Nothing converges."""
    raise SolveError(UNMET)


def interrupted_work(order: Plain, tell: Tell) -> Plain:
    """Ctrl-C at the first plausible body whose muscle is strong."""
    if BodyOrder.of(order).settings.muscles.strength > SPRINTS and not order["keep"]:
        raise KeyboardInterrupt
    return run_work(order, tell)


MADE_UP = (run_work, sprint_work)
