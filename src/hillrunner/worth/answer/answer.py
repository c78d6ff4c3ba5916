"""Does leg muscle help this runner? Muscle, oxygen, technique, durability, weighed in a race."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from hillrunner.batch.executors import Executor
from hillrunner.batch.job import Work
from hillrunner.batch.run import Watch
from hillrunner.checks import number_in, show
from hillrunner.errors import RunnerError, SettingsError
from hillrunner.groups import GROUPS
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.motion.motion import Motion
from hillrunner.person.fitness import LIMITS as FITNESS_LIMITS
from hillrunner.person.fitness import Fitness, Race, distance_of
from hillrunner.person.muscle_change import ALL
from hillrunner.person.runner import Runner
from hillrunner.published.realistic_changes import (
    Cause,
    Kind,
    RealisticChange,
    realistic_change,
)
from hillrunner.settings import Settings
from hillrunner.shown import Shown
from hillrunner.tasks.run import LIMITS as TASK_LIMITS
from hillrunner.worth.answer.body_job import WORKS
from hillrunner.worth.answer.changes import (
    Change,
    aerobic_changes,
    realistic_muscle,
    round_muscle,
    technique_changes,
)
from hillrunner.worth.answer.durability import Durability, durability
from hillrunner.worth.answer.effects import FEWEST, Effect, effects
from hillrunner.worth.answer.ensemble import (
    Bench,
    SolvedBodies,
    first_bodies,
    solved_bodies,
)
from hillrunner.worth.answer.priced_body import PricedBody, PricedSprint, Unsolved
from hillrunner.worth.answer.training import Training, standard_training
from hillrunner.worth.prices.prepared import generic_body
from hillrunner.worth.race.cost import shipped_curve
from hillrunner.worth.race.race_model import RaceModel, check_oxygen, race_model
from hillrunner.worth.start import own_way

DISTANCE = "10 km"  # where neither a distance nor a race is given
MOST_BODIES = 500


@dataclass(frozen=True)
class Ensemble:
    """Plausible bodies behind the intervals.

    Attributes
    ----------
    ordered
        How many were to be solved.
    runs, sprints
        Of how many the run converged, and of how many the sprint.
    """

    ordered: int
    runs: int
    sprints: int

    @property
    def failed(self) -> int:
        """Bodies whose run did not converge; they are not used."""
        return self.ordered - self.runs

    @property
    def enough(self) -> bool:
        """Whether there are intervals."""
        return self.runs >= FEWEST


@dataclass(frozen=True)
class Trial:
    """A measured effect of training, to hold the answer against.

    Attributes
    ----------
    published
        The change of the cost of running (%).
    seconds
        What that would be in this race; negative is faster.
    """

    published: RealisticChange
    seconds: float


@dataclass(frozen=True)
class Answer(Shown):
    """What muscle, oxygen and technique are worth in a runner's race.

    Attributes
    ----------
    runner
        Who asked.
    race
        The race, by oxygen and anchored cost.
    training
        What twelve weeks of the standard plan are worth.
    effects
        Changes of muscle groups, tendon, oxygen and technique, with intervals where there are
        enough plausible bodies; and of durability, with intervals over how muscles may tire.
    durability
        What tiring is worth; None of races shorter than an hour and a half.
    muscles
        10 % more of every single muscle, with and without its mass.
    body, sprint
        Prices of the run and the sprint that the figures are of.
    quick
        Whether this is the first answer, without techniques and intervals.
    stand_in
        Why it is of the shipped motions' body; None where it is of the runner's own.
    ensemble
        How many plausible bodies there are.
    without_figure
        Techniques that could not be solved for, and why.
    trial
        What strength training did to the cost of running in people.
    run
        The motion of ``body``.
    anatomy
        The runner's own body.
    """

    runner: Runner
    race: RaceModel
    training: Training
    effects: tuple[Effect, ...]
    durability: Durability | None
    muscles: tuple[Effect, ...]
    body: PricedBody
    sprint: PricedSprint | Unsolved
    quick: bool
    stand_in: Unsolved | None
    ensemble: Ensemble
    without_figure: tuple[tuple[Change, Unsolved], ...]
    trial: Trial
    run: Motion = field(repr=False, compare=False)
    anatomy: Body = field(repr=False, compare=False)

    def effect(self, cause: Cause, what: str, kind: Kind | None = None) -> Effect:
        """The effect of a change.

        Raises
        ------
        KeyError
            If it was not weighed.
        """
        for effect in self.effects:
            change = effect.change
            if (change.cause, change.what) == (cause, what) and kind in (None, change.kind):
                return effect
        raise KeyError((cause, what, kind))

    @property
    def top_speed(self) -> float | None:
        """Of the body (m/s); None where no sprint was solved."""
        return None if isinstance(self.sprint, Unsolved) else self.sprint.top_speed.value

    @property
    def slope_factor(self) -> float | None:
        """By what all changes of time would be multiplied by the motion's own slope over speed.

        As of :meth:`~hillrunner.worth.race.race_model.RaceModel.slope_factor`.
        """
        return self.race.slope_factor(self.body.elasticity)


def answer(
    runner: Runner,
    distance: str | float | None = None,
    *,
    race: tuple[str | float, str | float] | None = None,
    vo2max: float | None = None,
    bodies: int | None = None,
    folder: str | Path | None = None,
    processes: int = 1,
    executor: Literal["here", "processes"] | Executor | None = None,
    watch: Watch | None = None,
    start: Motion | None = None,
    works: tuple[Work, Work] | None = None,
) -> Answer:
    """Does leg muscle help this runner's race, and how does it compare with oxygen and technique?

    The quick answer solves the runner's own run and sprint, and takes what ships where the runner
    has that body: a minute or two, or seconds. With ``bodies`` techniques are solved too, and as
    many plausible bodies beside it, whose spread makes the intervals: some minutes each.

    Parameters
    ----------
    runner
        Who runs. Their fitness and technique are used where they are given.
    distance
        ``10 km``, ``half marathon``, ``8000 m``, or a number (m); that of the race if not given, or
        10 km.
    race
        A race that was run, instead of the runner's: ``("10 km", "45:00")``, or in m and s.
    vo2max
        mL/kg/min, instead of the runner's.
    bodies
        Plausible bodies to solve beside the runner's own, 0 to 500; intervals need at least 8.
        None for the quick answer.
    folder
        Where solved bodies are kept, so that the same call goes on where it was interrupted; with
        none they are not kept.
    processes, executor
        Who solves, as of :func:`hillrunner.batch.run.run`: this process, several on this machine,
        or an executor of one's own.
    watch
        Called at every event, as of :func:`hillrunner.batch.run.run`: of the runner's own run and
        sprint, of a body in the middle of the plausible ones, and of all others.
    start
        The runner's own way (:func:`~hillrunner.tracking.style.style`), near the speed of the race:
        changes of muscle and technique then are changes of how this runner really runs. The body is
        that of the measurement, also in the sprint; of a sprint in the runner's own way nothing is
        known.
    works
        What solves and prices a run, and a sprint, instead of
        :func:`~hillrunner.worth.answer.body_job.solve_run` and
        :func:`~hillrunner.worth.answer.body_job.solve_sprint`: functions at the top of a module.

    Raises
    ------
    RunnerError
        If there is neither a VO2max nor a race, or one of them, or the distance, is impossible.
    SettingsError
        If ``bodies`` is no such number.
    MotionError, TaskError
        If ``start`` is of another runner, nobody's own way, or says nothing of the race's speed.
    SolveError
        If the runner's own run is not found, and ``bodies`` are asked for. In the quick answer the
        shipped motions' body then stands in for it, and ``stand_in`` says so; not with ``start``.
    KeyboardInterrupt
        If Ctrl-C was pressed; what ``folder`` holds by then stays.

    Examples
    --------
    >>> me = Runner(height=1.795, mass=75.0)
    >>> print(answer(me, "10 km", race=("10 km", "45:00")))  # doctest: +SKIP
    """
    count = None if bodies is None else bodies_wanted(bodies)
    model = runners_race(runner, distance, race=race, vo2max=vo2max)
    speed = solvable_speed(model.prediction.speed)
    own = None if start is None else own_way(start, runner, speed)
    runner = own.runner if own else runner
    changes = [change.technique for change in technique_changes(runner.technique)]
    with kept_in(folder) as place:
        bench = Bench(place, executor, processes, watch, works or WORKS)
        if count is None:
            return weighed(runner, model, first_bodies(runner, speed, bench, own))
        solved = solved_bodies(runner, speed, count, changes, bench, own=own)
        return weighed(runner, model, solved)


def runners_race(
    runner: Runner,
    distance: str | float | None = None,
    *,
    race: tuple[str | float, str | float] | None = None,
    vo2max: float | None = None,
) -> RaceModel:
    """The race of a runner, as of :func:`answer`.

    Raises
    ------
    RunnerError
        If there is neither a VO2max nor a race, or one of them, or the distance, is impossible.
    """
    fitness = runner.fitness or Fitness()
    if vo2max is None:
        vo2max = fitness.vo2max
    else:
        vo2max = _number("the VO2max", vo2max, *FITNESS_LIMITS["VO2max"])
    raced = fitness.raced if race is None else _race(race)
    check_oxygen(vo2max, raced)
    name, metres = _distance(distance, raced)
    return race_model(shipped_curve(), name, metres, vo2max=vo2max, race=raced)


def weighed(runner: Runner, model: RaceModel, solved: SolvedBodies) -> Answer:
    """The answer that follows from solved bodies."""
    sprint = None if isinstance(solved.sprint, Unsolved) else solved.sprint
    techniques = technique_changes(runner.technique)
    muscles = [p for p in solved.body.cost.places if p not in (ALL, *GROUPS)]

    def worth(changes: Sequence[Change]) -> tuple[Effect, ...]:
        return effects(model, solved.body, changes, sprint, solved.bodies, solved.sprints)

    unsolved = [(change, solved.body.techniques.get(change.technique.key)) for change in techniques]
    known = realistic_change("cost of running", Kind.TRAINED)
    assert known.value is not None
    lasting = durability(model, solved.run)
    every = worth([*realistic_muscle(), *round_muscle(), *aerobic_changes(), *techniques])
    return Answer(
        runner=runner,
        race=model,
        training=standard_training(model, solved),
        effects=(*every, *(() if lasting is None else lasting.effects)),
        durability=lasting,
        muscles=worth(round_muscle(muscles)),
        body=solved.body,
        sprint=solved.sprint,
        quick=solved.first,
        stand_in=solved.stand_in,
        ensemble=Ensemble(solved.ordered, len(solved.bodies), len(solved.sprints)),
        without_figure=tuple((c, why) for c, why in unsolved if isinstance(why, Unsolved)),
        trial=Trial(known, model.seconds_of_cost(known.value)),
        run=solved.run,
        anatomy=runner_body(runner, Settings(), generic_body(solved.run)),
    )


def bodies_wanted(bodies: object) -> int:
    """How many plausible bodies are asked for.

    Raises
    ------
    SettingsError
        If it is no whole number from 0 to :data:`MOST_BODIES`.
    """
    try:
        count = number_in("bodies", bodies, 0, MOST_BODIES, "")
    except ValueError as error:
        raise SettingsError(str(error)) from None
    if count != int(count):
        raise SettingsError(
            f"bodies is {show(bodies)}, but must be a whole number from 0 to {MOST_BODIES}."
        )
    return int(count)


def _number(what: str, value: object, low: float, high: float, unit: str) -> float:
    try:
        return number_in(what, value, low, high, unit)
    except ValueError as error:
        raise RunnerError(str(error)) from None


def _race(race: tuple[str | float, str | float]) -> Race:
    pair = isinstance(race, tuple | list) and len(race) == 2
    raced = Fitness(race=race[0], time=race[1]).raced if pair else None
    if raced is None:
        raise RunnerError(
            f"the race is {show(race)}, but must be a distance and a time, as ('10 km', '45:00')."
        )
    return raced


def _distance(distance: str | float | None, race: Race | None) -> tuple[str, float]:
    if distance is None:
        distance = race.distance if race else DISTANCE
    if not isinstance(distance, str):
        distance = f"{_number('the distance', distance, *FITNESS_LIMITS['distance'])!r} m"
    return distance_of(distance)


def solvable_speed(speed: float) -> float:
    """The speed (m/s) that is solved for: the race's, as far as it can be."""
    low, high, _ = TASK_LIMITS["speed"]
    return min(max(round(speed, 2), low), high)


@contextmanager
def kept_in(folder: str | Path | None) -> Iterator[Path]:
    """The folder, or one that is gone afterwards."""
    if folder is not None:
        yield Path(folder)
        return
    with tempfile.TemporaryDirectory(prefix="hillrunner-") as place:
        yield Path(place)
