"""A simulated motion side by side with a person's measured strides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hillrunner.errors import MeasuredError
from hillrunner.lab.angles import KNEES
from hillrunner.lab.strides import PHASE, MeasuredStrides
from hillrunner.model.body.anatomy import reversed_coordinates
from hillrunner.motion.motion import Motion
from hillrunner.motion.phase import at_times, contact_time

Array = NDArray[np.float64]

LARGEST_SHIFT = 0.03  # of the stride; what the shift may explain before it is a difference


@dataclass(frozen=True)
class CoordinateComparison:
    """One joint angle over the stride from right foot contact (rad, phase as in the strides).

    Attributes
    ----------
    simulated, measured
        (101,) rad.
    rms
        rad, root mean square difference, both aligned at right foot contact.
    rms_shifted
        rad, with the one shift in time for all coordinates that fits best.
    offset
        rad, mean difference simulated - measured: model definitions of neutral differ.
    spread
        rad, root mean square over the stride of the person's own SD between strides.
    """

    simulated: Array
    measured: Array
    rms: float
    rms_shifted: float
    offset: float
    spread: float


@dataclass(frozen=True)
class Comparison:
    """Simulated against measured strides.

    Attributes
    ----------
    phase
        (101,) % of the stride.
    coordinates
        By name.
    shift
        % of the stride by which the measured curves are moved later for ``rms_shifted``.
    timing_uncertainty
        % of the stride, of the measured foot contact (it comes from angles, not forces).
    stride_time, measured_stride_time
        s.
    """

    phase: Array
    coordinates: dict[str, CoordinateComparison]
    shift: float
    timing_uncertainty: float
    stride_time: float
    measured_stride_time: float

    @property
    def rms(self) -> float:
        """Root mean square of the coordinates' errors (rad)."""
        return float(np.sqrt(np.mean([c.rms**2 for c in self.coordinates.values()])))


def compare(motion: Motion, strides: MeasuredStrides) -> Comparison:
    """Compare joint angles over the stride, from right foot contact.

    Raises
    ------
    MeasuredError
        If no measured coordinate is in the motion.
    """
    data = motion.data
    has = [str(name) for name in data["coordinate"].values]
    common = [name for name in strides.mean if name in has]
    if not common:
        raise MeasuredError(
            f"nothing to compare: the measured angles are {', '.join(strides.mean)}, and the "
            f"motion has {', '.join(has)}."
        )
    period = motion.stride_time
    times = contact_time(motion) + period * PHASE / 100.0
    simulated, backward = {}, reversed_coordinates(motion.body)
    for name in common:
        curve = at_times(motion, data["position"].sel(coordinate=name).values, times)
        # Bodies differ in the sign of knee flexion; the measured one is positive.
        simulated[name] = -curve if name in KNEES and name in backward else curve
    shifts = np.linspace(-LARGEST_SHIFT, LARGEST_SHIFT, 61) * 100.0
    errors = np.array(
        [[_rms(simulated[n] - _moved(strides.mean[n], shift)) for n in common] for shift in shifts]
    )
    best = int(np.argmin((errors**2).sum(axis=1)))
    return Comparison(
        phase=PHASE.copy(),
        coordinates={
            name: CoordinateComparison(
                simulated=simulated[name],
                measured=strides.mean[name],
                rms=_rms(simulated[name] - strides.mean[name]),
                rms_shifted=float(errors[best, i]),
                offset=float(np.mean(simulated[name] - strides.mean[name])),
                spread=_rms(strides.sd[name]),
            )
            for i, name in enumerate(common)
        },
        shift=float(shifts[best]),
        timing_uncertainty=100.0 * strides.timing_error / strides.stride_time,
        stride_time=period,
        measured_stride_time=strides.stride_time,
    )


def _moved(curve: Array, shift: float) -> Array:
    """A periodic curve ``shift`` % of the stride later."""
    return np.interp(np.mod(PHASE - shift, 100.0), PHASE, curve)


def _rms(values: Array) -> float:
    return float(np.sqrt(np.mean(values**2)))
