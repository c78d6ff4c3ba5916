"""Weeks of training in words and as a page; in a real browser nothing of it sticks out."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from browser import look, needs_browser, root
from html_page import HOSTILE, Page
from made_up_training import RUNNER, SQUAT, bodies, made_up_weeks, runs

from hillrunner import Plan
from hillrunner.tell.report.curves_along import Line, curves
from hillrunner.tell.report.training_page import training_page
from hillrunner.tell.words.training import plan_lines, sentences
from hillrunner.training.coefficients import TABLE
from hillrunner.worth.answer.answer import runners_race
from hillrunner.worth.answer.priced_body import Unsolved
from hillrunner.worth.train.train import Trained

CALF = {"name": "calf raise", "sets": 3, "repetitions": [12, 8], "rir": 2}
PLAN = Plan(
    name=f"legs {HOSTILE}",
    source="a coach",
    weeks=8,
    running=40,
    exercises=[SQUAT, CALF],
    deload_weeks=[5],
    weeks_after=4,
)
PROBE = """<script>
  const root = document.documentElement;
  root.dataset.inner = root.scrollWidth;
  root.dataset.outer = root.clientWidth;
  const pictures = [...document.querySelectorAll(".along svg")];
  root.dataset.pictures = pictures.length;
  root.dataset.flat = pictures.filter((one) => one.getBoundingClientRect().height < 90).length;
  root.dataset.cut = [...document.querySelectorAll("figcaption b")].filter(
    (text) => text.scrollWidth > text.clientWidth + 1).length;
</script>"""


@pytest.fixture(scope="module")
def result() -> Trained:
    return made_up_weeks(PLAN, runners_race(RUNNER, "10 km"))


def test_the_first_sentence_says_lifts_cost_and_time(result):
    (first,) = sentences(result)["Answer"]
    assert "your half squat from 160 to" in first and "your calf raise from 160 to" in first
    assert (
        "% cheaper (" in first and "faster over 10 km (" in first and first.endswith("5 to 95 %).")
    )


def test_a_model_against_the_trials_says_so_in_its_answer():
    dear = made_up_weeks(None, None, bodies(replace(runs(force=0.1))))
    first, against = sentences(dear)["Answer"]
    assert "dearer" in first and "Trials disagree with that" in against
    assert against[:30] in str(dear).replace("\n", " ")
    assert "Trials disagree" not in str(made_up_weeks())


def test_the_plan_is_week_by_week_with_kilograms_that_grow(result):
    lines = plan_lines(result)
    assert [week for week, _ in lines] == [str(week) for week in range(1, 9)]
    squats, calves = ([cells[i] for _, cells in lines] for i in (0, 1))
    assert squats[0] == "4 x 4 at 85 % (136 kg)" and squats[4].startswith("2 x 4 at 85 %")
    kilograms = [int(re.search(r"(\d+) kg", cell)[1]) for cell in squats]
    assert kilograms == sorted(kilograms) and kilograms[-1] > kilograms[0]
    assert calves[4].startswith("1 or 2 x 10, ")  # half of three sets
    assert calves[-1].startswith("3 x 8, 2.0 in reserve (about ")


def test_what_is_left_after_stopping_is_said_only_where_it_was_asked(result):
    (after,) = sentences(result)["After stopping"]
    left = [int(share) for share in re.findall(r"(\d+) % of the gain", after)]
    assert len(left) == 2 and all(0 < share < 100 for share in left)
    assert "After stopping" not in sentences(made_up_weeks())


def test_the_text_has_a_line_for_weeks_groups_and_the_plan(result):
    text = str(result)
    assert max(len(line) for line in text.splitlines()) <= 110
    assert re.search(r"^0 +160 +160 +0\.0", text, re.MULTILINE)
    assert re.search(r"^quadriceps +\+\d+\.\d \(", text, re.MULTILINE)
    assert "after week 8 the plan has ended" in text and "25 of 37" not in text[:2000]


def test_no_sprint_and_no_race_are_told_and_not_drawn():
    solved = replace(bodies(), sprint=Unsolved("it did not settle."))
    found = made_up_weeks(None, None, solved)
    assert "Top speed has no figure: it did not settle." in str(found)
    page = training_page(found)
    assert "<b>Top speed</b>" not in page and "min:s" not in page and "nan" not in page


def test_the_page_escapes_asks_for_nothing_and_holds_every_source(result):
    text = training_page(result)
    page = Page(text)  # every element closes
    assert HOSTILE not in text and not page.scripts
    assert not any(attrs.get("src") for _, attrs in page.tags)
    assert text.count("<figure class=") == 10 and text.count('<figure class="bodymap"') == 1
    for name, one in TABLE.items():
        assert f"<li>{name.replace('_', ' ').capitalize()}: " in text and one.source
    assert "After a coach." in text


def test_a_curve_goes_through_its_values_and_its_band_around_them():
    weeks = np.arange(5.0)
    line = Line("one", "strength", weeks, weeks - 1.0, weeks + 2.0)
    drawn = curves("Strength", "%", [line], lambda v: f"{v:.0f}", stop=3, solved=[3], base=0.0)
    ((css, name, band, path),) = drawn.lines
    points = [tuple(map(float, one.split())) for one in path[1:].split("L")]
    x, y = np.array(points).T
    assert np.allclose(np.diff(x), 75.0) and np.allclose(np.diff(y), np.diff(y)[0], atol=0.11)
    assert y[0] > y[-1] and (css, name) == ("one", "strength")
    assert drawn.dots == [(f"{x[3]:.1f}", f"{y[3]:.1f}")] and drawn.stop == f"{x[3]:.1f}"
    edge = [float(one.split()[1]) for one in band[1:-1].split("L")]
    assert all(up < at < down for up, at, down in zip(edge[:5], y, edge[:4:-1], strict=True))
    assert drawn.marks[3].text == "Week 3: strength 3 (2 to 5)" == drawn.last
    assert len(drawn.ticks) >= 3 and drawn.zero


@needs_browser
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out(result, tmp_path, width):
    path = tmp_path / "training.html"
    path.write_text(training_page(result).replace("</body>", PROBE + "</body>"), encoding="utf-8")
    told = root(look(path.as_uri(), width=width))
    assert int(told["inner"]) <= int(told["outer"]) and told["cut"] == "0"
    assert told["pictures"] == "9" and told["flat"] == "0"
