"""A study in words and as a page; in a real browser nothing of it sticks out."""

from __future__ import annotations

import re

import pytest
from browser import look, needs_browser, root
from study_work import made_up

from hillrunner import Study
from hillrunner.study.result import StudyResult
from hillrunner.tell.report.study_page import study_page
from hillrunner.tell.words.study import strongest

PROBE = """<script>
  const root = document.documentElement;
  root.dataset.inner = root.scrollWidth;
  root.dataset.outer = root.clientWidth;
  root.dataset.points = document.querySelectorAll("circle").length;
  root.dataset.bars = [...document.querySelectorAll("figure rect")].filter(
    (bar) => bar.getBoundingClientRect().height > 1).length;
  root.dataset.cut = [...document.querySelectorAll("figcaption b")].filter(
    (text) => text.scrollWidth > text.clientWidth + 1).length;
</script>"""


@pytest.fixture(scope="module")
def result(tmp_path_factory) -> StudyResult:
    study = Study(
        name="Bodies & <speeds>",
        method="sobol",
        size=5 * 16,
        runner={
            "height": 1.8,
            "mass": {"from": 40, "to": 90},
            "strength": {"glutes": {"left": {"from": 0.7, "to": 1.0}}},
        },
        task={"speed": {"from": 3.0, "to": 4.35}},
        change={"force": {"all": 1.1}},
    )
    return study.run(tmp_path_factory.mktemp("study"), work=made_up)


def test_the_text_says_what_moves_what_and_who_failed(result):
    text = str(result)
    solved = result.counts["converged"]
    assert f"80 members: {solved} converged, {80 - solved} impossible." in text
    assert 0 < solved < 80 and "Sobol's scheme over 3 inputs, seed 0." in text
    line = next(line for line in text.splitlines() if line.startswith("Cost of transport, before"))
    assert "J/kg/m" in line and "speed 0." in line
    assert max(map(len, text.splitlines()[:2])) < 120
    assert "is a body mass index of" in text


def test_the_strongest_is_what_the_closed_form_says(result):
    """The right knee's load follows from mass alone; that of the left from the left glutes too."""
    by_name = {output.name: output for output in result.outputs}
    assert [n for n, _ in strongest(result, by_name["knee_contact.peak right before"])] == [
        "runner.mass"
    ]
    left = dict(strongest(result, by_name["knee_contact.peak left before"]))
    assert set(left) == {"runner.mass", "runner.strength.glutes.left"}
    line = result.regression.sel(output="knee_contact.peak right before")
    assert float(line["coefficient"].sel(term="runner.mass")) == pytest.approx(1.0)


def test_the_page_escapes_and_asks_for_nothing(result):
    page = study_page(result)
    assert "Bodies &amp; &lt;speeds&gt;" in page and "<speeds>" not in page
    assert not re.search(r'(src|href)="(?!data:)', page)
    assert "What moves them: Sobol indices" in page and "What moves them: a straight line" in page
    failed = re.findall(r'<li value="(\d+)">height 1.8 m with mass', page)
    assert list(map(int, failed)) == list(result.reasons)


def test_too_few_members_for_a_regression_is_said(tmp_path):
    study = Study(
        method="full factorial", runner={"height": 1.8, "mass": [60, 70]}, task={"speed": 3}
    )
    result = study.run(tmp_path, work=made_up)
    assert not result.fitted and "Too few members converged" in str(result)
    assert "Too few members converged" in study_page(result)


def test_a_page_of_members_that_all_failed(tmp_path):
    study = Study(
        method="full factorial", runner={"height": 1.8, "mass": [40, 42]}, task={"speed": 3}
    )
    result = study.run(tmp_path, work=made_up)
    page = study_page(result)
    assert "2 impossible" in page and "How the numbers are spread" not in page
    assert "2 impossible, the first" in str(result)


@needs_browser
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out(result, tmp_path, width):
    path = tmp_path / "study.html"
    path.write_text(study_page(result).replace("</body>", PROBE + "</body>"), encoding="utf-8")
    told = root(look(path.as_uri(), width=width))
    assert int(told["inner"]) <= int(told["outer"]) and told["cut"] == "0"
    assert int(told["bars"]) >= 4 * 5
    pictures = study_page(result).count('<figure class="points">')
    assert int(told["points"]) == pictures * result.counts["converged"] > 0
