"""Measured ground forces, cut into strides: mean and spread of the force and of its timing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hillrunner.errors import MeasuredError
from hillrunner.lab.cutting import crossings, filtered_force
from hillrunner.lab.storage import Table
from hillrunner.lab.strides import PHASE, STRIDE
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion.phase import CONTACT
from hillrunner.sides import RIGHT, SIDES

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ForceStrides:
    """Ground force of the right foot over the stride, and the timing of both feet.

    Attributes
    ----------
    mean, sd
        (3, 101) body weights, x forward, y up, z right, from right foot contact; SD over strides.
    timing
        Name (``stride_time``, ``contact_time``, ``flight_time``) -> mean and SD over strides (s);
        the SD is NaN where it is not known.
    """

    mean: Array
    sd: Array
    timing: dict[str, tuple[float, float]]


def cut_forces(table: Table, right: str, left: str, mass: float) -> ForceStrides:
    """Cut a recording at right foot contact (vertical force above 50 N).

    Parameters
    ----------
    table : Table
        With columns ``right`` and ``left`` + x, y, z (N).
    mass : float
        Of the person (kg).

    Raises
    ------
    MeasuredError
        If columns are missing or there is no whole stride.
    """
    force = {side: _columns(table, name) for side, name in zip(SIDES, (right, left), strict=True)}
    step = float(np.median(np.diff(table.time)))
    force = {side: filtered_force(f, step) for side, f in force.items()}
    feet = {
        side: [crossings(table.time, f[1], CONTACT, up=up) for up in (True, False)]
        for side, f in force.items()
    }
    on, off = feet[RIGHT]
    weight = mass * GRAVITY
    curves, times = [], []
    for start, end in zip(on, on[1:], strict=False):
        leaves = off[(off > start) & (off < end)]
        if not STRIDE[0] <= end - start <= STRIDE[1] or not leaves.size:
            continue
        at = start + (end - start) * PHASE / 100.0
        curves.append([np.interp(at, table.time, axis) / weight for axis in force[RIGHT]])
        contact = float(leaves[0] - start)
        grounded = sum(_overlap(ons, offs, float(start), float(end)) for ons, offs in feet.values())
        times.append((end - start, contact, 0.5 * (end - start - grounded)))
    if len(curves) < 2:
        raise MeasuredError(
            f"{table.source or 'the table'} holds {len(curves)} whole strides by its forces, and "
            "2 are needed for their spread."
        )
    told = np.array(times)
    return ForceStrides(
        mean=np.mean(curves, axis=0),
        sd=np.std(curves, axis=0, ddof=1),
        timing={
            name: (float(column.mean()), float(column.std(ddof=1)))
            for name, column in zip(
                ("stride_time", "contact_time", "flight_time"), told.T, strict=True
            )
        },
    )


def _columns(table: Table, name: str) -> Array:
    missing = [name + axis for axis in "xyz" if name + axis not in table.columns]
    if missing:
        raise MeasuredError(f"{table.lacks(missing[0])}.")
    return np.array([table.columns[name + axis] for axis in "xyz"])


def _overlap(ons: Array, offs: Array, start: float, end: float) -> float:
    """How long a foot is on the ground between ``start`` and ``end`` (s)."""
    total = 0.0
    for on in ons:
        later = offs[offs > on]
        off = float(later[0]) if later.size else end
        total += max(0.0, min(off, end) - max(float(on), start))
    if offs.size and (not ons.size or offs[0] < ons[0]):  # on the ground when the record begins
        total += max(0.0, min(float(offs[0]), end) - start)
    return total
