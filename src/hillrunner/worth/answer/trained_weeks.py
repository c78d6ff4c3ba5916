"""What the changed muscles of each week are worth, to first order: run, sprint and loads.

Prices are derivatives in the muscle's force, its heat, what it is to carry and its tendon's
stiffness, each alone, so that strength without size is not charged for carrying. A change counts
by its logarithm, as where a changed run is expected
(:func:`~hillrunner.worth.prices.what_if.expected_change`). Loads answer to strength by muscle
group, with the mass that goes with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import xarray as xr

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
    "heat": "heat",
    "size": "carrying",
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
    logs = logarithms(done)
    economy = _by_body(_economy, solved.body, solved.bodies, logs)
    if isinstance(solved.sprint, Unsolved):
        fastest = xr.full_like(economy, np.nan)
    else:
        fastest = _by_body(_top_speed, solved.sprint, solved.sprints, logs)
    priced = solved.body.loads.get(ALL, {})
    there = {name: peak for name, peak in (peaks or {}).items() if name in priced}
    stronger = (100.0 * gained_by_muscle(done)).to_dataset(name="strength")
    stronger = stronger.assign_coords(group=("muscle", done.samples["group"].values))
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


def logarithms(done: Adaptation) -> xr.Dataset:
    """Logarithms of what is :data:`PRICED`, by ``muscle``, of every sample."""
    return done.samples[list(PRICED)].map(np.log).drop_vars("group")


def worth_by_muscle(prices: Prices, logs: xr.Dataset) -> xr.DataArray:
    """Change of what is priced, in its unit, by the ``muscle`` that makes it: see
    :func:`logarithms`."""
    muscles = [str(name) for name in logs["muscle"].values]

    def price(knob: Knob) -> xr.DataArray:
        each = [prices.by_knob[knob][name] for name in muscles]
        return xr.DataArray(each, {"muscle": muscles}, "muscle")

    first, *rest = (logs[store] * price(knob) for store, knob in PRICED.items())
    return sum(rest, first)


def gained_by_muscle(done: Adaptation) -> xr.DataArray:
    """The part of each ``muscle`` in the force that its group has gained, of every sample."""
    force, most = (done.samples[name].drop_vars("group") for name in ("force", "max_force"))
    groups = done.samples["group"].values
    whole = {group: float(most.values[groups == group].sum()) for group in set(groups)}
    of_group = xr.DataArray([whole[one] for one in groups], {"muscle": most["muscle"]}, "muscle")
    return (force - 1.0) * most / of_group


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
    return 100.0 / body.cost.value * worth_by_muscle(body.cost, logs).sum("muscle")


def _top_speed(sprint: PricedSprint, logs: xr.Dataset) -> xr.DataArray:
    return sprint.top_speed.value + worth_by_muscle(sprint.top_speed, logs).sum("muscle")


def _loads(body: PricedBody, stronger: xr.Dataset, names: Sequence[str]) -> xr.DataArray:
    """Percent of each load, for percent of strength of muscles as parts of their groups."""
    groups = [str(name) for name in stronger["group"].values]
    per = [[body.loads[group][name] for group in groups] for name in names]
    muscles = stronger["muscle"].values
    table = xr.DataArray(
        np.array(per).reshape(len(names), len(groups)),
        {"load": list(names), "muscle": muscles},
        ("load", "muscle"),
    )
    return xr.dot(stronger["strength"].drop_vars("group"), table, dim="muscle")
