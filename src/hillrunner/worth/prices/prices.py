"""What a little more of anything is worth: derivatives of one solved motion in the body's numbers.

A *price* is a derivative at the optimum: how much the cost of running changes for a small change
of one number, with the runner free to run a little differently. Two costs are priced, the top
speed of a sprint, and the largest load of a lift.

The *objective* is what the runner is supposed to minimise (J/kg/m): energy, and what stands for
fatigue and posture. Its prices are exact and cost nothing, for they follow from the multipliers
that every solve leaves (the envelope theorem): the motion's own change does not count to first
order.

The *metabolic* cost (J/kg/m of the runner without changes, as
:attr:`~hillrunner.analysis.spatiotemporal.Spatiotemporal.cost_of_transport`) is only part of what
is minimised. Its prices need the motion's own change, which takes one large linear solve: 0.3 s.
The two may differ in sign, for strength may be spent on running less tired rather than cheaper.

Prices are those of the barrier problem where the solver stopped. At a tolerance of 1e-4 they are
off by some percent, and more where they are nearly zero; after
:func:`~hillrunner.worth.prices.prepared.tightened` they agree with differences of re-solved
problems.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import xarray as xr

from hillrunner.checks import listed, show
from hillrunner.errors import HillrunnerError, MotionError
from hillrunner.groups import GROUPS
from hillrunner.model.body.bellies import bellies
from hillrunner.model.body.model import Body
from hillrunner.model.physics.muscle import tendon_strain
from hillrunner.motion.motion import Motion
from hillrunner.person.muscle_change import ALL
from hillrunner.sides import other_side, stem
from hillrunner.tasks.task import Symmetry
from hillrunner.worth.prices.optimum import Optimum, optimum_of

Aim = Literal["effort", "energy", "speed", "load"]  # what can be priced

SOLE = ("stiffness", "dissipation")  # of a body's sole, and of the program's parameters
STEP = 1e-5  # of the tendon's curve, for its slope
UNIT = "J/kg/m per 1"
LABELS = {
    "force": "force capacity alone, the tendon as it is",
    "heat": "mass of the muscle that makes heat but is not carried",
    "carrying": "mass of the muscle, carried but making no heat",
    "mass": "muscle mass alone: its heat, and carrying it",
    "drive": "force capacity with the heat that goes with it, and nothing to carry",
    "tendon_stiffness": "tendon stiffness alone",
    "fibre_length": "optimal fibre length alone",
    "slow_fraction": "share of slow-twitch fibres alone",
    "stronger": "force capacity with the mass that goes with it, as Runner.stronger",
}


def prices(motion: Motion, of: Aim = "effort") -> xr.Dataset:
    """Prices of effort, energy, top speed or load: what a little more of anything is worth.

    Parameters
    ----------
    motion
        A solved motion; see :func:`~hillrunner.worth.prices.prepared.tightened`.
    of
        What is priced. ``effort``: the objective, which is what the runner is supposed to minimise
        (a few hundredths of a second, from the multipliers). ``energy``: the metabolic cost of
        transport of a run, per kilogram of the runner without changes, for what is added is carried
        and is no divisor (seconds). ``speed``: the top speed (m/s) of a sprint, which what has a
        positive price raises (seconds). ``load``: the largest load (kg) of a lift (seconds).

    Returns
    -------
    xarray.Dataset
        ``force``, ``heat``, ``carrying``, ``mass``, ``drive``, ``tendon_stiffness``,
        ``fibre_length``, ``slow_fraction`` and ``stronger`` by ``place`` (``all``, every muscle
        group, every muscle without its side): change of what is priced for one whole unit of the
        knob of that name in :class:`~hillrunner.person.muscle_change.MuscleChange`, in both legs,
        extrapolated from a small one (times 0.1 for 10 %); a place's price is the sum of its
        muscles'.
        ``segment_mass`` by ``segment`` (J/kg/m per kg, at the centre of mass, on each side),
        ``sole`` by ``of_sole`` (``stiffness`` and ``dissipation`` of shoe, heel pad and ground, as
        factors; see :func:`~hillrunner.model.mechanics.in_shoe.sole_of`) and, of a run, ``speed``
        (J/kg/m per m/s). Attributes: ``cost`` ("objective", "metabolic", "top speed" or "largest
        load"), ``value`` of it (J/kg/m, m/s or kg), ``tolerance``.

    Raises
    ------
    MotionError
        If the motion holds no multipliers or was solved by another version; if ``of`` is
        ``energy`` and the motion is no run, ``speed`` and it is no sprint, or ``load`` and it is
        no lift of the most.
    HillrunnerError
        If ``of`` is something else.
    """
    if of not in PRICED:
        raise HillrunnerError(f"of is {show(of)}, but must be one of {listed(PRICED)}.")
    return PRICED[of](motion)


def effort_by_muscle(motion: Motion) -> dict[str, np.ndarray]:
    """Prices of effort of every single muscle, left and right apart.

    Of a motion whose sides mirror each other only half is solved, and either side's price is half
    of both.

    Returns
    -------
    By the names of :func:`prices`: (muscle,) of the body, in the units given there.

    Raises
    ------
    MotionError
        As of :func:`prices`.
    """
    optimum, body = optimum_of(motion), motion.body
    own = _knobs(body, optimum, optimum.gradient)
    if motion.task.symmetry(body) is Symmetry.NONE:
        return own
    twin = [body.muscle_names.index(other_side(name)) for name in body.muscle_names]
    return {name: 0.5 * (values + values[twin]) for name, values in own.items()}


def _effort_prices(motion: Motion) -> xr.Dataset:
    optimum = optimum_of(motion)
    value, _ = optimum.program.value(optimum.x, optimum.p)
    value -= motion.task.offset(motion.body, motion.settings.mesh)
    return _table(motion, optimum, optimum.gradient, "objective", value)


def _energy_prices(motion: Motion) -> xr.Dataset:
    if motion.seeks is not None:
        kind = motion.task.kind
        raise MotionError(f"Energy can only be priced for a run, and this motion is a {kind}.")
    optimum = optimum_of(motion)
    value, _ = optimum.metabolic()
    lean, ran = motion.runner.mass, motion.body.mass  # without changes, and with them
    gradient = ran / lean * optimum.metabolic_gradient()
    gradient[optimum.where["segment_mass"]] += value / lean
    return _table(motion, optimum, gradient, "metabolic", value * ran / lean)


def _speed_prices(motion: Motion) -> xr.Dataset:
    if motion.seeks != "speed":
        kind = motion.task.kind
        raise MotionError(
            f"Top speed can only be priced for a sprint, and this motion is a {kind}."
        )
    return _sought_prices(motion, "top speed", motion.speed, "m/s")


def _load_prices(motion: Motion) -> xr.Dataset:
    if motion.seeks != "load":
        raise MotionError(
            f"The largest load can only be priced where it was looked for, not in {motion.label}."
        )
    return _sought_prices(motion, "largest load", motion.mass_carried, "kg")


def _sought_prices(motion: Motion, what: str, value: float, units: str) -> xr.Dataset:
    optimum = optimum_of(motion)
    table = _table(motion, optimum, optimum.sought_gradient(), what, value)
    for name in table.data_vars:
        table[name].attrs["units"] = table[name].attrs["units"].replace("J/kg/m", units)
    return table


PRICED: dict[str, Callable[[Motion], xr.Dataset]] = {
    "effort": _effort_prices,
    "energy": _energy_prices,
    "speed": _speed_prices,
    "load": _load_prices,
}


def _table(
    motion: Motion, optimum: Optimum, gradient: np.ndarray, cost: str, value: float
) -> xr.Dataset:
    body = motion.body
    by_muscle = _knobs(body, optimum, gradient)
    names = list(dict.fromkeys(stem(m.name) for m in body.muscles))
    covered = {ALL: set(names)}
    for group in GROUPS:
        covered[group] = {stem(m.name) for m in body.muscles if m.group == group}
    covered |= {name: {name} for name in names}
    member = np.array([[stem(m.name) in cover for m in body.muscles] for cover in covered.values()])
    segments = list(dict.fromkeys(stem(s.name) for s in body.segments))
    of_segment = np.array([[stem(s.name) == name for s in body.segments] for name in segments])
    per_kg = of_segment @ gradient[optimum.where["segment_mass"]]
    variables: dict[str, tuple[str | tuple[()], object, dict[str, str]]] = {
        name: ("place", member @ by_muscle[name], {"units": UNIT, "long_name": label})
        for name, label in LABELS.items()
    }
    attrs = {"units": "J/kg/m per kg", "long_name": "mass at the segment's centre of mass"}
    variables["segment_mass"] = ("segment", per_kg, attrs)
    per_sole = np.array([float((gradient * optimum.p)[optimum.where[n]][0]) for n in SOLE])
    attrs = {"units": UNIT, "long_name": "how soft the sole is, and what it loses"}
    variables["sole"] = ("of_sole", per_sole, attrs)
    if motion.seeks is None and motion.speed:  # what is sought is no number of the problem
        speed = float(gradient[optimum.where["speed"]][0])
        variables["speed"] = ((), speed, {"units": "J/kg/m per m/s", "long_name": "speed"})
    return xr.Dataset(
        variables,
        coords={"place": list(covered), "segment": segments, "of_sole": list(SOLE)},
        attrs={"cost": cost, "value": value, "tolerance": motion.settings.tolerance},
    )


def _knobs(body: Body, optimum: Optimum, gradient: np.ndarray) -> dict[str, np.ndarray]:
    """Derivatives by muscle in the knobs of a change, by the chain rule."""

    def elasticity(name: str) -> np.ndarray:
        where = optimum.where[name]
        return np.asarray(gradient[where] * optimum.p[where])

    # the same tendon at a larger maximal force: its strain there follows the curve
    curve = [float(tendon_strain(1.0 + sign * STEP)) for sign in (1.0, -1.0)]
    lag = (curve[0] - curve[1]) / (2.0 * STEP)
    strain = elasticity("tendon_strain")
    force = elasticity("max_force") + lag * strain
    carrying = _carrying(body, optimum, gradient)
    heat = elasticity("mass")
    return {
        "force": force,
        "heat": heat,
        "carrying": carrying,
        "mass": heat + carrying,
        "drive": force + heat,
        "tendon_stiffness": -strain,
        "fibre_length": elasticity("optimal_length"),
        "slow_fraction": gradient[optimum.where["slow_fraction"]],
        "stronger": force + heat + carrying,
    }


def _carrying(body: Body, optimum: Optimum, gradient: np.ndarray) -> np.ndarray:
    """Derivative in the mass that each muscle's belly puts on its segment, times its mass."""
    index = {s.name: i for i, s in enumerate(body.segments)}
    per_mass = gradient[optimum.where["segment_mass"]]
    per_com = gradient[optimum.where["com"]].reshape(-1, 3)
    per_inertia = gradient[optimum.where["inertia"]].reshape(-1, 6)
    places = bellies(body)
    result = []
    for muscle in body.muscles:
        name, place = places[muscle.name]
        i = index[name]
        x, y, z = arm = np.asarray(place) - np.asarray(body.segments[i].com)
        point = np.array([y * y + z * z, x * x + z * z, x * x + y * y, -x * y, -x * z, -y * z])
        per_kg = per_mass[i] + per_com[i] @ arm / body.segments[i].mass + per_inertia[i] @ point
        result.append(per_kg * muscle.mass)
    return np.array(result)
