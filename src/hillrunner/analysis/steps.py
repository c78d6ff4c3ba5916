"""The two steps of the stride, each by the foot that stands in it: timing and ground forces."""

from __future__ import annotations

import numpy as np
import xarray as xr

from hillrunner.analysis.stride import require_stride
from hillrunner.motion.motion import Motion
from hillrunner.motion.phase import at_times, contacts, covered, stance
from hillrunner.sides import SIDES, Side, opposite

ROUNDING = 1e-9  # s; a shorter flight is what floating point leaves of none


def step_numbers(motion: Motion) -> xr.Dataset:
    """Timing and ground forces of each foot's step.

    A step begins as its foot meets the ground and ends as the other does, so that it holds the
    stance of its foot and the flight after it; both steps add up to the stride.

    Parameters
    ----------
    motion : Motion
        A solved stride.

    Returns
    -------
    xarray.Dataset
        By ``side``, of the foot that stands:

        - ``step_time``, ``contact_time`` (of its stance), ``flight_time`` (no foot on the ground,
          within the step), s; ``duty_factor`` (contact over stride time), 1;
        - ``step_length``, m: how far the centre of mass travels along the ground;
        - ``com_oscillation``, m: its highest minus its lowest height;
        - ``peak_vertical_force``, ``peak_braking_force``, ``peak_propulsive_force``, N, and
          ``vertical_impulse``, ``braking_impulse``, ``propulsive_impulse``, N s a stride: of the
          force of the ground on the foot, all as sizes, not below 0.

    Raises
    ------
    MotionError
        If the stride is empty, is that of one leg only, or a foot never or always is on the
        ground.
    """
    require_stride(motion)
    period = motion.stride_time
    stances = {side: stance(motion, side) for side in SIDES}
    on_ground = [interval for side in SIDES for interval in contacts(motion, side)]
    centre, time = motion["com_position"], motion["time"].values
    along = centre.sel(axis="x").values - motion.speed * time
    height = centre.sel(axis="y").values
    rows = {name: np.zeros(len(SIDES)) for name in _VARIABLES}
    for i, side in enumerate(SIDES):
        on, off = stances[side]
        step = (stances[opposite(side)][0] - on) % period
        ends = at_times(motion, along, np.array([on, on + step]))
        air = step - covered(_within(on_ground, on, on + step, period), period)
        rows["step_time"][i] = step
        rows["step_length"][i] = motion.speed * step + ends[1] - ends[0]
        rows["com_oscillation"][i] = np.ptp(height[(time - on) % period < step])
        rows["contact_time"][i] = off - on
        rows["flight_time"][i] = air if air > ROUNDING else 0.0
        rows["duty_factor"][i] = (off - on) / period
        for name, values in _ground_forces(motion, side).items():
            rows[name][i] = values
    return xr.Dataset(
        {
            name: ("side", rows[name], {"units": units, "long_name": label})
            for name, (units, label) in _VARIABLES.items()
        },
        coords={"side": list(SIDES)},
    )


_VARIABLES = {
    "step_time": ("s", "time from contact of the foot to contact of the other"),
    "contact_time": ("s", "time of the foot on the ground"),
    "flight_time": ("s", "time with no foot on the ground, within the step"),
    "duty_factor": ("1", "contact time over stride time"),
    "step_length": ("m", "travel of the centre of mass in the step"),
    "com_oscillation": ("m", "highest minus lowest centre of mass in the step"),
    "peak_vertical_force": ("N", "peak vertical force of the ground on the foot"),
    "peak_braking_force": ("N", "peak force of the ground against the run"),
    "peak_propulsive_force": ("N", "peak force of the ground along the run"),
    "vertical_impulse": ("N s", "impulse of the vertical force of the ground"),
    "braking_impulse": ("N s", "impulse of the ground against the run"),
    "propulsive_impulse": ("N s", "impulse of the ground along the run"),
}


def _ground_forces(motion: Motion, side: Side) -> dict[str, float]:
    """Peaks (N) and impulses (N s) of the force under a foot."""
    force, duration = motion["ground_force"].sel(foot=side), motion["duration"].values
    up, along = force.sel(axis="y").values, force.sel(axis="x").values
    parts = {"vertical": up, "braking": -along, "propulsive": along}
    numbers = {}
    for name, part in parts.items():
        positive = np.maximum(part, 0.0)
        numbers[f"peak_{name}_force"] = float(positive.max())
        numbers[f"{name}_impulse"] = float(positive @ duration)
    return numbers


def _within(
    intervals: list[tuple[float, float]], start: float, end: float, period: float
) -> list[tuple[float, float]]:
    """The parts of periodic intervals from ``start`` to ``end`` (s)."""
    parts = [
        (max(on + shift, start), min(off + shift, end))
        for on, off in intervals
        for shift in (-period, 0.0, period)
    ]
    return [(on, off) for on, off in parts if off > on]
