"""What README and the pages say is so: their code runs, their commands parse, their links lead
somewhere, and the lock and CI do what is said of them."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from importlib import resources

import pytest
from marked_body import write_lab
from pages import ROOT, blocks, name, pages

import hillrunner
from hillrunner.cli.arguments import parse
from hillrunner.motion.library import load_shipped

SOLVES = re.compile(r"\b(simulate|what_if|design|technique|answer)\(")


def scripts():
    """Every page with Python in it as one script; those that solve take more than ten seconds."""
    for page in pages():
        code = "\n".join(blocks(page, "python"))
        if code:
            marks = [pytest.mark.slow] if SOLVES.search(code) else []
            yield pytest.param(page, code, id=name(page), marks=marks)


@pytest.fixture
def folder(tmp_path):
    """A folder with what the pages speak of: what `run` and `sprint` write, and a lab's markers."""
    shipped = resources.files("hillrunner.motion") / "data"
    for place, motion in (("out", "run-3.5.nc"), ("sprint", "sprint.nc")):
        (tmp_path / place).mkdir()
        (tmp_path / place / "motion.nc").write_bytes((shipped / motion).read_bytes())
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    write_lab(tmp_path, load_shipped("run-3.5.nc"))
    return tmp_path


@pytest.mark.parametrize(("page", "code"), list(scripts()))
def test_python_of_the_page_runs(page, code, folder):
    """From the top of the page to its end, as one would type it, and it prints something."""
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:hillrunner", "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"},
        timeout=1800,
    )
    assert done.returncode == 0, f"{name(page)}:\n{done.stderr[-3000:]}"
    assert done.stdout.strip()


def commands(page):
    """The hillrunner commands of a page's shell blocks, as lists of words."""
    for block in blocks(page, "bash"):
        for line in block.splitlines():
            for part in line.split("&&"):
                words = shlex.split(part, comments=True)
                if words and words[0].rpartition("/")[2] == "hillrunner":
                    yield words[1:]


@pytest.mark.parametrize("page", [p for p in pages() if list(commands(p))], ids=name)
def test_commands_of_the_page_parse(page):
    for words in commands(page):
        assert callable(parse(words).verb), words
        files = [word for word in words if word.startswith("examples/")]
        assert all((ROOT / file).is_file() for file in files), words


def test_every_verb_is_on_the_page_of_the_command_line(capsys):
    with pytest.raises(SystemExit):
        parse(["--help"])
    verbs = re.findall(r"^    ([a-z]+)\b", capsys.readouterr().out, re.MULTILINE)
    assert len(verbs) > 5
    told = (ROOT / "docs" / "howto" / "command_line.md").read_text(encoding="utf-8")
    for verb in verbs:
        assert f"`{verb}" in told, f"docs/howto/command_line.md does not list {verb}"


def test_names_in_the_table_of_readme_are_public():
    told = set(re.findall(r"`hr\.([A-Za-z_]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert len(told) > 5
    assert told <= set(hillrunner.__all__)


@pytest.mark.parametrize("page", [*pages(), ROOT / "CHANGELOG.md"], ids=name)
def test_links_lead_somewhere(page):
    """To files; links between pages of the documentation are checked when it is built."""
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        written = "auto_gallery" not in link and "api/" not in link
        if written and not link.startswith("https://"):
            assert (page.parent / link).exists(), f"{name(page)} links to {link}"


def test_lock_pins_what_is_needed_and_names_no_host():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?://|--index|--find-links", lock)
    pinned = set(re.findall(r"^([a-z0-9_-]+)==", lock, re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    needed = [*project["dependencies"], *extras["dev"], *extras["docs"]]
    names = {re.match(r"[a-z0-9_-]+", line).group() for line in needed}
    assert names <= pinned
    requirements = [line for line in lock.splitlines() if line and line[0] not in " #"]
    assert all(re.match(r"[a-z0-9_-]+==[^ ]+( ;.*)?$", line) for line in requirements)


def test_versions_agree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == hillrunner.__version__
    assert f"version: {project['version']}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {project['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_ci_runs_the_test_command_of_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line for line in readme.splitlines() if "python -m pytest" in line]
    assert len(lines) == 1
    assert lines[0].startswith("python3 -m venv .venv && ")
    assert "grep -m 1 'python -m pytest' README.md" in (ROOT / ".ci" / "run").read_text()


def test_ci_builds_the_documentation_as_readme_says():
    lines = [line for line in blocks(ROOT / "README.md", "bash")[-1].splitlines() if line]
    assert any("sphinx -W" in line for line in lines)
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert all(line in ci for line in lines)
