"""The report in a real browser: it draws, it scrubs, nothing fails, nothing sticks out."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from fake_motion import fake_body
from synthetic import running_motion
from test_lab_strides import strides_of

from hillrunner.report.html import write_report

BROWSER = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
        if (found := shutil.which(name))
    ),
    None,
)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium to look at the report with")

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--virtual-time-budget=3000",
)


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    motion = running_motion(fake_body(), points=60)
    path = tmp_path_factory.mktemp("browser") / "report.html"
    return write_report(motion, path, measured=strides_of(motion))


def look(address: str, *flags: str, width: int = 1280) -> str:
    """The page's tree after its scripts ran."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        done = subprocess.run(
            [
                str(BROWSER),
                *FLAGS,
                *flags,
                f"--window-size={width},900",
                f"--user-data-dir={profile}",
                "--dump-dom",
                address,
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert "<html" in done.stdout, done.stderr[-2000:]
    return done.stdout


def root(tree: str) -> dict[str, str]:
    """The data attributes of the page's root."""
    tag = re.search(r"<html[^>]*>", tree)
    assert tag is not None
    return dict(re.findall(r'data-([\w-]+)="([^"]*)"', tag[0]))


def test_it_draws_and_plays(report):
    tree = look(report.as_uri())
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


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out(report, tmp_path, width):
    """The page inside a frame as wide as a phone or a desktop must not scroll sideways."""
    frame = tmp_path / "frame.html"
    probe = (
        "document.documentElement.dataset.inner=document.documentElement.scrollWidth;"
        "document.documentElement.dataset.outer=document.documentElement.clientWidth;"
    )
    text = report.read_text(encoding="utf-8")
    measured = text.replace("main();\n", f"main();\nsetTimeout(() => {{ {probe} }}, 500);\n")
    assert measured != text
    frame.write_text(measured, encoding="utf-8")
    told = root(look(frame.as_uri() + "#t=0.1", width=width))
    assert int(told["outer"]) <= max(width, 500)  # some systems open no narrower window
    assert int(told["inner"]) <= int(told["outer"])
