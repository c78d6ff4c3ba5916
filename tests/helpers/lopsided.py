"""Motions whose left and right differ in known ways, and the same in a mirror."""

from __future__ import annotations

import numpy as np

from hillrunner import Motion
from hillrunner.motion.phase import at_times
from hillrunner.sides import Side, other_side, side_of

# What grows with the forces of a leg, and what of a leg is a series over time.
FORCES = {
    "muscle": ("tendon_force", "active_force", "passive_force"),
    "sphere": ("contact_force",),
    "foot": ("ground_force", "free_moment"),
    "coordinate": ("joint_moment",),
}
FLIPPED = (  # vectors, whose third component a mirror turns
    "ground_force",
    "centre_of_pressure",
    "contact_force",
    "com_position",
    "com_velocity",
    "com_acceleration",
    "segment_origin",
)


def copied(motion: Motion) -> Motion:
    return Motion(motion.data.copy(deep=True))


def stronger(motion: Motion, factor: float, side: Side = "left") -> Motion:
    """All forces and moments of a leg times ``factor``."""
    result = copied(motion)
    for dim, names in FORCES.items():
        own = [n for n in result.data[dim].values.tolist() if side in (n, side_of(n))]
        for name in names:
            result.data[name].loc[{dim: own}] *= factor
    return result


def later(motion: Motion, delay: float, side: Side = "left") -> Motion:
    """Everything that a leg does, ``delay`` seconds later."""
    result = copied(motion)
    times = motion["time"].values - delay
    for name, series in motion.data.data_vars.items():
        dims = [dim for dim in ("muscle", "sphere", "foot", "coordinate") if dim in series.dims]
        if "time" not in series.dims or len(dims) != 1 or name == "moment_arm":
            continue
        dim = dims[0]
        own = [n for n in motion.data[dim].values.tolist() if side in (n, side_of(n))]
        values = series.sel({dim: own}).transpose("time", ...)
        moved = at_times(motion, np.nan_to_num(values.values), times)
        result.data[name].loc[{dim: own}] = values.copy(data=moved).transpose(*series.dims)
    return result


def mirrored(motion: Motion) -> Motion:
    """The same run in a mirror: what the left did, the right does."""
    data, body = motion.data, motion.body
    sign = {c.name: float(c.mirror_sign) for c in body.coordinates}
    result = copied(motion)
    for name, series in data.data_vars.items():
        values = series
        for dim in ("muscle", "sphere", "segment", "coordinate", "actuator"):
            if dim in series.dims:
                names = data[dim].values.tolist()
                values = values.sel({dim: [other_side(n) for n in names]})
                values = values.assign_coords({dim: names})
        if "foot" in series.dims:
            values = values.sel(foot=["left", "right"]).assign_coords(foot=["right", "left"])
        for dim in ("coordinate", "actuator"):
            if dim in series.dims:
                turn = [sign[n] for n in data[dim].values.tolist()]
                values = values * values[dim].copy(data=turn)
        if name in FLIPPED:
            values = values * values["axis"].copy(data=[1.0, 1.0, -1.0])
        if name == "free_moment":
            values = -values
        if name == "segment_rotation":
            values = values * np.outer([1.0, 1.0, -1.0], [1.0, 1.0, -1.0])
        if name == "actuator_metabolic_rate":
            values = abs(values)
        result.data[name].values = values.transpose(*series.dims).values
    return result
