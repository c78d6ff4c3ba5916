"""A second muscle-energy model, for comparison: Umberger 2010, and its changes by Uchida 2016.

Umberger 2010 (10.1098/rsif.2010.0084), built on Umberger, Gerritsen and Martin 2003; Uchida et al.
2016 (10.1371/journal.pone.0150378). Numbers only: the solver does not use it.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Variant = Literal["2010", "2016"]

AEROBIC = 1.5  # scale of heat, primarily aerobic (1.0 anaerobic)
_FAST_OVER_SLOW = 2.5  # maximal velocities of fast and slow fibres
_SLOW_HEAT, _FAST_HEAT = 100.0, 153.0  # W/kg, of shortening at maximal velocity
_SLOW_LIMIT = 100.0  # W/kg, of slow fibres' shortening heat
_LENGTHENING = {"2010": 0.3, "2016": 4.0}  # of the slow fibres' coefficient


def umberger_rate(
    *,
    mass: ArrayLike,
    slow_fraction: ArrayLike,
    excitation: ArrayLike,
    activation: ArrayLike,
    normal_length: ArrayLike,
    fibre_velocity: ArrayLike,
    optimal_length: ArrayLike,
    active_force: ArrayLike,
    force_length: ArrayLike,
    max_velocity: ArrayLike = 10.0,
    scale: float = AEROBIC,
    variant: Variant = "2010",
) -> NDArray[np.float64]:
    """Metabolic rate of a muscle (W): heat plus work of the contractile element.

    Parameters
    ----------
    mass : kg, contractile
    slow_fraction : 0 to 1, of slow fibres
    excitation, activation : 0 to 1
    normal_length : fibre length over optimal length
    fibre_velocity : m/s, lengthening positive
    optimal_length : m
    active_force : N, along the fibre
    force_length : active force-length factor at ``normal_length``
    max_velocity : optimal lengths/s, of fast fibres
    scale : of all heat, 1.5 aerobic, 1.0 anaerobic
    variant : "2010"; or "2016" with orderly recruitment of slow before fast fibres, negative work
        paid back, more heat of lengthening, and a total not below zero

    Returns
    -------
    array
        Of the shape that the arguments broadcast to. Heat is not below 1 W/kg of muscle.
    """
    mass, slow, e, a, length, velocity, force, fl = (
        np.asarray(x, float)
        for x in (
            mass,
            slow_fraction,
            excitation,
            activation,
            normal_length,
            fibre_velocity,
            active_force,
            force_length,
        )
    )
    if variant == "2016":
        slow = recruited_slow_fraction(slow, e)
    effort = np.where(e > a, e, 0.5 * (e + a))
    long = length > 1.0
    lengths_per_second = velocity / np.asarray(optimal_length, float)
    alpha_slow = _SLOW_HEAT * _FAST_OVER_SLOW / np.asarray(max_velocity, float)
    alpha_fast = _FAST_HEAT / np.asarray(max_velocity, float)

    hold = (128.0 * (1.0 - slow) + 25.0) * effort**0.6 * scale
    hold = hold * np.where(long, 0.4 + 0.6 * fl, 1.0)
    speed = np.maximum(-lengths_per_second, 0.0)
    shorten = np.minimum(alpha_slow * speed, _SLOW_LIMIT) * slow + alpha_fast * speed * (1.0 - slow)
    stretch = _LENGTHENING[variant] * alpha_slow * np.maximum(lengths_per_second, 0.0)
    change = (shorten * effort**2 + stretch * effort) * scale * np.where(long, fl, 1.0)
    heat = np.maximum(hold + change, 1.0)
    work = -force * velocity / mass
    if variant == "2016":
        return mass * np.maximum(heat + work, 0.0)
    return mass * (heat + np.maximum(work, 0.0))


def recruited_slow_fraction(slow_fraction: ArrayLike, excitation: ArrayLike) -> NDArray[np.float64]:
    """Slow fibres' share of what is recruited, slow ones first (1 at no excitation)."""
    p, e = np.asarray(slow_fraction, float), np.asarray(excitation, float)
    slow = p * np.sin(0.5 * np.pi * e)
    total = slow + (1.0 - p) * (1.0 - np.cos(0.5 * np.pi * e))
    return np.divide(slow, total, out=np.ones_like(total), where=total > 0.0)
