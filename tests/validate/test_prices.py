"""What trainings and added mass do to cost, as the rows about strength and performance ask it."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest
import xarray as xr

from hillrunner.model.physics.metabolism import BASAL_RATE
from hillrunner.motion.library import load_shipped
from hillrunner.motion.motion import Motion
from hillrunner.published.rows import Condition, conditions_of, published_rows
from hillrunner.validate.measures import Measured, measurement, registry
from hillrunner.validate.measures.prices import CHANGES
from hillrunner.validate.run import shipped_motions
from hillrunner.validate.table import evaluate
from hillrunner.worth.prices.prices import SOLE, prices

SUBJECT = "strength and performance"
GROSS = 4.0  # J/kg/m, of the made-up runner


@pytest.fixture(scope="module")
def motion() -> Motion:
    return load_shipped("run-3.5.nc")


def own_rows():
    return tuple(r for r in published_rows() if r.subject == SUBJECT)


def runner(knob: str, place: str, price: float):
    """A run in which one thing has a price (J/kg/m) and all else is free."""
    places = ["all", "calves", "soleus", "gasmed", "gaslat"]
    table = {
        name: ("place", [price * (name == knob and p == place) for p in places])
        for name in ("drive", "stronger", "tendon_stiffness")
    }
    table["segment_mass"] = ("segment", [price * (knob == "segment_mass")])
    table["sole"] = ("of_sole", [price * (knob == "sole" and name == place) for name in SOLE])
    coords = {"place": places, "segment": ["calcn"], "of_sole": list(SOLE)}
    return SimpleNamespace(
        prices=xr.Dataset(table, coords=coords),
        spatiotemporal=SimpleNamespace(cost_of_transport=GROSS),
        motion=SimpleNamespace(speed=3.5),
    )


@pytest.mark.parametrize(
    ("of", "knob", "place", "amount"),
    [
        ("calf training", "drive", "calves", 0.07),  # Albracht & Arampatzis 2013
        ("calf training", "tendon_stiffness", "calves", 0.16),
        ("stronger legs", "drive", "all", 0.1),
        ("stronger and larger legs", "stronger", "all", 0.1),
        ("stiffer leg tendons", "tendon_stiffness", "all", 0.1),
        ("stiffer soleus tendon", "tendon_stiffness", "soleus", 0.1),
        ("stiffer gasmed tendon", "tendon_stiffness", "gasmed", 0.1),
        ("stiffer gaslat tendon", "tendon_stiffness", "gaslat", 0.1),
        ("heavier feet", "segment_mass", "calcn", 0.1),  # kg, Hoogkamer 2016
        ("super shoe for racing flat", "sole", "stiffness", -1.5 * math.log(21.42 / 15.42)),
        ("super shoe for racing flat", "sole", "dissipation", math.log(0.50912 / 0.95930)),
    ],
)
def test_a_change_is_the_price_times_what_is_published(of, knob, place, amount):
    run = runner(knob, place, -2.0)
    change = -2.0 * amount
    found = {name: measurement("cost_change", name).function(run, name) for name in CHANGES}
    assert found.pop(of) == pytest.approx(100.0 * change / GROSS, rel=1e-3)
    assert set(found.values()) == {0.0}
    oxygen = measurement("oxygen_change", of).function(run, of)
    assert oxygen == pytest.approx(change * 3.5 * 60.0 / 20.56, rel=1e-3)  # J/mL at 0.89


def test_cost_is_gross_as_oxygen_is_measured(motion):
    """The percentages' whole is the priced cost with the rate of standing."""
    priced = prices(motion, of="energy").attrs["value"] + BASAL_RATE / motion.speed
    assert Measured(motion).spatiotemporal.cost_of_transport == pytest.approx(priced, rel=1e-6)


def test_each_motion_is_priced_once(monkeypatch):
    asked = []

    price = registry.prices

    def counted(motion: Motion, of: str) -> xr.Dataset:
        asked.append((of, motion.speed))
        if of == "speed":
            return price(motion, of=of)
        return runner("drive", "all", -1.0).prices

    monkeypatch.setattr(registry, "prices", counted)
    rows = own_rows()
    table = evaluate(rows, shipped_motions(conditions_of(rows)).motions)
    assert len(table.results) == len(rows) and not table.left_out
    energy = [speed for of, speed in asked if of == "energy"]
    assert sorted(energy) == sorted(c.speed for c in conditions_of(rows) if c.speed is not None)
    assert len(asked) == len(set(asked))


def test_a_motion_that_cannot_be_priced_says_so(motion):
    bare = Motion(motion.data.drop_vars(["warm_variables", "warm_row_multipliers"]))
    rows = [r for r in own_rows() if [c.speed for c in r.conditions] == [3.5]]
    table = evaluate(rows, {Condition(speed=3.5): bare})
    assert rows and all(r.value is None and "no multipliers" in r.why for r in table.results)


def test_tendons_stretch_more_than_the_best_strain(motion):
    """What makes "lowest at 2-3 %" a direction: stiffer is towards it only from above."""
    assert min(muscle.tendon_strain for muscle in motion.body.muscles) > 0.03


def test_only_directions_count_where_no_spread_is_published():
    rows = own_rows()
    counted = [r for r in rows if r.counted]
    spread = [r for r in counted if None not in r.band]
    assert [r.source.name.split(",")[0] for r in spread] == ["Hoogkamer 2018"]
    shown = {r.source.name.split()[0] for r in rows} - {r.source.name.split()[0] for r in counted}
    assert shown == {"Eihara", "Denadai", "Balsalobre-Fernandez", "Weyand"}
