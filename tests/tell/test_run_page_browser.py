"""The report in a real browser: it draws, it scrubs, nothing fails, nothing sticks out."""

from __future__ import annotations

import json
import re

import pytest
from browser import look, needs_browser, root, with_probe
from fake_motion import fake_body
from measured import strides_of
from synthetic import running_motion

from hillrunner.motion.library import load_shipped
from hillrunner.tell.report.run_page import write_report

pytestmark = needs_browser


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    motion = running_motion(fake_body(), points=60)
    path = tmp_path_factory.mktemp("browser") / "report.html"
    return write_report(motion, path, measured=strides_of(motion))


@pytest.fixture(scope="module")
def analysed(tmp_path_factory):
    """The report of a motion whose body has everything."""
    path = tmp_path_factory.mktemp("browser") / "analysed.html"
    return write_report(load_shipped("run-3.5.nc"), path)


def test_it_draws_and_plays(report):
    tree = look(report.as_uri(), plays=True)
    told = root(tree)
    assert told["ready"] == "1"
    assert "error" not in told
    assert told["webgl"] == "yes" and int(told["drawn"]) >= 1
    assert tree.count('class="plot"') >= 3 + 3 + 2 * 4
    assert tree.count('class="cursor"') == tree.count('class="plot"')


def test_scrubbing_sets_every_cursor(report):
    tree = look(report.as_uri() + "#t=0.3&view=Side")
    told = root(tree)
    assert "error" not in told
    assert float(told["phase"]) == pytest.approx(0.3, abs=1e-3)  # and it stands still there
    data = json.loads(re.search(r'id="data">(.*?)</script>', tree, re.S)[1])
    knee = next(a for a in data["angles"] if a["name"] == "knee_angle_r")
    figure = re.search(r"<figcaption><b>Knee flexion</b>.*?</figcaption>", tree, re.S)
    shown = re.search(r'<em class="r">([^<]*)</em>', figure[0])[1].replace("\u2212", "-")
    assert float(shown) == pytest.approx(knee["values"][30], abs=0.06)
    lines = re.findall(r'class="cursor"[^>]*x1="([\d.]+)"[^>]*x2="([\d.]+)"', tree)
    assert lines and all(a == b for a, b in lines)
    assert 'aria-pressed="true">Side<' in tree


def test_without_webgl_a_sentence_and_all_the_rest(report):
    tree = look(report.as_uri() + "#t=0.3", "--disable-gpu", "--disable-3d-apis")
    told = root(tree)
    assert told["ready"] == "1" and told["webgl"] == "no"
    assert "error" not in told
    assert re.search(r'<p class="nogl" id="nogl">The 3-D view needs WebGL 2', tree)
    assert tree.count('class="cursor"') >= 14


def test_hovering_a_plot_moves_cursors_and_runner(report, tmp_path):
    script = """
        const figure = [...document.querySelectorAll("figure")].find(
            (f) => f.textContent.startsWith("Knee flexion"));
        const picture = figure.querySelector("svg"), box = picture.getBoundingClientRect();
        const before = Number(root.dataset.drawn), x = box.left + 34 + 0.6 * (box.width - 40);
        const send = (kind) => picture.dispatchEvent(
            new PointerEvent(kind, { clientX: x, clientY: box.top + 60, bubbles: true }));
        send("pointermove");
        root.dataset.hovered = root.dataset.phase;
        root.dataset.slider = document.getElementById("scrub").value;
        root.dataset.redrawn = Number(root.dataset.drawn) - before;
        const places = [...document.querySelectorAll(".cursor")].map((line) => {
            const svg = line.ownerSVGElement.viewBox.baseVal.width;
            return (line.getAttribute("x1") - 34) / (svg - 40);
        });
        root.dataset.spread = Math.max(...places) - Math.min(...places);
        root.dataset.held = clock.held;
        send("pointerleave");
        root.dataset.left = clock.held;
    """
    told = root(look(with_probe(report, tmp_path / "hover.html", script)))
    assert "error" not in told
    assert float(told["hovered"]) == pytest.approx(0.6, abs=0.005)
    assert int(told["slider"]) == pytest.approx(600, abs=5)
    assert int(told["redrawn"]) >= 1
    assert float(told["spread"]) < 0.01
    assert (told["held"], told["left"]) == ("true", "false")


def test_controls(report, tmp_path):
    script = """
        const scrub = document.getElementById("scrub"), play = document.getElementById("play");
        root.dataset.first = play.getAttribute("aria-label");
        scrub.value = 250;
        scrub.dispatchEvent(new Event("input"));
        root.dataset.scrubbed = root.dataset.phase;
        root.dataset.then = play.getAttribute("aria-label");
        play.click();
        root.dataset.last = play.getAttribute("aria-label");
        const toggle = document.querySelector(".toggle");
        toggle.click();
        root.dataset.bare = document.getElementById("activations").className;
        root.dataset.pressed = toggle.getAttribute("aria-pressed");
    """
    told = root(look(with_probe(report, tmp_path / "controls.html", script), plays=True))
    assert "error" not in told
    assert (told["first"], told["then"], told["last"]) == ("Pause", "Play", "Pause")
    assert told["scrubbed"] == "0.2500"
    assert "bare" in told["bare"] and told["pressed"] == "false"


def test_charts_of_the_analyses_read_their_values(analysed):
    tree = look(analysed.as_uri() + "#t=0.2")
    told = root(tree)
    assert "error" not in told
    assert tree.count('class="cursor"') == tree.count('class="plot"')
    charts = json.loads(re.search(r'id="data">(.*?)</script>', tree, re.S)[1])["charts"]
    (chart,) = (c for c in charts if c["title"] == "Forward")
    figure = re.search(r'<figcaption><b>Forward</b></figcaption><p class="reads">.*?</p>', tree)
    shown = re.findall(r"<i></i>([\w ]+?) <b>([^<]*)</b>", figure[0])
    assert [name for name, _ in shown] == [s["name"] for s in chart["series"][::-1]]
    for (_, value), series in zip(shown, chart["series"][::-1], strict=True):
        assert float(value.replace("\u2212", "-")) == pytest.approx(series["values"][20], abs=0.006)


@pytest.mark.parametrize("which", ["report", "analysed"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out(request, which, tmp_path, width):
    """A page as wide as a phone or a desktop must not scroll sideways, nor cut its tables."""
    report = request.getfixturevalue(which)
    script = """
        for (const part of document.querySelectorAll("main details")) part.open = true;
        const page = document.documentElement;
        root.dataset.inner = page.scrollWidth;
        root.dataset.outer = page.clientWidth;
        root.dataset.cut = [...document.querySelectorAll(".wide, .wide td, .wide th")].filter(
            (box) => box.scrollWidth > box.clientWidth && box.clientWidth > 1).length;
    """
    told = root(look(with_probe(report, tmp_path / "wide.html", script) + "#t=0.1", width=width))
    assert int(told["outer"]) <= max(width, 500)  # some systems open no narrower window
    assert int(told["inner"]) <= int(told["outer"])
    assert told["cut"] == "0"
