"""What the run costs: by muscle, group and phase, by two published models of muscle energy.

The solver ran with the first model. The others are evaluated on the same motion, so a difference
says what the choice of model does to the account, not what it would do to the run.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from hillrunner.analysis.muscles import group_matrix, muscle_powers
from hillrunner.analysis.phases import phase_weights
from hillrunner.analysis.spatiotemporal import metabolic_power, soft_tissue_rate
from hillrunner.analysis.stride import require_stride
from hillrunner.model.physics.metabolism import BASAL_RATE
from hillrunner.model.physics.muscle import active_force_length
from hillrunner.model.physics.umberger import Variant, umberger_rate
from hillrunner.motion.motion import Motion

SOLVED_WITH = "Bhargava 2004"
COMPARED: dict[str, Variant] = {"Umberger 2010": "2010", "Uchida 2016": "2016"}
MODELS = (SOLVED_WITH, *COMPARED)


def metabolic_rates(motion: Motion) -> xr.DataArray:
    """Metabolic rate of each muscle by each model.

    ``Bhargava 2004`` is that of the motion itself (see :mod:`hillrunner.model.physics.metabolism`),
    ``Umberger 2010`` and its changes ``Uchida 2016`` those of
    :mod:`hillrunner.model.physics.umberger`,
    with the fibre types, masses and maximal velocities of the body.

    Returns
    -------
    xarray.DataArray
        (model, time, muscle), W.
    """
    muscles = motion.body.muscles
    mass, slow, length, speed = (
        np.array([getattr(m, field) for m in muscles])
        for field in ("mass", "slow_fraction", "optimal_length", "max_velocity")
    )
    normal = motion["fibre_length"].values / length
    own = motion["metabolic_rate"]
    rates = [own.values] + [
        umberger_rate(
            mass=mass,
            slow_fraction=slow,
            excitation=np.clip(motion["excitation"].values, 0.0, 1.0),
            activation=motion["activation"].values,
            normal_length=normal,
            fibre_velocity=motion["fibre_velocity"].values,
            optimal_length=length,
            active_force=motion["active_force"].values,
            force_length=active_force_length(normal),
            max_velocity=speed,
            variant=variant,
        )
        for variant in COMPARED.values()
    ]
    return xr.DataArray(
        np.stack(rates),
        {"model": list(MODELS), "time": own["time"], "muscle": own["muscle"]},
        ("model", "time", "muscle"),
        attrs={"units": "W", "long_name": "metabolic rate"},
    )


def energy(motion: Motion) -> xr.Dataset:
    """Metabolic cost of the run, per body mass and distance along the ground (J/kg/m).

    Parameters
    ----------
    motion : Motion
        A solved stride.

    Returns
    -------
    xarray.Dataset
        ``muscle_cost`` (model, muscle), ``muscle_phase_cost`` (model, muscle, phase),
        ``group_cost`` (model, side, group), ``group_phase_cost`` (model, side, group, phase) and
        ``muscles_cost`` (model, of all leg muscles); ``actuator_cost`` (actuator) and their sum
        ``trunk_and_arms_cost``, of the joint torques of trunk and arms by Margaria's efficiencies;
        ``soft_tissue_cost``, of what soft tissue loses at landings; ``basal_cost``; ``gross_cost``
        (model) = muscles + trunk and arms + soft tissue + basal, ``net_cost``
        (model) = gross - basal. All J/kg/m; a muscle's phases are those of its own foot.

        ``metabolic_power`` (model), W, gross; ``closure``, W: how far its first differs from
        :func:`hillrunner.analysis.spatiotemporal.metabolic_power`.

    Raises
    ------
    MotionError
        If the motion has no phases (see :func:`hillrunner.analysis.phases.stride_phases`).
    """
    require_stride(motion)
    mass_distance = motion.runner.mass * motion.speed * motion.stride_time  # kg m a stride
    rates = metabolic_rates(motion)
    weight = phase_weights(motion, motion.body.muscle_names, "muscle")
    member = group_matrix(motion)

    by_phase = xr.dot(rates, weight, dim="time") / mass_distance
    by_muscle = xr.dot(rates, motion["duration"], dim="time") / mass_distance
    muscles = by_muscle.sum("muscle")
    actuators = (
        xr.dot(motion["actuator_metabolic_rate"], motion["duration"], dim="time") / mass_distance
    )
    basal = xr.DataArray(BASAL_RATE / motion.speed)
    soft = xr.DataArray(soft_tissue_rate(motion) / motion.speed)
    net = muscles + actuators.sum("actuator") + soft
    gross = net + basal
    power = gross * motion.runner.mass * motion.speed
    of = "cost of"
    table = {
        "muscle_cost": (by_muscle, f"{of} each muscle"),
        "muscle_phase_cost": (by_phase, f"{of} each muscle by phase"),
        "group_cost": (xr.dot(member, by_muscle, dim="muscle"), f"{of} each group"),
        "group_phase_cost": (
            xr.dot(member, by_phase, dim="muscle"),
            f"{of} each group by phase",
        ),
        "muscles_cost": (muscles, f"{of} all leg muscles"),
        "actuator_cost": (actuators, f"{of} each torque of trunk and arms"),
        "trunk_and_arms_cost": (actuators.sum("actuator"), f"{of} trunk and arms"),
        "soft_tissue_cost": (soft, f"{of} what soft tissue loses"),
        "basal_cost": (basal, f"{of} standing"),
        "gross_cost": (gross, "gross cost of transport"),
        "net_cost": (net, "net cost of transport, without that of standing"),
    }
    result = xr.Dataset(
        {
            name: values.assign_attrs(units="J/kg/m", long_name=label)
            for name, (values, label) in table.items()
        }
    )
    result["metabolic_power"] = power.assign_attrs(units="W", long_name="gross metabolic power")
    result["closure"] = abs(
        power.sel(model=SOLVED_WITH, drop=True) - metabolic_power(motion)
    ).assign_attrs(units="W", long_name="difference to the motion's metabolic power")
    return result.transpose("model", "side", "group", "muscle", "actuator", "phase")


def mechanical(motion: Motion) -> xr.Dataset:
    """Mechanical work of all leg muscles in a stride, and how efficiently it was done.

    Parameters
    ----------
    motion : Motion
        A solved stride.

    Returns
    -------
    xarray.Dataset
        J a stride, sums over muscles of each one's own positive or negative work (the latter not
        above 0): ``muscle_tendon_work_positive``, ``muscle_tendon_work_negative``,
        ``fibre_work_positive``, ``fibre_work_negative``, and ``active_work_positive``,
        ``active_work_negative``, that of the fibres without their passive elasticity.

        ``apparent_efficiency`` (model): positive work of the muscle-tendon units over the
        metabolic energy of the same muscles (no basal rate, no trunk and arms). What tendons and
        passive fibres give back is counted but not paid for, so it may pass what muscle can do.
        ``fibre_efficiency`` (model): positive active work over the same energy, that of muscle
        proper. Published figures use other definitions of work; compare with care.

    Raises
    ------
    MotionError
        If the stride is empty or that of one leg only.
    """
    require_stride(motion)
    duration = motion["duration"]
    powers = muscle_powers(motion)
    parts = {
        "muscle_tendon": (powers["muscle_tendon_power"], "muscle-tendon units"),
        "fibre": (powers["fibre_power"], "fibres"),
        "active": (-motion["active_force"] * motion["fibre_velocity"], "fibres' active force"),
    }
    result = xr.Dataset()
    for part, (power, label) in parts.items():
        for sign, some in (("positive", power.clip(min=0)), ("negative", power.clip(max=0))):
            work = xr.dot(some, duration, dim=("time", "muscle"))
            result[f"{part}_work_{sign}"] = work.assign_attrs(
                units="J", long_name=f"{sign} work of the {label} in a stride"
            )
    spent = xr.dot(metabolic_rates(motion), duration, dim=("time", "muscle"))
    for name, part, label in (
        ("apparent", "muscle_tendon", "muscle-tendon units"),
        ("fibre", "active", "fibres' active force"),
    ):
        efficiency = result[f"{part}_work_positive"] / spent
        result[f"{name}_efficiency"] = efficiency.assign_attrs(
            units="1", long_name=f"positive work of the {label} over metabolic energy"
        )
    return result
