"""A body whose muscles have changed: what each knob of a change moves, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from hillrunner.errors import BodyError
from hillrunner.groups import GROUPS
from hillrunner.model.body.bellies import bellies, carried
from hillrunner.model.body.model import Body, Muscle
from hillrunner.model.physics.muscle import tendon_strain
from hillrunner.person.muscle_change import ALL, KNOBS, MuscleChange
from hillrunner.person.places import entry, parted
from hillrunner.sides import Side, stem


@dataclass(frozen=True)
class Factors:
    """What becomes of one muscle: factors, and what is added to its share of slow fibres."""

    force: float = 1.0
    drive: float = 1.0
    mass: float = 1.0
    tendon_stiffness: float = 1.0
    fibre_length: float = 1.0
    slow_fraction: float = 0.0


def muscle_factors(body: Body, changes: Sequence[MuscleChange]) -> dict[str, Factors]:
    """What becomes of every muscle of a body; changes add up, one upon the other.

    Raises
    ------
    BodyError
        If a change names no muscle or group of the body.
    """
    for change in changes:
        for knob in KNOBS:
            for place in getattr(change, knob):
                side, name = parted(place)
                names = _names(body, side)
                if name not in names:
                    raise BodyError(_unknown(name, names))
    return {m.name: _factors(m, changes) for m in body.muscles}


def changed_body(body: Body, changes: Sequence[MuscleChange]) -> Body:
    """The body after changes of its muscles (see
    :class:`~hillrunner.person.muscle_change.MuscleChange`).

    Force scales maximal isometric force; force per cross-section follows from force, length and
    mass, so that :attr:`~hillrunner.model.body.model.Muscle.mass` is the changed mass. Drive scales
    force and contractile mass, which makes heat, and no segment's. Mass that comes or goes is a
    point mass at the belly's centre. The tendon keeps its force over stretch:
    strain at maximal force becomes what the old curve reaches at the new force, divided by the
    factor on stiffness. As all tendons share one shape of curve, the new curve leaves the old one a
    little below that force: 10 % more force leaves 1.1 % less stretch at half of the old force.

    Parameters
    ----------
    body
        The body, with the muscles that run.
    changes
        In the order they are made.

    Raises
    ------
    BodyError
        If a name is unknown or the changes leave no possible body.
    """
    if not changes:
        return body
    factors = muscle_factors(body, changes)
    muscles = tuple(_changed(m, factors[m.name]) for m in body.muscles)
    segments = {s.name: s for s in body.segments}
    places = bellies(body)
    for muscle in body.muscles:
        grown = factors[muscle.name].mass - 1.0
        if grown:
            name, place = places[muscle.name]
            segments[name] = carried(segments[name], grown * muscle.mass, place)
    return body.model_copy(update={"muscles": muscles, "segments": tuple(segments.values())})


def unchanged_body(body: Body, changes: Sequence[MuscleChange]) -> Body:
    """The body of which :func:`changed_body` makes ``body``: the changes taken back."""
    if not changes:
        return body
    factors = muscle_factors(body, changes)
    muscles = tuple(_taken_back(m, factors[m.name]) for m in body.muscles)
    segments = {s.name: s for s in body.segments}
    places = bellies(body)
    for muscle in muscles:
        grown = factors[muscle.name].mass - 1.0
        if grown:
            name, place = places[muscle.name]
            segments[name] = carried(segments[name], -grown * muscle.mass, place)
    return body.model_copy(update={"muscles": muscles, "segments": tuple(segments.values())})


def added_mass(body: Body, changes: Sequence[MuscleChange]) -> dict[str, float]:
    """Mass (kg) that changes put on every segment of ``body``, which is the body without them."""
    changed = changed_body(body, changes)
    return {
        after.name: after.mass - before.mass
        for before, after in zip(body.segments, changed.segments, strict=True)
    }


def _names(body: Body, side: Side | None) -> tuple[str, ...]:
    """What a change may name on a side of the body, or on both."""
    muscles = (stem(m.name) for m in body.muscles if side in (None, m.side))
    return (ALL, *GROUPS, *dict.fromkeys(muscles))


def _unknown(name: str, names: Sequence[str]) -> str:
    """The sentence for a name that no muscle or group has."""
    near = get_close_matches(name.lower(), names, n=1, cutoff=0.5)
    hint = f", perhaps {near[0]!r} was meant" if near else ""
    return (
        f"unknown muscle or group {name!r}{hint}; allowed are {', '.join((ALL, *GROUPS))} and "
        "single muscles, as soleus."
    )


def _factors(muscle: Muscle, changes: Sequence[MuscleChange]) -> Factors:
    force = drive = mass = stiffness = length = 1.0
    slow = 0.0
    for change in changes:
        f = _entry(change.force, muscle, 1.0)
        stretch = _entry(change.fibre_length, muscle, 1.0)
        force *= f
        drive *= _entry(change.drive, muscle, 1.0)
        length *= stretch
        mass *= _entry(change.mass, muscle, f * stretch)
        stiffness *= _entry(change.tendon_stiffness, muscle, 1.0)
        slow += _entry(change.slow_fraction, muscle, 0.0)
    return Factors(force, drive, mass, stiffness, length, slow)


def _entry(table: Mapping[str, float], muscle: Muscle, default: float) -> float:
    """The most particular entry that covers a muscle."""
    found = entry(table, (stem(muscle.name), muscle.group, ALL), muscle.side)
    return default if found is None else found


def _changed(muscle: Muscle, by: Factors) -> Muscle:
    if by == Factors():
        return muscle
    slow = muscle.slow_fraction + by.slow_fraction
    if not 0.0 <= slow <= 1.0:
        raise BodyError(
            f"slow fraction of {stem(muscle.name)} would be {slow:.2f}, but must be from 0 to 1: "
            f"it is {muscle.slow_fraction:.2f} now."
        )
    strength = by.force * by.drive
    strain = float(tendon_strain(strength)) if strength != 1.0 else 1.0
    return muscle.model_copy(
        update={
            "max_force": muscle.max_force * strength,
            "optimal_length": muscle.optimal_length * by.fibre_length,
            "specific_tension": muscle.specific_tension * by.force * by.fibre_length / by.mass,
            "tendon_strain": muscle.tendon_strain * strain / by.tendon_stiffness,
            "slow_fraction": slow,
        }
    )


def _taken_back(muscle: Muscle, by: Factors) -> Muscle:
    strength = by.force * by.drive
    strain = float(tendon_strain(strength)) if strength != 1.0 else 1.0
    return muscle.model_copy(
        update={
            "max_force": muscle.max_force / strength,
            "optimal_length": muscle.optimal_length / by.fibre_length,
            "specific_tension": muscle.specific_tension * by.mass / (by.force * by.fibre_length),
            "tendon_strain": muscle.tendon_strain * by.tendon_stiffness / strain,
            "slow_fraction": muscle.slow_fraction - by.slow_fraction,
        }
    )
