"""A lift of a body: with a load, with a share of its largest, or the largest itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from hillrunner.analysis.lift import LiftNumbers, lift_numbers
from hillrunner.errors import SolveError, TaskError
from hillrunner.groups import GROUPS
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.motion.motion import Motion
from hillrunner.motion.solved import Status
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.shown import Shown
from hillrunner.solve.attempts import COARSE
from hillrunner.solve.ipopt import Watcher
from hillrunner.solve.simulate import simulate
from hillrunner.tasks.lift import Lift
from hillrunner.worth.prices.prices import prices

PERCENT = 0.01


@dataclass(frozen=True)
class Lifted(Shown):
    """A solved lift, and the largest load where it was asked for.

    Attributes
    ----------
    exercise
        Its name.
    motion
        The lift.
    legs
        The lift in numbers, by leg: of ``"one"`` where both do the same, else of each by its name,
        as ``"front"`` and ``"rear"``; first the one that does more.
    most
        The lift of the largest load, None where nobody asked for it.
    worth
        By muscle group, kilograms that one percent more muscle of it adds to the largest load;
        empty where nobody asked.
    """

    exercise: str
    motion: Motion
    legs: dict[str, LiftNumbers]
    most: Motion | None = None
    worth: dict[str, float] = field(default_factory=dict)

    @property
    def numbers(self) -> LiftNumbers:
        """Of the leg that does more."""
        return next(iter(self.legs.values()))

    @property
    def one_rep_max(self) -> float | None:
        """The largest load (kg)."""
        return None if self.most is None else self.most.mass_carried


def lift(
    runner: Runner,
    task: Lift,
    *,
    share: float | None = None,
    start: Motion | None = None,
    body: Body | None = None,
    settings: Settings | None = None,
    time_limit: float | None = None,
    progress: Watcher | None = None,
) -> Lifted:
    """Solve a lift, or how much can be lifted.

    Parameters
    ----------
    runner
        Who lifts.
    task
        What; its load is that of the bar, or ``"max"``.
    share
        Of the largest load, which is then looked for first; in place of the task's own.
    start
        A lift of the same kind to start from. Where that leads nowhere, or None is given: the
        nearest that ships, and from nothing where that leads nowhere. The motion says which it was.
    body, settings, time_limit, progress
        As of :func:`~hillrunner.solve.simulate.simulate`.

    Raises
    ------
    TaskError
        If the body cannot lift the load, or come so far: the sentence says how much or how far it
        can, and what limits it.
    SolveError
        If no solution was found.
    """

    def solve(
        asked: Lift, begin: Motion | None = None, settings: Settings | None = settings
    ) -> Motion:
        solved = partial(
            simulate,
            runner,
            asked,
            body=body,
            settings=settings,
            time_limit=time_limit,
            progress=progress,
        )
        if begin is not None:
            try:
                return solved(start=begin)
            except SolveError as error:
                if error.status is Status.TIME:
                    raise
        return solved()

    most = None
    if share is not None or task.load == "max":
        most = solve(task.changed(load="max"), start)
        task = task if share is None else task.changed(load=share * most.mass_carried)
    try:
        motion = most if most is not None and share is None else solve(task, most or start)
    except SolveError as error:
        if error.status is Status.TIME or most is not None:
            raise
        why = task.unreachable(runner_body(runner, settings or Settings(), body))
        if why is not None:
            raise TaskError(why) from None
        coarse = (settings or Settings()).changed(mesh=COARSE)  # enough for a sentence
        most = solve(task.changed(load="max"), settings=coarse)
        if most.mass_carried >= task.mass_carried:
            raise
        raise TaskError(too_much(task, most.mass_carried, worth_of(most))) from None
    return Lifted(
        exercise=task.kind.replace("_", "-"),
        motion=motion,
        legs=legs_of(motion, task),
        most=most,
        worth={} if most is None else worth_of(most),
    )


def legs_of(motion: Motion, task: Lift) -> dict[str, LiftNumbers]:
    """A lift in numbers, by the names of the legs that are measured."""
    return {name: lift_numbers(motion, side) for name, side in task.legs.items()}


def too_much(task: Lift, most: float, worth: Mapping[str, float]) -> str:
    """The sentence for a load that a body cannot lift, which lifts ``most`` (kg)."""
    return (
        f"this body cannot do a {task.called} with {task.mass_carried:g} kg: its maximum is "
        f"{most:.0f} kg, limited most by the {limiting(worth)}."
    )


def worth_of(most: Motion) -> dict[str, float]:
    """By muscle group: kilograms that one percent more muscle adds to the largest load."""
    table = prices(most, "load")["stronger"]
    return {group: PERCENT * float(table.sel(place=group)) for group in GROUPS}


def limiting(worth: Mapping[str, float]) -> str:
    """The muscle group that more strength of would help most."""
    return max(worth, key=lambda group: worth[group])
