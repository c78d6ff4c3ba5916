"""The phases of the stride, found from the forces under each foot.

Every analysis that speaks of phases uses these; a muscle or joint those of its own side's foot.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from hillrunner.analysis.stride import require_stride
from hillrunner.motion.motion import Motion
from hillrunner.motion.phase import stance
from hillrunner.sides import SIDES, Side, side_of

PHASES = ("loading", "mid-stance", "push-off", "early swing", "late swing")

# Hz, for finding the braking peak only, as for the events of measured runs (lab/strides.py). The
# impact in the first 20 ms may brake harder than the loading that follows; unfiltered, it would
# end the phase at some speeds and not at others.
EVENT_CUTOFF = 15.0
_FINE = 2000  # points of the stride, of that search


def stride_phases(motion: Motion) -> xr.Dataset:
    """Phases of the stride of each foot.

    - loading: contact (vertical force above 50 N) to the peak braking force,
    - mid-stance: to the change from braking to propulsion, where the fore-aft impulse since
      contact is lowest,
    - push-off: to toe-off,
    - early swing and late swing: the halves of the swing.

    The fore-aft force is that along the ground. Where a foot only brakes or only propels, as on
    steep slopes, the change is that of the part of it square to the stance's mean ground force
    (should that fall where it ought to rise, mid-stance ends halfway from contact to toe-off);
    where the peak braking force is at contact itself, loading ends halfway to the change. So no
    phase is ever empty. Of several contacts of a foot the longest is its stance: a scuffing toe is
    no foot strike.

    Parameters
    ----------
    motion : Motion
        A solved stride.

    Returns
    -------
    xarray.Dataset
        ``start``, ``end`` (foot, phase), s: ``start`` within the stride, ``end`` after it, perhaps
        past the end of the periodic stride. ``weight`` (foot, phase, time), s: how much of each
        point's ``duration`` belongs to the phase; the sum over phases is ``duration``.

    Raises
    ------
    MotionError
        If the stride is empty, is that of one leg only, or a foot never or always is on the
        ground.
    """
    require_stride(motion)
    period = motion.stride_time
    duration = motion["duration"].values
    edges = np.concatenate([[0.0], np.cumsum(duration)])
    edges += float(motion["time"][0]) - 0.5 * duration[0]
    feet = list(SIDES)
    borders = np.array([_borders(motion, foot) for foot in feet])  # (foot, phase + 1)
    borders -= (borders[:, :1] // period) * period
    weight = np.array(
        [
            [_overlap(edges, on, off, period) for on, off in zip(b[:-1], b[1:], strict=True)]
            for b in borders
        ]
    )
    by_phase = ("foot", "phase")
    return xr.Dataset(
        {
            "start": (by_phase, borders[:, :-1], {"units": "s", "long_name": "start of phase"}),
            "end": (by_phase, borders[:, 1:], {"units": "s", "long_name": "end of phase"}),
            "weight": (
                (*by_phase, "time"),
                weight,
                {"units": "s", "long_name": "time of each point that belongs to the phase"},
            ),
        },
        coords={"foot": feet, "phase": list(PHASES), "time": motion["time"]},
    )


def phase_weights(motion: Motion, names: list[str] | tuple[str, ...], dim: str) -> xr.DataArray:
    """``weight`` of :func:`stride_phases` for things that belong to a leg.

    Parameters
    ----------
    names : list of str
        Of muscles, coordinates, ... each ending in ``_r`` or ``_l``.
    dim : str
        What to call their dimension.

    Returns
    -------
    xarray.DataArray
        (dim, phase, time), s.
    """
    weight = stride_phases(motion)["weight"]
    own = weight.sel(foot=[side_of(name) for name in names])
    return own.rename(foot=dim).assign_coords({dim: list(names)})


def _borders(motion: Motion, foot: Side) -> list[float]:
    """Contact, braking peak, change to propulsion, toe-off, mid-swing, next contact (s)."""
    time, period = motion["time"].values, motion.stride_time
    force = motion["ground_force"].sel(foot=foot)
    up, along = force.sel(axis="y").values, force.sel(axis="x").values
    on, off = stance(motion, foot)
    inside = on + (off - on) * np.linspace(0.0, 1.0, _FINE)
    brake = np.interp(inside, time, along, period=period)
    change = _impulse_minimum(inside, brake)
    if not on < change < off:
        load = np.interp(inside, time, up, period=period)
        change = _impulse_minimum(inside, brake - brake.sum() / load.sum() * load)
    if not on < change < off:
        change = 0.5 * (on + off)
    grid = period * np.arange(_FINE) / _FINE
    smooth = _low_pass(np.interp(grid, time, along, period=period), period)
    early = inside[inside <= change]
    peak = float(early[np.argmin(np.interp(early, grid, smooth, period=period))])
    if not on < peak < change:
        peak = 0.5 * (on + change)
    after = on + period
    return [on, peak, change, off, 0.5 * (off + after), after]


def _impulse_minimum(time: np.ndarray, force: np.ndarray) -> float:
    """Where the impulse of a force since the first time is lowest (s)."""
    gain = 0.5 * (force[1:] + force[:-1]) * np.diff(time)
    k = int(np.argmin(np.concatenate([[0.0], np.cumsum(gain)])))
    if 0 < k < len(time) - 1:
        k -= force[k] > 0  # the sign changes just before
        rise = float(force[k + 1] - force[k])
        share = min(max(-float(force[k]) / rise, 0.0), 1.0) if rise > 0 else 0.0
        return float(time[k] + share * (time[k + 1] - time[k]))
    return float(time[k])


def _low_pass(values: np.ndarray, period: float) -> np.ndarray:
    """Zero-lag Butterworth low-pass of a periodic series, fourth order in all."""
    frequency = np.fft.rfftfreq(len(values), period / len(values))
    gain = 1.0 / (1.0 + (frequency / EVENT_CUTOFF) ** 4)
    return np.fft.irfft(gain * np.fft.rfft(values), len(values))


def _overlap(edges: np.ndarray, start: float, end: float, period: float) -> np.ndarray:
    """How much of each interval between ``edges`` lies from ``start`` to ``end``, periodically."""
    total = np.zeros(len(edges) - 1)
    for shift in (-period, 0.0, period):
        low = np.maximum(edges[:-1], start + shift)
        high = np.minimum(edges[1:], end + shift)
        total += np.maximum(high - low, 0.0)
    return total
