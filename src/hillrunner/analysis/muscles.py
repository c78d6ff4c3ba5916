"""What every muscle does in every phase of the stride: force, length, power, work, and a word.

Power and work are positive where the muscle, its fibres or its tendon deliver them (P = -F v with
lengthening positive), so that power of the whole = power of the fibres + power of the tendon.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from hillrunner.analysis.phases import phase_weights, stride_phases
from hillrunner.groups import GROUPS
from hillrunner.motion.motion import Motion
from hillrunner.sides import SIDES

DRIVING, BRAKING, HOLDING = "driving", "braking", "holding"
SPRINGING, RESTING = "springing", "resting"

# What separates the words. They are choices of this program, not measured limits.
REST_FORCE = 0.05  # of maximal isometric force, mean over the phase
REST_WORK = 0.02  # of maximal isometric force x optimal fibre length
HOLD_SPEED = 0.03  # of maximal shortening velocity, weighted by force

PARTS = {"fibre": "fibres", "tendon": "tendon", "muscle_tendon": "muscle-tendon unit"}
_BY_MUSCLE = ("muscle", "phase")
_BY_GROUP = ("side", "group", "phase")


def muscle_powers(motion: Motion) -> xr.Dataset:
    """Power of fibres, tendon and whole unit of each muscle.

    Parameters
    ----------
    motion : Motion
        A solved stride.

    Returns
    -------
    xarray.Dataset
        ``fibre_power``, ``tendon_power``, ``muscle_tendon_power`` (time, muscle), W; positive is
        delivered. Fibre force is active (with its damping) plus passive force.
    """
    force = motion["tendon_force"]
    fibre = motion["active_force"] + motion["passive_force"]
    powers = {
        "fibre": -fibre * motion["fibre_velocity"],
        "tendon": -force * motion["tendon_velocity"],
        "muscle_tendon": -force * motion["muscle_tendon_velocity"],
    }
    return xr.Dataset(
        {
            f"{part}_power": power.assign_attrs(
                units="W", long_name=f"power delivered by the {PARTS[part]}"
            )
            for part, power in powers.items()
        }
    )


def muscle_roles(motion: Motion) -> xr.Dataset:
    """What each muscle does in each phase of its own foot's stride.

    Parameters
    ----------
    motion : Motion
        A solved stride.

    Returns
    -------
    xarray.Dataset
        Dimensions (muscle, phase). Means over the phase: ``activation`` (1), ``force`` (N, of the
        tendon), ``fibre_length`` (optimal lengths), ``fibre_velocity`` (optimal lengths/s,
        lengthening positive), ``fibre_power``, ``tendon_power``, ``muscle_tendon_power`` (W).
        ``peak_force`` (N). Works in the phase, of ``fibre``, ``tendon`` and ``muscle_tendon``:
        ``..._work_positive`` and ``..._work_negative`` (J, the latter not above 0). ``doing``, a
        word that follows from them:

        - resting: mean force below 5 % of maximal isometric force, and work of fibres and tendon
          (given plus taken) below 2 % of maximal force x optimal fibre length;
        - holding: otherwise, where fibres and tendon both change length at less than 3 % of the
          maximal shortening velocity (means weighted by force: work over impulse of force);
        - springing: otherwise, where the tendon gives and takes more work than the fibres;
        - driving, braking: otherwise, where the fibres give more, or less, work than they take.

    Raises
    ------
    MotionError
        If the motion has no phases (see :func:`hillrunner.analysis.phases.stride_phases`).
    """
    names = motion.body.muscle_names
    weight = phase_weights(motion, names, "muscle")
    length = _per_muscle(motion, "optimal_length")
    roles = xr.Dataset(
        {
            "activation": _mean(motion["activation"], weight, "1", "mean activation"),
            "force": _mean(motion["tendon_force"], weight, "N", "mean tendon force"),
            "peak_force": _peak(motion["tendon_force"], weight),
            "fibre_length": _mean(
                motion["fibre_length"] / length, weight, "optimal lengths", "mean fibre length"
            ),
            "fibre_velocity": _mean(
                motion["fibre_velocity"] / length,
                weight,
                "optimal lengths/s",
                "mean fibre lengthening speed",
            ),
        }
    ).merge(_quantities(motion, weight))
    capacity = _per_muscle(motion, "max_force")
    impulse = roles["force"] * _lasting(motion)
    roles["doing"] = _words(
        roles,
        roles["force"] / capacity,
        capacity * length,
        impulse * length * _per_muscle(motion, "max_velocity"),
    )
    return roles.transpose(*_BY_MUSCLE)


def group_roles(motion: Motion) -> xr.Dataset:
    """What the muscle groups of each leg do in each phase.

    Parameters
    ----------
    motion : Motion
        A solved stride.

    Returns
    -------
    xarray.Dataset
        Dimensions (side, group, phase), sides ``right`` and ``left``, groups in the order of
        :data:`hillrunner.groups.GROUPS` as far as the body has them. The variables of
        :func:`muscle_roles`: forces, powers and works are summed over the group's muscles (the
        peak is that of the sum; positive work is the sum of each muscle's own positive work);
        activation, fibre length and velocity are means weighted by muscle mass. ``doing`` follows
        from the sums by the same rule.

    Raises
    ------
    MotionError
        As :func:`muscle_roles`.
    """
    roles = muscle_roles(motion)
    weight = stride_phases(motion)["weight"].rename(foot="side")
    member = group_matrix(motion)
    length, capacity = _per_muscle(motion, "optimal_length"), _per_muscle(motion, "max_force")

    def total(values: xr.DataArray) -> xr.DataArray:
        return xr.dot(member, values, dim="muscle")

    mass = _per_muscle(motion, "mass")
    groups = xr.Dataset({name: total(values) for name, values in roles.drop_vars("doing").items()})
    for name in ("activation", "fibre_length", "fibre_velocity"):
        groups[name] = total(mass * roles[name]) / total(mass)
    groups["peak_force"] = _peak(total(motion["tendon_force"]), weight)
    for quantity, values in groups.items():
        values.attrs = roles[quantity].attrs
    impulse = roles["force"] * _lasting(motion)
    groups["doing"] = _words(
        groups,
        groups["force"] / total(capacity),
        total(capacity * length),
        total(impulse * length * _per_muscle(motion, "max_velocity")),
    )
    return groups.transpose(*_BY_GROUP)


def group_matrix(motion: Motion) -> xr.DataArray:
    """1 where a muscle belongs to a side and group, else 0: (side, group, muscle).

    Sides ``right`` and ``left``; groups in the order of GROUPS, as far as the body has them.
    """
    muscles = motion.body.muscles
    groups = [group for group in GROUPS if any(m.group == group for m in muscles)]
    values = [[[m.side == s and m.group == g for m in muscles] for g in groups] for s in SIDES]
    return xr.DataArray(
        np.array(values, dtype=float),
        {"side": list(SIDES), "group": groups, "muscle": list(motion.body.muscle_names)},
        ("side", "group", "muscle"),
    )


def _per_muscle(motion: Motion, field: str) -> xr.DataArray:
    muscles = motion.body.muscles
    return xr.DataArray(
        [getattr(m, field) for m in muscles], {"muscle": list(motion.body.muscle_names)}, "muscle"
    )


def _lasting(motion: Motion) -> xr.DataArray:
    """How long each phase lasts for each muscle (s)."""
    return phase_weights(motion, motion.body.muscle_names, "muscle").sum("time")


def _quantities(motion: Motion, weight: xr.DataArray) -> xr.Dataset:
    """Mean powers (W) and works (J) by phase."""
    result = {}
    powers = muscle_powers(motion)
    for part, label in PARTS.items():
        power = powers[f"{part}_power"]
        result[f"{part}_power"] = _mean(power, weight, "W", f"mean power of the {label}")
        for sign, some in (("positive", power.clip(min=0)), ("negative", power.clip(max=0))):
            result[f"{part}_work_{sign}"] = xr.dot(some, weight, dim="time").assign_attrs(
                units="J", long_name=f"{sign} work of the {label}"
            )
    return xr.Dataset(result)


def _mean(values: xr.DataArray, weight: xr.DataArray, units: str, label: str) -> xr.DataArray:
    mean = xr.dot(values, weight, dim="time") / weight.sum("time")
    return mean.assign_attrs(units=units, long_name=label)


def _peak(force: xr.DataArray, weight: xr.DataArray) -> xr.DataArray:
    peak = force.where(weight > 0).max("time")
    return peak.assign_attrs(units="N", long_name="peak tendon force")


def _words(
    roles: xr.Dataset, load: xr.DataArray, scale: xr.DataArray, fast: xr.DataArray
) -> xr.DataArray:
    """The rule of :func:`muscle_roles`: mean force over maximal force, the scale of work (J), and
    the work (J) that the same force would do at maximal velocity."""
    given, taken = roles["fibre_work_positive"], -roles["fibre_work_negative"]
    fibre = given + taken
    tendon = roles["tendon_work_positive"] - roles["tendon_work_negative"]
    rests = (load < REST_FORCE) & (fibre + tendon < REST_WORK * scale)
    holds = np.maximum(fibre, tendon) < HOLD_SPEED * fast
    word = xr.where(given > taken, DRIVING, BRAKING)
    word = xr.where(tendon > fibre, SPRINGING, word)
    word = xr.where(holds, HOLDING, word)
    word = xr.where(rests, RESTING, word)
    return word.assign_attrs(units="", long_name="what the muscle does")
