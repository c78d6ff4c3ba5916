"""Weeks of training without a solve: the gallery's squat as every lift, and made-up prices."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import lru_cache

from lifts import gallery_squat
from made_up_bodies import body, sprint
from pages import ROOT

from hillrunner import Motion, Plan, Runner
from hillrunner.batch.job import Plain, Tell
from hillrunner.groups import GROUPS
from hillrunner.motion import library
from hillrunner.person.muscle_change import ALL
from hillrunner.training.adaptation import adapt
from hillrunner.training.stimulus import demand
from hillrunner.worth.answer.body_job import BodyOrder
from hillrunner.worth.answer.ensemble import SolvedBodies
from hillrunner.worth.answer.priced_body import PricedBody, PricedSprint, Prices
from hillrunner.worth.race.race_model import RaceModel
from hillrunner.worth.train.lifts import TrainedLift
from hillrunner.worth.train.train import Trained, weighed_weeks

ABLE = 160.0  # kg, of every lift
SQUAT = {"name": "half squat", "sets": 4, "repetitions": 4, "percent": 85}
RUNNER = Runner(height=1.795, mass=75.0, fitness={"race": "10 km", "time": "45:00"})


@lru_cache(maxsize=1)
def run() -> Motion:
    """The shipped run."""
    return library.load_shipped("run-3.5.nc")


@lru_cache(maxsize=1)
def muscles() -> tuple[str, ...]:
    """Of the default body, without side."""
    return tuple(str(name) for name in gallery_squat()["muscle"].values)


def muscle_prices(
    value: float, force: float, mass: float, tendon: float, only: str | None = None
) -> Prices:
    """Prices of every muscle alike, or of one alone."""

    def each(price: float) -> dict[str, float]:
        own = {name: price if only in (None, name) else 0.0 for name in muscles()}
        whole = dict.fromkeys((ALL, *GROUPS), sum(own.values()))
        return whole | own

    return Prices(
        value,
        {
            "stronger": each(force + mass),
            "force": each(force),
            "heat": each(0.5 * mass),
            "drive": each(force + 0.5 * mass),
            "carrying": each(0.5 * mass),
            "tendon_stiffness": each(tendon),
        },
    )


def runs(force: float = -0.02, mass: float = 0.03, only: str | None = None) -> PricedBody:
    """A run's prices (J/kg/m per 1)."""
    return replace(body(), cost=muscle_prices(2.8, force, mass, -0.004, only))


def sprints(force: float = 0.05) -> PricedSprint:
    """A sprint's prices (m/s per 1)."""
    return replace(sprint(), top_speed=muscle_prices(8.8, force, -0.01, 0.0))


def bodies(own: PricedBody | None = None, others: tuple[PricedBody, ...] = ()) -> SolvedBodies:
    """What training is weighed by."""
    top = tuple(sprints() for _ in others)
    return SolvedBodies(run(), own or runs(), sprints(), True, others, top, len(others))


def trained_lift(name: str = "half squat", own: float = ABLE) -> TrainedLift:
    """A lift of 160 kg at most, limited by the quadriceps."""
    asked = gallery_squat()
    asked = asked.assign(load=asked["load"] * (own / ABLE), one_rep_max=own)
    return TrainedLift(name, own, ABLE, {"quadriceps": 1.0, "glutes": 0.4}, asked)


def made_up_weeks(
    plan: Plan | None = None,
    race: RaceModel | None = None,
    solved: SolvedBodies | None = None,
    samples: int = 40,
    again: tuple[int, ...] = (),
) -> Trained:
    """What a plan of half squats is worth."""
    plan = Plan(weeks=8, running=40, exercises=[SQUAT]) if plan is None else plan
    lifts = {one.name: trained_lift(one.name) for one in plan.exercises}
    done = adapt(
        plan,
        {name: one.asked for name, one in lifts.items()},
        running=demand(run()),
        samples=samples,
    )
    return weighed_weeks(RUNNER, done, lifts, solved or bodies(), race, again=again)


def lift_work(order: Plain, tell: Tell) -> Plain:
    """The gallery's squat, whatever is asked for."""
    Motion.load(ROOT / "docs" / "gallery" / "squat.nc").save(order["keep"])
    return {"one_rep_max": ABLE, "worth": {"quadriceps": 1.0, "glutes": 0.4}}


def run_work(order: Plain, tell: Tell) -> Plain:
    """The shipped run, priced by how strong muscle is."""
    asked = BodyOrder.of(order)
    if asked.keep:
        run().save(asked.keep)
    return asdict(runs(force=-0.02 * asked.settings.muscles.strength))


def sprint_work(order: Plain, tell: Tell) -> Plain:
    """As :func:`run_work`, of sprints."""
    asked = BodyOrder.of(order)
    if asked.keep:
        library.load_shipped("sprint.nc").save(asked.keep)
    return asdict(sprints())


WORKS: tuple = (run_work, sprint_work, lift_work)
