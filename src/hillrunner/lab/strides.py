"""Cutting measured joint angles into strides, and averaging them.

Inverse kinematics carry no forces, so foot contact is found from the movement: it lies between
the peak of knee extension before landing (one of the events used for running, e.g. Fellin et al.
2010, J Sci Med Sport 13:646) and the end of the foot's descent, a fixed share of the way. Against
the force plates of two runners (2.5, 3.5, 4.5 m/s and 3.9 m/s) that share is 0.33 to 0.36, so
contact is uncertain by a few ms. Without the pelvis height the descent is not known: contact then
is a fixed time after the knee's peak, uncertain by 11 ms from runner to runner.
:func:`hillrunner.lab.compare.compare` says how much a shift matters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.signal import butter, filtfilt, find_peaks

from hillrunner.errors import MeasuredError
from hillrunner.lab.storage import Table
from hillrunner.sides import SIDES, on_side

Array = NDArray[np.float64]

PHASE = np.linspace(0.0, 100.0, 101)  # % of the stride from right foot contact
CONTACT_SHARE = 0.35  # of the way from peak knee extension to the end of the foot's descent
DESCENT_END = -0.2  # m/s, vertical velocity of the lowest point of the foot
TIMING_ERROR = 0.004  # s, of the mean contact of one runner
CONTACT_DELAY = 0.024  # s from peak knee extension to contact where the descent is not known
DELAY_ERROR = 0.011  # s, of the mean contact of one runner found with the delay alone
CUTOFF = 15.0  # Hz, for finding events only; the curves themselves are not filtered
STRIDE = (0.4, 1.2)  # s, running: 100 to 300 steps/min
THIGH, SHANK = 0.41, 0.40  # m, of a middle-sized adult; only the times of events use them
HEEL, TOE = (-0.05, -0.08), (0.17, -0.08)  # m, of the sole from the ankle, forward and up
HALF_PELVIS = 0.08  # m, hip from the midline

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
    height = _pelvis_height(table) if "ankle_angle_r" in angles else None
    if height is None:
        warnings.append(
            "without pelvis_ty and ankle_angle_r, foot contact was taken from the knee alone."
        )
    found: list[tuple[float, float, dict[str, Array]]] = []
    pieces = _pieces(table.time)
    for piece in pieces:
        found += _cut(
            table.time[piece],
            {name: values[piece] for name, values in angles.items()},
            None if height is None else height[piece],
        )
    if len(pieces) > 1:
        warnings.append(f"the recording has {len(pieces) - 1} gaps in time; no stride spans one.")
    if not found:
        raise MeasuredError(
            f"{table.source or 'the table'} holds no whole right running stride of "
            f"{STRIDE[0]:g} to {STRIDE[1]:g} s (it lasts {np.ptp(table.time):.2f} s)."
        )
    times = np.array([duration for _, duration, _ in found])
    usual = np.abs(times / np.median(times) - 1.0) < 0.2
    if not usual.all():
        warnings.append(
            f"{int((~usual).sum())} of {usual.size} strides last 20 % more or less than the median "
            f"of {np.median(times):.3f} s and were left out."
        )
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
        timing_error=DELAY_ERROR if height is None else TIMING_ERROR,
        source=table.source,
        warnings=tuple(warnings),
    )


def _angles(table: Table, warnings: list[str]) -> dict[str, Array]:
    """The known coordinates in rad, knee flexion positive."""
    columns = {_coordinate(label): values for label, values in table.columns.items()}
    known = {name: columns[name] for name in ANGLES if name in columns}
    missing = [name for name in NEEDED if name not in known]
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


def _pelvis_height(table: Table) -> Array | None:
    """Pelvis height (m), or None where the table has none that moves."""
    for label, values in table.columns.items():
        if _coordinate(label) == "pelvis_ty" and np.ptp(values) > 1e-4:
            return values
    return None


def _cut(
    time: Array, angles: dict[str, Array], height: Array | None
) -> list[tuple[float, float, dict[str, Array]]]:
    """Strides of one stretch: start (s), duration (s), angles on the phase axis."""
    if time.size < 20:
        return []
    if _is_cycle(time, angles):
        period = time[-1] - time[0]
        step = period / (time.size - 1)
        knots = time[0] + period * np.linspace(-1.0, 2.0, 3 * (time.size - 1) + 1)
        tiled = {name: _thrice(values) for name, values in angles.items()}
        contacts = _contacts(knots, tiled, None if height is None else _thrice(height))
        inside = [x for x in contacts if time[0] - step <= x < time[-1] - step]
        return [_sample(knots, tiled, x, x + period) for x in inside[:1]]
    contacts = _contacts(time, angles, height)
    return [
        _sample(time, angles, a, b)
        for a, b in zip(contacts, contacts[1:], strict=False)
        if STRIDE[0] <= b - a <= STRIDE[1]
    ]


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
    return start, end - start, {n: CubicSpline(time, v)(at) for n, v in angles.items()}


def _contacts(time: Array, angles: dict[str, Array], height: Array | None) -> list[float]:
    """Times (s) of right foot contact; see the module docstring."""
    step = float(np.median(np.diff(time)))
    knee = _smooth(angles["knee_angle_r"], step)
    thigh = _smooth(angles["hip_flexion_r"] + angles.get("pelvis_tilt", 0.0), step)
    reach = THIGH * np.sin(thigh) + SHANK * np.sin(thigh - knee)  # ankle ahead of the hip
    swings, _ = find_peaks(
        reach, distance=max(1, int(STRIDE[0] / step)), prominence=0.3 * np.ptp(reach)
    )
    extensions, _ = find_peaks(-knee)
    landings = None if height is None else _descent_ends(time, angles, height)
    contacts = []
    for swing in time[swings]:
        near = [i for i in extensions if abs(time[i] - swing) < 0.1]
        if not near:
            continue
        i = min(near, key=lambda j: abs(time[j] - swing))
        a, b, c = knee[i - 1], knee[i], knee[i + 1]
        curvature = a - 2.0 * b + c
        vertex = 0.5 * (a - c) / curvature if curvature else 0.0
        straight = float(time[i] + vertex * step)
        if landings is None:
            contacts.append(straight + CONTACT_DELAY)
            continue
        ends = landings[(landings > straight) & (landings < straight + 0.2)]
        if ends.size:
            contacts.append(straight + CONTACT_SHARE * float(ends[0] - straight))
    return [x for x in contacts if time[0] <= x <= time[-1]]


def _descent_ends(time: Array, angles: dict[str, Array], height: Array) -> Array:
    """Times (s) when the lowest point of the right foot stops descending."""
    step = float(np.median(np.diff(time)))
    thigh = angles["hip_flexion_r"] + angles.get("pelvis_tilt", 0.0)
    shank = thigh - angles["knee_angle_r"]
    foot = shank + angles["ankle_angle_r"]
    hip = height - HALF_PELVIS * np.sin(angles.get("pelvis_list", np.zeros(time.size)))
    ankle = hip - THIGH * np.cos(thigh) - SHANK * np.cos(shank)
    sole = [ankle + x * np.sin(foot) + y * np.cos(foot) for x, y in (HEEL, TOE)]
    velocity = np.gradient(_smooth(np.minimum(*sole), step, 2.0 * CUTOFF), time)
    k = np.flatnonzero((velocity[:-1] < DESCENT_END) & (velocity[1:] >= DESCENT_END))
    share = (DESCENT_END - velocity[k]) / (velocity[k + 1] - velocity[k])
    return time[k] + share * (time[k + 1] - time[k])


def _smooth(values: Array, step: float, cutoff: float = CUTOFF) -> Array:
    """Zero-lag Butterworth low-pass, fourth order in all, as far as the sampling allows."""
    b, a = butter(2, min(cutoff * 2.0 * step, 0.85))
    return np.asarray(filtfilt(b, a, values), float)
