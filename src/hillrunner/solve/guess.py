"""The variables of a program from where a task begins to look."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.instant import World, instant, muscle_parameters
from hillrunner.model.mechanics.pushes import Push
from hillrunner.model.mechanics.recruitment import recruit
from hillrunner.model.mechanics.rigid_body import kinematics
from hillrunner.model.mechanics.supports import of_edges
from hillrunner.model.physics.muscle import tendon_strain
from hillrunner.solve.interval import VELOCITY_SCALE
from hillrunner.solve.transcription import Transcription
from hillrunner.tasks.task import Guess

QUIET, TAUT = 0.1, 0.2  # activation and tendon strain that all muscles start with
SMALL, SMALLER = 2e-3, 2e-4  # of the phase, for accelerations and velocities


def first_variables(problem: Transcription, guess: Guess) -> np.ndarray:
    """Variables ``[T, nodes, V]`` of a guess; muscles are quiet, for the solver finds them."""
    behind, q, ahead = _around(problem, guess, SMALLER)
    v = (ahead - behind) / (2.0 * SMALLER * guess.duration)
    return _variables(problem, guess, q, v, QUIET, TAUT)


def carried_variables(problem: Transcription, guess: Guess, body: Body, world: World) -> np.ndarray:
    """Variables ``[T, nodes, V]`` of a guess with the muscles of ``body`` that carry it.

    They are those of static optimisation, instant by instant.
    """
    behind, q, ahead = _around(problem, guess, SMALL)
    if problem.pushes is not None:  # at a node, those of the intervals beside it
        likely = problem.pushes.likely
        at_nodes = 0.5 * (likely + np.roll(likely, 1, axis=0))
        world = replace(world, push=Push(problem.pushes.kind, list(at_nodes.T)))
    v = (ahead - behind) / (2.0 * SMALL * guess.duration)
    a = (ahead - 2.0 * q + behind) / (SMALL * guess.duration) ** 2
    edges = None
    if world.supports:
        edges = of_edges(body, kinematics(body, list(q.T)), world.supports)
        world = replace(world, pressed=(0.0,) * edges.shape[-1])
    quiet, taut, still = (
        [np.full(len(q), value)] * len(body.muscles) for value in (QUIET, TAUT, 0.0)
    )
    now = instant(
        body,
        world,
        muscle_parameters(body),
        [m.mass for m in body.muscles],
        list(q.T),
        list(v.T),
        list(a.T),
        quiet,
        taut,
        still,
    )
    carried = {c for m in body.muscles for c in m.path.coordinates}
    if edges is not None:
        carried |= set(body.coordinate_names) - {a.coordinate for a in body.actuators}
    places = [i for i, name in enumerate(body.coordinate_names) if name in carried]
    moments = {
        body.coordinate_names[i]: np.asarray(now.joint_moment[i] - now.passive_moment[i])
        for i in places
    }
    postures, rates = (dict(zip(body.coordinate_names, one.T, strict=True)) for one in (q, v))
    pressing = None if edges is None else edges[:, places]
    muscles = recruit(body, postures, rates, moments, pressing)
    strongest = np.array([m.max_force for m in body.muscles])
    strain = tendon_strain(muscles.force / strongest)
    return _variables(problem, guess, q, v, muscles.activation, strain, muscles.push)


def _around(problem: Transcription, guess: Guess, step: float) -> list[np.ndarray]:
    """Coordinates a ``step`` (of the phase) before every node, at it and after it.

    A guess may take seconds, however many phases it is asked for at once.
    """
    phase = problem.phases
    return np.split(guess.positions(np.concatenate([phase - step, phase, phase + step])), 3)


def _variables(
    problem: Transcription,
    guess: Guess,
    q: np.ndarray,
    v: np.ndarray,
    activation: np.ndarray | float,
    strain: np.ndarray | float,
    push: np.ndarray | float = 0.0,
) -> np.ndarray:
    """Variables of what is at the nodes, within their bounds."""
    layout = problem.layout
    nodes = np.zeros((problem.ends.nodes, layout.node))
    nodes[:, layout.position], nodes[:, layout.velocity] = q, v / VELOCITY_SCALE
    nodes[:, layout.activation], nodes[:, layout.strain] = activation, strain
    if problem.pushes is None:
        nodes[:, layout.push] = push
    else:
        nodes[: problem.intervals, layout.push] = problem.pushes.likely
    nodes[:, ~problem.ends.used] = 0.0
    x = problem.join(guess.duration, nodes, guess.sought)
    return np.clip(x, *problem.bounds(elastic=True))
