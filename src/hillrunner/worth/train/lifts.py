"""The lifts of a plan: each one's largest load for this body, and a repetition as it is trained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xarray as xr

from hillrunner.batch.job import Job, Plain, Tell, Work
from hillrunner.batch.telling import iterations
from hillrunner.errors import TaskError
from hillrunner.motion.motion import Motion
from hillrunner.person.runner import ASIDE, Runner
from hillrunner.settings import Settings
from hillrunner.tasks.exercises import exercise as lift_named
from hillrunner.tasks.known import task_from
from hillrunner.tasks.lift import Lift
from hillrunner.training.plan import Exercise, Plan
from hillrunner.training.repetitions import in_reserve, share_at
from hillrunner.training.stimulus import demand
from hillrunner.worth.answer.ensemble import Bench
from hillrunner.worth.lift import lift, too_much
from hillrunner.worth.start import MeasuredBody

# Every exercise that a plan may name: the lift's name, and what is said of it.
SIMULATED: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "half squat": ("squat", {"depth": "half"}),
    "squat": ("squat", {"depth": "parallel"}),
    "full squat": ("squat", {"depth": "full"}),
    "deadlift": ("deadlift", {}),
    "calf raise": ("calf-raise", {}),
    "lunge": ("lunge", {}),
    "split squat": ("split-squat", {}),
    "step-up": ("step-up", {}),
    "seated calf raise": ("seated-calf-raise", {}),
    "hip thrust": ("hip-thrust", {}),
}
TIME_LIMIT = 1800.0  # s, of one solve, on a machine that others use too
HEAVIEST = 0.95  # of the largest load: above it a repetition is solved for less surely


@dataclass(frozen=True)
class TrainedLift:
    """A lift of a plan, as this body does it.

    Attributes
    ----------
    exercise
        Its name in the plan.
    one_rep_max
        Largest load (kg): the runner's own where it was given, or the body's.
    able
        The body's largest load (kg), as it was solved for.
    worth
        By muscle group, kilograms that one percent more muscle adds to it.
    asked
        What a repetition asks of each muscle, at about the load that is trained: see
        :func:`~hillrunner.training.stimulus.demand`, with ``one_rep_max`` as here.
    """

    exercise: str
    one_rep_max: float
    able: float
    worth: Mapping[str, float]
    asked: xr.Dataset = field(repr=False)


def lift_task(name: str) -> Lift:
    """The lift that an exercise of a plan is."""
    kind, fields = SIMULATED[name]
    return lift_named(kind, "max", **fields)


def trained_share(one: Exercise) -> float:
    """Load over 1RM that an exercise is done at, halfway through the plan; 1 at most."""
    if one.percent is not None:
        return min(HEAVIEST, 0.005 * sum(one.percent))
    given = one.rir or one.rpe
    assert given is not None
    hard = 0.5 * sum(given)
    reserve = hard if one.rir is not None else in_reserve(hard)
    return min(HEAVIEST, float(share_at(0.5 * sum(one.repetitions) + reserve)))


@dataclass(frozen=True)
class LiftOrder:
    """A lift to solve: for the most, and with a share of it.

    Attributes
    ----------
    runner, task, share, settings
        Who lifts what, how much of the most, and with what settings.
    keep
        File for the repetition.
    measured
        The runner's body, where it was measured; the default one if None.
    """

    runner: Runner
    task: Lift
    share: float
    settings: Settings
    keep: Path
    measured: MeasuredBody | None = None

    def job(self, name: str, work: Work) -> Job:
        """The job; what the runner says that moves nothing, and where files are, do not matter."""
        order: Plain = {
            "runner": self.runner.model_dump(mode="json"),
            "task": self.task.model_dump(mode="json"),
            "share": round(self.share, 3),
            "settings": self.settings.model_dump(mode="json"),
        }
        who = self.runner.model_dump(mode="json", exclude=set(ASIDE))
        measured = self.measured.plain() if self.measured else None
        of = {"body": self.measured.hash} if self.measured else {}
        return Job(
            name,
            work,
            order | {"keep": str(self.keep), "measured": measured},
            keeps=(self.keep,),
            depends_on=order | {"runner": who} | of,
        )


def solve_lift(order: Plain, tell: Tell) -> Plain:
    """Solve a lift for the most, and a repetition with a share of that.

    Returns
    -------
    dict
        ``one_rep_max`` (kg) and ``worth`` by muscle group (kg per percent).

    Raises
    ------
    SolveError
        If it does not converge.
    """
    task = task_from(order["task"])
    assert isinstance(task, Lift)
    measured = MeasuredBody.of(order["measured"])
    solved = lift(
        Runner(**order["runner"]),
        task,
        share=order["share"],
        body=measured.body() if measured else None,
        settings=Settings(**order["settings"]),
        time_limit=TIME_LIMIT,
        progress=iterations(tell),
    )
    solved.motion.save(order["keep"])
    return {"one_rep_max": solved.one_rep_max, "worth": solved.worth}


def solved_lifts(
    runner: Runner,
    plan: Plan,
    bench: Bench,
    one_rep_max: Mapping[str, float] | None = None,
    work: Work = solve_lift,
    measured: MeasuredBody | None = None,
) -> dict[str, TrainedLift]:
    """Every lift of a plan, solved, or taken from what the folder of the bench holds.

    Parameters
    ----------
    runner, plan, bench
        Who lifts what, and where it is solved.
    one_rep_max
        The runner's own largest loads (kg), by exercise.
    work
        What solves a lift instead of :func:`solve_lift`.
    measured
        The runner's body, where it was measured.

    Raises
    ------
    TaskError
        If the runner's legs differ: lifts are computed with both doing the same; or if this body
        cannot lift what is said to be the runner's own.
    SolveError
        If a lift is not found.
    """
    jobs = {}
    for one in plan.exercises:
        name = f"lift-{one.name.replace(' ', '-')}"
        keep = bench.folder / f"{name}.nc"
        order = LiftOrder(
            runner, lift_task(one.name), trained_share(one), Settings(), keep, measured
        )
        jobs[one.name] = order.job(name, work)
    ends = bench.solve(*jobs.values()) if jobs else {}
    own = one_rep_max or {}
    return {
        name: _trained(name, job, ends[job.name].value(), own.get(name))
        for name, job in jobs.items()
    }


def _trained(name: str, job: Job, result: Plain, own: float | None) -> TrainedLift:
    """The lift of a body that is as strong as it is, or whose largest load is the runner's own.

    A runner who lifts less than the body trains with less, at the same share of the largest load:
    muscles are then as near to what they can do.
    """
    able, worth = float(result["one_rep_max"]), dict(result["worth"])
    if own is not None and own > able:
        raise TaskError(too_much(lift_task(name).changed(load=own), able, worth))
    most = able if own is None else own
    asked = demand(Motion.load(job.keeps[0]))
    asked = asked.assign(load=asked["load"] * (most / able), one_rep_max=most)
    return TrainedLift(name, most, able, worth, asked)
