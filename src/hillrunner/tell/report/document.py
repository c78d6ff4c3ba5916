"""What every page is made with: its assets, its template, and the file it becomes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from hillrunner.errors import MotionError
from hillrunner.files import whole_file, why_not

HEAD = (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<meta name="color-scheme" content="light dark">\n'
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n"
    '<link rel="icon" href="data:,">\n'
)


def asset(name: str) -> str:
    """A file of the report's assets."""
    return (resources.files("hillrunner.tell.report") / "assets" / name).read_text(encoding="utf-8")


def filled(template: str, parts: Mapping[str, str]) -> str:
    """The template with its ``{{name}}`` replaced, once each, whatever the parts contain."""
    whole = {"head": HEAD, **parts}
    return re.sub(r"\{\{(\w+)\}\}", lambda match: whole[match[1]], asset(template))


def scripts(*names: str) -> str:
    """Assets as one strict script in a scope of its own."""
    return '"use strict";\n{\n' + "\n".join(map(asset, names)) + "\n}"


def embedded(value: object) -> str:
    """JSON that no HTML parser can take for the end of a script."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


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
