"""The body of a runner: the generic one at their size, with running muscles and their changes."""

from __future__ import annotations

from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import Body, Muscle
from hillrunner.model.body.parts import check_runs
from hillrunner.model.body.scaling import scale_body
from hillrunner.model.mechanics.changed_body import changed_body
from hillrunner.person.runner import Runner
from hillrunner.settings import Muscles, Settings


def runner_body(runner: Runner, settings: Settings, body: Body | None = None) -> Body:
    """The body that runs: ``body`` (or the default) scaled to the runner, with running muscles.

    The runner's changes come last, so that what they move is relative to what ran without them.

    Raises
    ------
    BodyError
        If the body lacks what running needs, cannot be scaled to the runner, or has no such muscle
        to change.
    """
    body = body or default_body()
    check_runs(body)
    scaled = scale_body(
        body,
        height=runner.height,
        mass=runner.mass,
        segment_lengths=runner.segment_lengths,
        strength=runner.strength,
        sex=runner.sex,
    )
    muscles = tuple(_running_muscle(m, settings.muscles) for m in scaled.muscles)
    return changed_body(scaled.model_copy(update={"muscles": muscles}), runner.changes)


def _running_muscle(muscle: Muscle, settings: Muscles) -> Muscle:
    """Strength is force per area, not size: contractile mass stays that of the volume."""
    strength = settings.strength * settings.tension.of(muscle.name, muscle.group)
    update: dict[str, float] = {
        "max_force": muscle.max_force * strength,
        "specific_tension": muscle.specific_tension * strength,
        "max_velocity": settings.max_velocity,
        "tendon_strain": _tendon_strain(muscle, settings),
    }
    return muscle.model_copy(update=update)


def _tendon_strain(muscle: Muscle, settings: Muscles) -> float:
    if muscle.group == "calves":
        return settings.calf_tendon_strain
    if muscle.group == "quadriceps":
        return muscle.tendon_strain * settings.quadriceps_tendons
    return muscle.tendon_strain * settings.other_tendons
