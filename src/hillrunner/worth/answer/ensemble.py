"""The bodies behind an answer: the runner's own and plausible ones around it, or shipped ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar

from hillrunner.batch.executors import Executor
from hillrunner.batch.job import Done, Job, Work
from hillrunner.batch.run import Watch, run
from hillrunner.batch.store import Store
from hillrunner.errors import SolveError
from hillrunner.motion import library
from hillrunner.motion.motion import Motion
from hillrunner.motion.solved import Status
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.tasks.at_speed import AtSpeed
from hillrunner.tasks.run import Run
from hillrunner.tasks.sprint import Sprint
from hillrunner.tasks.task import Task
from hillrunner.worth.answer.body_job import TIME_LIMIT, WORKS, BodyOrder, result_of
from hillrunner.worth.answer.changes import TechniqueChange
from hillrunner.worth.answer.plausible import middle_settings, plausible_settings
from hillrunner.worth.answer.priced_body import (
    PricedBody,
    PricedSprint,
    TechniqueResult,
    Unsolved,
    priced,
    priced_sprint,
)
from hillrunner.worth.start import MeasuredBody, OwnWay

EVERY_BODY = (TechniqueChange("step_rate", 5.0, "percent"),)  # solved for in plausible bodies too
FIRST_SPRINT = 60.0  # s, after which a first answer does without the runner's own sprint
# The same of a plausible body's. One that is not found by then goes on along a valley without an
# end, faster and faster on a ground that loses little; after 770 iterations it had none.
PLAUSIBLE_SPRINT = 180.0

T = TypeVar("T")


@dataclass(frozen=True)
class SolvedBodies:
    """What an answer rests on.

    Attributes
    ----------
    run
        The run whose prices the figures are.
    body
        Its prices, with every technique that was to be solved for.
    sprint
        Prices of the same body's sprint.
    first
        Whether techniques and plausible bodies are not solved for yet.
    bodies, sprints
        Plausible bodies' runs and sprints, as far as they converged.
    ordered
        How many plausible bodies were to be solved.
    stand_in
        Why the body of the shipped motions stands in for the runner's own; None where it does not.
    """

    run: Motion
    body: PricedBody
    sprint: PricedSprint | Unsolved
    first: bool
    bodies: tuple[PricedBody, ...] = ()
    sprints: tuple[PricedSprint, ...] = ()
    ordered: int = 0
    stand_in: Unsolved | None = None


def shipped_bodies(speed: float, stand_in: Unsolved | None = None) -> SolvedBodies:
    """The shipped run nearest in ``speed`` (m/s) and the shipped sprint; takes seconds."""
    motion, sprint = _nearest(Run(speed)), _nearest(Sprint())
    return SolvedBodies(
        motion, priced(motion), priced_sprint(sprint), first=True, stand_in=stand_in
    )


def first_bodies(
    runner: Runner, speed: float, bench: Bench, own: OwnWay | None = None
) -> SolvedBodies:
    """The runner's own run and sprint, solved, or taken from what ships or the folder holds.

    Where the own run is not found, the shipped motions' body stands in for it; for nobody who has
    an ``own`` way of running. The sprint of a body far from the shipped one may take ten minutes; a
    first answer does not wait for it.

    Raises
    ------
    JobError, HillrunnerError, KeyboardInterrupt
        As :func:`solved_bodies`.
    """
    if own is None and _nearest(Run(speed)).runner.has_body_of(runner):
        return shipped_bodies(speed)
    try:
        found = solved_bodies(runner, speed, 0, (), bench, sprint_limit=FIRST_SPRINT, own=own)
    except SolveError as error:
        if own is not None:
            raise
        return shipped_bodies(speed, Unsolved(str(error)))
    return replace(found, first=True)


def _nearest(task: Task) -> Motion:
    motion = library.nearest(task)
    assert motion is not None
    return motion


@dataclass(frozen=True)
class Bench:
    """Where bodies are solved.

    Attributes
    ----------
    folder
        Of results and motions.
    executor, processes, watch
        As of :func:`hillrunner.batch.run.run`.
    works
        What solves a run, and a sprint.
    """

    folder: Path
    executor: Literal["here", "processes"] | Executor | None = None
    processes: int = 1
    watch: Watch | None = None
    works: tuple[Work, Work] = WORKS

    def solve(self, *jobs: Job) -> dict[str, Done]:
        """How jobs ended, by name, those that the folder holds as they did."""
        ends = run(
            jobs,
            store=Store(self.folder),
            executor=self.executor,
            count=self.processes,
            watch=self.watch,
        )
        return {done.job.name: done for done in ends}

    def forget(self, job: Job) -> None:
        """Let the next time be a new try."""
        Store(self.folder).forget(job)


@dataclass(frozen=True)
class _Bodies:
    """Orders of bodies of one runner who runs in one way, in one folder."""

    bench: Bench
    runner: Runner
    task: AtSpeed
    measured: MeasuredBody | None

    def run(
        self,
        name: str,
        settings: Settings,
        start: Job | None = None,
        techniques: tuple[TechniqueChange, ...] = (),
        keep: bool = False,
    ) -> Job:
        own = self.measured.motion if self.measured else None
        begin = _motion(start) or own
        order = BodyOrder(
            self.runner, self.task, settings, techniques, begin, measured=self.measured
        )
        return self._kept(order, name, keep).job(name, self.bench.works[0])

    def sprint(
        self,
        name: str,
        settings: Settings,
        start: Job | None = None,
        keep: bool = False,
        limit: float = TIME_LIMIT,
    ) -> Job:
        order = BodyOrder(
            self.runner,
            Sprint(),
            settings,
            start=_motion(start),
            time_limit=limit,
            measured=self.measured,
        )
        return self._kept(order, name, keep).job(name, self.bench.works[1])

    def _kept(self, order: BodyOrder, name: str, keep: bool) -> BodyOrder:
        return replace(order, keep=self.bench.folder / f"{name}.nc") if keep else order


def _motion(start: Job | None) -> Path | None:
    """The motion that a job leaves for others to start from."""
    return start.keeps[0] if start else None


def solved_bodies(
    runner: Runner,
    speed: float,
    count: int,
    techniques: Sequence[TechniqueChange],
    bench: Bench,
    *,
    sprint_limit: float = TIME_LIMIT,
    own: OwnWay | None = None,
) -> SolvedBodies:
    """Solve the runner's own body and plausible ones, or take what the folder holds of them.

    At the speed of the shipped motion nearest to ``speed`` (m/s), from where every body is within
    reach; or in the runner's ``own`` way of running, as it asks. What a runner prefers is the same
    in plausible bodies. Nothing is known of it in a sprint, which is that of the same body. The
    runner's own sprint is given up after ``sprint_limit`` (s), and has no figure then.

    Raises
    ------
    SolveError
        If the runner's own run is not found.
    JobError
        If the process that solved it died.
    HillrunnerError
        If the folder cannot be written to.
    KeyboardInterrupt
        If Ctrl-C was pressed; what was done by then stays.
    """
    settings = own.settings if own else Settings()
    task = own.task if own else Run(_nearest(Run(speed)).speed)
    bodies = _Bodies(bench, runner, task, own.kept_in(bench.folder) if own else None)
    first = bodies.run("own-run", settings, keep=True)
    fastest = bodies.sprint("own-sprint", settings, keep=True, limit=sprint_limit)
    ends = bench.solve(first, fastest)
    if isinstance(error := ends[first.name].error, SolveError):
        bench.forget(first)
        raise SolveError(f"the runner's own run could not be solved: {error}", status=error.status)
    body = result_of(PricedBody, ends[first.name].value())
    error = ends[fastest.name].error
    if isinstance(error, SolveError) and error.status is Status.TIME:
        error = SolveError(f"this body's sprint was not found in {sprint_limit:g} s.")
    sprint = Unsolved(str(error)) if error else result_of(PricedSprint, ends[fastest.name].value())
    styles = {
        change.key: bodies.run(
            f"technique-{change.key.replace(' ', '-')}", settings, first, (change,)
        )
        for change in techniques
    }
    runs, sprints = _plausible(bodies, count, settings, first, None if error else fastest)
    ends = bench.solve(*styles.values(), *runs, *sprints)
    results = {key: _technique(ends[job.name], key) for key, job in styles.items()}
    return SolvedBodies(
        run=Motion.load(first.keeps[0]),
        body=replace(body, techniques=results),
        sprint=sprint,
        first=False,
        bodies=_results(PricedBody, runs, ends),
        sprints=_results(PricedSprint, sprints, ends),
        ordered=count,
    )


def _technique(done: Done, key: str) -> TechniqueResult | Unsolved:
    if done.error:
        return Unsolved(str(done.error))
    return result_of(PricedBody, done.value()).techniques[key]


def _results(kind: type[T], jobs: Sequence[Job], ends: Mapping[str, Done]) -> tuple[T, ...]:
    return tuple(result_of(kind, ends[j.name].value()) for j in jobs if not ends[j.name].error)


def _plausible(
    bodies: _Bodies, count: int, base: Settings, first: Job, fastest: Job | None
) -> tuple[list[Job], list[Job]]:
    """Runs and sprints of ``count`` plausible bodies; no sprints where the runner has none.

    They start from a body in the middle of them, which is solved here, from the runner's own; or
    from that where the middle is not found.
    """
    if not count:
        return [], []
    settings = middle_settings(base)
    run = bodies.run("middle-run", settings, first, keep=True)
    sprint = (
        bodies.sprint("middle-sprint", settings, fastest, keep=True, limit=PLAUSIBLE_SPRINT)
        if fastest
        else None
    )
    ends = bodies.bench.solve(*((run, sprint) if sprint else (run,)))
    run = first if ends[run.name].error else run
    sprint = fastest if sprint is None or ends[sprint.name].error else sprint
    drawn = list(enumerate(plausible_settings(count, base), 1))
    return (
        [bodies.run(f"body-{i:03d}", s, run, EVERY_BODY) for i, s in drawn],
        [
            bodies.sprint(f"sprint-{i:03d}", s, sprint, limit=PLAUSIBLE_SPRINT)
            for i, s in drawn
            if sprint
        ],
    )
