"""The bodies behind the answer: the runner's own, and plausible ones around it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hillrunner.answer.ensemble import CONVERGED, Tally, kept, plausible_settings, solve_bodies
from hillrunner.answer.member import Asked, BodyOrder, solve_body
from hillrunner.answer.verdict import FEWEST, Change, asked_of, technique_changes
from hillrunner.errors import SolveError
from hillrunner.motion import library
from hillrunner.motion.settings import Settings
from hillrunner.motion.tasks import Run
from hillrunner.runner import Runner

OF_MEMBERS = (Asked("step_rate", 5.0, True),)  # technique that every body is asked for


@dataclass(frozen=True)
class Solved:
    """What was solved, as of :func:`~hillrunner.answer.member.solve_body`.

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
    settings, keep, fastest = Settings(), folder / "base.nc", folder / "base-sprint.nc"
    near = library.nearest(runner, Run(speed))
    assert near is not None

    def first(place: Path, *, sprints: bool = False) -> BodyOrder:
        return BodyOrder(place.stem, runner, near.speed, settings, keep=place, sprints=sprints)

    def later(name: str, own: Settings, *asked: Asked, sprints: bool = False) -> BodyOrder:
        start = fastest if sprints else keep
        return BodyOrder(name, runner, near.speed, own, start, None, asked, sprints)

    firsts = [first(keep), first(fastest, sprints=True)]
    if any(kept(order, folder) is None for order in firsts):
        print(
            f"hillrunner: solving the runner's own run at {near.speed:g} m/s, and sprint",
            file=sys.stderr,
            flush=True,
        )
    base, sprint = solve_bodies(firsts, solve_body, folder, jobs=jobs)
    if base["status"] != CONVERGED:
        (folder / "base.json").unlink()  # the next try is a new one
        raise SolveError(f"the runner's own run was not found: {base['why']}")
    drawn = plausible_settings(count, settings) if count else []
    styles = [
        later(f"technique-{asked.key.replace(' ', '-')}", settings, asked)
        for asked in map(asked_of, technique_changes(runner.technique))
    ]
    runs = [later(f"body-{i + 1:03d}", own, *OF_MEMBERS) for i, own in enumerate(drawn)]
    sprints = [
        later(f"sprint-{i + 1:03d}", own, sprints=True)
        for i, own in enumerate(drawn if sprint["status"] == CONVERGED else ())
    ]
    found = solve_bodies([*styles, *runs, *sprints], solve_body, folder, jobs=jobs, watch=_tell)
    of = {one["name"]: one["result"] for one in found if one["status"] == CONVERGED}
    own = base["result"] | sprint.get("result", {"sprint": {"why": sprint.get("why")}})
    for order in styles:
        own["techniques"].update(of.get(order.name, {}).get("techniques", {}))
    bodies = [of[order.name] for order in runs if order.name in of]
    faster = [of[order.name] for order in sprints if order.name in of]
    return Solved(own, bodies, faster, len(runs) - len(bodies), keep)


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
