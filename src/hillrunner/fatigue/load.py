"""What a stride does to each muscle: what its fibres take in while they are stretched under force.

Eccentric work damages fibres: what they take in while they are stretched is counted per mass and
time. What of it does the harm is disputed: the work (Brooks, Zerba & Faulkner 1995, J Physiol
488:459), the strain (Lieber & Friden 1993, J Appl Physiol 74:520) or the peak force (Warren 1993, J
Physiol 464:457). Work is both; a weight by relative force, to some power, may lean to the last.
That power is a choice: 0, as only then people's quadriceps lose more than their calves;
``studies/fatigue.py`` tells what the powers 1 and 2 would do.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hillrunner.motion.motion import Motion

Array = NDArray[np.float64]

POWER = 0.0  # of relative force, by which negative work is weighted; a choice


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


def eased(load: Array, more: Array | float, power: float = POWER) -> Array:
    """The loads of muscles of which there is ``more`` (a factor), and that do the same work."""
    return np.asarray(load / np.asarray(more) ** (1.0 + power))
