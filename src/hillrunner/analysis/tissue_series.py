"""The loads of :mod:`hillrunner.analysis.tissue_table` over the stride, for both legs."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.analysis.contact_forces import joint_contact
from hillrunner.analysis.elongation import elongation, require_muscles
from hillrunner.analysis.patellofemoral import patellofemoral
from hillrunner.analysis.phases import PHASES, stride_phases
from hillrunner.analysis.tibia import tibia_section
from hillrunner.analysis.tissue_table import (
    ACHILLES,
    ACHILLES_AREA,
    BAND,
    HAMSTRINGS,
    TISSUES,
)
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion.motion import Motion
from hillrunner.sides import SIDES, on_side

Array = NDArray[np.float64]

ESTIMATES = ("low", "middle", "high")
_STANCE = list(PHASES[:3])


def tissue_series(motion: Motion, contact: xr.Dataset | None = None) -> dict[str, Array]:
    """Every measure over the stride, by name: (time, side, estimate), SI units.

    The names are those of :data:`~hillrunner.analysis.tissue_table.MEASURES`; ``contact`` is that
    of :func:`~hillrunner.analysis.contact_forces.joint_contact`, where it has been made already.

    Raises
    ------
    BodyError
        If the body lacks a part that a load needs.
    """
    data = motion.data

    def muscles(name: str, stem: str) -> Array:
        return np.asarray(data[name].sel(muscle=[on_side(stem, side) for side in SIDES]).values)

    wanted = (*ACHILLES, *HAMSTRINGS, BAND)
    require_muscles(motion, [on_side(stem, side) for stem in wanted for side in SIDES])
    slack = {m.name: m.slack_length for m in motion.body.muscles}
    optimal_length = {m.name: m.optimal_length for m in motion.body.muscles}
    achilles = sum((muscles("tendon_force", stem) for stem in ACHILLES), np.zeros(1))
    strains = [
        muscles("tendon_length", stem) / [slack[on_side(stem, side)] for side in SIDES] - 1.0
        for stem in ACHILLES
    ]
    knee = patellofemoral(motion)
    bone = tibia_section(motion).sel(side=list(SIDES))
    contact = joint_contact(motion) if contact is None else contact
    pressed = contact["magnitude"]
    paths = elongation(motion, [on_side(m, s) for m in (BAND, *HAMSTRINGS) for s in SIDES])

    def path(stem: str, name: str) -> Array:
        return np.asarray(paths[name].sel(muscle=[on_side(stem, side) for side in SIDES]).values)

    band = muscles("tendon_length", BAND) / [slack[on_side(BAND, side)] for side in SIDES] - 1.0
    exact = {
        "achilles_force": achilles,
        "achilles_strain": np.mean(strains, axis=0),
        "patellofemoral_force": knee["force"].values,
        "patellar_tendon_force": knee["tendon_force"].values,
        "tibia_compression": bone["compression"].values,
        "tibia_bending": bone["bending"].values,
        "knee_contact": pressed.sel(joint=[on_side("knee", side) for side in SIDES]).values,
        "hip_contact": pressed.sel(joint=[on_side("hip", side) for side in SIDES]).values,
        "iliotibial_strain": path(BAND, "strain"),
        "iliotibial_strain_rate": path(BAND, "strain_rate"),
        "iliotibial_band_strain": band,
    }
    for stem in HAMSTRINGS:
        length = muscles("fibre_length", stem)
        exact[f"{stem}_strain"] = path(stem, "strain")
        optimal = [optimal_length[on_side(stem, side)] for side in SIDES]
        exact[f"{stem}_fibre_strain"] = length / optimal - 1.0
        exact[f"{stem}_force"] = muscles("tendon_force", stem)
    series = {name: np.repeat(v[..., None], len(ESTIMATES), axis=2) for name, v in exact.items()}
    series["achilles_stress"] = achilles[..., None] / [ACHILLES_AREA[e] for e in ESTIMATES]
    stress = knee["stress"].values
    series["patellofemoral_stress"] = np.stack(
        [stress, stress, knee["stress_unloaded_area"].values], axis=2
    )
    series["tibia_stress"] = -bone["lowest_stress"].sel(estimate=list(ESTIMATES)).values
    series["tibia_strain"] = bone["strain"].sel(estimate=list(ESTIMATES)).values
    return series


def reference_loads(motion: Motion) -> Array:
    """The load that damage is counted from, of :data:`TISSUES`: (tissue, side), SI units."""
    rows = []
    for tissue in TISSUES:
        units = {
            "SI unit": [1.0] * len(SIDES),
            "body weight": [motion.runner.mass * GRAVITY] * len(SIDES),
        }
        if tissue.per == "maximal muscle force":
            names = [on_side(tissue.name, side) for side in SIDES]
            units[tissue.per] = [motion.body.muscle(name).max_force for name in names]
        rows.append(tissue.reference * np.array(units[tissue.per]))
    return np.stack(rows)


def windows(motion: Motion) -> dict[str, Array]:
    """How much (s) of every point belongs to a part of each leg's stride, by name: (time, side)."""
    weight = stride_phases(motion)["weight"].sel(foot=list(SIDES))
    return {
        "stride": weight.sum("phase").transpose("time", "foot").values,
        "stance": weight.sel(phase=_STANCE).sum("phase").transpose("time", "foot").values,
        "late swing": weight.sel(phase=PHASES[-1]).transpose("time", "foot").values,
    }
