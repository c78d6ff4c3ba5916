"""What the changed muscles of each week are worth, to first order: run, sprint and loads.

Prices are derivatives in the muscle's force, its mass and its tendon's stiffness, each alone, so
that strength without size is not charged for mass. A change counts by its logarithm, as where a
changed run is expected (:func:`~hillrunner.worth.prices.what_if.expected_change`). Loads answer
to strength by muscle group, with the mass that goes with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import xarray as xr

from hillrunner.groups import GROUPS
from hillrunner.model.body.model import Body
from hillrunner.person.muscle_change import ALL
from hillrunner.sides import stem
from hillrunner.training.adaptation import Adaptation
from hillrunner.worth.answer.effects import FEWEST
from hillrunner.worth.answer.ensemble import SolvedBodies
from hillrunner.worth.answer.priced_body import Knob, PricedBody, PricedSprint, Prices, Unsolved

B = TypeVar("B")

PRICED: Mapping[str, Knob] = {  # store of the adaptation: knob of its price
    "force": "force",
    "size": "mass",
    "tendon_stiffness": "tendon_stiffness",
}


def priced_weeks(
    done: Adaptation,
    solved: SolvedBodies,
    peaks: Mapping[str, float] | None = None,
) -> xr.Dataset:
    """What becomes of run, sprint, loads and body mass, week by week.

    Parameters
    ----------
    done
        The muscles of every week, in many samples.
    solved
        The runner's body, and plausible ones: where there are :data:`FEWEST` or more, each sample
        but the first is of one of them.
    peaks
        Peak loads before the plan (N, Pa), by name; none where not given.

    Returns
    -------
    xarray.Dataset
        By ``sample`` and ``week``: ``economy_percent`` (of the metabolic cost of running, for each
        kilogram of the runner before; negative is cheaper), ``top_speed`` (m/s; NaN without
        a sprint), ``body_mass_percent``; by ``load`` also, ``loads`` (N, Pa) and
        ``loads_percent``.
    """
    logs = done.samples[list(PRICED)].map(np.log)
    economy = _by_body(_economy, solved.body, solved.bodies, logs)
    if isinstance(solved.sprint, Unsolved):
        fastest = xr.full_like(economy, np.nan)
    else:
        fastest = _by_body(_top_speed, solved.sprint, solved.sprints, logs)
    priced = solved.body.loads.get(ALL, {})
    there = {name: peak for name, peak in (peaks or {}).items() if name in priced}
    stronger = (100.0 * gained_by_group(done)).to_dataset(name="strength")
    percent = _by_body(
        lambda body, part: _loads(body, part, list(there)), solved.body, solved.bodies, stronger
    )
    before = xr.DataArray(list(there.values()), {"load": list(there)}, "load")
    return xr.Dataset(
        {
            "economy_percent": economy,
            "top_speed": fastest,
            "body_mass_percent": added_mass(done.samples["size"], solved.run.body)
            * (100.0 / solved.run.runner.mass),
            "loads": before * (1.0 + 0.01 * percent),
            "loads_percent": percent,
        }
    ).drop_vars("group", errors="ignore")


def priced_change(prices: Prices, logs: xr.Dataset) -> xr.DataArray:
    """Change of what is priced, in its unit, for logarithms of ``force``, ``size`` and
    ``tendon_stiffness`` by ``muscle``."""
    muscles = [str(name) for name in logs["muscle"].values]
    total: xr.DataArray | None = None
    for store, knob in PRICED.items():
        each = [prices.by_knob[knob][name] for name in muscles]
        worth = xr.DataArray(each, {"muscle": muscles}, "muscle")
        part = xr.dot(logs[store].drop_vars("group", errors="ignore"), worth, dim="muscle")
        total = part if total is None else total + part
    assert total is not None
    return total


def gained_by_group(done: Adaptation) -> xr.DataArray:
    """Force that each muscle ``group`` has gained, as a part of what it had, of every sample."""
    force, most = done.samples["force"], done.samples["max_force"]
    of_muscle = done.samples["group"].values
    names = [group for group in GROUPS if group in of_muscle]
    members = xr.DataArray(
        [[float(one == name) for one in of_muscle] for name in names],
        {"group": names, "muscle": done.samples["muscle"].values},
        ("group", "muscle"),
    )
    part = members * most.drop_vars("group", errors="ignore")
    return xr.dot(force.drop_vars("group") - 1.0, part / part.sum("muscle"), dim="muscle")


def added_mass(size: xr.DataArray, body: Body) -> xr.DataArray:
    """Muscle that is more (kg), both legs together, for factors on size by ``muscle``."""
    mass: dict[str, float] = {}
    for muscle in body.muscles:
        mass[stem(muscle.name)] = mass.get(stem(muscle.name), 0.0) + muscle.mass
    own = [mass[str(name)] for name in size["muscle"].values]
    weight = xr.DataArray(own, {"muscle": size["muscle"].values}, "muscle")
    return xr.dot(size.drop_vars("group", errors="ignore") - 1.0, weight, dim="muscle")


def _by_body(
    value: Callable[[B, xr.Dataset], xr.DataArray], own: B, others: Sequence[B], data: xr.Dataset
) -> xr.DataArray:
    """``value`` of a body for its part of the samples: the first of one's own, the others of
    plausible bodies in turn; all of one's own where those are few."""
    if len(others) < FEWEST:
        return value(own, data)
    rest = np.arange(1, data.sizes["sample"])
    turns = [rest[i :: len(others)] for i in range(len(others))]
    parts = [value(own, data.isel(sample=[0]))]
    for body, turn in zip(others, turns, strict=True):
        if turn.size:
            parts.append(value(body, data.isel(sample=turn)))
    order = np.argsort(np.concatenate([[0], *turns]))
    return xr.concat(parts, "sample").isel(sample=order)


def _economy(body: PricedBody, logs: xr.Dataset) -> xr.DataArray:
    return 100.0 / body.cost.value * priced_change(body.cost, logs)


def _top_speed(sprint: PricedSprint, logs: xr.Dataset) -> xr.DataArray:
    return sprint.top_speed.value + priced_change(sprint.top_speed, logs)


def _loads(body: PricedBody, stronger: xr.Dataset, names: Sequence[str]) -> xr.DataArray:
    """Percent of each load, for percent of strength by group."""
    groups = [str(name) for name in stronger["group"].values]
    per = [[body.loads[group][name] for group in groups] for name in names]
    table = xr.DataArray(
        np.array(per).reshape(len(names), len(groups)),
        {"load": list(names), "group": groups},
        ("load", "group"),
    )
    return xr.dot(stronger["strength"], table, dim="group")
