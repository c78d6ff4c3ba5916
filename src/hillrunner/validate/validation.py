"""How far the simulator can be believed: everything published and measured, held against it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hillrunner.batch.executors import Executor
from hillrunner.batch.run import Watch
from hillrunner.batch.store import Store
from hillrunner.errors import HillrunnerError, MeasuredError
from hillrunner.fatigue.losses import losses
from hillrunner.fatigue.solved_runs import shipped_runs
from hillrunner.person.runner import Runner
from hillrunner.published.rows import Condition, Row, RowsError, conditions_of, published_rows
from hillrunner.shown import Shown
from hillrunner.training.shipped_lifts import FILES, shipped_demand
from hillrunner.training.trials import trials
from hillrunner.validate.followed import Followed
from hillrunner.validate.following import follow_jobs, followed_people
from hillrunner.validate.individuals import Comparison, compare_person
from hillrunner.validate.long_runs import loss_results
from hillrunner.validate.people import Person, people
from hillrunner.validate.run import (
    Ask,
    Motions,
    collect,
    reference_runner,
    shipped_motions,
    stale,
)
from hillrunner.validate.table import Table, evaluate
from hillrunner.validate.training import trial_results


@dataclass(frozen=True)
class Validation(Shown):
    """Published rows and measured runners beside what the simulator makes of them.

    Attributes
    ----------
    runner
        Whose motions were held against the rows.
    table
        Every row.
    motions
        The motions, and where they are from.
    individuals
        Measured runners one by one; empty where they were not wanted.
    stale
        Names of shipped motions that another body or other settings than today's made.
    seconds
        What it took.
    followed
        Strides of the measured runners, followed, where there are recordings.
    """

    runner: Runner
    table: Table
    motions: Motions
    individuals: tuple[Comparison, ...]
    stale: tuple[str, ...]
    seconds: float
    followed: tuple[Followed, ...] = ()


def validate(
    *,
    speeds: Sequence[float] | None = None,
    quick: bool = False,
    individuals: str | Path | None = None,
    folder: str | Path | None = None,
    executor: Literal["here", "processes"] | Executor | None = None,
    count: int = 1,
    watch: Watch | None = None,
) -> Validation:
    """Hold the simulator against published rows, and against measured runners one by one.

    Parameters
    ----------
    speeds
        Only rows at these speeds (m/s), no trials of training and no long runs; all if not given.
    quick
        Whether only shipped motions are used, and nothing is solved.
    individuals
        A folder of measured data: each of its runners is simulated too, and strides of theirs that
        were recorded are followed, with their force plates and without.
    folder
        Where solved motions are kept, so that the next validation goes on from there. Without one
        they are forgotten.
    executor, count, watch
        As of :func:`hillrunner.batch.run.run`.

    Raises
    ------
    RowsError
        If no row is published at one of ``speeds``.
    MeasuredError
        If the measured data are not there or broken.
    HillrunnerError
        If ``folder`` cannot be written to, or ``quick`` does not go with the other arguments.
    KeyboardInterrupt
        If Ctrl-C was pressed; what is solved by then stays in ``folder``.
    """
    began = time.perf_counter()
    rows = published_rows() if speeds is None else rows_at(speeds)
    runner, conditions = reference_runner(), conditions_of(rows)
    compared: tuple[Comparison, ...] = ()
    strides: tuple[Followed, ...] = ()
    old: tuple[str, ...] = ()
    if quick:
        if individuals is not None or folder is not None or executor is not None or count != 1:
            raise HillrunnerError(
                "a quick validation solves nothing: give no individuals, folder, executor or count."
            )
        motions = shipped_motions(conditions)
        old = tuple(stale(motions, runner))
    else:
        data = None if individuals is None else Path(individuals)
        if data is not None and not data.is_dir():
            raise MeasuredError(f"there is no folder {data} with measured people.")
        asks = _asks(runner, conditions, people() if data else ())
        recorded = follow_jobs(data) if data else []
        with tempfile.TemporaryDirectory() if folder is None else nullcontext(folder) as place:
            found = collect(asks, Path(place), executor=executor, count=count, watch=watch)
            if recorded:
                store = Store(Path(place))
                strides = followed_people(
                    recorded, store, executor=executor, count=count, watch=watch
                )
        motions = found[0]
        if data:
            compared = _compared(dict(zip((ask.name for ask in asks), found, strict=True)), data)
    table = evaluate(rows, motions.motions, motions.failures)
    if speeds is None:
        level = [m for c, m in motions.motions.items() if c.speed is not None and not c.slope]
        table = table.with_results(
            trial_results(trials(), {name: shipped_demand(name) for name in FILES}, level)
        )
        running = [m for c, m in motions.motions.items() if c.speed is not None]
        table = table.with_results(loss_results(losses(), shipped_runs(), running))
    return Validation(runner, table, motions, compared, old, time.perf_counter() - began, strides)


def rows_at(speeds: Sequence[float]) -> tuple[Row, ...]:
    """The published rows whose conditions are all at the given speeds (m/s).

    Raises
    ------
    RowsError
        If no row is published at one of them.
    """
    rows = published_rows()
    known = sorted({c.speed for c in conditions_of(rows) if c.speed is not None})
    if strange := sorted(set(speeds) - set(known)):
        raise RowsError(
            f"no row is published at {strange[0]:g} m/s, but at "
            f"{', '.join(f'{speed:g}' for speed in known)} m/s."
        )
    return tuple(row for row in rows if all(c.speed in speeds for c in row.conditions))


def _asks(runner: Runner, conditions: Sequence[Condition], measured: Sequence[Person]) -> list[Ask]:
    """What is to be run: first by the reference runner, also for people of the same body."""
    same = [person for person in measured if person.runner.has_body_of(runner)]
    more = [trial.condition for person in same for trial in person.trial]
    own = tuple(dict.fromkeys((*conditions, *more)))
    return [
        Ask(runner, own),
        *(
            Ask(person.runner, tuple(trial.condition for trial in person.trial), person.name)
            for person in measured
            if person not in same
        ),
    ]


def _compared(by_name: Mapping[str, Motions], data: Path) -> tuple[Comparison, ...]:
    """Every measured runner beside the motions of the same name, or of the reference runner."""
    compared = []
    for person in people():
        motions = by_name.get(person.name, by_name[""])
        for trial in person.trial:
            key = trial.condition
            if key in motions.failures:
                why = [f"not solved: {motions.failures[key]}"]
                compared.append(Comparison(person, trial.speed, why=why))
            else:
                compared.append(compare_person(motions.motions[key], person, trial, data))
    return tuple(compared)
