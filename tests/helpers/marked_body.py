"""Markers on a body of which every posture is known, with the names of Rajagopal's set."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import synthetic
import xarray as xr

from hillrunner.lab.export import periodic_smooth
from hillrunner.lab.kinematics.landmark_places import landmark_place
from hillrunner.lab.kinematics.marker_motion import marker_motion
from hillrunner.lab.marker_sets import marker_sets
from hillrunner.lab.part import marker_array
from hillrunner.lab.trc_file import write_trc
from hillrunner.model.body.default import default_body
from hillrunner.model.body.marker_place import MarkerPlace
from hillrunner.model.body.model import Body
from hillrunner.motion.motion import Motion

CLUSTERS = {  # where the markers are that stand on no point of the bone (m, right; left mirrors z)
    "thigh_1": (0.02, -0.15, 0.07),
    "thigh_2": (0.08, -0.23, 0.01),
    "thigh_3": (0.01, -0.30, 0.06),
    "shank_1": (0.0, -0.16, 0.05),
    "shank_2": (0.04, -0.23, 0.0),
    "shank_3": (0.01, -0.30, 0.06),
    "upper_arm_1": (0.0, -0.05, 0.03),
    "upper_arm_2": (0.0, -0.20, 0.03),
    "forearm_1": (0.0, -0.08, 0.045),
}
TOES = {"RTOE": "toes_r", "LTOE": "toes_l"}  # on the toes here, so that these are seen to move


def marker_names() -> dict[str, str]:
    """Marker of Rajagopal's set -> landmark, of those that are on the body."""
    chosen = next(one for one in marker_sets() if one.key == "rajagopal")
    names = {name.upper(): landmark for name, landmark in chosen.landmarks.items()}
    left_out = ("thigh_4", "upper_arm_3")
    return {
        name: landmark
        for name, landmark in names.items()
        if landmark_place(landmark) is not None and not landmark.startswith(left_out)
    }


def places(
    scales: Mapping[str, np.ndarray] | None = None, toes: bool = False
) -> tuple[MarkerPlace, ...]:
    """Where markers sit on the default body, grown by segment; ``toes``: see :data:`TOES`."""
    found = []
    for name, landmark in marker_names().items():
        usual = landmark_place(landmark)
        location, flip = usual.location, -1.0 if landmark.endswith("_l") else 1.0
        if location is None:
            x, y, z = CLUSTERS[landmark[:-2]]
            location = (x, y, flip * z)
        segment = usual.segment
        if toes and name in TOES:
            segment, location = TOES[name], (0.04, 0.02, -0.02 * flip)
        grown = np.asarray(location) * (scales or {}).get(segment, 1.0)
        found.append(
            MarkerPlace(name=name, segment=segment, location=tuple(grown), fixed=usual.fixed)
        )
    return tuple(found)


def postures(body: Body, count: int = 12, seed: int = 0, reach: float = 0.4) -> np.ndarray:
    """(frame, coordinate) rad and m, each within ``reach`` of its range about the middle."""
    random = np.random.default_rng(seed)
    low, high = np.array([c.range for c in body.coordinates]).T
    q = 0.5 * (low + high) + reach * (high - low) * random.uniform(-1, 1, (count, low.size))
    q[:, [i for i, c in enumerate(body.coordinates) if c.name == "pelvis_tx"]] = 1.3
    return q


def running(body: Body, count: int = 80, rate: float = 100.0) -> tuple[np.ndarray, np.ndarray]:
    """Times (s), and (frame, coordinate) of a run in which all joints stay in their ranges."""
    time = np.arange(count) / rate
    low, high = np.array([c.range for c in body.coordinates]).T
    return time, np.clip(synthetic.coordinates(body, time, 3.5), low, high)


def standing(body: Body | None = None, count: int = 5) -> np.ndarray:
    """(frame, coordinate) upright, arms down."""
    body = body or default_body()
    values = {"pelvis_ty": 0.95, "elbow_flex_r": 0.3, "elbow_flex_l": 0.3}
    row = [values.get(name, 0.0) for name in body.coordinate_names]
    return np.tile(row, (count, 1))


def markers(
    body: Body, on: tuple[MarkerPlace, ...], q: np.ndarray, time: np.ndarray | None = None
) -> xr.DataArray:
    """Markers of postures as labelled data."""
    time = 0.01 * np.arange(len(q)) if time is None else time
    return marker_array(time, [p.name for p in on], marker_motion(body, on, q).positions, "m")


def strides(motion: Motion, count: int = 4, rate: float = 100.0) -> tuple[np.ndarray, np.ndarray]:
    """Times (s) and (frame, coordinate) of a solved run, over ground."""
    period, start = motion.stride_time, motion["time"].values
    time = np.arange(0.0, count * period, 1.0 / rate)
    q = np.empty((time.size, len(motion.body.coordinates)))
    for k, name in enumerate(motion.body.coordinate_names):
        values = motion["position"].sel(coordinate=name).values
        pace = motion.speed if name == "pelvis_tx" else 0.0
        q[:, k] = periodic_smooth(start, values - pace * start, period, time) + pace * time
    return time, q


def write_lab(folder: Path, motion: Motion) -> tuple[np.ndarray, np.ndarray]:
    """Put ``run.trc`` and ``static.trc`` of a motion's runner; returns times and coordinates."""
    body = motion.body
    grown = {s.name: np.full(3, body.height / default_body().height) for s in body.segments}
    on = places(grown)
    time, q = strides(motion)
    write_trc(folder / "run.trc", markers(body, on, q, time))
    write_trc(folder / "static.trc", markers(body, on, standing(body, 50)))
    return time, q
