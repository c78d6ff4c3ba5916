"""Forces that a motion needs and nothing in it supplies."""

from __future__ import annotations

import numpy as np
import xarray as xr

from hillrunner.motion.motion import Motion


def residual_forces(motion: Motion) -> xr.DataArray:
    """Generalised force at each coordinate that muscles, passive tissue and the torques of trunk
    and arms do not supply.

    It is zero in a motion that was computed, up to the solver's tolerance. Where a measured stride
    was followed it is what forces and angles leave unexplained.

    Parameters
    ----------
    motion
        Any motion.

    Returns
    -------
    (time, coordinate) array, N m or N.
    """
    names = motion["coordinate"].values.tolist()
    muscles = np.einsum("tmc,tm->tc", motion["moment_arm"].values, motion["tendon_force"].values)
    left = motion["joint_moment"].values - muscles - motion["passive_moment"].values
    for i, name in enumerate(motion["actuator"].values.tolist()):
        left[:, names.index(name)] -= motion["actuator_torque"].values[:, i]
    return xr.DataArray(
        left,
        dims=("time", "coordinate"),
        coords={"time": motion["time"], "coordinate": motion["coordinate"]},
        attrs={"units": "N m or N", "long_name": "residual force"},
    )
