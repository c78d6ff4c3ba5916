"""The page of two runs and that of the answer in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import look, needs_browser, root, with_probe
from priced_shipped import take_known

from hillrunner.cli import main
from hillrunner.motion.library import load_shipped
from hillrunner.tell.report.two_runs_page import write_comparison

pytestmark = needs_browser
EXAMPLE = Path(__file__).parents[2] / "examples" / "runner.toml"
WIDTH = """
    for (const part of document.querySelectorAll("main details")) part.open = true;
    const page = document.documentElement;
    page.dataset.inner = page.scrollWidth;
    page.dataset.outer = page.clientWidth;
    page.dataset.cut = [...document.querySelectorAll(".wide, .wide td, .wide th")].filter(
        (box) => box.scrollWidth > box.clientWidth && box.clientWidth > 1).length;
"""


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    path = tmp_path_factory.mktemp("browser") / "comparison.html"
    return write_comparison(load_shipped("run-3.5.nc"), load_shipped("run-4.nc"), path)


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    folder = tmp_path_factory.mktemp("browser") / "answer"
    race = ["--race", "10 km", "45:00", "--quick", "--json", "--out", str(folder)]
    with pytest.MonkeyPatch.context() as patch:
        take_known(patch)
        assert main(["answer", str(EXAMPLE), *race]) == 0
    return folder / "answer.html"


def probed(page: Path, path: Path, script: str) -> str:
    """A copy of a page without scripts of its own that runs ``script`` at its end."""
    text = page.read_text(encoding="utf-8")
    path.write_text(text.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    return path.as_uri()


def test_both_runners_are_drawn_and_either_can_be_hidden(comparison, tmp_path):
    script = """
        const canvas = document.getElementById("canvas"), gl = canvas.getContext("webgl2");
        const button = (i) => document.querySelector(`[data-who="${i}"]`);
        const seen = (name) => { // right after it was drawn
            const pixels = new Uint8Array(4 * canvas.width * canvas.height);
            gl.readPixels(0, 0, canvas.width, canvas.height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
            let sum = 0, blue = 0;
            for (let i = 0; i < pixels.length; i += 4) {
                sum += pixels[i] + pixels[i + 1] + pixels[i + 2];
                blue += pixels[i + 2] > pixels[i] + 50 && pixels[i + 1] > pixels[i] + 30;
            }
            root.dataset[name] = `${root.dataset.runners} ${sum} ${blue} ${gl.getError()}`;
        };
        const click = (i, name) => { button(i).click(); seen(name); };
        clock.set(0.3);
        seen("both");
        click(1, "after");
        click(0, "none");
        click(1, "before");
        click(0, "again");
        root.dataset.pressed = button(0).getAttribute("aria-pressed");
    """
    told = root(look(with_probe(comparison, tmp_path / "both.html", script) + "#t=0.3&view=Side"))
    assert "error" not in told
    found = {
        name: [int(part) for part in told[name].split()]
        for name in ("both", "after", "none", "before", "again")
    }
    assert [found[name][0] for name in found] == [2, 1, 0, 1, 2]
    assert found["both"] == found["again"] and told["pressed"] == "true"
    assert len({found[name][1] for name in ("both", "after", "none", "before")}) == 4
    ghost = found["both"][2]
    assert ghost > 500 and all(found[n][2] < 0.2 * ghost for n in ("after", "none", "before"))
    assert all(parts[3] == 0 for parts in found.values())


def test_plots_read_both_runs(comparison):
    tree = look(comparison.as_uri() + "#t=0.2")
    told = root(tree)
    assert "error" not in told and told["ready"] == "1" and told["webgl"] == "yes"
    assert tree.count('class="cursor"') == tree.count('class="plot"') > 40
    knee = tree.split("<b>Knee flexion</b>")[1].split("</figcaption>")[0]
    assert '<em class="l">' in knee and '<em class="r">' in knee


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out_of_the_comparison(comparison, tmp_path, width):
    path = with_probe(comparison, tmp_path / "wide.html", WIDTH) + "#t=0.1"
    told = root(look(path, width=width))
    assert "error" not in told
    assert int(told["inner"]) <= int(told["outer"]) <= max(width, 500)
    assert told["cut"] == "0"


@pytest.mark.parametrize("width", [390, 1280])
def test_maps_of_the_answer_fit(answer, tmp_path, width):
    """Nothing sticks out; names are beside the leg, whole, or numbered in a list."""
    script = (
        WIDTH
        + """
        const shown = (css) => [...document.querySelectorAll(css)].filter(
            (part) => part.getBoundingClientRect().width > 0);
        page.dataset.names = shown(".names text").length;
        page.dataset.marks = shown(".mark").length;
        page.dataset.listed = shown(".bodynames li").length;
        page.dataset.clipped = shown(".names text, .bodylegend text, .mark").filter((part) => {
            const own = part.getBoundingClientRect();
            const all = part.closest("svg").getBoundingClientRect();
            return own.left < all.left - 1 || own.right > all.right + 1 || own.bottom > all.bottom;
        }).length;
        page.dataset.ready = "1";
    """
    )
    told = root(look(probed(answer, tmp_path / "answer.html", script), width=width))
    assert told["ready"] == "1"
    assert int(told["inner"]) <= int(told["outer"]) <= max(width, 500)
    assert told["clipped"] == "0"
    wide = width > 1000
    assert (int(told["names"]) > 10) == wide
    assert (int(told["marks"]) > 10) == (int(told["listed"]) > 10) == (not wide)
