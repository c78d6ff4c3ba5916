"""Whole curves beside the mean curves of people who ran as fast, and when the force acts.

A correlation says whether the shape is people's, a distance how far away the curve is.
"""

from __future__ import annotations

from hillrunner.lab.strides import PHASE
from hillrunner.motion.phase import stance
from hillrunner.published.curves import CURVES, curves_at
from hillrunner.validate import curves
from hillrunner.validate.measures.registry import SIDE, Array, Measured, measures


@measures("1", *CURVES)
def curve_correlation(run: Measured, of: str) -> float:
    return curves.correlation(*_beside(run, of))


@measures("deg", *curves.ANGLES)
def angle_distance(run: Measured, of: str) -> float:
    """RMS over the stride."""
    return _distance(run, of)


@measures("BW", *curves.FORCES)
def force_distance(run: Measured, of: str) -> float:
    """RMS over the stance."""
    return _distance(run, of)


@measures("% of stance")
def peak_force_instant(run: Measured, _: str) -> float:
    return curves.peak_instant(*_vertical(run))


@measures("% of stance")
def force_centroid(run: Measured, _: str) -> float:
    return curves.force_centroid(*_vertical(run))


def _distance(run: Measured, of: str) -> float:
    ours, people = _beside(run, of)
    return curves.rms(ours - people)


def _beside(run: Measured, of: str) -> tuple[Array, Array]:
    """The run's curve and people's, as far as they are compared."""
    mean = curves_at(run.motion.speed)["mean"].sel(curve=of).values
    return curves.compared(of, curves.motion_curve(run.motion, of)), curves.compared(of, mean)


def _vertical(run: Measured) -> tuple[Array, Array, float]:
    """Percents of the stride, vertical force there (BW), and where the right foot's stance ends."""
    on, off = stance(run.motion, SIDE)
    toe_off = 100.0 * (off - on) / run.motion.stride_time
    return PHASE, curves.ground_force(run.motion)[1], toe_off
