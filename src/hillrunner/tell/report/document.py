"""What every page is made with: its templates, its assets, and the file it becomes."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hillrunner.errors import MotionError
from hillrunner.files import whole_file, why_not

SCRIPTS = ("plots.js", "player.js", "app.js")


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("hillrunner.tell.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def rendered(template: str, **parts: Any) -> Markup:
    """A template with its parts; text in them is escaped, what is marked as HTML is not."""
    return Markup(_templates().get_template(template).render(**parts))


def asset(name: str) -> str:
    """A file of the report's assets."""
    return (resources.files("hillrunner.tell.report") / "assets" / name).read_text(encoding="utf-8")


def styles(*names: str) -> Markup:
    """Assets as one style sheet."""
    return Markup("\n".join(map(asset, names)))


def scripts(*names: str) -> Markup:
    """Assets as one strict script in a scope of its own."""
    return Markup('"use strict";\n{\n' + "\n".join(map(asset, names)) + "\n}")


def embedded(value: object) -> Markup:
    """JSON that no HTML parser can take for the end of a script."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def write_whole(text: str, path: Path) -> Path:
    """Write a page; the file appears whole or not at all.

    Raises
    ------
    MotionError
        If it cannot be written.
    """
    try:
        with whole_file(path) as part:
            part.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise MotionError(f"cannot write report {path}: {why_not(error)}.") from None
    return path
