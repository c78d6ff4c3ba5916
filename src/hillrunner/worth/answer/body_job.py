"""One body that may be the runner's, as a job among many: solved, and priced.

What is kept of a body is small and readable, so that an ensemble can be interrupted and go on, and
be looked into.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from hillrunner.batch.job import Job, Plain, Tell, Work
from hillrunner.batch.telling import iterations
from hillrunner.errors import HillrunnerError
from hillrunner.motion import library
from hillrunner.motion.motion import Motion
from hillrunner.person.runner import ASIDE, Runner
from hillrunner.person.technique import Technique
from hillrunner.settings import Settings
from hillrunner.solve.continuation import reach
from hillrunner.tasks.known import task_from
from hillrunner.tasks.task import Task
from hillrunner.worth.answer.changes import TechniqueChange
from hillrunner.worth.answer.priced_body import (
    TechniqueResult,
    Unsolved,
    priced,
    priced_sprint,
)
from hillrunner.worth.prices.impose import technique_of
from hillrunner.worth.prices.technique_price import price_technique
from hillrunner.worth.start import MeasuredBody

TIME_LIMIT = 600.0  # s, of one solve

T = TypeVar("T")


@dataclass(frozen=True)
class BodyOrder:
    """A body to solve and to price.

    Attributes
    ----------
    runner, task, settings
        Who does what, and with what settings.
    techniques
        What to impose on the run as well.
    start
        File of the motion to start from; the nearest that ships if None.
    keep
        File for the motion; not kept if None.
    time_limit
        Seconds until a solve is given up.
    measured
        The runner's body, where it was measured; the default one if None.
    """

    runner: Runner
    task: Task
    settings: Settings
    techniques: tuple[TechniqueChange, ...] = ()
    start: Path | None = None
    keep: Path | None = None
    time_limit: float = TIME_LIMIT
    measured: MeasuredBody | None = None

    def plain(self) -> Plain:
        """As JSON holds it."""
        return {
            "runner": self.runner.model_dump(mode="json"),
            "task": self.task.model_dump(mode="json"),
            "settings": self.settings.model_dump(mode="json"),
            "techniques": [asdict(change) for change in self.techniques],
            "start": str(self.start) if self.start else None,
            "keep": str(self.keep) if self.keep else None,
            "time_limit": self.time_limit,
            "measured": self.measured.plain() if self.measured else None,
        }

    @classmethod
    def of(cls, order: Plain) -> BodyOrder:
        """The order of :meth:`plain`."""
        start, keep = order["start"], order["keep"]
        return cls(
            Runner(**order["runner"]),
            task_from(order["task"]),
            Settings(**order["settings"]),
            tuple(TechniqueChange(**change) for change in order["techniques"]),
            Path(start) if start else None,
            Path(keep) if keep else None,
            order["time_limit"],
            MeasuredBody.of(order["measured"]),
        )

    def job(self, name: str, work: Work) -> Job:
        """The job; what the runner says that moves nothing, and where files are, do not matter."""
        order = self.plain()
        runner = self.runner.model_dump(mode="json", exclude=set(ASIDE))
        parts = {key: order[key] for key in ("task", "settings", "techniques")}
        if self.measured:
            parts["body"] = self.measured.hash
        return Job(
            name,
            work,
            order,
            keeps=(self.keep,) if self.keep else (),
            depends_on={"runner": runner, **parts},
        )


def solve_run(order: Plain, tell: Tell) -> Plain:
    """Solve a body's run and price it.

    Returns
    -------
    dict
        A :class:`~hillrunner.worth.answer.priced_body.PricedBody`, with its techniques.

    Raises
    ------
    SolveError
        If it does not converge.
    """
    body = BodyOrder.of(order)
    motion = _solved(body, tell)
    tell("pricing")
    techniques = {change.key: _technique(motion, change) for change in body.techniques}
    return asdict(replace(priced(motion), techniques=techniques))


def solve_sprint(order: Plain, tell: Tell) -> Plain:
    """Solve a body's sprint and price it.

    Returns
    -------
    dict
        A :class:`~hillrunner.worth.answer.priced_body.PricedSprint`.

    Raises
    ------
    SolveError
        If it does not converge.
    """
    motion = _solved(BodyOrder.of(order), tell)
    tell("pricing")
    return asdict(priced_sprint(motion))


WORKS: tuple[Work, Work] = (solve_run, solve_sprint)


def result_of(kind: type[T], result: Plain) -> T:
    """A result with its types, from what JSON holds of it."""
    return TypeAdapter(kind).validate_python(result)


def _solved(order: BodyOrder, tell: Tell) -> Motion:
    start = Motion.load(order.start) if order.start else library.nearest(order.task, order.runner)
    assert start is not None
    motion = reach(
        start,
        order.runner,
        order.task,
        body=order.measured.body() if order.measured else None,
        settings=order.settings,
        time_limit=order.time_limit,
        progress=iterations(tell),
    )
    if order.keep:
        motion.save(order.keep)
    return motion


def _technique(motion: Motion, change: TechniqueChange) -> TechniqueResult | Unsolved:
    try:
        before = technique_of(motion).imposed[change.measure]
        after = change.of(before)
        price = price_technique(motion, Technique.model_validate({change.measure: after}))
    except HillrunnerError as error:
        return Unsolved(str(error))
    return TechniqueResult(before, after, price.cost, price.effort)
