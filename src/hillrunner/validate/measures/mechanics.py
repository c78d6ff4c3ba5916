"""Timing, ground forces and bounce."""

from __future__ import annotations

import math

import numpy as np

from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.validate.measures.registry import SIDE, Measured, measures


@measures("steps/min")
def cadence(run: Measured, _: str) -> float:
    return run.spatiotemporal.cadence


@measures("ms")
def contact_time(run: Measured, _: str) -> float:
    return 1e3 * run.spatiotemporal.contact_time


@measures("ms")
def flight_time(run: Measured, _: str) -> float:
    return 1e3 * run.spatiotemporal.flight_time


@measures("%")
def stance_share(run: Measured, _: str) -> float:
    return 100.0 * run.spatiotemporal.duty_factor


@measures("BW")
def peak_vertical_force(run: Measured, _: str) -> float:
    return run.spatiotemporal.peak_vertical_force


@measures("BW")
def peak_braking_force(run: Measured, _: str) -> float:
    return run.spatiotemporal.peak_braking_force


@measures("BW")
def peak_propulsive_force(run: Measured, _: str) -> float:
    return run.spatiotemporal.peak_propulsive_force


@measures("BW s")
def braking_impulse(run: Measured, _: str) -> float:
    force = run.motion["ground_force"].sel(foot=SIDE, axis="x").values / run.weight
    return float(np.minimum(force, 0.0) @ run.motion["duration"].values)


@measures("mm")
def com_oscillation(run: Measured, _: str) -> float:
    return 1e3 * run.spatiotemporal.com_oscillation


@measures("%")
def half_sine_deficit(run: Measured, _: str) -> float:
    """How far the peak of a half sine of the same timing is below the peak force (Morin 2005,
    10.1123/jab.21.2.167: Fmax = m g pi/2 (tf/tc + 1))."""
    return 100.0 * (1.0 - _half_sine(run) / run.spatiotemporal.peak_vertical_force)


@measures("kN/m")
def vertical_stiffness(run: Measured, _: str) -> float:
    """Fmax over dy = Fmax tc^2 / (m pi^2) - g tc^2 / 8, as Morin 2005 has it but for a sign."""
    tc = run.spatiotemporal.contact_time
    force = _half_sine(run) * run.weight
    sink = force * tc**2 / (run.mass * math.pi**2) - GRAVITY * tc**2 / 8.0
    return 1e-3 * force / sink


def _half_sine(run: Measured) -> float:
    """Peak of the half sine in body weights."""
    return 0.5 * math.pi * (run.spatiotemporal.flight_time / run.spatiotemporal.contact_time + 1.0)
