"""Files that appear whole or not at all, and why one cannot be read or written."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A hidden place beside ``path`` to write to, which becomes ``path`` when all is written.

    Raises
    ------
    OSError
        If it cannot be written; nothing is left then.
    """
    part = part_of(path, os.getpid())
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def why_not(error: OSError) -> str:
    """Why a file cannot be read or written, to stand in a sentence: ``no such file or directory``.

    What the operating system says of it in small letters, or else the error's own words.
    """
    return os.strerror(error.errno).lower() if error.errno else str(error)


def slug(text: str) -> str:
    """``text`` as part of a file name."""
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-.")


def part_of(path: Path, process: int) -> Path:
    """Where the process of that number writes ``path`` before it is whole."""
    return path.with_name(f".{path.name}.{process}.part")
