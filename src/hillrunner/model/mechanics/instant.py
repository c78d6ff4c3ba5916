"""All the physics of one instant: skeleton, muscles, contact, passive tissue, metabolism.

The same function gives symbols to the solver and numbers to the analyses, so that what is
reported is what was solved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hillrunner.model.body.model import Body
from hillrunner.model.body.paths import path_arm, path_length
from hillrunner.model.mechanics.passive import passive_torque
from hillrunner.model.mechanics.pushes import Push
from hillrunner.model.mechanics.rigid_body import Kinematics, Load, inverse_dynamics, kinematics
from hillrunner.model.mechanics.supports import Support, support_loads
from hillrunner.model.physics.contact import ContactLaw, sphere_force
from hillrunner.model.physics.metabolism import bhargava_rate, contraction_rate
from hillrunner.model.physics.muscle import MuscleParameters, MuscleState, muscle_state
from hillrunner.model.physics.scalar import Scalar
from hillrunner.model.physics.spatial import Vec, scale, sub


@dataclass(frozen=True)
class Carried:
    """Where a share of a carried load is: a point fixed in a segment (m, in its frame)."""

    segment: str
    location: Vec
    share: float = 1.0


@dataclass(frozen=True)
class World:
    """Where the body moves: gravity (m/s2, ground frame), belt speed (m/s), contact law, and a
    load (kg) that it carries, as point masses. Where the ground's forces are numbers of their own,
    they are its ``push`` and the contact law says nothing; nor where the body is held by
    ``supports``, which are ``pressed`` by so much of their edges (body weights)."""

    gravity: Vec
    belt_speed: Scalar
    contact: ContactLaw
    carried: tuple[Carried, ...] = ()
    load: Scalar = 0.0
    push: Push | None = None
    supports: tuple[Support, ...] = ()
    pressed: tuple[Scalar, ...] = ()


@dataclass(frozen=True)
class Instant:
    """Everything known of one instant (or, with arrays, of many)."""

    motion: Kinematics
    joint_moment: list[Scalar]  # N m or N, by coordinate: inverse dynamics with contact
    muscle_moment: list[Scalar]  # by coordinate
    passive_moment: list[Scalar]  # by coordinate
    muscles: list[MuscleState]
    lengths: list[Scalar]  # m, muscle-tendon
    velocities: list[Scalar]  # m/s, muscle-tendon
    arms: list[dict[str, Scalar]]  # m, by muscle and coordinate
    metabolic_rate: list[Scalar]  # W, by muscle
    contact: list[tuple[Vec, Vec]]  # force (N) and point (m), by sphere or support; none of a push

    def surplus(self, i: int) -> Scalar:
        """Generalised force at coordinate ``i`` that muscles and passive tissue do not supply."""
        return self.joint_moment[i] - self.muscle_moment[i] - self.passive_moment[i]


def muscle_parameters(body: Body) -> list[MuscleParameters]:
    """Numeric parameters of the body's muscles."""
    return [
        MuscleParameters(
            max_force=m.max_force,
            optimal_length=m.optimal_length,
            slack_length=m.slack_length,
            tendon_strain=m.tendon_strain,
            pennation=m.pennation,
            max_velocity=m.max_velocity,
            passive_start=m.passive_strain_zero,
            passive_one=m.passive_strain_one,
        )
        for m in body.muscles
    ]


def instant(
    body: Body,
    world: World,
    parameters: Sequence[MuscleParameters],
    masses: Sequence[Scalar],
    q: Sequence[Scalar],
    v: Sequence[Scalar],
    a: Sequence[Scalar],
    activation: Sequence[Scalar],
    strain: Sequence[Scalar],
    strain_rate: Sequence[Scalar],
    contact_velocity: Sequence[Scalar] | None = None,
    interval: Scalar = 0.0,
    negative_work: Scalar = 0.0,
    activation_rate: Sequence[Scalar] | None = None,
    contraction: Scalar = 0.0,
) -> Instant:
    """Evaluate the body at an instant, or at the middle of an interval.

    Parameters
    ----------
    masses : contractile mass (kg) of each muscle
    q, v, a : position, velocity, acceleration by coordinate (SI)
    activation, strain, strain_rate : by muscle; tendon strain relative to that at max force
    contact_velocity : velocity by coordinate that damps and rubs the feet; ``v`` if not given.
        Friction is so stiff that on a mesh it must be taken at the end of a step.
    interval : time (s) over which the ground's elastic force is a mean, so that it does the work
        of what is stored: the length of a step of the mesh.
    negative_work : share of the work of lengthening fibres that is taken off their metabolic rate
    activation_rate : by muscle (1/s); without it no contraction is paid for
    contraction : what a whole contraction costs a muscle (J/kg of it)
    """
    index = {name: i for i, name in enumerate(body.coordinate_names)}
    named: Mapping[str, Scalar] = dict(zip(body.coordinate_names, q, strict=True))
    motion = kinematics(body, q, v, a)

    spheres = () if world.push is not None or world.supports else body.contacts
    apart = bool(spheres) and contact_velocity is not None
    sliding = kinematics(body, q, contact_velocity) if apart else motion
    contact = [
        sphere_force(
            world.contact,
            sliding.frames[s.segment],
            s.location,
            s.radius,
            world.belt_speed,
            -0.5 * interval * motion.frames[s.segment].point_velocity(s.location)[1],
        )
        for s in spheres
    ]
    loads = [Load(s.segment, f, point) for s, (f, point) in zip(spheres, contact, strict=True)]
    if world.supports:
        loads = support_loads(body, motion, world.supports, world.pressed)
        contact = [(load.force, load.point) for load in loads]
    if world.push is not None:
        loads += world.push.loads(body, motion)
    loads += [_weight(world, motion, at) for at in world.carried]
    joint_moment = inverse_dynamics(body, motion, world.gravity, loads)

    muscle_moment: list[Scalar] = [0.0] * len(index)
    states, lengths, velocities, arms, rates = [], [], [], [], []
    for i, (muscle, p) in enumerate(zip(body.muscles, parameters, strict=True)):
        length = path_length(muscle.path, named)
        arm = {c: path_arm(muscle.path, named, c) for c in muscle.path.coordinates}
        velocity: Scalar = 0.0
        for c, r in arm.items():
            velocity = velocity - r * v[index[c]]
        state = muscle_state(p, activation[i], strain[i], strain_rate[i], length, velocity)
        for c, r in arm.items():
            muscle_moment[index[c]] = muscle_moment[index[c]] + r * state.force * p.max_force
        rate = bhargava_rate(
            mass=masses[i],
            slow_fraction=muscle.slow_fraction,
            activation=activation[i],
            normal_length=state.normal_length,
            fibre_velocity=state.fibre_velocity,
            active_force=state.active_force,
            passive_force=state.passive_force,
            isometric_force=activation[i] * state.isometric * p.max_force,
            negative_work=negative_work,
        )
        if activation_rate is not None:
            rate = rate + contraction_rate(masses[i], activation_rate[i], contraction)
        states.append(state)
        lengths.append(length)
        velocities.append(velocity)
        arms.append(arm)
        rates.append(rate)

    passive: list[Scalar] = [0.0] * len(index)
    for law in body.passive:
        k = index[law.coordinate]
        passive[k] = passive[k] + passive_torque(law, q[k], v[k])

    return Instant(
        motion=motion,
        joint_moment=joint_moment,
        muscle_moment=muscle_moment,
        passive_moment=passive,
        muscles=states,
        lengths=lengths,
        velocities=velocities,
        arms=arms,
        metabolic_rate=rates,
        contact=contact,
    )


def _weight(world: World, motion: Kinematics, at: Carried) -> Load:
    """What a share of the load does to its segment: its weight, and its inertia."""
    frame = motion.frames[at.segment]
    felt = sub(world.gravity, frame.point_acceleration(at.location))
    return Load(at.segment, scale(felt, world.load * at.share), frame.point(at.location))
