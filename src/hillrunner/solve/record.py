"""From solver variables to a labelled cycle, everything a Motion holds, and to the Motion."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import xarray as xr

from hillrunner import __version__
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.instant import World, instant, muscle_parameters
from hillrunner.model.mechanics.measured_forces import over_soles
from hillrunner.model.mechanics.pushes import Push
from hillrunner.model.mechanics.rigid_body import centre_of_mass
from hillrunner.model.mechanics.supports import of_spheres
from hillrunner.model.physics.metabolism import margaria_rate
from hillrunner.model.physics.muscle import excitation
from hillrunner.motion.motion import Motion
from hillrunner.motion.schema import FORMAT, VERSION, labelled
from hillrunner.motion.solved import Solved
from hillrunner.person.runner import Runner
from hillrunner.settings import Energy, Settings
from hillrunner.sides import SIDES, side_of
from hillrunner.solve.interval import VELOCITY_SCALE
from hillrunner.solve.ipopt import Solution
from hillrunner.solve.transcription import Transcription
from hillrunner.solve.warm_start import warm_arrays
from hillrunner.tasks.task import Task

UNLOADED = 20.0  # N, below which a foot has no centre of pressure


def _stack(rows: list[Any], n: int) -> np.ndarray:
    """Stack per-item values (scalars or arrays over time) to shape (time, items)."""
    return np.stack([np.broadcast_to(np.asarray(r, dtype=float), (n,)) for r in rows], axis=1)


def _vectors(rows: list[Any], n: int) -> np.ndarray:
    """Stack per-item 3-vectors to shape (time, items, 3)."""
    return np.stack([_stack(list(r), n) for r in rows], axis=1)


def cycle_dataset(
    problem: Transcription, x: np.ndarray, body: Body, world: World, energy: Energy
) -> xr.Dataset:
    """Evaluate the solution at the middle of every interval of a whole cycle.

    ``body`` is the body that was solved (the transcription's, with its final muscle parameters),
    ``energy`` the settings' account of muscle energy.
    At these instants the discrete equations of motion hold exactly; ``duration`` is the matching
    quadrature.
    """
    layout, speed = problem.layout, world.belt_speed
    h, states = problem.cycle(x)
    n = h.size
    mean, rate = 0.5 * (states[1:] + states[:-1]), np.diff(states, axis=0) / h[:, None]
    time = np.cumsum(h) - 0.5 * h

    q, v = mean[:, layout.position], rate[:, layout.position]
    a = VELOCITY_SCALE * rate[:, layout.velocity]
    activation, activation_rate = mean[:, layout.activation], rate[:, layout.activation]
    strain = mean[:, layout.strain]
    strain_rate = rate[:, layout.strain]
    if problem.pushes is not None:
        world = replace(world, push=Push(problem.pushes.kind, list(problem.pressed(x).T)))
    if world.supports:
        world = replace(world, pressed=tuple(problem.pressed(x).T))

    now = instant(
        body,
        world,
        muscle_parameters(body),
        [m.mass for m in body.muscles],
        list(q.T),
        list(v.T),
        list(a.T),
        list(activation.T),
        list(strain.T),
        list(strain_rate.T),
        contact_velocity=list(VELOCITY_SCALE * states[1:, layout.velocity].T),
        interval=h,
        negative_work=energy.negative_work,
        activation_rate=list(activation_rate.T),
        contraction=energy.contraction,
    )
    frames = now.motion.frames
    segments = [s.name for s in body.segments]
    com = centre_of_mass(body, now.motion)
    contact = now.contact
    if world.push is not None:
        contact = over_soles(body, now.motion, world.push.loads(body, now.motion))
    if world.supports:
        contact = of_spheres(body, world.supports, contact)
    forces = _vectors([f for f, _ in contact], n)
    points = _vectors([at for _, at in contact], n)
    ground, pressure, free = _by_foot(body, forces, points)

    position = q.copy()
    tx = body.coordinate_names.index("pelvis_tx")
    travel = speed * time
    position[:, tx] += travel
    velocity = v.copy()
    velocity[:, tx] += speed
    onward = np.zeros((n, 3))
    onward[:, 0] = travel

    arms = np.zeros((n, len(body.muscles), len(body.coordinates)))
    for i, by_coordinate in enumerate(now.arms):
        for name, arm in by_coordinate.items():
            arms[:, i, body.coordinate_names.index(name)] = arm
    driven = [actuator.coordinate for actuator in body.actuators]
    surplus = [now.surplus(body.coordinate_names.index(c)) for c in driven]
    driven_speed = v[:, [body.coordinate_names.index(c) for c in driven]]
    torque = _stack(surplus, n)
    max_force = np.array([m.max_force for m in body.muscles])

    def by_muscle(attribute: str) -> np.ndarray:
        return _stack([getattr(m, attribute) for m in now.muscles], n)

    values = {
        "position": position,
        "velocity": velocity,
        "acceleration": a,
        "joint_moment": _stack(now.joint_moment, n),
        "passive_moment": _stack(now.passive_moment, n),
        "activation": activation,
        "excitation": excitation(activation, activation_rate),
        "tendon_strain": strain,
        "tendon_force": by_muscle("force") * max_force,
        "fibre_length": by_muscle("fibre_length"),
        "fibre_velocity": by_muscle("fibre_velocity"),
        "active_force": by_muscle("active_force"),
        "passive_force": by_muscle("passive_force"),
        "tendon_length": by_muscle("tendon_length"),
        "tendon_velocity": by_muscle("tendon_velocity"),
        "muscle_tendon_length": _stack(now.lengths, n),
        "muscle_tendon_velocity": _stack(now.velocities, n),
        "metabolic_rate": _stack(now.metabolic_rate, n),
        "moment_arm": arms,
        "actuator_torque": torque,
        "actuator_metabolic_rate": margaria_rate(torque * driven_speed),
        "ground_force": ground,
        "centre_of_pressure": pressure + onward[:, None, :],
        "free_moment": free,
        "contact_force": forces,
        "com_position": _stack(list(com[0]), n) + onward,
        "com_velocity": _stack(list(com[1]), n) + [speed, 0.0, 0.0],
        "com_acceleration": _stack(list(com[2]), n),
        "segment_origin": _vectors([frames[s].position for s in segments], n) + onward[:, None, :],
        "segment_rotation": np.stack([_vectors(list(frames[s].rotation), n) for s in segments], 1),
    }
    return labelled(
        values,
        time=time,
        duration=h,
        coordinates=body.coordinate_names,
        muscles=body.muscle_names,
        segments=segments,
        spheres=[s.name for s in body.contacts],
        actuators=driven,
    )


def _by_foot(
    body: Body, forces: np.ndarray, points: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ground force, centre of pressure and free moment of each foot."""
    n = forces.shape[0]
    total, pressure = np.zeros((n, 2, 3)), np.full((n, 2, 3), np.nan)
    free = np.zeros((n, 2))
    for i, side in enumerate(SIDES):
        mine = [k for k, s in enumerate(body.contacts) if side_of(s.segment) == side]
        f, at = forces[:, mine], points[:, mine]
        total[:, i] = f.sum(axis=1)
        loaded = total[:, i, 1] > UNLOADED
        weight = np.where(loaded, total[:, i, 1], 1.0)
        centre = (f[..., 1:2] * at).sum(axis=1) / weight[:, None]
        centre[:, 1] = 0.0
        pressure[loaded, i] = centre[loaded]
        lever = at - centre[:, None, :]
        moment = (lever[..., 2] * f[..., 0] - lever[..., 0] * f[..., 2]).sum(axis=1)
        free[:, i] = np.where(loaded, moment, 0.0)
    return total, pressure, free


def motion_of(
    problem: Transcription,
    solution: Solution,
    runner: Runner,
    body: Body,
    settings: Settings,
    task: Task,
    solved: Solved,
) -> Motion:
    """A solution as a motion that says of itself all that it depends on."""
    sought = problem.split(solution.x)[2]
    world = task.world(body, settings, sought)
    data = cycle_dataset(problem, solution.x, body, world, settings.energy).assign(
        warm_arrays(solution)
    )
    data.attrs = {
        "format": FORMAT,
        "version": VERSION,
        "hillrunner_version": __version__,
        "status": solution.status.word,
        "speed": float(world.belt_speed),
        "grade": float(task.slope),
        "load": float(world.load),
        "runner": runner.model_dump(mode="json"),
        "task": task.model_dump(mode="json"),
        "body": body.model_dump(mode="json"),
        "body_hash": body.hash,
        "settings": settings.model_dump(mode="json"),
        "solver": solved.model_dump(mode="json"),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return Motion(data)
