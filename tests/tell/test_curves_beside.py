"""Curves of motions over those of people, as the validation page draws them."""

from __future__ import annotations

import json
import re

import numpy as np
from fake_motion import fake_motion

from hillrunner.motion.library import load_shipped
from hillrunner.published.curves import CURVES, curves_at
from hillrunner.published.rows import Condition
from hillrunner.tell.report.curves_beside import curves_beside
from hillrunner.tell.report.validation_page import page
from hillrunner.validate.curves import motion_curve
from hillrunner.validate.run import shipped_motions
from hillrunner.validate.table import Table

SPEEDS = (2.5, 3.5, 4.5)  # m/s


def test_the_page_draws_every_curve_over_peoples():
    motions = shipped_motions([Condition(speed=speed) for speed in SPEEDS]).motions
    text = page(Table(()), "shipped motions", motions=motions)
    assert "src=" not in text and "@import" not in text
    data = json.loads(re.search(r'id="data">(.*?)</script>', text, re.DOTALL)[1])
    places = [f"curves-{speed}" for speed in SPEEDS]
    assert [chart["into"] for chart in data["charts"]] == [p for p in places for _ in CURVES]
    assert all(f'id="{place}"' in text for place in places)
    for chart, (speed, name) in zip(
        data["charts"], ((v, n) for v in SPEEDS for n in CURVES), strict=True
    ):
        mine, people = chart["series"]
        at = curves_at(speed).sel(curve=name)
        np.testing.assert_allclose(people["values"], at["mean"], atol=6e-3)
        np.testing.assert_allclose(people["sd"], at["sd"], atol=6e-3)
        own = motion_curve(motions[Condition(speed=speed)], name)
        np.testing.assert_allclose(mine["values"], own, atol=6e-3)
        assert CURVES[name] in chart["title"] and 30.0 < chart["stance"][0][1] < 50.0


def test_a_motion_without_such_curves_is_left_out():
    level, slope = Condition(speed=3.5), Condition(speed=3.5, slope=0.05)
    run = load_shipped("run-3.5.nc")
    assert [place.name for place in curves_beside({level: run, slope: run})] == ["3.5 m/s"]
    assert curves_beside({slope: run, Condition(speed=3.0): run}) == []
    assert curves_beside({level: fake_motion()}) == []  # has no pelvis_list
