"""The folder a command writes to: all of its files, whole, or none."""

from __future__ import annotations

import argparse
import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from hillrunner.errors import HillrunnerError
from hillrunner.files import why_not

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # a full disk, by its names


class OutputFolder:
    """Collects files in a hidden folder inside ``path`` and moves them up when all are there.

    Made before the work starts, so that a place that cannot be written to is reported at once; if
    the work fails, nothing remains, not even the folders made for it.

    Raises
    ------
    HillrunnerError
        If ``path`` is a file, cannot be written to, or the disk is full.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.parts = path / f".part-{os.getpid()}"
        self._made = [place for place in (path, *path.parents) if not os.path.lexists(place)]
        shutil.rmtree(self.parts, ignore_errors=True)  # of a process that was killed
        try:
            self.parts.mkdir(parents=True)
        except OSError as error:
            self._remove()
            if error.errno in (errno.ENOTDIR, errno.EEXIST):
                why = "it is a file, but must be a folder"
            else:
                why = why_not(error)
            raise HillrunnerError(f"cannot write to the folder {_short(path)}: {why}.") from None

    def publish(self) -> list[Path]:
        """Move every file to its place; returns where they are."""
        files = []
        try:
            for part in sorted(p for p in self.parts.rglob("*") if p.is_file()):
                place = self.path / part.relative_to(self.parts)
                place.parent.mkdir(exist_ok=True)
                os.replace(part, place)
                files.append(place)
        except OSError as error:
            raise HillrunnerError(f"cannot write {place}: {why_not(error)}.") from None
        return files

    def __enter__(self) -> OutputFolder:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._remove()
        if isinstance(error, HillrunnerError):  # of files as they will be called
            error.args = tuple(self._called(said) for said in error.args)
        if isinstance(error, OSError) and (error.errno in NO_ROOM or self._holds(error.filename)):
            raise HillrunnerError(
                f"cannot write to the folder {_short(self.path)}: {why_not(error)}."
            ) from None

    def _holds(self, name: object) -> bool:
        return isinstance(name, str | Path) and self.parts in Path(name).parents

    def _called(self, said: object) -> object:
        hidden, shown = (f"{place}{os.sep}" for place in (self.parts, self.path))
        return said.replace(hidden, shown) if isinstance(said, str) else said

    def _remove(self) -> None:
        shutil.rmtree(self.parts, ignore_errors=True)
        for folder in self._made:
            with suppress(OSError):  # it holds something, or never came to be
                folder.rmdir()


def folder_named(text: str) -> Path:
    """What ``--out`` was given, as a folder; for a parser of arguments."""
    if not text.strip():
        raise argparse.ArgumentTypeError("is empty, but must name a folder (. is this one)")
    return Path(text)


def _short(path: Path) -> str:
    text = str(path)
    return text if len(text) <= 100 else f"{text[:97]}..."
