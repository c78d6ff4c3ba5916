"""A study from its file to its data set, with quick work in the place of solves."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from pages import ROOT, blocks
from study_work import counted, made_up

from hillrunner import Run, Runner, Settings, Study
from hillrunner.batch.cluster import Cluster
from hillrunner.batch.run import Ended, Planned
from hillrunner.errors import StudyError
from hillrunner.person.muscle_change import MuscleChange
from hillrunner.study.keys import OF_ONE_LEG, OF_THE_RUNNER
from hillrunner.study.result import StudyResult

DESIGN = """
name = "small"
method = "full factorial"

[runner]
height = 1.8
mass = [44, 60, 70, 80]
strength.glutes.left = [0.7, 1.0]

[task]
speed = [3.0, 4.5]

[change]
force.all = 1.1
"""


def design(**more) -> dict:
    sound = {
        "method": "latin hypercube",
        "size": 8,
        "runner": {"height": 1.8, "mass": {"from": 60, "to": 90}},
        "task": {"speed": 3.0},
    }
    return sound | more


@pytest.fixture
def small(tmp_path):
    (tmp_path / "design.toml").write_text(DESIGN)
    return Study.read(tmp_path / "design.toml")


def masses(*values) -> Study:
    return Study(method="full factorial", runner={"height": 1.8, "mass": values}, task={"speed": 3})


# The design


def test_members_are_what_their_tables_say(small):
    assert len(small.members) == 16
    first = small.members[0]
    assert first.values == {
        "runner.mass": 44,
        "runner.strength.glutes.left": 0.7,
        "task.speed": 3.0,
    }
    runner = Runner(**small.members[4].order["runner"])
    assert runner.strength == {"left:glutes": 0.7} and runner.mass == 60
    assert Run(**first.order["task"]).speed == 3.0
    assert MuscleChange(**first.order["change"]).force == {"all": 1.1}
    assert small == Study(**json.loads(json.dumps(small.model_dump(mode="json"))))


def test_the_population_is_a_design():
    study = Study.read(ROOT / "studies" / "population.toml")
    assert len(study.members) == 200 and len(study.inputs) == 9


def test_the_design_of_the_documentation_is_one(tmp_path):
    (text,) = blocks(ROOT / "docs" / "howto" / "study.md", "toml")
    (tmp_path / "design.toml").write_text(text)
    study = Study.read(tmp_path / "design.toml")
    assert len(study.members) == 60 and len(study.inputs) == 6


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"metod": 1}, "unknown key 'metod' (= 1), perhaps 'method' was meant; allowed are name"),
        ({"method": "latin"}, "method is 'latin', but must be one of latin hypercube, full fact"),
        ({"size": 1}, "size is 1, but must be a whole number from 2 to 100000"),
        ({"size": 8.5}, "size is 8.5, but must be a whole number"),
        ({"size": None}, "size is missing: say how many members the latin hypercube design has"),
        ({"seed": -1}, "seed is -1, but must be a whole number from 0"),
        ({"name": "a\nb"}, "name is 'a\\nb', but must be a text"),
        ({"runner": 3}, "runner is 3, but must be a table of sex, age, height"),
        ({"runner": {"heigt": 1.8}}, "unknown key in runner 'heigt' (= 1.8), perhaps 'height'"),
        ({"runner": {"mass": [60, 70]}}, "runner: height is missing: it must be a number from"),
        ({"runner": {"height": 1.8, "mass": {"from": 20, "to": 70}}}, "runner: mass is 20 kg, but"),
        ({"runner": {"height": 1.8, "mass": [70, 200]}}, "runner: mass is 200 kg, but must be"),
        ({"runner": {"height": 1.8, "mass": 70}}, "nothing is varied: give at least one range"),
        (
            {"runner": {"height": 1.8, "mass": 70, "shoe": {"drop": [0.01, 4]}}},
            "runner: drop of the shoe is 4 m, but must be a number from -0.005 to 0.02 m (4 mm is",
        ),
        ({"task": {"sped": 3}}, "unknown key in task 'sped' (= 3), perhaps 'speed' was meant"),
        ({"task": {"speed": [3, 9]}}, "task: speed is 9 m/s, but must be a number from 2 to 6"),
        ({"change": {"forc": {"all": 1.1}}}, "unknown key in change 'forc'"),
        ({"change": {"force": {"all": [1.1, 5]}}}, "change: factor on force of all is 5, but"),
        ({"change": {"force": {"soleuss": 1.1}}}, "'soleuss', perhaps 'soleus' was meant"),
        ({"settings": {"mesh": [10, 4]}}, "settings: mesh is 4, but"),
        ({"settings": {"effort": {"activatio": 3}}}, "perhaps 'activation' was meant"),
    ],
)
def test_a_broken_design_is_one_sentence(wrong, said):
    with pytest.raises(StudyError) as raised:
        Study(**design(**wrong))
    assert said in str(raised.value) and "\n" not in str(raised.value)


def test_shoes_vary_by_name_or_number(tmp_path):
    runner = {"height": 1.8, "mass": 70.0}
    by_name = Study(**design(runner=runner | {"shoe": ["usual", "super shoe"]}))
    assert {m.values["runner.shoe"] for m in by_name.members} == {"usual", "super shoe"}
    by_number = Study(**design(runner=runner | {"shoe": {"deformation": [0.005, 0.012]}}))
    data = by_number.run(tmp_path, work=made_up).data["runner.shoe.deformation"]
    assert data.attrs["long_name"] == "deformation of the shoe" and data.attrs["units"] == "m"
    assert set(data.values) == {0.005, 0.012}


def test_a_side_that_is_none_is_a_sentence():
    runner = {"height": 1.8, "mass": 70, "strength": {"glutes": {"lft": {"from": 0.7, "to": 1}}}}
    with pytest.raises(StudyError, match="unknown side of glutes 'lft'.*perhaps 'left' was meant"):
        Study(**design(runner=runner))


def test_a_file_that_is_none_is_a_sentence(tmp_path):
    with pytest.raises(StudyError, match="cannot read design file .*no such file"):
        Study.read(tmp_path / "none.toml")
    (tmp_path / "broken.toml").write_text("[runner")
    with pytest.raises(StudyError, match="is not valid TOML"):
        Study.read(tmp_path / "broken.toml")


# The data set


def test_everybody_is_in_the_data_set_with_what_became_of_them(small, tmp_path):
    result = small.run(tmp_path, work=made_up)
    assert result.counts == {"converged": 6, "unsolved": 6, "impossible": 4, "lost": 0}
    data = result.data
    assert data["member"].values.tolist() == list(range(1, 17))
    by_status = dict(zip(data["status"].values, data["reason"].values, strict=True))
    assert by_status["unsolved"] == "infeasible: no way there."
    assert by_status["impossible"].startswith("height 1.8 m with mass 44 kg is a body mass index")
    assert by_status["converged"] == ""
    assert set(result.reasons) == {1, 2, 3, 4, 6, 8, 10, 12, 14, 16}
    # inputs
    assert data["runner.mass"].attrs["units"] == "kg"
    assert data["task.speed"].attrs["units"] == "m/s"
    assert data["runner.strength.glutes.left"].attrs["long_name"] == "strength of glutes left"
    # outputs in closed form, before and after
    there = data.where(data["status"] == "converged", drop=True)
    cost = 2.0 + 0.01 * there["runner.mass"]
    assert np.allclose(there["cost_of_transport"].sel(state="before"), cost)
    assert np.allclose(there["cost_of_transport"].sel(state="after"), 1.1 * cost)
    assert data["cost_of_transport"].attrs["units"] == "J/kg/m"
    knee = there["knee_contact.peak"].sel(state="before")
    assert np.allclose(knee.sel(side="right"), 5.0 * 9.81 * there["runner.mass"])
    ratio = 1.0 - (1.0 - there["runner.strength.glutes.left"]) / 1.5
    assert np.allclose(knee.sel(side="left") / knee.sel(side="right"), ratio)
    failed = data["status"].values != "converged"
    for key in ("cost_of_transport", "knee_contact.peak", "iterations", "cpu_seconds"):
        assert np.isnan(data[key].values[failed]).all() and not np.isnan(data[key][~failed]).any()


def test_the_file_holds_all_of_it(small, tmp_path):
    result = small.run(tmp_path, work=made_up)
    again = StudyResult.load(result.save_data(tmp_path / "study.nc"))
    assert again.data.equals(result.data)
    for name, values in result.data.variables.items():
        assert again.data[name].attrs == values.attrs, name
    assert Study(**again.design) == small
    assert list(again.inputs) == [one.name for one in small.inputs]
    assert set(result.save(tmp_path / "all")) == {
        tmp_path / "all" / name for name in ("result.json", "study.html", "study.nc")
    }
    with pytest.raises(StudyError, match="damaged or not a NetCDF file"):
        (tmp_path / "broken.nc").write_text("x")
        StudyResult.load(tmp_path / "broken.nc")
    with pytest.raises(StudyError, match="no such file"):
        StudyResult.load(tmp_path / "none.nc")


def test_every_output_is_a_quantity_once():
    assert not set(OF_ONE_LEG) & set(OF_THE_RUNNER)
    assert {"cost_of_transport", "net_cost", "cadence", "energy_price_of_all"} < set(OF_THE_RUNNER)
    assert {"knee_swing_max", "peak_force_of_glutes", "knee_contact.peak"} < set(OF_ONE_LEG)


def test_settings_may_vary_too(tmp_path):
    study = Study(**design(settings={"mesh": [10, 20], "effort": {"posture": 0.5}}))
    meshes = {Settings(**m.order["settings"]).mesh for m in study.members}
    assert meshes == {10, 20}
    result = study.run(tmp_path, work=made_up)
    assert set(result.data["settings.mesh"].values) == {10.0, 20.0}


# Going on


def begun(folder: Path) -> dict[str, int]:
    return {p.stem: len(p.read_text().splitlines()) for p in folder.glob("*.begun")}


def test_what_is_solved_is_not_solved_again(tmp_path, monkeypatch):
    monkeypatch.setenv("STUDY_WORK", str(tmp_path))
    masses(60, 70).run(tmp_path / "out", work=counted)
    events = []
    result = masses(60, 70, 80).run(tmp_path / "out", work=counted, watch=events.append)
    assert begun(tmp_path) == {"60": 1, "70": 1, "80": 1}
    assert isinstance(events[0], Planned) and events[0].kept == 2
    assert sum(isinstance(event, Ended) for event in events) == 1
    assert result.counts["converged"] == 3


def test_dask_gives_the_same_data_set(small, tmp_path):
    here = small.run(tmp_path / "here", work=made_up)
    with closing(Cluster(tmp_path / "there" / "members", count=2)) as cluster:
        there = small.run(tmp_path / "there", executor=cluster, work=made_up)
    assert there.data.drop_vars("seconds").equals(here.data.drop_vars("seconds"))
