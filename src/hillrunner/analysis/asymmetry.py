"""Left against right: what each leg does in a stride, side by side.

The difference is the right value less the left in percent of their mean, 200 % where one of them
is zero: the symmetry index, usually credited to Robinson, Herzog & Nigg 1987 (J Manipulative
Physiol Ther 10:172-176; from memory, not verified). Every value is a size, not below zero, so that
the sign says which side has more of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import xarray as xr

from hillrunner.analysis.contact_forces import JOINTS, joint_contact
from hillrunner.analysis.joints import joint_mechanics
from hillrunner.analysis.muscles import group_matrix, muscle_powers
from hillrunner.analysis.steps import step_numbers
from hillrunner.analysis.tissues import tissue_loads
from hillrunner.errors import BodyError
from hillrunner.model.body.anatomy import reversed_coordinates
from hillrunner.motion.motion import Motion
from hillrunner.sides import SIDES, on_side

# A choice: local optima of one task lie about as far apart; less is left open by the solver.
LEFT_OPEN = 1.0  # %

SECTIONS = ("step", "ground", "joint", "contact", "tissue", "muscle")

# Moments by joint: name, coordinate, and the sign that makes the named one positive.
MOMENTS = {
    "hip": (
        ("extension", "hip_flexion", -1.0),
        ("flexion", "hip_flexion", 1.0),
        ("abduction", "hip_adduction", -1.0),
    ),
    "knee": (("extension", "knee_angle", -1.0), ("flexion", "knee_angle", 1.0)),
    "ankle": (("plantarflexion", "ankle_angle", -1.0),),
}


@dataclass(frozen=True)
class _Row:
    section: str
    part: str
    quantity: str
    units: str
    right: float
    left: float


def asymmetry(
    motion: Motion,
    *,
    mechanics: xr.Dataset | None = None,
    contact: xr.Dataset | None = None,
    loads: xr.Dataset | None = None,
) -> xr.Dataset:
    """Right and left leg of a stride, and how far they differ.

    Parameters
    ----------
    motion : Motion
        A solved stride.
    mechanics, contact, loads : xarray.Dataset, optional
        Of :func:`hillrunner.analysis.joints.joint_mechanics`,
        :func:`hillrunner.analysis.contact_forces.joint_contact` and
        :func:`hillrunner.analysis.tissues.tissue_loads`, where they have been made already.

    Returns
    -------
    xarray.Dataset
        Along ``measure``, such as ``knee extension_moment`` (its ``section``, one of
        :data:`SECTIONS`, ``part``, ``quantity`` and ``units`` are coordinates):

        - ``right``, ``left``: the values, sizes in ``units``;
        - ``difference`` (%): right less left over their mean, 0 where both are zero.

        By section:

        - ``step`` and ``ground``: what :func:`hillrunner.analysis.steps.step_numbers` says of each
          foot's step;
        - ``joint``: of hip, knee and ankle the largest net moment each way (N m), largest power
          (W) and positive and negative work (J a stride) over all its axes;
        - ``contact``: peak (N) and impulse (N s a stride) of the contact force of each joint;
        - ``tissue``: peak (in its own units) of each load of
          :func:`hillrunner.analysis.tissues.tissue_loads`, middle estimate, and impulse (these
          times s, a stride) of forces, moments and stresses;
        - ``muscle``: of each group the peak of its summed tendon force (N), impulse (N s), positive
          and negative work of muscles with tendons (J; impulse and works are sums over muscles), a
          stride, and ``activation``, the mean over the stride weighted by muscle mass (1).

        What a body has no place for is left out.

    Raises
    ------
    MotionError
        If the stride is empty, is that of one leg only, or a foot never or always is on the
        ground.
    """
    rows = [*_steps(motion)]
    for given, make, part in (
        (mechanics, joint_mechanics, _joints),
        (contact, joint_contact, _contacts),
        (loads, tissue_loads, _tissues),
    ):
        try:
            rows += part(motion, make(motion) if given is None else given)
        except BodyError:
            continue
    rows += _muscles(motion)
    right, left = (np.array([getattr(row, side) for row in rows]) for side in SIDES)
    by_measure = ("measure",)

    def words(name: str) -> tuple[tuple[str], list[str]]:
        return by_measure, [getattr(row, name) for row in rows]

    return xr.Dataset(
        {
            "right": (by_measure, right, {"units": "as units", "long_name": "of the right side"}),
            "left": (by_measure, left, {"units": "as units", "long_name": "of the left side"}),
            "difference": (
                by_measure,
                symmetry_index(right, left),
                {"units": "%", "long_name": "right less left over their mean"},
            ),
        },
        coords={
            "measure": [f"{row.part} {row.quantity}".strip() for row in rows],
            **{name: words(name) for name in ("section", "part", "quantity", "units")},
        },
    )


def symmetry_index(right: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Right less left, in percent of the mean of their sizes; 0 where both are zero."""
    mean = 0.5 * (np.abs(right) + np.abs(left))
    ratio = np.divide(right - left, mean, out=np.zeros_like(mean), where=mean > 0.0)
    return np.asarray(100.0 * ratio)


def differs(found: xr.Dataset, percent: float = LEFT_OPEN) -> bool:
    """Whether the two legs of :func:`asymmetry` do different things.

    They do where steps, ground forces, joint moments, powers and works, or forces, works and
    activations of muscle groups are more than ``percent`` (%) of the largest value of their section
    and unit apart: so that one newton of a small muscle does not count as one leg unlike the other.
    """
    counting = found["section"].isin(["step", "ground", "joint", "muscle"])
    gap = abs(found["right"] - found["left"]) / _largest(found)
    return bool((100.0 * gap.where(counting) > percent).any())


def _largest(found: xr.Dataset) -> xr.DataArray:
    """The largest value with the same section and units, for each measure."""
    size = np.maximum(found["right"].values, found["left"].values)
    keys = list(zip(found["section"].values, found["units"].values, strict=True))
    most = [max(s for s, other in zip(size, keys, strict=True) if other == key) for key in keys]
    return found["right"].copy(data=[m or np.inf for m in most])


def _steps(motion: Motion) -> Iterator[_Row]:
    found = step_numbers(motion)
    for name, values in found.items():
        right, left = (float(values.sel(side=side)) for side in SIDES)
        ground = str(name).endswith(("force", "impulse"))
        section = "ground" if ground else "step"
        yield _Row(section, "", str(name), values.attrs["units"], right, left)


def _joints(motion: Motion, found: xr.Dataset) -> Iterator[_Row]:
    there = set(found["joint"].values.tolist())
    coordinates = set(found["coordinate"].values.tolist())
    backward = reversed_coordinates(motion.body)
    duration = motion["duration"]
    for joint, moments in MOMENTS.items():
        if not {on_side(joint, side) for side in SIDES} <= there:
            continue
        for way, stem, sign in moments:
            names = {side: on_side(stem, side) for side in SIDES}
            if not set(names.values()) <= coordinates:
                continue
            peaks = []
            for name in names.values():
                turned = -sign if name in backward else sign
                peaks.append(_peak(turned * found["moment"].sel(coordinate=name)))
            yield _Row("joint", joint, f"{way}_moment", "N m", *peaks)
        power = [found["joint_power"].sel(joint=on_side(joint, side)) for side in SIDES]
        yield _Row("joint", joint, "power", "W", *(_peak(p) for p in power))
        for sign, name in ((1.0, "work_positive"), (-1.0, "work_negative")):
            yield _Row("joint", joint, name, "J", *(_integral(sign * p, duration) for p in power))


def _contacts(motion: Motion, found: xr.Dataset) -> Iterator[_Row]:
    force = found["magnitude"]
    there = set(force["joint"].values.tolist())
    for joint in JOINTS:
        names = [on_side(joint, side) for side in SIDES]
        if set(names) <= there:
            own = [force.sel(joint=name) for name in names]
            yield _Row("contact", joint, "contact_force", "N", *(_peak(f) for f in own))
            impulses = (_integral(f, motion["duration"]) for f in own)
            yield _Row("contact", joint, "contact_impulse", "N s", *impulses)


def _tissues(_: Motion, found: xr.Dataset) -> Iterator[_Row]:
    own = found[["peak", "impulse"]].sel(estimate="middle", side=list(SIDES))
    values = {str(name): one.transpose("measure", "side").values for name, one in own.items()}
    names = found["measure"].values.tolist()
    for i, (name, units) in enumerate(zip(names, found["measure_units"].values, strict=True)):
        wanted = {"peak": str(units)}
        if units in ("N", "N m", "Pa"):
            wanted["impulse"] = f"{units} s"
        for quantity, unit in wanted.items():
            right, left = (max(float(value), 0.0) for value in values[quantity][i])
            if right > 0.0 or left > 0.0:  # a fibre shorter than its optimal length has no strain
                yield _Row("tissue", name, quantity, unit, right, left)


def _muscles(motion: Motion) -> Iterator[_Row]:
    member = group_matrix(motion)
    force, duration = motion["tendon_force"], motion["duration"]
    power = muscle_powers(motion)["muscle_tendon_power"]
    mass = xr.DataArray([m.mass for m in motion.body.muscles], {"muscle": force["muscle"]})
    mean = xr.dot(motion["activation"], duration, dim="time") / motion.stride_time
    whole = xr.dot(member, mass, dim="muscle")
    both = ("muscle", "time")
    table = {
        "peak_force": ("N", xr.dot(member, force, dim="muscle").max("time")),
        "force_impulse": ("N s", xr.dot(member, force, duration, dim=both)),
        "work_positive": ("J", xr.dot(member, power.clip(min=0.0), duration, dim=both)),
        "work_negative": ("J", xr.dot(member, (-power).clip(min=0.0), duration, dim=both)),
        "activation": (
            "1",
            xr.dot(member, mass * mean, dim="muscle") / whole,
        ),
    }
    sums = {
        quantity: values.sel(side=list(SIDES)).transpose("group", "side").values
        for quantity, (_, values) in table.items()
    }
    for i, group in enumerate(member["group"].values.tolist()):
        for quantity, (units, _) in table.items():
            right, left = (float(value) for value in sums[quantity][i])
            yield _Row("muscle", group, quantity, units, right, left)


def _peak(values: xr.DataArray) -> float:
    return max(float(values.max()), 0.0)


def _integral(values: xr.DataArray, duration: xr.DataArray) -> float:
    """Over the stride, of what is above zero."""
    return float((values.clip(min=0.0) * duration).sum())
