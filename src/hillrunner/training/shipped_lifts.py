"""What the lifts that ship ask of the muscles, by exercise of a plan: for answers without a solve.

They are of the shipped runs' body. How muscles share the work of a movement hardly depends on who
does it; how much is lifted does, and is scaled to how strong and heavy somebody is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import xarray as xr

from hillrunner.model.body.model import Body
from hillrunner.motion import library
from hillrunner.person.runner import Runner
from hillrunner.sides import RIGHT, on_side
from hillrunner.training.stimulus import demand

# Near the load that plans train with; the calf raise is at about 45 % of its 1RM.
FILES: Mapping[str, str] = {
    "half squat": "squat-90-140.nc",
    "calf raise": "calf-raise-75.nc",
}
LEAST = 0.3  # of body mass, that anybody lifts: a choice


@lru_cache(maxsize=len(FILES))
def shipped_demand(exercise: str) -> xr.Dataset:
    """What :func:`~hillrunner.training.stimulus.demand` makes of the lift that ships for one of
    :data:`FILES`."""
    return demand(library.load_shipped(FILES[exercise]))


def lifter() -> Runner:
    """Who did the lifts that ship."""
    return library.load_shipped(next(iter(FILES.values()))).runner


def muscle_of(body: Body, lift: xr.Dataset, field: str) -> xr.DataArray:
    """A parameter of the muscles in a body, by the ``muscle`` names of a lift, without side."""
    names = [str(name) for name in lift["muscle"].values]
    values = [float(getattr(body.muscle(on_side(name, RIGHT)), field)) for name in names]
    return xr.DataArray(values, {"muscle": names}, "muscle")


def as_done_by(lift: xr.Dataset, max_force: xr.DataArray, mass: float) -> xr.Dataset:
    """A shipped lift as somebody does it whose muscles have these largest forces (N).

    The same movement takes the same share of everybody's largest load. What is lifted in all, the
    body's own part included, goes with the force of the muscles that do it: their arms and those of
    the load go with height alike.

    Parameters
    ----------
    lift
        That of :func:`shipped_demand`.
    max_force
        By ``muscle``, without side.
    mass
        Of the body (kg).
    """
    times = float((lift["share"] * max_force / lift["max_force"]).sum())
    lifted = float(lift["lifted"]) * mass / lifter().mass
    most = max(times * float(lift["one_rep_max"] + lift["lifted"]) - lifted, LEAST * mass)
    load = most * float(lift["load"] / lift["one_rep_max"])
    return lift.assign(
        max_force=("muscle", max_force.values), lifted=lifted, load=load, one_rep_max=most
    )
