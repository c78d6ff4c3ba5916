"""Weeks of a plan in the muscle: size, drive, skill of each lift, and stiffness of tendons.

A muscle's force is size times drive; a lift's one-repetition maximum (1RM) is the strength of its
muscles times skill. So a 1RM rises by more than any muscle: by skill, which does not go along to
running, and because the lifter's own mass is lifted too and does not rise. What moves the stores is
in :mod:`hillrunner.training.stores`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.checks import listed, number_in, show, unknown_name
from hillrunner.errors import PlanError
from hillrunner.groups import GROUPS
from hillrunner.motion.motion import Motion
from hillrunner.person.muscle_change import ALL, MuscleChange
from hillrunner.training.coefficients import Coefficients, draw
from hillrunner.training.plan import EXERCISES, Plan
from hillrunner.training.stimulus import credit_of, demand
from hillrunner.training.stores import Stores, Trainee

Array = NDArray[np.float64]

RUN = 10.0  # km, that ``running_sets`` is for
INTERVAL = (0.05, 0.95)  # of the samples
ESTIMATES = ("value", "low", "high")
YEARS = (0.0, 50.0)
MOST_SAMPLES = 10_000


@dataclass(frozen=True)
class Adaptation:
    """What a plan does, week by week.

    Attributes
    ----------
    plan
        What was trained.
    samples
        By ``sample``, the first of middle coefficients and the others plausible responders, and
        ``week``, 0 before the plan. By ``muscle``, without side: ``size``, ``drive``, ``force``
        (their product), ``heat`` (of largest effort) and ``tendon_stiffness``; by ``lift``:
        ``skill``, ``strength`` (of the lift, without skill) and ``one_rep_max``. All are factors: 1
        is before, 1.1 is 10 % more.
    lifts
        What each lift asks for, see :func:`~hillrunner.training.stimulus.demand`.
    seed
        Of the samples.
    """

    plan: Plan
    samples: xr.Dataset = field(repr=False)
    lifts: Mapping[str, xr.Dataset] = field(repr=False)
    seed: int

    @cached_property
    def table(self) -> xr.Dataset:
        """The samples as ``estimate``: value (of middle coefficients), low and high (5 and 95 %).

        ``one_rep_max_kg`` (kg) is there too.
        """
        table = estimates(self.samples)
        kilograms = (table["one_rep_max"] * self._start()).assign_attrs(
            units="kg", long_name="one-repetition maximum"
        )
        return table.assign(one_rep_max_kg=kilograms)

    @cached_property
    def groups(self) -> xr.Dataset:
        """The same by muscle ``group``, and of ``all``: ``size`` (by volume), ``force`` and
        ``tendon_stiffness`` (both by maximal force), as ``estimate``."""
        force = self.samples["max_force"]
        volume = force * self.samples["optimal_length"]
        weights = {"size": volume, "force": force, "tendon_stiffness": force}
        of_muscle = self.samples["group"].values
        names = [*(group for group in GROUPS if group in of_muscle), ALL]
        members = xr.DataArray(
            [[name in (group, ALL) for group in of_muscle] for name in names],
            {"group": names, "muscle": self.samples["muscle"].values},
            ("group", "muscle"),
        ).astype(float)

        def mean(name: str, weight: xr.DataArray) -> xr.DataArray:
            part = members * weight.drop_vars("group")
            part = part / part.sum("muscle")
            value = xr.dot(self.samples[name].drop_vars("group"), part, dim="muscle")
            return value.assign_attrs(self.samples[name].attrs)

        return estimates(xr.Dataset({name: mean(name, by) for name, by in weights.items()}))

    def change(self, week: int | None = None, sample: int = 0) -> MuscleChange:
        """What has become of the muscles, as a runner's change.

        Parameters
        ----------
        week
            From 0; the last of the plan if not given.
        sample
            0 is that of middle coefficients, others are plausible responders.

        Raises
        ------
        PlanError
            If there is no such week or sample.
        """
        week = self.plan.weeks if week is None else week
        for name, value in (("week", week), ("sample", sample)):
            last = self.samples.sizes[name] - 1
            if not 0 <= value <= last:
                raise PlanError(f"{name} is {show(value)}, but must be from 0 to {last}.")
        now = self.samples.isel(sample=sample, week=week)

        size, heat = now["size"], now["heat"]
        knobs = {
            "force": size * now["force"] / heat,
            "drive": heat / size,
            "mass": size,
            "tendon_stiffness": now["tendon_stiffness"],
        }
        moved = (now["force"] != 1.0) | (now["tendon_stiffness"] != 1.0)
        names = [str(m) for m in now["muscle"].values[moved.values]]
        tables = {
            knob: {m: float(factors.sel(muscle=m)) for m in names}
            for knob, factors in knobs.items()
        }
        return MuscleChange(**tables)

    def _start(self) -> xr.DataArray:
        names = list(self.lifts)
        start = [float(self.lifts[name]["one_rep_max"]) for name in names]
        return xr.DataArray(start, {"lift": names}, "lift")


def adapt(
    plan: Plan,
    lifts: Mapping[str, Motion | xr.Dataset],
    *,
    running: Motion | xr.Dataset | None = None,
    one_rep_max: Mapping[str, float] | None = None,
    training_age: float = 0.0,
    after: Adaptation | None = None,
    samples: int = 200,
    seed: int = 0,
) -> Adaptation:
    """What weeks of a plan do to muscles, tendons and lifts.

    Which muscles change is decided by the simulated lifts: how hard each works in them, and how
    long its fibres are. Coefficients are in :mod:`hillrunner.training.coefficients`.

    Parameters
    ----------
    plan
        What is trained.
    lifts
        A solved motion for each of the plan's exercises, by its name, or what
        :func:`~hillrunner.training.stimulus.demand` makes of one. Best near the load that is
        trained: how joints share the work changes with it.
    running
        A solved run of the same body: which muscles running trains, if its amount changes. Without
        it running only interferes.
    one_rep_max
        1RM (kg) before the plan, by lift; estimated from the lift where not given.
    training_age
        Years of strength training before.
    after
        What was trained before this plan: it goes on from its last week, with its samples and seed.
    samples
        Plausible responders, from which the intervals are.
    seed
        Of their draws.

    Raises
    ------
    PlanError
        If an exercise of the plan has no lift, or an argument is out of range.

    Examples
    --------
    >>> from hillrunner import Motion, Plan
    >>> squat = Motion.load("docs/gallery/squat.nc")
    >>> trained = adapt(Plan.shipped("heavy-legs"), {"half squat": squat})
    >>> round(float(trained.table["size"].sel(estimate="value", week=12, muscle="soleus")), 3)
    1.0
    """
    known = _known(plan, lifts, one_rep_max or {})
    try:
        number_in("training_age", training_age, *YEARS, "years")
        number_in("samples", samples, 1, MOST_SAMPLES, "")
    except ValueError as error:
        raise PlanError(str(error)) from None
    if after is not None:
        samples, seed = after.samples.sizes["sample"] - 1, after.seed
    c = draw(samples, seed)
    run = None if running is None else _asked(running)
    every = [*known.values()] if run is None else [*known.values(), run]
    muscles = _muscles(every)
    runs = _running_sets(plan, run, muscles, c)
    trainee = Trainee(c, plan, training_age, runs)
    now = _begun(muscles, list(known), 1 + samples, after)
    history = [now]
    for week in range(1, plan.weeks + plan.weeks_after + 1):
        now = trainee.week(now, week, known)
        history.append(now)
    return Adaptation(plan, _labelled(history, every[0], known, c), known, seed)


def _known(
    plan: Plan, lifts: Mapping[str, Motion | xr.Dataset], one_rep_max: Mapping[str, float]
) -> dict[str, xr.Dataset]:
    for name in lifts:
        if name not in EXERCISES:
            raise PlanError(unknown_name("lift", str(name), name, EXERCISES))
    for name, load in one_rep_max.items():
        if name not in lifts:
            raise PlanError(f"one_rep_max names {name!r} (= {show(load)}), but lifts does not.")
    for exercise in plan.exercises:
        if exercise.name not in lifts:
            there = f"there are {listed(lifts)}" if lifts else "there is none"
            raise PlanError(
                f"the plan has the exercise {exercise.name!r}, of which no lift was simulated; "
                f"{there}."
            )
    known = {name: _asked(lift) for name, lift in lifts.items()}
    for name, load in one_rep_max.items():
        try:
            kilograms = number_in(f"one_rep_max of {name}", load, 1.0, 500.0, "kg")
        except ValueError as error:
            raise PlanError(str(error)) from None
        known[name] = known[name].assign(one_rep_max=kilograms)
    return known


def _muscles(asked: list[xr.Dataset]) -> list[str]:
    """The muscles that all lifts and the run have."""
    if not asked:
        raise PlanError("nothing is known of any muscle: give the motion of a lift or of a run.")
    first, *others = ([str(name) for name in one["muscle"].values] for one in asked)
    if any(names != first for names in others):
        raise PlanError("the lifts and the run are of bodies with unlike muscles.")
    return first


def _asked(motion: Motion | xr.Dataset) -> xr.Dataset:
    return demand(motion) if isinstance(motion, Motion) else motion


def _running_sets(
    plan: Plan, running: xr.Dataset | None, muscles: list[str], c: Coefficients
) -> tuple[Array, Array]:
    """Weekly sets that running is worth to each muscle, before the plan and in it."""
    if running is None:
        none = np.zeros((c.keeping.size, len(muscles)))
        return none, none
    per_km = c.running_sets / RUN * credit_of(running, c)
    return per_km * plan.habit, per_km * plan.running


def _begun(muscles: list[str], lifts: list[str], rows: int, after: Adaptation | None) -> Stores:
    """Nothing gained, or where the plan before has ended."""
    none = np.zeros((rows, len(muscles)))
    skill = {name: np.zeros((rows, 1)) for name in lifts}
    if after is None:
        return Stores(none, none, none, skill)
    last = after.samples.isel(week=-1)
    if [str(name) for name in last["muscle"].values] != muscles:
        raise PlanError("the training before is of another body: its muscles have other names.")
    done = {
        name: last["skill"].sel(lift=name).values[:, None] - 1.0
        for name in last["lift"].values
        if name in skill
    }
    size, drive, stiffness = (
        last[name].transpose("sample", "muscle").values - 1.0
        for name in ("size", "drive", "tendon_stiffness")
    )
    return Stores(size, drive, stiffness, skill | done)


def _labelled(
    history: list[Stores],
    muscle: xr.Dataset,
    lifts: Mapping[str, xr.Dataset],
    c: Coefficients,
) -> xr.Dataset:
    """The stores of all weeks as factors, and what follows from them."""
    by_muscle = ("sample", "week", "muscle")
    size, drive, stiffness = (
        1.0 + np.stack([getattr(now, name) for now in history], axis=1)
        for name in ("size", "drive", "stiffness")
    )
    table = xr.Dataset(
        {
            "size": (by_muscle, size),
            "drive": (by_muscle, drive),
            "force": (by_muscle, size * drive),
            "heat": (by_muscle, size * drive ** c.drive_heat[:, :, None]),
            "tendon_stiffness": (by_muscle, stiffness),
            "max_force": muscle["max_force"],
            "optimal_length": muscle["optimal_length"],
        },
        {"week": np.arange(len(history)), "muscle": muscle["muscle"], "group": muscle["group"]},
    )
    skill = [1.0 + np.stack([now.skill[name] for now in history], axis=1) for name in lifts]
    empty = np.ones((*size.shape[:2], 0))
    names = {"lift": list(lifts)}
    table["skill"] = xr.DataArray(
        np.concatenate([empty, *skill], axis=2), names, ("sample", "week", "lift")
    )
    strength = [_strength(table["force"], lift).values[:, :, None] for lift in lifts.values()]
    table["strength"] = xr.DataArray(
        np.concatenate([empty, *strength], axis=2), names, ("sample", "week", "lift")
    )
    table["one_rep_max"] = table["strength"] * table["skill"]
    labels = {
        "size": "cross-section of the muscle",
        "drive": "force of a given cross-section",
        "force": "maximal force of the muscle",
        "heat": "heat of the muscle's largest effort",
        "tendon_stiffness": "stiffness of the tendon",
        "skill": "one-repetition maximum at given muscles",
        "strength": "load that the muscles lift",
        "one_rep_max": "one-repetition maximum",
    }
    for name, label in labels.items():
        table[name] = table[name].assign_attrs(units="1", long_name=f"{label}, 1 before the plan")
    return table


def _strength(force: xr.DataArray, lift: xr.Dataset) -> xr.DataArray:
    """Load that a lift's muscles lift, over that before: each gives its share of the work, and the
    body's own mass that goes up along is the same as before (virtual work at the same movement)."""
    load, lifted = float(lift["one_rep_max"]), float(lift["lifted"])
    gain = ((force - 1.0) * lift["share"]).sum("muscle").transpose("sample", "week")
    return 1.0 + gain * (load + lifted) / load


def estimates(samples: xr.Dataset) -> xr.Dataset:
    """Samples as ``estimate``: value (the first sample), low and high (of the others)."""
    with xr.set_options(keep_attrs=True):
        middle = samples.isel(sample=0)
        others = samples.isel(sample=slice(1, None))
        varying = [name for name, x in samples.data_vars.items() if "sample" in x.dims]
        low, high = (
            others[varying].quantile(q, "sample", skipna=False).drop_vars("quantile")
            for q in INTERVAL
        )
        return xr.concat(
            [middle[varying], low, high], xr.Variable("estimate", list(ESTIMATES))
        ).transpose("estimate", ...)
