"""When the right foot meets the ground, found from joint angles and the height of the pelvis.

Inverse kinematics carry no forces, but a runner falls freely until the foot takes weight. Contact
is taken a fixed time before the pelvis stops falling freely: the last instant, before its largest
downward velocity, at which it falls at more than 0.7 g. Each stride is timed by the peak of knee
extension, and the median over the recording of the time from there to the end of the fall.

That the pelvis' downward velocity peaks just after contact, whatever the foot strike, is the event
of Milner & Paquette 2015, J Biomech 48:3502; the share of g and the delay are choices of ours.
Against the force plates of two runners (2.5, 3.5, 4.5 m/s and 3.9 m/s) the delay is 13 to 17 ms,
and against the forces of this package's own runs (2 to 5 m/s), from which nothing was chosen, 7 to
20 ms; sampling slower than 60 Hz adds a fifth of its step.

Without a height that shows flight, contact lies between the peak of knee extension before landing
(one of the events of Fellin et al. 2010, J Sci Med Sport 13:646) and the end of the foot's descent,
or a fixed time after that peak. How stiff the knee lands differs between runners by far more.
"""

from __future__ import annotations

import numpy as np
import scipy  # its parts are loaded when they are first used
from numpy.typing import NDArray

from hillrunner.model.physics.spatial import GRAVITY

Array = NDArray[np.float64]

STRIDE = (0.4, 1.2)  # s, running: 100 to 300 steps/min
CUTOFF = 15.0  # Hz, for finding events only; the curves themselves are not filtered

FREE_FALL = 0.7  # of g, at which the pelvis falls until the foot takes weight
LANDING = 0.014  # s from contact until it no longer does
LANDING_ERROR = 0.005  # s, SD of one runner's mean contact found by the fall
STEP_ERROR = 0.2  # of the sampling step, in addition
MOST = 0.8  # of the strides, at least, must show flight

CONTACT_SHARE = 0.35  # of the way from peak knee extension to the end of the foot's descent
DESCENT_END = -0.2  # m/s, vertical velocity of the lowest point of the foot
DESCENT_ERROR = 0.022  # s, of one runner's mean contact found by the descent
CONTACT_DELAY = 0.024  # s from peak knee extension to contact where the descent is not known
DELAY_ERROR = 0.036  # s, of one runner's mean contact found with the delay alone

THIGH, SHANK = 0.41, 0.40  # m, of a middle-sized adult; only the times of events use them
HEEL, TOE = (-0.05, -0.08), (0.17, -0.08)  # m, of the sole from the ankle, forward and up
HALF_PELVIS = 0.08  # m, hip from the midline
SEARCH = (-0.06, 0.16)  # s from peak knee extension, where the end of the fall is looked for


def timing_error(step: float, *, fall: bool, height: bool) -> float:
    """Uncertainty (s) of a runner's mean contact, by what it was found from; ``step`` is in s."""
    found = LANDING_ERROR if fall else DESCENT_ERROR if height else DELAY_ERROR
    return float(np.hypot(found, STEP_ERROR * step))


def falls_freely(time: Array, height: Array) -> bool:
    """Whether a pelvis height (m) ever falls as in the flight of running."""
    return float(_acceleration(time, height)[1].min()) < -FREE_FALL * GRAVITY


def contacts_of(
    time: Array, angles: dict[str, Array], height: Array | None
) -> tuple[list[float], bool]:
    """Times (s) of right foot contact, and whether they were found by the fall of the pelvis."""
    peaks = straight_knees(time, angles)
    if height is not None:
        contacts = contacts_by_fall(time, peaks, height)
        if contacts is not None:
            return contacts, True
    if height is None or "ankle_angle_r" not in angles:
        return _within(time, [peak + CONTACT_DELAY for peak in peaks]), False
    landings = _descent_ends(time, angles, height)
    contacts = []
    for peak in peaks:
        ends = landings[(landings > peak) & (landings < peak + 0.2)]
        if ends.size:
            contacts.append(peak + CONTACT_SHARE * float(ends[0] - peak))
    return _within(time, contacts), False


def contacts_by_fall(time: Array, peaks: list[float], height: Array) -> list[float] | None:
    """Contacts (s) a fixed time before the pelvis stops falling, one for each peak of a clock.

    Parameters
    ----------
    peaks
        s, an event of every stride near contact, as the knee's largest extension.
    height
        (n,) m, of the pelvis.

    Returns
    -------
    None where fewer than four of five strides show flight.
    """
    ends = _ends_of_fall(time, height)
    delays = [
        float(near[0]) - peak
        for peak in peaks
        if (near := ends[(ends > peak + SEARCH[0]) & (ends < peak + SEARCH[1])]).size
    ]
    if not delays or len(delays) < MOST * len(peaks):
        return None
    # One delay for all: from stride to stride the knee is the steadier clock.
    delay = float(np.median(delays)) - LANDING
    return _within(time, [peak + delay for peak in peaks])


def _within(time: Array, contacts: list[float]) -> list[float]:
    return [x for x in contacts if time[0] <= x <= time[-1]]


def straight_knees(time: Array, angles: dict[str, Array]) -> list[float]:
    """Times (s) of the right knee's largest extension before each landing."""
    step = float(np.median(np.diff(time)))
    knee = smoothed(angles["knee_angle_r"], step)
    thigh = smoothed(angles["hip_flexion_r"] + angles.get("pelvis_tilt", 0.0), step)
    reach = THIGH * np.sin(thigh) + SHANK * np.sin(thigh - knee)  # ankle ahead of the hip
    swings, _ = scipy.signal.find_peaks(
        reach, distance=max(1, int(STRIDE[0] / step)), prominence=0.3 * np.ptp(reach)
    )
    extensions, _ = scipy.signal.find_peaks(-knee)
    peaks = []
    for swing in time[swings]:
        near = [i for i in extensions if abs(time[i] - swing) < 0.1]
        if not near:
            continue
        i = min(near, key=lambda j: abs(time[j] - swing))
        a, b, c = knee[i - 1], knee[i], knee[i + 1]
        curvature = a - 2.0 * b + c
        vertex = 0.5 * (a - c) / curvature if curvature else 0.0
        peaks.append(float(time[i] + vertex * step))
    return peaks


def _acceleration(time: Array, height: Array) -> tuple[Array, Array, Array]:
    """A fine clock (s), and the pelvis' acceleration (m/s2) and velocity (m/s) by it."""
    step = float(np.median(np.diff(time)))
    spline = scipy.interpolate.CubicSpline(time, smoothed(height, step))
    fine = np.arange(time[0], time[-1], min(0.001, step))
    return fine, spline(fine, 2), spline(fine, 1)


def _ends_of_fall(time: Array, height: Array) -> Array:
    """Times (s) when the pelvis last falls freely before its largest downward velocities."""
    fine, acceleration, velocity = _acceleration(time, height)
    lowest, _ = scipy.signal.find_peaks(
        -velocity, distance=max(1, int(0.4 * STRIDE[0] / (fine[1] - fine[0])))
    )
    falling = np.flatnonzero(acceleration < -FREE_FALL * GRAVITY)
    last = np.searchsorted(falling, lowest, side="right") - 1
    ends = falling[last[last >= 0]]
    near = fine[lowest[last >= 0]] - fine[ends] < 0.1
    return np.unique(fine[ends[near]])


def _descent_ends(time: Array, angles: dict[str, Array], height: Array) -> Array:
    """Times (s) when the lowest point of the right foot stops descending."""
    step = float(np.median(np.diff(time)))
    thigh = angles["hip_flexion_r"] + angles.get("pelvis_tilt", 0.0)
    shank = thigh - angles["knee_angle_r"]
    foot = shank + angles["ankle_angle_r"]
    hip = height - HALF_PELVIS * np.sin(angles.get("pelvis_list", np.zeros(time.size)))
    ankle = hip - THIGH * np.cos(thigh) - SHANK * np.cos(shank)
    sole = [ankle + x * np.sin(foot) + y * np.cos(foot) for x, y in (HEEL, TOE)]
    velocity = np.gradient(smoothed(np.minimum(*sole), step, 2.0 * CUTOFF), time)
    k = np.flatnonzero((velocity[:-1] < DESCENT_END) & (velocity[1:] >= DESCENT_END))
    share = (DESCENT_END - velocity[k]) / (velocity[k + 1] - velocity[k])
    return time[k] + share * (time[k + 1] - time[k])


def smoothed(values: Array, step: float, cutoff: float = CUTOFF) -> Array:
    """Zero-lag Butterworth low-pass, fourth order in all, as far as the sampling allows."""
    b, a = scipy.signal.butter(2, min(cutoff * 2.0 * step, 0.85))
    return np.asarray(scipy.signal.filtfilt(b, a, values), float)
