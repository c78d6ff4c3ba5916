"""Peaks of a step and sums over a kilometre of the loads on the right leg's tissues."""

from __future__ import annotations

from hillrunner.validate.measures.registry import SIDE, Measured, measures

MIDDLE = "middle"  # of the range of the unverified numbers behind a load


@measures("BW")
def achilles_force_bw(run: Measured, _: str) -> float:
    return _weights(run, "achilles_force")


@measures("kN")
def achilles_force(run: Measured, _: str) -> float:
    return 1e-3 * _peak(run, "achilles_force")


@measures("%")
def achilles_strain(run: Measured, _: str) -> float:
    return 100.0 * _peak(run, "achilles_strain")


@measures("kN s/km")
def achilles_load_per_km(run: Measured, _: str) -> float:
    return 1e-3 * _per_km(run, "achilles_force")


@measures("1/km")
def achilles_damage_per_km(run: Measured, _: str) -> float:
    damage = run.tissue_loads["damage_per_km"]
    return float(damage.sel(tissue="achilles_tendon", side=SIDE, estimate=MIDDLE, exponent=MIDDLE))


@measures("N m")
def tibia_bending(run: Measured, _: str) -> float:
    return _peak(run, "tibia_bending")


@measures("MPa")
def tibia_stress(run: Measured, _: str) -> float:
    return 1e-6 * _peak(run, "tibia_stress")


@measures("kN m s/km")
def tibia_load_per_km(run: Measured, _: str) -> float:
    return 1e-3 * _per_km(run, "tibia_bending")


@measures("kN s/km")
def knee_load_per_km(run: Measured, _: str) -> float:
    return 1e-3 * _per_km(run, "knee_contact")


@measures("kN s/km")
def patellofemoral_load_per_km(run: Measured, _: str) -> float:
    return 1e-3 * _per_km(run, "patellofemoral_force")


@measures("BW")
def patellofemoral_force(run: Measured, _: str) -> float:
    return _weights(run, "patellofemoral_force")


@measures("MPa")
def patellofemoral_stress(run: Measured, _: str) -> float:
    return 1e-6 * _peak(run, "patellofemoral_stress")


@measures("BW")
def hip_contact(run: Measured, _: str) -> float:
    return _weights(run, "hip_contact")


@measures("BW")
def knee_contact_force(run: Measured, _: str) -> float:
    return _weights(run, "knee_contact")


@measures("%")
def itb_strain(run: Measured, _: str) -> float:
    return 100.0 * _peak(run, "iliotibial_strain")


@measures("%/s")
def itb_strain_rate(run: Measured, _: str) -> float:
    return 100.0 * _peak(run, "iliotibial_strain_rate")


def _peak(run: Measured, load: str) -> float:
    return float(run.tissue_loads["peak"].sel(measure=load, side=SIDE, estimate=MIDDLE))


def _weights(run: Measured, load: str) -> float:
    return float(run.tissue_loads["peak_body_weights"].sel(measure=load, side=SIDE))


def _per_km(run: Measured, load: str) -> float:
    return float(run.tissue_loads["per_km"].sel(measure=load, side=SIDE, estimate=MIDDLE))
