"""Joint angles (deg), in OpenSim's signs: flexion, adduction and dorsiflexion positive."""

from __future__ import annotations

import numpy as np

from hillrunner.motion.phase import at_times
from hillrunner.sides import on_side
from hillrunner.validate.measures.registry import SIDE, Array, Measured, measures


@measures("deg")
def hip_flexion_max(run: Measured, _: str) -> float:
    return run.spatiotemporal.hip_flexion_max


@measures("deg")
def hip_flexion_min(run: Measured, _: str) -> float:
    return run.spatiotemporal.hip_flexion_min


@measures("deg")
def hip_adduction_max(run: Measured, _: str) -> float:
    return float(_angle(run, on_side("hip_adduction", SIDE)).max())


@measures("deg")
def thigh_forward(run: Measured, _: str) -> float:
    """Largest angle of the thigh ahead of the vertical: pelvis tilt and hip flexion together."""
    return float(_thigh(run).max())


@measures("deg")
def thigh_back(run: Measured, _: str) -> float:
    """Smallest angle of the thigh ahead of the vertical; negative is behind."""
    return float(_thigh(run).min())


@measures("deg")
def knee_contact(run: Measured, _: str) -> float:
    return run.spatiotemporal.knee_contact


@measures("deg")
def knee_stance_max(run: Measured, _: str) -> float:
    return run.spatiotemporal.knee_stance_max


@measures("deg")
def knee_swing_max(run: Measured, _: str) -> float:
    return run.spatiotemporal.knee_swing_max


@measures("deg")
def ankle_contact(run: Measured, _: str) -> float:
    ankle = _angle(run, on_side("ankle_angle", SIDE))
    return float(at_times(run.motion, ankle, np.array([run.contact]))[0])


@measures("deg")
def ankle_dorsiflexion_max(run: Measured, _: str) -> float:
    return run.spatiotemporal.ankle_dorsiflexion_max


@measures("deg")
def ankle_plantarflexion_max(run: Measured, _: str) -> float:
    return run.spatiotemporal.ankle_plantarflexion_max


@measures("deg")
def pelvis_tilt(run: Measured, _: str) -> float:
    """Mean over the stride."""
    duration = run.motion["duration"].values
    return float(_angle(run, "pelvis_tilt") @ duration / duration.sum())


@measures("deg")
def pelvis_list_range(run: Measured, _: str) -> float:
    return float(np.ptp(_angle(run, "pelvis_list")))


@measures("deg")
def pelvis_rotation_range(run: Measured, _: str) -> float:
    return float(np.ptp(_angle(run, "pelvis_rotation")))


def _thigh(run: Measured) -> Array:
    return _angle(run, "pelvis_tilt") + _angle(run, on_side("hip_flexion", SIDE))


def _angle(run: Measured, coordinate: str) -> Array:
    return np.rad2deg(run.motion["position"].sel(coordinate=coordinate).values)
