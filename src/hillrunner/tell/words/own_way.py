"""What is said where questions start from a measured runner's own way of running."""

from __future__ import annotations

from hillrunner.motion.motion import Motion
from hillrunner.worth.answer.priced_body import PricedSprint, Unsolved

RELATIVE = (
    "Everything is relative to how you really run: the run is in your own way, as it was found of "
    "a stride that was measured, and what you prefer is taken to stay as muscles change or tire."
)
SPRINT = (
    "The sprint is not in your own way, of which nothing is known at top speed: it is the fastest "
    "that your body, of the size that was measured, can do."
)
BODIES = (
    "In plausible bodies what you prefer is kept as it was found in yours, so that they run a "
    "little otherwise than you do."
)


def is_own(run: Motion) -> bool:
    """Whether a run is in a measured runner's own way."""
    return run.task.of_a_person


def at_speed(run: Motion, speed: float) -> str:
    """At which speed, and in whose way, in a few words: ``3.5 m/s``."""
    return f"{speed:g} m/s{', in your own way of running' if is_own(run) else ''}"


def own_way_sentences(
    run: Motion, sprint: PricedSprint | Unsolved | None, bodies: int = 0
) -> list[str]:
    """What of the own way holds where; nothing of a run of least effort."""
    if not is_own(run):
        return []
    said = [RELATIVE]
    if isinstance(sprint, PricedSprint):
        said.append(SPRINT)
    if bodies:
        said.append(BODIES)
    return said
