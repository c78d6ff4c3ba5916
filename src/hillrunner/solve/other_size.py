"""A motion as the start of a body of another size: the same movement, larger or smaller.

Joint angles, activations and tendon strains are kept; translations and the duration grow with the
legs. So the feet go as fast as before, which is what the belt asks of them: friction is far stiffer
than all else, and a duration that grows with the root of the length, as a pendulum's does, leaves
many times as much force without balance. The pelvis is put where the feet press as many body
weights into the ground as before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.halving import last_below
from hillrunner.model.mechanics.rigid_body import kinematics
from hillrunner.model.physics.contact import ContactLaw, normal_force
from hillrunner.solve.posture import POSTURE
from hillrunner.solve.transcription import Transcription

REACH, HALVINGS = 0.5, 50  # m up or down, in which the pelvis's place is looked for


@dataclass(frozen=True)
class _Scale:
    """By what lengths, times and masses grow, and which coordinates are lengths."""

    length: float
    time: float
    mass: float
    translations: np.ndarray

    @property
    def positions(self) -> np.ndarray:
        """By what each coordinate grows."""
        return np.where(self.translations, self.length, 1.0)

    @property
    def speeds(self) -> np.ndarray:
        """By what the velocity of each coordinate grows."""
        return self.positions / self.time


def resized(
    x: np.ndarray,
    rows: np.ndarray | None,
    bounds: np.ndarray | None,
    problem: Transcription,
    before: Body,
    after: Body,
    law: ContactLaw,
) -> tuple[np.ndarray, np.ndarray | None, np.ndarray | None]:
    """Variables (and multipliers, where there are any) of a motion as those of another body.

    Multipliers are prices: what a length, a speed or a torque more would be worth. They shrink as
    that grows, for the objective, per mass and metre, stays about what it was.

    Parameters
    ----------
    x, rows, bounds
        Variables of ``problem``, multipliers of its rows and of its variables' bounds.
    problem
        The other body's program.
    before, after
        Whose motion it is, and whose it becomes, with the same joints and muscles.
    law
        The contact of feet and ground.

    Returns
    -------
    The same three. A body's own motion stays as it is.
    """
    duration, old, sought = problem.split(x)
    least, most = problem.duration
    length = leg(after) / leg(before)
    longer = min(max(length * duration, least), most)
    translations = np.array([c.kind == "translation" for c in problem.body.coordinates])
    scale = _Scale(length, longer / duration, after.mass / before.mass, translations)
    of_nodes = _of_nodes(problem, scale)
    nodes, place = old * of_nodes, problem.layout.position
    pressing = pressed(before, problem.ends.full(old)[:, place], law) / before.mass
    height = problem.body.coordinate_names.index("pelvis_ty")
    full = problem.ends.full(nodes)[:, place]
    if not problem.structure.supports:
        nodes[:, height] -= _sunk(after, full, law, pressing * after.mass)
    if rows is not None:
        rows = rows / _of_rows(problem, scale)
    if bounds is not None:
        bounds = bounds / problem.join(scale.time, np.broadcast_to(of_nodes, nodes.shape), 1.0)
    return problem.join(longer, nodes, sought), rows, bounds


def leg(body: Body) -> float:
    """How far (m) the lowest sphere's centre is below the pelvis, all joints straight."""
    return -float(np.min(_heights(body, np.zeros((1, len(body.coordinates))))))


def pressed(body: Body, positions: np.ndarray, law: ContactLaw, sunk: float = 0.0) -> float:
    """What the feet press into the ground (N), at rest, as a mean over postures.

    ``positions`` are coordinates (rad, m), shape (postures, coordinates), lowered by ``sunk`` (m).
    """
    pairs = zip(body.contacts, _heights(body, positions), strict=True)
    forces = [normal_force(law, s.radius, s.radius - at + sunk, 0.0) for s, at in pairs]
    return float(np.sum(forces) / len(positions))


def _heights(body: Body, positions: np.ndarray) -> list[np.ndarray]:
    """Heights (m) of the contact spheres' centres, (postures,) each."""
    frames = kinematics(body, list(positions.T)).frames
    return [np.asarray(frames[s.segment].point(s.location)[1]) for s in body.contacts]


def _sunk(body: Body, positions: np.ndarray, law: ContactLaw, force: float) -> float:
    """How far (m) the body is to be lowered for its feet to press that much into the ground (N)."""

    def light(sunk: np.ndarray) -> np.ndarray:
        return np.array([pressed(body, positions, law, float(s)) < force for s in sunk])

    return float(last_below(np.array([-REACH]), np.array([REACH]), light, HALVINGS)[0])


def _of_nodes(problem: Transcription, scale: _Scale) -> np.ndarray:
    """By what the variables of a node grow."""
    grows, layout = np.ones(problem.layout.node), problem.layout
    grows[layout.position], grows[layout.velocity] = scale.positions, scale.speeds
    return grows


def _of_rows(problem: Transcription, scale: _Scale) -> np.ndarray:
    """By what each row grows: those of velocity, and of torque that is not a share of strength."""
    names = problem.body.coordinate_names
    grows = np.ones(len(problem.interval.rows))
    for i, row in enumerate(problem.interval.rows):
        if row.coordinate is not None:
            at = names.index(row.coordinate)
            if row.name == f"velocity of {row.coordinate}":
                grows[i] = scale.speeds[at]
            elif row.name == f"dynamics of {row.coordinate}" and not scale.translations[at]:
                grows[i] = scale.mass * scale.length
    each = np.tile(grows[problem.ends.rows], problem.intervals)
    return np.concatenate([each, np.ones(len(POSTURE))])
