"""Measured strides that are a motion's own, for tests that lay a motion beside a measurement."""

from __future__ import annotations

import numpy as np
from fake_motion import STRIDE

from hillrunner import Motion
from hillrunner.lab.strides import MeasuredStrides
from hillrunner.motion.phase import at_times, contact_time


def strides_of(motion: Motion, shift: float = 0.0, offset: float = 0.0) -> MeasuredStrides:
    """Strides that are the motion's own curves, ``shift`` (of a stride) earlier, plus an offset."""
    phase = np.linspace(0.0, 1.0, 101)
    times = contact_time(motion) + STRIDE * (phase + shift)
    mean = {
        name: at_times(motion, motion["position"].sel(coordinate=name).values, times) + offset
        for name in ("hip_flexion_r", "knee_angle_r", "ankle_angle_r")
    }
    sd = {name: np.full(101, 0.02) for name in mean}
    many = {name: values[None] for name, values in mean.items()}
    start = np.array([0.0])
    return MeasuredStrides(100 * phase, mean, sd, many, start, STRIDE, 0.0, 0.004, "own", ())
