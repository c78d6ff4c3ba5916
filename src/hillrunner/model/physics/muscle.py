"""Hill-type muscle-tendon unit of De Groote et al. 2016 (10.1007/s10439-016-1591-9).

Constant muscle thickness, elastic tendon, coefficients as re-solved in OpenSim's
DeGrooteFregly2016Muscle so that the curves pass exactly through their key points. All functions
take floats, numpy arrays or CasADi symbols. Lengths are normalised by optimal fibre or tendon
slack length, velocities by maximal shortening velocity, forces by maximal isometric force.
Lengthening is positive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hillrunner.model.physics.scalar import Scalar, arcsinh, exp, log, sqrt

_LOG6 = float(np.log(6.0))
_B1 = (0.8150671134243542, 0.433004984392647, 0.1)
_B2 = (1.055033428970575, 0.716775413397760, 1.0)
_B3 = (0.162384573599574, -0.029947116970696, 0.353553390593274)
_B4 = (0.063303448465465, 0.200356847296188, 0.0)
_D1, _D2, _D3, _D4 = -0.3211346127989808, -8.149, -0.374, 0.8825327733249912
_KPE = 4.0
_MIN_LENGTH = 0.2


def tendon_force(strain: Scalar) -> Scalar:
    """Normalised tendon force at relative strain (strain / strain at max force): 0 at 0, 1 at 1."""
    return 0.2 * exp(_LOG6 * strain) - 0.2


def tendon_strain(force: Scalar) -> Scalar:
    """Relative tendon strain at normalised force (inverse of :func:`tendon_force`)."""
    return log(5.0 * force + 1.0) / _LOG6


def tendon_energy(force: Scalar, strain_at_max: Scalar) -> Scalar:
    """Strain energy divided by (max force x slack length), from the zero-force length."""
    return strain_at_max / _LOG6 * (force - 0.2 * log(5.0 * force + 1.0))


def active_force_length(length: Scalar) -> Scalar:
    """Active force-length factor; valid for 0.2 <= length <= 1.8."""
    value: Scalar = 0.0
    for b1, b2, b3, b4 in zip(_B1, _B2, _B3, _B4, strict=True):
        u = (length - b2) / (b3 + b4 * length)
        value = value + b1 * exp(-0.5 * u * u)
    return value


def force_velocity(velocity: Scalar) -> Scalar:
    """Force-velocity factor (0 at -1, 1 at 0)."""
    return _D1 * arcsinh(_D2 * velocity + _D3) + _D4


def passive_force_length(length: Scalar, start: Scalar = 0.0, one: Scalar = 0.6) -> Scalar:
    """Passive fibre force; ``start`` and ``one`` are the fibre strains where it begins to rise
    and where it reaches max force (0 and 0.6 in the published curve)."""
    rise = _KPE / (one - start)
    floor = exp(rise * (_MIN_LENGTH - 1.0 - start))
    return (exp(rise * (length - 1.0 - start)) - floor) / (exp(_KPE) - floor)


@dataclass(frozen=True)
class MuscleState:
    """What a muscle-tendon unit does at an instant (SI units unless normalised)."""

    residual: Scalar  # normalised force equilibrium error
    force: Scalar  # normalised tendon force
    fibre_length: Scalar  # m
    fibre_velocity: Scalar  # m/s
    tendon_length: Scalar  # m
    tendon_velocity: Scalar  # m/s
    active_force: Scalar  # N, along the fibre, with damping
    passive_force: Scalar  # N, along the fibre
    isometric: Scalar  # force-length factor
    normal_length: Scalar  # fibre length / optimal length
    cos_pennation: Scalar


@dataclass(frozen=True)
class MuscleParameters:
    """Parameters of one unit; every field may be a float or a symbol."""

    max_force: Any
    optimal_length: Any
    slack_length: Any
    tendon_strain: Any
    pennation: float
    max_velocity: float
    passive_start: float
    passive_one: float
    damping: float = 0.01


def muscle_state(
    p: MuscleParameters,
    activation: Scalar,
    strain: Scalar,
    strain_rate: Scalar,
    length: Scalar,
    velocity: Scalar,
) -> MuscleState:
    """State of a unit whose tendon has relative ``strain`` (1 at max force) and its rate (1/s).

    ``length`` (m) and ``velocity`` (m/s) are those of the whole muscle-tendon unit. The residual
    is zero where fibre and tendon are in equilibrium (implicit formulation). Strain rather than
    force is the state: lengths are linear in it, so that a coarse mesh neither makes nor loses
    tendon length.
    """
    force = tendon_force(strain)
    lt = p.slack_length * (1.0 + p.tendon_strain * strain)
    vt = p.slack_length * p.tendon_strain * strain_rate
    along = length - lt
    width = p.optimal_length * float(np.sin(p.pennation))
    lm = sqrt(along * along + width * width)
    cos = along / lm
    vm = (velocity - vt) * cos
    normal = lm / p.optimal_length
    speed = vm / (p.max_velocity * p.optimal_length)
    isometric = active_force_length(normal)
    active = activation * isometric * force_velocity(speed) + p.damping * speed
    passive = passive_force_length(normal, p.passive_start, p.passive_one)
    return MuscleState(
        residual=(active + passive) * cos - force,
        force=force,
        fibre_length=lm,
        fibre_velocity=vm,
        tendon_length=lt,
        tendon_velocity=vt,
        active_force=active * p.max_force,
        passive_force=passive * p.max_force,
        isometric=isometric,
        normal_length=normal,
        cos_pennation=cos,
    )


ACTIVATION_TIME = 0.015  # s, De Groote et al. 2016
# s, as Hamner et al. 2010 have it for running (10.1016/j.jbiomech.2010.06.025); De Groote: 0.060
DEACTIVATION_TIME = 0.040


def activation_limits(activation: Scalar, rate: Scalar) -> tuple[Scalar, Scalar]:
    """First-order activation dynamics as two limits, each non-negative where it holds.

    With time constants for rise and fall, ``0 <= excitation <= 1`` is the same as
    ``rate + activation / fall >= 0`` and ``1 - (activation + rise * rate) >= 0`` (Raasch et al.
    1997; De Groote et al. 2009, 10.1080/10255840902788587); the first is returned times ``fall``.
    """
    return (
        activation + DEACTIVATION_TIME * rate,
        1.0 - activation - ACTIVATION_TIME * rate,
    )


def excitation(activation: Any, rate: Any) -> Any:
    """Excitation that gives ``activation`` (array) the ``rate`` (1/s), by the same dynamics."""
    time = np.where(rate > 0, ACTIVATION_TIME, DEACTIVATION_TIME)
    return activation + time * rate
