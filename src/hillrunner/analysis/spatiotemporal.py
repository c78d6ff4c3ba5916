"""When and how hard the feet push, how the joints bend, and what it costs: a run in a few numbers.

A foot is on the ground while its vertical force is above 50 N, as in the measured table the
numbers are held against; forces are in body weights of the runner.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from hillrunner.analysis.steps import step_numbers
from hillrunner.analysis.stride import require_stride
from hillrunner.errors import MotionError
from hillrunner.model.body.anatomy import reversed_coordinates
from hillrunner.model.body.parts import LEG
from hillrunner.model.physics.metabolism import BASAL_RATE, landing_cost
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion.motion import Motion
from hillrunner.motion.phase import contacts, covered
from hillrunner.sides import RIGHT, SIDES, Side, on_side
from hillrunner.tasks.task import Symmetry


@dataclass(frozen=True)
class Spatiotemporal:
    """The run in a few numbers.

    Times and lengths are means of both steps, forces of the ground the larger of both feet's.
    Angles, moments and forces of groups are those of ``side``; flexion and dorsiflexion positive.
    Each foot's own step is in :func:`hillrunner.analysis.steps.step_numbers`.
    """

    cadence: float  # steps/min
    step_length: float  # m
    contact_time: float  # s, a foot on the ground
    flight_time: float  # s, no foot on the ground, for each step
    duty_factor: float  # contact time over stride time
    peak_vertical_force: float  # BW, one foot
    peak_braking_force: float  # BW, negative
    peak_propulsive_force: float  # BW
    com_oscillation: float  # m, highest minus lowest centre of mass in a step
    cost_of_transport: float  # J/kg/m, gross
    hip_flexion_max: float  # deg
    hip_flexion_min: float  # deg, negative is extension
    knee_contact: float  # deg
    knee_stance_max: float  # deg
    knee_swing_max: float  # deg
    ankle_dorsiflexion_max: float  # deg
    ankle_plantarflexion_max: float  # deg, negative
    peak_hip_extension_moment: float  # N m
    peak_knee_extension_moment: float  # N m
    peak_plantarflexion_moment: float  # N m
    peak_group_force: dict[str, float]  # N, sum over one leg's muscles of each group
    peak_group_force_bw: dict[str, float]  # BW

    def to_dict(self) -> dict[str, float | dict[str, float]]:
        """The numbers by name, as plain types."""
        return asdict(self)


def spatiotemporal(motion: Motion, side: Side = RIGHT) -> Spatiotemporal:
    """Measure a motion.

    Parameters
    ----------
    motion : Motion
        A solved stride.
    side : "right" or "left"
        Whose angles, moments and muscle groups.

    Returns
    -------
    Spatiotemporal
        Each number with the unit given beside its name there.

    Raises
    ------
    MotionError
        If the stride is empty or of one leg only.
    """
    require_stride(motion)
    data = motion.data
    stride = motion.stride_time
    weight = motion.runner.mass * GRAVITY
    time = data["time"].values
    force = data["ground_force"]
    by_foot = {foot: contacts(motion, foot) for foot in SIDES}
    on_ground = [interval for foot in by_foot.values() for interval in foot]
    contact = sum(off - on for on, off in on_ground) / 2
    flight = (stride - covered(on_ground, stride)) / 2

    stance = np.zeros(len(time), dtype=bool)
    for on, off in by_foot[side]:
        stance |= (time - on) % stride <= off - on
    backward = reversed_coordinates(motion.body)
    signs = {name: -1.0 if on_side(name, side) in backward else 1.0 for name in LEG}
    hip, knee, ankle = (
        np.rad2deg(sign * data["position"].sel(coordinate=on_side(name, side)).values)
        for name, sign in signs.items()
    )
    # Of several contacts the longest: a scuffing toe is no foot strike.
    landing = max(
        by_foot[side], key=lambda interval: interval[1] - interval[0], default=(np.nan, np.nan)
    )
    at_contact = float(np.interp(landing[0], time, knee, period=stride))

    def lowest(name: str) -> float:
        moment = data["joint_moment"].sel(coordinate=on_side(name, side))
        return float((signs[name] * moment).min())

    groups = peak_group_forces(motion, side)
    return Spatiotemporal(
        cadence=120.0 / stride,
        step_length=motion.speed * stride / 2,
        contact_time=contact,
        flight_time=flight,
        duty_factor=contact / stride,
        peak_vertical_force=float(force.sel(axis="y").max()) / weight,
        peak_braking_force=float(force.sel(axis="x").min()) / weight,
        peak_propulsive_force=float(force.sel(axis="x").max()) / weight,
        com_oscillation=_oscillation(motion),
        cost_of_transport=cost_of_transport(motion),
        hip_flexion_max=float(hip.max()),
        hip_flexion_min=float(hip.min()),
        knee_contact=at_contact,
        knee_stance_max=_largest(knee[stance]),
        knee_swing_max=_largest(knee[~stance]),
        ankle_dorsiflexion_max=float(ankle.max()),
        ankle_plantarflexion_max=float(ankle.min()),
        peak_hip_extension_moment=-lowest("hip_flexion"),
        peak_knee_extension_moment=-lowest("knee_angle"),
        peak_plantarflexion_moment=-lowest("ankle_angle"),
        peak_group_force=groups,
        peak_group_force_bw={name: value / weight for name, value in groups.items()},
    )


def cost_of_transport(motion: Motion) -> float:
    """Gross metabolic cost (J/kg/m)."""
    return metabolic_power(motion) / (motion.runner.mass * motion.speed)


def metabolic_power(motion: Motion) -> float:
    """Mean metabolic power of the whole body over the stride (W).

    Leg muscles, trunk and arms, what soft tissue loses at landings, and the basal rate.
    """
    rate = motion["metabolic_rate"].sum("muscle") + motion["actuator_metabolic_rate"].sum(
        "actuator"
    )
    mean = float((rate * motion["duration"]).sum()) / motion.stride_time
    return mean + (BASAL_RATE + soft_tissue_rate(motion)) * motion.runner.mass


def soft_tissue_rate(motion: Motion) -> float:
    """Metabolic rate (W/kg) that makes up for what soft tissue loses at landings, both feet's.

    Per mass of the runner; muscle that was added to it loses its part as well.
    """
    task, body = motion.task, motion.body
    each = landing_cost(motion.speed, motion.settings.energy.soft_tissue)
    landings = task.landings(body) * (2 if task.symmetry(body) is Symmetry.MIRRORED else 1)
    return landings * each / motion.stride_time * motion.body.mass / motion.runner.mass


def peak_group_forces(motion: Motion, side: Side = RIGHT) -> dict[str, float]:
    """Peak over the stride of the summed tendon force of each muscle group of one leg (N)."""
    members: dict[str, list[str]] = {}
    for muscle in motion.body.muscles:
        if muscle.side == side:
            members.setdefault(muscle.group, []).append(muscle.name)
    force = motion["tendon_force"]
    return {
        group: float(force.sel(muscle=names).sum("muscle").max())
        for group, names in members.items()
    }


def _oscillation(motion: Motion) -> float:
    """Mean over both steps (m); of the whole stride where the feet make no two steps."""
    try:
        return float(step_numbers(motion)["com_oscillation"].mean())
    except MotionError:
        return float(np.ptp(motion["com_position"].sel(axis="y").values))


def _largest(values: np.ndarray) -> float:
    return float(values.max()) if values.size else float("nan")
