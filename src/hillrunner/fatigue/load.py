"""What a stride does to each muscle: what its fibres take in while they are stretched under force.

Eccentric work damages fibres, and the more the harder they pull: negative work of the contractile
fibres is weighted by their force over the maximal force that they have. That weight, to the first
power, is a choice; ``studies/fatigue.py`` tells what the powers 0 and 2 would do.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hillrunner.motion.motion import Motion

Array = NDArray[np.float64]

POWER = 1.0  # of relative force, by which negative work is weighted; a choice


def eccentric_load(motion: Motion, power: float = POWER) -> Array:
    """Negative fibre work per mass and time of each muscle, weighted by relative force.

    Parameters
    ----------
    motion
        A solved stride; the forces are relative to the maximal forces of its own body.
    power
        Of relative force.

    Returns
    -------
    W/kg, in the order of the body's muscles.
    """
    muscles = motion.body.muscles
    strongest = np.array([m.max_force for m in muscles])
    mass = np.array([m.mass for m in muscles])
    force = motion["active_force"].transpose("time", "muscle").values.clip(min=0.0)
    taken = (force * motion["fibre_velocity"].transpose("time", "muscle").values).clip(min=0.0)
    duration = motion["duration"].values[:, None]
    weighted = (taken * (force / strongest) ** power * duration).sum(axis=0)
    return np.asarray(weighted / mass / motion.stride_time)
