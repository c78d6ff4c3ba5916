"""Tendons as springs: what they store and return in a stride, and their share of the work."""

from __future__ import annotations

import numpy as np
import xarray as xr

from hillrunner.analysis.muscles import muscle_powers
from hillrunner.analysis.stride import require_stride
from hillrunner.model.physics.muscle import tendon_energy
from hillrunner.motion.motion import Motion
from hillrunner.sides import SIDES, on_side

ACHILLES = ("soleus", "gasmed", "gaslat")  # the muscles that pull on the Achilles tendon


def strain_energy(motion: Motion) -> xr.DataArray:
    """Strain energy of each tendon from its force, by the closed form of the tendon curve.

    Returns
    -------
    xarray.DataArray
        (time, muscle), J, from the length at which the tendon carries nothing.
    """
    muscles = motion.body.muscles
    force, length, strain = (
        np.array([getattr(m, field) for m in muscles])
        for field in ("max_force", "slack_length", "tendon_strain")
    )
    normal = motion["tendon_force"] / force
    energy = force * length * tendon_energy(normal.values, strain)
    return normal.copy(data=energy).assign_attrs(units="J", long_name="tendon strain energy")


def springs(motion: Motion) -> xr.Dataset:
    """Energy stored and returned by each tendon over the stride.

    The model's tendon is lossless, and stands for all the elastic tissue in series with the fibres.

    Parameters
    ----------
    motion : Motion
        A solved stride.

    Returns
    -------
    xarray.Dataset
        By ``muscle``: ``energy_stored`` (J, highest minus lowest strain energy of the stride),
        ``energy_returned`` (J, positive tendon work), ``net_work`` (J, of the tendon over the
        stride: 0 but for the quadrature), ``energy_closure`` (J, largest difference between strain
        energy and the integral of tendon power), ``peak_strain`` (1) and ``tendon_share`` (1, of
        the tendon in the positive work of tendon and fibres).

        By ``side`` (right, left), of soleus and both gastrocnemii together, which share the
        Achilles tendon: ``achilles_energy`` (J/step, highest minus lowest of their sum),
        ``achilles_energy_per_mass_distance`` (J/kg/m, per body mass and length of a step),
        ``achilles_energy_returned`` (J/step, positive work of the three as one tendon: what one
        gives while another still takes stays within it), ``achilles_net_work`` (J/step) and
        ``achilles_tendon_share`` (1). Not a number where the body lacks these muscles.

        ``power_closure`` (W): the largest difference between the power of a whole unit and the sum
        of its fibres and tendon, of any muscle at any time.

    Raises
    ------
    MotionError
        If the stride is empty or that of one leg only.
    """
    require_stride(motion)
    powers = muscle_powers(motion)
    energy = strain_energy(motion)
    duration = motion["duration"]
    names = motion.body.muscle_names

    returned = xr.dot(powers["tendon_power"].clip(min=0), duration, dim="time")
    driven = xr.dot(powers["fibre_power"].clip(min=0), duration, dim="time")
    net = xr.dot(powers["tendon_power"], duration, dim="time")
    at_max = xr.DataArray([m.tendon_strain for m in motion.body.muscles], {"muscle": list(names)})
    mismatch = powers["muscle_tendon_power"] - powers["fibre_power"] - powers["tendon_power"]

    achilles = xr.DataArray(
        [[float(name in {on_side(m, s) for m in ACHILLES}) for name in names] for s in SIDES],
        {"side": list(SIDES), "muscle": list(names)},
    )

    def together(values: xr.DataArray) -> xr.DataArray:
        return xr.dot(achilles, values, dim="muscle").where(achilles.any("muscle"))

    step = 0.5 * motion.speed * motion.stride_time
    stored = _range(together(energy))
    table = {
        "energy_stored": (_range(energy), "J", "strain energy, highest minus lowest"),
        "energy_returned": (returned, "J", "positive work of the tendon"),
        "net_work": (net, "J", "net work of the tendon over the stride"),
        "energy_closure": (
            _closure(energy, powers["tendon_power"], duration),
            "J",
            "largest difference between strain energy and the integral of tendon power",
        ),
        "peak_strain": (motion["tendon_strain"].max("time") * at_max, "1", "peak tendon strain"),
        "tendon_share": (
            returned / (returned + driven),
            "1",
            "share of the tendon in the positive work of tendon and fibres",
        ),
        "achilles_energy": (stored, "J/step", "energy stored in the Achilles tendon"),
        "achilles_energy_per_mass_distance": (
            stored / (motion.runner.mass * step),
            "J/kg/m",
            "energy stored in the Achilles tendon per body mass and length of a step",
        ),
        "achilles_energy_returned": (
            xr.dot(together(powers["tendon_power"]).clip(min=0), duration, dim="time"),
            "J/step",
            "positive work of the Achilles tendon",
        ),
        "achilles_net_work": (together(net), "J/step", "net work of the Achilles tendon"),
        "achilles_tendon_share": (
            together(returned) / together(returned + driven),
            "1",
            "share of the Achilles tendon in the positive work of tendon and fibres",
        ),
        "power_closure": (abs(mismatch).max(), "W", "largest mismatch of power of any muscle"),
    }
    return xr.Dataset(
        {
            name: values.assign_attrs(units=units, long_name=label)
            for name, (values, units, label) in table.items()
        }
    )


def _range(values: xr.DataArray) -> xr.DataArray:
    return values.max("time") - values.min("time")


def _closure(energy: xr.DataArray, power: xr.DataArray, duration: xr.DataArray) -> xr.DataArray:
    """Largest difference over the stride of energy and what power gave and took (J)."""
    half = 0.5 * power * duration
    taken = -(half.cumsum("time") + half.cumsum("time").shift(time=1, fill_value=0.0))
    stray = energy - taken
    return 0.5 * _range(stray)
