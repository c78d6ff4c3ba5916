"""The variables of a program from where a task begins to look."""

from __future__ import annotations

import numpy as np

from hillrunner.solve.interval import VELOCITY_SCALE
from hillrunner.solve.transcription import Transcription
from hillrunner.tasks.task import Guess

QUIET, TAUT = 0.1, 0.2  # activation and tendon strain that all muscles start with
SMALL = 2e-4  # of the phase, for velocities


def first_variables(problem: Transcription, guess: Guess) -> np.ndarray:
    """Variables ``[T, nodes, V]`` of a guess; muscles are quiet, for the solver finds them."""
    layout, phase = problem.layout, problem.phases
    ahead, behind = guess.positions(phase + SMALL), guess.positions(phase - SMALL)
    nodes = np.zeros((problem.ends.nodes, layout.node))
    nodes[:, layout.position] = guess.positions(phase)
    nodes[:, layout.velocity] = (ahead - behind) / (2.0 * SMALL * guess.duration * VELOCITY_SCALE)
    nodes[:, layout.activation] = QUIET
    nodes[:, layout.strain] = TAUT
    nodes[:, ~problem.ends.used] = 0.0
    x = problem.join(guess.duration, nodes, guess.sought)
    return np.clip(x, *problem.bounds(elastic=True))
