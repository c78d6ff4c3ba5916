"""The variables of a program from where a task begins to look."""

from __future__ import annotations

import numpy as np

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.instant import World, instant, muscle_parameters
from hillrunner.model.mechanics.recruitment import recruit
from hillrunner.model.physics.muscle import tendon_strain
from hillrunner.solve.interval import VELOCITY_SCALE
from hillrunner.solve.transcription import Transcription
from hillrunner.tasks.task import Guess

QUIET, TAUT = 0.1, 0.2  # activation and tendon strain that all muscles start with
SMALL, SMALLER = 2e-3, 2e-4  # of the phase, for accelerations and velocities


def first_variables(problem: Transcription, guess: Guess) -> np.ndarray:
    """Variables ``[T, nodes, V]`` of a guess; muscles are quiet, for the solver finds them."""
    layout, phase = problem.layout, problem.phases
    ahead, behind = guess.positions(phase + SMALLER), guess.positions(phase - SMALLER)
    nodes = np.zeros((problem.ends.nodes, layout.node))
    nodes[:, layout.position] = guess.positions(phase)
    nodes[:, layout.velocity] = (ahead - behind) / (2.0 * SMALLER * guess.duration * VELOCITY_SCALE)
    nodes[:, layout.activation] = QUIET
    nodes[:, layout.strain] = TAUT
    return _within(problem, guess, nodes)


def carried_variables(problem: Transcription, guess: Guess, body: Body, world: World) -> np.ndarray:
    """Variables ``[T, nodes, V]`` of a guess with the muscles of ``body`` that carry it.

    They are those of static optimisation, instant by instant.
    """
    layout, phase, names = problem.layout, problem.phases, body.coordinate_names
    _, nodes, _ = problem.split(first_variables(problem, guess))
    ahead, q, behind = (guess.positions(phase + step) for step in (SMALL, 0.0, -SMALL))
    v = (ahead - behind) / (2.0 * SMALL * guess.duration)
    a = (ahead - 2.0 * q + behind) / (SMALL * guess.duration) ** 2
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
    crossed = {c for m in body.muscles for c in m.path.coordinates}
    moments = {
        name: np.asarray(now.joint_moment[i] - now.passive_moment[i])
        for i, name in enumerate(names)
        if name in crossed
    }
    postures, rates = dict(zip(names, q.T, strict=True)), dict(zip(names, v.T, strict=True))
    muscles = recruit(body, postures, rates, moments)
    strongest = np.array([m.max_force for m in body.muscles])
    nodes = nodes.copy()
    nodes[:, layout.activation] = muscles.activation
    nodes[:, layout.strain] = tendon_strain(muscles.force / strongest)
    return _within(problem, guess, nodes)


def _within(problem: Transcription, guess: Guess, nodes: np.ndarray) -> np.ndarray:
    """Variables of nodes, within their bounds."""
    nodes[:, ~problem.ends.used] = 0.0
    x = problem.join(guess.duration, nodes, guess.sought)
    return np.clip(x, *problem.bounds(elastic=True))
