"""Made-up lifts: what a repetition asks of a few muscles, as simulated lifts say it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import xarray as xr
from pages import ROOT

from hillrunner import Motion
from hillrunner.training.stimulus import demand

MUSCLES = {"vaslat": "quadriceps", "glmax1": "glutes", "bflh": "hamstrings", "soleus": "calves"}


def made_up_lift(
    tension: Mapping[str, float], length: Mapping[str, float] | None = None
) -> xr.Dataset:
    """A lift of 60 kg, with 60 kg of the body, at 1RM 90 kg; work goes with tension."""
    names = list(MUSCLES)
    values = xr.DataArray([tension.get(n, 0.0) for n in names], {"muscle": names}, "muscle")
    share = values / values.sum()
    fibres = [(length or {}).get(name, 1.0) for name in names]
    return xr.Dataset(
        {
            "tension": values,
            "peak_tension": values,
            "length": ("muscle", fibres),
            "share": share,
            "role": values / float((share * values).sum()),
            "max_force": ("muscle", [5000.0, 1000.0, 1000.0, 6000.0]),
            "optimal_length": ("muscle", [0.1, 0.15, 0.1, 0.04]),
            "load": 60.0,
            "lifted": 60.0,
            "one_rep_max": 90.0,
        },
        {"group": ("muscle", list(MUSCLES.values()))},
    )


@lru_cache(maxsize=1)
def gallery_squat() -> xr.Dataset:
    """What the solved squat of the gallery asks of the muscles."""
    return demand(Motion.load(ROOT / "docs" / "gallery" / "squat.nc"))
