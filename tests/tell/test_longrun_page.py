"""A long run as a page: what it tells, and in a real browser that nothing of it sticks out."""

from __future__ import annotations

import re

import numpy as np
import pytest
from browser import look, needs_browser, root
from html_page import HOSTILE, Page
from tiring_solve import RuleSolve

from hillrunner.lab.course_file import altitudes
from hillrunner.motion import library
from hillrunner.tell.report.course_picture import profile
from hillrunner.tell.report.longrun_page import last_motions, longrun_page
from hillrunner.worth.longrun.course import Course, course, measured_course
from hillrunner.worth.longrun.longrun import longrun
from hillrunner.worth.longrun.published import beside_people
from hillrunner.worth.longrun.result import LongRun

FRESH = library.load_shipped("run-2.5.nc")
METRES = np.arange(0.0, 10_001.0, 10.0)
HILL = altitudes(METRES, 300.0 + 60.0 * np.sin(METRES / 3000.0), f"hill{HOSTILE}.gpx")
PROBE = """<script>
  const root = document.documentElement;
  root.dataset.inner = root.scrollWidth;
  root.dataset.outer = root.clientWidth;
  const pictures = [...document.querySelectorAll(".along svg")];
  root.dataset.pictures = pictures.length;
  root.dataset.flat = pictures.filter((one) => one.getBoundingClientRect().height < 90).length;
  root.dataset.course = document.querySelectorAll(".course path").length;
</script>"""


def far(**how) -> LongRun:
    runner = FRESH.runner.model_copy(update={"fitness": None})
    runner = runner.changed(fitness={"race": "10 km", "time": "50:00"})
    usual = {"pace": "6:40", "start": FRESH, "steps": 2, "solve": RuleSolve()}
    return longrun(runner, **(usual | how))


@pytest.fixture(scope="module")
def run() -> LongRun:
    return far(along=HILL)


@pytest.fixture(scope="module")
def text(run) -> str:
    return longrun_page(run)


def test_it_tells_course_kilometres_people_and_limits(run, text):
    told = " ".join(Page(text).text)
    assert "10 km at 6:40 a kilometre" in told and "m as recorded" in told
    assert "Hanley" in told and "choices within a range" in told
    titles = re.findall(r"<figcaption><b>([^<]+)</b>", text)
    assert {"Force left", "Pace", "Oxygen", "Cadence", "Contact time"} <= set(titles)
    assert HOSTILE not in text


def test_both_runners_are_of_one_place(run):
    fresh, tired = last_motions(run)
    assert fresh.task == tired.task == run.tired.points[-1].motion.task
    assert fresh is not tired


def test_one_that_stopped_has_a_page_too():
    stopped = far(distance="10km", solve=RuleSolve(too_fast=2.0))
    assert stopped.status == "stopped"
    assert "run until muscles gave up" in " ".join(Page(longrun_page(stopped)).text)


def test_a_level_course_has_no_profile():
    assert profile(course("10 km")) is None


def test_a_profile_is_as_high_as_the_course():
    drawn = profile(measured_course(HILL))
    assert drawn is not None
    assert [text for _, text in drawn.along] == ["0", "2", "4", "6", "8", "10"]
    heights = [float(y) for y in re.findall(r" ([\d.]+)", drawn.course)]
    assert 0.0 < min(heights) < max(heights) < 150.0
    given = profile(Course("10 km", 10_000.0, ((0.0, 0.02),)))
    assert given is not None and not given.recorded and "200 m" in given.said


def test_people_are_those_over_about_the_same_distance(run):
    names = {one.loss.name for one in beside_people(run)}
    told = ("contact time", "flight time", "knee flexion in stance", "hip extension")
    assert names == {f"10 km on a treadmill, {one}" for one in told}
    long = far(distance="marathon")
    marathon = {one.loss.name: one for one in beside_people(long)}
    knee = marathon["marathon, knee extensors"]
    left = long.tired.points[-1].state.force_left
    assert knee.low < knee.value < knee.high < 0.0
    assert knee.value > 100.0 * (left[0].min() - 1.0)
    assert all(one.loss.slope == 0.0 for one in marathon.values())


@needs_browser
@pytest.mark.parametrize("width", [1280, 500])
def test_in_a_browser_it_draws_and_fits(text, tmp_path, width):
    path = tmp_path / "longrun.html"
    path.write_text(text.replace("</body>", f"{PROBE}</body>"), encoding="utf-8")
    seen = root(look(path.as_uri(), width=width))
    assert "error" not in seen and seen["ready"] == "1"
    assert int(seen["inner"]) <= int(seen["outer"])
    assert seen["flat"] == "0" and int(seen["pictures"]) >= 10
    assert seen["course"] == "4"
