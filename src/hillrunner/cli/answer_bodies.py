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
        The runner's own body, with every technique.
    bodies
        The plausible ones that converged.
    failed
        How many did not.
    run
        File of the runner's own run.
    """

    base: dict[str, Any]
    bodies: list[dict[str, Any]]
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
    settings, keep = Settings(), folder / "base.nc"
    near = library.nearest(runner, Run(speed))
    assert near is not None

    def order(
        name: str, own: Settings, start: Path | None, *asked: Asked, sprints: bool = False
    ) -> BodyOrder:
        kept_as = None if start else keep
        return BodyOrder(name, runner, near.speed, own, start, kept_as, asked, sprints)

    first = order("base", settings, None, sprints=True)
    if kept(first, folder) is None:
        print(
            f"hillrunner: solving the runner's own run at {near.speed:g} m/s, and sprint",
            file=sys.stderr,
            flush=True,
        )
    (base,) = solve_bodies([first], solve_body, folder)
    if base["status"] != CONVERGED or not keep.exists():
        (folder / "base.json").unlink(missing_ok=True)  # the next try is a new one
        raise SolveError(f"the runner's own run was not found: {base.get('why', 'start again.')}")
    drawn = plausible_settings(count, settings) if count else []
    orders = [
        order(f"body-{i + 1:03d}", varied, keep, *OF_MEMBERS) for i, varied in enumerate(drawn)
    ]
    styles = [
        order(f"technique-{asked.key.replace(' ', '-')}", settings, keep, asked)
        for asked in map(asked_of, technique_changes(runner.technique))
    ]
    found = solve_bodies([*styles, *orders], solve_body, folder, jobs=jobs, watch=_tell)
    imposed, bodies = found[: len(styles)], found[len(styles) :]
    own = base["result"]
    for one in imposed:
        own["techniques"].update(one.get("result", {}).get("techniques", {}))
    good = [one["result"] for one in bodies if one["status"] == CONVERGED]
    return Solved(own, good, len(bodies) - len(good), keep)


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
            "Technique other than a higher step rate, and top speed, were solved for in one body "
            "only, and have no interval; nor has aerobic capacity, whose worth does not depend on "
            "the body."
        )
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
