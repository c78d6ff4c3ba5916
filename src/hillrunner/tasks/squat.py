"""A squat with a bar on the shoulders: down and up again, both feet planted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np
import xarray as xr
from pydantic import ValidationInfo, field_validator

from hillrunner.checks import number_in
from hillrunner.errors import TaskError
from hillrunner.model.body.model import Body
from hillrunner.model.body.symmetry import is_symmetric
from hillrunner.model.mechanics.halving import last_below
from hillrunner.model.mechanics.instant import Carried, Instant
from hillrunner.model.mechanics.rigid_body import Kinematics, centre_of_mass, kinematics
from hillrunner.model.physics.contact import ContactLaw, normal_force
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.settings import Contact, Effort, Settings
from hillrunner.sides import RIGHT, SIDES, on_both_sides, on_side, side_of, stem
from hillrunner.tasks.task import Goal, Guess, Row, Symmetry, Task, Waypoint

LIMITS = {  # field: lowest, highest, unit
    "load": (0.0, 400.0, "kg"),
    "depth": (30.0, 125.0, "deg of knee flexion"),
    "down": (0.5, 5.0, "s"),
    "up": (0.5, 5.0, "s"),
}
STANDING = (0.0, 0.2)  # rad, of the knees at the top
# An even tempo is a raised cosine. How far the knees may be from it, in shares of the depth, at how
# many points of each way: a choice, without which the solver waits on top and drops.
UNEVEN, PACES = 0.03, 10
# Where a bar lies, in the torso's frame, per metre of body height: behind the neck, as high as the
# shoulder joint of the published full-body models (0.3715 m above the lumbar joint at 1.70 m).
BAR = (-0.03, 0.235, 0.0)
SINK = (0.0, 0.03)  # m, of every sphere of a planted foot into the ground
CENTIMETRE = 0.01  # m, of the rows
STEP_TIME = 0.33  # s, of a step of running, for which the effort's weights were chosen
LEANS, HALVINGS = (-0.3, 1.2), 25  # rad, between which the first guess finds its balance
BALANCE = 0.4  # of the way from heel to toes, where feet carry the first guess
PITCH = 0.15  # rad, of the feet, within which they do
ROUNDS, SMALL = 4, 1e-4  # rad, of the search for hips that leave the feet where they are
SHIN = 0.35  # rad of the shin forward per rad of the knee, in the first guess
MARGIN = 0.96  # of the range of every coordinate, within which the first guess stays
# rad, of the hands at the bar. They do not move: a solver flings free arms about, for it is a cheap
# way to keep the balance.
ARMS = {"arm_flex": 0.0, "arm_add": -0.3, "arm_rot": 0.0, "elbow_flex": 1.8}
HIPS = {"hip_adduction": (-0.45, 0.1), "hip_rotation": (-0.5, 0.3)}  # rad, of a stance


@final
class Squat(Task):
    """One repetition of a back squat, which ends where it began.

    Left and right do the same at all times. Tempo and depth are given; the trunk, and the balance
    over the feet, are found. The bar is a point mass fixed to the trunk.

    Parameters
    ----------
    load : float
        Mass (kg) of the bar, 0 to 400; default 0.
    depth : float
        Knee flexion (deg) at the bottom, 30 to 125; default 90.
    down, up : float
        Time (s) for the way down and the way up, 0.5 to 5; default 1 each.

    Raises
    ------
    TaskError
        One sentence naming the field, its value and what is allowed.
    """

    kind: Literal["squat"] = "squat"
    load: float = 0.0
    depth: float = 90.0
    down: float = 1.0
    up: float = 1.0

    def __init__(self, load: Any = 0.0, **data: Any) -> None:
        super().__init__(**{"load": load}, **data)

    @field_validator(*LIMITS, mode="before")
    @classmethod
    def _number(cls, value: object, info: ValidationInfo) -> float:
        name = str(info.field_name)
        return number_in(name, value, *LIMITS[name])

    @property
    def mass_carried(self) -> float:
        return self.load

    def carried(self, body: Body) -> tuple[Carried, ...]:
        """The bar, on the trunk behind the neck."""
        if "torso" not in {s.name for s in body.segments}:
            raise TaskError(f"a squat needs a segment 'torso', which {body.name!r} does not have.")
        x, y, z = BAR
        return (Carried("torso", (x, y * body.height, z)),)

    def symmetry(self, body: Body) -> Symmetry:
        """Both sides do the same, which those of a body with unlike legs could not."""
        if not is_symmetric(body):
            raise TaskError(
                "a squat is computed with both legs doing the same, but the body's left and right "
                "differ."
            )
        return Symmetry.ALIKE

    def duration(self, body: Body) -> tuple[float, float]:
        """As the tempo says."""
        return self.down + self.up, self.down + self.up

    def shares(self, body: Body, mesh: int) -> np.ndarray:
        """``mesh`` equal intervals each way: the feet's contact is too stiff for longer ones."""
        return np.full(2 * mesh, 0.5 / mesh)

    def goal(self, settings: Settings) -> Goal:
        """Effort of the repetition."""
        return Goal(per="cycle")

    def effort(self, settings: Settings) -> Effort:
        """That of running without the habit of an upright pelvis, which is of running alone.

        What keeps a motion smooth is scaled to the time it takes: a movement ten times as slow has
        rates a tenth and accelerations a hundredth as large, and is to be as smooth.
        """
        slower = (self.down + self.up) / STEP_TIME
        weights = settings.effort
        return weights.changed(
            posture=0.0,
            acceleration=weights.acceleration * slower**4,
            activation_rate=weights.activation_rate * slower**2,
            strain_rate=weights.strain_rate * slower**2,
        )

    def ranges(self, body: Body) -> Mapping[str, tuple[float, float]]:
        """Knees no deeper than asked, hands fixed at the bar, feet about as wide as the hips."""
        both = {"knee_angle": (0.0, float(np.deg2rad(self.depth)))} | HIPS
        both |= {name: (angle, angle) for name, angle in ARMS.items()}
        return {on_side(name, side): limits for name, limits in both.items() for side in SIDES}

    @staticmethod
    def rows(body: Body, now: Instant) -> Iterable[Row]:
        """Every sphere of both feet touches the ground."""
        for sphere in body.contacts:
            frame = now.motion.frames[sphere.segment]
            depth = sphere.radius - frame.point(sphere.location)[1]
            side = side_of(sphere.segment)
            low, high = (limit / CENTIMETRE for limit in SINK)
            name = f"depth of the {side} {stem(sphere.name)}"
            yield Row(name, depth / CENTIMETRE, low, high, side)

    def _share(self, phase: np.ndarray) -> np.ndarray:
        """How far down (0 standing, 1 at the bottom) an even tempo is at a phase."""
        bottom, turn = self.down / (self.down + self.up), np.asarray(phase) % 1.0
        half = np.where(turn < bottom, turn / bottom, 1.0 + (turn - bottom) / (1.0 - bottom))
        return np.asarray(0.5 - 0.5 * np.cos(np.pi * half))

    def waypoints(self, body: Body) -> tuple[Waypoint, ...]:
        """It begins standing, goes down and up evenly, and is at its deepest between the two."""
        bottom, depth = self.down / (self.down + self.up), float(np.deg2rad(self.depth))
        ways = np.arange(1, PACES) / PACES
        between = np.concatenate([bottom * ways, bottom + (1.0 - bottom) * ways])
        points = [Waypoint(0.0, "pelvis_tx", 0.0, 0.0)]
        for knee in on_both_sides("knee_angle"):
            points += [
                Waypoint(0.0, knee, *STANDING),
                Waypoint(0.0, knee, 0.0, 0.0, rate=True),
                Waypoint(bottom, knee, depth, depth),
            ]
            for phase, share in zip(between, self._share(between), strict=True):
                low, high = (max(0.0, share + by) * depth for by in (-UNEVEN, UNEVEN))
                points.append(Waypoint(float(phase), knee, low, high))
        return tuple(points)

    def guess(self, body: Body, variant: int = 0) -> Guess:
        """Hips, knees and ankles bend together, feet flat, the weight over the feet."""
        (bar,) = self.carried(body)
        top = STANDING[1] * (np.random.default_rng(variant).uniform(0.05, 0.2) if variant else 0.1)

        def positions(phase: np.ndarray) -> np.ndarray:
            return _posture(
                body, bar, self.load, top, float(np.deg2rad(self.depth)), self._share(phase)
            )

        return Guess(self.down + self.up, positions, carried=True)

    def distance(self, other: Task) -> float | None:
        """Difference in load and depth, as if they were speed; of squats only."""
        if not isinstance(other, Squat):
            return None
        return abs(other.load - self.load) / 50.0 + abs(other.depth - self.depth) / 20.0

    def near(self, other: Task) -> bool:
        """Whether the other is a squat of almost this load, depth and tempo."""
        if not isinstance(other, Squat):
            return False
        return (self.distance(other) or 0.0) < 0.15 and (self.down, self.up) == (
            other.down,
            other.up,
        )

    def between(self, other: Task, share: float) -> Squat:
        """The squat at ``share`` of the way in load, depth and tempo."""
        if not isinstance(other, Squat):
            raise TaskError(f"there is nothing between a {self.kind} and a {other.kind}.")
        return self.changed(
            **{
                name: (1.0 - share) * getattr(self, name) + share * getattr(other, name)
                for name in LIMITS
            }
        )

    def complaint(self, data: xr.Dataset) -> str | None:
        """Both feet must carry load at all times."""
        least = float(data["ground_force"].sel(axis="y").min())
        if least > 0.0:
            return None
        return f"The feet of this squat leave the ground (least vertical force {least:.0f} N)."

    @property
    def label(self) -> str:
        """Depth and load."""
        return f"squat to {self.depth:g} deg with {self.load:g} kg"


def _posture(
    body: Body, bar: Carried, load: float, standing: float, depth: float, share: np.ndarray
) -> np.ndarray:
    """Coordinates at shares (0 standing, 1 bottom) of the way down, at rest on the feet.

    Thighs, shins and feet follow the knee; feet press so deep into the ground, more at the heel or
    the toes, that they carry body and bar where they are to; the trunk leans to be above.
    """
    knee = standing + (depth - standing) * share
    weight, law = GRAVITY * (body.mass + load), ContactLaw(stiffness=Contact().stiffness)

    def upright(pitch: np.ndarray) -> _Feet:
        q = _bent(body, knee[:1], np.zeros(1), np.zeros(1), float(pitch[0]))
        return _Feet.of(body, kinematics(body, list(q.T)))

    def ahead(pitch: np.ndarray) -> np.ndarray:
        feet = upright(pitch)
        sunk = feet.sunk(law, weight)
        return np.asarray(feet.pressure(law, sunk) >= feet.balance)

    pitch = last_below(np.array([-PITCH]), np.array([PITCH]), ahead, HALVINGS)
    wide, straddle = upright(pitch).aside, np.zeros(share.shape)

    def moved(lean: np.ndarray, straddle: np.ndarray) -> tuple[np.ndarray, Kinematics]:
        q = _bent(body, knee, lean, straddle, float(pitch[0]))
        return q, kinematics(body, list(q.T))

    def behind(lean: np.ndarray) -> np.ndarray:
        _, motion = moved(lean, straddle)
        return np.asarray(_centre(body, motion, bar, load) < _Feet.of(body, motion).balance)

    for _ in range(ROUNDS):
        low, high = (np.full(share.shape, edge) for edge in LEANS)
        lean = last_below(low, high, behind, HALVINGS)
        q, motion = moved(lean, straddle)
        feet = _Feet.of(body, motion)
        more = _Feet.of(body, moved(lean, straddle + SMALL)[1]).aside
        straddle = straddle + SMALL * (wide - feet.aside) / (more - feet.aside)
    names = list(body.coordinate_names)
    q[:, names.index("pelvis_ty")] -= feet.sunk(law, weight)
    q[:, names.index("pelvis_tx")] -= feet.balance - feet.balance[np.argmin(share)]
    return q


def _bent(
    body: Body, knee: np.ndarray, lean: np.ndarray, straddle: np.ndarray, pitch: float
) -> np.ndarray:
    """Coordinates with that much flexion of the knee, forward lean of the trunk and adduction of
    the hip, and feet turned up by ``pitch`` (rad).

    The shin and the pelvis lean as far as ankle, hip and pelvis allow, the back does the rest.
    """
    names = list(body.coordinate_names)
    q = np.zeros((knee.size, len(names)))
    inside = {c.name: MARGIN * np.array(c.range) for c in body.coordinates}

    def put(name: str, value: np.ndarray | float) -> None:
        for full in (name, *on_both_sides(name)):
            if full in names:
                low, high = inside[full]
                q[:, names.index(full)] = np.clip(value, low, high)

    def most(name: str) -> float:
        return float(inside[on_side(name, RIGHT)][1])

    shin = np.minimum(SHIN * knee, most("ankle_angle") - pitch)
    pelvis = np.minimum(lean, most("hip_flexion") - knee + shin)
    pelvis = np.minimum(pelvis, -inside["pelvis_tilt"][0])
    put("pelvis_tilt", -pelvis)
    put("lumbar_extension", pelvis - lean)
    put("knee_angle", knee)
    put("ankle_angle", shin + pitch)
    put("hip_flexion", knee - shin + pelvis)
    put("hip_adduction", straddle)
    for name, angle in ARMS.items():
        put(name, angle)
    return q


@dataclass(frozen=True)
class _Feet:
    """Spheres of both feet: how far forward, how far right, and how high (m) their lowest points
    are, (spheres, postures) each, and their radii (m)."""

    forward: np.ndarray
    right: np.ndarray
    bottom: np.ndarray
    radii: tuple[float, ...]

    @classmethod
    def of(cls, body: Body, motion: Kinematics) -> _Feet:
        """The feet of a body in postures."""
        centres = [motion.frames[s.segment].point(s.location) for s in body.contacts]
        x, y, z = (np.array(np.broadcast_arrays(*axis)) for axis in zip(*centres, strict=True))
        radii = tuple(s.radius for s in body.contacts)
        return cls(x, z, y - np.array(radii)[:, None], radii)

    @property
    def aside(self) -> np.ndarray:
        """How far (m) they are to the side, as a mean."""
        return np.asarray(np.abs(self.right).mean(axis=0))

    @property
    def balance(self) -> np.ndarray:
        """Where (m, forward) they are to carry the body."""
        heel, toe = self.forward.min(axis=0), self.forward.max(axis=0)
        return np.asarray(heel + BALANCE * (toe - heel))

    def carried(self, law: ContactLaw, sunk: np.ndarray) -> np.ndarray:
        """What each sphere carries (N) where the body is lowered by ``sunk`` (m)."""
        pairs = zip(self.radii, self.bottom, strict=True)
        return np.array([normal_force(law, radius, sunk - low, 0.0) for radius, low in pairs])

    def sunk(self, law: ContactLaw, weight: float) -> np.ndarray:
        """How far (m) the body is to be lowered until they carry ``weight`` (N)."""
        touching = self.bottom.min(axis=0)

        def light(sunk: np.ndarray) -> np.ndarray:
            return np.asarray(self.carried(law, sunk).sum(axis=0) < weight)

        return last_below(touching, touching + SINK[1], light, HALVINGS)

    def pressure(self, law: ContactLaw, sunk: np.ndarray) -> np.ndarray:
        """Where (m, forward) what they carry is centred."""
        carried = self.carried(law, sunk)
        return np.asarray((carried * self.forward).sum(axis=0) / carried.sum(axis=0))


def _centre(body: Body, motion: Kinematics, bar: Carried, load: float) -> np.ndarray:
    """Where (m, forward) the centre of mass of body and bar is."""
    centre = np.asarray(centre_of_mass(body, motion)[0][0])
    at = np.asarray(motion.frames[bar.segment].point(bar.location)[0])
    return np.asarray((body.mass * centre + load * at) / (body.mass + load))
