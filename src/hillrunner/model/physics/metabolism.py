"""Metabolic rate of a muscle (Bhargava, Pandy, Anderson 2004, 10.1016/S0021-9290(03)00239-2).

Heat of activation and maintenance, shortening heat, and mechanical work. Codes that use the model
differ in the work of lengthening fibres: OpenSim's takes it off, by default, others count positive
work only; here it is a share that is taken off. Either way the rate has a floor.

The published model has two corners, where fibres turn from shortening to lengthening and where the
rate meets its floor. Movements that cost least lie on them: muscles are held at constant length,
or just not paid for being stretched. A solver that sees a corner only when it stands on it goes
astray, so both are rounded, by convex functions, and widely (``_TURN``, ``_HELD``). That is a
choice; it makes running some 4 % dearer than sharp corners would.
"""

from __future__ import annotations

import numpy as np

from hillrunner.model.physics.scalar import Scalar, cos, sin, sqrt, tanh

BASAL_RATE = 1.2  # W/kg of body, standing (equations of Uchida 2016 and others)
# J/kg of body per landing and m/s: net work of soft tissue, -19 J and +13 J a stance at 3 m/s, in
# proportion to speed (Riddick & Kuo 2016, J Biomech 49:436; 8 adults, taken as 70 kg).
SOFT_TISSUE = 6.0 / (70.0 * 3.0)
CONCENTRIC = 0.25  # efficiency of positive work (Margaria 1968)
# 1/s: what is rounded between rising and falling, and how quick a rise is half paid.
_CORNER, SLOW = 0.5, 1.0
# Widths of the corners: of the turn from shortening to lengthening (m/s; OpenSim's own rounding, a
# hyperbolic tangent of 10 s/m, is as wide), and at the floor, a share of the heat of holding.
_TURN, _HELD = 0.075, 0.9


def maintenance_length(length: Scalar) -> Scalar:
    """Length dependence of maintenance heat: 0.5 below half the optimal fibre length, 1 at it,
    0 from 1.5 times it, piecewise linear in the source, with corners rounded over 0.02."""

    def ramp(x: Scalar) -> Scalar:  # smooth max(x, 0)
        return 0.5 * (x + sqrt(x * x + 0.02**2))

    return 0.5 + ramp(length - 0.5) - 3.0 * ramp(length - 1.0) + 2.0 * ramp(length - 1.5)


def bhargava_rate(
    *,
    mass: Scalar,
    slow_fraction: float,
    activation: Scalar,
    normal_length: Scalar,
    fibre_velocity: Scalar,
    active_force: Scalar,
    passive_force: Scalar,
    isometric_force: Scalar,
    negative_work: Scalar = 0.0,
    rounding: float = 1.0,
) -> Scalar:
    """Metabolic rate (W) of one muscle: heat plus work, not below 1 W/kg of muscle.

    ``isometric_force`` is activation x force-length factor x max force (N); forces in N along the
    fibre, ``fibre_velocity`` in m/s (lengthening positive), ``mass`` in kg; ``negative_work`` is
    the share of the work of lengthening that is taken off; ``rounding`` is that of the corners
    between shortening and lengthening and at the floor, as published where it is next to 0.
    """
    slow = slow_fraction * sin(0.5 * np.pi * activation)
    fast = (1.0 - slow_fraction) * (1.0 - cos(0.5 * np.pi * activation))
    held = mass * (40.0 * slow + 133.0 * fast)
    held = held + mass * maintenance_length(normal_length) * (74.0 * slow + 111.0 * fast)
    total = active_force + passive_force
    shortening = _ramp(-fibre_velocity, rounding * _TURN)
    lengthening = shortening + fibre_velocity
    heat = held + (0.16 * isometric_force + 0.18 * total) * shortening
    heat = heat - 0.157 * total * lengthening
    work = active_force * (shortening - negative_work * lengthening)
    corner = rounding * sqrt(mass * mass + (_HELD * held) ** 2)
    return mass + _ramp(heat + work - mass, corner)


def _ramp(x: Scalar, width: Scalar) -> Scalar:
    """Smooth, convex max(x, 0): width / 4 at 0, and width^4 / (16 x^3) too much far from it."""
    far = sqrt(x * x + width * width)
    return 0.5 * (x + far) - 0.25 * width * width / far


def contraction_rate(mass: Scalar, activation_rate: Scalar, cost: Scalar) -> Scalar:
    """Rate (W) at which one muscle pays for being switched on.

    Calcium is released and pumped back once for every contraction, however short: short quick
    contractions cost more than their work and the time they last (van der Zee & Kuo 2021,
    10.1242/jeb.233965, in people; Kipp 2018, jeb184218, in running). ``cost`` (J/kg of muscle) is
    of one quick rise of activation from rest to full; ``activation_rate`` in 1/s. Slow rises, of
    about 1 1/s, pay half, so that the corner between rising and falling is round, a muscle at rest
    pays next to nothing (0.05 ``cost`` 1/s) and one that falls is never paid.
    """
    rising = 0.5 * (activation_rate + sqrt(activation_rate**2 + _CORNER**2))
    return cost * mass * rising**2 / (rising + SLOW)


def margaria_rate(power: Scalar) -> Scalar:
    """Metabolic rate (W) of a joint torque that delivers ``power`` (W) by muscles not modelled.

    Positive work at an efficiency of 0.25, negative at -1.2 (Margaria 1968), the corner rounded
    over 5 W so that the rate is never negative. Used for trunk and arms, which would otherwise be
    motors that run for free.
    """
    concentric, eccentric = 1.0 / CONCENTRIC, 1.0 / 1.2
    side = tanh(0.2 * power)
    return 0.5 * power * side * ((concentric + eccentric) + (concentric - eccentric) * side)


def landing_cost(speed: float, share: float) -> float:
    """Metabolic energy (J/kg of body) that makes up for what soft tissue loses in one landing.

    The body is made of rigid segments, whose flesh does not swing: what it would take is a stated
    loss, at a ``speed`` (m/s), made up for by muscles' positive work; ``share`` of it is counted.
    """
    return share * SOFT_TISSUE * speed / CONCENTRIC
