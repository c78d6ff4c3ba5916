"""What measured forces tell of the runner: how strong the calves are, and where the trunk's mass
is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.person.places import parted
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.tasks.track import Track
from hillrunner.tracking.calf_strength import CALVES, MOST, calf_strength
from hillrunner.tracking.trunk_place import FURTHEST, balanced

WORTH_MM = 0.5  # of the trunk, and
WORTH = 0.005  # of strength, from which on it is told


def told_by_forces(
    runner: Runner, body: Body, settings: Settings, tasks: Sequence[Track]
) -> tuple[Runner, Body, list[str]]:
    """The runner and the body that fit measured strides, and what was made of them, one sentence
    each.

    Calves become as strong as the strides ask for in their mean, if people of this size are weaker,
    and nothing is said of them in the runner's own ``strength``.

    Parameters
    ----------
    runner, body
        Who ran, and the body of that size.
    settings
        Of the muscles.
    tasks
        Strides; those whose forces were not measured tell nothing.
    """
    notes: list[str] = []
    if any(task.forces is None for task in tasks):
        return runner, body, notes
    body, ahead = balanced(body, tasks)
    if abs(1000.0 * ahead) >= WORTH_MM:
        notes.append(
            f"the trunk's centre of mass was moved {abs(1000.0 * ahead):.0f} mm "
            f"{'forward' if ahead > 0.0 else 'back'}, where the forces as measured do not turn "
            "the runner over."
        )
    if abs(ahead) >= FURTHEST:
        notes.append(
            "the forces as measured would turn the runner over even so, for a trunk is moved by "
            f"{1000.0 * FURTHEST:.0f} mm at most: see whether plates and markers agree about where "
            "they are."
        )
    if any(parted(place)[1] == CALVES for place in runner.strength):
        return runner, body, notes
    running = runner_body(runner, settings, body)
    asked = [calf_strength(running, task) for task in tasks]
    strong = round(float(np.mean(asked)), 2)
    if strong > 1.0 + WORTH:
        runner = runner.changed(strength={**runner.strength, CALVES: strong})
        notes.append(
            f"the calves are taken to be {strong:g} times as strong as those of people of this "
            "size, as the ankles' moments as measured ask for it; give strength in the runner's "
            "file where it is known."
        )
    if max(asked) >= MOST:
        notes.append(
            f"calves {MOST:g} times as strong would not hold what the ankles had as measured: see "
            "whether the forces are this runner's, in newtons, and under the right foot."
        )
    return runner, body, notes
