"""Which values, within what is published of each, make the default body run like people.

A run is an optimum, so that how it moves with a number of the body, of the ground or of the effort
follows from its optimality conditions (the implicit function theorem, as for prices). With these
slopes Gauss and Newton's method moves all numbers at once, at several speeds: towards what people
do, and against leaving what is published of each number. Each round solves the runs again.

Aimed at are, at 3.5 m/s, people's mean curves (joints of pelvis and leg, ground force), step
rate, contact time, bounce, peak force and cost; at 2.5 and 4.5 m/s no more than step rate, contact
time, bounce and the knee's bend in stance. All else, and all other speeds and slopes, are
tests. After each round the values and the motions are in ``results/like_people``. With ``--tissue``
joints at rest are moved as people's are (see ``passive.py``), by what no muscle of the body does.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import at_rest
import common
import numpy as np
import passive
from numpy.typing import NDArray
from scipy.optimize import lsq_linear

from hillrunner import Motion, Run, simulate
from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.errors import HillrunnerError
from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.motion.phase import at_times, stance
from hillrunner.published.curves import curves_at
from hillrunner.settings import DYNAMOMETER, Settings, Tension
from hillrunner.sides import RIGHT, on_side, stem
from hillrunner.solve.record import cycle_dataset
from hillrunner.validate.curves import compared, motion_curve
from hillrunner.worth.prices.optimum import optimum_of

Array = NDArray[np.float64]


class Knob(NamedTuple):
    """A number that is not known well: what is published, and its SD.

    ``sd`` is of the logarithm, or of the number itself where it may be zero (``linear``).
    """

    middle: float
    sd: float
    source: str
    linear: bool = False

    def value(self, z: float) -> float:
        """The number that is ``z`` SD from the published one."""
        shift = self.sd * z
        return self.middle + shift if self.linear else self.middle * float(np.exp(shift))


_PEOPLE = "young men at the dynamometer (strength_identity.py), 12 % between laboratories"
_CHOICE = "a choice; what people minimise beside energy is not known"
_TRUNK = "a choice: muscles of the trunk are not in the model, and a trunk at rest is not limp"
KNOBS: dict[str, Knob] = {
    f"tension.{name}": Knob(getattr(DYNAMOMETER, name), 0.12, _PEOPLE)
    for name in Tension.model_fields
    if name not in ("abductors", "quadriceps")
} | {
    "tension.quadriceps": Knob(0.67, 0.1, "Anderson 2007 (0.61) and Sarabon 2021 (0.68 to 0.82)"),
    "tension.abductors": Knob(0.8, 0.2, "between their isometric and eccentric torque in athletes"),
    "effort.activation": Knob(20.0, 1.0, _CHOICE),
    "effort.actuator": Knob(40.0, 1.0, _CHOICE),
    "effort.posture": Knob(1.0, 1.0, _CHOICE),
    "effort.acceleration": Knob(0.2, 1.0, _CHOICE),
    "energy.negative_work": Knob(0.97, 0.2, "1 as in OpenSim, 0 in other codes", linear=True),
    "energy.contraction": Knob(
        8.0, 3.0, "0.3 to 0.8 J/kg a step (inverse optimal control), most muscles half", linear=True
    ),
    "contact.stiffness": Knob(5e6, 0.35, "shoe and heel pad (ground.py)"),
    "contact.dissipation": Knob(0.4, 0.35, "shoe and heel pad (ground.py)"),
    "muscles.calf_tendon_strain": Knob(0.10, 0.2, "Arnold 2013, 10.1242/jeb.075697"),
    "muscles.quadriceps_tendons": Knob(1.0, 0.25, "1: generic tendon of the published model"),
    "muscles.other_tendons": Knob(1.0, 0.2, "1: generic tendon of the published model"),
    "joint.mtp_angle": Knob(12.0, 0.4, "a choice: toe joint in a shoe; 25 in Falisse 2022"),
    "joint.subtalar_angle": Knob(40.0, 0.5, "a choice: ankle in inversion and eversion"),
    "joint.lumbar_bending": Knob(40.0, 0.6, _TRUNK),
    "joint.lumbar_rotation": Knob(30.0, 0.6, _TRUNK),
    "joint.lumbar_extension": Knob(40.0, 0.6, _TRUNK),
    "damping.mtp_angle": Knob(0.5, 0.5, "a choice: toe joint in a shoe; 1.9 in Falisse 2022"),
}


class Aim(NamedTuple):
    """A number of people, and its SD."""

    mean: float
    sd: float


# Rows of the measured table, by speed; at 3.5 m/s narrowed to what four runners agree on.
NUMBERS = {
    2.5: {
        "cadence": Aim(154.6, 6.0),
        "contact_time": Aim(0.276, 0.02),
        "com_oscillation": Aim(0.098, 0.009),
        "knee_stance_max": Aim(46.8, 4.0),
    },
    common.SPEED: {
        "cadence": Aim(172.0, 8.0),
        "contact_time": Aim(0.224, 0.012),
        "com_oscillation": Aim(0.089, 0.009),
        "peak_vertical_force": Aim(2.55, 0.14),
        "cost_of_transport": Aim(3.9, 0.3),
    },
    4.5: {
        "cadence": Aim(176.8, 8.0),
        "contact_time": Aim(0.199, 0.012),
        "com_oscillation": Aim(0.0885, 0.009),
        "knee_stance_max": Aim(49.1, 4.0),
    },
}
LEAST_SD = {  # of curves: four people are few
    "pelvis_list": 2.5,
    "pelvis_rotation": 4.0,
    "hip_flexion_r": 5.0,
    "hip_adduction_r": 4.0,
    "knee_angle_r": 6.0,
    "ankle_angle_r": 5.0,
    "vertical_force": 0.15,
    "forward_force": 0.06,
}
EVERY = 2  # points of a curve that are aimed at: every second
WORTH = 2.0  # a whole curve counts as that many numbers
# The foot stands flat on both edges, a little everted: deg, and the outer ball's share of the load.
EVERSION, OUTER = Aim(-7.0, 4.0), Aim(0.4, 0.2)
STANDING = np.linspace(0.2, 0.7, 11)  # of the stance
STEP = 0.02  # SD of a knob, for slopes
LARGEST = 0.02  # of any variable, in the same
FURTHEST = 2.0  # SD, from what is published of a knob
TRUST = 0.5  # SD, the largest step of a knob; larger after a good round, smaller after a bad one
LEAST_TRUST = 0.02
LIMIT = 600.0  # s a solve
TISSUE: set[int] = set()  # joints (of at_rest.JOINTS) that have it; the same in every process


@cache
def generic(joints: tuple[int, ...]) -> Body:
    """The default body, with tissue at some joints."""
    own = default_body()
    return at_rest.with_tissue(own, passive.tissue(joints, 1.0)) if joints else own


def begin(joints: tuple[int, ...]) -> None:
    """Make the tissue known to a process."""
    TISSUE.update(joints)
    generic(joints)


def posed(at: Mapping[str, float]) -> tuple[Body, Settings]:
    """The default body and the settings with every knob ``at`` as many SD."""
    value = {name: knob.value(at[name]) for name, knob in KNOBS.items()}
    body = generic(tuple(sorted(TISSUE)))

    def part(kind: str) -> dict[str, float]:
        return {n.partition(".")[2]: v for n, v in value.items() if n.startswith(kind + ".")}

    stiff, damped = part("joint"), part("damping")
    passive = tuple(
        law.model_copy(
            update={
                "stiffness": stiff.get(stem(law.coordinate), law.stiffness),
                "damping": damped.get(stem(law.coordinate), law.damping),
            }
        )
        for law in body.passive
    )
    energy = part("energy")
    energy["negative_work"] = min(energy["negative_work"], 1.0)
    energy["contraction"] = max(energy["contraction"], 0.0)
    plain = Settings(tolerance=1e-4)
    settings = plain.changed(
        effort=plain.effort.changed(**part("effort")),
        energy=plain.energy.changed(soft_tissue=1.0, **energy),
        contact=plain.contact.changed(**part("contact")),
        muscles=plain.muscles.changed(tension=Tension(**part("tension")), **part("muscles")),
    )
    return body.model_copy(update={"passive": passive}), settings


def distances(motion: Motion) -> dict[str, Array]:
    """How far a run is from people, in SD, by what is aimed at."""
    found = _curves(motion) if motion.speed == common.SPEED else {}
    numbers = spatiotemporal(motion)
    for name, aim in NUMBERS[motion.speed].items():
        found[name] = np.array([(getattr(numbers, name) - aim.mean) / aim.sd])
    return found


def _curves(motion: Motion) -> dict[str, Array]:
    people = curves_at(motion.speed)
    found = {}
    for name, least in LEAST_SD.items():
        mean, sd = (compared(name, people[k].sel(curve=name).values) for k in ("mean", "sd"))
        off = (compared(name, motion_curve(motion, name)) - mean) / np.maximum(sd, least)
        found[name] = off[::EVERY] * np.sqrt(WORTH / off[::EVERY].size)
    return found | {"foot": _foot(motion)}


def _foot(motion: Motion) -> Array:
    on, off = stance(motion, RIGHT)
    times = on + STANDING * (off - on)
    position = motion["position"].sel(coordinate=on_side("subtalar_angle", RIGHT)).values
    tilted = float(np.rad2deg(at_times(motion, position, times)).mean())
    force = motion["contact_force"].sel(axis="y")
    inner, outer = (
        float(at_times(motion, force.sel(sphere=on_side(n, RIGHT)).values, times).mean())
        for n in ("ball_medial", "ball_lateral")
    )
    share = outer / (inner + outer)
    return np.array(
        [(tilted - EVERSION.mean) / EVERSION.sd, (share - OUTER.mean) / OUTER.sd], dtype=float
    )


@dataclass(frozen=True)
class Round:
    """Where the search is: knobs in SD, the runs, and how far they are from people."""

    at: dict[str, float]
    motions: tuple[Motion, ...]  # by speed, as in ``NUMBERS``

    @property
    def off(self) -> Array:
        """All distances (SD)."""
        return np.concatenate([off(motion) for motion in self.motions])

    @property
    def score(self) -> tuple[float, float]:
        """Sums of squares: away from people, and away from what is published of the knobs."""
        return float(self.off @ self.off), float(sum(z * z for z in self.at.values()))


def off(motion: Motion) -> Array:
    """All distances of one run (SD)."""
    return np.concatenate(list(distances(motion).values()))


def run(at: dict[str, float], speed: float, start: Motion) -> Motion:
    """The run with knobs ``at``."""
    body, settings = posed(at)
    return simulate(
        common.example_runner(),
        Run(speed),
        start=start,
        body=body,
        settings=settings,
        time_limit=LIMIT,
    )


def slopes(at: dict[str, float], motion: Motion) -> Array:
    """Of every distance of a run, for one SD of every knob: shape (distances, knobs)."""
    optimum = optimum_of(motion)
    base, task, runner = off(motion), motion.task, motion.runner
    body, settings = motion.body, motion.settings

    def parameters(at: Mapping[str, float]) -> Array:
        shape, chosen = posed(at)
        return optimum.imposed.parameters(runner_body(runner, chosen, shape), chosen, task)

    columns = []
    for name in KNOBS:
        ahead, behind = (parameters(at | {name: at[name] + s * STEP}) for s in (1, -1))
        moved = 0.5 * optimum.response(ahead - behind)
        share = min(1.0, LARGEST / max(float(np.abs(moved).max()), 1e-12))
        x = optimum.x + share * moved
        world = task.world(body, settings, optimum.program.split(x)[2])
        data = cycle_dataset(optimum.program, x, body, world, settings.energy)
        data.attrs = motion.data.attrs
        columns.append((off(Motion(data)) - base) / (STEP * share))
    return np.stack(columns, axis=1)


def step(here: Round, slope: Array, trust: float) -> dict[str, float]:
    """Knobs of the next round, none further away than ``trust`` SD."""
    z = np.array([here.at[name] for name in KNOBS])
    rows = np.vstack([slope, np.eye(z.size)])
    wanted = -np.concatenate([here.off, z])
    low, high = np.maximum(-trust, -FURTHEST - z), np.minimum(trust, FURTHEST - z)
    moved = lsq_linear(rows, wanted, bounds=(np.minimum(low, 0.0), np.maximum(high, 0.0))).x
    return dict(zip(KNOBS, (z + moved).tolist(), strict=True))


def told(here: Round) -> str:
    """The table of a round."""
    rows = [
        (motion.speed, name, float(np.sqrt(o @ o / (WORTH if name in LEAST_SD else 1.0))))
        for motion in here.motions
        for name, o in distances(motion).items()
    ]
    knobs = [
        (name, knob.value(here.at[name]), here.at[name], knob.middle, knob.source)
        for name, knob in KNOBS.items()
    ]
    return (
        common.markdown(("m/s", "aimed at", "RMS distance (SD)"), rows)
        + "\n\n"
        + common.markdown(("number", "value", "SD away", "published", "source"), knobs)
    )


def search(here: Round, pool: Executor, rounds: int, kept: Callable[[Round], None]) -> Round:
    """Rounds of Gauss and Newton's method, each better than the last."""
    trust = TRUST
    for number in range(rounds):
        slope = np.vstack(list(pool.map(slopes, repeat(here.at), here.motions)))
        while trust >= LEAST_TRUST:
            at = step(here, slope, trust)
            try:
                motions = tuple(pool.map(run, repeat(at), NUMBERS, here.motions))
            except HillrunnerError as error:
                common.note(f"round {number}: {error}")
                trust /= 2.0
                continue
            there = Round(at, motions)
            common.note(
                f"round {number}, trust {trust:.2f}: {sum(here.score):.1f} -> "
                f"{there.score[0]:.1f} + {there.score[1]:.1f}"
            )
            if sum(there.score) < sum(here.score):
                here, trust = there, min(1.5, 1.5 * trust)
                break
            trust /= 2.5
        else:
            break
        kept(here)
    return here


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=10, help="of Gauss and Newton (default 10)")
    parser.add_argument("--start", type=Path, nargs="+", help="motions to begin from, by speed")
    parser.add_argument("--knobs", type=Path, help="file of an earlier search, to go on from")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default 2)")
    parser.add_argument("--tissue", nargs="+", choices=at_rest.JOINTS, default=[], help="joints")
    asked = parser.parse_args()
    joints = tuple(j for j, name in enumerate(at_rest.JOINTS) if name in asked.tissue)
    begin(joints)
    folder = common.RESULTS / "like_people"
    folder.mkdir(parents=True, exist_ok=True)
    at = dict.fromkeys(KNOBS, 0.0)
    if asked.knobs:
        at |= json.loads(asked.knobs.read_text())["at"]
    starts = [Motion.load(path) for path in asked.start or _shipped()]
    spawn = get_context("spawn")
    with ProcessPoolExecutor(asked.jobs, spawn, initializer=begin, initargs=(joints,)) as pool:
        here = Round(at, tuple(pool.map(run, repeat(at), NUMBERS, starts)))
        common.note(f"begins at {here.score[0]:.1f} + {here.score[1]:.1f}\n{told(here)}")

        def kept(here: Round) -> None:
            for motion in here.motions:
                motion.save(folder / f"run-{motion.speed:g}.nc")
            (folder / "knobs.json").write_text(json.dumps({"at": here.at}, indent=1))
            common.note(told(here))

        here = search(here, pool, asked.rounds, kept)
    text = told(here)
    print(text)
    common.keep("like_people", text, {"at": here.at, "score": here.score})
    return 0


def _shipped() -> list[Path]:
    return [common.SHIPPED / f"run-{speed:g}.nc" for speed in NUMBERS]


if __name__ == "__main__":
    sys.exit(main())
