"""The page of two runs: complete, safe, aligned, and true to both motions."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from fake_motion import fake_body
from html_page import HOSTILE, Page
from synthetic import running_motion

from hillrunner.errors import MotionError
from hillrunner.motion.library import load_shipped
from hillrunner.motion.motion import Motion
from hillrunner.person.muscle_change import MuscleChange
from hillrunner.quantities import QUANTITIES
from hillrunner.tell.report.frames import frames_of, root_index
from hillrunner.tell.report.two_runs_page import write_comparison
from hillrunner.worth.compare import compare
from hillrunner.worth.prices.what_if import WhatIf, WhatIfs


@pytest.fixture(scope="module")
def pair() -> tuple[Motion, Motion]:
    return load_shipped("run-3.5.nc"), load_shipped("run-4.nc")


@pytest.fixture(scope="module")
def small() -> tuple[Motion, Motion]:
    """Two motions whose page is soon written."""
    level, uphill = (running_motion(fake_body(), points=40, grade=grade) for grade in (0.0, 0.05))
    return level, uphill


@pytest.fixture(scope="module")
def page(pair, tmp_path_factory) -> Page:
    path = tmp_path_factory.mktemp("comparison") / "c.html"
    assert write_comparison(*pair, path, names=("slow", "fast")) == path
    assert path.stat().st_size < 3_000_000
    return Page(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def data(page) -> dict:
    return json.loads(page.scripts[0])


def test_the_file_is_whole_and_fetches_nothing(page):
    assert page.open == []
    assert not any("{{" in text for text in page.text)
    identifiers = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(identifiers) == len(set(identifiers))
    for _, attrs in page.tags:
        for name in ("src", "href", "action", "data"):
            assert attrs.get(name) is None or attrs[name].startswith("data:")
    policy = next(a["content"] for t, a in page.tags if t == "meta" and "http-equiv" in a)
    assert policy.startswith("default-src 'none'")


def test_every_chart_has_its_place_and_both_curves(page, data):
    places = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    assert {chart["into"] for chart in data["charts"]} == {
        "forces",
        "angles",
        "moments",
        "powers",
        "spring-plots",
        "contacts",
        "tissues",
        "activations",
        "tendons",
    }
    for chart in data["charts"]:
        assert chart["into"] in places
        assert [(s["css"], s["name"]) for s in chart["series"]] == [("l", "slow"), ("r", "fast")]
        assert len({len(s["values"]) for s in chart["series"]}) == 1
    titles = [(chart["into"], chart["title"]) for chart in data["charts"]]
    assert len(titles) == len(set(titles)) > 40


def test_curves_are_those_of_the_motions(pair, data):
    of = {(c["into"], c["title"]): [s["values"] for s in c["series"]] for c in data["charts"]}
    for i, motion in enumerate(pair):
        alone = frames_of(motion)
        np.testing.assert_allclose(of["forces", "Up"][i], alone["force"][0][1], atol=1e-4)
        knee = next(a for a in alone["angles"] if a["name"] == "knee_angle_r")
        np.testing.assert_allclose(of["angles", "Knee flexion"][i], knee["values"], atol=1e-3)
        calves = next(g for g in alone["groups"] if g["name"] == "calves")
        np.testing.assert_allclose(of["activations", "calves"][i], calves["mean"], atol=1e-3)
        force = np.array(calves["sum"]) / 1000
        np.testing.assert_allclose(of["tendons", "calves"][i], force, atol=1e-3)
    assert of["forces", "Up"][0] != of["forces", "Up"][1]


def test_runners_start_with_the_pelvis_at_the_same_place(pair, data):
    before, after = (np.array(d["scene"]["origin"]) for d in (data["before"], data))
    pelvis = [root_index(motion.body) for motion in pair]
    np.testing.assert_allclose(before[0, pelvis[0]][[0, 2]], after[0, pelvis[1]][[0, 2]], atol=1e-4)
    alone = frames_of(pair[0])
    own = np.array(alone["scene"]["origin"])
    moved = before - own
    np.testing.assert_allclose(moved, np.broadcast_to(moved[0, 0], moved.shape), atol=2e-4)
    assert np.abs(moved[..., 1]).max() == 0.0  # both stand on the same ground
    pressure = np.array(data["before"]["pressure"]) - np.array(alone["pressure"])
    np.testing.assert_allclose(pressure, np.broadcast_to(moved[0, 0], pressure.shape), atol=2e-4)


def test_the_table_is_that_of_the_two_runs(page, pair):
    rows = compare(*pair)
    cells = " ".join(" ".join(page.text).split()).replace("\u2212", "-")

    def told(label: str) -> list[str]:
        return cells.split(label, 1)[1].split()[:4]

    cost, cadence = rows["cost_of_transport"], rows["cadence"]
    assert told("Cost of transport, J/kg/m ") == [
        f"{cost.before:.3f}",
        f"{cost.after:.3f}",
        f"{cost.change:+.3f}",
        f"{cost.percent:+.1f}",
    ]
    assert told("Cadence, /min ")[:2] == [f"{cadence.before:.0f}", f"{cadence.after:.0f}"]
    knee = rows["patellofemoral_force.peak"]
    assert told("patellofemoral joint force, kN ")[2] == f"{knee.percent:+.1f}"
    for row in (*rows.cost, *rows.form, *rows.forces):
        assert QUANTITIES[row.key].label in cells
    assert "prevents" not in cells and "nan" not in cells.split()


def test_a_comparison_is_text_json_and_a_page(pair, tmp_path):
    comparison = compare(*pair)
    assert "Cost of transport" in str(comparison) and "before" in str(comparison)
    told = json.loads(comparison.to_json())
    assert told["change"]["form"]["cadence"] == comparison["cadence"].change
    assert "<table" in comparison._repr_html_()
    path = comparison.write(tmp_path / "c.html")
    assert "Before and after" in path.read_text(encoding="utf-8")


def test_hostile_names_stay_text(small, tmp_path):
    path = write_comparison(*small, tmp_path / "c.html", title=HOSTILE, names=(HOSTILE, "b"))
    page = Page(path.read_text(encoding="utf-8"))
    assert page.open == [] and [tag for tag, _ in page.tags].count("script") == 2
    assert json.loads(page.scripts[0])["charts"][0]["series"][0]["name"] == HOSTILE


def test_bodies_that_lack_parts_get_what_they_have(small, tmp_path):
    page = Page(write_comparison(*small, tmp_path / "c.html").read_text(encoding="utf-8"))
    text = " ".join(" ".join(page.text).split())
    assert "no tissues whose loads are known" in text and "5 % uphill" in text
    charts = json.loads(page.scripts[0])["charts"]
    assert {"forces", "angles", "tendons"} <= {chart["into"] for chart in charts}


def test_only_converged_motions_are_compared(small, tmp_path):
    bad = Motion(small[1].data.assign_attrs(status="iterations"))
    with pytest.raises(MotionError, match="did not converge \\(after: iterations\\)"):
        write_comparison(small[0], bad, tmp_path / "c.html")
    with pytest.raises(MotionError, match="cannot write"):
        write_comparison(*small, tmp_path / "none" / "c.html")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("count", [1, 2])
def test_what_ifs_write_a_page_each(small, tmp_path, count):
    changes = [MuscleChange(force={"glutes": 1.1}), MuscleChange(force={"soleus": 0.9})][:count]
    WhatIfs(tuple(WhatIf(change, *small, None) for change in changes)).save(tmp_path / "out")
    pages = sorted((tmp_path / "out").glob("*.html"))
    names = [page.name for page in pages]
    if count == 1:
        assert names == ["before-after.html"]
    else:
        assert names == [
            "before-after-force-capacity-of-glutes-10.html",
            "before-after-force-capacity-of-soleus-10.html",
        ]
    title = re.search(r"<h1>(.*?)</h1>", pages[0].read_text(encoding="utf-8"))[1]
    assert title == "Force capacity of glutes +10 %"
