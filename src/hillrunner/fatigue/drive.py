"""What lost drive does not cost: a muscle that is driven less is as fresh as before.

A solved run knows lost drive as lost force: muscles of less force, at more activation, which makes
more heat. But where drive is lost the muscle itself gives the same force at the same activation; it
is the nervous system that has to try harder for it. So heat is that of the activation times what
is left of drive, by the equations of :mod:`hillrunner.model.physics.metabolism`. The motion stays
the one that was solved: what is hard to drive is spared, though it costs nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hillrunner.analysis.spatiotemporal import metabolic_power
from hillrunner.model.physics.metabolism import bhargava_rate
from hillrunner.model.physics.muscle import active_force_length
from hillrunner.motion.motion import Motion

Array = NDArray[np.float64]


def power_without_lost_drive(motion: Motion, central: float) -> float:
    """Metabolic power of the whole body (W) if activation is only what drive leaves of it.

    Parameters
    ----------
    motion
        Solved with muscles that have lost a part ``central`` of their force to drive.
    central
        0 to 1; the motion's own power where it is 0.
    """
    more = _leg_power(motion, 1.0) - _leg_power(motion, 1.0 - central)
    return metabolic_power(motion) - more


def _leg_power(motion: Motion, drive: float) -> float:
    """Mean power of the leg muscles (W) at their activation times ``drive``, at the same forces."""
    muscles = motion.body.muscles
    mass, slow, length, force = (
        np.array([getattr(m, field) for m in muscles])
        for field in ("mass", "slow_fraction", "optimal_length", "max_force")
    )
    series = {
        name: motion[name].transpose("time", "muscle").values
        for name in (
            "activation",
            "fibre_length",
            "fibre_velocity",
            "active_force",
            "passive_force",
        )
    }
    normal = series["fibre_length"] / length
    rate = bhargava_rate(
        mass=mass,
        slow_fraction=slow,  # type: ignore[arg-type]  # of all muscles at once
        activation=drive * series["activation"],
        normal_length=normal,
        fibre_velocity=series["fibre_velocity"],
        active_force=series["active_force"],
        passive_force=series["passive_force"],
        isometric_force=series["activation"] * active_force_length(normal) * force,
    )
    duration = motion["duration"].values[:, None]
    return float((np.asarray(rate) * duration).sum() / motion.stride_time)
