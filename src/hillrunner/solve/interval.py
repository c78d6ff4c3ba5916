"""The optimal control problem on one mesh interval: its functions, rows and physics.

Implicit midpoint: states live at nodes, physics is evaluated at the middle of an interval with
rates from differences, so that no rate is a variable of its own. Only the speed at which feet rub
and are damped is that at the interval's end: at the middle, stiff friction would ring from one
interval to the next, for the midpoint rule is stable but does not damp. And the ground's elastic
force is its mean over the interval, in which a landing foot sinks by as much as it will: so the
ground gives back what it stored, on any mesh. The physics depends on the
middle values ``w``; derivatives with respect to ``w`` are found once and carried to the node
variables and the step time by the chain rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property

import casadi as ca
import numpy as np

from hillrunner.model.body.model import Body
from hillrunner.model.body.parts import hind_foot, planar
from hillrunner.model.mechanics.instant import Carried, Instant, World, instant
from hillrunner.model.mechanics.pushes import Push, push_size
from hillrunner.model.mechanics.supports import recalled, support_size
from hillrunner.model.physics.contact import ContactLaw
from hillrunner.model.physics.metabolism import margaria_rate
from hillrunner.model.physics.muscle import MuscleParameters, activation_limits, force_velocity
from hillrunner.model.physics.scalar import Scalar
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.sides import SIDES, Side, on_side, side_of
from hillrunner.solve.parameters import Parameters
from hillrunner.solve.point_function import PointFunction, PointProblem
from hillrunner.solve.tape_cache import TapeCache
from hillrunner.tasks.task import HELD, Structure, held_row

VELOCITY_SCALE = 10.0  # of velocity variables (rad/s, m/s)
TORQUE_SCALE = 100.0  # N m, of joint rows
ACTUATOR_TORQUE = 50.0  # N m, in the effort
# rad/s, at which trunk and arms give no torque any more. They are driven by torques that stand for
# muscles of the legs' kind: this is where the median muscle of the default body's hip stops, by its
# maximal velocity over its moment arm in hip flexion, standing.
ACTUATOR_SPEED = 31.0
RATE = 10.0  # 1/s, of activation and tendon strain rates in the effort
ACCELERATION = 100.0  # rad/s2, in the effort
TILTED, TILT = "pelvis_tilt", 0.1  # rad, in the effort
# W/kg for the square of a body weight at one edge of one point: what settles, where forces may
# be shared in many ways that muscles do not feel. A choice, next to nothing.
SHARED = 0.01
FORWARD = "pelvis_tx"

# Segments that must not pass through each other, and the least horizontal distance of their
# origins (m); Falisse et al. 2019 (10.1098/rsif.2019.0402).
CLEARANCE = (
    ("calcn_r", "calcn_l", 0.09),
    ("tibia_r", "tibia_l", 0.11),
    ("toes_r", "toes_l", 0.10),
)


@dataclass(frozen=True)
class Limit:
    """A constraint row: a value between two numbers, and which part of the body it is of."""

    name: str
    value: Scalar
    low: float = 0.0
    high: float = 0.0
    coordinate: str | None = None
    muscle: str | None = None
    side: Side | None = None


@dataclass(frozen=True)
class Layout:
    """Sizes and slices of the variables of one node."""

    coordinates: int
    muscles: int
    slacks: int
    pushes: int = 0  # numbers of the ground's forces, where contact does not give them

    @property
    def state(self) -> int:
        return 2 * (self.coordinates + self.muscles)

    @property
    def moving(self) -> int:
        """Positions and velocities, with which a node begins."""
        return 2 * self.coordinates

    @property
    def control(self) -> int:
        return self.slacks + self.pushes

    @property
    def node(self) -> int:
        return self.state + self.control

    @cached_property
    def position(self) -> slice:
        return slice(0, self.coordinates)

    @cached_property
    def velocity(self) -> slice:
        return slice(self.coordinates, 2 * self.coordinates)

    @cached_property
    def activation(self) -> slice:
        start = 2 * self.coordinates
        return slice(start, start + self.muscles)

    @cached_property
    def strain(self) -> slice:
        start = 2 * self.coordinates + self.muscles
        return slice(start, start + self.muscles)

    @cached_property
    def slack(self) -> slice:
        return slice(self.state, self.state + self.slacks)

    @cached_property
    def push(self) -> slice:
        return slice(self.state + self.slacks, self.node)


@dataclass(frozen=True)
class Middle:
    """What the physics of an interval depends on: values and rates at its middle.

    Coordinates' position, velocity, mean of the velocity variables, velocity at the interval's end
    and acceleration; muscles' activation and tendon strain with their rates; residual forces and
    those of the ground; the length of the interval (s); the duration that is solved (s) and what is
    sought.
    """

    q: ca.SX
    v: ca.SX
    v_mean: ca.SX
    v_end: ca.SX
    a: ca.SX
    act: ca.SX
    act_rate: ca.SX
    strain: ca.SX
    strain_rate: ca.SX
    slack: ca.SX
    push: ca.SX
    length: ca.SX
    duration: ca.SX
    sought: ca.SX

    @classmethod
    def symbols(cls, layout: Layout, sought: int) -> Middle:
        """Symbols of a layout; what is sought is empty where nothing depends on it."""
        sizes = dict.fromkeys(("q", "v", "v_mean", "v_end", "a"), layout.coordinates)
        sizes |= dict.fromkeys(("act", "act_rate", "strain", "strain_rate"), layout.muscles)
        sizes |= {"slack": layout.slacks, "push": layout.pushes}
        sizes |= {"length": 1, "duration": 1, "sought": sought}
        return cls(**{name: ca.SX.sym(name, size) for name, size in sizes.items()})

    @property
    def vector(self) -> ca.SX:
        """All of it as one column."""
        return ca.vertcat(*(getattr(self, field.name) for field in fields(self)))


@dataclass(frozen=True)
class Interval(PointProblem):
    """Functions of one interval. Local variables: ``[z0, z1, u, T, V]``.

    ``value(z0, z1, u, T, V, share, p) -> (cost, rows)``
    ``gradient(z0, z1, u, T, V, share, p) -> cost gradient``
    ``first(z0, z1, u, T, V, share, p) -> row Jacobian nonzeros``
    ``second(z0, z1, u, T, V, share, p, s, lam) -> upper Hessian nonzeros``
    ``adjoint(z0, z1, u, T, V, share, p, lam) -> gradient of cost + lam . rows in p``
    ``coupling(z0, z1, u, T, V, share, p, lam, d, dlam) -> gradient in p`` of the derivative of
    ``cost + lam . rows`` along the local variables' change ``d``, and of ``dlam . rows``

    Attributes
    ----------
    rows
        What the rows say, without their values.
    """

    layout: Layout
    parameters: Parameters
    rows: tuple[Limit, ...]

    @property
    def gradient(self) -> PointFunction:
        """Gradient of the cost."""
        return self.functions["gradient"]

    @cached_property
    def lower(self) -> np.ndarray:
        """Lower bounds of the rows."""
        return np.array([row.low for row in self.rows])

    @cached_property
    def upper(self) -> np.ndarray:
        """Upper bounds of the rows."""
        return np.array([row.high for row in self.rows])

    @cached_property
    def row_names(self) -> tuple[str, ...]:
        """What the rows say, by name."""
        return tuple(row.name for row in self.rows)


def layout_of(body: Body, structure: Structure | None = None) -> Layout:
    """The variables of a body's node, with the ground's forces where contact does not give them."""
    pushes, free = 0, len(free_coordinates(body))
    if structure is not None:
        pushes = push_size(body, structure.pushed) or support_size(structure.supports)
    return Layout(len(body.coordinates), len(body.muscles), free, pushes)


def free_coordinates(body: Body) -> list[int]:
    """Coordinates that no actuator drives."""
    driven = [a.coordinate for a in body.actuators]
    return [i for i, name in enumerate(body.coordinate_names) if name not in driven]


WORDS = ("name", "coordinate", "muscle", "side")  # of a row; empty in the cache where there is none


def kept_rows(cache: TapeCache) -> tuple[Limit, ...] | None:
    """The rows of an interval in the cache, if they are there."""
    kept = cache.load("rows")
    if kept is None or not kept.keys() >= {*WORDS, "low", "high"}:
        return None
    words = zip(*(kept[name].tolist() for name in WORDS), strict=True)
    bounds = zip(kept["low"].tolist(), kept["high"].tolist(), strict=True)
    return tuple(
        Limit(name, 0.0, low, high, coordinate or None, muscle or None, side or None)
        for (name, coordinate, muscle, side), (low, high) in zip(words, bounds, strict=True)
    )


def keep_rows(cache: TapeCache, rows: tuple[Limit, ...]) -> None:
    """Put the rows of an interval into the cache."""
    words = {name: np.array([getattr(row, name) or "" for row in rows]) for name in WORDS}
    bounds = {name: np.array([getattr(row, name) for row in rows]) for name in ("low", "high")}
    cache.save("rows", words | bounds)


def physics(
    body: Body,
    structure: Structure,
    parameters: Parameters,
    vector: ca.SX,
    free: list[int],
    at: Middle,
) -> tuple[ca.SX, list[Limit]]:
    """Cost rate and constraint rows at the middle of an interval."""
    p = parameters.unpack(vector)
    numbers, body = body, parameters.symbolic(body, p)
    if parameters.of_any_size:
        structure = structure.of_size(p["height"])
    world = World(
        gravity=(p["gravity_x"], p["gravity_y"], 0.0),
        belt_speed=p["speed"],
        contact=ContactLaw(stiffness=p["stiffness"], dissipation=p["dissipation"]),
        carried=tuple(Carried(*place) for place in structure.carried),
        load=p["load"] + (at.sought if structure.seeks_load else 0.0),
        push=Push(structure.pushed, ca.vertsplit(at.push)) if structure.pushed else None,
        supports=structure.supports,
        pressed=tuple(ca.vertsplit(at.push)) if structure.supports else (),
    )
    now = instant(
        body,
        world,
        _muscle_symbols(body, p),
        ca.vertsplit(p["mass"]),
        ca.vertsplit(at.q),
        ca.vertsplit(at.v),
        ca.vertsplit(at.a),
        ca.vertsplit(at.act),
        ca.vertsplit(at.strain),
        ca.vertsplit(at.strain_rate),
        contact_velocity=ca.vertsplit(at.v_end),
        interval=at.length,
        negative_work=p["negative_work"],
        activation_rate=ca.vertsplit(at.act_rate),
        contraction=p["contraction"],
    )
    limits = [
        *_state_rows(body, free, at, now),
        *_torque_rows(body, p, now),
        *_muscle_rows(body, at, now),
        *_clearance_rows(numbers, now),
        *_torque_speed_rows(body, p, at, now),
        *(Limit(r.name, r.value, r.low, r.high, side=r.side) for r in structure.rows(body, now)),
        *_held_rows(structure, now),
    ]
    rate = _effort(body, p, at, now, len(free))
    if structure.supports or structure.pushed == "sought":
        rate += SHARED * ca.sumsqr(at.push)
    if structure.timed:
        rate = rate * at.duration
    return rate / p["per"], limits


def _muscle_symbols(body: Body, p: dict[str, ca.SX]) -> list[MuscleParameters]:
    return [
        MuscleParameters(
            max_force=p["max_force"][i],
            optimal_length=p["optimal_length"][i],
            slack_length=p["slack_length"][i],
            tendon_strain=p["tendon_strain"][i],
            pennation=m.pennation,
            max_velocity=p["max_velocity"][i],
            passive_start=m.passive_strain_zero,
            passive_one=m.passive_strain_one,
        )
        for i, m in enumerate(body.muscles)
    ]


def _state_rows(body: Body, free: list[int], at: Middle, now: Instant) -> Iterator[Limit]:
    """Velocities are rates of positions; what no muscle or torque supplies is a residual force."""
    names, weight = body.coordinate_names, body.mass * GRAVITY
    for i, name in enumerate(names):
        rate = (at.v[i] - at.v_mean[i]) / VELOCITY_SCALE
        yield Limit(f"velocity of {name}", rate, coordinate=name)
    for j, i in enumerate(free):
        scale = weight if body.coordinates[i].kind == "translation" else TORQUE_SCALE
        surplus = now.surplus(i) / scale + at.slack[j]
        yield Limit(f"dynamics of {names[i]}", surplus, coordinate=names[i])


def _torque_rows(body: Body, p: dict[str, ca.SX], now: Instant) -> Iterator[Limit]:
    """Torques of trunk and arms, within their strength."""
    driven = {a.coordinate: i for i, a in enumerate(body.actuators)}
    for i, name in enumerate(body.coordinate_names):
        if name in driven:
            share = now.surplus(i) / p["max_torque"][driven[name]]
            yield Limit(f"torque of {name}", share, -1.0, 1.0, coordinate=name)


def _torque_speed_rows(
    body: Body, p: dict[str, ca.SX], at: Middle, now: Instant
) -> Iterator[Limit]:
    """The same torques fall with speed, as muscles' force does."""
    driven = {a.coordinate: i for i, a in enumerate(body.actuators)}
    for i, name in enumerate(body.coordinate_names):
        if name in driven:
            torque = now.surplus(i) / p["max_torque"][driven[name]]
            pace = at.v[i] / ACTUATOR_SPEED
            for sign, which in ((1.0, "forward"), (-1.0, "backward")):
                rest = force_velocity(-sign * pace) - sign * torque
                label = f"{which} torque of {name} at its speed"
                yield Limit(label, rest, 0.0, float("inf"), coordinate=name)


def _muscle_rows(body: Body, at: Middle, now: Instant) -> Iterator[Limit]:
    """Tendon and fibre pull alike; activation follows excitation no faster than it can."""
    for i, name in enumerate(body.muscle_names):
        yield Limit(f"force equilibrium of {name}", now.muscles[i].residual, muscle=name)
    for i, name in enumerate(body.muscle_names):
        fall, rise = activation_limits(at.act[i], at.act_rate[i])
        yield Limit(f"deactivation of {name}", fall, 0.0, float("inf"), muscle=name)
        yield Limit(f"activation of {name}", rise, 0.0, float("inf"), muscle=name)


def _clearance_rows(body: Body, now: Instant) -> Iterator[Limit]:
    """The legs do not pass through each other, unless those of a planar body must."""
    frames = now.motion.frames
    feet = {on_side("calcn", s): hind_foot(body, s) for s in SIDES if body.contacts}
    for right, left, least in () if planar(body) else CLEARANCE:
        one, other = (name if name in frames else feet.get(name, name) for name in (right, left))
        if one in frames and other in frames:
            x, _, z = (
                s - t for s, t in zip(frames[one].position, frames[other].position, strict=True)
            )
            apart = (x * x + z * z) / least**2
            yield Limit(f"distance of {one} and {other}", apart, 1.0, float("inf"))


def _held_rows(structure: Structure, now: Instant) -> Iterator[Limit]:
    """Places of the body that stay; where, the task's courses say."""
    for support in structure.supports:
        for axis in support.held:
            place, far = recalled(now.motion, support, axis) / HELD, float("inf")
            yield Limit(held_row(support, axis), place, -far, far, side=side_of(support.name))


def _effort(body: Body, p: dict[str, ca.SX], at: Middle, now: Instant, free: int) -> ca.SX:
    """The effort's rate (W/kg)."""
    names, nm = body.coordinate_names, len(body.muscles)
    driven = {a.coordinate for a in body.actuators}
    moved = [i for i, name in enumerate(names) if name in driven]
    torques = [now.surplus(i) for i in moved]
    metabolic = sum(now.metabolic_rate)
    metabolic += sum(margaria_rate(t * at.v[i]) for t, i in zip(torques, moved, strict=True))
    activity = ca.dot(p["mass"], at.act**2) / ca.sum1(p["mass"])
    drive = sum((t / ACTUATOR_TORQUE) ** 2 for t in torques)
    tilt = at.q[names.index(TILTED)] if TILTED in names else 0.0
    return (
        p["metabolic"] * metabolic / body.mass
        + p["activation"] * activity
        + p["actuator"] * drive
        + p["posture"] * (tilt / TILT) ** 2
        + p["acceleration"] * ca.sumsqr(at.a / ACCELERATION) / len(names)
        + p["activation_rate"] * ca.sumsqr(at.act_rate / RATE) / nm
        + p["strain_rate"] * ca.sumsqr(at.strain_rate / RATE) / nm
        + p["elastic"] * ca.sumsqr(at.slack) / free
        + p["metabolic"] * p["landings"] / at.duration
    )
