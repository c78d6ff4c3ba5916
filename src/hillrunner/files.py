"""Files that appear whole or not at all."""

from __future__ import annotations

import os
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


def part_of(path: Path, process: int) -> Path:
    """Where the process of that number writes ``path`` before it is whole."""
    return path.with_name(f".{path.name}.{process}.part")
