"""The folder a command writes to: all of its files, whole, or none."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import TracebackType

from hillrunner.errors import HillrunnerError
from hillrunner.files import why_not


class OutputFolder:
    """Collects files in a hidden folder inside ``path`` and moves them up when all are there.

    Made before the work starts, so that a place that cannot be written to is reported at once; if
    the work fails, nothing remains, not even the folders made for it.

    Raises
    ------
    HillrunnerError
        If ``path`` is a file or cannot be written to.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.parts = path / f".part-{os.getpid()}"
        missing = [folder for folder in (path, *path.parents) if not folder.exists()]
        self._made = [folder for folder in missing if str(folder)]
        try:
            self.parts.mkdir(parents=True)
        except OSError as error:
            self._remove()
            if any(place.is_file() for place in (path, *path.parents)):
                why = "it is a file, but must be a folder"
            else:
                why = why_not(error)
            raise HillrunnerError(f"cannot write to the folder {path}: {why}.") from None

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

    def _remove(self) -> None:
        shutil.rmtree(self.parts, ignore_errors=True)
        for folder in self._made:
            try:
                folder.rmdir()
            except OSError:  # it holds something, or never came to be
                return
