"""A budget of muscle, spread for one aim."""

from __future__ import annotations

import json

import numpy as np
import pytest
from coarse_run import coarse_run

from hillrunner.cli.main import main
from hillrunner.errors import HillrunnerError
from hillrunner.motion import library
from hillrunner.worth.prices import design as module
from hillrunner.worth.prices.design import design
from hillrunner.worth.prices.prices import prices

BUDGET, MOST = 0.03, 0.15


@pytest.fixture(scope="module")
def run():
    return library.load_shipped("run-3.5.nc")


@pytest.fixture(scope="module")
def found():
    return design(coarse_run(), "effort", budget=BUDGET, most=MOST)


@pytest.mark.slow
def test_the_best_spread_beats_an_even_one_and_keeps_to_its_budget(found):
    before, evenly, after = found.values
    assert after < evenly < before  # strength relieves
    assert sum(found.added.values()) <= found.budget * (1.0 + 1e-6)
    assert all(0.0 < g <= MOST + 1e-9 for g in found.growth.values())
    whole = sum(m.mass for m in found.before.body.muscles)
    assert found.budget == pytest.approx(BUDGET * whole)
    gained = found.after.body.mass - found.before.body.mass
    assert gained == pytest.approx(sum(found.added.values()), rel=0.01)
    ran = found.after.runner.changes[-1].force
    for name, factor in found.change.force.items():
        assert ran[name] == pytest.approx(factor, abs=1e-5)


@pytest.mark.slow
def test_no_kilogram_would_be_worth_more_elsewhere(found):
    """Optimality: muscles that could still grow are worth no more by mass than those that grew."""
    table = prices(found.after)
    mass = {}
    for muscle in found.after.body.muscles:
        mass[muscle.name[:-2]] = mass.get(muscle.name[:-2], 0.0) + muscle.mass
    worth = {name: -float(table["stronger"].sel(place=name)) / m for name, m in mass.items()}
    grown = [worth[name] for name, g in found.growth.items() if g > 0.01]
    idle = [w for name, w in worth.items() if found.growth.get(name, 0.0) < MOST - 0.01]
    assert max(idle) < min(grown) + 0.15 * np.ptp(list(worth.values()))


def test_what_cannot_be_requested(run, tmp_path, capsys):
    with pytest.raises(HillrunnerError, match="the aim is 'speed', but of a run it must be energy"):
        design(run, "speed")
    with pytest.raises(HillrunnerError, match="budget is 80 %, but must be from 0.1 to 50 %"):
        design(run, budget=0.8)
    with pytest.raises(HillrunnerError, match="most is 300 %"):
        design(run, most=3.0)
    with pytest.raises(HillrunnerError, match="cannot be spent if no muscle may grow by more"):
        design(run, budget=0.05, most=0.02)
    file = str(run.save(tmp_path / "run.nc"))
    for flags, words in (
        (["--budget", "5"], "--budget is '5', but must be in percent, as --budget 5%"),
        (["--budget", "5%", "--most", "1%"], "--most 1% leaves no room for --budget 5%"),
        (["--aim", "health"], "the aim is 'health', but must be one of effort, energy and speed"),
    ):
        assert main(["design", file, *flags]) == 2
        assert words in capsys.readouterr().err


@pytest.mark.slow
def test_the_verb_design(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(module, "STEPS", 1)
    file, out = str(coarse_run().save(tmp_path / "run.nc")), tmp_path / "out"
    assert main(["design", file, "--aim", "effort", "--json", "--out", str(out)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["after"] <= told["evenly"] and told["budget"] > 0.0
    assert sum(told["added_mass_of_groups"].values()) == pytest.approx(
        sum(told["added_mass"].values())
    )
    assert {p.name for p in out.iterdir()} == {"before.nc", "after.nc", "result.json"}
