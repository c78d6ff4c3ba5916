"""Which muscles take over when a body changes: each one's impulse and work, before and after."""

from __future__ import annotations

import numpy as np
import xarray as xr

from hillrunner.analysis.muscles import group_matrix, muscle_powers
from hillrunner.analysis.stride import require_stride
from hillrunner.errors import MotionError
from hillrunner.motion.motion import Motion

QUANTITIES = {
    "impulse": ("N s", "impulse of the tendon force in a stride"),
    "work_positive": ("J", "work that the muscle with its tendon gives in a stride"),
    "work_negative": ("J", "work that the muscle with its tendon takes in a stride"),
}


def compensation(before: Motion, after: Motion) -> xr.Dataset:
    """How much more, or less, every muscle and every group of each leg does in another motion.

    A muscle takes over where its impulse grows. Forces of muscles do not add up to a constant (a
    muscle with a longer lever does the same with less), so neither do their changes.

    Parameters
    ----------
    before, after : Motion
        Two strides of bodies with the same muscles, such as with and without a weaker left glute.

    Returns
    -------
    xarray.Dataset
        By ``muscle``: ``strength`` (1), maximal force after over before; ``impulse_before``,
        ``impulse_after``, ``impulse_change`` (N s a stride) of the tendon force, and
        ``impulse_percent`` (%), that change in percent of before (not a number of nothing); the
        same of ``work_positive`` and ``work_negative`` (J a stride, of muscle with tendon, both as
        sizes); ``rank``, 1 for the largest gain of impulse.

        By ``side`` and ``group``: the same with ``group_`` before the name, of the sums over the
        group's muscles.

    Raises
    ------
    MotionError
        If the bodies have other muscles, or a stride is empty or of one leg only.
    """
    names = before.body.muscle_names
    if names != after.body.muscle_names:
        raise MotionError(
            "these motions are of bodies with different muscles: compare two motions of the same "
            "body, however strong its muscles are."
        )
    member = group_matrix(before)
    old, new = _amounts(before), _amounts(after)
    less, more = ((member * part).sum("muscle") for part in (old, new))
    by_group = _changes(less, more, "of the group")
    by_group = by_group.rename({name: f"group_{name}" for name in by_group.data_vars})
    return _changes(old, new, "of the muscle").merge(by_group)


def _amounts(motion: Motion) -> xr.Dataset:
    """:data:`QUANTITIES` and maximal force (N) by muscle."""
    require_stride(motion)
    duration = motion["duration"]
    power = muscle_powers(motion)["muscle_tendon_power"]
    return xr.Dataset(
        {
            "max_force": ("muscle", [m.max_force for m in motion.body.muscles]),
            "impulse": xr.dot(motion["tendon_force"], duration, dim="time"),
            "work_positive": xr.dot(power.clip(min=0.0), duration, dim="time"),
            "work_negative": xr.dot((-power).clip(min=0.0), duration, dim="time"),
        }
    )


def _changes(old: xr.Dataset, new: xr.Dataset, of: str) -> xr.Dataset:
    """Before, after and change of every quantity."""
    strength = new["max_force"] / old["max_force"]
    result = {"strength": (strength, "1", f"maximal force {of}, after over before")}
    for name, (units, label) in QUANTITIES.items():
        change = new[name] - old[name]
        result[f"{name}_before"] = (old[name], units, f"{label}, before")
        result[f"{name}_after"] = (new[name], units, f"{label}, after")
        result[f"{name}_change"] = (change, units, f"change of the {label}")
        share = 100.0 * change / old[name].where(old[name] > 0.0)
        result[f"{name}_percent"] = (share, "%", f"change of the {label}")
    rank = _rank(new["impulse"] - old["impulse"])
    result["rank"] = (rank, "1", "place by gain of impulse, the largest first")
    return xr.Dataset(
        {
            name: values.assign_attrs(units=units, long_name=label)
            for name, (values, units, label) in result.items()
        }
    )


def _rank(change: xr.DataArray) -> xr.DataArray:
    """1 for the largest gain, over all dimensions."""
    order = np.argsort(-change.values, axis=None, kind="stable")
    rank = np.empty(order.size, dtype=int)
    rank[order] = np.arange(1, order.size + 1)
    return change.copy(data=rank.reshape(change.shape))
