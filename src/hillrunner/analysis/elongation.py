"""How far and how fast a muscle-tendon unit is stretched beyond its length in standing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from hillrunner.errors import BodyError
from hillrunner.model.body.paths import path_length
from hillrunner.motion.motion import Motion

PATH_NOTE = (
    "strain of the whole path from pelvis to shin bone against standing, muscle belly included: "
    "its change between runs, not its value, is worth reading"
)


def elongation(motion: Motion, muscles: Sequence[str]) -> xr.Dataset:
    """Strain of whole muscle-tendon paths against upright standing (all coordinates zero).

    Of ``tfl_r`` and ``tfl_l`` this is the strain of the iliotibial band's path: from the front of
    the iliac crest over the side of the thigh and the lateral epicondyle to Gerdy's tubercle
    (Hamill et al. 2008, 10.1016/j.clinbiomech.2008.04.018). The muscle belly is part of the path
    and the band itself is stiffer, so differences between runs mean more than the value.

    Parameters
    ----------
    motion : Motion
    muscles : sequence of str
        Names with side.

    Returns
    -------
    xarray.Dataset
        (time, muscle): ``strain`` (1) and ``strain_rate`` (1/s), lengthening positive;
        (muscle): ``standing_length`` (m).

    Raises
    ------
    BodyError
        If the body lacks one of the muscles.
    """
    names = list(muscles)
    require_muscles(motion, names)
    paths = [motion.body.muscle(name).path for name in names]
    standing = np.array(
        [float(path_length(path, dict.fromkeys(path.coordinates, 0.0))) for path in paths]
    )
    length = motion["muscle_tendon_length"].sel(muscle=names).values
    speed = motion["muscle_tendon_velocity"].sel(muscle=names).values
    by_muscle = ("time", "muscle")
    return xr.Dataset(
        {
            "strain": (
                by_muscle,
                length / standing - 1.0,
                {"units": "1", "long_name": "strain of the path against standing"},
            ),
            "strain_rate": (
                by_muscle,
                speed / standing,
                {"units": "1/s", "long_name": "rate of strain of the path"},
            ),
            "standing_length": (
                "muscle",
                standing,
                {"units": "m", "long_name": "length of the path in standing"},
            ),
        },
        coords={"time": motion["time"], "muscle": names},
        attrs={"assumption": PATH_NOTE},
    )


def require_muscles(motion: Motion, names: Sequence[str]) -> None:
    """Refuse a body that lacks a muscle.

    Raises
    ------
    BodyError
        Names the first that is missing.
    """
    there = set(motion.body.muscle_names)
    for name in names:
        if name not in there:
            raise BodyError(
                f"this body has no muscle {name}, which its tissue loads need: use a body with "
                "the muscle names of the Rajagopal models."
            )
