"""Cutting measured joint angles into strides, and averaging them.

Where no forces are measured, foot contact comes from the movement
(:mod:`hillrunner.lab.foot_contact`); :func:`hillrunner.lab.compare.compare` says how much a shift
of it matters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # its parts are loaded when they are first used
from numpy.typing import NDArray

from hillrunner.errors import MeasuredError
from hillrunner.lab.angles import NEEDED, known_angles, pelvis_height
from hillrunner.lab.cutting import pieces, usual
from hillrunner.lab.foot_contact import STRIDE, contacts_of, falls_freely, timing_error
from hillrunner.lab.storage import Table

Array = NDArray[np.float64]

PHASE = np.linspace(0.0, 100.0, 101)  # % of the stride from right foot contact
SHORTEST = 12  # rows that can hold a stride
WALKING_KNEE, WALKING_STRIDE = np.deg2rad(70.0), 0.9  # rad, s: less knee in a longer stride walks


@dataclass(frozen=True)
class MeasuredStrides:
    """A person's strides on one phase axis, from right foot contact to the next.

    Attributes
    ----------
    phase
        (101,) % of the stride.
    mean, sd
        Coordinate -> (101,) rad; the standard deviation is over strides (0 for a single one).
    strides
        Coordinate -> (count, 101) rad.
    contacts
        (count,) s, when each stride starts, in the file's time.
    stride_time, stride_time_sd
        s.
    timing_error
        s, uncertainty of this runner's mean contact.
    source, warnings
        Where it came from, and sentences about what was converted or left out.
    """

    phase: Array
    mean: dict[str, Array]
    sd: dict[str, Array]
    strides: dict[str, Array]
    contacts: Array
    stride_time: float
    stride_time_sd: float
    timing_error: float
    source: str
    warnings: tuple[str, ...]

    @property
    def count(self) -> int:
        """Number of strides."""
        return self.contacts.size

    def summary(self) -> dict[str, float]:
        """The person's numbers, named and in the units of ``Spatiotemporal`` (steps/min, deg).

        Stance is not known without forces: its largest knee flexion is the first peak after
        contact, looked for in the first 35 % of the stride.
        """
        hip, knee = (np.rad2deg(self.mean[name]) for name in NEEDED)
        early = self.phase <= 35.0
        numbers = {
            "cadence": 120.0 / self.stride_time,
            "hip_flexion_max": float(hip.max()),
            "hip_flexion_min": float(hip.min()),
            "knee_contact": float(knee[0]),
            "knee_stance_max": float(knee[early].max()),
            "knee_swing_max": float(knee[~early].max()),
        }
        if "ankle_angle_r" in self.mean:
            ankle = np.rad2deg(self.mean["ankle_angle_r"])
            numbers["ankle_dorsiflexion_max"] = float(ankle.max())
            numbers["ankle_plantarflexion_max"] = float(ankle.min())
        return numbers


def cut_strides(table: Table) -> MeasuredStrides:
    """Cut inverse kinematics into right strides and average them.

    Degrees or radians, knee flexion positive or negative, one recording or several with gaps
    between them (also single strides strung together) are understood.

    Parameters
    ----------
    table
        From :func:`hillrunner.lab.storage.read_storage`, with OpenSim's coordinate names; unknown
        columns are ignored.

    Raises
    ------
    MeasuredError
        If the hip and knee angles are missing or there is no whole running stride.
    """
    warnings = list(table.warnings)
    angles = known_angles(table, warnings)
    height = pelvis_height(table, warnings)
    found: list[tuple[float, float, dict[str, Array]]] = []
    stretches = pieces(table.time)
    by_fall = height is not None
    for piece in stretches:
        cut, fall = right_strides(
            table.time[piece],
            {name: values[piece] for name, values in angles.items()},
            None if height is None else height[piece],
        )
        found += [stride for stride in cut if STRIDE[0] <= stride[1] <= STRIDE[1]]
        by_fall = by_fall and (fall or not cut)
    if len(stretches) > 1:
        warnings.append(
            f"the recording has {len(stretches) - 1} gaps in time; no stride spans one."
        )
    if not found:
        raise MeasuredError(
            f"{table.source or 'the table'} holds no whole right running stride of "
            f"{STRIDE[0]:g} to {STRIDE[1]:g} s (it lasts {np.ptp(table.time):.2f} s)."
        )
    times = np.array([duration for _, duration, _ in found])
    like = usual(times)
    if not like.any():
        raise MeasuredError(
            f"{table.source or 'the table'} holds no steady run: its {like.size} strides last "
            f"{times.min():.2f} to {times.max():.2f} s, each 20 % more or less than their median."
        )
    if not like.all():
        warnings.append(
            f"{int((~like).sum())} of {like.size} strides last 20 % more or less than the median "
            f"of {np.median(times):.3f} s and were left out."
        )
    if why := why_walking(table.time, angles["knee_angle_r"], height, float(np.median(times))):
        raise MeasuredError(
            f"{table.source or 'the table'} holds walking, not running, which has a flight: {why}."
        )
    if not by_fall:
        seen = (
            "the knee alone" if height is None else "knee and foot, as the pelvis shows no flight"
        )
        warnings.append(f"foot contact was taken from {seen}.")
    kept = [stride for stride, ok in zip(found, like, strict=True) if ok]
    strides = {name: np.array([s[2][name] for s in kept]) for name in angles}
    several = 1 if len(kept) > 1 else 0
    return MeasuredStrides(
        phase=PHASE.copy(),
        mean={name: values.mean(axis=0) for name, values in strides.items()},
        sd={name: values.std(axis=0, ddof=several) for name, values in strides.items()},
        strides=strides,
        contacts=np.array([start for start, _, _ in kept]),
        stride_time=float(times[like].mean()),
        stride_time_sd=float(times[like].std(ddof=several)),
        timing_error=timing_error(
            float(np.median(np.diff(table.time))), fall=by_fall, height=height is not None
        ),
        source=table.source,
        warnings=tuple(warnings),
    )


def why_walking(time: Array, knee: Array, height: Array | None, stride: float) -> str:
    """Why joint angles are of walking, to stand in a sentence; empty where they are of running.

    Walking is where the pelvis never falls freely, or, where its height is not known, a long stride
    has little knee flexion.

    Parameters
    ----------
    time, knee, height
        (n,) s, rad, and m or None.
    stride
        s.
    """
    if height is None:
        most = float(knee.max())
        if most < WALKING_KNEE and stride > WALKING_STRIDE:
            return (
                f"a stride lasts {stride:.2f} s and the knee flexes to {np.rad2deg(most):.0f} deg"
            )
        return ""
    flies = any(
        falls_freely(time[piece], height[piece])
        for piece in pieces(time)
        if time[piece].size >= SHORTEST
    )
    return "" if flies else "the pelvis never falls freely"


def right_strides(
    time: Array, angles: dict[str, Array], height: Array | None
) -> tuple[list[tuple[float, float, dict[str, Array]]], bool]:
    """Strides of one stretch without gaps, however long they last.

    Parameters
    ----------
    time
        (n,) s.
    angles
        (n,) each, as :func:`hillrunner.lab.angles.known_angles` gives them.
    height
        (n,) m, of the pelvis, or None.

    Returns
    -------
    Of every stride its start (s), duration (s) and angles on the phase axis; and whether their
    contacts were found by the fall of the pelvis.
    """
    if time.size < SHORTEST:
        return [], False
    if _is_cycle(time, angles):
        period = time[-1] - time[0]
        step = period / (time.size - 1)
        knots = time[0] + period * np.linspace(-1.0, 2.0, 3 * (time.size - 1) + 1)
        tiled = {name: _thrice(values) for name, values in angles.items()}
        contacts, fall = contacts_of(knots, tiled, None if height is None else _thrice(height))
        inside = [x for x in contacts if time[0] - step <= x < time[-1] - step]
        return [_sample(knots, tiled, x, x + period) for x in inside[:1]], fall
    contacts, fall = contacts_of(time, angles, height)
    strides = [_sample(time, angles, a, b) for a, b in zip(contacts, contacts[1:], strict=False)]
    return strides, fall


def _thrice(values: Array) -> Array:
    return np.concatenate([values[:-1], values[:-1], values])


def _is_cycle(time: Array, angles: dict[str, Array]) -> bool:
    """Whether a stretch is a single stride whose end meets its beginning."""
    if not STRIDE[0] <= time[-1] - time[0] <= STRIDE[1]:
        return False
    return all(abs(v[-1] - v[0]) < 0.15 * np.ptp(v) for n, v in angles.items() if n in NEEDED)


def _sample(
    time: Array, angles: dict[str, Array], start: float, end: float
) -> tuple[float, float, dict[str, Array]]:
    at = start + (end - start) * PHASE / 100.0
    return (
        start,
        end - start,
        {n: scipy.interpolate.CubicSpline(time, v)(at) for n, v in angles.items()},
    )
