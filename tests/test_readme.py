"""What README says is so: its examples, its commands, its links, and the lock it installs from."""

import ast
import re
import shlex
import tomllib

import pytest

import hillrunner
from hillrunner.cli.arguments import parse


@pytest.fixture(scope="module")
def root(pytestconfig):
    return pytestconfig.rootpath


@pytest.fixture(scope="module")
def readme(root):
    return (root / "README.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    found = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert found
    return found


def test_python_examples_use_what_there_is(readme):
    for block in blocks(readme, "python"):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and node.module == "hillrunner":
                for alias in node.names:
                    assert alias.name in hillrunner.__all__
                    assert getattr(hillrunner, alias.name)


def test_commands_parse(readme):
    lines = [line for block in blocks(readme, "bash") for line in block.splitlines()]
    commands = [
        shlex.split(part, comments=True)
        for line in lines
        for part in line.split("&&")
        if re.match(r"\s*(\.venv/bin/)?hillrunner ", part)
    ]
    assert len(commands) > 5
    for command in commands:
        assert callable(parse(command[1:]).verb)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_somewhere(root, page):
    text = (root / page).read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if not link.startswith("https://"):
            assert (root / link).exists(), f"{page} links to {link}"


def test_lock_pins_what_is_needed_and_names_no_host(root):
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?://|--index|--find-links", lock)
    pinned = set(re.findall(r"^([a-z0-9_-]+)==", lock, re.MULTILINE))
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.match(r"[a-z0-9_-]+", line).group() for line in needed}
    assert names <= pinned
    requirements = [line for line in lock.splitlines() if line and line[0] not in " #"]
    assert all(re.match(r"[a-z0-9_-]+==[^ ]+( ;.*)?$", line) for line in requirements)


def test_versions_agree(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == hillrunner.__version__
    assert f"version: {project['version']}" in (root / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {project['version']}" in (root / "CHANGELOG.md").read_text(encoding="utf-8")


def test_ci_runs_the_test_command_of_readme(root, readme):
    commands = [line for line in readme.splitlines() if "python -m pytest" in line]
    assert len(commands) == 1
    assert commands[0].startswith("python3 -m venv .venv && ")
    assert "grep -m 1 'python -m pytest' README.md" in (root / ".ci" / "run").read_text()
