"""The program of a body's task, built once for all bodies and tasks that differ in numbers only."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from hillrunner.interruption import ctrl_c_noted
from hillrunner.model.body.model import Body, Segment, Sole
from hillrunner.model.body.one_metre import of_one_metre
from hillrunner.solve.parameters import Parameters
from hillrunner.solve.transcription import Transcription, transcribe
from hillrunner.tasks.task import Structure, Task


@lru_cache(maxsize=4)
def _program(anatomy: Body, structure: Structure, shares: tuple[float, ...]) -> Transcription:
    return transcribe(anatomy, structure, np.array(shares))


@ctrl_c_noted()
def program_for(body: Body, task: Task, mesh: int) -> Transcription:
    """The program of a body's task; bodies that differ in nothing but size, and tasks that differ
    in no structure, share one build. What the task bounds is not in it yet (``posed``), and each of
    its functions is found in the cache, or built, when it is first needed (``prepare``).

    Muscle parameters, the height, the mass distribution of the segments, the strength of the
    actuators, how soft soles are and the stiffness and damping of joints without muscles are
    parameters of the program (see :class:`~hillrunner.solve.parameters.Parameters`).
    """
    muscle = {
        "max_force": 1.0,
        "optimal_length": 1.0,
        "slack_length": 1.0,
        "tendon_strain": 1.0,
        "specific_tension": 1.0,
        "slow_fraction": 0.5,
        "max_velocity": 1.0,
    }
    anatomy = body.model_copy(
        update={
            "muscles": tuple(m.model_copy(update=muscle) for m in body.muscles),
            "segments": tuple(_weightless(s) for s in body.segments),
            "passive": tuple(
                law.model_copy(update=dict.fromkeys(Parameters.JOINT.values(), 1.0))
                for law in body.passive
            ),
            "sole": Sole(),
            "actuators": tuple(a.model_copy(update={"max_torque": 1.0}) for a in body.actuators),
        }
    )
    structure = task.structure(body)
    if structure.of_any_size:
        anatomy, structure = of_one_metre(anatomy), structure.of_one_metre(body.height)
    return _program(anatomy, structure, tuple(task.shares(body, mesh)))


def _weightless(segment: Segment) -> Segment:
    """The segment without numbers, but still with or without mass."""
    mass = 1.0 if segment.mass > 0 else 0.0
    return Segment(name=segment.name, mass=mass, com=(0.0,) * 3, inertia=(0.0,) * 6)
