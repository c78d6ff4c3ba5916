"""Strides of each foot from its contacts, with the reason for every one that is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.checks import some_of
from hillrunner.lab.cutting import BRIDGED, GAP, step_of, usual
from hillrunner.lab.foot_contact import STRIDE
from hillrunner.lab.recording.axes import Cloud
from hillrunner.lab.recording.feet import Contact
from hillrunner.lab.recording.recording import Stride
from hillrunner.lab.recording.steps import Movement, speed_in
from hillrunner.sides import SIDES, Side

Array = NDArray[np.float64]

PACE = 0.10  # of the median speed, by which that of a stride may differ
LASTING: dict[Movement, tuple[float, float]] = {  # s, of a stride
    "running": STRIDE,
    "walking": (0.6, 2.2),
}


def between(contacts: Sequence[float]) -> list[tuple[float, float]]:
    """From each contact of a foot to its next (s)."""
    return list(zip(contacts, contacts[1:], strict=False))


def strides_of(
    side: Side, spans: Sequence[tuple[float, float]], movement: Movement
) -> list[Stride]:
    """Strides of a foot, by when each begins and ends (s); too short, too long or unusual ones are
    left out."""
    times = np.array([end - start for start, end in spans])
    low, high = LASTING.get(movement, STRIDE)
    fits = (times >= low) & (times <= high)
    like = np.zeros(times.size, dtype=bool)
    if fits.any():
        like[fits] = usual(times[fits])
    strides = []
    for i, lasting in enumerate(times):
        why = ""
        if not fits[i]:
            why = f"it lasts {lasting:.2f} s, and a stride of {movement} {low:g} to {high:g} s"
        elif not like[i]:
            middle = float(np.median(times[fits]))
            share = 100.0 * (lasting / middle - 1.0)
            why = (
                f"it lasts {abs(share):.0f} % {'more' if share > 0 else 'less'} than the median of "
                f"{middle:.3f} s"
            )
        strides.append(Stride(side, *spans[i], why))
    return strides


def checked(
    stride: Stride, cloud: Cloud | None, plates: xr.Dataset | None, contacts: Sequence[Contact]
) -> Stride:
    """A stride, left out where something in it is not whole."""
    if stride.left_out:
        return stride
    why = ""
    if cloud is not None:
        why = _clock_gap(stride, cloud.time, "markers") or _marker_gap(stride, cloud)
    if not why and plates is not None:
        why = _clock_gap(stride, plates["time"].values, "forces") or _unknown(stride, contacts)
    return replace(stride, left_out=why)


def at_one_speed(strides: Sequence[Stride], cloud: Cloud) -> list[Stride]:
    """Strides, left out where they are run or walked faster or slower than most by a tenth."""
    speeds = np.array([speed_in(cloud, (s.start, s.end)) for s in strides])
    kept = np.array([not s.left_out for s in strides], dtype=bool) & np.isfinite(speeds)
    if not kept.any():
        return list(strides)
    usual_speed = float(np.median(speeds[kept]))
    judged = []
    for stride, speed, counts in zip(strides, speeds, kept, strict=True):
        change = speed / usual_speed - 1.0
        if counts and abs(change) > PACE:
            way = "faster" if change > 0 else "slower"
            why = f"its {speed:.2f} m/s are {100 * abs(change):.0f} % {way} than the median"
            stride = replace(stride, left_out=why)
        judged.append(stride)
    return judged


def _clock_gap(stride: Stride, time: Array, what: str) -> str:
    step = step_of(time)
    if stride.start < time[0] - step or stride.end > time[-1] + step:
        return f"the {what} do not cover it"
    inside = time[(time >= stride.start) & (time <= stride.end)]
    if inside.size < 2 or np.diff(inside).max() > GAP * step:
        return f"the {what} have a gap in time"
    return ""


def _marker_gap(stride: Stride, cloud: Cloud) -> str:
    """Landmarks of pelvis and feet that are missing for too long."""
    inside = (cloud.time >= stride.start) & (cloud.time <= stride.end)
    time = cloud.time[inside]
    gone = []
    for name in (*cloud.pelvis, *(n for side in SIDES for n in cloud.foot(side))):
        known = np.isfinite(cloud.at(name)[inside, 0])
        edges = np.concatenate([[stride.start], time[known], [stride.end]])
        if np.diff(edges).max() > BRIDGED:
            gone.append(name)
    return f"{some_of(gone)} {'is' if len(gone) == 1 else 'are'} missing in it" if gone else ""


def _unknown(stride: Stride, contacts: Sequence[Contact]) -> str:
    for contact in contacts:
        if contact.side is None and contact.on < stride.end and contact.off > stride.start:
            return f"it is not known whose foot is on plate {contact.plate} at {contact.on:.2f} s"
    return ""
