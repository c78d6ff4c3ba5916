"""What is asked of training, checked: a plan, a race, the runner's own lifts, weeks to solve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hillrunner.checks import listed, number_in, show, unknown_name
from hillrunner.errors import PlanError
from hillrunner.person.runner import Runner
from hillrunner.tasks.lift import MOST
from hillrunner.training.plan import EXERCISES, Plan
from hillrunner.worth.answer.answer import runners_race
from hillrunner.worth.race.race_model import RaceModel

LOAD = (1.0, MOST, "kg")
TESTED = ("squat", "deadlift")  # of a runner's tests that are exercises of plans, as they are done


def planned(plan: Plan | str, weeks: int | None = None, weeks_after: int | None = None) -> Plan:
    """The plan, perhaps a shipped one, over as many weeks as are asked for.

    Start and deload weeks that come after its end are left out.

    Raises
    ------
    PlanError
        If there is no such plan, or weeks are out of range.
    """
    plan = Plan.shipped(plan) if isinstance(plan, str) else plan
    if weeks is not None:
        fewer = Plan(weeks=weeks).weeks  # one sentence where it cannot be
        plan = plan.changed(
            weeks=fewer,
            deload_weeks=tuple(week for week in plan.deload_weeks if week <= fewer),
            start_weeks=min(plan.start_weeks, fewer),
        )
    if weeks_after is not None:
        plan = plan.changed(weeks_after=weeks_after)
    return plan


def known_maxima(
    runner: Runner, plan: Plan, given: Mapping[str, float] | None = None
) -> dict[str, float]:
    """The runner's own largest loads (kg), of the plan's exercises: as given, or tested.

    Raises
    ------
    PlanError
        If an exercise is unknown or not in the plan, or a load is out of range.
    """
    there = [one.name for one in plan.exercises]
    own: dict[str, float] = {}
    for name, load in (given or {}).items():
        if name not in EXERCISES:
            raise PlanError(unknown_name("exercise of one_rep_max", str(name), load, EXERCISES))
        if name not in there:
            raise PlanError(
                f"one_rep_max names the {name} (= {show(load)}), which is not in the plan; there "
                f"{'are ' + listed(there) if there else 'is no exercise'}."
            )
        try:
            own[name] = number_in(f"one_rep_max of the {name}", load, *LOAD)
        except ValueError as error:
            raise PlanError(str(error)) from None
    if runner.tests is not None:
        for name in TESTED:
            tested = getattr(runner.tests, name)
            if name in there and tested is not None:
                own.setdefault(name, tested)
    return own


def weeks_to_solve(plan: Plan, asked: Sequence[int] | None = None) -> tuple[int, ...]:
    """Weeks whose run is solved again.

    Raises
    ------
    PlanError
        If there is no such week.
    """
    end = plan.weeks + plan.weeks_after
    if asked is None:
        return tuple(sorted({plan.weeks, end}))
    for week in asked:
        if isinstance(week, bool) or not isinstance(week, int) or not 1 <= week <= end:
            raise PlanError(
                f"the week to solve is {show(week)}, but must be a whole number from 1 to {end}."
            )
    return tuple(sorted(set(asked)))


def asked_race(runner: Runner, race: str | float | None, vo2max: float | None) -> RaceModel | None:
    """The race; None where none is asked for and nothing is known of the runner's fitness.

    Raises
    ------
    RunnerError
        As :func:`~hillrunner.worth.answer.answer.runners_race`.
    """
    if race is None and vo2max is None and runner.fitness is None:
        return None
    return runners_race(runner, race, vo2max=vo2max)
