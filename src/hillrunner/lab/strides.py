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
from hillrunner.lab.foot_contact import STRIDE, contacts_of, falls_freely, timing_error
from hillrunner.lab.storage import Table
from hillrunner.sides import SIDES, on_side

Array = NDArray[np.float64]

PHASE = np.linspace(0.0, 100.0, 101)  # % of the stride from right foot contact
SHORTEST = 12  # rows that can hold a stride
HEADING = np.deg2rad(30.0)  # a pelvis turned by more on average runs along another axis than x
WALKING_KNEE, WALKING_STRIDE = np.deg2rad(70.0), 0.9  # rad, s: less knee in a longer stride walks
UNITS = {"m": (0.3, 2.0, 1.0), "cm": (30.0, 200.0, 1e-2), "mm": (300.0, 2000.0, 1e-3)}  # of height

NEEDED = ("hip_flexion_r", "knee_angle_r")
KNEES = ("knee_angle_r", "knee_angle_l")
_SIDED = ("hip_flexion", "hip_adduction", "hip_rotation", "knee_angle", "ankle_angle")
_FOOT = ("subtalar_angle", "mtp_angle")
_ARM = ("arm_flex", "arm_add", "arm_rot", "elbow_flex", "pro_sup")
ANGLES = (
    "pelvis_tilt",
    "pelvis_list",
    "pelvis_rotation",
    "lumbar_extension",
    "lumbar_bending",
    "lumbar_rotation",
    *(on_side(name, side) for side in SIDES for name in (*_SIDED, *_FOOT, *_ARM)),
)


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
    angles = _angles(table, warnings)
    height = _pelvis_height(table, warnings)
    found: list[tuple[float, float, dict[str, Array]]] = []
    pieces = _pieces(table.time)
    by_fall = height is not None
    for piece in pieces:
        cut, fall = _cut(
            table.time[piece],
            {name: values[piece] for name, values in angles.items()},
            None if height is None else height[piece],
        )
        found += cut
        by_fall = by_fall and (fall or not cut)
    if len(pieces) > 1:
        warnings.append(f"the recording has {len(pieces) - 1} gaps in time; no stride spans one.")
    if not found:
        raise MeasuredError(
            f"{table.source or 'the table'} holds no whole right running stride of "
            f"{STRIDE[0]:g} to {STRIDE[1]:g} s (it lasts {np.ptp(table.time):.2f} s)."
        )
    times = np.array([duration for _, duration, _ in found])
    usual = np.abs(times / np.median(times) - 1.0) < 0.2
    if not usual.any():
        raise MeasuredError(
            f"{table.source or 'the table'} holds no steady run: its {usual.size} strides last "
            f"{times.min():.2f} to {times.max():.2f} s, each 20 % more or less than their median."
        )
    if not usual.all():
        warnings.append(
            f"{int((~usual).sum())} of {usual.size} strides last 20 % more or less than the median "
            f"of {np.median(times):.3f} s and were left out."
        )
    _check_running(table, angles, height, float(np.median(times)))
    if not by_fall:
        seen = (
            "the knee alone" if height is None else "knee and foot, as the pelvis shows no flight"
        )
        warnings.append(f"foot contact was taken from {seen}.")
    kept = [stride for stride, ok in zip(found, usual, strict=True) if ok]
    strides = {name: np.array([s[2][name] for s in kept]) for name in angles}
    several = 1 if len(kept) > 1 else 0
    return MeasuredStrides(
        phase=PHASE.copy(),
        mean={name: values.mean(axis=0) for name, values in strides.items()},
        sd={name: values.std(axis=0, ddof=several) for name, values in strides.items()},
        strides=strides,
        contacts=np.array([start for start, _, _ in kept]),
        stride_time=float(times[usual].mean()),
        stride_time_sd=float(times[usual].std(ddof=several)),
        timing_error=timing_error(
            float(np.median(np.diff(table.time))), fall=by_fall, height=height is not None
        ),
        source=table.source,
        warnings=tuple(warnings),
    )


def _angles(table: Table, warnings: list[str]) -> dict[str, Array]:
    """The known coordinates in rad, knee flexion positive, the pelvis heading along x."""
    columns = {_coordinate(label): values for label, values in table.columns.items()}
    known = {name: columns[name] for name in ANGLES if name in columns}
    missing = [name for name in NEEDED if name not in known]
    for label, sentence in table.unusable.items():
        if _coordinate(label) in missing:
            raise MeasuredError(sentence)
    if missing:
        have = ", ".join(list(table.columns)[:8]) + (" ..." if len(table.columns) > 8 else "")
        raise MeasuredError(
            f"{table.source or 'the table'} has no {' and no '.join(missing)}: angles named as "
            f"OpenSim does ({', '.join(NEEDED)}, ankle_angle_r, ...) are needed, and its columns "
            f"are {have}."
        )
    largest = max(float(np.abs(known[name]).max()) for name in NEEDED)
    degrees = largest > 2.0 * np.pi
    if table.in_degrees is None:
        warnings.append(
            f"the header does not say whether angles are in degrees; a largest angle of "
            f"{largest:.3g} was taken as {'degrees' if degrees else 'radians'}."
        )
    elif table.in_degrees != degrees:
        said = "degrees" if table.in_degrees else "radians"
        warnings.append(
            f"the header says {said}, but a largest hip or knee angle of {largest:.3g} was taken "
            f"as {'degrees' if degrees else 'radians'}."
        )
    if degrees:
        known = {name: np.deg2rad(values) for name, values in known.items()}
    for name in KNEES:
        if name in known and -known[name].min() > known[name].max():
            known[name] = -known[name]
            warnings.append(f"{name} is negative in flexion; its sign was changed.")
    if "pelvis_rotation" in known:
        turned = np.unwrap(known["pelvis_rotation"])
        heading = float(np.mean(turned))
        if abs(heading) > HEADING:
            turned = turned - heading
            warnings.append(
                f"the runner heads {np.rad2deg(heading):.0f} deg off the x axis; pelvis_rotation "
                "was taken from there."
            )
        known["pelvis_rotation"] = turned
    locked = [name for name, values in known.items() if np.ptp(values) < 1e-9]
    for name in NEEDED:
        if name in locked:
            raise MeasuredError(
                f"{name} never changes in {table.source or 'the table'}, so there is no stride."
            )
    if locked:
        warnings.append(
            f"{', '.join(locked)} never change (locked, not measured) and were ignored."
        )
    return {name: values for name, values in known.items() if name not in locked}


def _coordinate(label: str) -> str:
    """The coordinate of a label, which may be a path: /jointset/hip_r/hip_flexion_r/value."""
    parts = label.strip("/").split("/")
    return parts[-2] if len(parts) > 1 and parts[-1] == "value" else parts[-1]


def _pieces(time: Array) -> list[slice]:
    """Stretches without a gap."""
    step = np.diff(time)
    if not step.size:
        return [slice(0, time.size)]
    cuts = np.flatnonzero(step > 1.9 * np.median(step)) + 1
    edges = [0, *cuts.tolist(), time.size]
    return [slice(a, b) for a, b in zip(edges, edges[1:], strict=False)]


def _pelvis_height(table: Table, warnings: list[str]) -> Array | None:
    """Pelvis height (m), or None where the table has none that moves or is of a known unit."""
    for label, values in table.columns.items():
        if _coordinate(label) != "pelvis_ty" or np.ptp(values) <= 1e-4:
            continue
        usual = float(np.median(values))
        for unit, (low, high, factor) in UNITS.items():
            if low <= usual <= high:
                if factor != 1.0:
                    warnings.append(f"pelvis_ty of {usual:.3g} was taken as {unit}.")
                return factor * values
        warnings.append(f"pelvis_ty of {usual:.3g} is no height of a pelvis and was left out.")
    return None


def _check_running(
    table: Table, angles: dict[str, Array], height: Array | None, stride: float
) -> None:
    """Whether it is running that was recorded.

    Raises
    ------
    MeasuredError
        If the pelvis never falls freely, or, where its height is not known, a long stride has
        little knee flexion.
    """
    if height is not None:
        walks = not any(
            falls_freely(table.time[piece], height[piece])
            for piece in _pieces(table.time)
            if table.time[piece].size >= SHORTEST
        )
        why = "the pelvis never falls freely"
    else:
        most = float(angles["knee_angle_r"].max())
        walks = most < WALKING_KNEE and stride > WALKING_STRIDE
        why = f"a stride lasts {stride:.2f} s and the knee flexes to {np.rad2deg(most):.0f} deg"
    if walks:
        raise MeasuredError(
            f"{table.source or 'the table'} holds walking, not running, which has a flight: {why}."
        )


def _cut(
    time: Array, angles: dict[str, Array], height: Array | None
) -> tuple[list[tuple[float, float, dict[str, Array]]], bool]:
    """Strides of one stretch: start (s), duration (s), angles on the phase axis.

    Also whether their contacts were found by the fall of the pelvis.
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
    strides = [
        _sample(time, angles, a, b)
        for a, b in zip(contacts, contacts[1:], strict=False)
        if STRIDE[0] <= b - a <= STRIDE[1]
    ]
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
