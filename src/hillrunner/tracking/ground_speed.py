"""How fast the ground moves under a runner, by feet that stand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr
from scipy.interpolate import CubicSpline

from hillrunner.lab.angles import PLACE
from hillrunner.lab.recording.axes import LOW
from hillrunner.lab.recording.recording import Stride
from hillrunner.model.body.model import Body
from hillrunner.model.body.parts import hind_foot
from hillrunner.model.mechanics.rigid_body import kinematics
from hillrunner.sides import SIDES

TIMES = 100  # of a stride
BESIDE = 0.1  # s on both sides of it


def ground_speed(body: Body, coordinates: xr.DataArray, strides: Sequence[Stride]) -> float:
    """How fast standing feet go back from the pelvis (m/s): the median over the points of both hind
    feet when they are low, as :func:`hillrunner.lab.recording.steps.speed_in` does with markers.

    Parameters
    ----------
    body
        Whose feet they are.
    coordinates
        (time, coordinate) rad and m that cover the strides.
    strides
        That are looked at.
    """
    names = [str(name) for name in coordinates["coordinate"].values]
    own = [body.coordinate_names.index(name) for name in names]
    seen = []
    for stride in strides:
        near = coordinates.sel(time=slice(stride.start - BESIDE, stride.end + BESIDE))
        spline = CubicSpline(near["time"].values, near.values)
        at = np.linspace(stride.start, stride.end, TIMES)
        q, v = (
            np.tile([c.default for c in body.coordinates], (TIMES, 1)),
            np.zeros((TIMES, len(body.coordinates))),
        )
        q[:, own], v[:, own] = spline(at), spline(at, 1)
        gone = 0.0
        if PLACE[0] in names:
            along = spline(at[[0, -1]])[:, names.index(PLACE[0])]
            gone = float(along[1] - along[0]) / stride.duration
        frames = kinematics(body, list(q.T), list(v.T)).frames
        for side in SIDES:
            frame = frames[hind_foot(body, side)]
            for sphere in body.contacts:
                if sphere.segment == hind_foot(body, side):
                    height = np.asarray(frame.point(sphere.location)[1])
                    back = gone - np.asarray(frame.point_velocity(sphere.location)[0])
                    seen.append(float(np.median(back[height <= np.quantile(height, LOW)])))
    return float(np.median(seen))
