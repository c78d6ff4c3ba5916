"""What a lift asks of a leg: joint moments, muscle forces and forces between bones.

Forces of one leg; a body weight is the lifter's, without the bar.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from hillrunner.analysis.patellofemoral import patellofemoral
from hillrunner.errors import MotionError
from hillrunner.model.body.anatomy import reversed_coordinates
from hillrunner.model.body.parts import LEG
from hillrunner.sides import Side, on_side, opposite, side_of
from hillrunner.validate.measures.registry import SIDE, Array, Measured, measures

NAMES = dict(zip(("hip", "knee", "ankle"), LEG, strict=False))
# Parts of the leg, by how the names of their muscles begin.
PARTS = {
    "vasti": ("vas",),
    "rectus femoris": ("recfem",),
    "gluteus maximus": ("glmax",),
    "semitendinosus": ("semiten",),
    "hamstrings": ("bf", "semi"),
    "calf": ("gas", "soleus"),
}
# The same, of which activity was recorded or effort computed: those that extend a joint.
ACTIVE = {
    "upper gluteus maximus": ("glmax1",),
    "lower gluteus maximus": ("glmax3",),
    "biceps femoris": ("bflh",),
    "hip extensors": ("glmax", "bflh", "semi", "addmagIsch"),
    "knee extensors": ("vas", "recfem"),
    "plantarflexors": ("gas", "soleus"),
}
OTHERS = "others"
BONES = ("hip", "knee", "ankle", "patellofemoral")
HALFWAY = 0.5  # of the largest flexion of the knee


def _muscles(run: Measured, begin: tuple[str, ...], side: Side = SIDE) -> list[str]:
    """The muscles of a side whose names begin so."""
    names = run.motion.body.muscle_names
    return [name for name in names if name.startswith(begin) and side_of(name) == side]


def _force(run: Measured, part: str, side: Side = SIDE) -> Array:
    """Force (N) of a part's tendons together, over the repetition."""
    own = _muscles(run, PARTS[part], side)
    return np.asarray(run.motion["tendon_force"].sel(muscle=own).sum("muscle").values)


def _activation(run: Measured, part: str) -> xr.DataArray:
    """Mean activation of a part's muscles, weighted by what they hold, over the repetition."""
    own = _muscles(run, ACTIVE[part])
    holds = [run.motion.body.muscle(name).max_force for name in own]
    weight = xr.DataArray(holds, {"muscle": own}, "muscle")
    return (run.motion["activation"].sel(muscle=own) * weight).sum("muscle") / weight.sum()


@measures("N m/kg", *NAMES)
def lift_moment(run: Measured, of: str) -> float:
    """Largest extensor (plantarflexor) moment."""
    return run.lift.peak_moment[of]


@measures("N m/kg")
def lift_trunk_moment(run: Measured, _: str) -> float:
    """Largest moment that extends the trunk on the pelvis."""
    return run.lift.trunk_moment


@measures("1", "hip/knee", "knee/ankle")
def lift_moment_ratio(run: Measured, of: str) -> float:
    """Largest moment of one joint over that of the other."""
    upper, lower = (run.lift.peak_moment[joint] for joint in of.split("/"))
    return upper / lower


@measures("deg")
def lift_knee_flexion(run: Measured, _: str) -> float:
    """Largest."""
    return run.lift.depth


@measures("%", "hip")
def lift_moment_instant(run: Measured, of: str) -> float:
    """How much of the way up (time) is over when the joint's moment is largest."""
    motion, name = run.motion, on_side(NAMES[of], SIDE)
    sign = -1.0 if name in reversed_coordinates(motion.body) else 1.0
    moment = -sign * motion["joint_moment"].sel(coordinate=name).values
    ends = np.cumsum(motion["duration"].values)
    height = motion["com_position"].sel(axis="y").values
    up = ends > ends[int(np.argmin(height))]
    if not up.any():
        raise MotionError(f"this {motion.label} does not go up.")
    at = ends[up][int(np.argmax(moment[up]))]
    return float(100.0 * (at - ends[up][0]) / (ends[-1] - ends[up][0]))


@measures("N/kg", *PARTS)
def lift_muscle_force(run: Measured, of: str) -> float:
    """Largest force of these muscles together, over the lifter's mass."""
    return float(_force(run, of).max()) / run.mass


@measures("N/kg", *PARTS)
def lift_rear_muscle_force(run: Measured, of: str) -> float:
    """The same of the leg behind, where the measured one is ahead."""
    return float(_force(run, of, opposite(SIDE)).max()) / run.mass


@measures("1", *(f"{one}/vasti" for one in (*PARTS, OTHERS) if one != "vasti"))
def lift_force_ratio(run: Measured, of: str) -> float:
    """Largest force of these muscles, or of any other part, over that of the vasti."""
    asked = of.split("/")[0]
    parts = [one for one in PARTS if one != "vasti"] if asked == OTHERS else [asked]
    return float(max(_force(run, one).max() for one in parts) / _force(run, "vasti").max())


@measures("1", *ACTIVE)
def lift_activity(run: Measured, of: str) -> float:
    """Mean activation over the repetition, as the mean of an electromyogram."""
    duration = run.motion["duration"]
    return float((_activation(run, of) * duration).sum() / duration.sum())


@measures("1", *ACTIVE)
def lift_effort(run: Measured, of: str) -> float:
    """Largest share of what the muscles that extend a joint hold that they use together."""
    return float(_activation(run, of).max())


@measures("BW", *BONES)
def lift_contact(run: Measured, of: str) -> float:
    """Largest force between the bones of a joint."""
    return run.lift.contact[of]


@measures("BW")
def lift_achilles_force(run: Measured, _: str) -> float:
    """Largest force in the tendons of the calf."""
    return float(_force(run, "calf").max()) / run.weight


@measures("BW")
def lift_patellar_tendon_force(run: Measured, _: str) -> float:
    """Largest force in the tendon below the kneecap."""
    return float(patellofemoral(run.motion)["tendon_force"].sel(side=SIDE).max()) / run.weight


@measures("1", *BONES)
def lift_contact_below(run: Measured, of: str) -> float:
    """Largest force between the bones where the knee is bent by more than half of its most, over
    the largest elsewhere."""
    motion = run.motion
    force = run.joint_contact["magnitude"].sel(joint=on_side(of, SIDE))
    bent = abs(motion["position"].sel(coordinate=on_side(NAMES["knee"], SIDE)))
    deep = bent >= HALFWAY * bent.max()
    return _most(force, deep) / _most(force, ~deep)


def _most(force: xr.DataArray, where: xr.DataArray) -> float:
    return float(force.values[where.values].max())
