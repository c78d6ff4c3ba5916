"""Loads on tendons, bone, cartilage and muscle in a run: a step's peak, a kilometre's sum, damage.

These are loads of a model. They say nothing of how much a person's tissue bears, and a smaller
load is not a promise of anything.
"""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.analysis.tissue_series import (
    ESTIMATES,
    reference_loads,
    tissue_series,
    windows,
)
from hillrunner.analysis.tissue_table import MEASURES, TISSUES
from hillrunner.errors import MotionError
from hillrunner.model.physics.damage import CHOICES, EXPONENT_NOTE, EXPONENTS, damage_rate
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion.motion import Motion
from hillrunner.sides import SIDES

Array = NDArray[np.float64]

KILOMETRE = 1000.0  # m

_BY_MEASURE = ("measure", "side", "estimate")
_NOTE = (
    "loads of a model and their change between runs; no statement about injury. A step is one of "
    "the leg named by side; low, middle and high are ranges of assumed numbers, listed in "
    "'assumption', and equal where none enters"
)


def tissue_loads(motion: Motion, *, contact: xr.Dataset | None = None) -> xr.Dataset:
    """Loads on the tissues of both legs.

    Parameters
    ----------
    motion : Motion
        A solved stride.
    contact : xarray.Dataset, optional
        Of :func:`hillrunner.analysis.contact_forces.joint_contact`, where it has been made already.

    Returns
    -------
    xarray.Dataset
        Along ``measure`` (with coordinates ``measure_units``, ``measure_tissue``,
        ``measure_label``, ``measure_grade``, ``measure_assumption``, ``measure_window``):

        - ``series`` (time, measure, side): the load over the stride, middle estimate,
        - ``peak`` (measure, side, estimate): largest over the part of the stride that
          ``measure_window`` names,
        - ``peak_body_weights`` (measure, side): the same in body weights, forces only,
        - ``impulse`` (measure, side, estimate): integral over one step of what is above zero
          (load units x s),
        - ``per_km`` (measure, side, estimate): that integral over a kilometre (load units x s/km).

        Along ``tissue`` (with ``tissue_label``, ``tissue_measure``, ``tissue_material``,
        ``tissue_reference_source``):

        - ``damage_per_km`` (tissue, side, estimate, exponent): the leg's steps per kilometre times
          (peak / reference)^exponent (1/km),
        - ``reference`` (tissue, side): SI units; ``exponent_value`` (tissue, exponent), 1.

        And ``steps_per_km``, of one leg (1/km).

    Raises
    ------
    MotionError
        If the stride has no phases (:func:`~hillrunner.analysis.phases.stride_phases`), or goes
        nowhere.
    BodyError
        If the body lacks a part that a load needs.
    """
    values = tissue_series(motion, contact)
    parts = windows(motion)
    if not motion.speed > 0.0:
        raise MotionError(f"loads are those of a kilometre, and this {motion.label} goes nowhere.")
    steps = KILOMETRE / (motion.speed * motion.stride_time)
    shape = (len(MEASURES), len(SIDES), len(ESTIMATES))
    peak, impulse = np.zeros(shape), np.zeros(shape)
    for i, measure in enumerate(MEASURES):
        value, weight = values[measure.name], parts[measure.window]  # weight (time, side), s
        inside = weight >= 0.5 * motion["duration"].values[:, None]
        peak[i] = np.where(inside[..., None], value, -np.inf).max(axis=0)
        impulse[i] = (np.maximum(value, 0.0) * weight[..., None]).sum(axis=0)

    units = np.array([m.units for m in MEASURES])
    weight_newton = motion.runner.mass * GRAVITY
    names = [m.name for m in MEASURES]
    middle = ESTIMATES.index("middle")
    in_weights = np.where(units[:, None] == "N", peak[..., middle] / weight_newton, np.nan)

    rows = [names.index(t.measure) for t in TISSUES]
    reference = reference_loads(motion)
    exponent = np.array([EXPONENTS[t.material] for t in TISSUES])
    damage = damage_rate(
        peak[rows][..., None],
        reference[..., None, None],
        exponent[:, None, None, :],
        steps,
    )
    series = np.stack([values[name][..., middle] for name in names], axis=1)
    return xr.Dataset(
        {
            "series": _variable(
                ("time", "measure", "side"), series, "as measure_units", "load over time"
            ),
            "peak": _variable(_BY_MEASURE, peak, "as measure_units", "peak load of a step"),
            "peak_body_weights": _variable(
                _BY_MEASURE[:2], in_weights, "1", "peak force of a step in body weights"
            ),
            "impulse": _variable(
                _BY_MEASURE, impulse, "s times measure_units", "integral of load over a step"
            ),
            "per_km": _variable(
                _BY_MEASURE,
                impulse * steps,
                "s/km times measure_units",
                "integral of load over a kilometre",
            ),
            "damage_per_km": _variable(
                ("tissue", "side", "estimate", "exponent"),
                damage,
                "1/km",
                "damage-weighted load: steps at the reference load that would count the same",
                assumption=EXPONENT_NOTE,
            ),
            "reference": _variable(
                ("tissue", "side"), reference, "units of tissue_measure", "load that counts as one"
            ),
            "exponent_value": _variable(
                ("tissue", "exponent"), exponent, "1", "damage exponent", assumption=EXPONENT_NOTE
            ),
            "steps_per_km": _variable((), np.array(steps), "1/km", "steps of one leg"),
        },
        coords={
            "time": motion["time"],
            "measure": names,
            **_words("measure", "units", [m.units for m in MEASURES]),
            **_words("measure", "tissue", [m.tissue for m in MEASURES]),
            **_words("measure", "label", [m.label for m in MEASURES]),
            **_words("measure", "grade", [m.grade for m in MEASURES]),
            **_words("measure", "assumption", [m.assumption for m in MEASURES]),
            **_words("measure", "window", [m.window for m in MEASURES]),
            "side": list(SIDES),
            "estimate": list(ESTIMATES),
            "exponent": list(CHOICES),
            "tissue": [t.name for t in TISSUES],
            **_words("tissue", "label", [t.label for t in TISSUES]),
            **_words("tissue", "measure", [t.measure for t in TISSUES]),
            **_words("tissue", "material", [t.material for t in TISSUES]),
            **_words("tissue", "reference_source", [t.source for t in TISSUES]),
        },
        attrs={"note": _NOTE},
    )


def compare_tissues(before: Motion, after: Motion) -> xr.Dataset:
    """How the loads of one run differ from those of another.

    Parameters
    ----------
    before, after : Motion
        Two strides, at any speeds.

    Returns
    -------
    xarray.Dataset
        - ``peak_before``, ``peak_after`` and ``peak_change``, their difference (measure, side;
          ``measure_units``, middle estimate),
        - ``peak_ratio``, after over before, and ``per_km_ratio``, of the integral over a kilometre
          (measure, side, estimate), 1,
        - ``damage_ratio`` of the damage-weighted load over a kilometre (tissue, side, estimate,
          exponent), 1, and its lowest and highest over the estimates and exponents,
          ``damage_ratio_low`` and ``damage_ratio_high`` (tissue, side).

        Ratios are those of the loads in SI units, whatever the reference loads, and not a number
        where the load was not above zero before. The coordinates are those of
        :func:`tissue_loads`.

    Raises
    ------
    MotionError, BodyError
        As :func:`tissue_loads`.
    """
    return compared_loads(tissue_loads(before), tissue_loads(after))


def compared_loads(old: xr.Dataset, new: xr.Dataset) -> xr.Dataset:
    """:func:`compare_tissues` of what :func:`tissue_loads` gave for the motions."""
    peaks = old["peak"].sel(estimate="middle"), new["peak"].sel(estimate="middle")
    peak_ratio = _ratio(new["peak"], old["peak"])
    mine = peak_ratio.sel(measure=old["tissue_measure"].values).values  # (tissue, side, estimate)
    steps = float(new["steps_per_km"] / old["steps_per_km"])
    damage = damage_rate(mine[..., None], 1.0, old["exponent_value"].values[:, None, None], steps)
    over = (2, 3)
    by_side = ("tissue", "side")
    label = "damage-weighted load over a kilometre, after over before"
    return xr.Dataset(
        {
            "peak_before": _variable(
                _BY_MEASURE[:2], peaks[0].values, "as measure_units", "peak before"
            ),
            "peak_after": _variable(
                _BY_MEASURE[:2], peaks[1].values, "as measure_units", "peak after"
            ),
            "peak_change": _variable(
                _BY_MEASURE[:2],
                (peaks[1] - peaks[0]).values,
                "as measure_units",
                "change of the peak",
            ),
            "peak_ratio": _variable(
                _BY_MEASURE, peak_ratio.values, "1", "peak of a step, after over before"
            ),
            "per_km_ratio": _variable(
                _BY_MEASURE,
                _ratio(new["per_km"], old["per_km"]).values,
                "1",
                "integral over a kilometre, after over before",
            ),
            "damage_ratio": _variable(
                (*by_side, "estimate", "exponent"), damage, "1", label, assumption=EXPONENT_NOTE
            ),
            "damage_ratio_low": _variable(
                by_side, damage.min(axis=over), "1", label + ", lowest", assumption=EXPONENT_NOTE
            ),
            "damage_ratio_high": _variable(
                by_side, damage.max(axis=over), "1", label + ", highest", assumption=EXPONENT_NOTE
            ),
        },
        coords=old.drop_dims("time").coords,
        attrs={"note": _NOTE},
    )


def _ratio(after: xr.DataArray, before: xr.DataArray) -> xr.DataArray:
    return after / before.where(before > 0)


def _variable(
    dims: tuple[str, ...], values: Array, units: str, label: str, **words: str
) -> xr.Variable:
    return xr.Variable(dims, values, {"units": units, "long_name": label, **words})


def _words(dim: str, name: str, words: list[str]) -> dict[str, tuple[str, list[str]]]:
    return {f"{dim}_{name}": (dim, words)}
