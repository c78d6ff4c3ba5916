"""Writes the API reference: the public face first, then one page a room, from what there is.

A name of the public face is described on its page, and only linked from the room it lives in.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import io
import pkgutil
import re
import tokenize
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from sphinx.application import Sphinx

import hillrunner

ROOMS = {  # in the order of the floors: what each holds, in a line
    "person": "who runs: runner, fitness, technique, strength tests, changes of muscle",
    "model": "the musculoskeletal body, its physics and mechanics; import from OpenSim",
    "tasks": "what the body is asked to do",
    "motion": "a solved movement as labelled data, and those that ship",
    "solve": "the one door to the solver",
    "analysis": "what a motion measures",
    "published": "numbers that others measured, with their sources",
    "lab": "measured data in, tables out, side by side",
    "batch": "many solves at once",
    "tracking": "measured strides run again by muscles",
    "training": "weeks of strength training: plans, and what they do to muscle, tendon and lifts",
    "fatigue": "how muscles tire in minutes and in hours, and what long runs took from people",
    "worth": "what muscle, oxygen and technique are worth",
    "study": "designed populations of runs in one data set",
    "validate": "published rows and measured runners against the simulator",
    "tell": "results in words, tables and pages",
    "cli": "the command line",
}
KINDS = {"class": "autoclass", "exception": "autoexception", "function": "autofunction"}


def homes() -> dict[str, tuple[str, str]]:
    """Public name -> where it lives (module), and what it is."""
    found = {}
    for name in sorted(hillrunner.__all__, key=str.lower):
        thing = getattr(hillrunner, name)
        if inspect.isclass(thing):
            kind = "exception" if issubclass(thing, BaseException) else "class"
        else:
            kind = "function" if callable(thing) else "data"
        module = getattr(thing, "__module__", None)
        if kind != "data" and module and hasattr(importlib.import_module(module), name):
            found[name] = (module, kind)
    return found


def title(text: str, mark: str = "=") -> str:
    """A heading."""
    return f"{text}\n{mark * len(text)}\n\n"


def modules_of(name: str) -> list[str]:
    """The module and all below it, by name, without private ones (some are programs of others)."""
    module = importlib.import_module(name)
    names = [name]
    for info in pkgutil.iter_modules(getattr(module, "__path__", [])):
        if not info.name.startswith("_"):
            names += modules_of(f"{name}.{info.name}")
    return names


def public_page(public: dict[str, tuple[str, str]]) -> str:
    """Every name that ``import hillrunner`` gives."""
    text = title("The public face")
    text += (
        "Everything here is ``hillrunner.NAME``; the documentation of each is that of the module "
        "it lives in.\n\n"
    )
    groups = {"Verbs": "function", "Things": "class", "Errors": "exception"}
    for heading, kind in groups.items():
        text += title(heading, "-")
        for name, (module, own) in public.items():
            if own == kind:
                text += f".. py:currentmodule:: {module}\n\n"
                text += f".. {KINDS[kind]}:: {module}.{name}\n\n"
    return text


def room_page(room: str, about: str, public: dict[str, tuple[str, str]]) -> str:
    """Every module of a room."""
    text = title(room) + f"{about[0].upper()}{about[1:]}.\n\n"
    for module in modules_of(f"hillrunner.{room}"):
        text += module_part(module, public)
    return text


def module_part(module: str, public: dict[str, tuple[str, str]]) -> str:
    """One module, without what is on the page of the public face."""
    thing = importlib.import_module(module)
    if not thing.__doc__ and hasattr(
        thing, "__path__"
    ):  # an empty __init__: only something to link
        return f".. py:module:: {module}\n\n"
    text = title(module.removeprefix("hillrunner."), "-") + f".. automodule:: {module}\n"
    moved = [(name, kind) for name, (home, kind) in public.items() if home == module]
    if moved:
        text += f"   :exclude-members: {', '.join(name for name, _ in moved)}\n"
    text += "\n"
    roles = {"function": "func", "class": "class", "exception": "exc"}
    for name, kind in moved:
        text += f"On the public face: :{roles[kind]}:`~{module}.{name}`.\n\n"
    return text + "".join(constant(*c) for c in constants(thing))


def constants(module: ModuleType) -> list[tuple[str, str, str, str]]:
    """Public constants of a module: its name, theirs, the value as written, the comment beside it.

    Units and sources stand in that comment.
    """
    source = inspect.getsource(module)
    lines = source.splitlines()
    comments = {
        token.start[0]: token.string.lstrip("# ")
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    found = []
    for node in ast.parse(source).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        above: list[str] = []
        line = node.lineno - 1
        while line in comments and lines[line - 1].startswith("#"):
            above.insert(0, comments[line])
            line -= 1
        beside = comments.get(node.lineno) or comments.get(node.end_lineno or node.lineno) or ""
        about = " ".join([*above, beside]).strip()
        names = [n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)]
        for name in names:
            value = getattr(module, name, None)
            by_autodoc = inspect.isclass(value) or inspect.isroutine(value)
            if not name.startswith("_") and not by_autodoc:
                found.append((module.__name__, name, ast.unparse(node.value), about))
    return found


def constant(module: str, name: str, value: str, about: str) -> str:
    """A constant, in reStructuredText; a long value is left to the source."""
    text = f".. py:data:: {name}\n   :module: {module}\n"
    text += f"   :value: {value}\n" if len(value) < 70 else ""
    plain = re.sub(r"([\\*`_|])", r"\\\1", about)
    return f"{text}\n   {plain}\n\n"


def write(app: Sphinx) -> None:
    """Write the pages; those that stay the same are left alone, so that a build stays quick."""
    folder = Path(app.srcdir) / "api"
    folder.mkdir(exist_ok=True)
    public = app.env_public = homes()  # type: ignore[attr-defined]
    there = {p.stem for p in Path(hillrunner.__file__).parent.iterdir() if p.is_dir()}
    rooms = {room: about for room, about in ROOMS.items() if room in there}
    forgotten = sorted(r for r in there - set(ROOMS) if not r.startswith("_"))
    if forgotten:
        raise RuntimeError(f"docs/_ext/rooms.py names no room {', '.join(forgotten)}")
    pages = {"public": public_page(public)}
    pages |= {room: room_page(room, about, public) for room, about in rooms.items()}
    files = sorted(p.stem for p in Path(hillrunner.__file__).parent.glob("*.py"))
    beside = [name for name in files if not name.startswith("_")]
    pages["beside"] = title("Beside the rooms") + "".join(
        module_part(f"hillrunner.{name}", public) for name in beside
    )
    contents = title("API reference")
    contents += "The public face, and then every room of the house, from the ground up.\n\n"
    contents += ".. toctree::\n   :maxdepth: 1\n\n"
    contents += "".join(f"   {name}\n" for name in ("public", "beside", *rooms))
    pages["index"] = contents
    for name, text in pages.items():
        path = folder / f"{name}.rst"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def skip(app: Sphinx, what: str, name: str, thing: Any, skipped: bool, options: Any) -> bool | None:
    """Leave out the machinery of pydantic, and what the docstring of the class describes itself."""
    if name in ("model_config", "error", "allowed"):
        return True
    here = app.env.current_document
    if what != "class" or not here.autodoc_module or not here.autodoc_class:
        return None
    owner = getattr(importlib.import_module(here.autodoc_module), here.autodoc_class, None)
    return True if name in described(owner) else None


def described(owner: Any) -> set[str]:
    """Fields of a class that are in the parameters or attributes of its own docstring."""
    fields = set(getattr(owner, "__annotations__", {}))
    lines = (inspect.getdoc(owner) or "").splitlines()
    named = [n for line in lines for n in line.partition(":")[0].split(",") if line[:1].isalpha()]
    return fields & {name.strip() for name in named}


COLON = "\x00"  # stands for a colon while Napoleon reads


def hide_colons(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]
) -> None:
    """Keep Napoleon from reading ``Mass (kg): of the muscle`` as a type and what it describes."""
    if what in ("attribute", "property", "data"):
        lines[:] = [line.replace(": ", f"{COLON} ") for line in lines]


def show_colons(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]
) -> None:
    """After Napoleon."""
    lines[:] = [line.replace(COLON, ":") for line in lines]


def public_name(app: Sphinx, env: Any, node: Any, contents: Any) -> Any:
    """A name that the module imports, and a public name, stand for what they are at home.

    An attribute that is described in the docstring of its class stands for the class.
    """
    target = str(node.get("reftarget", ""))
    name = target.removeprefix("hillrunner.")
    public = app.env_public  # type: ignore[attr-defined]
    home = imports_of(node.get("py:module")).get(target, "")
    if not home and name in public:
        home = f"{public[name][0]}.{name}"
    if node.get("reftype") == "attr":
        home = owner_of(target)
    if node.get("refdomain") != "py" or not home:
        return None
    domain = env.domains["py"]
    return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", home, node, contents)


@cache
def imports_of(module: str | None) -> dict[str, str]:
    """Short names that a module of ours imports from others of ours, and what they are in full."""
    if not module or not module.startswith("hillrunner"):
        return {}
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(ast.parse(inspect.getsource(importlib.import_module(module))))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hillrunner")
        for alias in node.names
    }


def owner_of(target: str) -> str:
    """The class in whose docstring an attribute is described; empty where there is none."""
    home, _, attribute = target.rpartition(".")
    module, _, name = home.rpartition(".")
    if not module.startswith("hillrunner"):
        return ""
    owner = getattr(importlib.import_module(module), name, None)
    return home if attribute in described(owner) else ""


def setup(app: Sphinx) -> dict[str, Any]:
    """For Sphinx."""
    app.connect("builder-inited", write, priority=100)
    app.connect("missing-reference", public_name)
    app.connect("autodoc-skip-member", skip)
    app.connect("autodoc-process-docstring", hide_colons, priority=100)
    app.connect("autodoc-process-docstring", show_colons, priority=900)
    return {"version": hillrunner.__version__, "parallel_read_safe": True}
