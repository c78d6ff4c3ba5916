"""Every page of the gallery runs by itself, draws a picture and begins with a question."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("matplotlib", reason="needs matplotlib: pip install -e '.[docs]'")

FOLDER = Path(__file__).parents[2] / "docs" / "gallery"
PAGES = sorted(FOLDER.glob("*.py"))
DRAW = """
import runpy, sys
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
plt.show = lambda: None  # where a page would open a window, its picture is written
runpy.run_path(sys.argv[1], run_name="__main__")
assert plt.get_fignums(), "the page draws nothing"
for number in plt.get_fignums():
    plt.figure(number).savefig(f"{number}.png")
"""


def parts(page):
    return re.split(r"^# %%.*$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_there_are_pages():
    assert len(PAGES) >= 7


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_asks_one_question_and_gives_reasons(page):
    title = ast.get_docstring(ast.parse(page.read_text(encoding="utf-8"))).splitlines()[0]
    assert title.endswith("?"), f"{page.name} does not begin with a question"
    assert len(parts(page)) >= 3, f"{page.name} has no cells"
    for part in parts(page)[1:]:
        assert part.strip().startswith("#"), f"a cell of {page.name} has no reason above its code"


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_runs_and_draws(page, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", DRAW, str(page)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"},
        timeout=1800,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    pictures = list(tmp_path.glob("*.png"))
    assert pictures and all(picture.stat().st_size > 5000 for picture in pictures)
