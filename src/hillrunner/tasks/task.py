"""What a body can be asked to do: everything that the solver needs to know, said by one object.

A task is a final, immutable class. It says in which *world* the body moves (gravity, belt, ground,
loads carried), which *symmetry* its cycle has and whether it closes, how long it may take, what is
to be minimised or maximised, what is bounded on the way, where to begin looking, and what a
solution must hold to be believed. The solver asks a task these questions and never which task it
is, so that a new task is one new file (see :mod:`hillrunner.tasks.squat` for a short one).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import ClassVar, Literal

import numpy as np
import xarray as xr

from hillrunner.checks import Checked
from hillrunner.errors import HillrunnerError, TaskError
from hillrunner.model.body.model import Body
from hillrunner.model.body.one_metre import metres, per_metre
from hillrunner.model.mechanics.instant import Carried, Instant, World
from hillrunner.model.mechanics.pushes import Kind
from hillrunner.model.mechanics.ranges import root_ranges
from hillrunner.model.mechanics.supports import Support
from hillrunner.model.physics.contact import ContactLaw
from hillrunner.model.physics.scalar import Scalar
from hillrunner.model.physics.spatial import Vec, slope_gravity
from hillrunner.person.technique import Technique
from hillrunner.settings import Effort, Settings
from hillrunner.sides import Side, side_of, stem


class Symmetry(Enum):
    """How left and right go together in a cycle."""

    MIRRORED = "the second half of the cycle is the mirror image of the first: half is solved"
    ALIKE = "left and right do the same at all times: one side is solved"
    NONE = "left and right have their own: everything is solved"


@dataclass(frozen=True)
class Goal:
    """What is minimised: the effort's mean rate (W/kg), per something, less what is sought.

    Attributes
    ----------
    per
        ``metre`` divides the rate by the task's speed (J/kg/m), ``second`` leaves it (W/kg),
        ``cycle`` multiplies it with the time that is solved (J/kg).
    seeks
        What is maximised too: the ``speed`` of the belt (m/s), or the ``load`` carried (kg), on
        top of the task's; None for neither.
    drive
        Effort that is taken on for one more unit of it.
    """

    per: Literal["metre", "second", "cycle"] = "metre"
    seeks: Literal["speed", "load"] | None = None
    drive: float = 0.0


@dataclass(frozen=True)
class Waypoint:
    """A bound of one coordinate at one moment.

    ``phase`` (0 to 1) is that of the time that is solved, taken at the nearest node; with ``rate``
    the coordinate's velocity is bounded (rad/s, m/s) instead of its position (rad, m).
    """

    phase: float
    coordinate: str
    low: float
    high: float
    rate: bool = False


# Phases (0 to 1 of what is solved) to the least and the most of a quantity there.
Course = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Row:
    """A quantity of the body, kept between two numbers at all times.

    ``value`` is an expression of the :class:`~hillrunner.model.mechanics.instant.Instant` it is
    made from, scaled to be about 1; ``side`` says whose it is, where it has a twin on the other.
    """

    name: str
    value: Scalar
    low: float
    high: float
    side: Side | None = None


HELD = 0.1  # m, that rows of places that stay count by


def held_row(support: Support, axis: str) -> str:
    """What the row of a place that stays is called."""
    side = side_of(support.name)
    of = stem(support.name) if side is None else f"{side} {stem(support.name)}"
    return f"{axis} place of the {of}"


@dataclass(frozen=True)
class Guess:
    """Where a cold solve begins.

    Attributes
    ----------
    duration
        Of what is solved (s).
    positions
        Phases (0 to 1 of what is solved, and a little beyond) to coordinates (rad, m), shape
        (phases, coordinates).
    sought
        The value of what is sought, held while the solver first comes near.
    carried
        Whether muscles begin with forces that carry the positions, and the solver at once looks
        for the optimum: where balance is known better than how muscles move.
    close
        Whether these are so close to the optimum that Newton's method begins there.
    """

    duration: float
    positions: Callable[[np.ndarray], np.ndarray]
    sought: float = 0.0
    carried: bool = False
    close: bool = False


@dataclass(frozen=True)
class Pull:
    """A distance from given data that is part of the objective.

    Attributes
    ----------
    weights, rate_weights
        By coordinate, of the mean squared distance of positions (per rad2 or m2) and of velocities
        (the same per s2).
    at
        Phases (0 to 1 of what is solved) to positions and velocities (rad, m, s), each (phases,
        coordinates).
    """

    weights: np.ndarray
    rate_weights: np.ndarray
    at: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Residuals:
    """Forces that nothing supplies, allowed to the solution: ``weight`` (W/kg) of the mean of their
    squares, in body weights or 100 N m, none of them beyond ``most``."""

    weight: float
    most: float


@dataclass(frozen=True)
class Pushes:
    """The ground's forces where contact does not give them: the means over intervals, (intervals,
    numbers) of :mod:`hillrunner.model.mechanics.pushes`.

    Attributes
    ----------
    kind
        Whether they were measured or are sought.
    least, most
        Bounds; the same where they were measured.
    likely
        Where a cold solve begins.
    """

    kind: Kind
    least: np.ndarray
    most: np.ndarray
    likely: np.ndarray


@dataclass(frozen=True)
class Structure:
    """What of a task decides how the program is built; tasks that agree share one build."""

    symmetry: Symmetry
    periodic: bool
    carried: tuple[tuple[str, tuple[float, float, float], float], ...]
    seeks_load: bool
    timed: bool
    pushed: Kind | None
    supports: tuple[Support, ...]
    rows: Callable[[Body, Instant], Iterable[Row]]

    @property
    def of_strangers(self) -> bool:
        """Whether the rows are code from elsewhere, of which nothing is known."""
        return self.rows.__module__.partition(".")[0] != __name__.partition(".")[0]

    @property
    def of_any_size(self) -> bool:
        """Whether bodies that differ in size share a program: where rows take a body's places as
        they are, numbers or symbols. Forces that are variables act on a foot that is measured."""
        return self.pushed is None and not self.of_strangers

    def of_one_metre(self, height: float) -> Structure:
        """The same for a body of one metre, from that of a body of ``height`` (m)."""
        return self._with_lengths(lambda length: per_metre(length, height))

    def of_size(self, height: Scalar) -> Structure:
        """The same for a body of ``height`` (m, may be a symbol), from that of one of one metre."""
        return self._with_lengths(lambda share: metres(share, height))

    def _with_lengths(self, changed: Callable[[Scalar], Scalar]) -> Structure:
        def place(location: Vec) -> Vec:
            x, y, z = (changed(length) for length in location)
            return x, y, z

        carried = ((name, place(at), share) for name, at, share in self.carried)
        supports = (s._replace(location=place(s.location)) for s in self.supports)
        return replace(self, carried=tuple(carried), supports=tuple(supports))


class Task(Checked):
    """What a body is asked to do. Subclasses say what differs from the defaults here.

    A subclass has a field ``kind: Literal["its name"] = "its name"``, by which files know it.
    """

    error: ClassVar[type[HillrunnerError]] = TaskError
    periodic: ClassVar[bool] = True  # whether the end is the beginning again
    # whether it is of one measured person, whose body no height alone gives
    of_a_person: ClassVar[bool] = False
    takes_technique: ClassVar[bool] = False  # whether a technique can be imposed on it

    kind: str

    @property
    def called(self) -> str:
        """What kind of task it is, for people."""
        return self.kind.replace("_", " ")

    # the world

    @property
    def pace(self) -> float:
        """Speed (m/s) of the belt, or of the frame that moves along with a runner."""
        return 0.0

    @property
    def slope(self) -> float:
        """Rise over run of the ground."""
        return 0.0

    @property
    def mass_carried(self) -> float:
        """Load (kg) in hands or on shoulders."""
        return 0.0

    def carried(self, body: Body) -> tuple[Carried, ...]:
        """Where the load is, in shares of it that sum to 1; nothing by default.

        Raises
        ------
        TaskError
            If the body lacks the segment that carries it.
        """
        return ()

    def world(self, body: Body, settings: Settings, sought: float = 0.0) -> World:
        """The world of this task, with ``sought`` more of what it seeks."""
        seeks = self.goal(settings).seeks
        return World(
            gravity=slope_gravity(self.slope),
            belt_speed=self.pace + (sought if seeks == "speed" else 0.0),
            contact=ContactLaw(
                stiffness=settings.contact.stiffness * body.sole.stiffness,
                dissipation=settings.contact.dissipation * body.sole.dissipation,
            ),
            carried=self.carried(body),
            load=self.mass_carried + (sought if seeks == "load" else 0.0),
            supports=self.supports(body),
        )

    def torque_limits(self, body: Body) -> Mapping[str, float]:
        """Strength (N m) of the torques that drive trunk and arms, by coordinate, where it is not
        the body's own."""
        return {}

    # symmetry, ends and duration

    @abstractmethod
    def symmetry(self, body: Body) -> Symmetry:
        """How left and right go together, in this body.

        Raises
        ------
        TaskError
            If the body does not allow this task.
        """

    @abstractmethod
    def duration(self, body: Body) -> tuple[float, float]:
        """Least and most time (s) of what is solved: half a cycle where that is mirrored."""

    def shares(self, body: Body, mesh: int) -> np.ndarray:
        """Share of the duration that each interval takes; ``mesh`` equal ones by default."""
        return np.full(mesh, 1.0 / mesh)

    def landings(self, body: Body) -> int:
        """How often a foot lands in what is solved."""
        return 0

    # the goal

    def goal(self, settings: Settings) -> Goal:
        """What is minimised, and what is maximised."""
        return Goal()

    def effort(self, settings: Settings) -> Effort:
        """Weights of the effort's terms; the settings' by default."""
        return settings.effort

    @property
    def sought(self) -> tuple[float, float]:
        """Least and most of what is sought, on top of the task's own."""
        return 0.0, 0.0

    def pull(self, body: Body) -> Pull | None:
        """Data that the motion is to stay near, as part of the objective; none by default."""
        return None

    def offset(self, body: Body, mesh: int) -> float:
        """What of the objective (J/kg/m) is the same for every motion; none by default."""
        return 0.0

    # what was measured

    @property
    def pushed(self) -> Kind | None:
        """Whether the ground's forces were measured, or are sought as they are; None by default:
        contact gives them."""
        return None

    def pushes(self, body: Body, edges: np.ndarray) -> Pushes | None:
        """These forces over intervals between ``edges``, as phases (0 to 1 of what is solved)."""
        return None

    @property
    def residuals(self) -> Residuals | None:
        """Forces that nothing has to supply; none by default."""
        return None

    # what holds the body

    def supports(self, body: Body) -> tuple[Support, ...]:
        """Points at which the body is held up, by whatever forces it takes; none by default:
        contact gives them. Where those that stay are, ``courses`` say."""
        return ()

    # bounds

    @property
    def imposed(self) -> Technique | None:
        """Technique that is imposed on the whole; none by default."""
        return None

    @staticmethod
    def rows(body: Body, now: Instant) -> Iterable[Row]:
        """Quantities that are bounded at all times, beyond what every motion obeys.

        They are part of the program's structure: a task's own numbers are not known here.
        """
        return ()

    def ranges(self, body: Body) -> Mapping[str, tuple[float, float]]:
        """Bounds (rad, m) of coordinates at all times: of joints, tighter than the body's own; and
        of where the body is and how it is turned, by default those of a body on its feet."""
        return root_ranges(body)

    def waypoints(self, body: Body) -> tuple[Waypoint, ...]:
        """Bounds at moments."""
        return ()

    def courses(self, body: Body) -> Mapping[str, Course]:
        """Bounds, on the way, of quantities among ``rows``, by their names."""
        return {}

    # the way to a solution

    @property
    def cold_tries(self) -> int:
        """Starts from nothing that are tried before a solve is given up."""
        return 3

    @abstractmethod
    def guess(self, body: Body, variant: int = 0) -> Guess:
        """Where a cold solve begins; ``variant`` > 0 gives other starts, repeatably."""

    def distance(self, other: Task) -> float | None:
        """How far (m/s, or what counts as it) a solution of ``other`` is as a start; None where
        it is none."""
        return None

    def near(self, other: Task) -> bool:
        """Whether the same way of moving goes on from a solution of ``other``."""
        return self == other

    def between(self, other: Task, share: float) -> Task:
        """The task at ``share`` of the way to ``other``, which is of the same kind.

        Raises
        ------
        TaskError
            If there is nothing in between.
        """
        raise TaskError(f"there is nothing between a {self.kind} and a {other.kind}.")

    # what comes out

    def complaint(self, data: xr.Dataset) -> str | None:
        """What a solution, by the names of a motion's time series, lacks to be believed, in a
        sentence; None where nothing."""
        return None

    @property
    def label(self) -> str:
        """The task in a few words."""
        return self.kind

    # for the solver

    def both_sides(self) -> Task:
        """The same, with left and right solved each on its own even where they are alike; itself,
        where a task knows no other way."""
        return self

    def structure(self, body: Body) -> Structure:
        """What decides how the program of a body is built."""
        goal = self.goal(Settings())
        return Structure(
            symmetry=self.symmetry(body),
            periodic=self.periodic,
            carried=tuple((c.segment, c.location, c.share) for c in self.carried(body)),
            seeks_load=goal.seeks == "load",
            timed=goal.per == "cycle",
            pushed=self.pushed,
            supports=self.supports(body),
            rows=type(self).rows,
        )
