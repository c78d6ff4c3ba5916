"""The runner with other muscles, whose long run is laid beside: weaker somewhere, or trained."""

from __future__ import annotations

from collections.abc import Sequence

from hillrunner.checks import listed, show
from hillrunner.errors import PlanError, RunnerError
from hillrunner.groups import GROUPS
from hillrunner.motion.motion import Motion
from hillrunner.person.places import parted
from hillrunner.person.runner import Runner
from hillrunner.training.adaptation import adapt
from hillrunner.training.plan import Plan
from hillrunner.training.shipped_lifts import FILES, as_done_by, muscle_of, shipped_demand
from hillrunner.training.stimulus import demand

LESS = 0.9  # of a group that is weaker


def check_places(field: str, places: Sequence[str], *, sided: bool) -> None:
    """Complain of what is no muscle group, or, where ``sided``, none of a leg.

    Raises
    ------
    RunnerError
    """
    for place in places:
        if (parted(place)[1] if sided else place) not in GROUPS:
            legs = ", also of one leg, as left:calves" if sided else ""
            raise RunnerError(
                f"{field} is {show(place)}, but must be one of {listed(GROUPS)}{legs}."
            )


def check_plan(plan: Plan) -> None:
    """Complain of an exercise that cannot be told without solving it.

    Raises
    ------
    PlanError
    """
    for one in plan.exercises:
        if one.name not in FILES:
            raise PlanError(
                f"the plan has the {one.name}, but a long run takes plans of "
                f"{listed(FILES)} only: their lifts need not be solved."
            )


def weaker(runner: Runner, place: str) -> tuple[str, Runner]:
    """What it is called, and the runner with a tenth less of a group's muscle."""
    side, group = parted(place)
    told = f"{side} {group}" if side else group
    return f"{told} 10 % weaker", runner.stronger({place: LESS})


def trained(run: Motion, plan: Plan) -> tuple[str, Runner]:
    """What it is called, and the runner at the end of a plan.

    Which muscles it trains is read off the lifts that ship, scaled to the runner's muscles, as in
    an answer; ``run`` is the runner's own.
    """
    lifts = {}
    for one in plan.exercises:
        lift = shipped_demand(one.name)
        lifts[one.name] = as_done_by(lift, muscle_of(run.body, lift, "max_force"), run.runner.mass)
    change = adapt(plan, lifts, running=demand(run), samples=1).change()
    runner = run.runner.model_copy(update={"changes": (*run.runner.changes, change)})
    return f"after {plan.weeks} weeks of {plan.name}", runner
