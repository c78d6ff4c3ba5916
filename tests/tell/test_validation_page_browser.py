"""The validation page in a real browser: a picture a row, the curves, and nothing sticks out."""

from __future__ import annotations

import re

import pytest
from browser import look, needs_browser, root

from hillrunner.published.curves import CURVES
from hillrunner.published.rows import Condition, Row, published_rows
from hillrunner.tell.report.validation_page import page
from hillrunner.validate.individuals import Comparison, Difference, TimeDifference
from hillrunner.validate.people import people
from hillrunner.validate.run import shipped_motions
from hillrunner.validate.table import Result, Table

pytestmark = needs_browser
SPEEDS = (2.5, 3.5, 4.5)  # m/s, at which people's curves are published
PROBE = """<script>
  const root = document.documentElement;
  root.dataset.inner = root.scrollWidth;
  root.dataset.outer = root.clientWidth;
  const boxes = [...document.querySelectorAll(".row")].map((row) => [...row.children].map(
    (part) => part.getBoundingClientRect()));
  root.dataset.overlaps = boxes.filter((row) => row.some((a, i) => row.some((b, k) => i < k &&
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1))).length;
  root.dataset.bands = document.querySelectorAll(".plot .sd").length;
  root.dataset.curves = document.querySelectorAll(".plot path.r").length;
  root.dataset.dots = document.querySelectorAll("svg .sim").length;
</script>"""


def published(row: Row) -> float:
    return next((x for x in (row.mean, *row.band) if x is not None), 1.0)


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    # Where the rows' own values lie is no matter here: they are near what was published.
    table = Table(tuple(Result(row, 1.0123 * published(row)) for row in published_rows()))
    motions = shipped_motions([Condition(speed=speed) for speed in SPEEDS]).motions
    person = people()[0]
    beside = Comparison(
        person,
        3.5,
        angles={f"{n}_r": Difference(9.0, 2.0) for n in ("hip_flexion", "knee_angle")},
        forces={axis: Difference(0.2, 0.05) for axis in "xyz"},
        timing={"contact_time": TimeDifference(0.228, 0.224, 0.006)},
        why=["something was not there."],
    )
    text = page(table, "shipped motions", [beside], motions).replace("</body>", PROBE + "</body>")
    path = tmp_path_factory.mktemp("page") / "validate.html"
    path.write_text(text, encoding="utf-8")
    return path, table


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out_or_overlaps(shown, width):
    path, table = shown
    tree = look(path.as_uri(), width=width)
    told = root(tree)
    assert int(told["inner"]) <= int(told["outer"])
    assert told["overlaps"] == "0"
    assert int(told["dots"]) == sum(r.value is not None for r in table.results)
    drawn = 3 * len(CURVES)  # at three speeds
    assert told["ready"] == "1" and told["bands"] == told["curves"] == str(drawn)
    assert len(re.findall(r'role="img"', tree)) == len(table.results) + drawn
    assert "RBDS 11" in tree and "something was not there" in tree
