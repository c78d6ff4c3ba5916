"""A stride that was measured, run again by muscles: near its angles, under forces that were
measured too or are sought with those of the muscles."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, final

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationInfo, field_validator, model_validator

from hillrunner.checks import number_in
from hillrunner.errors import TaskError
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.measured_forces import PUSH_SIZE
from hillrunner.model.mechanics.pushes import Kind
from hillrunner.model.mechanics.supports import EDGES
from hillrunner.model.physics.spatial import slope_gravity
from hillrunner.settings import Effort, Settings
from hillrunner.tasks.near_ground import Cycle, can_press, floor_height, likely_pushes
from hillrunner.tasks.pattern import FLIGHT_SHARE, pattern
from hillrunner.tasks.running import Running
from hillrunner.tasks.task import Guess, Pull, Pushes, Residuals, Symmetry, Task, Waypoint

Array = NDArray[np.float64]
Table = tuple[tuple[float, ...], ...]

LIMITS = {  # field: lowest, highest, unit
    "speed": (1.0, 10.0, "m/s"),
    "grade": (-0.2, 0.2, "m/m"),
    "lasting": (0.3, 1.4, "s"),
}
FEWEST = 20  # phases of a stride that can be told from each other
# What markers leave unknown, and what of it a simulation with forces is expected to stay within:
# Hicks et al. 2015, J Biomech Eng 137:020905 (10.1115/1.4029304), "good" of table 2.
ANGLE, PLACE = np.deg2rad(2.0), 0.02  # rad, m
UNSEEN = np.deg2rad(10.0)  # of trunk and arms without markers
# Where no forces were measured, only speeds say how a body is pushed. They are followed too, as by
# Uhlrich et al. 2023, PLoS Comput Biol 19:e1011462 (10.1371/journal.pcbi.1011462). What is unknown
# of them is a choice: a millimetre, or a quarter of a degree, eight times a second.
ANGLE_RATE, PLACE_RATE = 0.2, 0.05  # rad/s, m/s
TIGHT = 6.0  # J/kg/m that a stride costs more whose coordinates are all off by these
# So many times as firmly where forces were measured too: angles that are each off by little, all
# the same way, put a foot where no marker has it. A choice, from 1 to 16.
FIRM = 4.0
RESIDUAL = 0.03  # body weights (or of 100 N m) that cost as much as TIGHT
MOST = 0.5  # of the same, at any time
STEP = 1e-3  # of the phase, for velocities
PARTS = 400  # of a stride, in each of which a point of a sole can press or not
MOST_PUSH = 6.0  # body weights along an edge of friction's pyramid


@final
class Track(Running):
    """A measured stride, closed into a cycle that starts in mid-flight before right contact.

    Parameters
    ----------
    speed, grade
        Of the ground under the runner (m/s; rise over run).
    lasting
        Time of the stride (s).
    coordinates
        Names of what was measured.
    positions
        (phases, coordinates) rad and m, at equal phases from 0 on, in a frame that moves along.
    forces
        (parts, 12) of :mod:`hillrunner.model.mechanics.measured_forces`: means of as many equal
        parts of the stride, of any number. Without them they are sought, on a floor at y = 0.

    Raises
    ------
    TaskError
        One sentence naming the field, its value and what is allowed.
    """

    of_a_person: ClassVar[bool] = True

    kind: Literal["track"] = "track"
    speed: float
    grade: float = 0.0
    lasting: float
    coordinates: tuple[str, ...]
    positions: Table
    forces: Table | None = None

    allowed: ClassVar[dict[str, str]] = {"speed": "it must be a number from 1 to 10 m/s"}

    @field_validator("speed", "grade", "lasting", mode="before")
    @classmethod
    def _number(cls, value: object, info: ValidationInfo) -> float:
        name = str(info.field_name)
        return number_in(name, value, *LIMITS[name])

    @model_validator(mode="after")
    def _whole(self) -> Track:
        widths = [("positions", self.positions, len(self.coordinates))]
        if self.forces is not None:
            widths.append(("forces", self.forces, PUSH_SIZE))
        for name, table, width in widths:
            if len(table) < FEWEST or any(len(row) != width for row in table):
                raise ValueError(f"{name} must be {FEWEST} rows at least of {width} numbers each.")
            if not np.isfinite(table).all():
                raise ValueError(f"{name} has a number that is not finite.")
        return self

    @property
    def pace(self) -> float:
        return self.speed

    @property
    def slope(self) -> float:
        return self.grade

    def symmetry(self, body: Body) -> Symmetry:
        """Left and right have their own."""
        return Symmetry.NONE

    def both_sides(self) -> Track:
        return self

    def duration(self, body: Body) -> tuple[float, float]:
        """The stride's own."""
        return self.lasting, self.lasting

    def waypoints(self, body: Body) -> tuple[Waypoint, ...]:
        """None: where it is was measured."""
        return ()

    def effort(self, settings: Settings) -> Effort:
        """The settings' without the habit of an upright pelvis: how it tilts was measured."""
        return settings.effort.changed(posture=0.0)

    # what was measured

    def measured(self, phase: Array) -> Array:
        """What was measured (rad, m) at any phases: (phases, coordinates)."""
        return _round(np.asarray(self.positions), phase)

    def pull(self, body: Body) -> Pull:
        """To what was measured, each coordinate by what is unknown of it; trunk and arms that were
        not measured loosely to how people run."""
        kinds = {c.name: c.kind for c in body.coordinates}
        names, places = self._places(body)
        unknown = np.full(len(body.coordinates), np.inf)
        driven = [body.coordinate_names.index(a.coordinate) for a in body.actuators]
        unknown[driven] = UNSEEN
        unknown[places] = [ANGLE if kinds[name] == "rotation" else PLACE for name in names]
        tight = TIGHT if self.forces is None else FIRM * TIGHT
        weights = tight / len(places) / unknown**2
        rates = np.zeros(len(weights))
        if self.forces is None:
            fast = [ANGLE_RATE if kinds[name] == "rotation" else PLACE_RATE for name in names]
            rates[places] = TIGHT / len(places) / np.square(fast)

        def at(phase: Array) -> tuple[Array, Array]:
            return self._all(body, phase), self._rates(body, phase)

        return Pull(weights, rates, at)

    def _rates(self, body: Body, phase: Array) -> Array:
        """Velocities (rad/s, m/s) of all coordinates, (phases, coordinates)."""
        ahead, behind = (self._all(body, phase + step) for step in (STEP, -STEP))
        return (ahead - behind) / (2.0 * STEP * self.lasting)

    def _places(self, body: Body) -> tuple[list[str], list[int]]:
        """The coordinates that the body has, and where in it."""
        names = [name for name in self.coordinates if name in body.coordinate_names]
        if not names:
            raise TaskError("the body has none of the coordinates that were measured.")
        return names, [body.coordinate_names.index(name) for name in names]

    def _all(self, body: Body, phase: Array) -> Array:
        """(phases, coordinates of the body): what was not measured as people run."""
        names, places = self._places(body)
        q = pattern(body, np.asarray(phase) - 0.25 * FLIGHT_SHARE)
        q[:, places] = self.measured(phase)[:, [self.coordinates.index(name) for name in names]]
        return q

    @property
    def pushed(self) -> Kind:
        """Forces are sought where none were measured."""
        return "sought" if self.forces is None else "measured"

    def pushes(self, body: Body, edges: Array) -> Pushes:
        """The measured forces, as means over intervals, or those that the soles could have."""
        if self.forces is not None:
            known = _means(np.asarray(self.forces), edges)
            return Pushes("measured", known, known, known)

        cycle = self._cycle(body)
        open_ = _means(can_press(cycle, PARTS).astype(float), edges)
        most = MOST_PUSH * np.repeat(open_, len(EDGES), axis=1)
        likely = likely_pushes(cycle, slope_gravity(self.slope), edges, most)
        return Pushes("sought", np.zeros(most.shape), most, likely)

    def floor(self, body: Body) -> float:
        """Height (m) of the floor that the soles stand on, by what was measured."""
        return floor_height(self._cycle(body), PARTS)

    def _cycle(self, body: Body) -> Cycle:
        return Cycle(body, lambda phase: self._all(body, phase), self.speed, self.lasting)

    @property
    def residuals(self) -> Residuals:
        """What forces and angles leave unexplained."""
        return Residuals(TIGHT * self.speed / RESIDUAL**2, MOST)

    # the way to a solution

    @property
    def cold_tries(self) -> int:
        return 1

    def guess(self, body: Body, variant: int = 0) -> Guess:
        """What was measured, with muscles that carry it."""
        return Guess(self.lasting, lambda phase: self._all(body, phase), carried=True, close=True)

    def distance(self, other: Task) -> float | None:
        """No other task is a start."""
        return None

    def near(self, other: Task) -> bool:
        """Whether the other is a measured stride too."""
        return isinstance(other, Track)

    @property
    def label(self) -> str:
        """Speed."""
        return f"measured stride at {self.speed:.3g} m/s"


def _means(values: Array, edges: Array) -> Array:
    """Means over intervals, (intervals, columns), of means over equal parts of a cycle."""
    summed = np.vstack([np.zeros(values.shape[1]), np.cumsum(values, axis=0)]) / len(values)
    at = np.linspace(0.0, 1.0, len(summed))
    up_to = np.stack([np.interp(edges, at, column) for column in summed.T], axis=1)
    return np.asarray(np.diff(up_to, axis=0) / np.diff(edges)[:, None])


def _round(values: Any, phase: Array) -> Array:
    """Values at equal phases of a cycle at any phases, (phases, columns), by cubic pieces."""
    from scipy.interpolate import CubicSpline  # takes long to import

    at = np.linspace(0.0, 1.0, len(values) + 1)
    closed = np.vstack([values, values[:1]])
    return np.asarray(CubicSpline(at, closed, bc_type="periodic")(np.mod(phase, 1.0)))
