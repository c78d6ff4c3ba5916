"""Mean cycles of people who run: joint angles and ground force as curves, read from ``curves.csv``.

Four runners at 2.5, 3.5 and 4.5 m/s on a treadmill (Fukuchi, Fukuchi & Duarte 2017, PeerJ 5:e3298,
doi 10.7717/peerj.3298; data: figshare 10.6084/m9.figshare.4543435, CC BY 4.0): the mean over the
four of each one's mean cycle, and the SD between them. ``studies/curves.py`` makes the file.

How far the pelvis tilts is not among the curves: it depends on how the frame of the pelvis was put
on people (-3 deg in these four, -16 deg in another data set), and over a stride it hardly changes.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib import resources
from pathlib import Path

import numpy as np
import xarray as xr

from hillrunner.errors import HillrunnerError
from hillrunner.files import why_not

# Curve: its unit. Angles are called as in OpenSim's models; the forces are of the right foot.
CURVES = {
    "pelvis_list": "deg",
    "pelvis_rotation": "deg",
    "hip_flexion_r": "deg",
    "hip_adduction_r": "deg",
    "hip_rotation_r": "deg",
    "knee_angle_r": "deg",
    "ankle_angle_r": "deg",
    "forward_force": "BW",
    "vertical_force": "BW",
}
PERCENT = np.linspace(0.0, 100.0, 51)  # of the stride, from right foot strike to the next
SD = "_sd"  # what a curve's column of SD is called after the curve
HEAD = ("speed", "percent", *(name + end for name in CURVES for end in ("", SD)))


class CurvesError(HillrunnerError):
    """The file of mean cycles is wrong, or has none of what is asked for."""


def read_curves(path: str | Path) -> xr.Dataset:
    """The mean cycles of a file: a line for each speed (m/s) and percent of the stride.

    Lines that begin with ``#`` are for people.

    Returns
    -------
    xarray.Dataset
        ``mean`` and ``sd`` (speed, curve, percent), in the ``unit`` (curve): deg or body weights.

    Raises
    ------
    CurvesError
        If the file is missing, has other columns or percents, a field that is no finite number, an
        SD below zero, or a speed twice.
    """
    path = Path(path)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = why_not(error) if isinstance(error, OSError) else "it is not a text file"
        raise CurvesError(f"cannot read the mean cycles in {path}: {why}.") from None
    rows = list(csv.reader(line for line in lines if line and not line.startswith("#")))
    if not rows or tuple(rows[0]) != HEAD:
        raise CurvesError(f"{path}: the columns must be {','.join(HEAD)}.")
    return _labelled(path, _numbers(path, rows[1:]))


def _numbers(path: Path, fields: list[list[str]]) -> np.ndarray:
    """(lines, columns), whole cycles one after the other."""
    for line in fields:
        if len(line) != len(HEAD):
            raise CurvesError(f"{path}: a line has {len(line)} fields, but needs {len(HEAD)}.")
    try:
        table = np.array(fields, dtype=float).reshape(-1, len(HEAD))
    except ValueError as error:
        raise CurvesError(f"{path}: {error}.") from None
    if not np.isfinite(table).all():
        raise CurvesError(f"{path}: every field must be a finite number.")
    cycles = len(table) // PERCENT.size
    if not cycles or not np.array_equal(table[:, 1], np.tile(PERCENT, cycles)):
        raise CurvesError(f"{path}: percent must go from 0 to 100 in steps of 2 at every speed.")
    return table


def _labelled(path: Path, table: np.ndarray) -> xr.Dataset:
    cycles = table.reshape(-1, PERCENT.size, len(HEAD))
    speeds = cycles[:, 0, 0]
    if (cycles[:, :, 0] != speeds[:, None]).any() or np.unique(speeds).size < speeds.size:
        raise CurvesError(f"{path}: every speed must have one cycle, in lines one after the other.")
    values = np.moveaxis(cycles[:, :, 2:], 1, 2)  # (speed, column, percent)
    mean, sd = values[:, ::2], values[:, 1::2]
    if (sd < 0.0).any():
        raise CurvesError(f"{path}: an SD is below zero.")
    dims = ("speed", "curve", "percent")
    return xr.Dataset(
        {"mean": (dims, mean), "sd": (dims, sd)},
        coords={
            "speed": ("speed", speeds, {"units": "m/s"}),
            "curve": list(CURVES),
            "percent": ("percent", PERCENT, {"units": "% of stride"}),
            "unit": ("curve", list(CURVES.values())),
        },
    )


@lru_cache(maxsize=1)
def published_curves() -> xr.Dataset:
    """The mean cycles that come with the package, as :func:`read_curves` gives them."""
    with resources.as_file(resources.files("hillrunner.published") / "curves.csv") as path:
        return read_curves(path)


def curves_at(speed: float) -> xr.Dataset:
    """The published mean cycles at a speed (m/s): ``mean`` and ``sd`` (curve, percent).

    Raises
    ------
    CurvesError
        If none is published at that speed.
    """
    curves = published_curves()
    known = curves["speed"].values.tolist()
    if speed not in known:
        raise CurvesError(
            f"no mean cycle is published at {speed:g} m/s, but at "
            f"{', '.join(f'{v:g}' for v in known)} m/s."
        )
    return curves.sel(speed=speed)
