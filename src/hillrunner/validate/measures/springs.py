"""Elastic energy, and work against metabolic energy."""

from __future__ import annotations

import numpy as np

from hillrunner.model.mechanics.rigid_body import kinematics
from hillrunner.model.physics.spatial import GRAVITY, rotate, transpose
from hillrunner.sides import SIDES, on_side
from hillrunner.validate.measures.cost import net_cost
from hillrunner.validate.measures.registry import SIDE, Array, Measured, measures

LIMBS = {  # segments whose energy about the centre of mass is added up before work is counted
    "trunk": ("pelvis", "torso"),
    **{
        on_side("leg", side): tuple(
            on_side(name, side) for name in ("femur", "patella", "tibia", "talus", "calcn", "toes")
        )
        for side in SIDES
    },
    **{
        on_side("arm", side): tuple(
            on_side(name, side) for name in ("humerus", "ulna", "radius", "hand")
        )
        for side in SIDES
    },
}


@measures("J")
def achilles_energy(run: Measured, _: str) -> float:
    return float(run.springs["achilles_energy"].sel(side=SIDE))


@measures("J")
def leg_energy(run: Measured, _: str) -> float:
    """Energy stored in every tendon of the leg, each at its own time."""
    own = [m.name for m in run.motion.body.muscles if m.side == SIDE]
    return float(run.springs["energy_stored"].sel(muscle=own).sum())


@measures("%")
def achilles_tendon_share(run: Measured, _: str) -> float:
    return 100.0 * float(run.springs["achilles_tendon_share"].sel(side=SIDE))


@measures("%", "soleus", "gasmed", "gaslat")
def tendon_share(run: Measured, of: str) -> float:
    return 100.0 * float(run.springs["tendon_share"].sel(muscle=on_side(of, SIDE)))


@measures("1")
def apparent_efficiency(run: Measured, _: str) -> float:
    """Positive external and internal work of a stride over its net metabolic energy, after
    Cavagna & Kaneko 1977 (10.1113/jphysiol.1977.sp011866)."""
    data = run.motion.data
    com = run.mass * (
        0.5 * (data["com_velocity"].values ** 2).sum(axis=1)
        + GRAVITY * data["com_position"].sel(axis="y").values
    )
    spent = net_cost(run, "") * run.mass * run.motion.speed * run.motion.stride_time
    return (_gain(com) + sum(_gain(energy) for energy in _about_com(run))) / spent


def _gain(energy: Array) -> float:
    """Sum of the increments of a periodic energy (J)."""
    return float(np.maximum(np.roll(energy, -1) - energy, 0.0).sum())


def _about_com(run: Measured) -> list[Array]:
    """Kinetic energy of each limb in its movement about the centre of mass (time,), J."""
    data, body = run.motion.data, run.motion.body
    posed = kinematics(body, list(data["position"].values.T), list(data["velocity"].values.T))
    com = data["com_velocity"].values.T
    shape = (3, data.sizes["time"])
    energies = []
    for names in LIMBS.values():
        total = np.zeros(shape[1])
        for segment in body.segments:
            if segment.name not in names:
                continue
            frame = posed.frames[segment.name]
            velocity = _array(frame.point_velocity(segment.com), shape) - com
            spin = _array(rotate(transpose(frame.rotation), frame.angular_velocity), shape)
            xx, yy, zz, xy, xz, yz = segment.inertia
            tensor = np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
            total += 0.5 * segment.mass * (velocity**2).sum(axis=0)
            total += 0.5 * np.einsum("it,ij,jt->t", spin, tensor, spin)
        energies.append(total)
    return energies


def _array(vector: object, shape: tuple[int, int]) -> Array:
    rows = [np.broadcast_to(np.asarray(x, float), shape[1:]) for x in vector]  # type: ignore[attr-defined]
    return np.stack(rows)
