"""What a lift asks of each muscle, and what one set of it is worth to muscle, lift and tendon.

A lift is any solved motion that goes up against gravity. How hard a muscle works in it is its
*tension*, the active force that it exceeds for a tenth of the repetition, as a part of its maximal
isometric force: what merely stretches an idle muscle does not count. What matters for a hard set is
the tension over that of the muscles that do the lift: in a set close to failure those are near what
they can do, at whatever load.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.analysis.muscles import muscle_powers
from hillrunner.errors import MotionError
from hillrunner.model.physics.muscle import tendon_strain
from hillrunner.motion.motion import Motion
from hillrunner.sides import SIDES, on_side, stem
from hillrunner.training.coefficients import Coefficients
from hillrunner.training.plan import Sets
from hillrunner.training.repetitions import repetitions_at, share_at

Array = NDArray[np.float64]

HARDEST = 0.1  # of the repetition: how long tension is exceeded; a choice
STILL = 0.02  # m: a motion whose load rises less is no lift


def demand(motion: Motion) -> xr.Dataset:
    """What one repetition of a lift asks of each muscle.

    Legs that do unlike things take turns in training: of the two sides of a muscle the one with
    more tension counts.

    Parameters
    ----------
    motion : Motion
        A solved lift, or a stride of running.

    Returns
    -------
    xarray.Dataset
        By ``muscle``, without side: ``tension`` (1, active force over maximal isometric force,
        exceeded for a tenth of the time), ``peak_tension`` (1, highest tendon force, over the
        same), ``length`` (optimal fibre lengths, mean weighted by active force), ``share`` (1, of
        this muscle in the work done on the way up: adds up to one), ``role`` (1, tension over the
        mean of all, weighted by share), ``max_force`` (N) and ``optimal_length`` (m); ``group``,
        its muscle group. Scalars: ``load`` (kg, what was carried), ``lifted`` (kg of the body's own
        mass that goes up along with the load) and ``one_rep_max`` (kg, an estimate: the load at
        which the muscles that do the lift, weighted by share, would be at what they can hold and
        move at that length and speed).

    Raises
    ------
    MotionError
        If nothing goes up in it, or no muscle does work on the way up.
    """
    by_side = _by_side(motion)
    higher = by_side["tension"].argmax("side")
    table = by_side.drop_vars(("share", "activation")).isel(side=higher).drop_vars("side")
    share = by_side["share"].sum("side")
    total = float(share.sum())
    load = motion.world.load
    lifted = _lifted(motion)
    if not total > 0.0:
        raise MotionError(f"in this {motion.label} no muscle does work on the way up.")
    share = share / total
    role = table["tension"] / float((share * table["tension"]).sum())
    effort = float((share * by_side["activation"].max("side")).sum())
    told = {
        "tension": ("1", "active force over maximal isometric force"),
        "peak_tension": ("1", "highest tendon force over maximal isometric force"),
        "length": ("optimal lengths", "fibre length, weighted by force"),
        "share": ("1", "share in the work on the way up"),
        "role": ("1", "tension over that of the muscles that do the lift"),
        "max_force": ("N", "maximal isometric force"),
        "optimal_length": ("m", "optimal fibre length"),
        "load": ("kg", "load carried"),
        "lifted": ("kg", "own mass that goes up with the load"),
        "one_rep_max": ("kg", "estimated one-repetition maximum"),
    }
    table = table.assign(
        share=share,
        role=role,
        load=load,
        lifted=lifted,
        one_rep_max=max(0.0, (load + lifted) / effort - lifted),
    )
    for name, (units, label) in told.items():
        table[name] = table[name].assign_attrs(units=units, long_name=label)
    return table


def _by_side(motion: Motion) -> xr.Dataset:
    """(side, muscle): what :func:`demand` is made from."""
    muscles = {m.name: m for m in motion.body.muscles}
    names = list(dict.fromkeys(stem(name) for name in muscles))

    def own(field: str) -> xr.DataArray:
        values = [getattr(m, field) for m in muscles.values()]
        return xr.DataArray(values, {"muscle": list(muscles)}, "muscle")

    duration = motion["duration"]
    force = motion["active_force"].clip(min=0.0)
    tension = force / own("max_force")
    length = motion["fibre_length"] / own("optimal_length")
    work = (muscle_powers(motion)["muscle_tendon_power"] * duration).where(_rises(motion), 0.0)
    flat = xr.Dataset(
        {
            "tension": _exceeded(tension, duration),
            "peak_tension": motion["tendon_force"].max("time") / own("max_force"),
            "length": (length * force * duration).sum("time") / (force * duration).sum("time"),
            "share": work.sum("time").clip(min=0.0),
            "activation": motion["activation"].max("time"),
            "max_force": own("max_force"),
            "optimal_length": own("optimal_length"),
        }
    )
    groups = [muscles[on_side(name, SIDES[0])].group for name in names]
    sides = [
        flat.sel(muscle=[on_side(name, side) for name in names]).assign_coords(muscle=names)
        for side in SIDES
    ]
    return xr.concat(sides, xr.Variable("side", list(SIDES)), coords="minimal").assign_coords(
        group=("muscle", groups)
    )


def _exceeded(tension: xr.DataArray, duration: xr.DataArray) -> xr.DataArray:
    """What each muscle's tension exceeds for :data:`HARDEST` of the time."""
    values = tension.transpose("time", "muscle").values
    order = np.argsort(-values, axis=0)
    lasting = np.cumsum(duration.values[order], axis=0) / float(duration.sum())
    place = np.argmax(lasting >= HARDEST, axis=0)
    columns = np.arange(values.shape[1])
    return tension.isel(time=0, drop=True).copy(data=values[order[place, columns], columns])


def _rises(motion: Motion) -> xr.DataArray:
    """When the body's centre of mass goes up."""
    return motion["com_velocity"].sel(axis="y", drop=True) > 0.0


def _lifted(motion: Motion) -> float:
    """Mass (kg) of the body that goes up as far as the load does: all of it without a load."""
    body = motion.body
    centre = motion["com_position"].sel(axis="y")
    carried = motion.task.carried(body)
    height = 0.0 * centre if carried else centre
    for part in carried:
        place = motion["segment_origin"].sel(segment=part.segment, axis="y")
        turn = motion["segment_rotation"].sel(segment=part.segment).isel(row=1)
        at = xr.DataArray(list(part.location), dims="col")
        height = height + part.share * (place + (turn * at).sum("col"))
    rise, own = (float(z.max() - z.min()) for z in (height, centre))
    if rise < STILL:
        raise MotionError(
            f"this {motion.label} is no lift: what it lifts goes up by {100 * rise:.1f} cm only."
        )
    return body.mass * own / rise


@dataclass(frozen=True)
class Dose:
    """What sets are worth, by sample (first axis) and by muscle (second).

    Attributes
    ----------
    size
        Hard sets for growth, (samples, muscles).
    credit
        What part of a set counts for each muscle, (samples, muscles).
    heavy
        Heavy sets, for drive and skill, (samples, 1).
    cycles
        Cycles of full tendon strain, (samples, muscles).
    """

    size: Array
    credit: Array
    heavy: Array
    cycles: Array


def dose(lift: xr.Dataset, sets: Sets, one_rep_max: float, c: Coefficients) -> Dose:
    """What the sets of a week are worth.

    Parameters
    ----------
    lift
        What a repetition asks for: :func:`demand`.
    sets
        How many, how heavy or how hard, by the plan.
    one_rep_max
        1RM (kg) of the lift at the time.
    c
        Coefficients.
    """
    share = share_of(sets, c)
    heavy = _ramp(share, c.intensity_none, c.intensity_full)
    credit = credit_of(lift, c)
    hard = np.maximum(0.0, 1.0 - c.reserve_slope * reserve_of(sets, c))
    long = np.maximum(0.0, 1.0 + c.length_slope * (lift["length"].values[None, :] - 1.0))
    return Dose(
        size=sets.count * credit * hard * long,
        credit=credit,
        heavy=sets.count * heavy,
        cycles=sets.count * sets.repetitions * strained(lift, share, one_rep_max, c),
    )


def credit_of(lift: xr.Dataset, c: Coefficients) -> Array:
    """What part of a set of a lift counts for each muscle, 0 to 1, (samples, muscles).

    Sets that train a muscle indirectly count half (Pelland 2025, 10.1007/s40279-025-02344-w). Here
    it is a ramp over how hard the muscle works beside those that do the lift.
    """
    return _ramp(lift["role"].values[None, :], c.credit_none, c.credit_full)


def share_of(sets: Sets, c: Coefficients) -> Array:
    """Load over 1RM, (samples, 1): as given, or by the repetitions done and left in reserve."""
    if sets.share is not None:
        return np.full(c.credit_none.shape, sets.share)
    return share_at(sets.repetitions + (sets.reserve or 0.0), c.towards_leg_press)


def reserve_of(sets: Sets, c: Coefficients) -> Array:
    """Repetitions in reserve, (samples, 1): as given, or by the load."""
    if sets.share is None:
        return np.full(c.credit_none.shape, sets.reserve or 0.0)
    able = repetitions_at(sets.share, c.towards_leg_press)
    return np.maximum(0.0, able - sets.repetitions)


def strained(lift: xr.Dataset, share: Array, one_rep_max: float, c: Coefficients) -> Array:
    """How far each tendon's highest strain is into what it answers to, 0 to 1.

    Force goes with all that is lifted, the body's part included, up to the muscle's maximum.
    """
    lifted, load = float(lift["lifted"]), float(lift["load"])
    force = lift["peak_tension"].values[None, :] * (share * one_rep_max + lifted) / (load + lifted)
    strain = c.strain_at_most * tendon_strain(np.minimum(force, 1.0))
    return _ramp(strain, c.strain_none, c.strain_full)


def _ramp(x: Array, none: Array, full: Array) -> Array:
    return np.clip((x - none) / (full - none), 0.0, 1.0)
