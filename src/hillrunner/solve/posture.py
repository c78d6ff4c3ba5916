"""What technique is made of, as rows that can be imposed on the whole step.

Three measures of posture, each a sum over the intervals' middles with weights that say which of
them count: trunk lean counts all, over-stride those around foot contact, oscillation the highest
and the lowest. The weights are numbers, so that imposing one is a matter of bounds alone. A right
foot that lands before the step begins is, in the mirrored step, the left one near its end.
"""

from __future__ import annotations

from dataclasses import dataclass

import casadi as ca
import numpy as np

from hillrunner.errors import TaskError
from hillrunner.model.body.model import Body
from hillrunner.model.body.parts import joint_of
from hillrunner.model.mechanics.rigid_body import centre_of_mass, kinematics
from hillrunner.person.technique import Technique
from hillrunner.solve.parameters import Parameters
from hillrunner.solve.point_function import PointFunctions, PointProblem
from hillrunner.solve.tape_cache import TapeCache

POSTURE = ("trunk lean", "over-stride", "oscillation")
WEIGHTS = ("trunk pitch", "right ankle", "left ankle", "height")
ANKLES = ("ankle_angle_r", "ankle_angle_l")
TRUNK = ("pelvis_tilt", "lumbar_extension")


@dataclass(frozen=True)
class Posture(PointProblem):
    """Functions of one interval's positions at its two nodes, ``y = [q0, q1]``.

    ``value(y, weight, p) -> rows``: for each of :data:`POSTURE` what it is made of, times its
    ``weight``, at the mean of the two positions. As in :data:`WEIGHTS`: the trunk's pitch (rad,
    backwards positive), each ankle ahead of the centre of mass (m), its height (m).
    ``first(y, weight, p) -> Jacobian nonzeros``
    ``second(y, weight, p, lam) -> upper Hessian nonzeros``
    ``adjoint(y, weight, p, lam) -> gradients of lam . rows in weight and p``
    ``coupling(y, weight, p, lam, d, dlam) -> the same`` of its derivative along the positions'
    change ``d``, and of ``dlam . rows``
    """


def build_posture(body: Body, parameters: Parameters, cache: TapeCache) -> Posture:
    """The posture's functions for a body's geometry; ``p`` is the interval's."""
    return Posture(PointFunctions("posture", lambda: PostureSymbols(body, parameters), cache))


class PostureSymbols:
    """The posture of one interval in CasADi's symbols, of which its functions are made."""

    def __init__(self, body: Body, parameters: Parameters) -> None:
        nq = len(body.coordinates)
        self.y, self.weight = ca.SX.sym("y", 2 * nq), ca.SX.sym("weight", len(WEIGHTS))
        self.lam = ca.SX.sym("lam", len(POSTURE))
        self.p = ca.SX.sym("p", parameters.size)
        own = parameters.symbolic(body, parameters.unpack(self.p))
        q = ca.vertsplit(0.5 * (self.y[:nq] + self.y[nq:]))
        measures = _measures(own, q)
        pitch, right, left, height = ca.vertsplit(self.weight * ca.vertcat(*measures))
        self.rows = ca.vertcat(pitch, right + left, height)

    def function(self, name: str) -> tuple[ca.Function, ca.Sparsity | None]:
        """A function of :class:`Posture` by name, with the pattern of what it returns."""
        more, result, pattern = getattr(self, f"_{name}")()
        inputs = [self.y, self.weight, self.p, *more]
        return ca.Function(f"posture_{name}", inputs, [ca.densify(result)]), pattern

    @property
    def _weighed(self) -> ca.SX:
        return ca.dot(self.lam, self.rows)

    @property
    def _numbers(self) -> ca.SX:
        return ca.vertcat(self.weight, self.p)

    def _value(self) -> Made:
        return [], self.rows, None

    def _first(self) -> Made:
        jacobian = ca.jacobian(self.rows, self.y)
        return [], ca.vertcat(*jacobian.nonzeros()), jacobian.sparsity()

    def _second(self) -> Made:
        hessian = ca.triu(ca.hessian(self._weighed, self.y)[0])
        return [self.lam], ca.vertcat(*hessian.nonzeros()), hessian.sparsity()

    def _adjoint(self) -> Made:
        return [self.lam], ca.gradient(self._weighed, self._numbers), None

    def _coupling(self) -> Made:
        d, dlam = ca.SX.sym("d", self.y.numel()), ca.SX.sym("dlam", len(POSTURE))
        along = ca.jtimes(self._weighed, self.y, d) + ca.dot(dlam, self.rows)
        return [self.lam, d, dlam], ca.gradient(along, self._numbers), None


Made = tuple[list[ca.SX], ca.SX, ca.Sparsity | None]  # more inputs, result, pattern


def _measures(body: Body, q: list[ca.SX]) -> list[ca.SX]:
    """What :data:`WEIGHTS` weigh; zero for what the body does not have."""
    names = body.coordinate_names
    pitch = sum((q[names.index(name)] for name in TRUNK if name in names), ca.SX(0))
    motion = kinematics(body, q)
    centre, _, _ = centre_of_mass(body, motion)
    ankles = [joint_of(body, name) for name in ANKLES]
    ahead = [motion.frames[a.child].position[0] - centre[0] if a else ca.SX(0) for a in ankles]
    return [pitch, *ahead, centre[1]]


def check_posture(body: Body, technique: Technique) -> None:
    """Complain if the body has nothing by which the technique could be imposed.

    Raises
    ------
    TaskError
    """
    needed = {"trunk_lean": TRUNK, "overstride": ANKLES}
    for name in technique.imposed:
        lacking = [c for c in needed.get(name, ()) if c not in body.coordinate_names]
        if lacking:
            raise TaskError(
                f"{name} cannot be imposed on the body {body.name!r}, which has no coordinate "
                f"{' and no '.join(lacking)}."
            )


def middles(shares: np.ndarray) -> np.ndarray:
    """Phase of the step at the middle of every interval."""
    return np.cumsum(shares) - 0.5 * shares


def posture_weights(technique: Technique | None, shares: np.ndarray) -> np.ndarray:
    """:data:`WEIGHTS` of every interval, (4, intervals); zero for what is not imposed."""
    weights = np.zeros((len(WEIGHTS), len(shares)))
    if technique is None:
        return weights
    phase, events = middles(shares), technique.events
    if technique.trunk_lean is not None:
        weights[0] = shares
    if technique.overstride is not None:
        around = np.concatenate([phase - 1.0, phase, phase + 1.0])  # of left, right, left
        units = np.eye(around.size)
        left, right, later = np.reshape(
            [np.interp(events.contact, around, u) for u in units], (3, -1)
        )
        weights[1:3] = right, left + later
    if technique.oscillation is not None:
        weights[3, _nearest(phase, events.highest)] += 1.0
        weights[3, _nearest(phase, events.lowest)] -= 1.0
    return weights


def _nearest(phase: np.ndarray, wanted: float) -> int:
    apart = np.abs(phase - wanted)
    return int(np.argmin(np.minimum(apart, 1.0 - apart)))  # the step repeats, mirrored


def posture_bounds(technique: Technique | None, grade: float) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of the posture's rows: equal where imposed, infinite elsewhere."""
    low, high = np.full(len(POSTURE), -np.inf), np.full(len(POSTURE), np.inf)
    if technique is not None:
        lean = technique.trunk_lean
        # rows are in the slope's frame, and lean is from the vertical
        pitch = None if lean is None else -(lean + float(np.arctan(grade)))
        for i, value in enumerate((pitch, technique.overstride, technique.oscillation)):
            if value is not None:
                low[i] = high[i] = value
    return low, high
