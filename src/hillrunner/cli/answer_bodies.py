"""The bodies behind the answer: the runner's own, and plausible ones around it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hillrunner.errors import SolveError
from hillrunner.motion import library
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.tasks.run import Run
from hillrunner.worth.answer.bodies import Asked, BodyOrder, solve_body
from hillrunner.worth.answer.effects import FEWEST, Change, asked_of, technique_changes
from hillrunner.worth.answer.plausible import (
    CONVERGED,
    Tally,
    Watcher,
    kept,
    middle_settings,
    plausible_settings,
    solve_bodies,
)

Found = dict[str, Any]  # as of solve_bodies
OF_MEMBERS = (Asked("step_rate", 5.0, True),)  # technique that every body is asked for


@dataclass(frozen=True)
class Solved:
    """What was solved, as of :func:`~hillrunner.worth.answer.bodies.solve_body`.

    Attributes
    ----------
    base
        The runner's own body, with every technique and its sprint.
    bodies
        Runs of the plausible ones, as far as they converged.
    sprints
        Their sprints, as far as they converged.
    failed
        How many runs did not.
    run
        File of the runner's own run.
    """

    base: dict[str, Any]
    bodies: list[dict[str, Any]]
    sprints: list[dict[str, Any]]
    failed: int
    run: Path


@dataclass(frozen=True)
class _Bodies:
    """Bodies of one runner at one speed (m/s), ordered and solved in one folder."""

    runner: Runner
    speed: float
    folder: Path
    jobs: int

    def order(
        self,
        name: str,
        settings: Settings,
        start: BodyOrder | None,
        *asked: Asked,
        sprints: bool = False,
        keep: bool = False,
    ) -> BodyOrder:
        begin, place = start.keep if start else None, self.folder / f"{name}.nc" if keep else None
        return BodyOrder(name, self.runner, self.speed, settings, begin, place, asked, sprints)

    def solve(self, orders: Sequence[BodyOrder], watch: Watcher | None = None) -> list[Found]:
        return solve_bodies(orders, solve_body, self.folder, jobs=self.jobs, watch=watch)

    def pair(
        self, name: str, settings: Settings, run: BodyOrder | None, sprint: BodyOrder | None
    ) -> tuple[BodyOrder, BodyOrder]:
        """A body's run and sprint, which others start from, and what they start from themselves."""
        return (
            self.order(name, settings, run, keep=True),
            self.order(f"{name}-sprint", settings, sprint, sprints=True, keep=True),
        )

    def waits(self, orders: Sequence[BodyOrder]) -> bool:
        """Whether any of them is still to be solved."""
        return any(kept(order, self.folder) is None for order in orders)


def solved(runner: Runner, speed: float, count: int, jobs: int, folder: Path) -> Solved:
    """Solve the runner's own body and plausible ones, or take what the folder holds of them.

    At the speed of the shipped motion nearest to ``speed`` (m/s), from where every body is within
    reach.

    Raises
    ------
    SolveError
        If the runner's own run is not found.
    KeyboardInterrupt
        If Ctrl-C was pressed; what was done by then stays.
    """
    near = library.nearest(Run(speed))
    assert near is not None
    bodies, settings = _Bodies(runner, near.speed, folder, jobs), Settings()
    first, fastest = bodies.pair("base", settings, None, None)
    if bodies.waits((first, fastest)):
        _say(f"solving the runner's own run at {near.speed:g} m/s, and sprint")
    base, sprint = bodies.solve((first, fastest))
    if base["status"] != CONVERGED:
        (folder / "base.json").unlink()  # the next try is a new one
        raise SolveError(f"the runner's own run was not found: {base['why']}")
    styles = [
        bodies.order(f"technique-{asked.key.replace(' ', '-')}", settings, first, asked)
        for asked in map(asked_of, technique_changes(runner.technique))
    ]
    runs, sprints = _plausible(bodies, count, first, fastest if _good(sprint) else None)
    found = bodies.solve([*styles, *runs, *sprints], _tell)
    of = {one["name"]: one["result"] for one in found if _good(one)}
    own = base["result"] | sprint.get("result", {"sprint": {"why": sprint.get("why")}})
    for style in styles:
        own["techniques"].update(of.get(style.name, {}).get("techniques", {}))
    ran = [of[order.name] for order in runs if order.name in of]
    sprinted = [of[order.name] for order in sprints if order.name in of]
    assert first.keep is not None
    return Solved(own, ran, sprinted, len(runs) - len(ran), first.keep)


def _plausible(
    bodies: _Bodies, count: int, first: BodyOrder, fastest: BodyOrder | None
) -> tuple[list[BodyOrder], list[BodyOrder]]:
    """Runs and sprints of ``count`` plausible bodies; no sprints where the runner has none.

    They start from a body in the middle of them, which is solved here, from the runner's own; or
    from that where the middle is not found.
    """
    if not count:
        return [], []
    middle = bodies.pair("middle", middle_settings(Settings()), first, fastest)
    wanted = middle if fastest else middle[:1]
    if bodies.waits(wanted):
        _say("solving a body in the middle of the plausible ones, which they start from")
    good = [_good(one) for one in bodies.solve(wanted)]
    run = middle[0] if good[0] else first
    sprint = middle[1] if fastest and good[1] else fastest
    drawn = list(enumerate(plausible_settings(count, Settings()), 1))
    return (
        [bodies.order(f"body-{i:03d}", own, run, *OF_MEMBERS) for i, own in drawn],
        [bodies.order(f"sprint-{i:03d}", own, sprint, sprints=True) for i, own in drawn if sprint],
    )


def _good(found: Found) -> bool:
    return bool(found["status"] == CONVERGED)


def _say(words: str) -> None:
    print(f"hillrunner: {words}", file=sys.stderr, flush=True)


def _tell(tally: Tally) -> None:
    rest = f", about {tally.left:.0f} s left" if tally.left else ""
    lost = f", {tally.failed} not converged" if tally.failed else ""
    print(
        f"[{tally.done}/{tally.total}] {tally.name} ({tally.spent:.0f} s{rest}{lost})",
        file=sys.stderr,
        flush=True,
    )


def full_notes(count: int, found: Solved, techniques: Sequence[Change]) -> tuple[list[str], str]:
    """What limits the answer, and why there are no intervals where there are none."""
    notes, good, failed = [], len(found.bodies), found.failed
    if count:
        notes.append(
            f"Intervals: {good} of {count} plausible bodies were solved"
            + (f"; {failed} did not converge and are not used." if failed else ".")
        )
    missing = ""
    if good < FEWEST:
        missing = f"Intervals are missing: they need {FEWEST} solved bodies, and there are {good}."
    else:
        notes.append(
            "Technique other than a higher step rate was solved for in one body only, and has no "
            "interval; nor has aerobic capacity, whose worth does not depend on the body."
        )
    if count and found.sprints:
        notes.append(f"Top speed: the sprints of {len(found.sprints)} of them were solved.")
    return [*notes, *_unsolved(found.base, techniques)], missing


def _unsolved(base: dict[str, Any], techniques: Sequence[Change]) -> list[str]:
    """What technique could not be solved for, and why."""
    notes = []
    for change in techniques:
        why = (
            base["techniques"]
            .get(asked_of(change).key, {"why": "its process ended early."})
            .get("why")
        )
        if why:
            notes.append(f"{change.label.capitalize()} has no figure: {why}")
    return notes
