"""The body of a runner: the generic one at their size, with running muscles, changes and shoes."""

from __future__ import annotations

from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import Body, Muscle
from hillrunner.model.body.parts import check_runs
from hillrunner.model.body.scaling import evenly_distributed, scale_body
from hillrunner.model.mechanics.changed_body import changed_body, unchanged_body
from hillrunner.model.mechanics.in_shoe import in_shoe, out_of_shoe
from hillrunner.person.places import entry
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
    changed = changed_body(scaled.model_copy(update={"muscles": muscles}), runner.changes)
    return in_shoe(changed, runner.shoe) if runner.shoe else changed


def body_before(running: Body, runner: Runner, settings: Settings) -> Body:
    """The body of the runner's size of which :func:`runner_body` makes ``running``.

    A body that markers have sized is no default body scaled by height; it is found again by taking
    back what was done to its muscles, its strength and its distribution of mass. Velocities of all
    muscles and the calves' tendons are those of the settings, which are put there again.

    Parameters
    ----------
    running
        As a motion holds it.
    runner, settings
        Of the same motion.
    """
    body = out_of_shoe(running, runner.shoe) if runner.shoe else running
    body = unchanged_body(body, runner.changes)
    muscles = tuple(_resting_muscle(m, runner, settings.muscles) for m in body.muscles)
    body = body.model_copy(update={"muscles": muscles})
    return evenly_distributed(body) if runner.sex == "female" else body


def _resting_muscle(muscle: Muscle, runner: Runner, settings: Muscles) -> Muscle:
    per_area = settings.strength * settings.tension.of(muscle.name, muscle.group)
    own = entry(runner.strength, [muscle.group], muscle.side)
    size = 1.0 if own is None else own
    stretch = _tendon_strain(muscle.model_copy(update={"tendon_strain": 1.0}), settings)
    calves = muscle.group == "calves"
    return muscle.model_copy(
        update={
            "max_force": muscle.max_force / (per_area * size),
            "specific_tension": muscle.specific_tension / per_area,
            "tendon_strain": muscle.tendon_strain / (1.0 if calves else stretch),
        }
    )


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
