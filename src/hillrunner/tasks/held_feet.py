"""Feet that stand and do not move: where their spheres are, and which of them carry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from hillrunner.errors import TaskError
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.rigid_body import Kinematics, kinematics
from hillrunner.model.mechanics.supports import AXES, Support
from hillrunner.sides import RIGHT, Side, on_side, side_of
from hillrunner.tasks.task import HELD, Course, held_row

Array = np.ndarray
Place = tuple[Support, str, float, float]  # what is held, along which axis, from where to where (m)

# The spheres of a foot that stands, and along which axes what keeps it from moving holds them: the
# ball's line, the heel of a flat foot, and the big toe.
BALL = {"ball_medial": AXES, "ball_lateral": ("forward", "up"), "toes_medial": ("up",)}
SOLE = BALL | {"heel": ("up",), "midfoot_lateral": (), "toes_lateral": ()}
WIDTH = 0.1  # m between the feet per metre of height: about as wide as the hips
# m, by which the ground gives way under the toes of a foot on its ball: those of the model bend by
# 50 deg, people's by more, so that else the heel could not rise as it does.
GIVES = 0.025


def on_the_floor(body: Body, angles: Mapping[str, float]) -> tuple[Kinematics, float]:
    """The body at ``angles`` (rad, by coordinate; all others 0) whose lowest sphere touches the
    floor, and how high (m) its pelvis is."""
    names, q = list(body.coordinate_names), np.zeros(len(body.coordinates))
    for name, angle in angles.items():
        q[names.index(name)] = angle
    found = kinematics(body, q.tolist())
    soles = [found.frames[s.segment].point(s.location)[1] - s.radius for s in body.contacts]
    high = -float(min(soles))
    q[names.index("pelvis_ty")] = high
    return kinematics(body, q.tolist()), high


def standing_foot(body: Body, side: Side, which: Mapping[str, tuple[str, ...]]) -> list[Support]:
    """The spheres of a foot that stands on its :data:`SOLE` or :data:`BALL`.

    Raises
    ------
    TaskError
        If the body's foot has no such spheres.
    """
    named = {sphere.name: sphere for sphere in body.contacts}
    found = []
    for stem, held in which.items():
        sphere = named.get(on_side(stem, side))
        if sphere is None:
            raise TaskError(
                f"a foot that stands still needs a contact sphere {on_side(stem, side)!r}, which "
                f"{body.name!r} does not have."
            )
        found.append(Support(sphere.name, sphere.segment, sphere.location, sphere.radius, held))
    return found


def foot_places(
    foot: Sequence[Support], forward: float, aside: float, gives: float = 0.0
) -> list[Place]:
    """Where a foot stays that points straight ahead on level ground.

    Parameters
    ----------
    foot
        That of :func:`standing_foot`.
    forward, aside
        Of the inner ball (m), and of the middle of the foot, positive away from the other foot.
    gives
        How far (m) the toes may sink.
    """
    inner = next(s for s in foot if s.name.startswith("ball_medial"))
    out = 1.0 if side_of(inner.name) == RIGHT else -1.0
    found: list[Place] = []
    for support in foot:
        back, _, across = np.subtract(support.location, inner.location)
        at = {
            "forward": forward + float(back),
            "up": support.below,
            "aside": out * aside + inner.location[2] + float(across),
        }
        sinks = gives if support.name.startswith("toes") else 0.0
        found += [(support, axis, at[axis] - sinks, at[axis]) for axis in support.held]
    return found


def staying(places: Iterable[Place]) -> dict[str, Course]:
    """Courses of what is held."""
    return {
        held_row(support, axis): _always(low / HELD, high / HELD)
        for support, axis, low, high in places
    }


def _always(low: float, high: float) -> Course:
    def course(phase: Array) -> tuple[Array, Array]:
        return np.full(phase.shape, low), np.full(phase.shape, high)

    return course
