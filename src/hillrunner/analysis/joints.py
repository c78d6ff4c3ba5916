"""Joint angles, moments, powers and work: how the joints move and what they deliver."""

from __future__ import annotations

import numpy as np
import xarray as xr

from hillrunner.analysis.phases import PHASES, phase_weights, stride_phases
from hillrunner.errors import BodyError
from hillrunner.motion.motion import Motion
from hillrunner.sides import RIGHT, SIDES, on_side, other_side, side_of, stem

# Whose coordinates start with what, from the ground up; the pelvis moves on no joint of its own.
JOINTS = {
    "hip": "hip_",
    "knee": "knee_",
    "ankle": "ankle_",
    "subtalar": "subtalar_",
    "mtp": "mtp_",
    "lumbar": "lumbar",
    "shoulder": "arm_",
    "elbow": "elbow_",
}
# Between which a leg's positive work is shared out: thigh and pelvis, shank and thigh, foot and
# shank, the foot being one rigid piece, as in inverse dynamics of measured runs.
LEG_JOINTS = {"hip": ("hip",), "knee": ("knee",), "ankle": ("ankle", "subtalar")}
STANCE = PHASES[:3]
PEAKS = ("excursion", "moment", "power")


def joint_mechanics(motion: Motion) -> xr.Dataset:
    """How the joints move, what turns them and what they deliver.

    Moments are net moments by inverse dynamics and positive where they increase the coordinate;
    power is moment times velocity and positive where the joint delivers it. Phases are those of
    the coordinate's own foot, and of the right foot where it belongs to no side. Peaks and work
    per kilogram are per body mass of the runner.

    Parameters
    ----------
    motion : Motion
        A solved stride.

    Returns
    -------
    xarray.Dataset
        - (time, coordinate): ``angle`` (rad, m), ``moment`` (N m, N), ``power`` (W);
        - (coordinate, phase): ``work_positive``, ``work_negative`` (J, negative <= 0) of that
          coordinate's power; ``moment_max``, ``moment_min`` (N m/kg), ``power_max``,
          ``power_min`` (W/kg), the extremes within the phase;
        - (time, joint): ``joint_power`` (W), the sum over the joint's coordinates (three at hip,
          lumbar joint and shoulder), so that what one takes and another gives cancels;
        - (joint, phase): ``joint_work_positive``, ``joint_work_negative`` (J),
          ``joint_power_max``, ``joint_power_min`` (W/kg) of that sum;
        - (foot, leg_joint): ``stance_work_positive`` (J/kg), ``stance_share`` (1): positive work
          of hip, knee and ankle (with the subtalar joint: the whole foot against the shank) in
          stance, and the share of each in the sum of the three. After Schache et al. 2015,
          J Exp Biol 218:2472, 10.1242/jeb.119156; theirs is the power at the ankle of a rigid
          foot, from which the work of the toes cannot be parted. NaN where there is no such joint;
        - (foot,): ``pelvic_drop`` (rad), the largest pelvis list towards the swinging leg while
          that foot stands (negative: always raised); NaN where the body has no pelvis list;
        - (pair, peak): ``asymmetry`` (1), right minus left over their mean, of each pair of
          coordinates: of the ``excursion`` (largest minus smallest angle) and of the largest
          absolute ``moment`` and ``power``. 0 where both are equal, at most 2.

    Raises
    ------
    BodyError
        If the body has none of the coordinates that :data:`JOINTS` names.
    MotionError
        If the motion has no phases (:func:`hillrunner.analysis.phases.stride_phases`).
    """
    mass = motion.runner.mass
    names = list(motion.body.coordinate_names)
    angle, moment = motion["position"], motion["joint_moment"]
    power = moment * motion["velocity"]
    weight = _weights(motion, names, "coordinate")
    members = _members(names)
    if not members:
        raise BodyError(
            f"body {motion.body.name!r} has no joints that can be measured: it must have "
            f"coordinates whose names start with one of {', '.join(JOINTS.values())}."
        )
    whole = (
        xr.concat(
            [power.sel(coordinate=own).sum("coordinate") for own in members.values()], "joint"
        )
        .assign_coords(joint=list(members))
        .transpose("time", "joint")
    )
    of_joint = _weights(motion, list(members), "joint")
    stance = stride_phases(motion)["weight"].sel(phase=list(STANCE)).sum("phase")
    result = {
        "angle": _named(angle, "rad or m", "joint angle or position"),
        "moment": _named(moment, "N m or N", "net joint moment"),
        "power": _named(power, "W", "power delivered at the coordinate"),
        **_work(power, weight, "", "of the coordinate"),
        **_extremes(moment / mass, weight, "moment", "N m/kg", "net moment per body mass"),
        **_extremes(power / mass, weight, "power", "W/kg", "power per body mass"),
        "joint_power": _named(whole, "W", "power delivered at the joint"),
        **_work(whole, of_joint, "joint_", "of the joint"),
        **_extremes(whole / mass, of_joint, "joint_power", "W/kg", "joint power per body mass"),
        **_stance(whole / mass, stance),
        "pelvic_drop": pelvic_drop(motion),
        "asymmetry": _asymmetry(names, angle, moment, power),
    }
    return xr.Dataset(result)


def pelvic_drop(motion: Motion) -> xr.DataArray:
    """Largest list of the pelvis towards the swinging leg (rad) while each foot stands, by foot.

    Negative where it is always raised; NaN where the body has no pelvis list.

    Raises
    ------
    MotionError
        If the motion has no phases (:func:`hillrunner.analysis.phases.stride_phases`).
    """
    drop = np.full(len(SIDES), np.nan)
    if "pelvis_list" in motion.body.coordinate_names:
        standing = stride_phases(motion)["weight"].sel(phase=list(STANCE)).sum("phase") > 0.0
        right_down = motion["position"].sel(coordinate="pelvis_list")
        for i, side in enumerate(SIDES):
            lowered = -right_down if side == RIGHT else right_down
            drop[i] = float(lowered.where(standing.sel(foot=side)).max())
    return _named(
        xr.DataArray(drop, {"foot": list(SIDES)}, ("foot",)),
        "rad",
        "largest pelvis list towards the swinging leg in stance",
    )


def _members(names: list[str]) -> dict[str, list[str]]:
    """The coordinates of each joint: ``hip_r`` -> its three, ``lumbar`` -> its own, and so on."""
    found: dict[str, list[str]] = {}
    for joint, start in JOINTS.items():
        for side in (*SIDES, None):
            own = [n for n in names if n.startswith(start) and side_of(n) == side]
            if own:
                found[on_side(joint, side) if side else joint] = own
    return found


def _weights(motion: Motion, names: list[str], dim: str) -> xr.DataArray:
    """Seconds of each point that belong to each phase (dim, phase, time)."""
    sided = [n if side_of(n) else on_side(n, RIGHT) for n in names]
    return phase_weights(motion, sided, dim).assign_coords({dim: names})


def _named(values: xr.DataArray, units: str, label: str) -> xr.DataArray:
    return values.assign_attrs(units=units, long_name=label)


def _work(
    power: xr.DataArray, weight: xr.DataArray, prefix: str, label: str
) -> dict[str, xr.DataArray]:
    """Positive and negative work (J) by phase."""
    parts = {"positive": power.clip(min=0.0), "negative": power.clip(max=0.0)}
    return {
        f"{prefix}work_{sign}": _named(
            xr.dot(some, weight, dim="time"), "J", f"{sign} work {label}"
        )
        for sign, some in parts.items()
    }


def _extremes(
    values: xr.DataArray, weight: xr.DataArray, name: str, units: str, label: str
) -> dict[str, xr.DataArray]:
    """Largest and smallest value by phase."""
    inside = values.where(weight > 0.0)
    return {
        f"{name}_max": _named(inside.max("time"), units, f"largest {label}"),
        f"{name}_min": _named(inside.min("time"), units, f"smallest {label}"),
    }


def _stance(power: xr.DataArray, stance: xr.DataArray) -> dict[str, xr.DataArray]:
    """Positive work of the leg joints in stance, and their shares; ``power`` in W/kg."""
    work = np.full((len(SIDES), len(LEG_JOINTS)), np.nan)
    present = set(power["joint"].values.tolist())
    for i, side in enumerate(SIDES):
        for k, parts in enumerate(LEG_JOINTS.values()):
            own = [name for part in parts if (name := on_side(part, side)) in present]
            if own:
                given = power.sel(joint=own).sum("joint").clip(min=0.0)
                work[i, k] = float((given * stance.sel(foot=side)).sum())
    total = np.nansum(work, axis=1, keepdims=True)
    share = np.divide(work, total, out=np.full_like(work, np.nan), where=total > 0.0)
    coords = {"foot": list(SIDES), "leg_joint": list(LEG_JOINTS)}
    label = "positive work in stance"
    return {
        "stance_work_positive": _named(xr.DataArray(work, coords), "J/kg", label),
        "stance_share": _named(xr.DataArray(share, coords), "1", f"share of the leg's {label}"),
    }


def _asymmetry(
    names: list[str], angle: xr.DataArray, moment: xr.DataArray, power: xr.DataArray
) -> xr.DataArray:
    """Right minus left over their mean, of the peaks of each pair of coordinates."""
    rights = [n for n in names if side_of(n) == RIGHT and other_side(n) in names]
    lefts = [other_side(n) for n in rights]
    peaks = xr.concat(
        [angle.max("time") - angle.min("time"), abs(moment).max("time"), abs(power).max("time")],
        "peak",
    )
    right, left = (peaks.sel(coordinate=some).values.T for some in (rights, lefts))
    mean = 0.5 * (right + left)
    values = np.divide(right - left, mean, out=np.zeros_like(mean), where=mean > 0.0)
    coords = {"pair": [stem(n) for n in rights], "peak": list(PEAKS)}
    return _named(xr.DataArray(values, coords), "1", "right minus left over their mean")
