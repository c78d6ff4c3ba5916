"""Joint moments, powers and work per body mass."""

from __future__ import annotations

from hillrunner.sides import on_side
from hillrunner.validate.measures.registry import SIDE, STANCE, SWING, Measured, measures

JOINTS = {"hip": "hip_flexion", "knee": "knee_angle", "ankle": "ankle_angle"}
LATE = ["late swing"]


@measures("%", *JOINTS)
def stance_work_share(run: Measured, of: str) -> float:
    return 100.0 * float(run.joint_mechanics["stance_share"].sel(foot=SIDE, leg_joint=of))


@measures("J/kg", *JOINTS)
def stance_positive_work(run: Measured, of: str) -> float:
    return float(run.joint_mechanics["stance_work_positive"].sel(foot=SIDE, leg_joint=of))


@measures("J/kg", *JOINTS)
def positive_work(run: Measured, of: str) -> float:
    """Over the whole stride."""
    return _work(run, of, "positive", [*STANCE, *SWING])


@measures("J/kg", *JOINTS)
def swing_negative_work(run: Measured, of: str) -> float:
    return -_work(run, of, "negative", SWING)


@measures("J/kg", *JOINTS)
def late_swing_positive_work(run: Measured, of: str) -> float:
    return _work(run, of, "positive", LATE)


@measures("J/kg", *JOINTS)
def late_swing_negative_work(run: Measured, of: str) -> float:
    return -_work(run, of, "negative", LATE)


@measures("N m/kg", *JOINTS)
def peak_extension_moment(run: Measured, of: str) -> float:
    """Hip and knee extension, plantarflexion."""
    return -_extreme(run, "moment_min", of, [*STANCE, *SWING])


@measures("N m/kg", *JOINTS)
def stance_extension_moment(run: Measured, of: str) -> float:
    return -_extreme(run, "moment_min", of, STANCE)


@measures("N m/kg", "hip", "knee")
def late_swing_moment(run: Measured, of: str) -> float:
    """The moment that brakes the swinging leg: hip extension or knee flexion."""
    if of == "hip":
        return -_extreme(run, "moment_min", of, LATE)
    return _extreme(run, "moment_max", of, LATE)


@measures("1", "hip", "knee")
def late_swing_over_ankle_moment(run: Measured, of: str) -> float:
    return late_swing_moment(run, of) / peak_extension_moment(run, "ankle")


@measures("W/kg", *JOINTS)
def peak_power(run: Measured, of: str) -> float:
    return _extreme(run, "power_max", of, [*STANCE, *SWING])


def _extreme(run: Measured, name: str, joint: str, phases: list[str]) -> float:
    """Of the sagittal coordinate, flexion and dorsiflexion positive."""
    values = run.joint_mechanics[name].sel(coordinate=on_side(JOINTS[joint], SIDE), phase=phases)
    return float(values.max() if name.endswith("max") else values.min())


def _work(run: Measured, joint: str, sign: str, phases: list[str]) -> float:
    """Of all coordinates of the joint, in phases of the right foot (J/kg)."""
    work = run.joint_mechanics[f"joint_work_{sign}"].sel(joint=on_side(joint, SIDE), phase=phases)
    return float(work.sum()) / run.mass
