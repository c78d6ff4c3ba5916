"""Load on the joint between kneecap and thigh bone, and on the patellar tendon."""

from __future__ import annotations

from typing import Literal

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from hillrunner.errors import BodyError
from hillrunner.model.body.anatomy import reversed_coordinates
from hillrunner.motion.motion import Motion
from hillrunner.sides import SIDES, on_both_sides

Array = NDArray[np.float64]


# Contact area by MRI, Besier et al. 2005, 10.1016/j.orthres.2004.08.003: m2 at knee flexion
# (deg), unloaded, and the share that bearing weight adds. Held at the last value beyond 60 deg.
AREA_ANGLES = (0.0, 30.0, 60.0)
CONTACT_AREAS: dict[str, tuple[float, float, float]] = {
    "male": (210e-6, 414e-6, 520e-6),
    "female": (210e-6, 269e-6, 396e-6),
}
WEIGHT_BEARING = 0.24

AREA_NOTE = (
    "contact areas by MRI (Besier 2005, grade A), 24 % larger under load; high is without those "
    "24 %"
)
RATIO_NOTE = (
    "ratio of joint force to quadriceps force fitted to van Eijden 1986, grade M, not checked there"
)


def contact_area(
    flexion: ArrayLike, sex: Literal["male", "female"], weight_bearing: bool = True
) -> Array:
    """Contact area of the patellofemoral joint (m2) at a knee ``flexion`` (rad)."""
    area = np.interp(np.rad2deg(flexion), AREA_ANGLES, CONTACT_AREAS[sex])
    return np.asarray(area * (1.0 + WEIGHT_BEARING if weight_bearing else 1.0))


def reaction_ratio(flexion: ArrayLike) -> Array:
    """Patellofemoral reaction over quadriceps force at a knee ``flexion`` (rad).

    A fit to van Eijden 1986 for 0 to 90 deg, held outside; its coefficients are those of later
    users (Brechter & Powers 2002), not checked against the original.
    """
    x = np.clip(np.rad2deg(flexion), 0.0, 90.0)
    top = 0.462 + 1.47e-3 * x - 3.84e-5 * x**2
    bottom = 1.0 - 0.0162 * x + 1.55e-4 * x**2 - 6.98e-7 * x**3
    return np.asarray(top / bottom)


def knee_flexion(motion: Motion) -> xr.DataArray:
    """Knee flexion (time, side), rad, positive in flexion whatever the body's own sign.

    Raises
    ------
    BodyError
        If the body has no knees.
    """
    names = on_both_sides("knee_angle")
    for name in names:
        if name not in motion.body.coordinate_names:
            raise BodyError(f"this body has no coordinate {name}, which the knee's loads need.")
    backward = reversed_coordinates(motion.body)
    sign = np.array([-1.0 if name in backward else 1.0 for name in names])
    angle = motion["position"].sel(coordinate=list(names)).values * sign
    return xr.DataArray(
        angle, {"time": motion["time"], "side": list(SIDES)}, ("time", "side"), "knee_flexion"
    )


def patellofemoral(motion: Motion) -> xr.Dataset:
    """Patellofemoral force and stress and patellar tendon force.

    The quadriceps force is the sum of the model's quadriceps tendon forces; the model lets them
    run over the patella undiminished, so it is the patellar tendon's force too.

    Parameters
    ----------
    motion : Motion

    Returns
    -------
    xarray.Dataset
        (time, side): ``force`` (N), ``stress`` (Pa) on the area of the loaded joint,
        ``stress_unloaded_area`` (Pa) on the area of the unloaded joint, ``tendon_force`` (N).

    Raises
    ------
    BodyError
        If the body has no knees or no quadriceps.
    """
    flexion = knee_flexion(motion)
    pulls = []
    for side in SIDES:
        names = [m.name for m in motion.body.muscles if (m.group, m.side) == ("quadriceps", side)]
        if not names:
            raise BodyError(
                f"this body has no quadriceps on the {side}, which the load of the kneecap needs."
            )
        pulls.append(motion["tendon_force"].sel(muscle=names).sum("muscle").values)
    pull = np.stack(pulls, axis=1)
    force = reaction_ratio(flexion.values) * pull
    sex = motion.runner.sex

    def series(values: Array, units: str, label: str) -> tuple[tuple[str, str], Array, dict]:
        return ("time", "side"), values, {"units": units, "long_name": label}

    return xr.Dataset(
        {
            "force": series(force, "N", "patellofemoral joint force"),
            "stress": series(
                force / contact_area(flexion.values, sex), "Pa", "patellofemoral joint stress"
            ),
            "stress_unloaded_area": series(
                force / contact_area(flexion.values, sex, weight_bearing=False),
                "Pa",
                "patellofemoral joint stress without the share that bearing weight adds to area",
            ),
            "tendon_force": series(pull, "N", "patellar tendon force"),
        },
        coords=flexion.coords,
        attrs={"assumption": f"{AREA_NOTE}; {RATIO_NOTE}"},
    )
