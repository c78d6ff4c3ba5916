"""Which force per cross-section makes the default body as strong as people at the dynamometer.

The published model's muscles are built on 60 N/cm2. Here each muscle group gets a factor on it, by
least squares of the logarithms of the body's isometric torques over those of young men, at seven
angles of each joint, with all factors drawn towards their common mean: no test tells all groups
apart. Prints a table and writes it to ``results/strength_identity.md`` and ``.json``; the factors
are those of ``hillrunner.settings.DYNAMOMETER``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import NamedTuple

import common
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from hillrunner import Runner
from hillrunner.groups import GROUPS
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.capacity import capacity, moment_arms
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.settings import Muscles, Settings, Tension
from hillrunner.sides import RIGHT, on_side

Array = NDArray[np.float64]

ME = Runner(height=1.795, mass=75.0)
ANGLES = 7
ERROR = 0.2  # SD of the logarithm of a published torque: between people
SPREAD = 0.3  # SD of the logarithm of a group's factor about the mean of all


class Curve(NamedTuple):
    """Isometric torque over weight times height, ``c1 cos(c2 (angle - c3))``, angles in rad.

    ``c1`` as the issue's source has it, ``c2`` and ``c3`` from memory (Anderson 2007,
    10.1016/j.jbiomech.2007.03.022, young men). How the other joints were held was not read: each
    of ``held`` (deg) counts alike.
    """

    test: str
    coordinate: str
    sign: float
    degrees: tuple[float, float]
    c1: float
    c2: float
    c3: float
    held: tuple[Mapping[str, float], ...]

    def torque(self, angle: Array) -> Array:
        """Published torque (N m) of the runner's size."""
        scale = self.c1 * ME.mass * GRAVITY * ME.height
        return np.asarray(scale * np.cos(self.c2 * (angle - self.c3)))


STRAIGHT: Mapping[str, float] = {}
BENT, SEATED, HALF_BENT = {"knee_angle": 90.0}, {"hip_flexion": 80.0}, {"knee_angle": 60.0}
# Plantarflexion with a straight knee: up to 200 N m in other studies of young men.
STRONG = 200.0 / (ME.mass * GRAVITY * ME.height)
CURVES = (
    Curve("hip extension", "hip_flexion", -1, (0, 100), 0.161, 0.958, 0.932, (STRAIGHT, BENT)),
    Curve("hip flexion", "hip_flexion", 1, (-20, 60), 0.113, 0.738, -0.214, (STRAIGHT, BENT)),
    Curve("knee extension", "knee_angle", -1, (15, 105), 0.163, 1.258, 1.133, (SEATED,)),
    Curve("knee flexion", "knee_angle", 1, (5, 100), 0.087, 0.869, 0.522, (SEATED,)),
    Curve("plantarflexion", "ankle_angle", -1, (-15, 25), 0.095, 1.391, 0.408, (HALF_BENT,)),
    Curve("plantarflexion", "ankle_angle", -1, (-15, 25), STRONG, 1.391, 0.408, (STRAIGHT,)),
    Curve("dorsiflexion", "ankle_angle", 1, (-35, 15), 0.033, 1.510, -0.187, (STRAIGHT,)),
)


class Compared(NamedTuple):
    """A curve in one posture: angles (rad), the body's torque by group (angles, groups) and the
    published one (N m), and the weight of each angle."""

    curve: Curve
    held: Mapping[str, float]
    angles: Array
    groups: Array
    published: Array
    weight: float


def compared(body: Body) -> list[Compared]:
    """Every curve in every posture, with muscles that oppose it idle."""
    members = np.array([[m.group == group for group in GROUPS] for m in body.muscles], float)
    found = []
    for curve in CURVES:
        for held in curve.held:
            angles = np.deg2rad(np.linspace(*curve.degrees, ANGLES))
            postures = {name: np.zeros(ANGLES) for name in body.coordinate_names}
            for name, value in held.items():
                postures[on_side(name, RIGHT)] = np.full(ANGLES, np.deg2rad(value))
            own = on_side(curve.coordinate, RIGHT)
            postures[own] = angles
            idle, active = capacity(body, postures)
            arms = curve.sign * moment_arms(body, postures, (own,))[:, 0]
            torque = np.maximum(arms * active, 0.0) + np.minimum(arms * idle, 0.0)
            share = 1.0 / np.sqrt(ANGLES * len(curve.held))
            found.append(
                Compared(curve, held, angles, torque @ members, curve.torque(angles), share)
            )
    return found


def fitted(curves: list[Compared]) -> Array:
    """Factors by group."""

    def off(logarithms: Array) -> Array:
        factors = np.exp(logarithms)
        apart = [
            c.weight * np.log(np.maximum(c.groups @ factors, 1.0) / c.published) / ERROR
            for c in curves
        ]
        return np.concatenate([*apart, (logarithms - logarithms.mean()) / SPREAD])

    return np.asarray(np.exp(least_squares(off, np.zeros(len(GROUPS))).x))


def main() -> int:
    """The command."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    even = Settings(muscles=Muscles(tension=Tension(**{g.replace(" ", "_"): 1.0 for g in GROUPS})))
    curves = compared(runner_body(ME, even))
    factors = fitted(curves)

    def told(values: Array) -> str:
        return " ".join(f"{value:.0f}" for value in values)

    rows = [
        (
            c.curve.test,
            ", ".join(f"{name} {value:g}" for name, value in c.held.items()),
            told(np.rad2deg(c.angles)),
            told(c.published),
            told(c.groups.sum(axis=1)),
            told(c.groups @ factors),
        )
        for c in curves
    ]
    head = ("test", "held at (deg)", "angle (deg)", "young men (N m)", "60 N/cm2", "fitted")
    text = common.markdown(head, rows)
    text += "\n\n" + common.markdown(
        ("group", "factor", "N/cm2"),
        [(g, round(float(f), 3), 60.0 * float(f)) for g, f in zip(GROUPS, factors, strict=True)],
    )
    print(text)
    found = dict(zip(GROUPS, factors.round(3).tolist(), strict=True))
    common.keep("strength_identity", text, {"factors": found})
    return 0


if __name__ == "__main__":
    sys.exit(main())
