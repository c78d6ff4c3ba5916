"""Running as somebody runs: the effort that everybody minimises, and what this runner prefers.

A stride that minimises effort plus a pull to what was measured is stationary: the pull's slope
balances there what effort alone would change. That slope, as a linear term in place of the pull,
is a preference that explains the stride: with it, the stride stays stationary, with the same
multipliers. A part of the pull's curvature remains, so that it is a minimum too. So the objective
is

    effort + mean over the stride of [g . (z - z0) + hold w (z - z0)^2]

of positions and velocities z, where z0 is the runner's own stride, g the slope (of the pull that
led to it), w what one over the square of what measuring leaves unknown costs
(:mod:`hillrunner.tasks.track`), and ``hold`` how much of it remains. A linear term and a square are
one square about another point, z0 - g / (2 hold w): that is how the solver is told.
"""

from __future__ import annotations

from typing import ClassVar, Literal, final

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationInfo, field_validator, model_validator

from hillrunner.checks import number_in
from hillrunner.errors import TaskError
from hillrunner.model.body.model import Body
from hillrunner.settings import Effort, Settings
from hillrunner.tasks.at_speed import AtSpeed
from hillrunner.tasks.pattern import FLIGHT_SHARE, pattern
from hillrunner.tasks.running import Running
from hillrunner.tasks.task import Guess, Pull, Symmetry, Task, Waypoint
from hillrunner.tasks.track import ANGLE, ANGLE_RATE, PLACE, PLACE_RATE, TIGHT, Table

Array = NDArray[np.float64]

LIMITS = {  # field: lowest, highest, unit
    "speed": (1.5, 8.0, "m/s"),
    "grade": (-0.2, 0.2, "m/m"),
    "lasting": (0.3, 1.4, "s"),
    "hold": (1e-4, 10.0, ""),
}
# What of a velocity is unknown counts as more than of a position, for it is a difference of
# measured ones: three times. A choice; it says how firmly the step rate is held.
RATES = 0.1
STRETCH = 0.25  # by which the stride may take less or more time
STEP = 0.3  # m/s (3 % of grade count as it) up to which the same way of running goes on


@final
class OwnRun(AtSpeed):
    """A stride on the ground, near one that was measured or as a runner prefers it.

    Parameters
    ----------
    speed, grade
        m/s; rise over run.
    technique
        Imposed on it; left to effort and preference if not given.
    lasting
        Time (s) of the runner's own stride: held, unless a preference is given.
    coordinates
        Names of what was measured.
    phases
        Of the stride (0 to 1), increasing: where the following are known.
    positions, velocities
        (phases, coordinates) of the runner's own stride: rad and m, rad/s and m/s, in a frame that
        moves along.
    preference, velocity_preference
        The same shape: slope g of what is preferred (J/kg/m per rad, m, rad/s or m/s); none, if
        not given.
    hold
        Share of the curvature of following measured strides with which the stride is held.

    Raises
    ------
    TaskError
        One sentence naming the field, its value and what is allowed.
    """

    allowed: ClassVar[dict[str, str]] = {"speed": "it must be a number from 1.5 to 8 m/s"}
    of_a_person: ClassVar[bool] = True

    kind: Literal["own_run"] = "own_run"
    lasting: float
    coordinates: tuple[str, ...]
    phases: tuple[float, ...]
    positions: Table
    velocities: Table
    preference: Table | None = None
    velocity_preference: Table | None = None
    hold: float = 1.0

    @field_validator("speed", "grade", "lasting", "hold", mode="before")
    @classmethod
    def _number(cls, value: object, info: ValidationInfo) -> float:
        name = str(info.field_name)
        return number_in(name, value, *LIMITS[name])

    @model_validator(mode="after")
    def _whole(self) -> OwnRun:
        at = np.asarray(self.phases, float)
        if at.size < 3 or not (np.diff(at) > 0.0).all() or at[0] < 0.0 or at[-1] >= 1.0:
            raise ValueError("phases must be 3 at least, increasing, from 0 to below 1.")
        for name in ("positions", "velocities", "preference", "velocity_preference"):
            table = getattr(self, name)
            if table is None:
                continue
            if len(table) != at.size or any(len(row) != len(self.coordinates) for row in table):
                raise ValueError(
                    f"{name} must be {at.size} rows of {len(self.coordinates)} numbers each."
                )
            if not np.isfinite(table).all():
                raise ValueError(f"{name} has a number that is not finite.")
        return self

    def symmetry(self, body: Body) -> Symmetry:
        """Left and right have their own; over-stride and oscillation are imposed on half a stride
        only."""
        for name in self.technique.imposed if self.technique else ():
            if name in ("overstride", "oscillation"):
                raise TaskError(
                    f"{name} can only be imposed on a runner whose left and right are alike, and a "
                    "measured stride has a left and a right of its own."
                )
        return Symmetry.NONE

    def both_sides(self) -> OwnRun:
        return self

    def duration(self, body: Body) -> tuple[float, float]:
        """That of the runner's own stride; about that, once what is preferred is known; or that of
        the step rate that is imposed."""
        if self.preference is None:
            return self.lasting, self.lasting
        if self.technique is not None and self.technique.step_rate is not None:
            return super().duration(body)
        return (1.0 - STRETCH) * self.lasting, (1.0 + STRETCH) * self.lasting

    def waypoints(self, body: Body) -> tuple[Waypoint, ...]:
        """None: where it is was measured."""
        return ()

    def effort(self, settings: Settings) -> Effort:
        """The settings' without the habit of an upright pelvis: the runner's own is instead."""
        return settings.effort.changed(posture=0.0)

    # what is preferred

    def pull(self, body: Body) -> Pull:
        """To the runner's own stride, shifted by what is preferred."""
        places, unknown = self._places(body), self._weights(body)
        weights, rate_weights = np.zeros((2, len(body.coordinates)))
        weights[places], rate_weights[places] = unknown

        def at(phase: Array) -> tuple[Array, Array]:
            wanted = np.zeros((2, len(phase), len(body.coordinates)))
            wanted[0][:, places] = self._shifted(self.positions, self.preference, unknown[0], phase)
            wanted[1][:, places] = self._shifted(
                self.velocities, self.velocity_preference, unknown[1], phase
            )
            return wanted[0], wanted[1]

        return Pull(weights, rate_weights, at)

    def offset(self, body: Body, mesh: int) -> float:
        """Of the square about the shifted stride, what it is at the runner's own."""
        phase = np.append(0.0, np.cumsum(self.shares(body, mesh)))[:-1]
        total = 0.0
        both = (self.preference, self.velocity_preference)
        for table, weight in zip(both, self._weights(body), strict=True):
            if table is not None:
                total += float((self._round(table, phase) ** 2 / (4.0 * weight)).sum(axis=1).mean())
        return total

    def own(self, phase: Array) -> Array:
        """The runner's own stride (rad, m) at any phases: (phases, coordinates)."""
        return self._round(self.positions, phase)

    def _shifted(self, own: Table, slope: Table | None, weight: Array, phase: Array) -> Array:
        there = self._round(own, phase)
        return there if slope is None else there - self._round(slope, phase) / (2.0 * weight)

    def _weights(self, body: Body) -> tuple[Array, Array]:
        """Of the squares of positions and velocities, in the order of the coordinates."""
        kinds = {c.name: c.kind for c in body.coordinates}
        turns = np.array([kinds[name] == "rotation" for name in self.coordinates])
        tight = self.hold * TIGHT / len(turns)
        unknown, fast = np.where(turns, ANGLE, PLACE), np.where(turns, ANGLE_RATE, PLACE_RATE)
        return tight / unknown**2, RATES * tight / fast**2

    def _places(self, body: Body) -> list[int]:
        names = body.coordinate_names
        if lacking := [name for name in self.coordinates if name not in names]:
            raise TaskError(
                f"the body has no {lacking[0]}, of which this runner's own way is told."
            )
        return [names.index(name) for name in self.coordinates]

    def _round(self, table: Table, phase: Array) -> Array:
        """At any phases, by cubic pieces between those that are known: there, exactly."""
        from scipy.interpolate import CubicSpline  # takes long to import

        at = np.append(self.phases, self.phases[0] + 1.0)
        closed = np.vstack([table, table[:1]])
        into = at[0] + np.mod(np.asarray(phase, float) - at[0], 1.0)
        return np.asarray(CubicSpline(at, closed, bc_type="periodic")(into))

    # the way to a solution

    def guess(self, body: Body, variant: int = 0) -> Guess:
        """The runner's own stride."""
        places = self._places(body)

        def positions(phase: Array) -> Array:
            q = pattern(body, np.asarray(phase) - 0.5 * FLIGHT_SHARE)
            q[:, places] = self.own(phase)
            return q

        return Guess(self.lasting, positions)

    def distance(self, other: Task) -> float | None:
        """No motion that ships is a start."""
        return None

    def near(self, other: Task) -> bool:
        """Whether the other is running at almost this speed and grade."""
        return isinstance(other, Running) and self.step_to(other) < STEP

    @property
    def label(self) -> str:
        """Speed, and grade where there is one."""
        return f"own run at {self.speed:.3g} m/s{self.uphill}"
