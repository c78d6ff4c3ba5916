"""What is public: one table of names, the types that verbs take, and a name in Python for each verb
of the command line."""

import argparse
import ast
import inspect
import subprocess
import sys
import typing
from collections.abc import Iterator
from importlib import import_module

import pytest

import hillrunner
from hillrunner import analysis, lab
from hillrunner.analysis.analysis import ANALYSES, Analysis
from hillrunner.cli.arguments import grammar
from hillrunner.cli.grammar.common import Verb
from hillrunner.errors import HillrunnerError

LONGEST = 40  # lines of a verb of the command line
PYTHON = {  # verb of the command line: name in Python, with its room where it is in one
    "run": "simulate",
    "sprint": "simulate",
    "lift": "simulate",
    "train": "train",
    "longrun": "worth.longrun.longrun.longrun",
    "explain": "explain",
    "whatif": "what_if",
    "technique": "technique",
    "design": "design",
    "study": "Study",
    "strength": "strength",
    "body import": "import_opensim",
    "body show": "default_body",
    "validate": "validate",
    "answer": "answer",
    "read": "read",
    "track": "track",
    "style": "tracking.style.style",
}
VERBS = sorted(
    {name for name in PYTHON.values() if "." not in name} - {"default_body", "Study"} | {"prices"}
)


def verbs(parser: argparse.ArgumentParser, before: str = "") -> Iterator[tuple[str, Verb]]:
    """Every verb of a parser, with the function that does it."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield from verbs(below, f"{before} {name}".strip())
    if before and (verb := parser.get_default("verb")):
        yield before, verb


@pytest.fixture(scope="module")
def of_the_command_line() -> dict[str, Verb]:
    return dict(verbs(grammar()))


@pytest.mark.parametrize("package", [hillrunner, analysis, lab])
def test_type_checkers_see_the_table(package):
    """The imports for type checkers are those of the table, name by name."""
    (block,) = (
        node
        for node in ast.parse(inspect.getsource(package)).body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
    seen = {}
    for node in block.body:
        assert isinstance(node, ast.ImportFrom)
        for alias in node.names:
            home = node.module.removeprefix(package.__name__).removeprefix(".")
            seen[alias.name] = home
    assert seen == package.HOMES
    assert package.__all__ == sorted(package.HOMES)


@pytest.mark.parametrize("package", [hillrunner, analysis, lab])
def test_every_name_is_what_the_table_says(package):
    for name, home in package.HOMES.items():
        module = import_module(f"{package.__name__}.{home or name}")
        assert getattr(package, name) is (getattr(module, name) if home else module)
    assert set(package.__all__) <= set(dir(package))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = package.nothing


def test_the_list_is_short():
    assert len(hillrunner.__all__) <= 40


def test_a_function_may_be_called_as_its_module():
    code = (
        "import hillrunner.analysis.springs, hillrunner.validate.validation, hillrunner\n"
        "from hillrunner.analysis import springs, energy\n"
        "assert callable(springs) and callable(energy) and callable(hillrunner.validate)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_importing_costs_nothing():
    code = "import sys, hillrunner; print({m.partition('.')[0] for m in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    assert "hillrunner" in loaded
    heavy = {"numpy", "pydantic", "xarray", "casadi", "scipy", "opensim"}
    assert not heavy & set(ast.literal_eval(loaded))


def test_analyses_of_a_motion_have_the_functions_names():
    for name in ANALYSES:
        assert isinstance(getattr(analysis, name.removesuffix("_rolling")), typing.Callable)
    functions = {n for n in analysis.__all__ if n[0].islower()} - {
        "compare_tissues",
        "compensation",
    }
    assert functions <= set(dir(Analysis))


def types_in(hint: object) -> Iterator[type]:
    """The classes that an annotation names."""
    if isinstance(hint, type) and not typing.get_args(hint):
        yield hint
    for part in typing.get_args(hint):
        if isinstance(part, list):
            part = typing.Union[tuple(part)]  # noqa: UP007 (of what is known only here)
        yield from types_in(part)


@pytest.mark.parametrize("verb", VERBS)
def test_what_a_verb_takes_is_public(verb):
    public = {id(getattr(hillrunner, name)) for name in hillrunner.__all__}
    rooms = tuple(f"hillrunner.{name}" for name, home in hillrunner.HOMES.items() if not home)
    hints = typing.get_type_hints(getattr(hillrunner, verb))
    hints.pop("return")
    own = [
        kind
        for hint in hints.values()
        for kind in types_in(hint)
        if kind.__module__.startswith("hillrunner") and not kind.__module__.startswith(rooms)
    ]
    assert [kind.__name__ for kind in own if id(kind) not in public] == []


def test_every_error_is_public():
    assert all(
        issubclass(error, HillrunnerError)
        for name, error in vars(hillrunner.errors).items()
        if isinstance(error, type) and name.endswith("Error")
    )


def test_every_verb_of_the_command_line_has_its_like_in_python(of_the_command_line):
    assert set(of_the_command_line) == set(PYTHON)
    for verb, name in PYTHON.items():
        room, _, name = name.rpartition(".")
        home = import_module(f"hillrunner.{room}") if room else hillrunner
        assert callable(getattr(home, name)), verb


def test_every_verb_of_the_command_line_is_short(of_the_command_line):
    for verb in of_the_command_line:
        place = of_the_command_line[verb]
        lines = inspect.getsource(getattr(import_module(place.module), place.name)).splitlines()
        assert len(lines) < LONGEST, (verb, len(lines))
