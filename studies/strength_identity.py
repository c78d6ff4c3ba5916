"""Which force per cross-section makes the default body as strong as people at the dynamometer.

The published model's muscles are built on 60 N/cm2. Here each muscle group gets a factor on it, by
least squares of the logarithms of the body's best isometric torques over those that were published,
with all factors drawn towards their common mean, for no test tells all groups apart. Prints a table
and writes it to ``results/strength_identity.md`` and ``.json``; the factors are the defaults of
``hillrunner.settings.Tension``.
"""

from __future__ import annotations

import argparse
import sys
from typing import NamedTuple

import common
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from hillrunner import Runner
from hillrunner.groups import GROUPS
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.settings import Muscles, Settings, Tension
from hillrunner.worth.strength.model import torque_curve

Array = NDArray[np.float64]

ME = Runner(height=1.795, mass=75.0)
WEIGHT_HEIGHT = ME.mass * GRAVITY * ME.height  # N m
BENT = {"knee_angle": 90.0}  # deg, of hips that are tested lying or seated
ERROR = 0.2  # SD of the logarithm of a published torque, as a measure of young men: between people
SPREAD = 0.25  # SD of the logarithm of a group's factor about the mean of all


class Published(NamedTuple):
    """Best isometric torque (N m) of one leg in young men of the runner's size."""

    test: str
    torque: float
    source: str
    held: dict[str, float] | None = None  # deg; as usual for the test if not given


ANDERSON = "Anderson 2007, 10.1016/j.jbiomech.2007.03.022: C1 of young men"
SARABON = "Sarabon 2021, 10.3389/fphys.2021.767941: middle of the range of men"
PUBLISHED = (
    Published("knee extension", 0.163 * WEIGHT_HEIGHT, ANDERSON),
    Published("knee extension", 3.2 * ME.mass, SARABON),
    Published("knee flexion", 0.087 * WEIGHT_HEIGHT, ANDERSON),
    Published("knee flexion", 1.4 * ME.mass, SARABON),
    Published("hip extension", 0.161 * WEIGHT_HEIGHT, ANDERSON, BENT),
    Published("hip flexion", 0.113 * WEIGHT_HEIGHT, ANDERSON, BENT),
    Published("plantarflexion", 0.095 * WEIGHT_HEIGHT, ANDERSON, {"knee_angle": 60.0}),
    Published("plantarflexion", 200.0, "highest of other studies of young men, straight knee"),
    Published("dorsiflexion", 0.033 * WEIGHT_HEIGHT, ANDERSON),
)


def fitted(curves: list[Array], measured: Array) -> Array:
    """Factors by group; each curve is (angles, groups), in N m."""

    def off(logarithms: Array) -> Array:
        factors = np.exp(logarithms)
        torques = np.array([(curve @ factors).max() for curve in curves])
        return np.concatenate(
            [np.log(torques / measured) / ERROR, (logarithms - logarithms.mean()) / SPREAD]
        )

    return np.asarray(np.exp(least_squares(off, np.zeros(len(GROUPS))).x))


def main() -> int:
    """The command."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    even = Settings(muscles=Muscles(tension=Tension(**{g.replace(" ", "_"): 1.0 for g in GROUPS})))
    body = runner_body(ME, even)
    members = np.array([[m.group == group for group in GROUPS] for m in body.muscles], float)
    curves = [torque_curve(body, p.test, p.held)[1] @ members for p in PUBLISHED]
    factors = fitted(curves, np.array([p.torque for p in PUBLISHED]))
    rows = [
        (
            p.test,
            "" if p.held is None else ", ".join(f"{k} {v:g}" for k, v in p.held.items()),
            p.torque,
            float(curve.sum(axis=1).max()),
            float((curve @ factors).max()),
            p.source,
        )
        for p, curve in zip(PUBLISHED, curves, strict=True)
    ]
    head = ("test", "held at (deg)", "published N m", "60 N/cm2", "with the factors", "source")
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
