"""Every page of the gallery begins with a question, gives its reasons and draws a picture.

The build of the documentation runs the pages, and a page that fails fails the build.
"""

import ast
import re
import runpy
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "gallery"
PAGES = sorted(FOLDER.glob("*.py"))


def parts(page):
    return re.split(r"^# %%.*$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_there_are_pages():
    assert len(PAGES) >= 7


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_asks_one_question_and_gives_reasons(page):
    text = page.read_text(encoding="utf-8")
    title = ast.get_docstring(ast.parse(text)).splitlines()[0]
    assert title.endswith("?"), f"{page.name} does not begin with a question"
    assert len(parts(page)) >= 3, f"{page.name} has no cells"
    for part in parts(page)[1:]:
        assert part.strip().startswith("#"), f"a cell of {page.name} has no reason above its code"
    calls = {ast.unparse(c) for c in ast.walk(ast.parse(text)) if isinstance(c, ast.Call)}
    assert "plt.show()" in calls, f"{page.name} draws nothing"


def test_a_page_that_fails_fails_the_build():
    conf = runpy.run_path(str(FOLDER.parent / "conf.py"))["sphinx_gallery_conf"]
    assert conf["abort_on_example_error"]
    assert all(re.search(conf["filename_pattern"], str(page)) for page in PAGES)
