"""What a verb leaves: files in a folder, and text or one JSON object on standard output."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hillrunner.cli.folder import OutputFolder
from hillrunner.shown import Shown


@contextmanager
def results_folder(path: Path | None) -> Iterator[OutputFolder | None]:
    """The folder for a result's files, made before the work starts; None where none is wanted.

    Raises
    ------
    HillrunnerError
        If it is a file or cannot be written to.
    """
    if path is None:
        yield None
        return
    with OutputFolder(path) as folder:
        yield folder


def finish(result: Shown, folder: OutputFolder | None, *, as_json: bool) -> None:
    """Write a result's files, if there is a folder for them, and print it."""
    if folder:
        result.save(folder.parts)
        folder.publish()
    if not as_json:
        print(result)
        if folder:
            names = sorted(p.name for p in folder.path.iterdir() if not p.name.startswith("."))
            print(f"\nFiles in {folder.path}: {', '.join(names)}")
    elif folder:
        print((folder.path / "result.json").read_text(encoding="utf-8"), end="")
    else:
        print(result.to_json())
