"""What lifts have in common: a load moved away from standing and back, at a given tempo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Literal, Self

import numpy as np
import xarray as xr
from pydantic import ValidationInfo, field_validator

from hillrunner.checks import number_in
from hillrunner.errors import TaskError
from hillrunner.model.body.model import Body
from hillrunner.model.body.symmetry import is_symmetric
from hillrunner.model.mechanics.instant import Instant
from hillrunner.model.mechanics.ranges import root_ranges
from hillrunner.settings import Effort, Settings
from hillrunner.sides import RIGHT, SIDES, Side, on_side
from hillrunner.tasks.footing import planted
from hillrunner.tasks.task import Goal, Guess, Row, Symmetry, Task, Waypoint

Limits = Mapping[str, tuple[float, float, str]]  # field: lowest, highest, unit

ONE = "one"  # what a leg is called where both do the same
MOST = 400.0  # kg, that a load may be
TEMPO: Limits = {"down": (0.5, 5.0, "s"), "up": (0.5, 5.0, "s")}
# An even tempo is a raised cosine. How far a lift may be from it, in shares of the way, at how
# many points of each way: a choice, without which the solver waits on top and drops.
UNEVEN, PACES = 0.03, 10
# Of the mesh, for each interval between two such points, where what stands is held: without the
# law of contact fewer intervals do.
COARSER = 15
STEP_TIME = 0.33  # s, of a step of running, for which the effort's weights were chosen
HIPS = {"hip_adduction": (-0.45, 0.1), "hip_rotation": (-0.5, 0.3)}  # rad, of a stance
# What carries the trunk is a torque, which in running is dear so that it is not used to balance.
# In a lift it tires as muscle does: as the back's extensors, about 2 kg to the legs' 16, at the
# torque that strong men hold. Both numbers are estimates.
BACK_SHARE, BACK_TORQUE = 0.125, 400.0  # of all muscle mass; N m
WEIGHED_TORQUE = 50.0  # N m, of which the effort's weight of torques speaks
BRACED = 1000.0  # N m: the trunk is held as firm as need be, as in the quick estimates of strength
GIVE = 0.02  # rad, of hands at a bar
DRIVE = 3.0  # J/kg of effort that is taken on to lift a kilogram more
FROM = 30.0  # kg, from which a cold search for the most begins
ELSE = 1.5  # distance of a given load from the most, beside that of all else


class Lift(Task):
    """One repetition on two feet, which ends where it began; left and right mostly do the same.

    Subclasses say how far, with which hands and by which way. Where ``load`` is ``"max"``, the
    load is sought: the most that the body can lift once, at whatever effort but for a last trace.
    """

    limits: ClassVar[Limits] = {}  # of a subclass's own fields
    near_by: ClassVar[Mapping[str, float]] = {}  # how much of a field counts as 1 m/s
    choices: ClassVar[Mapping[str, tuple[str, ...]]] = {}  # of fields that are words
    begins_at: ClassVar[float] = FROM  # kg, where the most is sought
    rises: ClassVar[bool] = False  # whether it goes up first

    load: float | Literal["max"] = 0.0
    down: float = 1.0
    up: float = 1.0

    def __init__(self, load: Any = 0.0, **data: Any) -> None:
        super().__init__(**{"load": load}, **data)

    @field_validator("*", mode="before")
    @classmethod
    def _number(cls, value: object, info: ValidationInfo) -> object:
        name = str(info.field_name)
        if name == "load" and value == "max":
            return value
        limits = {"load": (0.0, MOST, "kg")} | dict(TEMPO) | dict(cls.limits)
        return number_in(name, value, *limits[name]) if name in limits else value

    @property
    def legs(self) -> Mapping[str, Side]:
        """The legs that are measured, by what they are called: one where both do the same."""
        return {ONE: RIGHT}

    @property
    def apart(self) -> bool:
        """Whether the load is one of each hand's own."""
        return False

    @property
    def standing(self) -> tuple[Side, ...]:
        """The feet that stand."""
        return SIDES

    # the world

    @property
    def mass_carried(self) -> float:
        """Load (kg) that is given; where it is sought, all of it is."""
        return 0.0 if self.load == "max" else self.load

    def torque_limits(self, body: Body) -> Mapping[str, float]:
        """The trunk does not give way: what limits a lift are the legs."""
        return {"lumbar_extension": BRACED}

    def symmetry(self, body: Body) -> Symmetry:
        """Both sides do the same, which those of a body with unlike legs could not."""
        if not is_symmetric(body):
            raise TaskError(
                f"a {self.called} is computed with both legs doing the same, but the body's left "
                "and right differ."
            )
        return Symmetry.ALIKE

    @property
    def cold_tries(self) -> int:
        """One: the first guess is a movement in balance, and another would be much the same."""
        return 1

    def duration(self, body: Body) -> tuple[float, float]:
        """As the tempo says."""
        return self.down + self.up, self.down + self.up

    def shares(self, body: Body, mesh: int) -> np.ndarray:
        """``mesh`` equal intervals each way: the feet's contact is too stiff for longer ones."""
        return np.full(2 * mesh, 0.5 / mesh)

    # the goal

    def goal(self, settings: Settings) -> Goal:
        """Effort of the repetition; or the load, at any effort but for a last trace."""
        if self.load == "max":
            return Goal(per="cycle", seeks="load", drive=DRIVE)
        return Goal(per="cycle")

    @property
    def sought(self) -> tuple[float, float]:
        """Any load, where it is sought."""
        return (0.0, MOST) if self.load == "max" else (0.0, 0.0)

    @property
    def begins(self) -> float:
        """What is sought (kg), where a cold solve begins."""
        return self.begins_at if self.load == "max" else 0.0

    def effort(self, settings: Settings) -> Effort:
        """That of running without the habit of an upright pelvis, which is of running alone.

        What keeps a motion smooth is scaled to the time it takes: a movement ten times as slow has
        rates a tenth and accelerations a hundredth as large, and is to be as smooth. The trunk's
        torque costs what muscle would.
        """
        slower = (self.down + self.up) / STEP_TIME
        weights = settings.effort
        return weights.changed(
            posture=0.0,
            actuator=weights.activation * BACK_SHARE * (WEIGHED_TORQUE / BACK_TORQUE) ** 2,
            acceleration=weights.acceleration * slower**4,
            activation_rate=weights.activation_rate * slower**2,
            strain_rate=weights.strain_rate * slower**2,
        )

    # bounds

    @staticmethod
    def rows(body: Body, now: Instant) -> Iterable[Row]:
        """Every sphere of both feet touches the ground."""
        return planted(body, now)

    @property
    def turn(self) -> float:
        """Phase at which it is farthest from standing."""
        first = self.up if self.rises else self.down
        return first / (self.down + self.up)

    def share(self, phase: np.ndarray) -> np.ndarray:
        """How far away (0 standing, 1 farthest) an even tempo is at a phase."""
        turn, at = self.turn, np.asarray(phase) % 1.0
        half = np.where(at < turn, at / turn, 1.0 + (at - turn) / (1.0 - turn))
        return np.asarray(0.5 - 0.5 * np.cos(np.pi * half))

    def evenly(
        self,
        coordinate: str,
        standing: tuple[float, float],
        far: float,
        sides: Iterable[Side] = SIDES,
        near: float = 0.0,
        uneven: float = UNEVEN,
    ) -> list[Waypoint]:
        """Bounds of a coordinate of legs that begins ``standing``, at rest, is at ``far`` (rad) at
        the turn, and goes evenly from ``near`` to there and back."""
        ways = np.arange(1, PACES) / PACES
        between = np.concatenate([self.turn * ways, self.turn + (1.0 - self.turn) * ways])
        points = []
        for name in (on_side(coordinate, side) for side in sides):
            points += [
                Waypoint(0.0, name, *standing),
                Waypoint(0.0, name, 0.0, 0.0, rate=True),
                Waypoint(self.turn, name, far, far),
            ]
            for phase, share in zip(between, self.share(between), strict=True):
                shares = (np.clip(share + by, 0.0, None) for by in (-uneven, uneven))
                low, high = sorted(near + one * (far - near) for one in shares)
                points.append(Waypoint(float(phase), name, float(low), float(high)))
        return points

    # the way to a solution

    def _along(self, way: Callable[[np.ndarray], np.ndarray]) -> Guess:
        """A first guess near a solution: coordinates by how far (0 to 1) it is on its way."""

        def positions(phase: np.ndarray) -> np.ndarray:
            return way(self.share(phase))

        return Guess(self.down + self.up, positions, sought=self.begins, carried=True, close=True)

    def _fields(self) -> dict[str, float]:
        """What may lie between two lifts of one kind."""
        names = ("load", *TEMPO, *self.limits)
        return {name: getattr(self, name) for name in names if getattr(self, name) != "max"}

    def _alike(self, other: Task) -> bool:
        """Whether the other is of the same kind, in all that is said in words."""
        return type(other) is type(self) and all(
            getattr(self, name) == getattr(other, name) for name in self.choices
        )

    def distance(self, other: Task) -> float | None:
        """Difference in load and way, as if they were speed; of lifts of the same kind only."""
        if not isinstance(other, Lift) or not self._alike(other):
            return None
        mine, theirs = self._fields(), other._fields()
        scales = {"load": 50.0} | dict(self.near_by)
        far = sum(
            abs(mine[name] - theirs[name]) / scale
            for name, scale in scales.items()
            if name in mine and name in theirs
        )
        if mine.keys() != theirs.keys():  # the most is nearest to the heaviest
            far += ELSE - (mine | theirs)["load"] / MOST
        return far

    def near(self, other: Task) -> bool:
        """Whether the other is a lift of almost this load and way, at this tempo."""
        if not isinstance(other, Lift):
            return False
        far = self.distance(other)
        alike = self._fields().keys() == other._fields().keys()
        alike = alike and (self.down, self.up) == (other.down, other.up)
        return far is not None and far < 0.15 and alike

    def between(self, other: Task, share: float) -> Self:
        """The lift at ``share`` of the way in load, way and tempo."""
        if type(other) is not type(self) or not isinstance(other, Lift):
            raise TaskError(f"there is nothing between a {self.kind} and a {other.kind}.")
        mine, theirs = self._fields(), other._fields()
        if mine.keys() != theirs.keys() or not self._alike(other):
            raise TaskError(f"there is nothing between a {self.label} and a {other.label}.")
        return self.changed(
            **{name: (1.0 - share) * mine[name] + share * theirs[name] for name in mine}
        )

    def unreachable(self, body: Body) -> str | None:
        """What keeps a body from coming as far as is asked, in a sentence; None where nothing that
        is known at rest does."""
        return None

    # what comes out

    def complaint(self, data: xr.Dataset) -> str | None:
        """What stands must carry load at all times."""
        standing = list(self.standing)
        least = float(data["ground_force"].sel(axis="y", foot=standing).min())
        if least > 0.0:
            return None
        return f"The feet of this {self.called} leave the ground (least force {least:.0f} N)."

    @property
    def label(self) -> str:
        """Way and load."""
        load = "as much as can be" if self.load == "max" else f"{self.load:g} kg"
        return f"{self.called}{self._way} with {load}"

    @property
    def _way(self) -> str:
        return ""


def check_segments(body: Body, lift: str, *needed: str) -> None:
    """Complain of the first segment that a lift needs and a body does not have.

    Raises
    ------
    TaskError
    """
    there = {segment.name for segment in body.segments}
    for name in needed:
        if name not in there:
            raise TaskError(
                f"a {lift} needs a segment {name!r}, which {body.name!r} does not have."
            )


def held_shares(mesh: int) -> np.ndarray:
    """Equal intervals, with a node at each bound of the tempo, of a lift in which what stands is
    held."""
    each = PACES * max(1, mesh // COARSER)
    return np.full(2 * each, 0.5 / each)


def held(angles: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Bounds (rad) by coordinate that hold angles where they are, but for a little.

    Held quite still, their velocities would depend on each other: multipliers without end.
    """
    return {name: (angle - GIVE, angle + GIVE) for name, angle in angles.items()}


def stance(body: Body, angles: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Bounds (rad, m) by coordinate of a body on its feet: of both legs ``angles`` by their stems,
    feet about as wide as the hips."""
    both = HIPS | dict(angles)
    legs = {on_side(name, side): limits for name, limits in both.items() for side in SIDES}
    return root_ranges(body) | legs
